// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/event"
)

// titles are the titles of a page's items.
func titles(r reply) []string {
	var all []string
	for _, i := range r.list("items") {
		all = append(all, i.(doc.Doc)["title"].(string))
	}
	return all
}

func TestAListIsFilteredSortedAndPagedBothWays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		for i, company := range []string{"Delta", "Alpha", "Charlie", "Bravo"} {
			s.clk.Advance(time.Minute)
			form := s.complete(s.A, "Customer.Account.CompanyName", company, "Project.Title", company+" stores")
			s.want(s.call(s.A.Lead, "POST", opportunities, with(form, "submit", i == 0)), 201)
		}
		list := func(query string) reply { return s.want(s.call(s.A.Lead, "GET", opportunities+"?"+query, nil), 200) }
		filtered := func(tokens string) string { return "filter=" + url.QueryEscape(`{"tokens":[`+tokens+`]}`) }
		for query, want := range map[string][]string{
			"":                        {"Bravo stores", "Charlie stores", "Alpha stores", "Delta stores"},
			"sort=company&order=asc":  {"Alpha stores", "Bravo stores", "Charlie stores", "Delta stores"},
			"sort=company":            {"Delta stores", "Charlie stores", "Bravo stores", "Alpha stores"},
			"sort=modified&order=asc": {"Delta stores", "Alpha stores", "Charlie stores", "Bravo stores"},
			filtered(`{"property":"reviewStatus","operator":"=","value":["Submitted"]}`):                                                            {"Delta stores"},
			filtered(`{"property":"reviewStatus","operator":"!=","value":"Submitted"},{"property":"company","operator":"^","value":"b"}`):           {"Bravo stores"},
			filtered(`{"operator":":","value":"char"}`):                                                                                             {"Charlie stores"},
			filtered(`{"property":"owner","operator":"=","value":"lead@alpha.example"},{"property":"created","operator":"<","value":"2020-01-01"}`): nil,
		} {
			r := list(query)
			if got := titles(r); !slices.Equal(got, want) {
				t.Errorf("%q lists %v, want %v", query, got, want)
			}
			if r.body["totalCapped"] != false {
				t.Errorf("%q counts %v", query, r.body["total"])
			}
		}
		first := list("sort=company&order=asc&pageSize=10")
		if first.str("next") != "" || first.str("previous") != "" {
			t.Errorf("one page leads on: %s", first.text)
		}
		item := first.list("items")[0].(doc.Doc)
		if item["owner"].(doc.Doc)["email"] != s.A.Lead.Email || item["country"] == "" || item["stage"] == "" || item["revenue"] == nil {
			t.Errorf("an item says %v", item)
		}
		if _, desk := item["partner"]; desk {
			t.Errorf("a partner's item names partners: %v", item)
		}
	})
}

func TestPagesLeadForthAndBackAndBelongToOneQuery(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		for range 12 {
			s.clk.Advance(time.Second)
			s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201)
		}
		get := func(who centraltest.Partner, query string) reply {
			return s.call(who.Lead, "GET", opportunities+"?pageSize=10"+query, nil)
		}
		first := s.want(get(s.A, ""), 200)
		second := s.want(get(s.A, "&cursor="+url.QueryEscape(first.str("next"))), 200)
		back := s.want(get(s.A, "&cursor="+url.QueryEscape(second.str("previous"))), 200)
		if len(first.list("items")) != 10 || len(second.list("items")) != 2 || second.str("next") != "" || first.str("previous") != "" {
			t.Errorf("pages of %d and %d", len(first.list("items")), len(second.list("items")))
		}
		if !slices.EqualFunc(back.list("items"), first.list("items"), func(a, b any) bool { return a.(doc.Doc)["id"] == b.(doc.Doc)["id"] }) {
			t.Errorf("the way back leads to %s", back.text)
		}
		for name, r := range map[string]reply{
			"another sort":    get(s.A, "&sort=company&cursor="+url.QueryEscape(first.str("next"))),
			"another partner": get(s.B, "&cursor="+url.QueryEscape(first.str("next"))),
		} {
			if r.status != 400 || r.str("code") != "invalid" {
				t.Errorf("a cursor of %s answers %d %s", name, r.status, r.text)
			}
		}
	})
}

func TestFormsFindWhatTheyChooseFrom(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		users := s.want(s.call(s.A.Lead, "GET", "/api/central/users", nil), 200)
		var emails []string
		for _, u := range users.list("items") {
			emails = append(emails, u.(doc.Doc)["email"].(string))
		}
		if !slices.Contains(emails, s.A.User.Email) || slices.Contains(emails, s.A.Admin.Email) || slices.Contains(emails, s.B.Lead.Email) {
			t.Errorf("owners are chosen from %v", emails)
		}
		solutions := s.want(s.call(s.A.Lead, "GET", "/api/central/solutions?status=Active", nil), 200).list("items")
		if len(solutions) != 1 || solutions[0].(doc.Doc)["id"] != s.A.Solution {
			t.Errorf("solutions are %v", solutions)
		}
		if none := s.want(s.call(s.A.Lead, "GET", "/api/central/solutions?status=Draft", nil), 200).list("items"); len(none) != 0 {
			t.Errorf("drafts are %v", none)
		}
		if products := s.want(s.call(s.A.Lead, "GET", "/api/central/products", nil), 200).list("items"); len(products) < 100 {
			t.Errorf("%d products", len(products))
		}
	})
}

func TestAnAssignedRecordIsSeenByItsNewOwner(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201).str("id")
		one := opportunities + "/" + id
		s.want(s.call(s.A.User, "GET", one, nil), 404)
		s.clk.Advance(time.Second)
		s.want(s.call(s.A.Lead, "POST", one+"/assign", map[string]any{"email": s.A.User.Email, "as": "OpportunityOwner"}), 200)
		got := s.want(s.call(s.A.User, "GET", one, nil), 200)
		if got.str("owner.email") != s.A.User.Email || got.list("editable")[0] != "*" || len(got.list("problems")) != 0 {
			t.Errorf("its owner sees %s", got.text)
		}
		refused := s.want(s.call(s.A.Lead, "POST", one+"/assign", map[string]any{"email": "nobody@alpha.example", "as": "OpportunityOwner"}), 422)
		if len(refused.list("errors")) == 0 {
			t.Errorf("assigned to nobody: %s", refused.text)
		}
		s.clk.Advance(time.Second)
		s.want(s.call(s.A.User, "POST", one+"/associations", map[string]any{"type": "AwsProducts", "entity": "AmazonEC2Linux"}), 200)
		s.want(s.call(s.A.User, "DELETE", one+"/associations?type=AwsProducts&entity=AmazonS3", nil), 200)
		got = s.want(s.call(s.A.User, "GET", one, nil), 200)
		if p := got.list("products"); len(p) != 1 || p[0].(doc.Doc)["id"] != "AmazonEC2Linux" || p[0].(doc.Doc)["name"] == "AmazonEC2Linux" {
			t.Errorf("products are %v", p)
		}
		submitted := s.want(s.call(s.A.User, "POST", one+"/submit", map[string]any{"version": got.str("version"), "involvement": "Co-Sell"}), 200)
		if submitted.str("reviewStatus") != "Submitted" {
			t.Errorf("submitted: %s", submitted.text)
		}
	})
}

func TestDeadLettersAreSeenAndSentAgainFromThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		for _, err := range []error{
			s.Bus.PutConnection(t.Context(), s.A.Lead, event.Connection{Name: "crm", TokenURL: s.server.URL + "/token", ClientID: "me", Secret: "x"}),
			s.Bus.PutDestination(t.Context(), s.A.Lead, event.Destination{Name: "crm", URL: s.server.URL + "/gone", Connection: "crm"}),
			s.Bus.PutRule(t.Context(), s.A.Lead, event.Rule{Name: "all", Enabled: true, Pattern: `{"detail":{"catalog":["AWS"]}}`,
				Targets: []event.Target{{ID: "crm", Destination: "crm", Tries: 1}}}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		list := s.want(s.call(s.A.Lead, "GET", "/api/central/deliveries?filter="+
			url.QueryEscape(`{"tokens":[{"property":"state","operator":"=","value":["dead"]},{"property":"type","operator":"=","value":"Opportunity Created"}]}`), nil), 200)
		if len(list.list("items")) != 1 {
			t.Fatalf("deliveries are %s", list.text)
		}
		d := list.list("items")[0].(doc.Doc)
		id := d["id"].(string)
		if d["state"] != "dead" || d["lastError"] == "" || d["payload"].(doc.Doc)["account"] != s.A.Account {
			t.Errorf("the dead letter is %v", d)
		}
		s.want(s.call(s.A.Lead, "GET", "/api/central/deliveries/"+id, nil), 200)
		s.want(s.call(s.B.Lead, "GET", "/api/central/deliveries/"+id, nil), 404)
		if again := s.want(s.call(s.A.Lead, "POST", "/api/central/deliveries/redrive", map[string]any{"ids": []string{id}}), 200); again.text != `{"redriven":1}`+"\n" {
			t.Errorf("sent again: %s", again.text)
		}
		if one := s.want(s.call(s.A.Lead, "GET", "/api/central/deliveries/"+id, nil), 200); one.str("state") != "waiting" || one.str("nextAttempt") == "" {
			t.Errorf("after it: %s", one.text)
		}
	})
}

func TestAUserWhoIsShutOutIsOutAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.want(s.call(s.A.User, "GET", opportunities, nil), 200)
		if err := s.Identity.ChangeRole(t.Context(), s.A.Account, s.A.User.Principal, "CloudAdmin"); err != nil {
			t.Fatal(err)
		}
		s.want(s.call(s.A.User, "GET", opportunities, nil), 403)
		if err := s.Identity.SetActive(t.Context(), s.A.Account, s.A.User.Principal, false); err != nil {
			t.Fatal(err)
		}
		s.want(s.call(s.A.User, "GET", opportunities, nil), 401)
	})
}
