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

func TestATeamHasEachRoleOnceAndPeopleWhoCanBeReached(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Submitted(w.A, aws)
		for want, team := range map[string][]selling.AwsTeamMember{
			"":                                 {{BusinessTitle: "PDM", LastName: new("Reyes")}, {BusinessTitle: "AWSAccountOwner", Email: new("ana@amazon.example")}},
			"OpportunityTeam[0].LastName":      {{BusinessTitle: "PDM"}},
			"OpportunityTeam[0].Email":         {{BusinessTitle: "PDM", Email: new("nobody")}},
			"OpportunityTeam[0].FirstName":     {{BusinessTitle: "PDM", FirstName: new(strings.Repeat("x", 81))}},
			"OpportunityTeam[1].BusinessTitle": {{BusinessTitle: "PDM", LastName: new("Reyes")}, {BusinessTitle: "PDM", LastName: new("Silva")}},
		} {
			_, err := w.Desk.SetSide(t.Context(), w.Reviewer, aws, id, review.SideChange{Team: team})
			got := ""
			if err != nil {
				got = fault.Of(err).Violations[0].Path
			}
			if got != want {
				t.Errorf("%+v is refused at %q, want %q: %v", team, got, want, err)
			}
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

func TestWhoGoesByTheRulesAsksForMoreAndApprovesTheRest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		judge := func(id string) opportunity.Decision {
			t.Helper()
			d, err := w.Desk.Judge(t.Context(), w.Reviewer, aws, id)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		if d := judge(w.Submitted(w.A, aws)); d.Action != "approve" || d.Version == "" {
			t.Errorf("a complete record: %+v", d)
		}
		d := judge(w.Submitted(w.A, aws, "Project.CustomerBusinessProblem", "Data arrives a day late."))
		if d.Action != "ask" || !strings.Contains(d.Comment, "more detail") {
			t.Errorf("a record that says too little: %+v", d)
		}
		if _, err := w.Desk.Judge(t.Context(), w.A.API, aws, w.Submitted(w.A, aws)); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner judges: %v", err)
		}
	})
}

func TestInsightsAndMotionAreWhatTheDeskSays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Submitted(w.A, aws)
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: "approve"}); err != nil {
			t.Fatal(err)
		}
		f, err := w.Desk.Open(t.Context(), w.Reviewer, aws, id)
		if err != nil {
			t.Fatal(err)
		}
		c := f.AsItIs()
		c.Motion, c.Insights = opportunity.AgentEngaged, &opportunity.Insights{EngagementScore: "High", NextBestActions: "Call the customer.",
			QualityScore: 81, QualityTrend: "Improving", Recommendations: []opportunity.Recommendation{{Type: "OpportunityQuality", Details: "Name a date."}}}
		if _, err := w.Desk.SetSide(t.Context(), w.Reviewer, aws, id, c); err != nil {
			t.Fatal(err)
		}
		got, err := w.Opportunities.Summary(t.Context(), w.A.API, aws, id)
		if err != nil || *got.CosellMotion != opportunity.AgentEngaged {
			t.Fatalf("%+v, %v", got.CosellMotion, err)
		}
		const want = `{"AwsProductsSpendInsightsBySource":null,"EngagementScore":"High","NextBestActions":"Call the customer.","OpportunityQuality":{"Score":81,"Trend":"Improving"},"Recommendations":[{"Attributes":{},"Details":"Name a date.","Type":"OpportunityQuality"}]}`
		if string(got.Insights) != want {
			t.Errorf("insights\n%s, want\n%s", got.Insights, want)
		}
		c.Version, c.Motion, c.Insights = "", "Alone", &opportunity.Insights{EngagementScore: "Huge", QualityScore: 101, QualityTrend: "Sideways",
			Recommendations: []opportunity.Recommendation{{Type: "Gossip"}}}
		_, err = w.Desk.SetSide(t.Context(), w.Reviewer, aws, id, c)
		if v := fault.Of(err).Violations; len(v) != 5 {
			t.Errorf("five things are wrong; %d are told: %v", len(v), v)
		}
	})
}
