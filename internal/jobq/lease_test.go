// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestARunThatLostItsJobWritesNothing(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		slow, fast := newJobs(db, clk), newJobs(db, clk)
		fastDiary := &diary{}
		jobq.Handle(fast, fastDiary.handle, jobq.Policy{})
		var held, lost error
		jobq.Handle(slow, func(ctx context.Context, j jobq.Job[note]) error {
			held = db.InTx(ctx, j.Hold)
			if err := fast.Drain(ctx); err != nil { // sees the job for the first time
				return err
			}
			clk.Advance(31 * time.Second) // without a beat
			if err := fast.Drain(ctx); err != nil {
				return err
			}
			lost = db.InTx(ctx, j.Hold)
			return errors.New("stored nowhere")
		}, jobq.Policy{})
		enqueue(t, db, slow, "a")
		drain(t, slow)
		if held != nil || !errors.Is(lost, jobq.ErrLost) {
			t.Errorf("held: %v, then %v", held, lost)
		}
		fastDiary.want(t, "a")
		left, err := slow.Waiting(t.Context())
		if err != nil || len(left) != 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	}, jobq.Schema())
}

func TestARunThatLostItsJobLeavesTheNextRunAlone(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]error{"success": nil, "failure": errors.New("no"), "death": jobq.Dead{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
				frozen, next := newJobs(db, clk), newJobs(db, clk)
				began, thaw, ended := make(chan struct{}), make(chan struct{}), make(chan error)
				jobq.Handle(frozen, func(context.Context, jobq.Job[note]) error {
					close(began)
					<-thaw
					return answer
				}, jobq.Policy{})
				var told []jobq.Outcome
				frozen.OnRun(func(r jobq.Run) { told = append(told, r.Outcome) })
				jobq.Handle(next, func(ctx context.Context, j jobq.Job[note]) error {
					close(thaw) // the first run ends in the middle of the second
					if err := <-ended; err != nil {
						t.Error(err)
					}
					if err := db.InTx(ctx, j.Hold); err != nil {
						t.Errorf("the second run lost its job to the first: %v", err)
					}
					return nil
				}, jobq.Policy{})
				enqueue(t, db, frozen, "a")
				go func() { ended <- frozen.Drain(context.Background()) }()
				<-began
				drain(t, next)
				clk.Advance(time.Minute)
				drain(t, next)
				if !slices.Equal(told, []jobq.Outcome{jobq.Lost}) {
					t.Errorf("the first run ended as %v, want lost", told)
				}
			}, jobq.Schema())
		})
	}
}

func TestAJobOfANodeThatIsGoneIsTakenOverAfterItsLease(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		gone, other, d := newJobs(db, clk), newJobs(db, clk), &diary{}
		jobq.Handle(other, d.handle, jobq.Policy{Limit: 2})
		jobq.Handle(gone, func(context.Context, jobq.Job[note]) error {
			for _, after := range []time.Duration{0, 29 * time.Second} {
				clk.Advance(after)
				drain(t, other)
				d.want(t)
			}
			clk.Advance(time.Second)
			drain(t, other)
			d.want(t, "a")
			return nil
		}, jobq.Policy{})
		enqueue(t, db, gone, "a")
		drain(t, gone)
	}, jobq.Schema())
}

func TestAJobThatKeepsLosingItsNodeIsPostponedAndBuried(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		other := newJobs(db, clk) // knows no kind, so it takes over and runs nothing
		enqueue(t, db, other, "a")
		for n := range 10 {
			began, thaw, ended := make(chan struct{}), make(chan struct{}), make(chan error)
			dying := newJobs(db, clk)
			jobq.Handle(dying, func(_ context.Context, j jobq.Job[note]) error {
				if j.Attempt != 1 {
					t.Errorf("attempt %d: a loss cost one", j.Attempt)
				}
				close(began)
				<-thaw
				return nil
			}, jobq.Policy{Limit: 1})
			if n >= 2 {
				drain(t, dying) // too early
				clk.Advance(time.Duration(n-1) * time.Duration(n-1) * time.Second)
			}
			ctx, cancel := context.WithCancel(t.Context())
			go func() { ended <- dying.Drain(ctx) }()
			<-began
			drain(t, other)
			clk.Advance(lease)
			drain(t, other)
			cancel() // it goes on, but takes no other job
			close(thaw)
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		dead, err := other.Dead(t.Context())
		if err != nil || len(dead) != 1 || !strings.Contains(dead[0].Error, "10 nodes in a row were gone") {
			t.Errorf("dead: %+v, %v", dead, err)
		}
	}, jobq.Schema())
}

// lease is the documented time after which a silent node loses its jobs.
const lease = 30 * time.Second
