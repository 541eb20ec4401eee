// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Scorecard is what the partner is in the program, and whether the terms are accepted.
type Scorecard struct {
	Company      string     `json:"company"`
	Account      string     `json:"account"`
	Path         string     `json:"path" enum:"software,services"`
	Programs     []string   `json:"programs" nullable:"false"`
	Since        time.Time  `json:"since"`
	Eligible     bool       `json:"eligible" doc:"whether the partner may use ACE: once the terms are accepted"`
	Terms        Terms      `json:"terms"`
	ACEUsers     int        `json:"aceUsers" doc:"active people with an ACE role"`
	Managers     int        `json:"managers" doc:"ACE managers, those invited too"`
	ManagerLimit int        `json:"managerLimit"`
	SeesAll      bool       `json:"seesAll" doc:"whether the caller sees all records of the partner"`
	Leads        []LeadName `json:"leads" nullable:"false" doc:"active alliance leads"`
}

// Terms are the terms of the ACE program, and what became of them.
type Terms struct {
	Version    string     `json:"version" doc:"day of the words in force"`
	Clauses    []Clause   `json:"clauses" nullable:"false"`
	Accepted   bool       `json:"accepted"`
	AcceptedAt *time.Time `json:"acceptedAt,omitempty"`
	AcceptedBy string     `json:"acceptedBy,omitempty"`
	Which      string     `json:"which,omitempty" doc:"the version that was accepted"`
	MayAccept  bool       `json:"mayAccept" doc:"whether the caller may accept the words in force, which are not accepted yet"`
}

// Clause is a paragraph of the terms.
type Clause struct {
	Title   string `json:"title"`
	TitleJA string `json:"titleJa"`
	Text    string `json:"text"`
	TextJA  string `json:"textJa"`
}

// LeadName is an alliance lead, who can be asked.
type LeadName struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

type acceptIn struct {
	Body struct {
		_       struct{} `json:"-" additionalProperties:"true"`
		Version string   `json:"version" required:"false" doc:"that was read"`
	}
}

func (p *Portal) scorecard() {
	serve(p, pages.Operation("getScorecard", http.MethodGet, "/api/central/scorecard", "Read the partner's scorecard", 200), p.getScorecard)
	serve(p, pages.Operation("acceptTerms", http.MethodPost, "/api/central/scorecard/terms", "Accept the terms of the ACE program", 200, 409), p.acceptTerms)
}

func (p *Portal) getScorecard(ctx context.Context, who identity.Caller, _ *struct{}) (Scorecard, error) {
	s, err := p.Identity.Scorecard(ctx, who)
	if err != nil {
		return Scorecard{}, err
	}
	out := Scorecard{Company: s.Partner.Name, Account: s.Partner.Account, Path: "software", Programs: append([]string{}, s.Partner.Programs...), Since: s.Since,
		Eligible: s.Partner.Terms, ACEUsers: s.ACEUsers, Managers: s.Managers, ManagerLimit: identity.MaxACEManagers,
		SeesAll: who.UsesACE() && !who.OwnOnly(), Leads: []LeadName{},
		Terms: Terms{Version: identity.TermsVersion, Clauses: []Clause{}, Accepted: s.Partner.Terms, AcceptedBy: s.Accepted.By, Which: s.Accepted.Version,
			MayAccept: who.Accepts() && s.Accepted.Version != identity.TermsVersion}}
	if s.Partner.Consulting {
		out.Path = "services"
	}
	if !s.Accepted.At.IsZero() {
		out.Terms.AcceptedAt = &s.Accepted.At
	}
	for _, c := range identity.Terms {
		out.Terms.Clauses = append(out.Terms.Clauses, Clause{Title: c.TitleEN, TitleJA: c.TitleJA, Text: c.EN, TextJA: c.JA})
	}
	for _, u := range s.Leads {
		out.Leads = append(out.Leads, LeadName{u.Name(), u.Email})
	}
	return out, nil
}

func (p *Portal) acceptTerms(ctx context.Context, who identity.Caller, in *acceptIn) (Scorecard, error) {
	if err := p.Identity.AcceptTerms(ctx, who, in.Body.Version); err != nil {
		return Scorecard{}, err
	}
	return p.getScorecard(ctx, who, nil)
}

// beforeTerms is where people of a partner work that has not accepted the terms: their own account. Everywhere else they
// are refused, as the API refuses them.
var beforeTerms = []string{"scorecard", "staff", "account-link", "iam-roles", "profile", "connection-preferences", "letters", "audit", "notices"}

// admit refuses who has not accepted the terms that an address needs.
func admit(path string, who identity.Caller) error {
	area, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/central/"), "/")
	if slices.Contains(beforeTerms, area) {
		return nil
	}
	return who.Admitted()
}
