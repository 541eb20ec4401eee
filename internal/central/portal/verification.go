// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"strings"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/central/identity"
	"cosell/internal/central/verification"
	"cosell/internal/pages"
)

// VerificationCase is a verification of a partner as the AWS desk sees it.
type VerificationCase struct {
	ID             string     `json:"id" doc:"account and type: 111122223333-BUSINESS_VERIFICATION"`
	Partner        Partner    `json:"partner"`
	Type           string     `json:"type" enum:"BUSINESS_VERIFICATION,REGISTRANT_VERIFICATION"`
	Attempt        int64      `json:"attempt" doc:"what a decision is made on"`
	Status         string     `json:"status" enum:"PENDING_CUSTOMER_ACTION,IN_PROGRESS,FAILED,SUCCEEDED,REJECTED"`
	Reason         string     `json:"reason,omitempty" doc:"why it failed or was rejected"`
	LegalName      string     `json:"legalName,omitempty" doc:"of a business"`
	RegistrationID string     `json:"registrationId,omitempty" doc:"of a business"`
	Country        string     `json:"country,omitempty" doc:"of a business"`
	Jurisdiction   string     `json:"jurisdiction,omitempty" doc:"of a business"`
	Started        time.Time  `json:"started"`
	Completed      *time.Time `json:"completed,omitempty" doc:"absent: it waits"`
	Expires        *time.Time `json:"expires,omitempty" doc:"of the link that the registrant got"`
}

// VerificationPage is a page of verifications, the oldest first unless asked otherwise.
type VerificationPage struct {
	Items []VerificationCase `json:"items" nullable:"false"`
	Next  string             `json:"next,omitempty"`
}

// VerificationDecision is what the AWS desk decides.
type VerificationDecision struct {
	_        struct{} `json:"-" additionalProperties:"true"`
	Attempt  int64    `json:"attempt,omitempty" required:"false" doc:"the one that it was made on"`
	Decision string   `json:"decision,omitempty" required:"false" doc:"approve or reject"`
	Reason   string   `json:"reason,omitempty" required:"false" doc:"what the partner is told; needed with reject"`
}

type verificationIn struct {
	ID   string `path:"id"`
	Body VerificationDecision
}

func (p *Portal) verifications() {
	const all = "/api/central/desk/verifications"
	serve(p, pages.Operation("deskVerifications", http.MethodGet, all, "List the verifications of partners", 200, 400), p.deskVerifications)
	serve(p, pages.Operation("deskVerify", http.MethodPost, all+"/{id}/decision", "Decide on the verification of a partner", 200, 404, 409, 422), p.deskVerify)
}

// part is which part of a list the desk asks for: what waits, what is decided, or empty for all.
func part(q pages.Query) (string, error) {
	states := chosen(q, "state")
	known := map[string]string{"waiting": verification.Waiting, "decided": verification.Decided}
	for _, s := range states {
		if known[s] == "" {
			return "", pages.Malformed("filter", "the state is waiting or decided")
		}
	}
	if len(states) == 1 {
		return known[states[0]], nil
	}
	return "", nil // of both
}

func (p *Portal) deskVerifications(ctx context.Context, who identity.Caller, in *listIn) (VerificationPage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"state": {Operators: "="}, "type": {Operators: "="}}, Sorts: []string{"started"}, Sort: "started", Asc: true})
	if err != nil {
		return VerificationPage{}, err
	}
	asked := verification.Query{Types: chosen(q, "type"), Asc: q.Asc, Size: q.Size, Token: q.Cursor}
	if asked.Part, err = part(q); err != nil {
		return VerificationPage{}, err
	}
	found, next, err := p.Verifications.Queue(ctx, who, asked)
	out := VerificationPage{Items: []VerificationCase{}, Next: text(next)}
	for _, c := range found {
		out.Items = append(out.Items, verificationView(c))
	}
	return out, err
}

func verificationView(c verification.Case) VerificationCase {
	v := VerificationCase{ID: c.Partner.Account + "-" + c.Type, Partner: Partner{c.Partner.Account, c.Partner.Name}, Type: c.Type, Attempt: c.Attempt,
		Status: c.Status, Reason: c.Reason, Started: c.Started, Completed: instantOrNil(c.Completed), Expires: instantOrNil(c.Expires)}
	if b := c.Business; b != nil {
		v.LegalName, v.RegistrationID, v.Country, v.Jurisdiction = b.LegalName, b.RegistrationID, b.CountryCode, b.JurisdictionOfIncorporation
	}
	return v
}

func instantOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// verdicts are the statuses that decisions lead to.
var verdicts = map[string]string{"approve": account.VerificationSucceeded, "reject": account.VerificationRejected}

func (p *Portal) deskVerify(ctx context.Context, who identity.Caller, in *verificationIn) (Done, error) {
	if !who.Reviews() {
		return Done{}, notAtTheDesk
	}
	acct, kind, _ := strings.Cut(in.ID, "-")
	status, known := verdicts[in.Body.Decision]
	if !known {
		return Done{}, pages.Malformed("decision", "the decision is approve or reject")
	}
	if in.Body.Attempt == 0 {
		return Done{}, needVersion("")
	}
	err := p.Verifications.Decide(ctx, who, verification.Decision{Account: acct, Type: kind, Status: status, Reason: in.Body.Reason, Attempt: in.Body.Attempt})
	return Done{err == nil}, err
}
