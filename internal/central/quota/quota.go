// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package quota holds callers to AWS's published rates: calls in any second, and calls in any 24 hours, for each account and
// operation, whichever catalog they are about.
//
// The second is kept in memory by each node. The day is kept in the database: a node takes calls in blocks, so that a call
// costs no write of its own, and what was taken and not used is given back. Nothing ever admits more than the quota; near the
// end of a day's quota up to a block per node may be refused too early. Source: reference 13.
package quota

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "quota", Files: files}
}

// A Rate is how often an account may call an operation.
type Rate struct {
	PerSecond int // calls in any second
	PerDay    int // calls in any 24 hours; 0: as many as the second allows
}

// Options are what the room is made of. The settings hold until somebody changes them while the program runs.
type Options struct {
	DB        *sqldb.DB
	Clock     clock.Clock
	On        bool
	Percent   int             // of the published rates; 0: 100
	Overrides map[string]Rate // by operation; instead of the published rate, whatever the percentage
}

// A Room admits calls.
type Room struct {
	db        *sqldb.DB
	clock     clock.Clock
	defaults  settings
	published map[string]Rate // of the Selling API

	current   atomic.Pointer[settings]
	refresh   sync.Mutex
	suspended atomic.Int32

	mu      sync.RWMutex
	windows map[subject]*window
	most    int // how many windows there may be before idle ones are looked for; 0: mostWindows
}

// A subject is whose calls are counted together.
type subject struct{ account, service, operation string }

// name is the subject's operation as the tables have it: the two APIs share names.
func (s subject) name() string { return s.service + "." + s.operation }

// New is the room.
func New(o Options) (*Room, error) {
	if o.Percent == 0 {
		o.Percent = 100
	}
	r := &Room{db: o.DB, clock: o.Clock, published: map[string]Rate{}, windows: map[subject]*window{},
		defaults: settings{on: o.On, percent: o.Percent, overrides: o.Overrides}}
	for _, op := range selling.Operations {
		r.published[op.Name] = Rate{PerSecond: op.PerSecond, PerDay: op.PerDay}
	}
	for operation, rate := range o.Overrides {
		if err := rate.check(operation); err != nil {
			return nil, fmt.Errorf("quotas: %w", err)
		}
	}
	return r, nil
}

// Rates that AWS does not publish, as those of the Account API. Source: reference 13, "others", inferred.
var (
	otherReads  = Rate{PerSecond: 10}
	otherWrites = Rate{PerSecond: 1}
)

// Published is AWS's rate of an operation of a service, which is known by its target prefix.
func (r *Room) Published(service, operation string) Rate {
	if rate, known := r.published[operation]; known && service == selling.Target {
		return rate
	}
	if strings.HasPrefix(operation, "Get") || strings.HasPrefix(operation, "List") {
		return otherReads
	}
	return otherWrites
}

// Admit lets a call pass or refuses it as Throttled. A refused call counts nowhere.
func (r *Room) Admit(ctx context.Context, account, service, operation string) error {
	if r.suspended.Load() > 0 {
		return nil
	}
	s := r.settings(ctx)
	if !s.on {
		return nil
	}
	who := subject{account, service, operation}
	rate := s.rate(operation, r.Published(service, operation))
	w := r.window(who)
	defer w.mu.Unlock()
	now := r.clock.Now() // under the lock, so that instants come in order
	if !w.roomInSecond(now, rate.PerSecond) {
		return throttled(operation, rate.PerSecond, "second", "PerSecond")
	}
	if rate.PerDay > 0 {
		left, err := r.takeOfDay(ctx, who, w, now, rate.PerDay, s.turn)
		if err != nil {
			return err
		}
		if !left {
			return throttled(operation, rate.PerDay, "24 hours", "PerDay")
		}
	}
	w.note(now)
	return nil
}

// throttled names the quota by operation and span in its reason: AWS publishes no codes of its quotas.
func throttled(operation string, n int, span, code string) error {
	return &fault.Fault{Kind: fault.Throttled, Reason: operation + code, Msg: fmt.Sprintf(
		"Rate exceeded: an account may call %s %d times in any %s. Wait and retry, with a longer wait each time.", operation, n, span)}
}

// mostWindows bounds what is remembered; past it, windows that nobody has used for a while are forgotten.
const mostWindows = 16384

// window is the subject's, locked.
func (r *Room) window(who subject) *window {
	for {
		r.mu.RLock()
		w := r.windows[who]
		r.mu.RUnlock()
		if w == nil {
			w = r.open(who)
		}
		w.mu.Lock()
		if !w.gone {
			return w
		}
		w.mu.Unlock() // forgotten between being found and being locked
	}
}

func (r *Room) open(who subject) *window {
	r.mu.Lock()
	defer r.mu.Unlock()
	if w := r.windows[who]; w != nil {
		return w
	}
	if len(r.windows) >= max(r.most, mostWindows) {
		r.forget()
		r.most = 2 * len(r.windows) // looking through all of them is worth it once they have doubled
	}
	w := newWindow()
	r.windows[who] = w
	return w
}

// forget drops windows that are idle.
func (r *Room) forget() {
	now := r.clock.Now()
	for who, w := range r.windows {
		if !w.mu.TryLock() {
			continue // in use
		}
		if w.idle(now) {
			w.gone = true
			delete(r.windows, who)
		}
		w.mu.Unlock()
	}
}

// Suspend admits everything until resume is called: while a program makes its own sample data.
func (r *Room) Suspend() (resume func()) {
	r.suspended.Add(1)
	return sync.OnceFunc(func() { r.suspended.Add(-1) })
}

// bucket is the span in which the calls of a day are counted together. A call counts until its bucket has wholly left the 24
// hours, so that a day's quota comes back up to one bucket late and never early.
const bucket = 15 * time.Minute

// blocks is into how many blocks a day's quota is divided: a node writes once a block, not once a call.
const blocks = 100

// takeOfDay takes one call from the block that the node holds, or takes a new block.
func (r *Room) takeOfDay(ctx context.Context, who subject, w *window, now time.Time, perDay, turn int) (bool, error) {
	start := now.Truncate(bucket)
	if w.block.start.Equal(start) && w.block.turn == turn {
		if w.block.left > 0 {
			w.block.left--
			return true, nil
		}
		if w.block.spent {
			return false, nil
		}
	}
	taken, err := r.reserve(ctx, who, w.block, start, perDay)
	if err != nil {
		return false, fmt.Errorf("take a block of %s: %w", who.name(), err)
	}
	w.block = block{start: start, turn: turn, left: taken, spent: taken == 0}
	if taken == 0 {
		return false, nil
	}
	w.block.left--
	return true, nil
}

// reserve gives back what is left of the old block, and takes one of the bucket that begins at start. It answers how many
// calls it got; 0: the day's quota is used up.
func (r *Room) reserve(ctx context.Context, who subject, old block, start time.Time, perDay int) (taken int, err error) {
	from := sqldb.Micros(start.Add(-24 * time.Hour))
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		taken = 0
		// The day's row is claimed, so that two nodes cannot both take the last block.
		if _, err := tx.Exec(`INSERT INTO quota_day (account_id, operation) VALUES (?, ?) ON CONFLICT (account_id, operation) DO NOTHING`,
			who.account, who.name()); err != nil {
			return err
		}
		var name string
		if err := tx.Row(`SELECT operation FROM quota_day WHERE account_id = ? AND operation = ?`+tx.Dialect().Lock, who.account, who.name()).Scan(&name); err != nil {
			return err
		}
		if old.left > 0 {
			if _, err := tx.Exec(`UPDATE quota_bucket SET calls = calls - ? WHERE account_id = ? AND operation = ? AND start_us = ?`,
				old.left, who.account, name, sqldb.Micros(old.start)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`DELETE FROM quota_bucket WHERE account_id = ? AND operation = ? AND start_us < ?`, who.account, name, from); err != nil {
			return err
		}
		// One bucket ahead counts too, for a clock that went back a little; what a turned clock left far ahead does not.
		var used int
		if err := tx.Row(`SELECT coalesce(sum(calls), 0) FROM quota_bucket WHERE account_id = ? AND operation = ? AND start_us <= ?`,
			who.account, name, sqldb.Micros(start.Add(bucket))).Scan(&used); err != nil {
			return err
		}
		take := min(perDay-used, max(1, perDay/blocks))
		if take <= 0 {
			return nil
		}
		_, err := tx.Exec(`INSERT INTO quota_bucket (account_id, operation, start_us, calls) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, operation, start_us) DO UPDATE SET calls = quota_bucket.calls + excluded.calls`,
			who.account, name, sqldb.Micros(start), take)
		taken = take
		return err
	})
	return taken, err
}
