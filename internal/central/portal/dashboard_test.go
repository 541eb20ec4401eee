// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/review"
)

const dashboard = "/api/central/dashboard"

// later moves the clock; sessions do not outlast it.
func (s *stage) later(days int) {
	s.clk.Advance(time.Duration(days) * 24 * time.Hour)
	clear(s.clients)
}

func (s *stage) decide(id, action string) {
	s.t.Helper()
	d := opportunity.Decision{Action: action}
	if action != opportunity.ActionApprove {
		d.Comment, d.Reason = "Which stores?", "Other"
	}
	if _, err := s.Desk.Decide(s.t.Context(), s.Reviewer, "AWS", id, d); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) change(id string, changes ...any) {
	s.t.Helper()
	s.clk.Advance(time.Second)
	if err := s.Update(s.A.Lead, "AWS", id, changes...); err != nil {
		s.t.Fatalf("%s %v: %v", id, changes, err)
	}
}

const spend = "Project.ExpectedCustomerSpend"

func money(amount, currency string) []any {
	return []any{doc.Doc{"Amount": amount, "CurrencyCode": currency, "Frequency": "Monthly", "TargetCompany": "AWS"}}
}

// pastOf gives partner A deals of every sort, over two months.
func pastOf(s *stage) {
	t, approved := s.t, []string{}
	t.Helper()
	for i := range 12 {
		currency := []string{"USD", "EUR"}[i%2]
		id := s.Submitted(s.A, "AWS", spend, money(strconv.Itoa(1000+i)+".50", currency), "LifeCycle.TargetCloseDate", time.Date(2026, 12, 5+20*i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
			"PrimaryNeedsFromAws", []any{"Co-Sell - Architectural Validation", "Co-Sell - Deal Support"}, "LifeCycle.NextSteps", []any{"Call the CIO", nil}[min(i%5, 1)])
		for range i % 4 { // sent back some times
			s.decide(id, opportunity.ActionAsk)
			s.change(id, "Project.CustomerBusinessProblem", fmt.Sprintf("Store data arrives a day late in %d stores, and nobody can act on it in time.", i))
		}
		if i == 11 {
			s.decide(id, opportunity.ActionReject)
			continue
		}
		s.decide(id, opportunity.ActionApprove)
		approved = append(approved, id)
		s.later(1)
	}
	s.Submitted(s.A, "AWS") // waits for AWS
	s.Create(s.A.User, "AWS", centraltest.Complete(t, "LifeCycle.TargetCloseDate", nil))
	mine := s.Create(s.A.User, "AWS", centraltest.Complete(t))
	s.decide(s.Submitted(s.A, "AWS"), opportunity.ActionAsk)
	s.later(20)
	for n := range 3 {
		s.change(approved[3], "LifeCycle.TargetCloseDate", fmt.Sprintf("2027-0%d-10", n+4))
	}
	s.change(approved[4], "LifeCycle.TargetCloseDate", "2027-09-09", "LifeCycle.NextSteps", "Write the offer")
	s.change(approved[5], "LifeCycle.NextSteps", "Meet in Osaka")
	s.change(mine, "Project.Title", "Another title")
	s.change(approved[6], "LifeCycle.Stage", "Qualified")
	s.change(approved[7], "LifeCycle.Stage", "Launched")
	s.later(30)
	s.change(approved[8], "LifeCycle.Stage", "Closed Lost", "LifeCycle.ClosedLostReason", "Price")
	s.change(approved[9], "LifeCycle.Stage", "Closed Lost", "LifeCycle.ClosedLostReason", "No Opportunity")
	for id, stage := range map[string]string{approved[7]: "Launched", approved[9]: "Launched", approved[2]: "Closed Lost"} {
		side := review.SideChange{Stage: stage, TargetCloseDate: "2027-01-05"}
		if stage == "Closed Lost" {
			side.ClosedLostReason = "Other"
		}
		if _, err := s.Desk.SetSide(t.Context(), s.Reviewer, "AWS", id, side); err != nil {
			t.Fatal(err)
		}
	}
	s.refer()
	s.later(1)
	s.refer()
}

// rows counts the list behind a figure, as far as a page leads.
func (s *stage) rows(who identity.Caller, f doc.Doc) int {
	s.t.Helper()
	tokens, err := json.Marshal(map[string]any{"tokens": f["filters"]})
	if err != nil {
		s.t.Fatal(err)
	}
	got := s.want(s.call(who, "GET", "/api/central/"+f["list"].(string)+"?pageSize=100&filter="+url.QueryEscape(string(tokens)), nil), 200)
	if n := len(got.list("items")); f["list"] == "invitations" || strconv.Itoa(n) == got.body["total"].(json.Number).String() {
		return n
	}
	s.t.Errorf("%v: a list counts %v and has %d", f, got.body["total"], len(got.list("items")))
	return -1
}

// figures are all figures by chart, series, group and currency, each held against its list.
func (s *stage) figures(who identity.Caller, state string) map[string]int {
	s.t.Helper()
	all := map[string]int{}
	for _, c := range s.want(s.call(who, "GET", dashboard, nil), 200).list("charts") {
		chart := c.(doc.Doc)
		for _, one := range chart["figures"].([]any) {
			f := one.(doc.Doc)
			name := fmt.Sprint(chart["id"], " ", doc.Text(f, "series"), " ", doc.Text(f, "at"), " ", doc.Text(f, "currency"))
			n, err := f["count"].(json.Number).Int64()
			if _, twice := all[name]; twice || err != nil {
				s.t.Errorf("%s, %s: is there twice, or counts %v", state, name, f["count"])
			}
			all[name] = int(n)
			if got := s.rows(who, f); got != int(n) {
				s.t.Errorf("%s, %s for %s: %d, but its list has %d: %v", state, name, who.Email, n, got, f["filters"])
			}
		}
	}
	return all
}

func TestEveryFigureOfTheDashboardCountsTheListBehindIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		pastOf(s)
		s.Create(s.B.Lead, "AWS", centraltest.Complete(t)) // another partner's, in no figure
		for _, state := range []string{"unread", "read"} {
			lead := s.figures(s.A.Lead, state)
			for name, want := range map[string]int{
				"now  pipeline ": 12, "now  action ": 1, "now  review ": 1, "now  overdue ": 3, "now  referrals ": 1, "expiring  later ": 1,
				"revenue  USD USD": 9, "revenue  EUR EUR": 3, "stages Prospect none ": 1, "waiting  draft ": 2,
				"rounds  0 ": 4, "rounds  1 ": 4, "rounds  3 ": 3, "moves  3 ": 1, "moves  1 ": 1, "steps  none ": 4,
				"closed Launched 2026-12 ": 1, "closed Closed Lost 2027-01 ": 2, "lost  Price ": 1, "helped  Co-Sell - Deal Support ": 1,
				"sides Launched Launched ": 1, "sides Closed Lost Launched ": 1, "sides Prospect Closed Lost ": 1,
			} {
				if got, there := lead[name]; !there || got != want {
					t.Errorf("%s: %q is %d, want %d", state, name, got, want)
				}
			}
			user := s.figures(s.A.User, state)
			if user["now  pipeline "] != 2 || user["waiting  draft "] != 2 || user["waiting  review "] != 0 {
				t.Errorf("%s: an ACE user counts %v", state, user)
			}
			if _, there := user["now  referrals "]; there {
				t.Error("an ACE user has invitations")
			}
			if other := s.figures(s.B.Lead, state); other["now  pipeline "] != 1 || other["now  referrals "] != 0 {
				t.Errorf("%s: the other partner counts %v", state, other)
			}
			if err := s.Opportunities.ReadAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		id := selling.IDOf(s.Create(s.A.Lead, "AWS", centraltest.Complete(t)))
		if n := s.figures(s.A.Lead, "one more")["now  pipeline "]; n != 13 {
			t.Errorf("with %s there are %d", id, n)
		}
		s.want(s.call(s.Reviewer, "GET", dashboard, nil), 403)
	})
}

func TestMoneyIsNeverAddedOverCurrencies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		for _, m := range [][]any{money("100.10", "USD"), money("0.25", "USD"), money("5000000", "EUR")} {
			s.Create(s.A.Lead, "AWS", centraltest.Complete(t, spend, m))
		}
		for _, state := range []string{"unread", "read"} {
			got := s.want(s.call(s.A.Lead, "GET", dashboard, nil), 200)
			sums := map[string]string{}
			for _, c := range got.list("charts") {
				if chart := c.(doc.Doc); chart["id"] == "revenue" {
					for _, f := range chart["figures"].([]any) {
						sums[doc.Text(f.(doc.Doc), "currency")] = doc.Text(f.(doc.Doc), "amount")
					}
				}
			}
			if len(sums) != 2 || sums["USD"] != "100.35" || sums["EUR"] != "5000000" {
				t.Errorf("%s: %v", state, sums)
			}
			if list := got.list("currencies"); len(list) != 2 || list[0] != "USD" {
				t.Errorf("%s: the currencies are %v", state, list)
			}
			if err := s.Opportunities.ReadAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestInvitationsAreListedByTheOtherSideAndByWhenTheyLapse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.refer()
		expires := moment(s.want(s.call(s.A.Lead, "GET", invitations, nil), 200).list("items")[0].(doc.Doc)["expires"].(string))
		bound := func(operator string, by int) string {
			return "?filter=" + url.QueryEscape(`{"tokens":[{"property":"expires","operator":"`+operator+`","value":"`+expires.AddDate(0, 0, by).Format(time.DateOnly)+`"}]}`)
		}
		for filter, want := range map[string]int{filtered("with", "AWS"): 1, filtered("with", "Partners"): 0, bound("=", 0): 1, bound("=", 1): 0, bound("<", 0): 0,
			bound("<", 1): 1, bound("<=", 0): 1, bound("<=", -1): 0, bound(">", 0): 0, bound(">", -1): 1, bound(">=", 0): 1, bound(">=", 1): 0} {
			if got := s.want(s.call(s.A.Lead, "GET", invitations+filter, nil), 200).list("items"); len(got) != want {
				t.Errorf("%q lists %d, want %d", filter, len(got), want)
			}
		}
		for _, bad := range []string{filtered("with", "Everybody"), filtered("expires", "soon")} {
			s.want(s.call(s.A.Lead, "GET", invitations+bad, nil), 400)
		}
	})
}

func moment(text string) time.Time {
	at, _ := time.Parse(time.RFC3339, text) // the zero time is found by no list
	return at.UTC()
}
