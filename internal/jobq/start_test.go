// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func start(t *testing.T, q *jobq.Jobs) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // the test's context is over by now
		if err := q.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestAStartedQueueWorksWhatIsEnqueued(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		q, did := newJobs(db, clk), make(chan string)
		jobq.Handle(q, func(_ context.Context, j jobq.Job[note]) error {
			did <- j.Args.ID
			return nil
		}, jobq.Policy{})
		start(t, q)
		for _, id := range []string{"a", "b", "c"} {
			enqueue(t, db, q, id)
			if got := <-did; got != id {
				t.Errorf("did %q, want %q", got, id)
			}
		}
		enqueue(t, db, q, "later", jobq.At(clk.Now().Add(time.Hour)))
		clk.Advance(time.Hour)
		if got := <-did; got != "later" {
			t.Errorf("did %q, want the one that became due", got)
		}
	}, jobq.Schema())
}

func TestAQueueRunsAsManyAtOnceAsItHasWorkers(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		q := newJobs(db, clk)
		q.Workers("two", 2)
		began, end := make(chan string), make(chan struct{})
		jobq.Handle(q, func(_ context.Context, j jobq.Job[note]) error {
			began <- j.Args.ID
			<-end
			return nil
		}, jobq.Policy{})
		for _, id := range []string{"a", "b", "c"} {
			enqueue(t, db, q, id, jobq.Queue("two"))
		}
		start(t, q)
		<-began
		<-began
		enqueue(t, db, q, "elsewhere")
		if got := <-began; got != "elsewhere" { // had the third begun, it would be seen here
			t.Errorf("%q began as third", got)
		}
		end <- struct{}{}
		end <- struct{}{}
		<-began
		close(end)
	}, jobq.Schema())
}

func TestTheStartStopContractHolds(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		unstarted := newJobs(db, clk)
		for range 2 {
			if err := unstarted.Stop(t.Context()); err != nil {
				t.Errorf("stop before start: %v", err)
			}
		}
		if err := unstarted.Start(t.Context()); err == nil {
			t.Error("a stopped queue started")
		}
		q := newJobs(db, clk)
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if err := q.Start(cancelled); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled start: %v", err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Errorf("start after a cancelled one: %v", err)
		}
		if err := q.Start(t.Context()); err == nil {
			t.Error("started twice")
		}
		if err := q.Drain(t.Context()); err == nil {
			t.Error("a started queue was drained")
		}
		var stops sync.WaitGroup
		for range 3 {
			stops.Go(func() {
				if err := q.Stop(t.Context()); err != nil {
					t.Errorf("stop: %v", err)
				}
			})
		}
		stops.Wait()
	}, jobq.Schema())
}

func TestStopWaitsForRunningJobsAndEndsThemWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		q, began := newJobs(db, clk), make(chan struct{})
		jobq.Handle(q, func(ctx context.Context, j jobq.Job[note]) error {
			began <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}, jobq.Policy{Limit: 1})
		enqueue(t, db, q, "a")
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-began
		soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := q.Stop(soon); err != nil {
			t.Fatal(err)
		}
		next, d := newJobs(db, clk), &diary{}
		jobq.Handle(next, func(ctx context.Context, j jobq.Job[note]) error {
			if j.Attempt != 1 {
				t.Errorf("attempt %d: the interruption cost one", j.Attempt)
			}
			return d.handle(ctx, j)
		}, jobq.Policy{Limit: 1})
		drain(t, next)
		d.want(t, "a")
	}, jobq.Schema())
}

func TestARunIsToldToTheMetrics(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		q := newJobs(db, clk)
		jobq.Handle(q, func(context.Context, jobq.Job[note]) error {
			clk.Advance(time.Second)
			return nil
		}, jobq.Policy{})
		var runs []jobq.Run
		q.OnRun(func(r jobq.Run) { runs = append(runs, r) })
		enqueue(t, db, q, "a")
		clk.Advance(time.Minute)
		drain(t, q)
		want := jobq.Run{Kind: "note", Queue: jobq.General, Outcome: jobq.Done, Waited: time.Minute, Took: time.Second}
		if len(runs) != 1 || runs[0] != want {
			t.Errorf("told %+v, want %+v", runs, want)
		}
	}, jobq.Schema())
}
