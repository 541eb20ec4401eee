// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func databases(b *testing.B) map[string]*sqldb.DB {
	return map[string]*sqldb.DB{
		"SQLite":     sqldbtest.SQLite(b, clock.System{}, jobq.Schema()),
		"PostgreSQL": sqldbtest.Postgres(b, clock.System{}, jobq.Schema()),
	}
}

// BenchmarkPickUp is the time from an enqueue's commit to the job's begin, on a queue that has nothing else to do.
func BenchmarkPickUp(b *testing.B) {
	for name, db := range databases(b) {
		b.Run(name, func(b *testing.B) {
			q, begun := newJobs(db, clock.System{}), make(chan time.Time)
			jobq.Handle(q, func(context.Context, jobq.Job[note]) error {
				begun <- time.Now()
				return nil
			}, jobq.Policy{})
			if err := q.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			defer func() { _ = q.Stop(context.Background()) }()
			var took []time.Duration
			for b.Loop() {
				err := db.InTx(b.Context(), func(tx *sqldb.Tx) error { return q.Enqueue(tx, note{"a"}) })
				if err != nil {
					b.Fatal(err)
				}
				committed := time.Now()
				took = append(took, (<-begun).Sub(committed))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
		})
	}
}

// BenchmarkWork works a queue of jobs that do nothing, with sixteen hands.
func BenchmarkWork(b *testing.B) {
	for name, db := range databases(b) {
		b.Run(name, func(b *testing.B) {
			q, left, over := newJobs(db, clock.System{}), atomic.Int64{}, make(chan struct{})
			q.Workers(jobq.General, 16)
			jobq.Handle(q, func(context.Context, jobq.Job[note]) error {
				if left.Add(-1) == 0 {
					close(over)
				}
				return nil
			}, jobq.Policy{})
			left.Store(int64(b.N))
			for from := 0; from < b.N; from += 1000 {
				err := db.InTx(b.Context(), func(tx *sqldb.Tx) error {
					for i := range min(1000, b.N-from) {
						if err := q.Enqueue(tx, note{fmt.Sprint(i)}); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			if err := q.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			<-over
			b.StopTimer()
			if err := q.Stop(context.Background()); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
