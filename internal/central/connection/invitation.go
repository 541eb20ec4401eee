// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/aws/account"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/allowance"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// Validity is how long an invitation is open. AWS publishes no time. Source: reference 16.2.
const Validity = 30 * 24 * time.Hour

// Limits. Source: reference 13.
const (
	invitationsPerDay = 50
	mostOpen          = 1000
	mostActive        = 1000
)

// An invitation is one participant's row of an invitation.
type invitation struct {
	account, catalog, id string
	role                 string // what the account is in it
	other                string // account
	otherID              string // what the account knows the other by
	kind, status         string
	letter               letter
	connection           string // id, once there is one
	created, updated     int64
	expires              int64
}

// A letter is what is sealed of an invitation.
type letter struct {
	Message string `json:"message"`
	Email   string `json:"email"` // of the person who sends it
	Name    string `json:"name"`
	Reason  string `json:"reason,omitempty"` // of a rejection; in the receiver's row alone
}

func letterWhere(id string) string { return "connection_invitation.letter/" + id }

func (i *invitation) event() awsevent.ConnectionInvitation {
	return awsevent.ConnectionInvitation{ID: i.id, Type: i.kind}
}

// over says whether nobody answered in time. The job that writes it down may come a little later.
func (i *invitation) over(tx *sqldb.Tx) bool {
	return i.status == account.InvitationPending && sqldb.Micros(tx.Now()) >= i.expires
}

// A Part is how an account takes part in an invitation.
type Part struct {
	Sends bool   // it invites
	Other string // account
	Type  string // of the connection
}

// PartOf says how an account takes part in an invitation, inside a transaction.
func (r *Room) PartOf(tx *sqldb.Tx, catalog, acct, id string) (Part, error) {
	i, err := r.load(tx, `account_id = ? AND catalog = ? AND id = ?`, acct, catalog, id)
	return Part{i.role == account.Sender, i.other, i.kind}, err
}

// Ask is Invite between two accounts that are known: the sender's words and person are those of its profile.
func (r *Room) Ask(ctx context.Context, c identity.Caller, catalog, partner, message string, ticket idempotency.Ticket) (out account.ConnectionInvitation, err error) {
	in := account.CreateConnectionInvitationRequest{Catalog: catalog, ConnectionType: account.OpportunityCollaboration, Message: message}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		from, err := r.profiles.Of(tx, c.Account, catalog)
		if fault.Is(err, fault.NotFound) {
			return nil // Invite says that the profile is missing
		}
		if err != nil {
			return err
		}
		in.Email, in.Name = from.Contact.Email, identity.User{FirstName: from.Contact.FirstName, LastName: from.Contact.LastName}.Name()
		to, err := r.profiles.Of(tx, partner, catalog)
		if err == nil {
			in.ReceiverIdentifier = to.ProfileID
		}
		if fault.Is(err, fault.NotFound) {
			return nil // and that there is no such receiver
		}
		return err
	})
	if err != nil {
		return out, err
	}
	return r.Invite(ctx, c, in, ticket)
}

// Invite answers CreateConnectionInvitation. Before the receiver accepts, neither side learns the other's account id.
func (r *Room) Invite(ctx context.Context, c identity.Caller, in account.CreateConnectionInvitationRequest, ticket idempotency.Ticket) (out account.ConnectionInvitation, err error) {
	if err := connects(c, in.Catalog); err != nil {
		return out, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (account.ConnectionInvitation, error) {
		sender, err := r.sender(tx, c, in)
		if err != nil {
			return account.ConnectionInvitation{}, err
		}
		receiver, err := r.receiver(tx, in)
		if err != nil {
			return account.ConnectionInvitation{}, err
		}
		if err := r.mayInvite(tx, in, sender, receiver); err != nil {
			return account.ConnectionInvitation{}, err
		}
		mine, err := r.post(tx, c, in, sender, receiver)
		if err != nil {
			return account.ConnectionInvitation{}, err
		}
		return mine.wire(), nil
	})
}

// sender is who invites: a partner whose profile others can see.
func (r *Room) sender(tx *sqldb.Tx, c identity.Caller, in account.CreateConnectionInvitationRequest) (side, error) {
	rec, err := r.profiles.Of(tx, c.Account, in.Catalog)
	if fault.Is(err, fault.NotFound) || err == nil && rec.Profile == nil {
		return side{}, because(fault.NotFound, account.SenderProfileNotFound, "You have no profile yet. Make one with StartProfileUpdateTask.")
	}
	if err != nil {
		return side{}, err
	}
	if in.ConnectionType == account.OpportunityCollaboration && !rec.Visible() {
		return side{}, because(fault.Conflict, account.IncompatibleProfileState,
			"Your profile is private, so the receiver could not see who invites. Make it PUBLIC with PutProfileVisibility.")
	}
	return side{c.Account, rec.ProfileID, rec.Name()}, nil
}

// receiver is who is invited: a partner by its public profile, or for SUBSIDIARY an account by its id.
func (r *Room) receiver(tx *sqldb.Tx, in account.CreateConnectionInvitationRequest) (side, error) {
	missing := because(fault.NotFound, account.ReceiverProfileNotFound, "There is no such receiver. OPPORTUNITY_COLLABORATION takes the id "+
		"of a public profile (pprofile-...), SUBSIDIARY the 12 digits of an AWS account.")
	if in.ConnectionType == account.Subsidiary {
		s, err := r.side(tx, in.Catalog, in.ReceiverIdentifier)
		if fault.Is(err, fault.NotFound) {
			return side{}, missing
		}
		return s, err
	}
	rec, err := r.profiles.ByProfile(tx, in.Catalog, in.ReceiverIdentifier)
	if fault.Is(err, fault.NotFound) || err == nil && !rec.Visible() {
		return side{}, missing
	}
	if err != nil {
		return side{}, err
	}
	return side{rec.Account, rec.ProfileID, rec.Name()}, nil
}

// mayInvite refuses what stands between the two, and what is over a limit.
func (r *Room) mayInvite(tx *sqldb.Tx, in account.CreateConnectionInvitationRequest, sender, receiver side) error {
	if sender.account == receiver.account {
		return fault.Broken(invitesItself)
	}
	if err := r.noneBetween(tx, in, sender, receiver); err != nil {
		return err
	}
	for _, pair := range [][2]side{{receiver, sender}, {sender, receiver}} {
		p, err := preferencesOf(tx, pair[0].account, in.Catalog)
		if err != nil {
			return err
		}
		// An account that lets nobody in may still invite; one that it shut out by name it does not.
		if p.excludes(pair[1]) || p.access == account.DenyAll && pair[0] == receiver {
			return because(fault.Conflict, account.IncompatibleConnectionInvitationReceiver,
				"Connection preferences do not allow this invitation. See GetConnectionPreferences for your own.")
		}
	}
	room, err := allowance.Allowance{Account: sender.account, Catalog: in.Catalog, Name: "invitation", Limit: invitationsPerDay}.Take(tx)
	if err != nil {
		return err
	}
	if !room {
		return over(account.LimitExceededNumberOfConnectionInvitationPerDay, "You sent %d invitations within 24 hours. Wait until the first of them is a day old.", invitationsPerDay)
	}
	var n int
	if err := tx.Row(`SELECT count(*) FROM connection_invitation WHERE account_id = ? AND catalog = ? AND role = ? AND status = ?`,
		sender.account, in.Catalog, account.Sender, account.InvitationPending).Scan(&n); err != nil {
		return err
	}
	if n >= mostOpen {
		return over(account.LimitExceededNumberOfOpenConnectionInvitation, "You have %d open invitations. Cancel one, or wait for answers.", mostOpen)
	}
	return roomFor(tx, in.Catalog, sender.account)
}

// noneBetween refuses a second invitation or connection of the type, in either direction.
func (r *Room) noneBetween(tx *sqldb.Tx, in account.CreateConnectionInvitationRequest, sender, receiver side) error {
	pending, err := r.load(tx, `account_id = ? AND catalog = ? AND other_account = ? AND type = ? AND status = ?`,
		sender.account, in.Catalog, receiver.account, in.ConnectionType, account.InvitationPending)
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return err
	case pending.over(tx):
		if err := r.lapse(tx, pending); err != nil {
			return err
		}
	default:
		return doubled()
	}
	connected, err := active(tx, in.Catalog, sender.account, receiver.account, in.ConnectionType)
	if err == nil && connected {
		return because(fault.Conflict, account.DuplicateConnection, "You are connected by this type already.")
	}
	return err
}

func doubled() error {
	return because(fault.Conflict, account.DuplicateConnectionInvitation, "An invitation of this type is pending between you two. Answer or cancel it first.")
}

func over(reason, format string, limit int) error {
	return because(fault.QuotaExceeded, reason, fmt.Sprintf(format, limit))
}

// hold has all that add to an account's connections wait for this transaction.
func hold(tx *sqldb.Tx, catalog, acct string) error {
	_, err := tx.Exec(`INSERT INTO connection_account (account_id, catalog) VALUES (?, ?)
		ON CONFLICT (account_id, catalog) DO UPDATE SET catalog = excluded.catalog`, acct, catalog)
	return err
}

// roomFor refuses one connection too many.
func roomFor(tx *sqldb.Tx, catalog, acct string) error {
	var n int
	if err := tx.Row(`SELECT count(DISTINCT connection) FROM partner_connection_type WHERE account_id = ? AND catalog = ? AND status = ?`,
		acct, catalog, account.ConnectionActive).Scan(&n); err != nil {
		return err
	}
	if n >= mostActive {
		return over(account.LimitExceededNumberOfActiveConnection, "A partner has at most %d active connections. Cancel one first.", mostActive)
	}
	return nil
}

// post stores the invitation on both sides and tells the receiver. It answers the sender's row.
func (r *Room) post(tx *sqldb.Tx, c identity.Caller, in account.CreateConnectionInvitationRequest, sender, receiver side) (invitation, error) {
	now := tx.Now()
	mine := invitation{account: sender.account, catalog: in.Catalog, id: account.NewID(account.InvitationPrefix), role: account.Sender,
		other: receiver.account, otherID: in.ReceiverIdentifier, kind: in.ConnectionType, status: account.InvitationPending,
		letter:  letter{Message: in.Message, Email: in.Email, Name: in.Name},
		created: sqldb.Micros(now), updated: sqldb.Micros(now), expires: sqldb.Micros(now.Add(Validity))}
	theirs := mine
	theirs.account, theirs.role, theirs.other, theirs.otherID = receiver.account, account.Receiver, sender.account, sender.profile
	for _, i := range []invitation{mine, theirs} {
		tx.About(i.account, i.id)
		sealed, err := r.seal(tx, i.account, letterWhere(i.id), i.letter)
		if err != nil {
			return invitation{}, err
		}
		_, err = tx.Exec(`INSERT INTO connection_invitation (account_id, catalog, id, role, other_account, other_id, type, status, letter, connection, created_us, updated_us, expires_us)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, i.account, i.catalog, i.id, i.role, i.other, i.otherID, i.kind, i.status, sealed, i.connection,
			i.created, i.updated, i.expires)
		if errors.Is(err, sqldb.ErrDuplicate) {
			return invitation{}, doubled() // somebody was faster
		}
		if err != nil {
			return invitation{}, err
		}
	}
	if err := r.publish(tx, awsevent.ConnectionInvitationReceived(head(receiver.account, in.Catalog, now), theirs.event(), awsevent.Inviter{
		Email: in.Email, Message: in.Message, Company: sender.name, Profile: sender.profile, Expires: now.Add(Validity)})); err != nil {
		return invitation{}, err
	}
	if err := r.announce(tx, c, theirs, receiver.account, notice.ConnectionAsked); err != nil {
		return invitation{}, err
	}
	return mine, r.jobs.Enqueue(tx, expireJob{mine.account, mine.catalog, mine.id}, jobq.At(now.Add(Validity)))
}

// load reads one row of an invitation. What belongs to others is not found.
func (r *Room) load(tx *sqldb.Tx, which string, args ...any) (invitation, error) {
	var i invitation
	var sealed []byte
	err := tx.Row(`SELECT `+invitationColumns+`, letter FROM connection_invitation WHERE `+which, args...).Scan(append(i.columns(), &sealed)...)
	if errors.Is(err, sqldb.ErrNone) {
		return i, fault.Because(fault.NotFound, account.ConnectionInvitationNotFound, "The invitation does not exist.")
	}
	if err != nil {
		return i, err
	}
	return i, r.open(tx, i.account, letterWhere(i.id), sealed, &i.letter)
}

const invitationColumns = `account_id, catalog, id, role, other_account, other_id, type, status, connection, created_us, updated_us, expires_us`

func (i *invitation) columns() []any {
	return []any{&i.account, &i.catalog, &i.id, &i.role, &i.other, &i.otherID, &i.kind, &i.status, &i.connection, &i.created, &i.updated, &i.expires}
}

// wire is the invitation as its participant sees it.
func (i *invitation) wire() account.ConnectionInvitation {
	s := i.summary()
	return account.ConnectionInvitation{ARN: s.ARN, Catalog: s.Catalog, ConnectionID: s.ConnectionID, ConnectionType: s.ConnectionType, CreatedAt: s.CreatedAt,
		ExpiresAt: s.ExpiresAt, ID: s.ID, InvitationMessage: i.letter.Message, InviterEmail: i.letter.Email, InviterName: i.letter.Name,
		OtherParticipantIdentifier: s.OtherParticipantIdentifier, ParticipantType: s.ParticipantType, Status: s.Status, UpdatedAt: s.UpdatedAt}
}

func (i *invitation) summary() account.ConnectionInvitationSummary {
	return account.ConnectionInvitationSummary{ARN: account.InvitationARN(i.catalog, i.id), Catalog: i.catalog, ConnectionID: selling.OrNull(i.connection),
		ConnectionType: i.kind, CreatedAt: timestamp(i.created), ExpiresAt: selling.OrNull(timestamp(i.expires)), ID: i.id,
		OtherParticipantIdentifier: i.otherID, ParticipantType: i.role, Status: i.status, UpdatedAt: timestamp(i.updated)}
}
