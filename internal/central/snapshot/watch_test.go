// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot_test

import (
	"slices"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/opportunity"
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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shared is an opportunity that was submitted, and an engagement of its partner that nothing is published to yet.
func shared(t *testing.T, w *centraltest.World, p centraltest.Partner) (id, engagement string) {
	t.Helper()
	id = w.Create(p.API, aws, centraltest.Complete(t))
	_, err := w.Opportunities.Associate(t.Context(), p.API, selling.AssociateOpportunityRequest{Catalog: aws, OpportunityIdentifier: id,
		RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: p.Solution})
	must(t, err)
	_, err = w.Opportunities.Submit(t.Context(), p.API, opportunity.Submission{Catalog: aws, ID: id, Involvement: selling.CoSell})
	must(t, err)
	out, err := w.Engagements.Create(t.Context(), p.API, selling.CreateEngagementRequest{Catalog: aws, Title: "Shared"}, idempotency.Ticket{})
	must(t, err)
	return id, out.ID
}

// watch has a record watched.
func watch(t *testing.T, w *centraltest.World, p centraltest.Partner, id, engagement, template string) (job string, err error) {
	t.Helper()
	rec := w.Read(p.API, aws, id)
	err = w.DB.InTx(t.Context(), func(tx *sqldb.Tx) (err error) {
		job, err = w.Snapshots.Watch(tx, rec, engagement, template)
		return err
	})
	return job, err
}

// revisions are the snapshots of a record by a template.
func revisions(t *testing.T, w *centraltest.World, id, template string) (all []int) {
	t.Helper()
	must(t, w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT revision FROM resource_snapshot WHERE number = ? AND template = ? ORDER BY revision`, opportunity.ParseID(id), template)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var n int
			if err := rows.Scan(&n); err != nil {
				return err
			}
			all = append(all, n)
		}
		return rows.Err()
	}))
	return all
}

func drain(t *testing.T, w *centraltest.World) {
	t.Helper()
	must(t, w.Jobs.Drain(t.Context()))
}

// role lets a partner's snapshot jobs run.
func role(t *testing.T, w *centraltest.World, p centraltest.Partner, name string) {
	t.Helper()
	_, err := w.Snapshots.PutSettings(t.Context(), p.API, selling.PutSellingSystemSettingsRequest{Catalog: aws, ResourceSnapshotJobRoleIdentifier: name})
	must(t, err)
}

func TestWatchingTakesTheFirstSnapshotOnceAndFollowsChanges(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id, engagement := shared(t, w, w.A)
		role(t, w, w.A, "SnapshotJobs")
		first, err := watch(t, w, w.A, id, engagement, selling.TemplateSummary)
		must(t, err)
		again, err := watch(t, w, w.A, id, engagement, selling.TemplateSummary)
		must(t, err)
		if first != again || !selling.SnapshotJobID.MatchString(first) {
			t.Errorf("watched twice there are the jobs %q and %q", first, again)
		}
		if got := revisions(t, w, id, selling.TemplateSummary); !slices.Equal(got, []int{1}) {
			t.Fatalf("watched twice there are the revisions %v", got)
		}
		clk.Advance(time.Minute)
		_, err = w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: opportunity.ActionApprove})
		must(t, err)
		must(t, w.Update(w.A.API, aws, id, "Project.AdditionalComments", "Nobody else sees this."))
		must(t, w.Update(w.A.API, aws, id, "LifeCycle.NextSteps", "Contract is with legal"))
		drain(t, w)
		if got := revisions(t, w, id, selling.TemplateSummary); !slices.Equal(got, []int{1, 2}) {
			t.Errorf("after three changes that waited for one look there are the revisions %v", got)
		}
		must(t, w.Update(w.A.API, aws, id, "Project.AdditionalComments", "Still nobody."))
		drain(t, w)
		if got := revisions(t, w, id, selling.TemplateSummary); !slices.Equal(got, []int{1, 2}) {
			t.Errorf("a change that the template does not show made the revisions %v", got)
		}
	})
}

func TestOnlyMembersPublishToAnEngagement(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		_, engagement := shared(t, w, w.A)
		own := w.Create(w.B.API, aws, centraltest.Complete(t))
		for _, e := range []string{engagement, "eng-00000000000000"} {
			if _, err := watch(t, w, w.B, own, e, selling.TemplateSummary); !fault.Is(err, fault.NotFound) {
				t.Errorf("publishing to %s, where the partner is no member: %v", e, err)
			}
		}
		if _, err := watch(t, w, w.A, w.Create(w.A.API, aws, centraltest.Complete(t)), engagement, "Nonsense"); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("an unknown template: %v", err)
		}
	})
}
