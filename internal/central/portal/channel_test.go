// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"slices"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
)

func TestAChannelGoesFromTheRequestToTheInvitationOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.Submitted(s.A, selling.CatalogAWS)
		tab, desk := opportunities+"/"+id+"/channel", "/api/central/desk/channels"
		refused := s.want(s.call(s.A.Lead, "POST", tab, map[string]any{"people": []any{s.A.Lead.Principal}}), 409)
		if refused.list("errors")[0].(doc.Doc)["rule"] != "channel-needs-approval" {
			t.Errorf("under review: %s", refused.text)
		}
		s.clk.Advance(time.Minute)
		file := s.want(s.call(s.Reviewer, "GET", "/api/central/desk/opportunities/"+id, nil), 200)
		s.want(s.call(s.Reviewer, "POST", "/api/central/desk/opportunities/"+id+"/decision", map[string]any{"version": file.str("version"), "decision": "approve"}), 200)
		s.clk.Advance(time.Minute)
		if err := s.Update(s.A.API, selling.CatalogAWS, id, "LifeCycle.Stage", "Qualified"); err != nil {
			t.Fatal(err)
		}
		got := s.want(s.call(s.A.Lead, "GET", tab, nil), 200)
		if len(got.list("stops")) > 0 || len(got.list("candidates")) != 2 {
			t.Fatalf("%s", got.text)
		}
		s.want(s.call(s.A.Lead, "POST", tab, map[string]any{}), 422)
		made := s.want(s.call(s.A.Lead, "POST", tab, map[string]any{"people": []any{s.A.Lead.Principal}, "purpose": "PoC"}), 201)
		if made.str("state") != "requested" || made.body["partner"] != nil {
			t.Errorf("%s", made.text)
		}
		list := s.want(s.call(s.Reviewer, "GET", desk+`?filter={"tokens":[{"property":"state","operator":"=","value":["requested","approved"]}]}`, nil), 200)
		if len(list.list("items")) != 1 || list.list("items")[0].(doc.Doc)["partner"].(doc.Doc)["name"] != "Alpha Software" {
			t.Fatalf("%s", list.text)
		}
		step := desk + "/" + made.str("id") + "/step"
		s.want(s.call(s.A.Lead, "GET", desk, nil), 403)
		s.want(s.call(s.A.Lead, "POST", step, map[string]any{"do": "approve", "version": "1"}), 403)
		s.want(s.call(s.Reviewer, "POST", step, map[string]any{"do": "approve"}), 422)
		s.want(s.call(s.Reviewer, "POST", step, map[string]any{"do": "dance", "version": "1"}), 400)
		s.want(s.call(s.Reviewer, "POST", step, map[string]any{"do": "approve", "version": "1", "link": "https://evil.example"}), 422)
		done := s.want(s.call(s.Reviewer, "POST", step, map[string]any{"do": "approve", "version": "1"}), 200)
		stale := s.want(s.call(s.Reviewer, "POST", step, map[string]any{"do": "decline", "version": "1", "reason": "x"}), 409)
		if stale.str("code") != "stale" || stale.str("version") != done.str("version") {
			t.Errorf("%s", stale.text)
		}
		s.want(s.call(s.Reviewer, "POST", step, map[string]any{"do": "open", "version": done.str("version"), "link": "https://a.slack.com/archives/C1"}), 200)
		mine := s.want(s.call(s.A.Lead, "GET", tab, nil), 200).list("channels")[0].(doc.Doc)
		if me := mine["people"].([]any)[0].(doc.Doc); mine["link"] != "https://a.slack.com/archives/C1" || me["me"] != true || !slices.Equal(me["may"].([]any), []any{"accept", "decline"}) {
			t.Errorf("%v", mine)
		}
		answer := "/api/central/channels/" + made.str("id") + "/answer"
		s.want(s.call(s.A.Lead, "POST", answer, map[string]any{"answer": "perhaps"}), 400)
		s.want(s.call(s.A.User, "POST", answer, map[string]any{"answer": "accept"}), 404)
		s.want(s.call(s.A.Lead, "POST", answer, map[string]any{"answer": "accept"}), 200)
		s.want(s.call(s.A.Lead, "PUT", "/api/central/channels/opt-out", map[string]any{"on": true}), 200)
		if got := s.want(s.call(s.A.Lead, "GET", tab, nil), 200); got.body["optedOut"] != true {
			t.Errorf("%s", got.text)
		}
	})
}
