// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/review"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func status(w *centraltest.World, id string) string { return w.Read(w.A.API, aws, id).Review() }

func TestTheDeskAsksAndThenApproves(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := w.Submitted(w.A, aws)
		decide := func(d opportunity.Decision) error {
			clk.Advance(time.Minute)
			_, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, d)
			return err
		}
		if err := decide(opportunity.Decision{Action: "open"}); err != nil || status(w, id) != "In review" {
			t.Fatalf("opened: %v, %s", err, status(w, id))
		}
		err := decide(opportunity.Decision{Action: "ask"})
		if v := fault.Of(err).Violations; !fault.Is(err, fault.Invalid) || len(v) != 2 {
			t.Fatalf("asking without words answers %v", err)
		}
		if err := decide(opportunity.Decision{Action: "ask", Comment: "Which stores?", Reason: "Other"}); err != nil {
			t.Fatal(err)
		}
		rec := w.Read(w.A.API, aws, id)
		if rec.Review() != "Action Required" || doc.Text(rec.Doc, "LifeCycle.ReviewComments") != "Which stores?" {
			t.Fatalf("asked: %v", rec.Doc["LifeCycle"])
		}
		if err := w.Update(w.A.API, aws, id, "Project.CustomerBusinessProblem", "All 200 stores get their data a day late."); err != nil {
			t.Fatal(err)
		}
		if status(w, id) != "Submitted" || doc.Text(w.Read(w.A.API, aws, id).Doc, "LifeCycle.ReviewComments") != "" {
			t.Fatalf("corrected: %v", w.Read(w.A.API, aws, id).Doc["LifeCycle"])
		}
		if err := decide(opportunity.Decision{Action: "approve", Comment: "Good luck"}); err != nil || status(w, id) != "Approved" {
			t.Fatalf("approved: %v, %s", err, status(w, id))
		}
		if err := decide(opportunity.Decision{Action: "reject", Reason: "Other"}); !fault.Is(err, fault.BusinessInvalid) {
			t.Fatalf("an approved record was rejected: %v", err)
		}
		entries, _, err := w.Desk.History(t.Context(), w.Reviewer, aws, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		var actions []string
		for _, e := range entries {
			actions = append(actions, e.Actor.Kind+" "+e.Action)
		}
		if want := []string{"aws approve", "api update", "aws ask", "aws open", "api submit", "api associate", "api create"}; !slices.Equal(actions, want) {
			t.Errorf("history %v, want %v", actions, want)
		}
	})
}

func TestAWSDisclosesItsStageOnlyAtTheEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Submitted(w.A, aws)
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: "approve"}); err != nil {
			t.Fatal(err)
		}
		set := func(c review.SideChange) {
			t.Helper()
			if _, err := w.Desk.SetSide(t.Context(), w.Reviewer, aws, id, c); err != nil {
				t.Fatal(err)
			}
		}
		before := w.Read(w.A.API, aws, id).Modified
		set(review.SideChange{Stage: "Business Validation", TargetCloseDate: "2027-02-01", NextSteps: "Call on Monday",
			Team: []selling.AwsTeamMember{{BusinessTitle: "PDM", FirstName: selling.OrNull("Ada")}}})
		if !w.Read(w.A.API, aws, id).Modified.After(before) {
			t.Error("a change of AWS's side did not move LastModifiedDate")
		}
		got, err := w.Opportunities.Summary(t.Context(), w.A.API, aws, id)
		if err != nil {
			t.Fatal(err)
		}
		if l := got.LifeCycle; *l.NextSteps != "Call on Monday" || len(l.NextStepsHistory) != 1 || l.Stage != nil || l.TargetCloseDate != nil || len(got.OpportunityTeam) != 1 {
			t.Errorf("an open deal discloses %+v, team %v", l, got.OpportunityTeam)
		}
		entries, _, err := w.Opportunities.History(t.Context(), w.A.Lead, aws, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range entries[0].Changes {
			if strings.Contains(c.Path, "Stage") || strings.Contains(c.Path, "CloseDate") {
				t.Errorf("the partner's history discloses %v", c)
			}
		}
		set(review.SideChange{Stage: "Launched", TargetCloseDate: "2027-02-01", NextSteps: "Call on Monday"})
		if got, err = w.Opportunities.Summary(t.Context(), w.A.API, aws, id); err != nil || *got.LifeCycle.Stage != "Launched" || *got.LifeCycle.TargetCloseDate != "2027-02-01" {
			t.Errorf("a won deal discloses %+v, %v", got.LifeCycle, err)
		}
		if stage := w.Read(w.A.API, aws, id).Stage(); stage != "Prospect" {
			t.Errorf("AWS's stage became the partner's: %s", stage)
		}
	})
}

func TestDraftsAndOtherPeopleStayOutOfTheDesk(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		draft := w.Create(w.A.API, aws, centraltest.Complete(t))
		id := w.Submitted(w.B, aws)
		if _, err := w.Desk.Open(t.Context(), w.Reviewer, aws, draft); !fault.Is(err, fault.NotFound) {
			t.Errorf("the desk opens a draft: %v", err)
		}
		for name, who := range map[string]identity.Caller{"lead": w.B.Lead, "key": w.B.API, "nobody": {}} {
			if _, err := w.Desk.Open(t.Context(), who, aws, id); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s sits at the desk: %v", name, err)
			}
		}
		f, err := w.Desk.Open(t.Context(), w.Reviewer, aws, id)
		if err != nil || f.Partner.Name != w.B.Name || !slices.Contains(f.Decisions(), "approve") {
			t.Fatalf("the desk sees %v, %v", f.Partner, err)
		}
		shelf, err := w.Desk.Queue(t.Context(), w.Reviewer, opportunity.Browse{Catalog: aws, Size: 10, Filters: []opportunity.Filter{
			{Property: "reviewStatus", Operator: "=", Values: []string{"Submitted", "In review"}}, {Property: "partner", Operator: "=", Values: []string{w.B.Account}}}})
		if err != nil || len(shelf.Rows) != 1 || shelf.Total != 1 || "O"+id[1:] != (opportunity.Key{Number: shelf.Rows[0].Number}).ID() {
			t.Errorf("queue %+v, %v", shelf, err)
		}
	})
}

func TestTheAutomaticReviewerAsksForMoreAndApprovesTheRest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		w.Desk.Automate(w.Jobs, time.Hour)
		good := w.Submitted(w.A, aws)
		short := w.Submitted(w.A, aws, "Project.CustomerBusinessProblem", "Data arrives a day late.")
		work := func() {
			t.Helper()
			if err := w.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		work()
		if status(w, good) != "Submitted" {
			t.Fatal("decided before the delay was over")
		}
		clk.Advance(time.Hour)
		work()
		if status(w, good) != "Approved" || status(w, short) != "Action Required" {
			t.Fatalf("good %s, short %s", status(w, good), status(w, short))
		}
		if got := doc.Text(w.Read(w.A.API, aws, short).Doc, "LifeCycle.ReviewComments"); !strings.Contains(got, "more detail") {
			t.Errorf("the partner is asked: %q", got)
		}
		if err := w.Update(w.A.API, aws, short, "Project.CustomerBusinessProblem", "Store data arrives a day late, so shelves stay empty."); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Hour)
		work()
		if status(w, short) != "Approved" {
			t.Errorf("the corrected record is %s", status(w, short))
		}
	})
}

func TestTheJobOfTheAutomaticReviewerKeepsItsName(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	before := len(w.Jobs.Kinds())
	w.Desk.Automate(w.Jobs, 0)
	const want = `review.automatic {"account":"","catalog":"","id":""}`
	if got := w.Jobs.Kinds(); len(got) != before+1 || !slices.Contains(got, want) {
		t.Errorf("kinds %v, want %s among them: a stored job would not be found any more", got, want)
	}
}
