// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"fmt"
	"os"
	"path/filepath"
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
	"cosell/internal/central/scenario"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

// A theatre is a world in which time passes.
type theatre struct {
	*centraltest.World
	t   *testing.T
	clk *clock.Manual
}

func each(t *testing.T, test func(*testing.T, theatre)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		test(t, theatre{centraltest.New(t, db, clk), t, clk})
	}, centraltest.Schemas()...)
}

// start starts a scenario: one that is shipped, by its name, or a text.
func (w theatre) start(text string) {
	w.t.Helper()
	if s, shipped := scenario.ShippedAs(text); shipped {
		text = s.Text
	}
	if _, err := w.Scenarios.Start(w.t.Context(), w.Reviewer, []byte(text)); err != nil {
		w.t.Fatal(err, fault.Of(err).Violations)
	}
}

// pass lets time pass hour by hour, and all that is due be done. Hours in which nothing is due but what the rooms do every
// hour are left out, not more than a day of them in a row.
func (w theatre) pass(d time.Duration) {
	w.t.Helper()
	for end := w.clk.Now().Add(d); ; {
		if err := w.Jobs.Drain(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		now := w.clk.Now()
		if !now.Before(end) {
			return
		}
		hours := (w.due(now, end).Sub(now) + time.Hour - 1) / time.Hour // begun ones count
		w.clk.Advance(min(min(hours, 24)*time.Hour, end.Sub(now)))
	}
}

// due is when, after now, the next job is due that is not one of those that run over and over; or end, when none is.
func (w theatre) due(now, end time.Time) (at time.Time) {
	w.t.Helper()
	if err := w.DB.View(w.t.Context(), func(tx *sqldb.Tx) error {
		var micros int64
		err := tx.Row(`SELECT COALESCE(MIN(run_at), ?) FROM job WHERE state = 0 AND run_at > ? AND (ukey IS NULL OR ukey <> 'every')`,
			sqldb.Micros(end), sqldb.Micros(now)).Scan(&micros)
		at = sqldb.Time(micros)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return at
}

func (w theatre) status(id string) string { return w.Read(w.A.API, aws, id).Review() }

func (w theatre) is(id, status string) {
	w.t.Helper()
	if got := w.status(id); got != status {
		w.t.Fatalf("on %s the record is %s, want %s", w.clk.Now().Format(time.RFC850), got, status)
	}
}

// side is AWS's side, all of it.
func (w theatre) side(id string) selling.GetAwsOpportunitySummaryResponse {
	w.t.Helper()
	f, err := w.Desk.Open(w.t.Context(), w.Reviewer, aws, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return f.Summary()
}

// told are the runs as a person reads them, the first one first.
func (w theatre) told() (all []string) {
	w.t.Helper()
	runs, _, err := w.Scenarios.Runs(w.t.Context(), w.Reviewer, scenario.Runs{Size: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Reverse(runs)
	for _, run := range runs {
		for _, s := range run.Steps {
			all = append(all, fmt.Sprintf("%s %s: %s %s %s %s", run.Key.ID(), run.Scene, s.Actor, s.Action, s.Due.Format("01-02 15:04"), s.State))
		}
	}
	return all
}

func TestAPartnerReferralIsApprovedOnTheSecondBusinessDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("partner-referral-approved")
		id := w.Submitted(w.A, aws) // on a Friday morning
		w.pass(2 * time.Hour)
		w.is(id, "In review")
		w.pass(3 * 24 * time.Hour) // Monday
		w.is(id, "In review")
		w.pass(24 * time.Hour)
		w.is(id, "Approved")
		w.pass(4 * time.Hour)
		s := w.side(id)
		if *s.LifeCycle.NextSteps != "Introduce the AWS account team to the customer" || *s.LifeCycle.Stage != "Qualified" || len(s.OpportunityTeam) != 2 ||
			!strings.Contains(string(s.Insights), `"EngagementScore":"High"`) {
			t.Errorf("AWS's side: %+v, team %v, %s", s.LifeCycle, s.OpportunityTeam, s.Insights)
		}
		want := []string{id + " submitted: reviewer open 11-20 11:00 done", id + " submitted: reviewer approve 11-24 11:00 done",
			id + " submitted: account manager side 11-24 15:00 done"}
		if got := w.told(); !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

func TestActionIsRequiredAfterTwoDaysAndTheAnswerIsApproved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("action-required-then-approved")
		id := w.Submitted(w.A, aws)
		w.pass(24 * time.Hour)
		w.is(id, "In review")
		w.pass(25 * time.Hour)
		w.is(id, "Action Required")
		if got := doc.Text(w.Read(w.A.API, aws, id).Doc, "LifeCycle.ReviewComments"); !strings.Contains(got, "which workloads") {
			t.Errorf("the partner is asked %q", got)
		}
		if err := w.Update(w.A.API, aws, id, "Project.CustomerBusinessProblem", "All 200 stores get their data a day late."); err != nil {
			t.Fatal(err)
		}
		w.is(id, "Submitted")
		w.pass(2 * 24 * time.Hour) // Sunday to Tuesday
		w.is(id, "Approved")
		w.pass(2 * time.Hour)
		if got := *w.side(id).LifeCycle.NextSteps; got != "Plan a joint call with the customer" {
			t.Errorf("AWS's next step is %q", got)
		}
	})
}

func TestAPartnerReferralIsRejected(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("partner-referral-rejected")
		id := w.Submitted(w.A, aws)
		w.pass(4 * 24 * time.Hour) // Tuesday: Thanksgiving is the Thursday
		w.is(id, "In review")
		w.pass(2 * 24 * time.Hour)
		w.is(id, "In review")
		w.pass(24*time.Hour + time.Minute)
		w.is(id, "Rejected")
		if got := doc.Text(w.Read(w.A.API, aws, id).Doc, "LifeCycle.ReviewStatusReason"); got != "Other - Internal Review" {
			t.Errorf("rejected for %q", got)
		}
	})
}

func TestAWSLaunchesAfterThePartnerHasLaunched(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("launched")
		id := w.Submitted(w.A, aws)
		w.pass(26 * time.Hour)
		w.is(id, "Approved")
		if l := w.side(id).LifeCycle; *l.Stage != "Prospect" || *l.TargetCloseDate != "2027-02-19" {
			t.Errorf("AWS's side begins at %s, %s", *l.Stage, *l.TargetCloseDate)
		}
		for _, stage := range []string{"Technical Validation", "Committed", "Launched"} {
			changes := []any{"LifeCycle.Stage", stage}
			if stage == "Launched" {
				changes = append(changes, "Customer.Account.AwsAccountId", "123456789012")
			}
			if err := w.Update(w.A.API, aws, id, changes...); err != nil {
				t.Fatal(err, fault.Of(err).Violations)
			}
			w.pass(time.Hour)
			if got := *w.side(id).LifeCycle.Stage; stage != "Launched" && got != stage {
				t.Errorf("AWS's stage is %s an hour after the partner's %s", got, stage)
			}
		}
		w.pass(7 * 24 * time.Hour)
		got, err := w.Opportunities.Summary(t.Context(), w.A.API, aws, id)
		if err != nil || *got.LifeCycle.Stage != "Launched" || *got.LifeCycle.TargetCloseDate != w.clk.Now().Format(time.DateOnly) {
			t.Errorf("the partner sees %+v, %v", got.LifeCycle, err)
		}
	})
}

func TestAWSLosesADealThatThePartnerKeeps(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("closed-lost-by-aws")
		id := w.Submitted(w.A, aws)
		w.pass(31*24*time.Hour + 2*time.Hour)
		got, err := w.Opportunities.Summary(t.Context(), w.A.API, aws, id)
		if err != nil || *got.LifeCycle.Stage != "Closed Lost" || *got.LifeCycle.ClosedLostReason != "Customer Deficiency" {
			t.Fatalf("the partner sees %+v, %v", got.LifeCycle, err)
		}
		if stage := w.Read(w.A.API, aws, id).Stage(); stage != "Prospect" {
			t.Errorf("the partner's stage became %s", stage)
		}
	})
}

func TestVisibilityOnlyBecomesCoSell(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("visibility-upgrade")
		id := w.Create(w.A.API, aws, centraltest.Complete(t, "PrimaryNeedsFromAws", []any{"Do Not Need Support from AWS Sales Rep"}))
		if _, err := w.Opportunities.Associate(t.Context(), w.A.API, selling.AssociateOpportunityRequest{Catalog: aws,
			OpportunityIdentifier: id, RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: w.A.Solution}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Opportunities.HandIn(t.Context(), w.A.API, opportunity.Submission{Catalog: aws, ID: id, Involvement: selling.ForVisibilityOnly}); err != nil {
			t.Fatal(err, fault.Of(err).Violations)
		}
		w.pass(2 * time.Minute)
		w.is(id, "Approved")
		if s := w.side(id); *s.InvolvementType != selling.ForVisibilityOnly || *s.CosellMotion != opportunity.PartnerLed {
			t.Fatalf("before: %s, %s", *s.InvolvementType, *s.CosellMotion)
		}
		w.pass(7 * 24 * time.Hour)
		s := w.side(id)
		if *s.InvolvementType != selling.CoSell || *s.InvolvementTypeChangeReason != "Expansion Opportunity" || *s.CosellMotion != opportunity.FieldEngaged {
			t.Errorf("after: %s because of %v, %s", *s.InvolvementType, s.InvolvementTypeChangeReason, *s.CosellMotion)
		}
	})
}

func TestTheAutomaticReviewerAsksForMoreAndApprovesTheRest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.Scenarios.Standing(scenario.Automatic(3600))
		good := w.Submitted(w.A, aws)
		short := w.Submitted(w.A, aws, "Project.CustomerBusinessProblem", "Data arrives a day late.")
		w.pass(0)
		w.is(good, "Submitted")
		w.pass(time.Hour)
		w.is(good, "Approved")
		w.is(short, "Action Required")
		if got := doc.Text(w.Read(w.A.API, aws, short).Doc, "LifeCycle.ReviewComments"); !strings.Contains(got, "more detail") {
			t.Errorf("the partner is asked: %q", got)
		}
		if err := w.Update(w.A.API, aws, short, "Project.CustomerBusinessProblem", "Store data arrives a day late, so shelves stay empty."); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Hour)
		w.is(short, "Approved")
	})
}

func TestEveryShippedScenarioIsPlayedByATest(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var played string
	for _, name := range sources {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		played += string(text)
	}
	shipped := scenario.Shipped()
	if len(shipped) == 0 {
		t.Fatal("no scenario is shipped")
	}
	for _, s := range shipped {
		if !strings.Contains(played, `start("`+s.Name+`")`) && s.Name != "automatic-review" { // which a setting starts
			t.Errorf("no test starts %s", s.Name)
		}
		if s.Title.JA == "" || s.Says.JA == "" || s.Source == "" {
			t.Errorf("%s does not say what it is about", s.Name)
		}
	}
}

func TestOnlyTheDeskDirects(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		ctx := t.Context()
		for _, who := range []identity.Caller{w.A.Lead, w.A.API, {}} {
			_, started := w.Scenarios.Start(ctx, who, []byte(scenario.Shipped()[0].Text))
			_, _, listed := w.Scenarios.Runs(ctx, who, scenario.Runs{})
			_, seen := w.Scenarios.Started(ctx, who)
			_, timed := w.Scenarios.Time(ctx, who)
			_, shifted := w.Scenarios.Shift(ctx, who, scenario.Shift{Freeze: true})
			for what, err := range map[string]error{"start": started, "runs": listed, "started": seen, "time": timed, "shift": shifted,
				"stop": w.Scenarios.Stop(ctx, who, "launched")} {
				if !fault.Is(err, fault.AccessDenied) {
					t.Errorf("%s: %v", what, err)
				}
			}
		}
	})
}
