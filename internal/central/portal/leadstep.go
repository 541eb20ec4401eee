// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"crypto/sha256"
	"slices"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// LeadEdit is a lead as a page edits it.
type LeadEdit struct {
	_       struct{}   `json:"-" additionalProperties:"true"`
	Version string     `json:"version,omitempty" required:"false"`
	Change  pages.JSON `json:"change,omitempty" required:"false" doc:"Customer and Interaction, as the API takes them in a context"`
}

// LeadStatus is what the partner makes of a lead.
type LeadStatus struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Version string   `json:"version,omitempty" required:"false"`
	Status  string   `json:"status,omitempty" required:"false" doc:"Open, Research, Qualified or Disqualified"`
	Reason  string   `json:"reason,omitempty" required:"false" doc:"for the lead's history, which only the own company reads"`
	Action  string   `json:"action,omitempty" required:"false" doc:"what the customer does next; with it an interaction is kept"`
	Contact string   `json:"contact,omitempty" required:"false" doc:"mail address of the person whom the interaction was with; absent: who was met last"`
}

// LeadTransfer names who gets leads.
type LeadTransfer struct {
	_     struct{} `json:"-" additionalProperties:"true"`
	IDs   []string `json:"ids,omitempty" required:"false" nullable:"false" doc:"at most 100"`
	Email string   `json:"email,omitempty" required:"false"`
}

// LeadDraft is the opportunity that a lead would become.
type LeadDraft struct {
	Document pages.JSON `json:"document"`
}

type (
	updateLeadIn struct {
		ID   string `path:"id"`
		Body LeadEdit
	}
	leadStatusIn struct {
		ID   string `path:"id"`
		Body LeadStatus
	}
	transferLeadsIn struct{ Body LeadTransfer }
	convertLeadIn   struct {
		ID      string `path:"id"`
		RawBody []byte
		Body    CreateForm
	}
)

func (p *Portal) acceptLead(ctx context.Context, who identity.Caller, in *recordIn) (LeadView, error) {
	if err := p.Engagements.AcceptLead(ctx, who, catalog, in.ID); err != nil {
		return LeadView{}, err
	}
	return p.getLead(ctx, who, in)
}

func (p *Portal) rejectLead(ctx context.Context, who identity.Caller, in *declineIn) (Done, error) {
	err := p.Engagements.RejectLead(ctx, who, catalog, in.ID, in.Body.Reason)
	return Done{err == nil}, err
}

func (p *Portal) transferLeads(ctx context.Context, who identity.Caller, in *transferLeadsIn) (Done, error) {
	err := p.Engagements.TransferLeads(ctx, who, catalog, in.Body.IDs, in.Body.Email)
	return Done{err == nil}, err
}

// leadAt is a lead that the caller may see, with the version that a change of it names.
func (p *Portal) leadAt(ctx context.Context, who identity.Caller, id, version string) error {
	if _, err := p.Engagements.Lead(ctx, who, catalog, id); err != nil {
		return err // who may not see it, learns nothing of what is wrong with the request
	}
	if err := needVersion(version); err != nil {
		return err
	}
	if _, err := selling.ParseTimestamp(version); err != nil {
		return pages.Malformed("version", "the version is not one of a lead")
	}
	return nil
}

func (p *Portal) updateLead(ctx context.Context, who identity.Caller, in *updateLeadIn) (LeadView, error) {
	if err := p.leadAt(ctx, who, in.ID, in.Body.Version); err != nil {
		return LeadView{}, err
	}
	d, err := doc.Parse(in.Body.Change)
	if err != nil {
		return LeadView{}, pages.Malformed("change", "the change is not a JSON object")
	}
	if _, err := p.Engagements.EditLead(ctx, who, engagement.LeadEdit{Catalog: catalog, Engagement: in.ID, Version: in.Body.Version, Change: d}); err != nil {
		return LeadView{}, err
	}
	return p.getLead(ctx, who, &recordIn{in.ID})
}

func (p *Portal) qualifyLead(ctx context.Context, who identity.Caller, in *leadStatusIn) (LeadView, error) {
	if err := p.leadAt(ctx, who, in.ID, in.Body.Version); err != nil {
		return LeadView{}, err
	}
	if !slices.Contains(engagement.Qualifications, in.Body.Status) {
		return LeadView{}, pages.Malformed("status", "the status is Open, Research, Qualified or Disqualified")
	}
	if _, err := p.Engagements.Qualify(ctx, who, engagement.Qualification{Catalog: catalog, Engagement: in.ID, Version: in.Body.Version,
		Status: in.Body.Status, Action: in.Body.Action, Contact: in.Body.Contact, Reason: in.Body.Reason}); err != nil {
		return LeadView{}, err
	}
	return p.getLead(ctx, who, &recordIn{in.ID})
}

func (p *Portal) leadDraft(ctx context.Context, who identity.Caller, in *recordIn) (LeadDraft, error) {
	d, err := p.Tasks.LeadDraft(ctx, who, catalog, in.ID)
	if err != nil {
		return LeadDraft{}, err
	}
	return LeadDraft{doc.Append(nil, d)}, nil
}

func (p *Portal) convertLead(ctx context.Context, who identity.Caller, in *convertLeadIn) (Saved, error) {
	f, err := form(in.Body.Form, in.Body.Submit)
	if err != nil {
		return Saved{}, err
	}
	ticket := idempotency.Ticket{Account: who.Account, Catalog: catalog, Operation: "page.convert", Token: in.Body.ClientToken,
		Request: sha256.Sum256(in.RawBody)}
	s, err := p.Tasks.ConvertForm(ctx, who, catalog, in.ID, f, ticket)
	return saved(s), err
}

func (p *Portal) exportLeads(ctx context.Context, who identity.Caller, in *bulkTableIn, w *attachment) error {
	e, err := in.export()
	if err != nil {
		return err
	}
	return p.Bulk.ExportLeads(ctx, who, e, w.named("leads", e.Format))
}
