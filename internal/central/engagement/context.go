// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// typeOf is the type of a payload.
func typeOf(p selling.ContextPayload) string {
	switch {
	case p.CustomerProject != nil:
		return selling.ContextCustomerProject
	case p.Lead != nil:
		return selling.ContextLead
	case p.ProspectingResult != nil:
		return selling.ContextProspectingResult
	}
	return ""
}

// CreateContext answers CreateEngagementContext.
func (r *Room) CreateContext(ctx context.Context, c identity.Caller, in selling.CreateEngagementContextRequest, ticket idempotency.Ticket) (out selling.EngagementContextResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	return idempotency.Once(ctx, r.DB, ticket, func(tx *sqldb.Tx) (selling.EngagementContextResponse, error) {
		e, err := find(tx, in.Catalog, in.EngagementIdentifier, c.Account)
		if err != nil {
			return out, err
		}
		p, broken := proposed("", in.Type, &in.Payload)
		if len(broken) > 0 {
			return out, fault.Broken(broken...)
		}
		return r.AddContext(tx, c.Account, e.catalog, e.id, p)
	})
}

// AddContext adds a context to an engagement that an account is a member of, and tells all members.
func (r *Room) AddContext(tx *sqldb.Tx, account, catalog, id string, p selling.ContextPayload) (out selling.EngagementContextResponse, err error) {
	e, err := find(tx, catalog, id, account)
	if err != nil {
		return out, err
	}
	made, err := r.addContext(tx, e, p)
	if err != nil {
		return out, err
	}
	return r.changed(tx, e, account, made)
}

// addContext numbers and stores a context. The engagement's counter is claimed first, so that two at once get two numbers.
func (r *Room) addContext(tx *sqldb.Tx, e *engagement, p selling.ContextPayload) (id int, err error) {
	kind := typeOf(p)
	if p.Lead != nil {
		dated := *p.Lead
		dated.Interactions = slices.Clone(dated.Interactions)
		for i, met := range dated.Interactions {
			dated.Interactions[i] = datedAt(met, selling.Timestamp(tx.Now()))
		}
		p.Lead = &dated
	}
	err = tx.Row(`UPDATE engagement SET contexts = contexts + 1, types = types | ? WHERE catalog = ? AND id = ? AND contexts < ?
		RETURNING contexts, types`, bitOf([]string{kind}), e.catalog, e.id, maxContexts).Scan(&id, &e.types)
	if errors.Is(err, sqldb.ErrNone) {
		return 0, full("contexts", "コンテキスト", maxContexts)
	}
	if err != nil {
		return 0, err
	}
	sealed, err := r.sealContext(tx, e, id, p)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO engagement_context (catalog, engagement, id, type, payload) VALUES (?, ?, ?, ?, ?)`, e.catalog, e.id, id, kind, sealed)
	e.contexts = id
	return id, err
}

// changed moves the lock on after a context was added or changed, and tells all members.
func (r *Room) changed(tx *sqldb.Tx, e *engagement, by string, id int) (out selling.EngagementContextResponse, err error) {
	if err := e.touch(tx, by); err != nil {
		return out, err
	}
	if err := r.heedAll(tx, e); err != nil {
		return out, err
	}
	err = r.tellMembers(tx, e, func(h awsevent.Head) awsevent.Envelope {
		return awsevent.EngagementUpdated(h, e.id, by, sqldb.Time(e.modified), e.contextTypes())
	})
	return selling.EngagementContextResponse{ContextID: strconv.Itoa(id), EngagementArn: selling.EngagementARN(e.catalog, e.id),
		EngagementID: e.id, EngagementLastModifiedAt: stamp(e.modified)}, err
}

// place is where a context is sealed for; it opens nowhere else.
func (e *engagement) place(id int) string {
	return fmt.Sprintf("engagement_context.payload/%s/%s/%d", e.catalog, e.id, id)
}

func (r *Room) sealContext(tx *sqldb.Tx, e *engagement, id int, p selling.ContextPayload) ([]byte, error) {
	plain, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return r.Box.SealTx(tx, e.creator, e.place(id), plain)
}

func (r *Room) openContext(tx *sqldb.Tx, e *engagement, id int, sealed []byte) (p selling.ContextPayload, err error) {
	plain, err := r.Box.OpenTx(tx, e.creator, e.place(id), sealed)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(plain, &p)
}

// contexts are the contexts of an engagement in the order in which they were made.
func (r *Room) contexts(tx *sqldb.Tx, e *engagement) (all []selling.EngagementContext, err error) {
	all = []selling.EngagementContext{}
	type row struct {
		id      int
		kind    string
		payload []byte
	}
	var found []row
	rows, err := tx.Query(`SELECT id, type, payload FROM engagement_context WHERE catalog = ? AND engagement = ? ORDER BY id`, e.catalog, e.id)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var c row
		if err := rows.Scan(&c.id, &c.kind, &c.payload); err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil { // opening may read, and there is one connection
		return nil, err
	}
	for _, c := range found {
		p, err := r.openContext(tx, e, c.id, c.payload)
		if err != nil {
			return nil, err
		}
		id := strconv.Itoa(c.id)
		all = append(all, selling.EngagementContext{ID: &id, Payload: &p, Type: c.kind})
	}
	return all, nil
}

// Context is one context of an engagement that an account is a member of. found is false where the engagement has no
// such context; an engagement that the account is no member of does not exist.
func (r *Room) Context(tx *sqldb.Tx, account, catalog, id, context string) (p selling.ContextPayload, found bool, err error) {
	e, err := find(tx, catalog, id, account)
	if err != nil {
		return p, false, err
	}
	return r.context(tx, e, context)
}

func (r *Room) context(tx *sqldb.Tx, e *engagement, context string) (p selling.ContextPayload, found bool, err error) {
	n, err := strconv.Atoi(context)
	if err != nil || strconv.Itoa(n) != context {
		return p, false, nil //nolint:nilerr // a text that is no number names no context
	}
	var sealed []byte
	err = tx.Row(`SELECT payload FROM engagement_context WHERE catalog = ? AND engagement = ? AND id = ?`, e.catalog, e.id, n).Scan(&sealed)
	if errors.Is(err, sqldb.ErrNone) {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	p, err = r.openContext(tx, e, n, sealed)
	return p, err == nil, err
}

// UpdateContext answers UpdateEngagementContext. It holds for the engagement as the caller read it only.
func (r *Room) UpdateContext(ctx context.Context, c identity.Caller, in selling.UpdateEngagementContextRequest) (out selling.EngagementContextResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		e, err := find(tx, in.Catalog, in.EngagementIdentifier, c.Account)
		if err != nil {
			return err
		}
		out, err = r.updateContext(tx, c, e, in, LeadEntry{Action: LeadActionUpdate})
		return err
	})
	return out, err
}

// updateContext is UpdateContext inside a transaction. note is the line that the histories of a lead get.
func (r *Room) updateContext(tx *sqldb.Tx, c identity.Caller, e *engagement, in selling.UpdateEngagementContextRequest, note LeadEntry) (out selling.EngagementContextResponse, err error) {
	known, err := selling.ParseTimestamp(in.EngagementLastModifiedAt)
	if err != nil {
		return out, err
	}
	was, found, err := r.context(tx, e, in.ContextIdentifier)
	if err != nil {
		return out, err
	}
	if !found {
		return out, fault.Missing()
	}
	// The lock is claimed, so that of two who read the same only one writes.
	n, err := tx.Exec(`UPDATE engagement SET contexts = contexts WHERE catalog = ? AND id = ? AND modified_us = ?`, e.catalog, e.id, sqldb.Micros(known))
	if err != nil {
		return out, err
	}
	if n == 0 {
		return out, &fault.Fault{Kind: fault.Conflict, Version: stamp(e.modified),
			Msg: "The engagement was modified after the supplied EngagementLastModifiedAt. Read it again and retry."}
	}
	now, err := updated(was, in, selling.Timestamp(tx.Now()))
	if err != nil {
		return out, err
	}
	id, err := strconv.Atoi(in.ContextIdentifier)
	if err != nil {
		return out, err
	}
	sealed, err := r.sealContext(tx, e, id, now)
	if err != nil {
		return out, err
	}
	if _, err := tx.Exec(`UPDATE engagement_context SET payload = ? WHERE catalog = ? AND engagement = ? AND id = ?`, sealed, e.catalog, e.id, id); err != nil {
		return out, err
	}
	if now.Lead != nil {
		note.Changes = leadChanges(was.Lead, now.Lead)
		if err := r.enterIntoAll(tx, c, e, note); err != nil {
			return out, err
		}
	}
	return r.changed(tx, e, c.Account, id)
}

// updated is a context after a change. A project is replaced; a lead gets another company and one more interaction.
func updated(was selling.ContextPayload, in selling.UpdateEngagementContextRequest, now string) (p selling.ContextPayload, err error) {
	kind := typeOf(selling.ContextPayload{CustomerProject: in.Payload.CustomerProject, ProspectingResult: in.Payload.ProspectingResult})
	if in.Payload.Lead != nil {
		kind = selling.ContextLead
	}
	if kind != in.Type || kind != typeOf(was) {
		return p, fault.Broken(otherType("Type", in.Type, typeOf(was)))
	}
	if kind != selling.ContextLead {
		p = selling.ContextPayload{CustomerProject: in.Payload.CustomerProject, ProspectingResult: in.Payload.ProspectingResult}
		if _, broken := proposed("", kind, &p); len(broken) > 0 {
			return p, fault.Broken(broken...)
		}
		return p, nil
	}
	lead, change := *was.Lead, in.Payload.Lead
	step := rule.LeadChange{Moment: rule.OnLeadUpdate, Payload: rule.LeadInvitation, Invitation: rule.InvitationAccepted,
		HasInteraction: len(lead.Interactions) > 0}
	lead.Customer = change.Customer
	if change.Insights != nil {
		lead.Insights = change.Insights
	}
	if change.QualificationStatus != nil {
		lead.QualificationStatus, step.Qualification = change.QualificationStatus, *change.QualificationStatus
	}
	if change.Interaction != nil {
		met := datedAt(*change.Interaction, now)
		lead.Interactions = append(slices.Clone(lead.Interactions), met)
		step.Interactions = []rule.Interaction{person(met)}
	}
	if broken := rule.CheckLead(step); len(broken) > 0 {
		return p, fault.Broken(broken...)
	}
	if len(lead.Interactions) > maxInteractions {
		return p, (&fault.Fault{Kind: fault.QuotaExceeded, Msg: "The lead has " + number(maxInteractions) + " interactions, which is the most it may have."}).Telling(
			most("The lead", "リードの", "interactions", "接点", maxInteractions))
	}
	return selling.ContextPayload{Lead: &lead}, nil
}

// datedAt is an interaction that says when it was: now, where nobody said.
func datedAt(i selling.LeadInteraction, now string) selling.LeadInteraction {
	if i.InteractionDate == nil {
		i.InteractionDate = &now
	}
	return i
}

func person(i selling.LeadInteraction) rule.Interaction {
	return rule.Interaction{Email: i.Contact.Email, FirstName: i.Contact.FirstName, LastName: i.Contact.LastName, BusinessTitle: i.Contact.BusinessTitle}
}

// A Customer is what an engagement knows of the company that it is about.
type Customer struct{ Company, Industry, Country string }

// Customer is the company of an engagement that an account is a member of: that of its latest project or lead. It is zero
// where the engagement names none.
func (r *Room) Customer(tx *sqldb.Tx, account, catalog, id string) (c Customer, err error) {
	e, err := find(tx, catalog, id, account)
	if err != nil {
		return c, err
	}
	contexts, err := r.contexts(tx, e)
	for _, context := range slices.Backward(contexts) {
		switch p := context.Payload; {
		case p.CustomerProject != nil && p.CustomerProject.Customer != nil:
			of := p.CustomerProject.Customer
			return Customer{of.CompanyName, of.Industry, of.CountryCode}, err
		case p.Lead != nil:
			c = Customer{Company: p.Lead.Customer.CompanyName}
			if industry := p.Lead.Customer.Industry; industry != nil {
				c.Industry = *industry
			}
			if a := p.Lead.Customer.Address; a != nil && a.CountryCode != nil {
				c.Country = *a.CountryCode
			}
			return c, err
		}
	}
	return c, err
}
