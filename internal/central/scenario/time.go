// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"context"
	"errors"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// A Time is how the movable clock stands.
type Time struct {
	Movable bool // false: it is the machine's, and nobody moves it
	Now     time.Time
	Frozen  bool
	Ahead   time.Duration // of the machine's clock
}

// A Shift moves the clock in one of these ways, or none, and may freeze it or let it go on.
type Shift struct {
	By      Pace
	To      time.Time // zero: not to an instant
	NextDay bool      // to the next business day
	In      Calendar  // whose business days count
	Freeze  bool
	Resume  bool
}

// furthest is how far the clock may be moved at once: a mistyped year would end every token, and nothing leads back.
const furthest = 10 * 366 * 24 * time.Hour

// Time tells how the clock stands.
func (r *Room) Time(_ context.Context, c identity.Caller) (Time, error) {
	if err := enter(c); err != nil {
		return Time{}, err
	}
	if r.Clock == nil {
		return Time{Now: r.DB.Clock().Now()}, nil
	}
	p := r.Clock.Position()
	t := Time{Movable: true, Now: r.Clock.Now(), Frozen: p.Frozen, Ahead: p.Ahead}
	if p.Frozen {
		t.Ahead = p.At.Sub(clock.System{}.Now())
	}
	return t, nil
}

// Shift moves the clock on, stopping on its way at every step of a scenario that is due, until it is done: what is played
// meanwhile carries the dates that it would have had.
func (r *Room) Shift(ctx context.Context, c identity.Caller, s Shift) (Time, error) {
	if err := enter(c); err != nil {
		return Time{}, err
	}
	if r.Clock == nil {
		return Time{}, (&fault.Fault{Kind: fault.Conflict, Msg: "This Partner Central runs by the machine's clock. Only a demo or a sandbox has one that can be moved."}).Telling(
			fault.State("clock-movable", "This Partner Central runs by the machine's clock.", "この Partner Central は、マシンの時刻で動作しています。",
				"Start a demo or a sandbox to move the time.", "時刻を変更するには、デモまたはサンドボックスを起動してください。"))
	}
	if s.Freeze && s.Resume {
		return Time{}, refuseShift("freeze", "cannot be frozen and let go at once", "Choose one of the two.", "凍結と再開のどちらか一方を指定してください。")
	}
	now := r.Clock.Now()
	to, err := s.target(now)
	if err != nil {
		return Time{}, err
	}
	if s.Freeze {
		r.Clock.Freeze()
	}
	if to.After(now) {
		if err := r.travel(ctx, to); err != nil {
			return Time{}, err
		}
	}
	if s.Resume {
		r.Clock.Resume()
	}
	if err := r.remember(ctx); err != nil {
		return Time{}, err
	}
	return r.Time(ctx, c)
}

// target is where a shift leads.
func (s Shift) target(now time.Time) (time.Time, error) {
	to, ways := now, 0
	for _, w := range []struct {
		wanted bool
		to     time.Time
	}{{s.By.N > 0, s.By.From(now, s.In)}, {!s.To.IsZero(), s.To}, {s.NextDay, s.In.NextDay(now)}} {
		if w.wanted {
			to, ways = w.to, ways+1
		}
	}
	switch {
	case ways > 1:
		return to, refuseShift("to", "is moved in one way at a time", "Give a span, an instant or the next business day.", "期間、日時、翌営業日のいずれか 1 つを指定してください。")
	case to.Before(now):
		return to, refuseShift("to", "goes forward only", "Give an instant after "+now.Format(time.RFC3339)+".", now.Format(time.RFC3339)+" より後の日時を指定してください。")
	case to.Sub(now) > furthest:
		return to, refuseShift("to", "moves by ten years at most", "Give a nearer instant.", "10 年以内の日時を指定してください。")
	}
	return to, nil
}

func refuseShift(field, what, fixEN, fixJA string) error {
	return fault.Malformed(catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: "clock-shift",
		Message: "The clock " + what + ".", MessageJA: "時計をこのように動かすことはできません。", FixEN: fixEN, FixJA: fixJA})
}

// stops is how often the clock stops on one way at most: a script cannot keep it from arriving.
const stops = 10_000

// travel moves the clock to an instant by way of all steps that are due until then.
func (r *Room) travel(ctx context.Context, to time.Time) error {
	for range stops {
		due, found, err := r.next(ctx, to)
		if err != nil {
			return err
		}
		if !found {
			break
		}
		if due.After(r.Clock.Now()) {
			if err := r.move(ctx, due); err != nil {
				return err
			}
		}
		if late, err := r.settle(ctx); err != nil || late {
			if err != nil {
				return err
			}
			break // it is done when its turn comes; the person who waits is not kept any longer
		}
	}
	return r.move(ctx, to)
}

func (r *Room) move(ctx context.Context, to time.Time) error {
	if err := r.Clock.Move(to); err != nil && !errors.Is(err, clock.ErrBack) { // it goes by itself meanwhile
		return err
	}
	return r.remember(ctx)
}

// How long a step that is due is waited for on the way, and how often it is looked at; both by the machine's clock.
const (
	patience = 5 * time.Second
	glance   = 5 * time.Millisecond
)

// settle waits until no step is due; late says that it took too long.
func (r *Room) settle(ctx context.Context) (late bool, err error) {
	machine := clock.System{}
	for end := machine.Now().Add(patience); machine.Now().Before(end); {
		_, found, err := r.next(ctx, r.Clock.Now())
		if err != nil || !found {
			return false, err
		}
		select {
		case <-machine.After(glance):
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	return true, nil
}

// remember stores how the clock stands.
func (r *Room) remember(ctx context.Context) error {
	p := r.Clock.Position()
	frozen, at := 0, int64(0)
	if p.Frozen {
		frozen, at = 1, sqldb.Micros(p.At)
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO scenario_clock (id, ahead_ns, frozen, frozen_us) VALUES (1, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET ahead_ns = excluded.ahead_ns, frozen = excluded.frozen, frozen_us = excluded.frozen_us`,
			int64(p.Ahead), frozen, at)
		return err
	})
}

// RestoreClock puts a clock where it stood when the database was last in use. It comes before everything that asks for the
// time.
func RestoreClock(ctx context.Context, db *sqldb.DB, c *clock.Movable) error {
	var ahead, at int64
	var frozen int
	err := db.Row(ctx, `SELECT ahead_ns, frozen, frozen_us FROM scenario_clock WHERE id = 1`).Scan(&ahead, &frozen, &at)
	if errors.Is(err, sqldb.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	p := clock.Position{Ahead: time.Duration(ahead), Frozen: frozen == 1}
	if p.Frozen {
		p.At = sqldb.Time(at)
	}
	c.Restore(p)
	return nil
}
