// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
)

func TestTheQueueIsFilteredAndTakenOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.Submitted(s.A, selling.CatalogAWS, "Customer.Account.WebsiteUrl", "https://www.facebook.com/x")
		s.clk.Advance(4 * 24 * time.Hour)
		const queue = "/api/central/desk/queue"
		found := func(property, value string) []any {
			t.Helper()
			return s.want(s.call(s.Reviewer, "GET", queue+`?filter={"tokens":[{"property":"`+property+`","operator":"=","value":["`+value+`"]}]}`, nil), 200).list("items")
		}
		for _, c := range []struct {
			property, value string
			want            int
		}{{"hint", "website-social", 1}, {"hint", "close-past", 0}, {"days", "3", 1}, {"days", "5", 0}, {"partner", s.B.Account, 0}, {"reviewer", "nobody", 1}, {"reviewer", "me", 0}} {
			if got := found(c.property, c.value); len(got) != c.want {
				t.Errorf("%s %s: %v", c.property, c.value, got)
			}
		}
		for _, bad := range []string{`?filter={"tokens":[{"property":"days","operator":"=","value":["x"]}]}`, `?filter={"tokens":[{"property":"owner","operator":"=","value":["x"]}]}`, "?sort=title"} {
			s.want(s.call(s.Reviewer, "GET", queue+bad, nil), 400)
		}
		take := "/api/central/desk/opportunities/" + id + "/reviewer"
		s.want(s.call(s.A.Lead, "PUT", take, map[string]any{"reviewer": s.A.Lead.Principal}), 403)
		s.want(s.call(s.Reviewer, "PUT", take, map[string]any{"reviewer": s.A.Lead.Principal}), 422)
		s.want(s.call(s.Reviewer, "PUT", take, map[string]any{"reviewer": s.Reviewer.Principal}), 200)
		mine := found("reviewer", "me")
		if len(mine) != 1 || mine[0].(doc.Doc)["reviewer"].(doc.Doc)["me"] != true || mine[0].(doc.Doc)["partner"].(doc.Doc)["name"] != "Alpha Software" {
			t.Errorf("%v", mine)
		}
		file := s.want(s.call(s.Reviewer, "GET", "/api/central/desk/opportunities/"+id, nil), 200)
		asks := false
		for _, p := range file.list("points") {
			asks = asks || p.(doc.Doc)["id"] == "website-social" && p.(doc.Doc)["question"] == "Please give the address of the customer's own website."
		}
		if !asks || file.str("reviewer.name") != s.Reviewer.Name || file.str("due") == "" {
			t.Errorf("%s", file.text)
		}
		facts := s.want(s.call(s.Reviewer, "GET", "/api/central/desk/facts", nil), 200)
		if len(facts.list("hints")) < 15 || len(facts.list("reviewers")) != 1 {
			t.Errorf("%s", facts.text)
		}
	})
}
