// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/fact"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// LeadSheet is the fields that a list of leads may be filtered by and is searched in: all but the people.
var LeadSheet = fact.NewSheet(catalogue.Lead, []string{"EngagementLeadContext"}, func(f *catalogue.Field) bool {
	return !strings.Contains(f.Path, ".Contact.")
})

// A LeadRow is a lead as a list shows it.
type LeadRow struct {
	Engagement string
	Invitation string // empty for a lead that the partner has brought itself
	Stage      string // PENDING or ACCEPTED
	Company    string
	Shared     int64 // microseconds
	Modified   int64
	Expires    int64 // of an invitation that waits; 0 for none
	Number     int64 // of the opportunity that was made of it, 0 for none
	Flagged    bool
	Owner      LeadOwner
	Lead       selling.Lead // in a list without people

	facts fact.Facts
}

// heed remembers that a lead of an account has changed, in the transaction that changes it.
func heed(tx *sqldb.Tx, account, catalog, engagement string) error {
	if account == identity.AWS {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO engagement_lead (account_id, catalog, engagement, stale) VALUES (?, ?, ?, 1)
		ON CONFLICT (account_id, catalog, engagement) DO UPDATE SET stale = engagement_lead.stale + 1`, account, catalog, engagement)
	return err
}

// heedAll is heed for all members of an engagement that has a lead.
func (r *Room) heedAll(tx *sqldb.Tx, e *engagement) error {
	if !slices.Contains(e.contextTypes(), selling.ContextLead) {
		return nil
	}
	members, err := r.Members(tx, e.catalog, e.id)
	if err != nil {
		return err
	}
	for _, account := range members {
		if err := heed(tx, account, e.catalog, e.id); err != nil {
			return err
		}
	}
	return nil
}

// freshenAll writes rows anew until none has changed. Mostly none has, and nothing is written.
func (r *Room) freshenAll(ctx context.Context, account, catalog string) error {
	for {
		var stale int
		err := r.DB.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM engagement_lead WHERE account_id = ? AND catalog = ? AND stale > 0 LIMIT 1) AS s`, account, catalog).Scan(&stale)
		if err != nil || stale == 0 {
			return err
		}
		if err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error { return r.freshen(tx, account, catalog) }); err != nil {
			return err
		}
	}
}

const freshened = 200 // rows that one transaction writes anew

// freshen writes rows of an account anew that have changed.
func (r *Room) freshen(tx *sqldb.Tx, account, catalog string) (err error) {
	type row struct {
		engagement string
		stale      int64
	}
	var stale []row
	rows, err := tx.Query(`SELECT engagement, stale FROM engagement_lead WHERE account_id = ? AND catalog = ? AND stale > 0 ORDER BY engagement LIMIT ?`,
		account, catalog, freshened)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var one row
		if err := rows.Scan(&one.engagement, &one.stale); err != nil {
			return err
		}
		stale = append(stale, one)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil { // there is one connection
		return err
	}
	for _, one := range stale {
		lead, found, err := r.leadRow(tx, account, catalog, one.engagement)
		if err != nil {
			return err
		}
		if !found {
			lead = &LeadRow{}
		}
		text, err := json.Marshal(lead.Lead)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE engagement_lead SET invitation = ?, stage = ?, company = ?, shared_us = ?, modified_us = ?, expires_us = ?,
			number = ?, facts = ?, lead = ?, stale = 0 WHERE account_id = ? AND catalog = ? AND engagement = ? AND stale = ?`,
			lead.Invitation, lead.Stage, lead.Company, lead.Shared, lead.Modified, lead.Expires, lead.Number,
			lead.facts.Encode(), string(text), account, catalog, one.engagement, one.stale); err != nil {
			return err
		}
	}
	return nil
}

// A sight is a lead as its partner may see it: an offer without the person, or the whole lead.
type sight struct {
	row     LeadRow     // with the people that may be seen
	offer   *Invitation // the latest invitation that offered it, nil for a lead that the partner has brought itself
	within  *engagement // nil while the offer waits
	context string      // of the lead in its engagement
	title   string      // of the person whom an offer hides
}

// sighted looks at the lead of an engagement; found is false where its partner may not see it any more.
func (r *Room) sighted(tx *sqldb.Tx, account, catalog, id string) (s *sight, found bool, err error) {
	s = &sight{row: LeadRow{Engagement: id}}
	row := &s.row
	i := &Invitation{}
	err = i.scan(tx.Row(`SELECT `+invitationColumns+` FROM engagement_invitation WHERE catalog = ? AND engagement = ? AND receiver = ? AND payload_type = ?
		ORDER BY invited_us DESC LIMIT 1`, catalog, id, account, selling.PayloadLead).Scan)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return nil, false, err
	}
	if err == nil {
		s.offer, row.Invitation, row.Shared, row.Modified = i, i.ID, i.invited, i.invited
	}
	if err == nil && i.Status == rule.InvitationPending {
		row.Stage, row.Expires = i.Status, i.expires
		o, err := r.open(tx, i)
		if err != nil || o.Payload.LeadInvitation == nil {
			return nil, false, err
		}
		row.Lead, s.title = offeredLead(*o.Payload.LeadInvitation), o.Payload.LeadInvitation.Interaction.ContactBusinessTitle
		if o.Enrichment != nil {
			row.Lead.Insights = o.Enrichment.LeadInsights
		}
		return s, true, nil
	}
	if s.within, err = find(tx, catalog, id, account); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = nil // the partner has declined, or let it pass
		}
		return nil, false, err
	}
	contexts, err := r.contexts(tx, s.within)
	if err != nil {
		return nil, false, err
	}
	at := slices.IndexFunc(contexts, func(c selling.EngagementContext) bool { return c.Payload.Lead != nil })
	if at < 0 {
		return nil, false, nil
	}
	k, made, err := r.Resource(tx, catalog, id, account)
	if err != nil {
		return nil, false, err
	}
	if made {
		row.Number = k.Number
	}
	s.context, row.Stage = *contexts[at].ID, rule.InvitationAccepted
	row.Modified, row.Lead = max(s.within.modified, row.Shared), *contexts[at].Payload.Lead
	if row.Shared == 0 {
		row.Shared = s.within.created
	}
	return s, true, nil
}

// leadRow is the lead of an engagement as its partner may see it in a list; found is false where it may not any more.
func (r *Room) leadRow(tx *sqldb.Tx, account, catalog, id string) (row *LeadRow, found bool, err error) {
	s, found, err := r.sighted(tx, account, catalog, id)
	if err != nil || !found {
		return nil, false, err
	}
	s.row.Lead = faceless(s.row.Lead)
	return &s.row, true, s.row.tell()
}

// tell reads the facts of the lead.
func (l *LeadRow) tell() error {
	l.Company = l.Lead.Customer.CompanyName
	if l.Stage == rule.InvitationAccepted {
		status := standing(&l.Lead)
		l.Lead.QualificationStatus = &status
	}
	text, err := json.Marshal(selling.EngagementContext{Type: selling.ContextLead, Payload: &selling.ContextPayload{Lead: &l.Lead}})
	if err != nil {
		return err
	}
	context, err := doc.Parse(text)
	if err != nil {
		return err
	}
	l.facts = LeadSheet.Of(map[string]doc.Doc{"EngagementLeadContext": {"Contexts": []any{context}}})
	return nil
}

// standing is the status of an accepted lead: it is open while nobody has said otherwise. Source: Selling guide, "Lead status".
func standing(l *selling.Lead) string {
	if l.QualificationStatus == nil {
		return rule.LeadOpen
	}
	return *l.QualificationStatus
}

// faceless is a lead without the people.
func faceless(lead selling.Lead) selling.Lead {
	lead.Interactions = slices.Clone(lead.Interactions)
	for i := range lead.Interactions {
		lead.Interactions[i].Contact = selling.LeadContact{}
	}
	return lead
}

// offeredLead is what an invitation says of a lead, as a lead.
func offeredLead(o selling.LeadInvitation) selling.Lead {
	return selling.Lead{
		Customer: selling.LeadCustomer{AwsMaturity: o.Customer.AwsMaturity, CompanyName: o.Customer.CompanyName, Industry: o.Customer.Industry,
			MarketSegment: o.Customer.MarketSegment, WebsiteURL: o.Customer.WebsiteURL, Address: &selling.LeadAddress{CountryCode: o.Customer.CountryCode}},
		Interactions: []selling.LeadInteraction{{SourceID: o.Interaction.SourceID, SourceName: o.Interaction.SourceName,
			SourceType: o.Interaction.SourceType, Usecase: o.Interaction.Usecase}},
	}
}
