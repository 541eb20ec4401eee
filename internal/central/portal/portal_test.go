// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// each runs a test on both databases.
func each(t *testing.T, test func(*testing.T, *stage)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, furnish(t, db, clk)) }, schemas()...)
}

// complete is a form that may be submitted.
func (s *stage) complete(p centraltest.Partner, changes ...any) map[string]any {
	d := centraltest.Complete(s.t, changes...)
	return map[string]any{"document": d, "solutions": []string{p.Solution}, "products": []string{"AmazonS3"},
		"involvement": "Co-Sell", "visibility": "Full"}
}

// with is a form with more members.
func with(form map[string]any, more ...any) map[string]any {
	for i := 0; i < len(more); i += 2 {
		form[more[i].(string)] = more[i+1]
	}
	return form
}

const opportunities = "/api/central/opportunities"

func TestADealGoesFromTheFormToApprovalOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		lead, reviewer := s.A.Lead, s.Reviewer
		made := s.want(s.call(lead, "POST", opportunities, with(s.complete(s.A), "submit", true, "clientToken", "t-1")), 201)
		id := made.str("id")
		if made.str("reviewStatus") != "Submitted" || id == "" || made.str("version") == "" {
			t.Fatalf("created: %s", made.text)
		}
		again := s.want(s.call(lead, "POST", opportunities, with(s.complete(s.A), "submit", true, "clientToken", "t-1")), 201)
		if again.str("id") != id {
			t.Errorf("the same request made %s after %s", again.str("id"), id)
		}
		got := s.want(s.call(lead, "GET", opportunities+"/"+id, nil), 200)
		for path, want := range map[string]string{
			"id": id, "document.Id": id, "document.LifeCycle.ReviewStatus": "Submitted", "owner.email": lead.Email,
			"partner.name": "Alpha Software", "involvement": "Co-Sell", "awsSummary.RelatedOpportunityId": id,
		} {
			if got.str(path) != want {
				t.Errorf("%s is %q, want %q", path, got.str(path), want)
			}
		}
		if got.str("version") != got.str("document.LastModifiedDate") || len(got.list("solutions")) != 1 || len(got.list("products")) != 1 ||
			len(got.list("editable")) != 0 || got.body["allowed"].(doc.Doc)["update"] != false {
			t.Errorf("a record under review is %s", got.text)
		}

		queue := s.want(s.call(reviewer, "GET", "/api/central/desk/opportunities", nil), 200)
		if len(queue.list("items")) != 1 || queue.list("items")[0].(doc.Doc)["partner"].(doc.Doc)["name"] != "Alpha Software" {
			t.Fatalf("the queue is %s", queue.text)
		}
		desk := "/api/central/desk/opportunities/" + id
		file := s.want(s.call(reviewer, "GET", desk, nil), 200)
		if got := file.list("decisions"); !slices.Equal(got, []any{"open", "approve", "ask", "reject"}) || file.body["awsSideEditable"] != true {
			t.Errorf("the desk may decide %v: %s", got, file.text)
		}
		s.clk.Advance(time.Minute)
		refused := s.want(s.call(reviewer, "POST", desk+"/decision", map[string]any{"version": file.str("version"), "decision": "ask"}), 422)
		if got := locations(refused); !slices.Equal(got, []string{"ReviewComments", "ReviewStatusReason"}) {
			t.Errorf("asking without words is refused at %v", got)
		}
		asked := s.want(s.call(reviewer, "POST", desk+"/decision", map[string]any{"version": file.str("version"), "decision": "ask",
			"comment": "Which stores?", "reason": "Other"}), 200)
		if asked.str("reviewStatus") != "Action Required" {
			t.Errorf("asked: %s", asked.text)
		}

		s.clk.Advance(time.Minute)
		got = s.want(s.call(lead, "GET", opportunities+"/"+id, nil), 200)
		if got.str("document.LifeCycle.ReviewComments") != "Which stores?" || len(got.list("editable")) == 0 {
			t.Errorf("the partner sees %s", got.text)
		}
		d := got.body["document"].(doc.Doc)
		doc.Set(d, "Project.CustomerBusinessProblem", "All 200 stores get their data a day late, and order too much.")
		saved := s.want(s.call(lead, "PUT", opportunities+"/"+id, map[string]any{"version": got.str("version"), "document": d, "submit": true, "involvement": "Co-Sell"}), 200)
		if saved.str("reviewStatus") != "Submitted" {
			t.Errorf("corrected: %s", saved.text)
		}
		stale := s.want(s.call(lead, "PUT", opportunities+"/"+id, map[string]any{"version": got.str("version"), "document": d}), 409)
		if stale.str("code") != "stale" || stale.str("version") != saved.str("version") {
			t.Errorf("with the old version: %s", stale.text)
		}
		s.clk.Advance(time.Minute)
		approved := s.want(s.call(reviewer, "POST", desk+"/decision", map[string]any{"version": saved.str("version"), "decision": "approve"}), 200)
		side := s.want(s.call(reviewer, "PUT", desk+"/aws-side", map[string]any{"version": approved.str("version"), "nextSteps": "Call the customer", "stage": "Qualified",
			"team": []any{map[string]any{"BusinessTitle": "AWSSalesRep", "FirstName": "Ana", "LastName": "Silva", "Email": "ana@amazon.example"}}}), 200)
		if side.str("reviewStatus") != "Approved" {
			t.Errorf("AWS's side: %s", side.text)
		}
		got = s.want(s.call(lead, "GET", opportunities+"/"+id, nil), 200)
		if got.str("awsSummary.LifeCycle.NextSteps") != "Call the customer" || !slices.Contains(got.list("nextStages"), any("Committed")) {
			t.Errorf("after approval the partner sees %s", got.text)
		}
		history := s.want(s.call(lead, "GET", opportunities+"/"+id+"/history", nil), 200)
		var actions []string
		for _, e := range history.list("items") {
			actions = append(actions, e.(doc.Doc)["action"].(string))
		}
		if want := []string{"aws", "approve", "submit", "ask", "submit", "create"}; !slices.Equal(actions, want) &&
			!slices.Equal(actions, []string{"aws", "approve", "update", "ask", "submit", "create"}) {
			t.Errorf("the history is %v, want %v", actions, want)
		}
	})
}

// locations are the places of a problem's violations.
func locations(r reply) []string {
	var all []string
	for _, e := range r.list("errors") {
		all = append(all, e.(doc.Doc)["location"].(string))
	}
	return all
}

func TestAFormThatIsNotCompleteIsRefusedAsAWholeAndCheckedWithoutSaving(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		form := s.complete(s.A, "Customer.Account.WebsiteUrl", nil, "Customer.Account.CompanyName", nil)
		checked := s.want(s.call(s.A.Lead, "POST", opportunities+"/check", with(form, "moment", "submit")), 200)
		refused := s.want(s.call(s.A.Lead, "POST", opportunities, with(form, "submit", true)), 422)
		if refused.str("code") != "invalid" || !strings.HasPrefix(refused.header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("refused with %s", refused.text)
		}
		if len(locations(refused)) < 2 || !slices.Contains(locations(refused), "Customer.Account.CompanyName") ||
			len(checked.list("violations")) != len(refused.list("errors")) {
			t.Errorf("checked: %s\nrefused: %s", checked.text, refused.text)
		}
		for _, e := range refused.list("errors") {
			v := e.(doc.Doc)
			for _, member := range []string{"code", "message", "messageJa", "fixEn", "fixJa", "rule", "field"} {
				if text, _ := v[member].(string); text == "" {
					t.Errorf("%s is missing in %v", member, v)
				}
			}
		}
		if list := s.want(s.call(s.A.Lead, "GET", opportunities, nil), 200); len(list.list("items")) != 0 {
			t.Errorf("something was stored: %s", list.text)
		}
	})
}

func TestAnACEUserAndAnotherPartnerFindNothingThatIsNotTheirs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201).str("id")
		own := s.want(s.call(s.A.User, "POST", opportunities, s.complete(s.A)), 201).str("id")
		version := s.want(s.call(s.A.Lead, "GET", opportunities+"/"+id, nil), 200).str("version")
		for name, who := range map[string]identity.Caller{"a colleague without rights on it": s.A.User, "another partner": s.B.Lead} {
			for _, c := range []struct {
				method, path string
				body         any
			}{
				{"GET", "", nil}, {"GET", "/history", nil}, {"PUT", "", with(s.complete(s.A), "version", version)},
				{"POST", "/submit", map[string]any{"involvement": "Co-Sell", "version": version}},
				{"POST", "/associations", map[string]any{"type": "AwsProducts", "entity": "AmazonEC2"}},
				{"DELETE", "/associations?type=AwsProducts&entity=AmazonS3", nil},
				{"POST", "/assign", map[string]any{"email": s.A.User.Email, "as": "OpportunityOwner"}},
			} {
				foreign := s.call(who, c.method, opportunities+"/"+id+c.path, c.body)
				unknown := s.call(who, c.method, opportunities+"/O999999999"+c.path, c.body)
				if foreign.status != 404 || foreign.text != unknown.text || unknown.status != 404 {
					t.Errorf("%s: %s %s answers %d %s, of an unknown one %d %s", name, c.method, c.path, foreign.status, foreign.text, unknown.status, unknown.text)
				}
			}
			foreign := s.call(who, "POST", opportunities+"/check", with(s.complete(s.A), "moment", "update", "id", id))
			if foreign.status != 404 {
				t.Errorf("%s checks it: %d %s", name, foreign.status, foreign.text)
			}
		}
		list := s.want(s.call(s.A.User, "GET", opportunities, nil), 200)
		if items := list.list("items"); len(items) != 1 || items[0].(doc.Doc)["id"] != own {
			t.Errorf("the ACE User lists %s", list.text)
		}
		if list := s.want(s.call(s.B.Lead, "GET", opportunities, nil), 200); len(list.list("items")) != 0 {
			t.Errorf("another partner lists %s", list.text)
		}
		if draft := s.call(s.Reviewer, "GET", "/api/central/desk/opportunities/"+id, nil); draft.status != http.StatusNotFound {
			t.Errorf("the desk opens a draft: %d %s", draft.status, draft.text)
		}
	})
}
