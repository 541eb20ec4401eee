// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/review"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// queue is all that a query finds, over pages of two.
func queue(t *testing.T, w *centraltest.World, in review.Wait) (ids []string, all []review.Waiting) {
	t.Helper()
	for in.Catalog, in.Size = aws, 2; ; {
		page, next, err := w.Desk.Wait(t.Context(), w.Reviewer, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page {
			ids, all = append(ids, opportunity.Key{Number: f.Number}.ID()), append(all, f)
		}
		if next == nil {
			return ids, all
		}
		in.Token = *next
	}
}

func TestTheQueueHasWhatWaitsWithItsFiltersAndSorts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		var ids []string
		for i, p := range []centraltest.Partner{w.A, w.B, w.A, w.B, w.A} {
			clk.Advance(24 * time.Hour)
			changes := []any{"Customer.Account.CompanyName", fmt.Sprintf("Customer %c", 'E'-i)}
			if i == 1 {
				changes = append(changes, "LifeCycle.TargetCloseDate", "2040-01-01")
			}
			if i == 2 {
				changes = append(changes, "Customer.Account.Industry", "Aerospace", "Customer.Account.WebsiteUrl", "https://facebook.com/x")
			}
			ids = append(ids, w.Submitted(p, aws, changes...))
		}
		w.Create(w.A.API, aws, centraltest.Complete(t)) // a draft is nobody's business
		pick := func(at ...int) (some []string) {
			for _, i := range at {
				some = append(some, ids[i])
			}
			return some
		}
		for name, c := range map[string]struct {
			in   review.Wait
			want []string
		}{
			"all":            {review.Wait{}, ids},
			"latest first":   {review.Wait{Desc: true}, pick(4, 3, 2, 1, 0)},
			"by company":     {review.Wait{Sort: "company"}, pick(4, 3, 2, 1, 0)},
			"a partner":      {review.Wait{Partners: []string{w.B.Account}}, pick(1, 3)},
			"an industry":    {review.Wait{Industries: []string{"Aerospace"}}, pick(2)},
			"a country":      {review.Wait{Countries: []string{"FR"}}, nil},
			"a hint":         {review.Wait{Hints: []string{"close-far"}}, pick(1)},
			"one of hints":   {review.Wait{Hints: []string{"close-far", "website-social"}}, pick(1, 2)},
			"three days":     {review.Wait{LeastDays: 3}, pick(0, 1)},
			"nobody's":       {review.Wait{Reviewers: []string{review.Nobody}}, ids},
			"for a reviewer": {review.Wait{Reviewers: []string{w.Reviewer.Principal}}, nil},
			"action is due":  {review.Wait{Reviews: []string{"Action Required"}}, nil},
		} {
			if got, _ := queue(t, w, c.in); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		_, most := queue(t, w, review.Wait{Sort: "hints", Desc: true})
		if len(most) != 5 || most[0].Hints < most[4].Hints || most[0].Hints == 0 || most[0].Title == "" {
			t.Errorf("by hints: %+v", most)
		}
	})
}

func TestAFileIsTakenKeptThroughAQuestionAndGoneWithTheDecision(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		id := w.Submitted(w.A, aws, "Project.CustomerBusinessProblem", "Wants AWS for its data.")
		mine := review.Wait{Reviewers: []string{w.Reviewer.Principal}}
		if err := w.Desk.Take(ctx, w.Reviewer, aws, id, w.Reviewer.Principal); err != nil {
			t.Fatal(err)
		}
		if got, all := queue(t, w, mine); len(got) != 1 || all[0].Reviewer.Name != w.Reviewer.Name || all[0].Hints == 0 {
			t.Fatalf("%v %+v", got, all)
		}
		for name, to := range map[string]string{"a partner's user": w.A.Lead.Principal, "nobody known": "x"} {
			if err := w.Desk.Take(ctx, w.Reviewer, aws, id, to); !fault.Is(err, fault.Invalid) {
				t.Errorf("given to %s: %v", name, err)
			}
		}
		if err := w.Desk.Take(ctx, w.A.Lead, aws, id, w.A.Lead.Principal); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner takes a file: %v", err)
		}
		decide := func(d opportunity.Decision) {
			t.Helper()
			clk.Advance(time.Minute)
			if _, err := w.Desk.Decide(ctx, w.Reviewer, aws, id, d); err != nil {
				t.Fatal(err)
			}
		}
		decide(opportunity.Decision{Action: "ask", Comment: "Which data?", Reason: "Other"})
		if got, _ := queue(t, w, mine); len(got) > 0 {
			t.Errorf("waits for AWS while the partner is asked: %v", got)
		}
		clk.Advance(48 * time.Hour)
		if err := w.Update(w.A.API, aws, id, "Project.CustomerBusinessProblem", strings.Repeat("All 200 stores get their data a day late. ", 4)); err != nil {
			t.Fatal(err)
		}
		got, all := queue(t, w, mine)
		if len(got) != 1 || all[0].Since != w.Read(w.A.API, aws, id).Submitted {
			t.Fatalf("after the answer: %+v", all)
		}
		if short, _ := queue(t, w, review.Wait{Hints: []string{"problem-short"}}); len(short) > 0 {
			t.Errorf("the hint stays after it was mended: %v", short)
		}
		f, err := w.Desk.Open(ctx, w.Reviewer, aws, id)
		if err != nil || f.Reviewer.Name != w.Reviewer.Name {
			t.Errorf("%+v, %v", f.Reviewer, err)
		}
		decide(opportunity.Decision{Action: "approve"})
		if got, _ := queue(t, w, review.Wait{}); len(got) > 0 {
			t.Errorf("decided, and waits: %v", got)
		}
		if err := w.Desk.Take(ctx, w.Reviewer, aws, id, w.Reviewer.Principal); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("taken after the decision: %v", err)
		}
	})
}

func TestGatheringFindsWhatAnOlderProgramLeftAndWhatTheDayBrings(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		id := w.Submitted(w.A, aws, "LifeCycle.TargetCloseDate", clk.Now().AddDate(0, 0, 20).Format(time.DateOnly))
		near := review.Wait{Hints: []string{"close-near"}}
		if got, _ := queue(t, w, near); len(got) > 0 {
			t.Errorf("in 20 days: %v", got)
		}
		if err := w.DB.InTx(ctx, func(tx *sqldb.Tx) error { _, err := tx.Exec(`DELETE FROM review_file`); return err }); err != nil {
			t.Fatal(err)
		}
		clk.Advance(10 * 24 * time.Hour)
		if n, err := w.Desk.Gather(ctx); n != 1 || err != nil {
			t.Fatalf("gathered %d, %v", n, err)
		}
		if got, _ := queue(t, w, near); !slices.Equal(got, []string{id}) {
			t.Errorf("in 10 days: %v", got)
		}
	})
}

func TestAReviewIsDueAfterFiveBusinessDays(t *testing.T) {
	t.Parallel()
	friday := time.Date(2026, 11, 27, 20, 0, 0, 0, time.UTC)
	if got, want := review.Due(friday), time.Date(2026, 12, 4, 23, 59, 59, 0, time.UTC); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		w.Submitted(w.A, aws)
		_, all := queue(t, w, review.Wait{})
		if all[0].Left != 5 {
			t.Errorf("on the first day %d are left", all[0].Left)
		}
		clk.Advance(9 * 24 * time.Hour)
		if _, all = queue(t, w, review.Wait{}); all[0].Left >= 0 {
			t.Errorf("after nine days %d are left", all[0].Left)
		}
	})
}

func TestPointsAskInTheLanguageOfTheOpportunity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ask := func(changes ...any) map[string]review.Point {
			t.Helper()
			f, err := w.Desk.Open(t.Context(), w.Reviewer, aws, w.Submitted(w.A, aws, changes...))
			if err != nil {
				t.Fatal(err)
			}
			found, err := w.Desk.Points(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]review.Point{}
			for _, p := range found {
				all[p.ID] = p
			}
			return all
		}
		en := ask("Project.CustomerBusinessProblem", "Wants AWS for its data.")
		if p := en["problem-short"]; p.Question != "Please describe the customer's problem, what it costs today, and how AWS services will solve it." || p.WhyJA == "" {
			t.Errorf("%+v", en)
		}
		if _, twice := en["problem-thorough"]; twice {
			t.Error("the rule and the hint both ask for more")
		}
		ja := ask("Project.CustomerBusinessProblem", "在庫データの集計が遅れ、発注に間に合わない。", "Project.Title", "店舗データ基盤の AWS 移行")
		if p := ja["problem-short"]; !strings.HasPrefix(p.Question, "お客様の課題") {
			t.Errorf("%+v", ja)
		}
		if _, _, err := w.Desk.Wait(t.Context(), identity.Caller{}, review.Wait{Catalog: aws, Size: 2}); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("nobody reads the queue: %v", err)
		}
	})
}
