// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cosell/internal/clock"
	"cosell/internal/connector/ledger"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// holds says whether calls keep a limit in every sliding window.
func holds(t interface{ Fatalf(string, ...any) }, calls []time.Time, limit ledger.Limit) {
	slices.SortFunc(calls, time.Time.Compare)
	for i, at := range calls {
		for window, most := range map[time.Duration]int{time.Second: limit.Second, 24 * time.Hour: limit.Day} {
			if i >= most && at.Sub(calls[i-most]) < window {
				t.Fatalf("%d calls within %s: from %s to %s", most+1, window, calls[i-most], at)
			}
		}
	}
}

func TestNoSlidingWindowIsEverBroken(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, schemas()...)
	accounts := 0
	rapid.Check(t, func(r *rapid.T) {
		accounts++
		account, l := fmt.Sprint(accounts), newLedger(t, db)
		limit := ledger.Limit{Kind: "write", Second: rapid.IntRange(1, 3).Draw(r, "a second"), Day: rapid.IntRange(10, 25).Draw(r, "a day")}
		var calls []time.Time
		for range rapid.IntRange(1, 120).Draw(r, "wishes") {
			if rapid.Bool().Draw(r, "restart") {
				l = newLedger(t, db)
			}
			step := rapid.SampledFrom([]time.Duration{0, 0, 100 * time.Millisecond, time.Second, 17 * time.Second, time.Minute, 5 * time.Hour}).Draw(r, "time passes")
			clk.Advance(step)
			class := rapid.SampledFrom([]ledger.Class{ledger.Human, ledger.Event, ledger.Backfill}).Draw(r, "class")
			at, wait, err := l.Reserve(t.Context(), account, limit, class, rapid.SampledFrom([]time.Duration{0, 3 * time.Second}).Draw(r, "patience"))
			if err != nil {
				r.Fatal(err)
			}
			if wait > 0 {
				continue
			}
			if at.Before(clk.Now()) {
				r.Fatalf("a turn in the past: %s, now is %s", at, clk.Now())
			}
			calls = append(calls, at)
		}
		holds(r, calls, limit)
	})
}

func TestAClockThatIsSetBackNeitherBreaksTheDayNorStopsTheCalls(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, schemas()...)
	l := newLedger(t, db)
	limit := ledger.Limit{Kind: "write", Second: 1, Day: 8}
	var calls []time.Time
	call := func() time.Duration {
		at, wait, err := l.Reserve(t.Context(), kaede, limit, ledger.Human, 2*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if wait == 0 {
			calls = append(calls, at)
		}
		return wait
	}
	for _, step := range []time.Duration{0, 26 * time.Hour, -time.Hour, -24 * time.Hour, 30 * time.Hour, -time.Hour} {
		clk.Advance(step)
		if wait := call(); wait > 0 {
			t.Errorf("after a step of %s a call waits %s", step, wait)
		}
		clk.Advance(5 * time.Second)
		call()
	}
	if wait := call(); wait < time.Minute {
		t.Errorf("one call more waits %s", wait)
	}
	holds(t, calls, ledger.Limit{Second: 1, Day: limit.Day})
}

func TestTheDayIsUsedAsFarAsItGoesAndOpensAgain(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, schemas()...)
	l := newLedger(t, db)
	limit := ledger.Limit{Kind: "write", Second: 1, Day: 50}
	var calls []time.Time
	end := clk.Now().Add(10 * 24 * time.Hour)
	for clk.Now().Before(end) {
		at, wait, err := l.Reserve(t.Context(), kaede, limit, ledger.Human, 0)
		if err != nil {
			t.Fatal(err)
		}
		if wait > 0 {
			clk.Advance(wait)
			continue
		}
		calls = append(calls, at)
		if len(calls)%7 == 0 {
			l = newLedger(t, db) // a restart forgets nothing
		}
	}
	holds(t, calls, limit)
	if len(calls) < 10*limit.Day*95/100 {
		t.Errorf("%d calls in ten days of %d: the quota is not used", len(calls), limit.Day)
	}
}

func TestPeopleAreServedWhenJobsHaveUsedUpTheirs(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, schemas()...)
	l := newLedger(t, db)
	limit := ledger.Limit{Kind: "write", Second: 1, Day: 20}
	used := func(class ledger.Class) (n int) {
		for {
			_, wait, err := l.Reserve(t.Context(), kaede, limit, class, 0)
			if err != nil {
				t.Fatal(err)
			}
			if wait > time.Minute {
				return n
			}
			if wait > 0 {
				clk.Advance(wait)
				continue
			}
			n++
		}
	}
	if b, e, h := used(ledger.Backfill), used(ledger.Event), used(ledger.Human); b != 16 || e != 2 || h != 2 {
		t.Errorf("backfill got %d, events %d more, people %d more; want 16, 2 and 2 of 20", b, e, h)
	}
}

func TestNodesShareOneQuota(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		limit := ledger.Limit{Kind: "write", Second: 1, Day: 40}
		var mu sync.Mutex
		var calls []time.Time
		var nodes sync.WaitGroup
		for range 4 {
			l := newLedger(t, db)
			nodes.Go(func() {
				for range 15 {
					at, wait, err := l.Reserve(t.Context(), kaede, limit, ledger.Human, time.Hour)
					if err != nil {
						t.Error(err)
						return
					}
					if wait == 0 {
						mu.Lock()
						calls = append(calls, at)
						mu.Unlock()
					}
				}
			})
		}
		nodes.Wait()
		holds(t, calls, limit)
		if len(calls) != limit.Day {
			t.Errorf("%d turns were given, want %d", len(calls), limit.Day)
		}
	}, schemas()...)
}

func TestTenantsAndKindsHaveQuotasOfTheirOwn(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), schemas()...)
	l := newLedger(t, db)
	for _, account := range []string{kaede, harbor} {
		for _, limit := range []ledger.Limit{ledger.Writes, ledger.Reads} {
			if _, wait, err := l.Reserve(t.Context(), account, limit, ledger.Event, 0); err != nil || wait > 0 {
				t.Errorf("%s of %s waits %s (%v)", limit.Kind, account, wait, err)
			}
		}
	}
	if _, wait, err := l.Reserve(t.Context(), kaede, ledger.Writes, ledger.Event, 0); err != nil || wait < time.Second {
		t.Errorf("a second write waits %s (%v)", wait, err)
	}
	inTx(t, db, func(tx *sqldb.Tx) error {
		u, err := l.Used(tx, kaede, ledger.Writes)
		if u.InDay != 1 || u.InSecond != 1 || u.Day != 10_000 {
			t.Errorf("the gauge shows %+v", u)
		}
		return err
	})
}

func TestWhileAWSDoesNotAnswerOneProbeGoesOut(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, schemas()...)
	l := newLedger(t, db)
	enter := func() (wait time.Duration) {
		inTx(t, db, func(tx *sqldb.Tx) (err error) {
			wait, err = l.Enter(tx, kaede)
			return err
		})
		return wait
	}
	last := time.Duration(0)
	for range 12 {
		var pause time.Duration
		inTx(t, db, func(tx *sqldb.Tx) (err error) {
			pause, err = l.Failed(tx, kaede, "down", "500")
			return err
		})
		if pause < last || pause > 5*time.Minute {
			t.Fatalf("a pause of %s after one of %s", pause, last)
		}
		last = pause
		if enter() == 0 {
			t.Fatal("somebody calls during the pause")
		}
		clk.Advance(pause)
		if enter() != 0 {
			t.Fatal("nobody probes after the pause")
		}
		if enter() == 0 {
			t.Fatal("two probe at once")
		}
	}
	inTx(t, db, func(tx *sqldb.Tx) error { return l.Succeeded(tx, kaede) })
	if enter() != 0 {
		t.Error("after a success somebody waits")
	}
}
