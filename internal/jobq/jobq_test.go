// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// note is the job of these tests.
type note struct {
	ID string `json:"id"`
}

func (note) Kind() string { return "note" }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func newJobs(db *sqldb.DB, clk clock.Clock) *jobq.Jobs { return jobq.New(db, clk, quiet()) }

func enqueue(t *testing.T, db *sqldb.DB, q *jobq.Jobs, id string, options ...jobq.Option) {
	t.Helper()
	err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { return q.Enqueue(tx, note{id}, options...) })
	if err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, q *jobq.Jobs) {
	t.Helper()
	if err := q.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// diary is a handler that writes down what it did.
type diary struct {
	did    []string
	answer func(j jobq.Job[note]) error
}

func (d *diary) handle(_ context.Context, j jobq.Job[note]) error {
	d.did = append(d.did, j.Args.ID)
	if d.answer != nil {
		return d.answer(j)
	}
	return nil
}

func (d *diary) want(t *testing.T, ids ...string) {
	t.Helper()
	if !slices.Equal(d.did, ids) {
		t.Errorf("did %q, want %q", d.did, ids)
	}
	d.did = nil
}

// each runs a test on both databases with a queue whose jobs go into a diary.
func each(t *testing.T, p jobq.Policy, test func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		q, d := newJobs(db, clk), &diary{}
		jobq.Handle(q, d.handle, p)
		test(t, db, q, d, clk)
	}, jobq.Schema())
}

func TestAJobExistsOnlyWhenItsTransactionCommits(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, _ *clock.Manual) {
		no := errors.New("no")
		err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			if err := q.Enqueue(tx, note{"rolled back"}); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Fatal(err)
		}
		enqueue(t, db, q, "committed")
		drain(t, q)
		d.want(t, "committed")
	})
}

func TestJobsRunByPriorityThenTime(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		enqueue(t, db, q, "backfill", jobq.Priority(jobq.Backfill))
		enqueue(t, db, q, "second", jobq.At(clk.Now().Add(-time.Minute)))
		enqueue(t, db, q, "first", jobq.At(clk.Now().Add(-time.Hour)))
		enqueue(t, db, q, "human", jobq.Priority(jobq.Human))
		enqueue(t, db, q, "later", jobq.At(clk.Now().Add(time.Hour)))
		drain(t, q)
		d.want(t, "human", "first", "second", "backfill")
		clk.Advance(time.Hour)
		drain(t, q)
		d.want(t, "later")
	})
}

func TestAFailedJobRunsAgainAfterItsBackoffAndIsBuriedAtItsLimit(t *testing.T) {
	t.Parallel()
	p := jobq.Policy{Limit: 3, Backoff: func(n int) time.Duration { return time.Duration(n) * time.Minute }}
	each(t, p, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		d.answer = func(j jobq.Job[note]) error { return fmt.Errorf("attempt %d failed", j.Attempt) }
		enqueue(t, db, q, "a")
		drain(t, q)
		d.want(t, "a")
		clk.Advance(time.Minute - time.Microsecond)
		drain(t, q)
		d.want(t)
		clk.Advance(time.Microsecond)
		drain(t, q)
		d.want(t, "a")
		clk.Advance(2 * time.Minute)
		drain(t, q)
		d.want(t, "a")
		clk.Advance(time.Hour)
		drain(t, q)
		d.want(t)
		dead, err := q.Dead(t.Context())
		if err != nil || len(dead) != 1 {
			t.Fatalf("dead: %v, %v", dead, err)
		}
		if e := dead[0]; e.Error != "attempt 3 failed" || e.Attempt != 3 || string(e.Args) != `{"id":"a"}` || e.Kind != "note" {
			t.Errorf("dead: %+v", e)
		}
	})
}

func TestASnoozeCostsNoAttempt(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{Limit: 2}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		d.answer = func(j jobq.Job[note]) error {
			if j.Attempt != 1 {
				t.Errorf("attempt %d, want 1", j.Attempt)
			}
			return fmt.Errorf("quota: %w", jobq.Snooze{For: time.Hour})
		}
		enqueue(t, db, q, "a")
		for range 5 {
			drain(t, q)
			d.want(t, "a")
			clk.Advance(time.Hour)
		}
	})
}

func TestADeadJobIsNotRetriedUntilItIsRedriven(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		d.answer = func(jobq.Job[note]) error { return jobq.Dead{Err: errors.New("refused")} }
		enqueue(t, db, q, "a", jobq.Unique("k"))
		drain(t, q)
		clk.Advance(24 * time.Hour)
		drain(t, q)
		d.want(t, "a")
		dead, err := q.Dead(t.Context())
		if err != nil || len(dead) != 1 || dead[0].Error != "refused" || dead[0].Key != "k" {
			t.Fatalf("dead: %+v, %v", dead, err)
		}
		d.answer = nil
		if err := q.Redrive(t.Context(), dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := q.Redrive(t.Context(), dead[0].ID); !errors.Is(err, sqldb.ErrNone) {
			t.Errorf("second redrive: %v, want ErrNone", err)
		}
		drain(t, q)
		d.want(t, "a")
		if left, err := q.Waiting(t.Context()); err != nil || len(left) != 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	})
}

func TestAPanicIsAFailureOfThatJobAlone(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{Limit: 1}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, _ *clock.Manual) {
		d.answer = func(j jobq.Job[note]) error {
			if j.Args.ID == "bad" {
				panic("ouch")
			}
			return nil
		}
		enqueue(t, db, q, "bad")
		enqueue(t, db, q, "good")
		drain(t, q)
		d.want(t, "bad", "good")
		dead, err := q.Dead(t.Context())
		if err != nil || len(dead) != 1 || !strings.HasPrefix(dead[0].Error, "the handler panicked: ouch") {
			t.Errorf("dead: %+v, %v", dead, err)
		}
	})
}

func TestAPeriodicJobIsEnqueuedOnceAnInterval(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		q.Every(note{"tick"}, time.Hour)
		other, otherDiary := newJobs(db, clk), &diary{}
		jobq.Handle(other, otherDiary.handle, jobq.Policy{})
		other.Every(note{"tick"}, time.Hour)
		drain(t, q)
		drain(t, other)
		d.want(t, "tick")
		clk.Advance(59 * time.Minute)
		drain(t, q)
		d.want(t)
		clk.Advance(time.Minute)
		drain(t, q)
		d.want(t, "tick")
		clk.Advance(10*time.Hour + time.Minute) // nobody ran
		drain(t, q)
		d.want(t, "tick")
		clk.Advance(59 * time.Minute)
		drain(t, q)
		d.want(t)
		clk.Advance(time.Minute)
		drain(t, q)
		d.want(t, "tick")
		otherDiary.want(t)
	})
}

func TestAnUndeclaredQueueIsRefused(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, _ *clock.Manual) {
		err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { return q.Enqueue(tx, note{"a"}, jobq.Queue("slow")) })
		if err == nil || !strings.Contains(err.Error(), `"slow"`) {
			t.Errorf("%v", err)
		}
		q.Workers("slow", 1)
		enqueue(t, db, q, "a", jobq.Queue("slow"))
		drain(t, q)
		d.want(t, "a")
	})
}

func TestAKindWithoutAHandlerWaitsForANodeThatKnowsIt(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		old, now, d := newJobs(db, clk), newJobs(db, clk), &diary{}
		jobq.Handle(now, d.handle, jobq.Policy{})
		enqueue(t, db, now, "a")
		drain(t, old)
		drain(t, now)
		d.want(t, "a")
	}, jobq.Schema())
}

func TestKindsPinNameAndArguments(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	q := newJobs(sqldbtest.SQLite(t, clk, jobq.Schema()), clk)
	jobq.Handle(q, (&diary{}).handle, jobq.Policy{})
	if got, want := q.Kinds(), []string{`note {"id":""}`}; !slices.Equal(got, want) {
		t.Errorf("kinds %q, want %q", got, want)
	}
}

func TestDepthsCountByKindAndState(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		d.answer = func(jobq.Job[note]) error { return jobq.Dead{} }
		enqueue(t, db, q, "a")
		drain(t, q)
		due := clk.Now().Add(time.Minute)
		enqueue(t, db, q, "b", jobq.At(due))
		enqueue(t, db, q, "c", jobq.At(due.Add(time.Minute)))
		got, err := q.Depths(t.Context())
		want := []jobq.Depth{
			{Kind: "note", State: "waiting", Jobs: 2, Oldest: due},
			{Kind: "note", State: "running"},
			{Kind: "note", State: "dead", Jobs: 1, Oldest: clk.Now()},
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("depths %+v, %v, want %+v", got, err, want)
		}
	})
}

func TestDeadJobsAreForgottenOnceTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		const retention = 90 * 24 * time.Hour
		q.Forget(retention)
		d.answer = func(jobq.Job[note]) error { return jobq.Dead{} }
		for i := range 1200 { // more than are deleted at once
			enqueue(t, db, q, fmt.Sprintf("early %d", i))
		}
		drain(t, q)
		clk.Advance(time.Hour)
		enqueue(t, db, q, "late")
		drain(t, q)
		enqueue(t, db, q, "waits", jobq.At(clk.Now().Add(2*retention)))
		clk.Advance(retention - 30*time.Minute)
		drain(t, q)
		dead, err := q.Dead(t.Context())
		if err != nil || len(dead) != 1 || !strings.Contains(string(dead[0].Args), "late") {
			t.Errorf("dead are %d jobs, %v, want the late one", len(dead), err)
		}
		waiting, err := q.Waiting(t.Context())
		if err != nil || !slices.ContainsFunc(waiting, func(e jobq.Entry) bool { return e.Kind == "note" }) {
			t.Errorf("the job that waits is gone: %+v, %v", waiting, err)
		}
	})
}
