// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/scenario"
	"cosell/internal/pages"
)

var notAtTheDesk = fault.Denied("Only the AWS desk does this.")

// Act is one action of scenarios, done at once: by AWS's people, or in a demo or a sandbox by a partner.
type Act struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	As          string   `json:"as,omitempty" required:"false" doc:"reviewer, seller, account manager or partner"`
	Do          string   `json:"do,omitempty" required:"false" doc:"an action of scenarios: accept, decline, qualify, convert, invite, connect, withdraw, disconnect, ..."`
	Account     string   `json:"account,omitempty" required:"false" doc:"the partner that acts, or that it is about"`
	Catalog     string   `json:"catalog,omitempty" required:"false" doc:"absent: AWS"`
	Opportunity string   `json:"opportunity,omitempty" required:"false"`
	Entity      string   `json:"entity,omitempty" required:"false" doc:"an invitation or a connection"`
	Partner     string   `json:"partner,omitempty" required:"false" doc:"account of the other partner, with invite and connect"`
	Message     string   `json:"message,omitempty" required:"false"`
	Reason      string   `json:"reason,omitempty" required:"false"`
	Status      string   `json:"status,omitempty" required:"false" doc:"of a lead, with qualify"`
	Action      string   `json:"action,omitempty" required:"false" doc:"what the customer of the lead does next, with qualify; an interaction is kept"`
	Contact     string   `json:"contact,omitempty" required:"false" doc:"mail address of the lead's person whom it was with, with qualify; absent: who was met last"`
}

// Acted is what an action has made.
type Acted struct {
	Opportunity string `json:"opportunity,omitempty"`
	Entity      string `json:"entity,omitempty" doc:"an invitation or a connection"`
}

type actIn struct{ Body Act }

func (p *Portal) acts() {
	serve(p, pages.Operation("deskAct", http.MethodPost, "/api/central/desk/acts", "Do one action of scenarios at once", 200, 404, 409, 422), p.deskAct)
}

func (p *Portal) deskAct(ctx context.Context, who identity.Caller, in *actIn) (Acted, error) {
	b := in.Body
	out, err := p.Scenarios.Act(ctx, who, scenario.Act{As: b.As, Do: b.Do, Account: b.Account, Catalog: b.Catalog, Opportunity: b.Opportunity, Entity: b.Entity,
		Given: scenario.Given{Partner: b.Partner, Message: b.Message, Reason: b.Reason, Status: b.Status, Action: b.Action, Contact: b.Contact}})
	return Acted(out), err
}
