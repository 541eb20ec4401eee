// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"cmp"
	"context"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// LeadDraft is the opportunity that a lead would become, for somebody to complete before anything is stored.
func (r *Room) LeadDraft(ctx context.Context, c identity.Caller, catalog, id string) (doc.Doc, error) {
	v, err := r.convertible(ctx, c, catalog, id)
	if err != nil {
		return nil, err
	}
	d := draft(&v.Lead, r.Opportunities.Clock.Now())
	doc.Set(d, catalogue.PathTitle, cmp.Or(v.Title, titleOfLead))
	return d, nil
}

// convertible is a lead that may become an opportunity of the caller's.
func (r *Room) convertible(ctx context.Context, c identity.Caller, catalog, id string) (v engagement.LeadView, err error) {
	if err := enter(c, catalog); err != nil {
		return v, err
	}
	if v, err = r.Engagements.Lead(ctx, c, catalog, id); err != nil {
		return v, err
	}
	if v.Number != 0 {
		return v, errorOf(refusal{opportunityConflict, "The lead was converted already: the opportunity is " + opportunity.Key{Number: v.Number}.ID() + "."}, nil)
	}
	if broken := rule.CheckLead(rule.LeadChange{Moment: rule.OnLeadConvert, Payload: rule.LeadInvitation, Invitation: v.Stage,
		HasInteraction: len(v.Lead.Interactions) > 0, Qualification: said(v.Lead.QualificationStatus)}); len(broken) > 0 {
		return v, fault.Broken(broken...)
	}
	return v, nil
}

func said(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// ConvertForm is Convert of a lead whose opportunity somebody has completed in a form: it is made as the form says, handed in
// where the form asks for it, and tied to the lead, all in one transaction.
func (r *Room) ConvertForm(ctx context.Context, c identity.Caller, catalog, id string, f opportunity.Form, ticket idempotency.Ticket) (opportunity.Saved, error) {
	if again, seen, err := idempotency.Replay[selling.CreateOpportunityResponse](ctx, r.DB, ticket); seen || err != nil {
		if err != nil {
			return opportunity.Saved{}, err
		}
		return r.savedAs(ctx, c, catalog, again.ID)
	}
	v, err := r.convertible(ctx, c, catalog, id)
	if err != nil {
		return opportunity.Saved{}, err
	}
	return r.Opportunities.CreateForm(ctx, c, catalog, f, ticket, func(tx *sqldb.Tx, rec *opportunity.Record) error {
		return r.convertInto(tx, c, &v, rec)
	})
}

// savedAs is what a page needs of an opportunity that was made before.
func (r *Room) savedAs(ctx context.Context, c identity.Caller, catalog, id string) (s opportunity.Saved, err error) {
	rec, err := r.Opportunities.Read(ctx, c, catalog, id)
	if err != nil {
		return s, err
	}
	return opportunity.Saved{ID: rec.ID(), Version: rec.Locked(), Review: rec.Review()}, nil
}

// convertInto ties a new record to the lead that it is made of. The context is added first: that claims the engagement, so
// that of two who convert one lead the second finds the record of the first.
func (r *Room) convertInto(tx *sqldb.Tx, c identity.Caller, v *engagement.LeadView, rec *opportunity.Record) error {
	t := begin(c, rec.Catalog, fromEngagement)
	t.engagement, t.number = v.Engagement, rec.Number
	made, err := r.Engagements.AddContext(tx, c.Account, rec.Catalog, v.Engagement, project(&v.Lead, rec))
	if err != nil {
		return err
	}
	t.context = made.ContextID
	if no, err := r.converted(tx, t); err != nil || no.reason != "" {
		return errorOf(no, err)
	}
	if err := r.Engagements.Converted(tx, c, v.Engagement, rec.Key); err != nil {
		return err
	}
	// The first snapshot is taken before a submission, as for every other opportunity. Source: reference 9.5.
	before := *rec
	before.Doc = doc.Clone(rec.Doc)
	doc.Set(before.Doc, catalogue.PathReviewStatus, rule.ReviewPending)
	if t.job, err = r.Watch(tx, &before, v.Engagement, template); err != nil {
		return err
	}
	return t.insert(tx)
}
