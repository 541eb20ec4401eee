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
	Stage       string       `json:"stage" enum:"PENDING,ACCEPTED"`
	Status      string       `json:"status,omitempty" doc:"once it is accepted"`
	Company     string       `json:"company"`
	Lead        selling.Lead `json:"lead"`
	Shared      time.Time    `json:"shared"`
	Modified    time.Time    `json:"modified"`
	Expires     *time.Time   `json:"expires,omitempty"`
	Left        *int         `json:"left,omitempty" doc:"days that are left for an answer"`
	Opportunity string       `json:"opportunity,omitempty" doc:"that it became"`
	Owner       *Person      `json:"owner,omitempty" doc:"absent: nobody's"`
	Flagged     bool         `json:"flagged,omitempty"`
}

// LeadPage is a page of leads.
type LeadPage struct {
	Items []LeadSummary `json:"items" nullable:"false"`
	pages.Page
}

// LeadView is a lead with all that its page needs. Its people are in it once it is accepted.
type LeadView struct {
	LeadSummary
	Version string      `json:"version,omitempty" doc:"what a change is decided on; absent while it waits"`
	Title   string      `json:"title,omitempty" doc:"of its engagement"`
	Message string      `json:"message,omitempty" doc:"of whoever shared it"`
	Sender  string      `json:"sender,omitempty" doc:"company"`
	Job     string      `json:"job,omitempty" doc:"of the person who is hidden until it is accepted"`
	May     LeadAllowed `json:"may"`
}

// LeadAllowed is what the signed-in user may do with a lead now.
type LeadAllowed struct {
	Answer   bool `json:"answer"`
	Update   bool `json:"update"`
	Convert  bool `json:"convert"`
	Transfer bool `json:"transfer"`
}

// LeadChange is one step of a lead's history.
type LeadChange struct {
	At      time.Time   `json:"at"`
	Actor   ChangeActor `json:"actor"`
	Action  string      `json:"action" enum:"accept,status,update,transfer,convert"`
	Comment string      `json:"comment,omitempty"`
	Changes []LeadValue `json:"changes" nullable:"false"`
}

// LeadValue is one value of a lead that became another.
type LeadValue struct {
	Path   string `json:"path" doc:"in AWS's Lead, or Owner or Opportunity"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// LeadHistoryPage is a page of a lead's history, newest first.
type LeadHistoryPage struct {
	Items []LeadChange `json:"items" nullable:"false"`
	Next  string       `json:"next,omitempty"`
}

func (p *Portal) leads() {
	const all, one = "/api/central/leads", "/api/central/leads/{id}"
	serve(p, pages.Operation("listLeads", http.MethodGet, all, "List leads", 200, 400), p.listLeads)
	serve(p, pages.Operation("flagLeads", http.MethodPost, all+"/flags", "Flag leads to follow up, or take the flag away", 200, 404, 422), p.flagLeads)
	serve(p, pages.Operation("transferLeads", http.MethodPost, all+"/transfer", "Give leads to a colleague", 200, 404, 422), p.transferLeads)
	serve(p, pages.Operation("getLead", http.MethodGet, one, "Read a lead", 200, 404), p.getLead)
	serve(p, pages.Operation("leadHistory", http.MethodGet, one+"/history", "Read what happened to a lead", 200, 400, 404), p.leadHistory)
	serve(p, pages.Operation("acceptLead", http.MethodPost, one+"/accept", "Accept a lead", 200, 404, 409, 422), p.acceptLead)
	serve(p, pages.Operation("rejectLead", http.MethodPost, one+"/reject", "Reject a lead", 200, 404, 409, 422), p.rejectLead)
	serve(p, pages.Operation("updateLead", http.MethodPut, one, "Change a lead", 200, 404, 409, 422), p.updateLead)
	serve(p, pages.Operation("qualifyLead", http.MethodPost, one+"/status", "Set the status of a lead", 200, 404, 409, 422), p.qualifyLead)
	serve(p, pages.Operation("leadDraft", http.MethodGet, one+"/draft", "Read the opportunity that a lead would become", 200, 404, 409, 422), p.leadDraft)
	serve(p, pages.Operation("convertLead", http.MethodPost, one+"/convert", "Make an opportunity of a lead, and submit it if asked", 201, 404, 409, 422), p.convertLead)
	download(p, pages.Operation("exportLeads", http.MethodGet, all+"/export", "Download the leads of a view", 200, 400), p.exportLeads)
}

func (p *Portal) listLeads(ctx context.Context, who identity.Caller, in *listIn) (LeadPage, error) {
	q, err := browse(in.List, "modified", false)
	if err != nil {
		return LeadPage{}, err
	}
	s, err := p.Engagements.Leads(ctx, who, q)
	out := LeadPage{Items: []LeadSummary{}, Page: pages.Page{Next: s.Next, Previous: s.Previous, Total: s.Total}}
	for i := range s.Rows {
		out.Items = append(out.Items, p.leadSummary(&s.Rows[i]))
	}
	return out, err
}

func (p *Portal) leadSummary(l *engagement.LeadRow) LeadSummary {
	out := LeadSummary{ID: l.Engagement, Stage: l.Stage, Company: l.Company, Lead: l.Lead, Status: text(l.Lead.QualificationStatus),
		Shared: instant(l.Shared), Modified: instant(l.Modified), Flagged: l.Flagged}
	if l.Owner.Email != "" {
		out.Owner = &Person{l.Owner.Name, l.Owner.Email}
	}
	if l.Expires > 0 {
		at := instant(l.Expires)
		left := max(0, int(at.Sub(p.Opportunities.Clock.Now()).Hours()/24))
		out.Expires, out.Left = &at, &left
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

func (p *Portal) getLead(ctx context.Context, who identity.Caller, in *recordIn) (LeadView, error) {
	v, err := p.Engagements.Lead(ctx, who, catalog, in.ID)
	if err != nil {
		return LeadView{}, err
	}
	return LeadView{LeadSummary: p.leadSummary(&v.LeadRow), Version: v.Version, Title: v.Title, Message: v.Message, Sender: v.Sender, Job: v.Job,
		May: LeadAllowed(v.May)}, nil
}

func (p *Portal) leadHistory(ctx context.Context, who identity.Caller, in *historyIn) (LeadHistoryPage, error) {
	from, err := until(in.Cursor)
	if err != nil {
		return LeadHistoryPage{}, err
	}
	entries, next, err := p.Engagements.LeadHistory(ctx, who, catalog, in.ID, from)
	out := LeadHistoryPage{Items: []LeadChange{}, Next: cursor(next)}
	for _, e := range entries {
		c := LeadChange{At: instant(e.At), Actor: ChangeActor{Name: e.Name, Kind: e.Kind, Proposer: e.Proposer}, Action: e.Action, Comment: e.Comment, Changes: []LeadValue{}}
		for _, v := range e.Changes {
			c.Changes = append(c.Changes, LeadValue(v))
		}
		out.Items = append(out.Items, c)
	}
	return out, err
}
