// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// found are the companies of all pages of a list.
func found(t *testing.T, w *centraltest.World, c identity.Caller, size int, filters ...opportunity.Filter) (companies []string) {
	t.Helper()
	in := opportunity.Browse{Catalog: aws, Size: size, Filters: filters, Sort: "created"}
	for {
		shelf, err := w.Opportunities.Browse(t.Context(), c, in)
		if err != nil {
			t.Fatalf("%v: %v", filters, err)
		}
		for _, r := range shelf.Rows {
			companies = append(companies, r.Company)
		}
		if shelf.Next == "" {
			if shelf.Total != len(companies) {
				t.Errorf("%v: counted %d, found %v", filters, shelf.Total, companies)
			}
			return companies
		}
		in.Cursor = shelf.Next
	}
}

func by(property, operator string, values ...string) opportunity.Filter {
	return opportunity.Filter{Property: property, Operator: operator, Values: values}
}

func TestAnyFieldFiltersAndAnyTextIsFoundWhetherReadOrNot(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		make := func(company string, changes ...any) string {
			clk.Advance(time.Second)
			return w.Create(w.A.Lead, aws, centraltest.Complete(t, append([]any{"Customer.Account.CompanyName", company, "Project.OtherSolutionDescription", nil}, changes...)...))
		}
		make("株式会社みなと物流", "Project.CustomerBusinessProblem", "基幹システムの老朽化により夜間バッチが朝までに終わらない。", "Customer.Account.Industry", "Transportation and Logistics")
		make("Alpine Foods", "Project.CustomerBusinessProblem", "Shelves stay empty because the data arrives a day late.", "Project.OtherSolutionDescription", "Own connector")
		last := make("ＭＩＮＡＴＯ Holdings", "Project.CustomerBusinessProblem", "Ships wait in the harbour for their papers.", "Project.Title", "港湾データ分析", "LifeCycle.NextSteps", "Call the CIO on Monday")
		w.Create(w.B.Lead, aws, centraltest.Complete(t, "Customer.Account.CompanyName", "Minato of another partner"))
		check := func(state string) {
			t.Helper()
			for _, c := range []struct {
				want    []string
				filters []opportunity.Filter
			}{
				{[]string{"株式会社みなと物流"}, []opportunity.Filter{by("", ":", "老朽化")}},
				{[]string{"株式会社みなと物流"}, []opportunity.Filter{by("", ":", "夜間ﾊﾞｯﾁ")}},
				{[]string{"ＭＩＮＡＴＯ Holdings"}, []opportunity.Filter{by("", ":", "minato")}},
				{[]string{"ＭＩＮＡＴＯ Holdings"}, []opportunity.Filter{by("", ":", "港")}},
				{[]string{"Alpine Foods"}, []opportunity.Filter{by("", ":", "DAY LATE"), by("", ":", "alp")}},
				{[]string{"Alpine Foods"}, []opportunity.Filter{by("customer_business_problem", ":", "day late")}},
				{nil, []opportunity.Filter{by("next_steps", ":", "day late")}},
				{[]string{"株式会社みなと物流"}, []opportunity.Filter{by("industry", "=", "Transportation and Logistics", "Energy - Oil and Gas")}},
				{[]string{"Alpine Foods"}, []opportunity.Filter{by("other_solution", "!=", "")}},
				{[]string{"株式会社みなと物流", "ＭＩＮＡＴＯ Holdings"}, []opportunity.Filter{by("other_solution", "=", "")}},
				{[]string{"ＭＩＮＡＴＯ Holdings"}, []opportunity.Filter{by("customer_company_name", ":", "nato")}},
				{nil, []opportunity.Filter{by("", ":", "no such text")}},
				{[]string{"株式会社みなと物流", "Alpine Foods", "ＭＩＮＡＴＯ Holdings"}, []opportunity.Filter{by("", ":", "a"), by("stage", "=", "Prospect")}},
			} {
				for _, size := range []int{1, 10} {
					if got := found(t, w, w.A.Lead, size, c.filters...); !slices.Equal(got, c.want) {
						t.Errorf("%s: %v finds %q, want %q", state, c.filters, got, c.want)
					}
				}
			}
		}
		check("unread")
		if err := w.Opportunities.ReadAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("read")
		clk.Advance(time.Second)
		if err := w.Update(w.A.Lead, aws, last, "Project.Title", "Something else"); err != nil {
			t.Fatal(err)
		}
		for _, state := range []string{"changed and unread", "changed and read"} {
			if got := found(t, w, w.A.Lead, 10, by("", ":", "港")); len(got) != 0 {
				t.Errorf("%s: what is not there any more is found in %q", state, got)
			}
			if got := found(t, w, w.A.Lead, 10, by("", ":", "something else")); len(got) != 1 {
				t.Errorf("%s: what is there now is found in %q", state, got)
			}
			if err := w.Opportunities.ReadAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := found(t, w, w.A.User, 10, by("", ":", "minato")); len(got) != 0 {
			t.Errorf("an ACE user finds what it does not own: %q", got)
		}
		for _, bad := range []opportunity.Filter{by("customer_email", "=", "a@b.example"), by("industry", "<", "x"), by("contract_start_date", "<", "soon"), by("next_steps", ":")} {
			if _, err := w.Opportunities.Browse(t.Context(), w.A.Lead, opportunity.Browse{Catalog: aws, Size: 10, Filters: []opportunity.Filter{bad}}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v: %v", bad, err)
			}
		}
	})
}

// TestManyRecordsAreFoundAsTheyWouldBeOneByOne has more records than are evaluated one by one and more than one block.
func TestManyRecordsAreFoundAsTheyWouldBeOneByOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		var want []string
		for i := range 60 {
			clk.Advance(time.Second)
			company := fmt.Sprintf("Company %02d", i)
			problem := "The nightly batch does not finish before the stores open."
			if i%7 == 0 {
				problem = "Invoices are typed in by hand, and errors are found a month later."
				want = append(want, company)
			}
			w.Create(w.A.Lead, aws, centraltest.Complete(t, "Customer.Account.CompanyName", company, "Project.CustomerBusinessProblem", problem))
			if i == 30 {
				if err := w.Opportunities.ReadAll(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := found(t, w, w.A.Lead, 4, by("", ":", "typed in by hand")); !slices.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
		if got := found(t, w, w.A.Lead, 10, by("customer_business_problem", "!=", "The nightly batch does not finish before the stores open.")); !slices.Equal(got, want) {
			t.Errorf("by what it is not: %v, want %v", got, want)
		}
	})
}

func TestAFlagIsTheCallersOwnAndFilters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		one := w.Create(w.A.Lead, aws, centraltest.Complete(t, "Customer.Account.CompanyName", "One"))
		w.Create(w.A.Lead, aws, centraltest.Complete(t, "Customer.Account.CompanyName", "Two"))
		for range 2 { // again is the same
			if err := w.Opportunities.Flag(t.Context(), w.A.Lead, aws, []string{one}, true); err != nil {
				t.Fatal(err)
			}
		}
		if got := found(t, w, w.A.Lead, 10, by("flagged", "=", "Yes")); !slices.Equal(got, []string{"One"}) {
			t.Errorf("flagged: %v", got)
		}
		if got := found(t, w, w.A.Lead, 10, by("flagged", "=", "No")); !slices.Equal(got, []string{"Two"}) {
			t.Errorf("not flagged: %v", got)
		}
		if got := found(t, w, w.A.API, 10, by("flagged", "=", "Yes")); len(got) != 0 {
			t.Errorf("another's flags: %v", got)
		}
		if err := w.Opportunities.Flag(t.Context(), w.A.User, aws, []string{one}, true); !fault.Is(err, fault.NotFound) {
			t.Errorf("who does not see it flags it: %v", err)
		}
		if err := w.Opportunities.Flag(t.Context(), w.A.Lead, aws, []string{one}, false); err != nil {
			t.Fatal(err)
		}
		if got := found(t, w, w.A.Lead, 10, by("flagged", "=", "Yes")); len(got) != 0 {
			t.Errorf("after it was taken away: %v", got)
		}
	})
}

// TestAMaskedReferralIsNotFoundBySearching looks for everything that AWS withholds of a referral: in the lists of its partner,
// and in the tables that searches use.
func TestAMaskedReferralIsNotFoundBySearching(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		const canary = "canary"
		d := centraltest.Complete(t, "Customer.Account.Address.City", canary+"city", "Customer.Account.Address.StreetAddress", canary+"street",
			"Project.OtherSolutionDescription", canary+"solution", "Customer.Contacts[0].Email", canary+"@mail.example",
			"Customer.Contacts[0].FirstName", canary+"name", "Customer.Contacts[0].LastName", canary+"last")
		id, err := w.Engagements.Refer(t.Context(), w.Reviewer, engagement.Referral{Catalog: aws, Partner: w.A.Account, Opportunity: d})
		if err != nil {
			t.Fatalf("%v %+v", err, fault.Of(err).Violations)
		}
		if err := w.Opportunities.ReadAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := found(t, w, w.A.Lead, 10, by("", ":", canary)); len(got) != 0 {
			t.Errorf("found before it is accepted: %q", got)
		}
		untold(t, w, canary)
		clk.Advance(time.Second)
		if _, err := w.Tasks.Accept(t.Context(), w.A.Lead, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: aws, Identifier: id},
			idempotency.Ticket{Account: w.A.Account, Catalog: aws, Operation: "accept", Token: "t"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Opportunities.ReadAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := found(t, w, w.A.Lead, 10, by("", ":", canary+"city")); len(got) != 1 {
			t.Errorf("the accepted referral is not found: %q", got)
		}
		if got := found(t, w, w.A.Lead, 10, by("shared", ">=", "@today-7")); len(got) != 1 {
			t.Errorf("shared by AWS in the last days: %q", got)
		}
		if got := found(t, w, w.A.Lead, 10, by("", ":", canary+"@mail")); len(got) != 0 {
			t.Errorf("the customer's people are found: %q", got)
		}
		untold(t, w, canary+"@mail", canary+"name", canary+"last")
	})
}

// untold looks for texts in the tables of the concordance.
func untold(t *testing.T, w *centraltest.World, secrets ...string) {
	t.Helper()
	if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`SELECT facts FROM opportunity_fact`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var text []byte
			if err := rows.Scan(&text); err != nil {
				return err
			}
			for _, secret := range secrets {
				if strings.Contains(string(text), secret) {
					t.Errorf("the concordance has %q in %q", secret, text)
				}
			}
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
}
