// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"encoding/json"
	"fmt"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A leadChange names a lead that is about to be changed.
type leadChange struct {
	catalog, engagement string
	context             string // empty: that of the engagement's first lead
	version             string // of the engagement that it was decided on; empty: any
	action, comment     string // for the history
}

// changeLead changes an accepted lead by what decide makes of it. A lead that became an opportunity stays as it is.
func (r *Room) changeLead(ctx context.Context, c identity.Caller, in leadChange, decide func(*selling.Lead) (*selling.LeadChange, error)) (out selling.EngagementContextResponse, err error) {
	if err := enterLeads(c, in.catalog); err != nil {
		return out, err
	}
	k := leadKey{c.Account, in.catalog, selling.IDOf(in.engagement)}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		s, found, err := r.sighted(tx, k.account, k.catalog, k.engagement)
		if err != nil {
			return err
		}
		if !found {
			return fault.Missing()
		}
		if err := mayWork(tx, c, k); err != nil {
			return err
		}
		if err := s.open(); err != nil {
			return err
		}
		if in.context != "" && in.context != s.context {
			return fault.Broken(violation("Context", catalogue.InvalidValue, "lead-context", in.context, "is no lead of the engagement", "はこのエンゲージメントのリードではありません。",
				"Name a lead of the engagement.", "エンゲージメントのリードを指定してください。"))
		}
		change, err := decide(&s.row.Lead)
		if err != nil {
			return err
		}
		version := in.version
		if version == "" {
			version = stamp(s.within.modified)
		}
		out, err = r.updateContext(tx, c, s.within, selling.UpdateEngagementContextRequest{Catalog: k.catalog, EngagementIdentifier: k.engagement,
			ContextIdentifier: s.context, EngagementLastModifiedAt: version, Type: selling.ContextLead, Payload: selling.ContextChange{Lead: change}},
			LeadEntry{Action: in.action, Comment: in.comment})
		return err
	})
	return out, err
}

// open refuses to change a lead that nobody has accepted, or that became an opportunity.
func (s *sight) open() error {
	if s.within == nil {
		return fault.Broken(rule.CheckLead(rule.LeadChange{Moment: rule.OnLeadUpdate, Payload: rule.LeadInvitation, Invitation: s.row.Stage, HasInteraction: true})...)
	}
	if s.row.Number == 0 {
		return nil
	}
	id := opportunity.Key{Number: s.row.Number}.ID()
	return fault.Broken(fault.State("lead-converted", "The lead became the opportunity "+id+" and is not changed any more.", "このリードは "+id+" に変換済みのため、変更できません。",
		"Go on with the opportunity.", "オポチュニティで対応を続けてください。"))
}

// A LeadEdit is what a partner changes of an accepted lead: where the company sits and what it does, and the person and the
// need as they were last met. Change is in the shape of AWS's model, with Customer and Interaction; the name of the company,
// its AWS maturity and where the lead came from are AWS's and stay.
type LeadEdit struct {
	Catalog, Engagement string

	Version string
	Change  doc.Doc
}

// EditLead changes an accepted lead. A person or need that differs from the last interaction is kept as one more, as AWS keeps
// interactions: none is ever overwritten.
func (r *Room) EditLead(ctx context.Context, c identity.Caller, in LeadEdit) (selling.EngagementContextResponse, error) {
	return r.changeLead(ctx, c, leadChange{catalog: in.Catalog, engagement: in.Engagement, version: in.Version, action: LeadActionUpdate},
		func(lead *selling.Lead) (*selling.LeadChange, error) { return edited(in.Catalog, lead, in.Change) })
}

// edited is the change that an edit asks for, held against AWS's model and the rules.
func edited(catalog string, lead *selling.Lead, d doc.Doc) (*selling.LeadChange, error) {
	d = doc.Clone(d)
	doc.Set(d, "Customer.CompanyName", lead.Customer.CompanyName)
	asked := doc.Doc{"Catalog": catalog, "EngagementIdentifier": "eng-00000000000000", "ContextIdentifier": "1",
		"EngagementLastModifiedAt": "2026-01-01T00:00:00Z", "Type": selling.ContextLead, "Payload": doc.Doc{"Lead": d}}
	if broken := under("Payload.Lead", "Lead", catalogue.CheckRequest("UpdateEngagementContext", asked)); len(broken) > 0 {
		return nil, fault.Malformed(broken...)
	}
	var change selling.LeadChange
	if err := json.Unmarshal(doc.Append(nil, d), &change); err != nil {
		return nil, fmt.Errorf("an edit of a lead passed the checks of the model, and cannot be read: %w", err)
	}
	change.Customer.AwsMaturity, change.Insights, change.QualificationStatus = lead.Customer.AwsMaturity, nil, nil
	if met := change.Interaction; met != nil {
		last, _ := lastMet(lead, "")
		met.InteractionDate, met.CustomerAction, met.SourceID, met.SourceName, met.SourceType = nil, nil, last.SourceID, last.SourceName, last.SourceType
		if sameNeed(last, *met) {
			change.Interaction = nil
		}
	}
	return &change, nil
}

// sameNeed says whether an interaction tells nothing new of the person and the need.
func sameNeed(a, b selling.LeadInteraction) bool {
	return or(a.Usecase) == or(b.Usecase) && or(a.BusinessProblem) == or(b.BusinessProblem) && or(a.Contact.Phone) == or(b.Contact.Phone) &&
		a.Contact.Email == b.Contact.Email && a.Contact.FirstName == b.Contact.FirstName && a.Contact.LastName == b.Contact.LastName &&
		a.Contact.BusinessTitle == b.Contact.BusinessTitle
}

// AcceptLead accepts a lead that AWS offers: the partner joins its engagement and sees the person. Whoever accepts a lead that
// is nobody's owns it.
func (r *Room) AcceptLead(ctx context.Context, c identity.Caller, catalog, id string) error {
	return r.answerLead(ctx, c, catalog, id, func(tx *sqldb.Tx, i *Invitation) error { return r.accept(tx, c, i) })
}

// RejectLead declines a lead that AWS offers. A reason is not asked for.
func (r *Room) RejectLead(ctx context.Context, c identity.Caller, catalog, id, reason string) error {
	return r.answerLead(ctx, c, catalog, id, func(tx *sqldb.Tx, i *Invitation) error { return r.reject(tx, i, reason) })
}

func (r *Room) answerLead(ctx context.Context, c identity.Caller, catalog, id string, answer func(*sqldb.Tx, *Invitation) error) error {
	if err := enterLeads(c, catalog); err != nil {
		return err
	}
	k := leadKey{c.Account, catalog, selling.IDOf(id)}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		s, found, err := r.sighted(tx, k.account, k.catalog, k.engagement)
		if err != nil {
			return err
		}
		if !found || s.offer == nil {
			return fault.Missing()
		}
		if err := mayWork(tx, c, k); err != nil {
			return err
		}
		return answer(tx, s.offer)
	})
}

// accept is Accept by somebody. Of a lead it is told in its history, and a person who accepts one that is nobody's owns it.
func (r *Room) accept(tx *sqldb.Tx, c identity.Caller, i *Invitation) error {
	if err := r.Accept(tx, i); err != nil || i.PayloadType != selling.PayloadLead {
		return err
	}
	k := leadKey{i.Receiver, i.Catalog, i.Engagement}
	line := LeadEntry{Action: LeadActionAccept}
	owner, err := leadOwner(tx, k)
	if err != nil {
		return err
	}
	if c.Email != "" && owner.Email == "" {
		if err := give(tx, k, LeadOwner{c.Email, c.Name}); err != nil {
			return err
		}
		line.Changes = []LeadValue{{"Owner", "", c.Name}}
	}
	return r.enterInto(tx, k, c, line)
}

// Converted ties the opportunity that a lead became to its engagement, and tells it in the lead's history.
func (r *Room) Converted(tx *sqldb.Tx, c identity.Caller, engagement string, made opportunity.Key) error {
	if err := Tie(tx, made, engagement); err != nil {
		return err
	}
	return r.enterInto(tx, leadKey{made.Account, made.Catalog, engagement}, c,
		LeadEntry{Action: LeadActionConvert, Changes: []LeadValue{{"Opportunity", "", made.ID()}}})
}
