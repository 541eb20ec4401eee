// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

func jobRequest(id, engagement, template string) selling.CreateResourceSnapshotJobRequest {
	return selling.CreateResourceSnapshotJobRequest{Catalog: aws, EngagementIdentifier: engagement, ResourceType: selling.ResourceOpportunity,
		ResourceIdentifier: id, ResourceSnapshotTemplateIdentifier: template}
}

func named(job string) selling.ResourceSnapshotJobRequest {
	return selling.ResourceSnapshotJobRequest{Catalog: aws, ResourceSnapshotJobIdentifier: job}
}

func ticket(account, operation, token string) idempotency.Ticket {
	return idempotency.Ticket{Account: account, Catalog: aws, Operation: operation, Token: token}
}

// started is a running job on a shared opportunity.
func started(t *testing.T, w *centraltest.World, p centraltest.Partner) (id, engagement, job string) {
	t.Helper()
	id, engagement = shared(t, w, p)
	made, err := w.Snapshots.CreateJob(t.Context(), p.API, jobRequest(id, engagement, selling.TemplateSummary), idempotency.Ticket{})
	must(t, err)
	_, err = w.Snapshots.StartJob(t.Context(), p.API, named(made.ID))
	must(t, err)
	return id, engagement, made.ID
}

func state(t *testing.T, w *centraltest.World, p centraltest.Partner, job string) selling.GetResourceSnapshotJobResponse {
	t.Helper()
	j, err := w.Snapshots.Job(t.Context(), p.API, named(job))
	must(t, err)
	return j
}

func TestAJobWithoutARoleFailsInWordsAndRunsOnceThereIsOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id, _, job := started(t, w, w.A)
		drain(t, w)
		j := state(t, w, w.A, job)
		if j.LastFailure == nil || !strings.Contains(*j.LastFailure, "PutSellingSystemSettings") || j.LastSuccessfulExecutionDate != nil {
			t.Errorf("without a role: %+v", j)
		}
		if got := revisions(t, w, id, selling.TemplateSummary); len(got) != 0 {
			t.Errorf("without a role there are the revisions %v", got)
		}
		clk.Advance(time.Hour)
		role(t, w, w.A, "arn:aws:iam::111111111111:role/path/SnapshotJobs")
		drain(t, w)
		j = state(t, w, w.A, job)
		if j.LastFailure != nil || j.LastSuccessfulExecutionDate == nil || *j.LastSuccessfulExecutionDate != "2026-11-20T10:00:00Z" {
			t.Errorf("with a role: %+v", j)
		}
		if got := revisions(t, w, id, selling.TemplateSummary); !slices.Equal(got, []int{1}) {
			t.Errorf("with a role there are the revisions %v", got)
		}
		role(t, w, w.A, "")
		approve(t, w, id)
		drain(t, w)
		j = state(t, w, w.A, job)
		if j.LastFailure == nil || *j.LastSuccessfulExecutionDate != "2026-11-20T10:00:00Z" || len(revisions(t, w, id, selling.TemplateSummary)) != 1 {
			t.Errorf("after the role was cleared: %+v", j)
		}
	})
}

func TestAStoppedJobPublishesNothingAndAStartedOneWhatWasMissed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		role(t, w, w.A, "SnapshotJobs")
		id, _, job := started(t, w, w.A)
		drain(t, w)
		approve(t, w, id)
		// The change is on its way to the job when the job is stopped.
		_, err := w.Snapshots.StopJob(t.Context(), w.A.API, named(job))
		must(t, err)
		drain(t, w)
		must(t, w.Update(w.A.API, aws, id, "LifeCycle.NextSteps", "Sign"))
		drain(t, w)
		if got := revisions(t, w, id, selling.TemplateSummary); !slices.Equal(got, []int{1}) {
			t.Errorf("stopped, it made the revisions %v", got)
		}
		for range 2 {
			_, err = w.Snapshots.StartJob(t.Context(), w.A.API, named(job))
			must(t, err)
			drain(t, w)
		}
		if got := revisions(t, w, id, selling.TemplateSummary); !slices.Equal(got, []int{1, 2}) {
			t.Errorf("started again there are the revisions %v", got)
		}
	})
}

func TestOnlyAStoppedJobIsDeleted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, engagement, job := started(t, w, w.A)
		if _, err := w.Snapshots.DeleteJob(t.Context(), w.A.API, named(job)); !fault.Is(err, fault.Conflict) {
			t.Errorf("deleting a running job: %v", err)
		}
		for range 2 {
			_, err := w.Snapshots.StopJob(t.Context(), w.A.API, named(job))
			must(t, err)
		}
		_, err := w.Snapshots.DeleteJob(t.Context(), w.A.API, named(job))
		must(t, err)
		if _, err := w.Snapshots.DeleteJob(t.Context(), w.A.API, named(job)); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleting it twice: %v", err)
		}
		_, err = w.Snapshots.CreateJob(t.Context(), w.A.API, jobRequest(id, engagement, selling.TemplateSummary), idempotency.Ticket{})
		must(t, err) // the place is free again
	})
}

func TestOneRequestSentManyTimesAtOnceMakesOneJob(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, engagement := shared(t, w, w.A)
		ids := make(chan string, 8)
		for range cap(ids) {
			go func() {
				made, err := w.Snapshots.CreateJob(t.Context(), w.A.API, jobRequest(id, engagement, selling.TemplateSummary),
					ticket(w.A.Account, "CreateResourceSnapshotJob", "once"))
				if err != nil {
					t.Error(err)
				}
				ids <- made.ID
			}()
		}
		first := <-ids
		for range cap(ids) - 1 {
			if other := <-ids; other != first {
				t.Errorf("one request made the jobs %s and %s", first, other)
			}
		}
		_, err := w.Snapshots.CreateJob(t.Context(), w.A.API, jobRequest(id, engagement, selling.TemplateSummary),
			ticket(w.A.Account, "CreateResourceSnapshotJob", "another"))
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a second job for the same place: %v", err)
		}
	})
}

// TestAnotherTenantsJobIsOneThatDoesNotExist: B is even a member of the engagement, and owns nothing in it.
func TestAnotherTenantsJobIsOneThatDoesNotExist(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, engagement, job := started(t, w, w.A)
		join(t, w, w.B, engagement)
		ctx, b := t.Context(), w.B.API
		_, errGet := w.Snapshots.Job(ctx, b, named(job))
		_, errStart := w.Snapshots.StartJob(ctx, b, named(job))
		_, errStop := w.Snapshots.StopJob(ctx, b, named(job))
		_, errDelete := w.Snapshots.DeleteJob(ctx, b, named(job))
		_, errCreate := w.Snapshots.CreateJob(ctx, b, jobRequest(id, engagement, selling.TemplateSummary), idempotency.Ticket{})
		_, errTake := w.Snapshots.Create(ctx, b, selling.CreateResourceSnapshotRequest{Catalog: aws, EngagementIdentifier: engagement,
			ResourceIdentifier: id, ResourceSnapshotTemplateIdentifier: selling.TemplateSummary}, idempotency.Ticket{})
		for what, err := range map[string]error{"get": errGet, "start": errStart, "stop": errStop, "delete": errDelete, "create": errCreate, "take": errTake} {
			if !fault.Is(err, fault.NotFound) || fault.Of(err).Msg != fault.Missing().Msg {
				t.Errorf("%s: %v", what, err)
			}
		}
		list, err := w.Snapshots.ListJobs(ctx, b, selling.ListResourceSnapshotJobsRequest{Catalog: aws, EngagementIdentifier: engagement})
		must(t, err)
		if len(list.ResourceSnapshotJobSummaries) != 0 || state(t, w, w.A, job).Status != selling.JobRunning {
			t.Errorf("B lists %v", list)
		}
		for name, c := range map[string]func() error{
			"a user who sees only their own": func() error { _, err := w.Snapshots.Job(ctx, w.A.User, named(job)); return err },
			"the Cloud Admin":                func() error { _, err := w.Snapshots.Job(ctx, w.A.Admin, named(job)); return err },
			"the AWS desk":                   func() error { _, err := w.Snapshots.Job(ctx, w.Reviewer, named(job)); return err },
		} {
			if err := c(); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestJobsAreListedByCreationPageByPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		var made []string
		var engagements []string
		for i := range 5 {
			id, engagement := shared(t, w, w.A)
			j, err := w.Snapshots.CreateJob(t.Context(), w.A.API, jobRequest(id, engagement, selling.TemplateSummary), idempotency.Ticket{})
			must(t, err)
			made, engagements = append(made, j.ID), append(engagements, engagement)
			if i%2 == 0 {
				_, err = w.Snapshots.StartJob(t.Context(), w.A.API, named(j.ID))
				must(t, err)
				clk.Advance(time.Second)
			}
		}
		slices.Sort(made[1:3]) // created at one instant: by identifier
		slices.Sort(made[3:])
		list := func(size int, in selling.ListResourceSnapshotJobsRequest) (found []string) {
			in.Catalog, in.MaxResults = aws, size
			for range 10 {
				out, err := w.Snapshots.ListJobs(t.Context(), w.A.API, in)
				must(t, err)
				for _, j := range out.ResourceSnapshotJobSummaries {
					found = append(found, j.ID)
				}
				if out.NextToken == nil {
					return found
				}
				in.NextToken = *out.NextToken
			}
			t.Fatal("the list does not end")
			return nil
		}
		rising := &selling.SortObject{SortOrder: selling.Ascending}
		falling := slices.Clone(made)
		slices.Reverse(falling)
		if got := list(2, selling.ListResourceSnapshotJobsRequest{Sort: rising}); !slices.Equal(got, made) {
			t.Errorf("rising %v, want %v", got, made)
		}
		if got := list(2, selling.ListResourceSnapshotJobsRequest{}); !slices.Equal(got, falling) {
			t.Errorf("falling %v, want %v", got, falling)
		}
		if got := list(1, selling.ListResourceSnapshotJobsRequest{Status: selling.JobRunning}); len(got) != 3 {
			t.Errorf("three jobs run, listed are %v", got)
		}
		if got := list(1, selling.ListResourceSnapshotJobsRequest{EngagementIdentifier: engagements[0], Status: selling.JobRunning}); len(got) != 1 {
			t.Errorf("of the first engagement %v", got)
		}
		out, err := w.Snapshots.ListJobs(t.Context(), w.A.API, selling.ListResourceSnapshotJobsRequest{Catalog: aws, MaxResults: 1})
		must(t, err)
		_, err = w.Snapshots.ListJobs(t.Context(), w.A.API, selling.ListResourceSnapshotJobsRequest{Catalog: aws, NextToken: *out.NextToken, Status: selling.JobRunning})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a token of another query: %v", err)
		}
	})
}

func TestOneRoleOfTheAccountIsSetByThoseWhoMay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		put := func(c func() (selling.SellingSystemSettings, error)) string {
			out, err := c()
			if err != nil {
				return fmt.Sprint(fault.Of(err).Kind)
			}
			if out.ResourceSnapshotJobRoleArn == nil {
				return ""
			}
			return *out.ResourceSnapshotJobRoleArn
		}
		request := func(role string) selling.PutSellingSystemSettingsRequest {
			return selling.PutSellingSystemSettingsRequest{Catalog: aws, ResourceSnapshotJobRoleIdentifier: role}
		}
		ctx := t.Context()
		for what, got := range map[string][2]string{
			"by name": {put(func() (selling.SellingSystemSettings, error) {
				return w.Snapshots.PutSettings(ctx, w.A.Admin, request("R"))
			}), "arn:aws:iam::111111111111:role/R"},
			"of another": {put(func() (selling.SellingSystemSettings, error) {
				return w.Snapshots.PutSettings(ctx, w.A.API, request("arn:aws:iam::222222222222:role/R"))
			}), fmt.Sprint(fault.BusinessInvalid)},
			"by a user": {put(func() (selling.SellingSystemSettings, error) {
				return w.Snapshots.PutSettings(ctx, w.A.User, request("R"))
			}), fmt.Sprint(fault.AccessDenied)},
			"the other partner": {put(func() (selling.SellingSystemSettings, error) {
				return w.Snapshots.Settings(ctx, w.B.API, selling.GetSellingSystemSettingsRequest{Catalog: aws})
			}), ""},
			"the other catalog": {put(func() (selling.SellingSystemSettings, error) {
				return w.Snapshots.Settings(ctx, w.A.API, selling.GetSellingSystemSettingsRequest{Catalog: "Sandbox"})
			}), ""},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %q, want %q", what, got[0], got[1])
			}
		}
	})
}

func TestTheRoomsJobsKeepTheirNames(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	for _, want := range []string{`snapshot.refresh {"account":"","catalog":"","id":"","template":""}`, `snapshot.resume {"account":"","catalog":""}`} {
		if got := w.Jobs.Kinds(); !slices.Contains(got, want) {
			t.Errorf("kinds %v, want %s among them: a stored job would not be found any more", got, want)
		}
	}
}
