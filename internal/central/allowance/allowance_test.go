// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package allowance_test

import (
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cosell/internal/central/allowance"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestAnAllowanceRollsOverAnyDay(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		mine := allowance.Allowance{Account: "1", Catalog: "AWS", Name: "invitation", Limit: 2}
		take := func(q allowance.Allowance, want bool) {
			t.Helper()
			var got bool
			if err := db.InTx(t.Context(), func(tx *sqldb.Tx) (err error) { got, err = q.Take(tx); return err }); err != nil || got != want {
				t.Errorf("%+v: %v %v, want %v", q, got, err, want)
			}
		}
		take(allowance.Allowance{}, false)
		take(mine, true)
		clk.Advance(23 * time.Hour)
		take(mine, true)
		take(mine, false)
		for _, other := range []allowance.Allowance{{"2", "AWS", "invitation", 1}, {"1", "Sandbox", "invitation", 1}, {"1", "AWS", "visibility", 1}} {
			take(other, true)
		}
		clk.Advance(time.Hour)
		take(mine, true)
		take(mine, false)
		clk.Advance(allowance.Window)
		if n, err := allowance.Prune(t.Context(), db); n != 5 || err != nil {
			t.Errorf("pruned %d, %v", n, err)
		}
		take(mine, true)
	}, allowance.Schema())
}

func TestWhatIsRolledBackCountsForNothing(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		one := allowance.Allowance{Account: "1", Catalog: "AWS", Name: "n", Limit: 1}
		refused := errors.New("refused")
		for range 3 {
			err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				if ok, err := one.Take(tx); !ok || err != nil {
					t.Errorf("%v %v", ok, err)
				}
				return refused
			})
			if !errors.Is(err, refused) {
				t.Fatal(err)
			}
		}
	}, allowance.Schema())
}

func TestTakersAtOnceDoNotPassTheLimit(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		q := allowance.Allowance{Account: "1", Catalog: "AWS", Name: "n", Limit: 3}
		var taken atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				var ok bool
				if err := db.InTx(t.Context(), func(tx *sqldb.Tx) (err error) { ok, err = q.Take(tx); return err }); err != nil {
					t.Error(err)
				}
				if ok {
					taken.Add(1)
				}
			})
		}
		all.Wait()
		if taken.Load() != 3 {
			t.Errorf("%d of 3 were taken", taken.Load())
		}
	}, allowance.Schema())
}

func TestTheJobKeepsItsName(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, allowance.Schema(), jobq.Schema())
	jobs := jobq.New(db, clk, slog.New(slog.DiscardHandler))
	allowance.Schedule(jobs, db)
	if got := jobs.Kinds(); !slices.Equal(got, []string{"allowance.prune {}"}) {
		t.Errorf("kinds %v: a stored job would not be found any more", got)
	}
}
