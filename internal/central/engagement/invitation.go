// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// An Invitation is a stored invitation, without what it offers.
type Invitation struct {
	Catalog, ID, Engagement string
	Sender, Company         string // the sender's account and name
	Receiver, alias         string
	title, description      string
	message, PayloadType    string
	Status, reason          string
	invited, expires        int64 // microseconds; expires is 0 for one that stays open
	Number                  int64 // of the opportunity that was made of it, 0 for none
	offer                   []byte
}

const invitationColumns = `catalog, id, engagement, sender, company, receiver, alias, title, description, message, payload_type,
	status, reason, invited_us, expires_us, number, offer`

func (i *Invitation) scan(scan func(...any) error) error {
	return scan(&i.Catalog, &i.ID, &i.Engagement, &i.Sender, &i.Company, &i.Receiver, &i.alias, &i.title, &i.description, &i.message,
		&i.PayloadType, &i.Status, &i.reason, &i.invited, &i.expires, &i.Number, &i.offer)
}

// Referral says whether AWS refers an opportunity of its own with the invitation.
func (i *Invitation) Referral() bool {
	return i.Sender == identity.AWS && i.PayloadType == selling.PayloadOpportunity
}

// An offer is what an invitation offers, as it is sealed for its sender.
type offer struct {
	Payload    selling.InvitationPayload  `json:"payload"`
	Enrichment *selling.EnrichmentContext `json:"enrichment,omitempty"`
}

func (i *Invitation) place() string {
	return "engagement_invitation.offer/" + i.Catalog + "/" + i.ID
}

// Received reads an invitation that an account received.
func (r *Room) Received(tx *sqldb.Tx, account, catalog, id string) (*Invitation, error) {
	i, err := load(tx, catalog, id)
	if err == nil && i.Receiver != account {
		return nil, fault.Missing()
	}
	return i, err
}

// Known reads an invitation that an account sent or received.
func (r *Room) Known(tx *sqldb.Tx, account, catalog, id string) (*Invitation, error) {
	i, err := load(tx, catalog, id)
	if err == nil && i.Receiver != account && i.Sender != account {
		return nil, fault.Missing()
	}
	return i, err
}

// Invited is when the invitation was sent.
func (i *Invitation) Invited() time.Time { return instant(i.invited) }

// Title is what the engagement is called, as far as the invitation tells it.
func (i *Invitation) Title() string { return i.title }

func load(tx *sqldb.Tx, catalog, id string) (*Invitation, error) {
	i := &Invitation{}
	err := i.scan(tx.Row(`SELECT `+invitationColumns+` FROM engagement_invitation WHERE catalog = ? AND id = ?`, catalog, selling.IDOf(id)).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return nil, fault.Missing()
	}
	return i, err
}

// Offer is what an invitation offers.
func (r *Room) Offer(tx *sqldb.Tx, i *Invitation) (selling.InvitationPayload, error) {
	o, err := r.open(tx, i)
	return o.Payload, err
}

func (r *Room) open(tx *sqldb.Tx, i *Invitation) (o offer, err error) {
	if i.offer == nil {
		return o, nil
	}
	plain, err := r.Box.OpenTx(tx, i.Sender, i.place(), i.offer)
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(plain, &o)
}

// send stores an invitation and tells both sides. A second one that waits for the same receiver is refused by the key.
func (r *Room) send(tx *sqldb.Tx, i *Invitation, o offer) error {
	i.ID, i.Status = selling.NewID("engi-", 13), rule.InvitationPending
	invited := selling.Instant(tx.Now())
	i.invited = sqldb.Micros(invited)
	if i.Receiver != identity.AWS { // AWS answers with its review, for which there is no deadline
		i.expires = sqldb.Micros(rule.Deadline(i.PayloadType, i.Sender == identity.AWS, invited))
	}
	var err error
	if i.Company, err = companyOf(tx, i.Sender); err != nil {
		return err
	}
	plain, err := json.Marshal(o)
	if err != nil {
		return err
	}
	if i.offer, err = r.Box.SealTx(tx, i.Sender, i.place(), plain); err != nil {
		return err
	}
	i.about(tx)
	if _, err := tx.Exec(`INSERT INTO engagement_invitation (`+invitationColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		i.Catalog, i.ID, i.Engagement, i.Sender, i.Company, i.Receiver, i.alias, i.title, i.description, i.message, i.PayloadType,
		i.Status, i.reason, i.invited, i.expires, i.Number, i.offer); err != nil {
		return err
	}
	if err := r.watch(tx, i); err != nil {
		return err
	}
	if o.fromFinder() {
		if err := keepFinder(tx, i.Catalog, i.Engagement); err != nil {
			return err
		}
	}
	if i.PayloadType == selling.PayloadLead {
		if err := heed(tx, i.Receiver, i.Catalog, i.Engagement); err != nil {
			return err
		}
	}
	if err := r.arrived(tx, i, o); err != nil {
		return err
	}
	return r.tellBoth(tx, i, awsevent.InvitationCreated)
}

// about says that the transaction changes the invitation, which is both sides'.
func (i *Invitation) about(tx *sqldb.Tx) {
	tx.About(i.Sender, i.ID)
	tx.About(i.Receiver, i.ID)
}

// tellBoth puts an event on the bus of sender and receiver.
func (r *Room) tellBoth(tx *sqldb.Tx, i *Invitation, make func(awsevent.Head, awsevent.Invitation) awsevent.Envelope) error {
	for _, side := range []struct{ account, as string }{{i.Sender, selling.ParticipantSender}, {i.Receiver, selling.ParticipantReceiver}} {
		told := awsevent.Invitation{ID: i.ID, Engagement: i.shownEngagement(side.account), Sender: i.Sender, Receiver: i.Receiver,
			Company: i.Company, Expires: instant(i.expires), ParticipantType: side.as, PayloadType: i.PayloadType}
		if err := r.tell(tx, i.Catalog, side.account, func(h awsevent.Head) awsevent.Envelope { return make(h, told) }); err != nil {
			return err
		}
	}
	return nil
}

// shownEngagement is the engagement's identifier, where the account may know it: that of a referral is not told before it
// is accepted. Source: reference 5.1.
func (i *Invitation) shownEngagement(account string) string {
	if i.Referral() && account == i.Receiver && i.Status != rule.InvitationAccepted {
		return ""
	}
	return i.Engagement
}

func (i *Invitation) shownReceiver() selling.Receiver {
	return selling.Receiver{Account: &selling.AccountReceiver{Alias: selling.OrNull(i.alias), AwsAccountID: i.Receiver}}
}

// GetInvitation answers GetEngagementInvitation for sender and receiver.
func (r *Room) GetInvitation(ctx context.Context, c identity.Caller, in selling.EngagementInvitationRequest) (out selling.GetEngagementInvitationResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		i, err := load(tx, in.Catalog, in.Identifier)
		if err != nil {
			return err
		}
		if c.Account != i.Sender && c.Account != i.Receiver {
			return fault.Missing()
		}
		if err := maySee(tx, c, i.Catalog, i.Engagement); err != nil {
			return err
		}
		out, err = r.shown(tx, i, c.Account)
		return err
	})
	return out, err
}

// shown is an invitation as one of its sides sees it. What a receiver has declined or let pass, it sees no more.
func (r *Room) shown(tx *sqldb.Tx, i *Invitation, account string) (out selling.GetEngagementInvitationResponse, err error) {
	out = selling.GetEngagementInvitationResponse{Arn: selling.InvitationARN(i.Catalog, i.ID), Catalog: i.Catalog,
		EngagementDescription: selling.OrNull(i.description), EngagementID: selling.OrNull(i.shownEngagement(account)),
		EngagementTitle: selling.OrNull(i.title), ExpirationDate: expiration(i.expires), ID: i.ID, InvitationDate: stamp(i.invited),
		InvitationMessage: selling.OrNull(i.message), PayloadType: i.PayloadType, Receiver: i.shownReceiver(),
		RejectionReason: selling.OrNull(i.reason), SenderAwsAccountID: i.Sender, SenderCompanyName: i.Company, Status: i.Status}
	closed := i.Status == rule.InvitationRejected || i.Status == rule.InvitationExpired
	if account == i.Receiver && closed {
		return out, nil
	}
	o, err := r.open(tx, i)
	if err != nil {
		return out, err
	}
	out.Payload, out.EnrichmentContext = &o.Payload, o.Enrichment
	if i.Referral() {
		return out, nil
	}
	members, err := membersOf(tx, i.Catalog, i.Engagement, "", nil)
	out.ExistingMembers = make([]selling.EngagementMemberSummary, len(members))
	for n, m := range members {
		out.ExistingMembers[n] = selling.EngagementMemberSummary{CompanyName: selling.OrNull(m.company)}
	}
	return out, err
}

func expiration(us int64) *string {
	if us == 0 {
		return nil
	}
	return selling.OrNull(stamp(us))
}

// ListInvitations answers ListEngagementInvitations, by default the latest first.
func (r *Room) ListInvitations(ctx context.Context, c identity.Caller, in selling.ListEngagementInvitationsRequest) (selling.ListEngagementInvitationsResponse, error) {
	return r.BrowseInvitations(ctx, c, in, Span{})
}

// BrowseInvitations is ListInvitations within a span.
func (r *Room) BrowseInvitations(ctx context.Context, c identity.Caller, in selling.ListEngagementInvitationsRequest, s Span) (out selling.ListEngagementInvitationsResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	w := page.Walk{By: "invited_us", ID: "id", Size: cmp.Or(in.MaxResults, defaultPage), Falling: falling(in.Sort)}
	query := struct {
		selling.ListEngagementInvitationsRequest
		Span
	}{in, s}
	query.NextToken, query.MaxResults, query.Sort = "", 0, nil
	if err := w.Begin(ctx, r.Tokens, c.Account, "ListEngagementInvitations", query, in.NextToken); err != nil {
		return out, err
	}
	var found []*Invitation
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		sql, args := invitationsQuery(c, in, s, &w)
		found, err = invitations(tx, sql, args)
		return err
	})
	if err != nil {
		return out, err
	}
	found, out.NextToken, err = page.End(ctx, &w, r.Tokens, c.Account, found, func(i *Invitation) page.Mark { return page.Number(i.invited, i.ID) })
	out.EngagementInvitationSummaries = make([]selling.EngagementInvitationSummary, len(found))
	for n, i := range found {
		out.EngagementInvitationSummaries[n] = selling.EngagementInvitationSummary{Arn: selling.InvitationARN(i.Catalog, i.ID), Catalog: i.Catalog,
			EngagementID: selling.OrNull(i.shownEngagement(c.Account)), EngagementTitle: selling.OrNull(i.title),
			ExpirationDate: expiration(i.expires), ID: i.ID, InvitationDate: stamp(i.invited), ParticipantType: in.ParticipantType,
			PayloadType: i.PayloadType, Receiver: i.shownReceiver(), SenderAwsAccountID: i.Sender, SenderCompanyName: i.Company, Status: i.Status}
	}
	return out, err
}

// side is the column that holds the caller, by how it takes part.
var side = map[string]string{selling.ParticipantSender: "sender", selling.ParticipantReceiver: "receiver"}

// otherSide is the column that holds who is on the other one.
var otherSide = map[string]string{selling.ParticipantSender: "receiver", selling.ParticipantReceiver: "sender"}

func invitationsQuery(c identity.Caller, in selling.ListEngagementInvitationsRequest, s Span, w *page.Walk) (string, []any) {
	sql := `SELECT ` + invitationColumns + ` FROM engagement_invitation WHERE ` + side[in.ParticipantType] + ` = ? AND catalog = ?`
	args := []any{c.Account, in.Catalog}
	sql += seen(c, "engagement_invitation.catalog", "engagement_invitation.engagement")
	add := func(more string, with []any) { sql, args = sql+more, with }
	add(page.In("payload_type", in.PayloadType, args))
	add(page.In("status", in.Status, args))
	add(page.In("engagement", idsOf(in.EngagementIdentifier), args))
	if len(in.EngagementIdentifier) > 0 && in.ParticipantType == selling.ParticipantReceiver {
		// The engagement of a referral is not told yet, so it is not found by it either.
		add(" AND NOT (sender = ? AND payload_type = ? AND status <> ?)",
			append(args, identity.AWS, selling.PayloadOpportunity, rule.InvitationAccepted))
	}
	// The sender is compared within the rows that the caller takes part in.
	add(page.In("COALESCE(sender, sender)", in.SenderAwsAccountID, args))
	sql, args = s.narrow(sql, args, otherSide[in.ParticipantType])
	add(w.Continue(args))
	return sql, args
}

func invitations(tx *sqldb.Tx, sql string, args []any) (all []*Invitation, err error) {
	rows, err := tx.Query(sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		i := &Invitation{}
		if err := i.scan(rows.Scan); err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return slices.Clip(all), rows.Err()
}
