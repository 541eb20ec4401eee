// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// SentInvitation is what AWS has offered to a partner, and what became of it.
type SentInvitation struct {
	ID              string     `json:"id"`
	Kind            string     `json:"kind" enum:"OpportunityInvitation,LeadInvitation"`
	Title           string     `json:"title"`
	Partner         Partner    `json:"partner"`
	Status          string     `json:"status" enum:"PENDING,ACCEPTED,REJECTED,EXPIRED"`
	Invited         time.Time  `json:"invited"`
	Expires         *time.Time `json:"expires,omitempty" doc:"absent: it stays open"`
	Message         string     `json:"message,omitempty" doc:"only where one invitation is read"`
	RejectionReason string     `json:"rejectionReason,omitempty" doc:"only where one invitation is read"`
	Payload         pages.JSON `json:"payload,omitempty" doc:"what the invitation says, as the API has it; only where one invitation is read"`
}

// SentPage is a page of what AWS has offered, the latest first unless asked otherwise.
type SentPage struct {
	Items []SentInvitation `json:"items" nullable:"false"`
	Next  string           `json:"next,omitempty"`
}

// offers are the endpoints of the desk for what AWS has offered to partners.
func (p *Portal) offers() {
	const all = "/api/central/desk/invitations"
	serve(p, pages.Operation("deskInvitations", http.MethodGet, all, "List what AWS has offered to partners", 200, 400), p.deskInvitations)
	serve(p, pages.Operation("deskInvitation", http.MethodGet, all+"/{id}", "Read what AWS has offered to a partner", 200, 404), p.deskInvitation)
}

func (p *Portal) deskInvitations(ctx context.Context, who identity.Caller, in *listIn) (SentPage, error) {
	if err := reviewing(who); err != nil {
		return SentPage{}, err
	}
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"status": {Operators: "="}, "kind": {Operators: "="}},
		Sorts: []string{"invited"}, Sort: "invited"})
	if err != nil {
		return SentPage{}, err
	}
	asked := selling.ListEngagementInvitationsRequest{Catalog: catalog, ParticipantType: selling.ParticipantSender, MaxResults: q.Size, NextToken: q.Cursor,
		Sort: &selling.Sort{SortBy: "InvitationDate", SortOrder: selling.Descending}}
	if q.Asc {
		asked.Sort.SortOrder = selling.Ascending
	}
	for _, t := range q.Tokens {
		into := &asked.Status
		if t.Property == "kind" {
			into = &asked.PayloadType
		}
		if *into != nil {
			return SentPage{}, pages.Malformed("filter", "each property is asked for once")
		}
		*into = t.Values
	}
	found, err := p.Engagements.ListInvitations(ctx, who, asked)
	if err != nil {
		return SentPage{}, err
	}
	out := SentPage{Items: []SentInvitation{}, Next: orEmpty(found.NextToken)}
	for _, s := range found.EngagementInvitationSummaries {
		v, err := sentView(s.ID, s.PayloadType, s.Status, s.EngagementTitle, s.Receiver, s.InvitationDate, s.ExpirationDate)
		if err != nil {
			return SentPage{}, err
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}

func (p *Portal) deskInvitation(ctx context.Context, who identity.Caller, in *recordIn) (SentInvitation, error) {
	if err := reviewing(who); err != nil {
		return SentInvitation{}, err
	}
	i, err := p.Engagements.GetInvitation(ctx, who, selling.EngagementInvitationRequest{Catalog: catalog, Identifier: in.ID})
	if err != nil {
		return SentInvitation{}, err
	}
	v, err := sentView(i.ID, i.PayloadType, i.Status, i.EngagementTitle, i.Receiver, i.InvitationDate, i.ExpirationDate)
	if err != nil {
		return SentInvitation{}, err
	}
	v.Message, v.RejectionReason = orEmpty(i.InvitationMessage), orEmpty(i.RejectionReason)
	v.Payload, err = json.Marshal(i.Payload)
	return v, err
}

// reviewing lets the AWS desk alone see what AWS has sent; a partner's own invitations are elsewhere.
func reviewing(who identity.Caller) error {
	if !who.Reviews() {
		return fault.Denied("Only the AWS desk sees what AWS has offered to partners.")
	}
	return nil
}

// sentView is what list and single invitation tell alike.
func sentView(id, kind, status string, title *string, to selling.Receiver, invited string, expires *string) (SentInvitation, error) {
	v := SentInvitation{ID: id, Kind: kind, Title: orEmpty(title), Partner: Partner{to.Account.AwsAccountID, orEmpty(to.Account.Alias)}, Status: status}
	var err error
	if v.Invited, err = time.Parse(time.RFC3339, invited); err != nil {
		return v, fmt.Errorf("invitation %s: %w", id, err)
	}
	if expires != nil {
		until, err := time.Parse(time.RFC3339, *expires)
		if err != nil {
			return v, fmt.Errorf("invitation %s: %w", id, err)
		}
		v.Expires = &until
	}
	return v, nil
}

// orEmpty is a text that may be null.
func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
