// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/assistant"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Scope is one thing that a token may allow.
type Scope struct {
	Name   string `json:"name"`
	Effect string `json:"effect" enum:"read,propose,approve,unmask"`
	EN     string `json:"labelEn"`
	JA     string `json:"labelJa"`
	HelpEN string `json:"helpEn"`
	HelpJA string `json:"helpJa"`
}

// Token is a token of an assistant, without its text.
type Token struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	State   string     `json:"state" enum:"active,expired,revoked"`
	Scopes  []string   `json:"scopes" nullable:"false"`
	Created time.Time  `json:"created"`
	Expires time.Time  `json:"expires"`
	Used    *time.Time `json:"used,omitempty" doc:"the last use, to the minute"`
}

// NewToken asks for a token.
type NewToken struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Name   string   `json:"name,omitempty" required:"false" doc:"of the assistant that uses it"`
	Scopes []string `json:"scopes,omitempty" required:"false" nullable:"false"`
	Days   int      `json:"days,omitempty" required:"false" doc:"how long it is good for, 1 to 365"`
}

// IssuedToken is a new token with its text, which is shown this once.
type IssuedToken struct {
	Token
	Text string `json:"text"`
}

type tokenIn struct{ Body NewToken }

func (p *Portal) assistants() {
	const tokens = "/api/central/assistant-tokens"
	serve(p, pages.Operation("listScopes", http.MethodGet, "/api/central/assistant-scopes", "List what tokens may allow", 200), p.scopes)
	serve(p, pages.Operation("listTokens", http.MethodGet, tokens, "List the user's tokens for assistants", 200), p.tokens)
	serve(p, pages.Operation("issueToken", http.MethodPost, tokens, "Issue a token for an assistant", 201, 409, 422), p.issueToken)
	serve(p, pages.Operation("revokeToken", http.MethodDelete, tokens+"/{id}", "Revoke a token", 200, 404), p.revokeToken)
}

func (p *Portal) scopes(_ context.Context, who identity.Caller, _ *struct{}) (Items[Scope], error) {
	out := Items[Scope]{Items: []Scope{}}
	for _, s := range assistant.ScopesFor(who) {
		out.Items = append(out.Items, Scope{s.Name, string(s.Effect), s.EN, s.JA, s.HelpEN, s.HelpJA})
	}
	return out, nil
}

func (p *Portal) token(t assistant.Token) Token {
	v := Token{ID: t.ID, Name: t.Name, State: "active", Scopes: t.Scopes, Created: t.Created, Expires: t.Expires}
	switch {
	case !t.Revoked.IsZero():
		v.State = "revoked"
	case !p.Assistants.Good(t):
		v.State = "expired"
	}
	if !t.Used.IsZero() {
		v.Used = &t.Used
	}
	return v
}

func (p *Portal) tokens(ctx context.Context, who identity.Caller, _ *struct{}) (Items[Token], error) {
	all, err := p.Assistants.Tokens(ctx, who)
	out := Items[Token]{Items: []Token{}}
	for _, t := range all {
		out.Items = append(out.Items, p.token(t))
	}
	return out, err
}

func (p *Portal) issueToken(ctx context.Context, who identity.Caller, in *tokenIn) (IssuedToken, error) {
	t, text, err := p.Assistants.Issue(ctx, who, in.Body.Name, in.Body.Scopes, in.Body.Days)
	if err != nil {
		return IssuedToken{}, err
	}
	return IssuedToken{p.token(t), text}, nil
}

func (p *Portal) revokeToken(ctx context.Context, who identity.Caller, in *recordIn) (Done, error) {
	err := p.Assistants.Revoke(ctx, who, in.ID)
	return Done{err == nil}, err
}
