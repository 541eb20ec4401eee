// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/pages"
)

// LeadSummary is a lead as a list shows it. There is nothing of people in it.
type LeadSummary struct {
	ID          string       `json:"id" doc:"of its engagement"`
	Invitation  string       `json:"invitation,omitempty" doc:"while it waits for an answer"`
	Stage       string       `json:"stage" enum:"PENDING,ACCEPTED"`
	Status      string       `json:"status,omitempty" doc:"once it is accepted"`
	Company     string       `json:"company"`
	Lead        selling.Lead `json:"lead"`
	Shared      time.Time    `json:"shared"`
	Modified    time.Time    `json:"modified"`
	Expires     *time.Time   `json:"expires,omitempty"`
	Opportunity string       `json:"opportunity,omitempty" doc:"that it became"`
	Flagged     bool         `json:"flagged,omitempty"`
}

// LeadPage is a page of leads.
type LeadPage struct {
	Items []LeadSummary `json:"items" nullable:"false"`
	pages.Page
}

func (p *Portal) leads() {
	const all = "/api/central/leads"
	serve(p, pages.Operation("listLeads", http.MethodGet, all, "List leads", 200, 400), p.listLeads)
	serve(p, pages.Operation("flagLeads", http.MethodPost, all+"/flags", "Flag leads to follow up, or take the flag away", 200, 404, 422), p.flagLeads)
}

func (p *Portal) listLeads(ctx context.Context, who identity.Caller, in *listIn) (LeadPage, error) {
	q, err := browse(in.List, "modified", false)
	if err != nil {
		return LeadPage{}, err
	}
	s, err := p.Engagements.Leads(ctx, who, q)
	out := LeadPage{Items: []LeadSummary{}, Page: pages.Page{Next: s.Next, Previous: s.Previous, Total: s.Total}}
	for i := range s.Rows {
		out.Items = append(out.Items, leadSummary(&s.Rows[i]))
	}
	return out, err
}

func leadSummary(l *engagement.LeadRow) LeadSummary {
	out := LeadSummary{ID: l.Engagement, Stage: l.Stage, Company: l.Company, Lead: l.Lead, Status: text(l.Lead.QualificationStatus),
		Shared: instant(l.Shared), Modified: instant(l.Modified), Flagged: l.Flagged}
	if l.Expires > 0 {
		at := instant(l.Expires)
		out.Expires, out.Invitation = &at, l.Invitation
	}
	if l.Number > 0 {
		out.Opportunity = opportunity.Key{Number: l.Number}.ID()
	}
	return out
}

func (p *Portal) flagLeads(ctx context.Context, who identity.Caller, in *flagIn) (Flagged, error) {
	if err := in.check(); err != nil {
		return Flagged{}, err
	}
	return Flagged{len(in.Body.IDs)}, p.Engagements.FlagLeads(ctx, who, catalog, in.Body.IDs, in.Body.On)
}
