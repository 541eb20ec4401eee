// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"slices"
	"time"

	"cosell/internal/aws/selling"
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
	Partners    []Member  `json:"partners" nullable:"false" doc:"its members"`
	Contexts    []Context `json:"contexts" nullable:"false"`
	Opportunity string    `json:"opportunity,omitempty" doc:"the caller's own that its lead became"`
}

func (p *Portal) engagements() {
	const all, one = "/api/central/engagements", "/api/central/engagements/{id}"
	serve(p, pages.Operation("listEngagements", http.MethodGet, all, "List engagements", 200, 400), p.listEngagements)
	serve(p, pages.Operation("getEngagement", http.MethodGet, one, "Read an engagement", 200, 404), p.getEngagement)
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
		Created: moment(e.CreatedAt), Modified: moment(e.ModifiedAt)}, Description: text(e.Description), Contexts: []Context{}}
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
