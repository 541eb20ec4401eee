// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

func TestAUniqueJobThatWaitsStandsForThoseEnqueuedAgain(t *testing.T) {
	t.Parallel()
	each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		key := jobq.Unique("k")
		enqueue(t, db, q, "a", key, jobq.At(clk.Now().Add(time.Hour)))
		enqueue(t, db, q, "b", key, jobq.At(clk.Now().Add(2*time.Hour)))
		enqueue(t, db, q, "other", jobq.Unique("o"))
		drain(t, q)
		d.want(t, "other")
		enqueue(t, db, q, "c", key) // sooner
		drain(t, q)
		d.want(t, "a")
		clk.Advance(3 * time.Hour)
		drain(t, q)
		d.want(t)
		enqueue(t, db, q, "d", key) // the key is free again
		drain(t, q)
		d.want(t, "d")
	})
}

func TestAUniqueJobEnqueuedWhileItRunsRunsOnceMore(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{"success": nil, "failure for good": jobq.Dead{Err: errors.New("no")}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, jobq.Policy{}, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, _ *clock.Manual) {
				runs := 0
				d.answer = func(jobq.Job[note]) error {
					if runs++; runs > 1 {
						return nil
					}
					for range 3 {
						enqueue(t, db, q, "b", jobq.Unique("k"))
					}
					return fails
				}
				enqueue(t, db, q, "a", jobq.Unique("k"))
				drain(t, q)
				d.want(t, "a", "a")
				if dead, err := q.Dead(t.Context()); err != nil || len(dead) != 0 {
					t.Errorf("dead: %v, %v", dead, err)
				}
			})
		})
	}
}

func TestAJobThatWaitsOutAFailureIsMovedByAHumanOnly(t *testing.T) {
	t.Parallel()
	p := jobq.Policy{Backoff: func(int) time.Duration { return time.Hour }}
	each(t, p, func(t *testing.T, db *sqldb.DB, q *jobq.Jobs, d *diary, clk *clock.Manual) {
		d.answer = func(jobq.Job[note]) error { return errors.New("down") }
		enqueue(t, db, q, "a", jobq.Unique("k"))
		drain(t, q)
		d.want(t, "a")
		enqueue(t, db, q, "a", jobq.Unique("k"))
		drain(t, q)
		d.want(t)
		for range 2 {
			enqueue(t, db, q, "a", jobq.Unique("k"), jobq.Priority(jobq.Human))
			drain(t, q)
			d.want(t, "a")
		}
	})
}

// A job per record that reads the record when it runs: whatever was wanted before the last commit must be seen.
func TestNoWakeUpOfAUniqueJobIsLost(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, nodes []*sqldb.DB) {
		var all sync.WaitGroup
		for _, db := range nodes {
			q := newJobs(db, clock.System{})
			jobq.Handle(q, func(ctx context.Context, j jobq.Job[note]) error {
				var seen int
				err := db.View(ctx, func(tx *sqldb.Tx) error {
					return tx.Row(`SELECT wanted FROM effect WHERE id = ?`, j.Args.ID).Scan(&seen)
				})
				if err != nil {
					return err
				}
				if rand.N(3) == 0 {
					return jobq.Snooze{For: time.Millisecond}
				}
				return db.InTx(ctx, func(tx *sqldb.Tx) error {
					_, err := tx.Exec(`UPDATE effect SET done = ? WHERE id = ? AND done < ?`, seen, j.Args.ID, seen)
					return err
				})
			}, jobq.Policy{})
			start(t, q)
			for range 4 {
				all.Go(func() {
					for range 100 {
						id := fmt.Sprintf("record %d", rand.N(5))
						if err := want(db, q, id, jobq.Unique(id)); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		all.Wait()
		until(t, "all jobs done", func() bool { return count(t, nodes[0], `SELECT COUNT(*) FROM job`) == 0 })
		if n := count(t, nodes[0], `SELECT COUNT(*) FROM effect WHERE done <> wanted`); n != 0 {
			t.Errorf("%d records were not looked at after their last change", n)
		}
		if n := count(t, nodes[0], `SELECT SUM(wanted) FROM effect`); n != 800 {
			t.Errorf("%d changes, want 800", n)
		}
	})
}
