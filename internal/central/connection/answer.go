// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"context"

	"cosell/internal/aws/account"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/sqldb"
)

// An Answer names an invitation, with what the caller makes of it.
type Answer struct {
	Catalog, ID string
	Reason      string // of a rejection; may be empty
}

// answers says by whom a pending invitation is brought to each end. Source: reference 16.2.
var answers = map[string]string{
	account.InvitationAccepted: account.Receiver, account.InvitationRejected: account.Receiver, account.InvitationCanceled: account.Sender,
}

// answered finds a pending invitation that the caller may bring to an end.
func (r *Room) answered(tx *sqldb.Tx, c identity.Caller, a Answer, end string) (invitation, error) {
	i, err := r.load(tx, `account_id = ? AND catalog = ? AND id = ?`, c.Account, a.Catalog, a.ID)
	if err != nil {
		return i, err
	}
	if i.role != answers[end] {
		return i, fault.Denied("Only the receiver accepts or rejects an invitation, and only its sender cancels it.")
	}
	if i.status != account.InvitationPending || i.over(tx) {
		return i, settled(i, i.over(tx))
	}
	return i, nil
}

func settled(i invitation, over bool) error {
	status := i.status
	if over {
		status = account.InvitationExpired
	}
	return fault.Because(fault.Conflict, account.IncompatibleConnectionInvitationState,
		"The invitation is not PENDING any more but "+status+". Send a new one with CreateConnectionInvitation.").Telling(settledAs[status])
}

// end brings both rows of a pending invitation to their end. Whoever is slower than another answer is refused.
func end(tx *sqldb.Tx, i *invitation, status string) error {
	i.status, i.updated = status, sqldb.Micros(tx.Now())
	n, err := tx.Exec(`UPDATE connection_invitation SET status = ?, updated_us = ?, connection = ? WHERE id = ? AND catalog = ? AND status = ?`,
		i.status, i.updated, i.connection, i.id, i.catalog, account.InvitationPending)
	if err == nil && n == 0 {
		return fault.Because(fault.Conflict, account.IncompatibleConnectionInvitationState, "The invitation was answered meanwhile. Read it again.").
			Telling(settledAs[account.InvitationPending])
	}
	return err
}

// Accept answers AcceptConnectionInvitation: the two are connected.
func (r *Room) Accept(ctx context.Context, c identity.Caller, a Answer, ticket idempotency.Ticket) (out account.AcceptConnectionInvitationResponse, err error) {
	if err := connects(c, a.Catalog); err != nil {
		return out, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (out account.AcceptConnectionInvitationResponse, err error) {
		i, err := r.answered(tx, c, a, account.InvitationAccepted)
		if err != nil {
			return out, err
		}
		for _, acct := range []string{min(i.account, i.other), max(i.account, i.other)} { // always in this order: two at once wait for each other
			if err := hold(tx, i.catalog, acct); err != nil {
				return out, err
			}
			if err := roomFor(tx, i.catalog, acct); err != nil {
				return out, err
			}
		}
		if i.connection, err = r.connect(tx, i); err != nil {
			return out, err
		}
		if err := end(tx, &i, account.InvitationAccepted); err != nil {
			return out, err
		}
		for _, acct := range []string{i.other, i.account} {
			if err := r.publish(tx, awsevent.ConnectionInvitationAccepted(head(acct, i.catalog, tx.Now()), i.event(), i.connection, i.other, i.account)); err != nil {
				return out, err
			}
		}
		if err := r.announce(tx, c, i, i.other, notice.ConnectionYes); err != nil {
			return out, err
		}
		out.Connection, err = r.view(tx, i.account, i.catalog, i.connection)
		return out, err
	})
}

// connect makes the connection of two accounts, or adds the type to the one that there is, on both sides. It answers the id.
func (r *Room) connect(tx *sqldb.Tx, i invitation) (id string, err error) {
	now := sqldb.Micros(tx.Now())
	first, second := min(i.account, i.other), max(i.account, i.other) // always in this order: two at once wait for each other
	id = account.NewID(account.ConnectionPrefix)
	if _, err := tx.Exec(insertConnection, first, i.catalog, id, second, now, now); err != nil {
		return "", err
	}
	if err := tx.Row(`SELECT id FROM partner_connection WHERE account_id = ? AND catalog = ? AND other_account = ?`, first, i.catalog, second).Scan(&id); err != nil {
		return "", err
	}
	if _, err := tx.Exec(insertConnection, second, i.catalog, id, first, now, now); err != nil {
		return "", err
	}
	for _, pair := range [][2]string{{first, second}, {second, first}} {
		tx.About(pair[0], id)
		sealed, err := r.seal(tx, pair[0], inviterWhere(id, i.kind), inviter{i.letter.Email, i.letter.Name})
		if err != nil {
			return "", err
		}
		if _, err := tx.Exec(`INSERT INTO partner_connection_type (account_id, catalog, connection, type, other_account, status, inviter, created_us, canceled_by)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')
			ON CONFLICT (account_id, catalog, connection, type) DO UPDATE SET status = excluded.status, inviter = excluded.inviter,
				created_us = excluded.created_us, canceled_us = NULL, canceled_by = '', reason = NULL`,
			pair[0], i.catalog, id, i.kind, pair[1], account.ConnectionActive, sealed, now); err != nil {
			return "", err
		}
	}
	return id, nil
}

const insertConnection = `INSERT INTO partner_connection (account_id, catalog, id, other_account, created_us, updated_us) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (account_id, catalog, other_account) DO UPDATE SET updated_us = excluded.updated_us`

// Reject answers RejectConnectionInvitation.
func (r *Room) Reject(ctx context.Context, c identity.Caller, a Answer, ticket idempotency.Ticket) (account.ConnectionInvitation, error) {
	if err := connects(c, a.Catalog); err != nil {
		return account.ConnectionInvitation{}, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (out account.ConnectionInvitation, err error) {
		i, err := r.answered(tx, c, a, account.InvitationRejected)
		if err != nil {
			return out, err
		}
		if err := end(tx, &i, account.InvitationRejected); err != nil {
			return out, err
		}
		i.letter.Reason = a.Reason
		sealed, err := r.seal(tx, i.account, letterWhere(i.id), i.letter)
		if err != nil {
			return out, err
		}
		if _, err := tx.Exec(`UPDATE connection_invitation SET letter = ? WHERE account_id = ? AND catalog = ? AND id = ?`, sealed, i.account, i.catalog, i.id); err != nil {
			return out, err
		}
		me, err := r.side(tx, i.catalog, i.account)
		if err != nil {
			return out, err
		}
		if err := r.announce(tx, c, i, i.other, notice.ConnectionNo); err != nil {
			return out, err
		}
		return i.wire(), r.publish(tx, awsevent.ConnectionInvitationRejected(head(i.other, i.catalog, tx.Now()), i.event(), me.profile))
	})
}

// Withdraw answers CancelConnectionInvitation.
func (r *Room) Withdraw(ctx context.Context, c identity.Caller, a Answer, ticket idempotency.Ticket) (account.ConnectionInvitation, error) {
	if err := connects(c, a.Catalog); err != nil {
		return account.ConnectionInvitation{}, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (out account.ConnectionInvitation, err error) {
		i, err := r.answered(tx, c, a, account.InvitationCanceled)
		if err != nil {
			return out, err
		}
		if err := end(tx, &i, account.InvitationCanceled); err != nil {
			return out, err
		}
		me, err := r.side(tx, i.catalog, i.account)
		if err != nil {
			return out, err
		}
		return i.wire(), r.publish(tx, awsevent.ConnectionInvitationCancelled(head(i.other, i.catalog, tx.Now()), i.event(), me.profile))
	})
}

// expireJob ends an invitation that nobody answered.
type expireJob struct {
	Account string `json:"account"` // the sender
	Catalog string `json:"catalog"`
	ID      string `json:"id"`
}

// Kind names the job in the store; it stays.
func (expireJob) Kind() string { return "connection.expire" }

func (r *Room) expire(ctx context.Context, job expireJob) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		i, err := r.load(tx, `account_id = ? AND catalog = ? AND id = ?`, job.Account, job.Catalog, job.ID)
		if fault.Is(err, fault.NotFound) || err == nil && !i.over(tx) {
			return nil
		}
		if err != nil {
			return err
		}
		err = r.lapse(tx, i)
		if fault.Is(err, fault.Conflict) {
			return nil // it was answered at the last moment
		}
		return err
	})
}

// lapse ends an invitation whose time is over, and tells both sides.
func (r *Room) lapse(tx *sqldb.Tx, i invitation) error {
	if err := end(tx, &i, account.InvitationExpired); err != nil {
		return err
	}
	sender := i.account
	if i.role == account.Receiver {
		sender = i.other
	}
	from, err := r.side(tx, i.catalog, sender)
	if err != nil {
		return err
	}
	for _, acct := range []string{i.account, i.other} {
		if err := r.publish(tx, awsevent.ConnectionInvitationExpired(head(acct, i.catalog, tx.Now()), i.event(), from.profile)); err != nil {
			return err
		}
		if err := r.announce(tx, identity.Caller{}, i, acct, notice.ConnectionOver); err != nil {
			return err
		}
	}
	return nil
}
