// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"cmp"
	"context"
	"net/http"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Referral is an opportunity that the AWS desk refers to a partner.
type Referral struct {
	_           struct{}     `json:"-" additionalProperties:"true"`
	Catalog     string       `json:"catalog,omitempty" required:"false" doc:"absent: AWS"`
	Partner     string       `json:"partner,omitempty" required:"false" doc:"account"`
	Message     string       `json:"message,omitempty" required:"false" doc:"at most 255 characters"`
	Contacts    []TeamMember `json:"contacts,omitempty" required:"false" nullable:"false" doc:"people at AWS; absent: whoever refers it"`
	Opportunity pages.JSON   `json:"opportunity,omitempty" required:"false" doc:"a request of CreateOpportunity, as the API takes it"`
}

// LeadShare is a lead that the AWS desk shares with a partner.
type LeadShare struct {
	_           struct{}   `json:"-" additionalProperties:"true"`
	Catalog     string     `json:"catalog,omitempty" required:"false" doc:"absent: AWS"`
	Partner     string     `json:"partner,omitempty" required:"false" doc:"account"`
	Title       string     `json:"title,omitempty" required:"false" doc:"of the engagement, at most 40 characters are kept; absent: the company"`
	Description string     `json:"description,omitempty" required:"false" doc:"of the engagement, at most 255 characters are kept"`
	Message     string     `json:"message,omitempty" required:"false" doc:"at most 255 characters"`
	Lead        pages.JSON `json:"lead,omitempty" required:"false" doc:"Customer, Interactions, Insights and QualificationStatus, as the API takes a Lead context"`
}

// Invited names the invitation that a partner has now.
type Invited struct {
	Invitation string `json:"invitation"`
}

type (
	referIn struct{ Body Referral }
	leadIn  struct{ Body LeadShare }
)

func (p *Portal) referrals() {
	const at = "/api/central/desk/"
	serve(p, pages.Operation("deskRefer", http.MethodPost, at+"referrals", "Refer an opportunity of AWS to a partner", 201, 422), p.deskRefer)
	serve(p, pages.Operation("deskShareLead", http.MethodPost, at+"leads", "Share a lead of AWS with a partner", 201, 422), p.deskShareLead)
}

// object reads a document of a body; absent is empty.
func object(text pages.JSON, location string) (doc.Doc, error) {
	if len(text) == 0 {
		return doc.Doc{}, nil
	}
	d, err := doc.Parse(text)
	if err != nil {
		return nil, pages.Malformed(location, "the "+location+" is not a JSON object")
	}
	return d, nil
}

func (p *Portal) deskRefer(ctx context.Context, who identity.Caller, in *referIn) (Invited, error) {
	b := in.Body
	d, err := object(b.Opportunity, "opportunity")
	if err != nil {
		return Invited{}, err
	}
	r := engagement.Referral{Catalog: cmp.Or(b.Catalog, catalog), Partner: b.Partner, Message: b.Message, Opportunity: d}
	for _, c := range b.Contacts {
		r.Contacts = append(r.Contacts, selling.SenderContact{BusinessTitle: selling.OrNull(c.BusinessTitle), Email: c.Email,
			FirstName: selling.OrNull(c.FirstName), LastName: selling.OrNull(c.LastName)})
	}
	id, err := p.Engagements.Refer(ctx, who, r)
	return Invited{id}, err
}

func (p *Portal) deskShareLead(ctx context.Context, who identity.Caller, in *leadIn) (Invited, error) {
	b := in.Body
	d, err := object(b.Lead, "lead")
	if err != nil {
		return Invited{}, err
	}
	id, err := p.Engagements.ShareLeadOf(ctx, who, engagement.LeadShare{Catalog: cmp.Or(b.Catalog, catalog), Partner: b.Partner, Title: b.Title,
		Description: b.Description, Message: b.Message}, d)
	return Invited{id}, err
}
