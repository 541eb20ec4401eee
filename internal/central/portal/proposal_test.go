// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/proposal"
)

const proposals = "/api/central/proposals"

func TestAProposalIsApprovedOnThePagesAndTheHistoryNamesBoth(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		lead := s.A.Lead
		id := s.Create(lead, selling.CatalogAWS, centraltest.Complete(t))
		propose := func(title string) proposal.Proposal {
			value, err := json.Marshal(title)
			if err != nil {
				t.Fatal(err)
			}
			p, err := s.Proposals.Propose(t.Context(), s.A.Lead, "Helper", proposal.Change{Kind: proposal.Update, Catalog: selling.CatalogAWS, Opportunity: id,
				Edits: []proposal.Edit{{Path: "Project.Title", Value: value}}})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		first, second, third := propose("First"), propose("Second"), propose("Third")
		list := s.want(s.call(lead, "GET", proposals+"?filter="+url.QueryEscape(`{"tokens":[{"property":"status","operator":"=","value":["pending"]}]}`), nil), 200)
		if items := list.list("items"); len(items) != 3 || items[0].(doc.Doc)["user"] != lead.Name || items[0].(doc.Doc)["assistant"] != "Helper" {
			t.Fatalf("the list is %s", list.text)
		}
		got := s.want(s.call(lead, "GET", proposals+"/"+first.ID, nil), 200)
		if d := got.list("diff"); len(d) != 1 || d[0].(doc.Doc)["path"] != "Project.Title" || d[0].(doc.Doc)["after"] != "First" || got.str("opportunity") != id {
			t.Errorf("the proposal is %s", got.text)
		}
		if r := s.call(lead, "POST", proposals+"/"+first.ID+"/approve", map[string]any{}); r.status != 409 || r.str("code") != "state" {
			t.Errorf("without its hash: %d %s", r.status, r.text)
		}
		done := s.want(s.call(lead, "POST", proposals+"/"+first.ID+"/approve", map[string]any{"hash": got.str("hash")}), 200)
		if done.str("status") != "executed" || done.str("decider") != lead.Name || done.str("way") != "page" {
			t.Errorf("approved: %s", done.text)
		}
		history := s.want(s.call(lead, "GET", opportunities+"/"+id+"/history", nil), 200)
		if actor := history.list("items")[0].(doc.Doc)["actor"].(doc.Doc); actor["name"] != lead.Name || actor["proposer"] != lead.Name+" (Helper)" {
			t.Errorf("the history names %v", actor)
		}
		if r := s.call(lead, "POST", proposals+"/"+second.ID+"/approve", map[string]any{"hash": second.Hash}); r.status != 409 {
			t.Errorf("a stale one: %d %s", r.status, r.text)
		}
		if r := s.want(s.call(lead, "POST", proposals+"/"+third.ID+"/reject", map[string]any{"comment": "No"}), 200); r.str("status") != "rejected" || r.str("comment") != "No" {
			t.Errorf("rejected: %s", r.text)
		}
		for _, c := range []struct{ method, path string }{{"GET", ""}, {"POST", "/approve"}, {"POST", "/reject"}} {
			foreign, unknown := s.call(s.B.Lead, c.method, proposals+"/"+first.ID+c.path, map[string]any{}), s.call(s.B.Lead, c.method, proposals+"/prop-x"+c.path, map[string]any{})
			if foreign.status != 404 || foreign.text != unknown.text {
				t.Errorf("%s %s of another partner's: %d %s", c.method, c.path, foreign.status, foreign.text)
			}
		}
	})
}

func TestATokenIsIssuedOnceShownAndRevokedOnThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const tokens = "/api/central/assistant-tokens"
		lead := s.A.Lead
		scopes := s.want(s.call(lead, "GET", "/api/central/assistant-scopes", nil), 200).list("items")
		if len(scopes) < 10 || scopes[0].(doc.Doc)["labelJa"] == "" {
			t.Errorf("scopes: %v", scopes)
		}
		if desk := s.want(s.call(s.Reviewer, "GET", "/api/central/assistant-scopes", nil), 200).list("items"); len(desk) != 1 {
			t.Errorf("scopes of the desk: %v", desk)
		}
		refused := s.want(s.call(lead, "POST", tokens, map[string]any{"name": "", "scopes": []string{"review_queue"}, "days": 0}), 422)
		if got := locations(refused); len(got) != 3 {
			t.Errorf("refused at %v", got)
		}
		made := s.want(s.call(lead, "POST", tokens, map[string]any{"name": "Desk helper", "scopes": []string{"list_opportunities"}, "days": 7}), 201)
		text, id := made.str("text"), made.str("id")
		if text == "" || made.str("state") != "active" {
			t.Fatalf("issued: %s", made.text)
		}
		if g, err := s.Assistants.Open(t.Context(), text); err != nil || g.Caller.Email != lead.Email {
			t.Errorf("the token stands for %+v, %v", g, err)
		}
		list := s.want(s.call(lead, "GET", tokens, nil), 200)
		if items := list.list("items"); len(items) != 1 || items[0].(doc.Doc)["text"] != nil || items[0].(doc.Doc)["used"] == nil {
			t.Errorf("the list is %s", list.text)
		}
		s.want(s.call(s.A.User, "DELETE", tokens+"/"+id, nil), 404)
		s.want(s.call(lead, "DELETE", tokens+"/"+id, nil), 200)
		if _, err := s.Assistants.Open(t.Context(), text); err == nil {
			t.Error("a revoked token opens")
		}
		const keys = "/api/central/approval-keys"
		key := s.want(s.call(lead, "POST", keys, map[string]any{"name": "Laptop", "publicKey": "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="}), 201)
		s.want(s.call(lead, "POST", keys, map[string]any{"name": "Laptop", "publicKey": "no"}), 422)
		s.want(s.call(lead, "DELETE", keys+"/"+key.str("id"), nil), 200)
		if r := s.want(s.call(lead, "GET", keys, nil), 200); r.list("items")[0].(doc.Doc)["revoked"] == nil {
			t.Errorf("keys: %s", r.text)
		}
	})
}
