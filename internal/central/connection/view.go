// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"cosell/internal/aws/account"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// An inviter is what is sealed of one type of a connection: the person who sent the invitation.
type inviter struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

func inviterWhere(connection, kind string) string {
	return "partner_connection_type.inviter/" + connection + "/" + kind
}

func reasonWhere(connection, kind string) string {
	return "partner_connection_type.reason/" + connection + "/" + kind
}

// Invitation answers GetConnectionInvitation.
func (r *Room) Invitation(ctx context.Context, c identity.Caller, catalog, id string) (out account.ConnectionInvitation, err error) {
	if err := reads(c, catalog); err != nil {
		return out, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		i, err := r.load(tx, `account_id = ? AND catalog = ? AND id = ?`, c.Account, catalog, id)
		out = i.wire()
		return err
	})
	return out, err
}

// Get answers GetConnection.
func (r *Room) Get(ctx context.Context, c identity.Caller, catalog, id string) (out account.Connection, err error) {
	if err := reads(c, catalog); err != nil {
		return out, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		out, err = r.view(tx, c.Account, catalog, id)
		return err
	})
	return out, err
}

func notFound() error {
	return fault.Because(fault.NotFound, account.ConnectionNotFound, "The connection does not exist.")
}

// view is a connection as one of its participants sees it.
func (r *Room) view(tx *sqldb.Tx, acct, catalog, id string) (account.Connection, error) {
	out := account.Connection{ARN: account.ConnectionARN(catalog, id), Catalog: catalog, ID: id, ConnectionTypes: map[string]account.ConnectionTypeDetail{}}
	var updated int64
	err := tx.Row(`SELECT other_account, updated_us FROM partner_connection WHERE account_id = ? AND catalog = ? AND id = ?`, acct, catalog, id).
		Scan(&out.OtherParticipantAccountID, &updated)
	if errors.Is(err, sqldb.ErrNone) {
		return out, notFound()
	}
	if err != nil {
		return out, err
	}
	out.UpdatedAt = timestamp(updated)
	other, err := r.side(tx, catalog, out.OtherParticipantAccountID)
	if err != nil {
		return out, err
	}
	types, err := typesOf(tx, acct, catalog, id)
	if err != nil {
		return out, err
	}
	for _, t := range types {
		var by inviter
		if err := r.open(tx, acct, inviterWhere(id, t.kind), t.inviter, &by); err != nil {
			return out, err
		}
		detail := account.ConnectionTypeDetail{CreatedAt: timestamp(t.created), InviterEmail: by.Email, InviterName: by.Name, Status: t.status,
			CanceledBy: selling.OrNull(t.canceledBy), OtherParticipant: other.participant()}
		if t.canceled != nil {
			detail.CanceledAt = selling.OrNull(timestamp(*t.canceled))
		}
		out.ConnectionTypes[t.kind] = detail
	}
	return out, nil
}

// A typeRow is one type of a connection as it is stored.
type typeRow struct {
	kind, status, canceledBy string
	inviter                  []byte
	created                  int64
	canceled                 *int64
}

func typesOf(tx *sqldb.Tx, acct, catalog, id string) (all []typeRow, err error) {
	rows, err := tx.Query(`SELECT type, status, inviter, created_us, canceled_us, canceled_by FROM partner_connection_type
		WHERE account_id = ? AND catalog = ? AND connection = ? ORDER BY type`, acct, catalog, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var t typeRow
		if err := rows.Scan(&t.kind, &t.status, &t.inviter, &t.created, &t.canceled, &t.canceledBy); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// longestReason is how long the reason may be, in characters. Source: the model, CancelConnectionRequestReasonString.
const longestReason = 256

// Cancel answers CancelConnection: either side ends one type, and says why. What was shared before stays shared. Source:
// reference 16.3.
func (r *Room) Cancel(ctx context.Context, c identity.Caller, in account.CancelConnectionRequest, ticket idempotency.Ticket) (account.Connection, error) {
	if err := connects(c, in.Catalog); err != nil {
		return account.Connection{}, err
	}
	if c.Role != "" && strings.TrimSpace(in.Reason) == "" { // a person says why; of programs AWS's model asks for the member, which may be empty
		return account.Connection{}, fault.Malformed(reasonMissing)
	}
	if utf8.RuneCountInString(in.Reason) > longestReason {
		return account.Connection{}, fault.Malformed(reasonLong)
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (out account.Connection, err error) {
		before, err := r.view(tx, c.Account, in.Catalog, in.Identifier)
		if err != nil {
			return out, err
		}
		if _, has := before.ConnectionTypes[in.ConnectionType]; !has {
			return out, notFound()
		}
		tx.About(c.Account, in.Identifier)
		tx.About(before.OtherParticipantAccountID, in.Identifier)
		now := sqldb.Micros(tx.Now())
		n, err := tx.Exec(`UPDATE partner_connection_type SET status = ?, canceled_us = ?, canceled_by = ?
			WHERE catalog = ? AND connection = ? AND type = ? AND status = ? AND account_id IN (?, ?)`, account.ConnectionCanceled, now, c.Account,
			in.Catalog, in.Identifier, in.ConnectionType, account.ConnectionActive, c.Account, before.OtherParticipantAccountID)
		if err != nil {
			return out, err
		}
		if n == 0 {
			return out, because(fault.Conflict, account.IncompatibleConnectionState, "The connection of this type is cancelled already. Connect again by a new invitation.")
		}
		sealed, err := r.seal(tx, c.Account, reasonWhere(in.Identifier, in.ConnectionType), in.Reason)
		if err != nil {
			return out, err
		}
		if _, err := tx.Exec(`UPDATE partner_connection_type SET reason = ? WHERE account_id = ? AND catalog = ? AND connection = ? AND type = ?`,
			sealed, c.Account, in.Catalog, in.Identifier, in.ConnectionType); err != nil {
			return out, err
		}
		if _, err := tx.Exec(`UPDATE partner_connection SET updated_us = ? WHERE catalog = ? AND id = ? AND account_id IN (?, ?)`, now,
			in.Catalog, in.Identifier, c.Account, before.OtherParticipantAccountID); err != nil {
			return out, err
		}
		if err := r.publish(tx, awsevent.ConnectionCancelled(head(before.OtherParticipantAccountID, in.Catalog, tx.Now()), in.Identifier, in.ConnectionType, c.Account)); err != nil {
			return out, err
		}
		return r.view(tx, c.Account, in.Catalog, in.Identifier)
	})
}
