// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// EngagementSummary is an engagement as a list shows it.
type EngagementSummary struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Types    []string  `json:"types" nullable:"false" doc:"of its contexts"`
	Members  int       `json:"members"`
	Created  time.Time `json:"created"`
	Modified time.Time `json:"modified"`
}

// EngagementPage is a page of engagements.
type EngagementPage struct {
	Items []EngagementSummary `json:"items" nullable:"false"`
	Next  string              `json:"next,omitempty"`
}

// Context is what an engagement is about: a project or a lead.
type Context struct {
	ID      string                   `json:"id"`
	Type    string                   `json:"type"`
	Project *selling.CustomerProject `json:"project,omitempty"`
	Lead    *selling.Lead            `json:"lead,omitempty"`
}

// EngagementView is an engagement whole.
type EngagementView struct {
	EngagementSummary
	Description string    `json:"description,omitempty"`
	Version     string    `json:"version" doc:"what a change of a lead was decided on"`
	Partners    []Member  `json:"partners" nullable:"false" doc:"its members"`
	Contexts    []Context `json:"contexts" nullable:"false"`
	Opportunity string    `json:"opportunity,omitempty" doc:"the caller's own that its lead became"`
}

// Qualification is what the partner makes of a lead.
type Qualification struct {
	_             struct{} `json:"-" additionalProperties:"true"`
	Context       string   `json:"context,omitempty" required:"false"`
	Version       string   `json:"version,omitempty" required:"false"`
	Qualification string   `json:"qualification,omitempty" required:"false" doc:"Qualified or Disqualified"`
	Action        string   `json:"action,omitempty" required:"false" doc:"what the customer does next; with it an interaction is kept"`
	Contact       string   `json:"contact,omitempty" required:"false" doc:"mail address of the lead's person whom the interaction was with; absent: who was met last"`
}

// Conversion names the lead that becomes an opportunity.
type Conversion struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Context string   `json:"context,omitempty" required:"false"`
}

type (
	qualifyIn struct {
		ID   string `path:"id"`
		Body Qualification
	}
	convertIn struct {
		ID   string `path:"id"`
		Body Conversion
	}
)

func (p *Portal) engagements() {
	const all, one = "/api/central/engagements", "/api/central/engagements/{id}"
	serve(p, pages.Operation("listEngagements", http.MethodGet, all, "List engagements", 200, 400), p.listEngagements)
	serve(p, pages.Operation("getEngagement", http.MethodGet, one, "Read an engagement", 200, 404), p.getEngagement)
	serve(p, pages.Operation("qualifyLead", http.MethodPost, one+"/qualify", "Qualify or disqualify a lead", 200, 404, 409, 422), p.qualify)
	serve(p, pages.Operation("convertLead", http.MethodPost, one+"/convert", "Make an opportunity of a lead", 200, 404, 409, 422), p.convert)
}

func (p *Portal) listEngagements(ctx context.Context, who identity.Caller, in *listIn) (EngagementPage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"type": {Operators: "="}}, Sorts: []string{"created"}, Sort: "created"})
	if err != nil {
		return EngagementPage{}, err
	}
	types := chosen(q, "type")
	if slices.ContainsFunc(types, func(t string) bool {
		return t != selling.ContextLead && t != selling.ContextCustomerProject && t != selling.ContextProspectingResult
	}) {
		return EngagementPage{}, pages.Malformed("filter", "an engagement is about a Lead, a CustomerProject or a ProspectingResult")
	}
	found, err := p.Engagements.List(ctx, who, selling.ListEngagementsRequest{Catalog: catalog, ContextTypes: types, MaxResults: q.Size, NextToken: q.Cursor,
		Sort: ordered("CreatedDate", q.Asc)})
	out := EngagementPage{Items: []EngagementSummary{}, Next: text(found.NextToken)}
	for _, e := range found.EngagementSummaryList {
		out.Items = append(out.Items, EngagementSummary{ID: e.ID, Title: text(e.Title), Types: some(e.ContextTypes), Members: e.MemberCount,
			Created: moment(e.CreatedAt), Modified: moment(e.ModifiedAt)})
	}
	return out, err
}

func (p *Portal) getEngagement(ctx context.Context, who identity.Caller, in *recordIn) (EngagementView, error) {
	e, err := p.Engagements.Get(ctx, who, selling.GetEngagementRequest{Catalog: catalog, Identifier: in.ID})
	if err != nil {
		return EngagementView{}, err
	}
	v := EngagementView{EngagementSummary: EngagementSummary{ID: e.ID, Title: text(e.Title), Types: []string{}, Members: e.MemberCount,
		Created: moment(e.CreatedAt), Modified: moment(e.ModifiedAt)}, Description: text(e.Description), Version: e.ModifiedAt, Contexts: []Context{}}
	for _, c := range e.Contexts {
		if !slices.Contains(v.Types, c.Type) {
			v.Types = append(v.Types, c.Type)
		}
		v.Contexts = append(v.Contexts, Context{ID: text(c.ID), Type: c.Type, Project: c.Payload.CustomerProject, Lead: c.Payload.Lead})
	}
	if v.Partners, _, err = p.members(ctx, who, e.ID); err != nil || who.Reviews() {
		return v, err
	}
	tasks, err := p.Tasks.Conversions(ctx, who, selling.ListOpportunityFromEngagementTasksRequest{Catalog: catalog, EngagementIdentifier: []string{e.ID},
		TaskStatus: []string{selling.TaskComplete}, MaxResults: 1})
	for _, t := range tasks.TaskSummaries {
		v.Opportunity = text(t.OpportunityID)
	}
	return v, err
}

// hasLead refuses a context that is no lead of the engagement.
func (v EngagementView) hasLead(context string) error {
	for _, c := range v.Contexts {
		if c.ID == context && c.Lead != nil {
			return nil
		}
	}
	return pages.Malformed("context", "the engagement has no such lead")
}

func (p *Portal) qualify(ctx context.Context, who identity.Caller, in *qualifyIn) (EngagementView, error) {
	v, err := p.getEngagement(ctx, who, &recordIn{ID: in.ID})
	if err != nil {
		return v, err
	}
	if err := needVersion(in.Body.Version); err != nil {
		return v, err
	}
	if err := v.hasLead(in.Body.Context); err != nil {
		return v, err
	}
	if _, err := selling.ParseTimestamp(in.Body.Version); err != nil {
		return v, pages.Malformed("version", "the version is not one of an engagement")
	}
	if !slices.Contains(engagement.Qualifications, in.Body.Qualification) {
		return v, pages.Malformed("qualification", "the qualification is Qualified or Disqualified")
	}
	if _, err := p.Engagements.Qualify(ctx, who, engagement.Qualification{Catalog: catalog, Engagement: v.ID, Context: in.Body.Context, Version: in.Body.Version,
		Status: in.Body.Qualification, Action: in.Body.Action, Contact: in.Body.Contact}); err != nil {
		return v, err
	}
	return p.getEngagement(ctx, who, &recordIn{ID: in.ID})
}

func (p *Portal) convert(ctx context.Context, who identity.Caller, in *convertIn) (AcceptedInvitation, error) {
	v, err := p.getEngagement(ctx, who, &recordIn{ID: in.ID})
	if err != nil {
		return AcceptedInvitation{}, err
	}
	if err := v.hasLead(in.Body.Context); err != nil {
		return AcceptedInvitation{}, err
	}
	t, err := p.Tasks.Convert(ctx, who, selling.StartOpportunityFromEngagementTaskRequest{Catalog: catalog, Identifier: v.ID, ContextIdentifier: in.Body.Context}, idempotency.Ticket{})
	if err != nil {
		return AcceptedInvitation{}, err
	}
	if t.TaskStatus != selling.TaskComplete {
		return AcceptedInvitation{}, fault.Broken(catalogue.Violation{Field: "context", Path: "context", At: "context", Code: catalogue.InvalidResourceState,
			Rule: "lead-convertible", Message: text(t.Message), MessageJA: "このリードはオポチュニティに変換できません。",
			FixEN: text(t.Message), FixJA: "リードが失格でないこと、接点の記録があること、まだ変換されていないことをご確認ください。"})
	}
	return AcceptedInvitation{text(t.OpportunityID), v.ID}, nil
}
