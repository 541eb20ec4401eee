// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"slices"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/pages"
)

// InvitationSummary is an invitation into an engagement as a list shows it.
type InvitationSummary struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind" enum:"OpportunityInvitation,LeadInvitation"`
	Status    string     `json:"status" enum:"PENDING,ACCEPTED,REJECTED,EXPIRED"`
	Direction string     `json:"direction" enum:"RECEIVER,SENDER" doc:"what the caller's partner is in it"`
	Title     string     `json:"title"`
	Sender    string     `json:"sender" doc:"name of the company"`
	FromAWS   bool       `json:"fromAws"`
	Receiver  Partner    `json:"receiver"`
	Invited   time.Time  `json:"invited"`
	Expires   *time.Time `json:"expires,omitempty" doc:"absent for one that stays open"`
	Left      *int       `json:"left,omitempty" doc:"days until it expires, 0 on the last one; absent for one that does not wait"`
	Business  bool       `json:"business" doc:"the days are business days"`
}

// InvitationPage is a page of invitations.
type InvitationPage struct {
	Items []InvitationSummary `json:"items" nullable:"false"`
	Next  string              `json:"next,omitempty"`
}

// InvitationView is an invitation whole, as far as the caller's partner may see it now.
type InvitationView struct {
	InvitationSummary
	Message         string                         `json:"message,omitempty"`
	Description     string                         `json:"description,omitempty"`
	RejectionReason string                         `json:"rejectionReason,omitempty"`
	Engagement      string                         `json:"engagement,omitempty"`
	Opportunity     string                         `json:"opportunity,omitempty" doc:"the one that was made of it"`
	Members         []string                       `json:"members" nullable:"false" doc:"companies in the engagement"`
	Offer           *selling.OpportunityInvitation `json:"offer,omitempty"`
	Lead            *selling.LeadInvitation        `json:"lead,omitempty"`
	Readiness       string                         `json:"readiness,omitempty" doc:"what AWS thinks of the lead"`
	Preview         pages.JSON                     `json:"preview,omitempty" doc:"what a referral shows before it is accepted, in the shape of an opportunity"`
	MayAnswer       bool                           `json:"mayAnswer"`
}

// AcceptedInvitation is what an acceptance led to.
type AcceptedInvitation struct {
	Opportunity string `json:"opportunity,omitempty"`
	Engagement  string `json:"engagement,omitempty"`
}

// RejectedInvitation says why an invitation is declined.
type RejectedInvitation struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Reason string   `json:"reason,omitempty" required:"false"`
}

type declineIn struct {
	ID   string `path:"id"`
	Body RejectedInvitation
}

func (p *Portal) invitations() {
	const all, one = "/api/central/invitations", "/api/central/invitations/{id}"
	serve(p, pages.Operation("listInvitations", http.MethodGet, all, "List invitations into engagements", 200, 400), p.listInvitations)
	serve(p, pages.Operation("getInvitation", http.MethodGet, one, "Read an invitation", 200, 404), p.getInvitation)
	serve(p, pages.Operation("acceptInvitation", http.MethodPost, one+"/accept", "Accept an invitation", 200, 404, 409, 422), p.acceptInvitation)
	serve(p, pages.Operation("rejectInvitation", http.MethodPost, one+"/reject", "Reject an invitation", 200, 404, 409, 422), p.rejectInvitation)
}

// chosen are the values that a filter allows for a property, nil for all.
func chosen(q pages.Query, property string) (values []string) {
	for _, t := range q.Tokens {
		switch {
		case t.Property != property:
		case values == nil:
			values = slices.Clone(t.Values)
		default: // all conditions hold together
			if values = slices.DeleteFunc(values, func(v string) bool { return !slices.Contains(t.Values, v) }); len(values) == 0 {
				values = []string{""} // nothing has no status
			}
		}
	}
	return values
}

func ordered(by string, asc bool) *selling.Sort {
	if asc {
		return &selling.Sort{SortBy: by, SortOrder: selling.Ascending}
	}
	return &selling.Sort{SortBy: by, SortOrder: selling.Descending}
}

// invitationFilters are what the list of invitations may be filtered by.
var invitationFilters = map[string]pages.Property{"direction": {Operators: "="}, "status": {Operators: "="}, "kind": {Operators: "="}, "with": {Operators: "="},
	"expires": {Operators: "= < <= > >="}}

func (p *Portal) listInvitations(ctx context.Context, who identity.Caller, in *listIn) (InvitationPage, error) {
	q, err := in.Read(pages.Offer{Properties: invitationFilters, Sorts: []string{"invited"}, Sort: "invited"})
	if err != nil {
		return InvitationPage{}, err
	}
	direction := chosen(q, "direction")
	if direction == nil {
		direction = []string{selling.ParticipantReceiver}
	}
	if len(direction) != 1 || direction[0] != selling.ParticipantReceiver && direction[0] != selling.ParticipantSender {
		return InvitationPage{}, pages.Malformed("filter", "the direction is RECEIVER or SENDER")
	}
	span, err := p.span(q)
	if err != nil {
		return InvitationPage{}, err
	}
	found, err := p.Engagements.BrowseInvitations(ctx, who, selling.ListEngagementInvitationsRequest{Catalog: catalog, ParticipantType: direction[0],
		Status: chosen(q, "status"), PayloadType: chosen(q, "kind"), MaxResults: q.Size, NextToken: q.Cursor, Sort: ordered("InvitationDate", q.Asc)}, span)
	out := InvitationPage{Items: []InvitationSummary{}, Next: text(found.NextToken)}
	for _, i := range found.EngagementInvitationSummaries {
		out.Items = append(out.Items, p.invitation(i))
	}
	return out, err
}

// span reads who is on the other side, and when invitations lapse. Several bounds hold together.
func (p *Portal) span(q pages.Query) (s engagement.Span, err error) {
	switch with := chosen(q, "with"); {
	case with == nil:
	case len(with) == 1 && (with[0] == engagement.WithAWS || with[0] == engagement.WithPartners):
		s.With = with[0]
	default:
		return s, pages.Malformed("filter", "an invitation is with AWS or with Partners")
	}
	for _, t := range q.Tokens {
		if t.Property != "expires" {
			continue
		}
		day, known := page.Day(t.Values[0], p.Opportunities.Clock.Now())
		if !known || len(t.Values) > 1 {
			return s, pages.Malformed("filter", "a day is written 2026-11-20 or @today+3")
		}
		if t.Operator == "=" || t.Operator == ">=" {
			s.From = latest(s.From, day)
		}
		if t.Operator == ">" {
			s.From = latest(s.From, day.AddDate(0, 0, 1))
		}
		if t.Operator == "<" {
			s.Before = earliest(s.Before, day)
		}
		if t.Operator == "=" || t.Operator == "<=" {
			s.Before = earliest(s.Before, day.AddDate(0, 0, 1))
		}
	}
	return s, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// earliest is the earlier of a bound, which may be none, and another.
func earliest(a, b time.Time) time.Time {
	if !a.IsZero() && a.Before(b) {
		return a
	}
	return b
}

// invitation lays an invitation out for a list.
func (p *Portal) invitation(i selling.EngagementInvitationSummary) InvitationSummary {
	s := InvitationSummary{ID: i.ID, Kind: i.PayloadType, Status: i.Status, Direction: i.ParticipantType, Title: text(i.EngagementTitle),
		Sender: i.SenderCompanyName, FromAWS: i.SenderAwsAccountID == identity.AWS, Invited: moment(i.InvitationDate)}
	if to := i.Receiver.Account; to != nil {
		s.Receiver = Partner{to.AwsAccountID, text(to.Alias)}
	}
	s.Business = s.FromAWS && s.Kind == selling.PayloadOpportunity
	if i.ExpirationDate == nil {
		return s
	}
	expires := moment(*i.ExpirationDate)
	s.Expires = &expires
	if now := p.Opportunities.Clock.Now(); s.Status == rule.InvitationPending && now.Before(expires) {
		left := int(expires.Sub(now).Hours() / 24)
		if s.Business {
			left = rule.BusinessDaysLeft(now, expires)
		}
		s.Left = &left
	}
	return s
}

// text is a text that may be absent.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// moment reads a timestamp of an answer.
func moment(s string) time.Time {
	at, _ := selling.ParseTimestamp(s) // the room wrote it
	return at
}

func (p *Portal) getInvitation(ctx context.Context, who identity.Caller, in *recordIn) (InvitationView, error) {
	i, err := p.Engagements.GetInvitation(ctx, who, selling.EngagementInvitationRequest{Catalog: catalog, Identifier: in.ID})
	if err != nil {
		return InvitationView{}, err
	}
	direction := selling.ParticipantSender
	if i.SenderAwsAccountID != who.Account {
		direction = selling.ParticipantReceiver
	}
	v := InvitationView{InvitationSummary: p.invitation(selling.EngagementInvitationSummary{ID: i.ID, PayloadType: i.PayloadType, Status: i.Status,
		ParticipantType: direction, EngagementTitle: i.EngagementTitle, SenderCompanyName: i.SenderCompanyName, SenderAwsAccountID: i.SenderAwsAccountID,
		InvitationDate: i.InvitationDate, ExpirationDate: i.ExpirationDate, Receiver: i.Receiver}),
		Message: text(i.InvitationMessage), Description: text(i.EngagementDescription), RejectionReason: text(i.RejectionReason),
		Engagement: text(i.EngagementID), Members: []string{}}
	for _, m := range i.ExistingMembers {
		v.Members = append(v.Members, text(m.CompanyName))
	}
	if i.Payload != nil {
		v.Offer, v.Lead = i.Payload.OpportunityInvitation, i.Payload.LeadInvitation
	}
	if e := i.EnrichmentContext; e != nil && e.LeadInsights != nil {
		v.Readiness = text(e.LeadInsights.LeadReadinessScore)
	}
	if direction == selling.ParticipantSender {
		return v, nil
	}
	return p.received(ctx, who, v)
}

// received adds what only the receiver of an invitation has: what AWS lets it see beforehand, and what it made of it.
func (p *Portal) received(ctx context.Context, who identity.Caller, v InvitationView) (InvitationView, error) {
	v.MayAnswer = v.Left != nil
	preview, err := p.Engagements.Preview(ctx, who, catalog, v.ID)
	if err != nil {
		return InvitationView{}, err
	}
	if preview != nil {
		v.Preview = doc.Append(nil, preview)
	}
	if v.Status != rule.InvitationAccepted {
		return v, nil
	}
	tasks, err := p.Tasks.Acceptances(ctx, who, selling.ListEngagementByAcceptingInvitationTasksRequest{Catalog: catalog,
		EngagementInvitationIdentifier: []string{v.ID}, TaskStatus: []string{selling.TaskComplete}, MaxResults: 1})
	for _, t := range tasks.TaskSummaries {
		v.Opportunity = text(t.OpportunityID)
	}
	return v, err
}

func (p *Portal) acceptInvitation(ctx context.Context, who identity.Caller, in *recordIn) (AcceptedInvitation, error) {
	asked := selling.EngagementInvitationRequest{Catalog: catalog, Identifier: in.ID}
	i, err := p.Engagements.GetInvitation(ctx, who, asked)
	if err != nil {
		return AcceptedInvitation{}, err
	}
	if i.PayloadType == selling.PayloadLead {
		if _, err := p.Engagements.AcceptInvitation(ctx, who, asked); err != nil {
			return AcceptedInvitation{}, err
		}
	} else if _, err := p.Tasks.Accept(ctx, who, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: catalog, Identifier: in.ID}, idempotency.Ticket{}); err != nil {
		return AcceptedInvitation{}, err
	}
	v, err := p.getInvitation(ctx, who, in)
	return AcceptedInvitation{v.Opportunity, v.Engagement}, err
}

func (p *Portal) rejectInvitation(ctx context.Context, who identity.Caller, in *declineIn) (Done, error) {
	_, err := p.Engagements.RejectInvitation(ctx, who, selling.RejectEngagementInvitationRequest{Catalog: catalog, Identifier: in.ID, RejectionReason: in.Body.Reason})
	return Done{err == nil}, err
}
