// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/scenario"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// moving runs a test in a world whose clock can be moved, with its jobs at work.
func moving(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Movable, *sqldb.DB)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock, ...sqldb.Schema) *sqldb.DB{"SQLite": sqldbtest.SQLite, "PostgreSQL": sqldbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clk := &clock.Movable{}
			db := open(t, clk, centraltest.Schemas()...)
			w := centraltest.New(t, db, clk)
			if err := w.Jobs.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := w.Jobs.Stop(t.Context()); err != nil {
					t.Error(err)
				}
			})
			test(t, w, clk, db)
		})
	}
}

func TestMovingTheClockPlaysWhatIsDueOnItsOwnDay(t *testing.T) {
	t.Parallel()
	moving(t, func(t *testing.T, w *centraltest.World, clk *clock.Movable, db *sqldb.DB) {
		s, _ := scenario.ShippedAs("closed-lost-by-aws")
		if _, err := w.Scenarios.Start(t.Context(), w.Reviewer, []byte(s.Text)); err != nil {
			t.Fatal(err)
		}
		id := w.Submitted(w.A, aws)
		began := clk.Now()
		at, err := w.Scenarios.Shift(t.Context(), w.Reviewer, scenario.Shift{By: scenario.Pace{N: 60, Unit: "day"}})
		if err != nil {
			t.Fatal(err)
		}
		if d := at.Now.Sub(began); !at.Movable || d < 60*24*time.Hour || d > 60*24*time.Hour+time.Hour || at.Ahead < 59*24*time.Hour {
			t.Errorf("moved to %+v, %v on", at, d)
		}
		runs, _, err := w.Scenarios.Runs(t.Context(), w.Reviewer, scenario.Runs{})
		if err != nil || len(runs) != 1 {
			t.Fatalf("%v, %v", runs, err)
		}
		for i, step := range runs[0].Steps {
			if late := step.At.Sub(step.Due); step.State != scenario.Done || late < 0 || late > time.Hour {
				t.Errorf("step %d of %s is %s, %v after it was due: %s", i, id, step.State, late, step.Note)
			}
		}
		var again clock.Movable
		if err := scenario.RestoreClock(t.Context(), db, &again); err != nil || again.Now().Sub(clk.Now()).Abs() > time.Minute {
			t.Errorf("after a restart the clock shows %v, before it %v, %v", again.Now(), clk.Now(), err)
		}
	})
}

func TestTheClockIsFrozenAndLetGo(t *testing.T) {
	t.Parallel()
	moving(t, func(t *testing.T, w *centraltest.World, clk *clock.Movable, db *sqldb.DB) {
		shift := func(s scenario.Shift) scenario.Time {
			t.Helper()
			at, err := w.Scenarios.Shift(t.Context(), w.Reviewer, s)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		at := shift(scenario.Shift{Freeze: true})
		if !at.Frozen || !clk.Now().Equal(at.Now) {
			t.Errorf("frozen: %+v, and it is %v", at, clk.Now())
		}
		if next := shift(scenario.Shift{NextDay: true, In: "JP"}); !next.Frozen || next.Now.Hour() != 0 || !next.Now.After(at.Now) {
			t.Errorf("the next business day in Japan: %+v", next)
		}
		var again clock.Movable
		if err := scenario.RestoreClock(t.Context(), db, &again); err != nil || !again.Now().Equal(clk.Now()) {
			t.Errorf("after a restart the clock shows %v, before it %v, %v", again.Now(), clk.Now(), err)
		}
		if on := shift(scenario.Shift{Resume: true}); on.Frozen {
			t.Errorf("resumed: %+v", on)
		}
	})
}

func TestAShiftThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	moving(t, func(t *testing.T, w *centraltest.World, clk *clock.Movable, _ *sqldb.DB) {
		for name, s := range map[string]scenario.Shift{
			"back":        {To: clk.Now().Add(-time.Hour)},
			"two ways":    {To: clk.Now().Add(time.Hour), NextDay: true},
			"too far":     {To: clk.Now().AddDate(11, 0, 0)},
			"both states": {Freeze: true, Resume: true},
		} {
			before := clk.Position()
			if _, err := w.Scenarios.Shift(t.Context(), w.Reviewer, s); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
			if clk.Position() != before {
				t.Errorf("%s: the clock moved", name)
			}
		}
	})
}

func TestNobodyMovesTheMachinesClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		if _, err := w.Scenarios.Shift(t.Context(), w.Reviewer, scenario.Shift{Freeze: true}); !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		if at, err := w.Scenarios.Time(t.Context(), w.Reviewer); err != nil || at.Movable || !at.Now.Equal(w.clk.Now()) {
			t.Errorf("%+v, %v", at, err)
		}
	})
}
