// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package quirk

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's table.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "quirk", Files: files}
}

// Options are what the room works with.
type Options struct {
	DB    *sqldb.DB
	Clock clock.Clock // the machine's: clients wait by it
	Log   *slog.Logger
	Bus   *event.Bus

	// Account says who calls an operation.
	Account func(ctx context.Context) string
	// Review is the review status of a record; empty for one that is not there.
	Review func(ctx context.Context, account, catalog, id string) (string, error)
	// Draw is a number from 0 to 99, by chance; nil: a fair one.
	Draw func() int
}

// A Room knows which quirks are on.
type Room struct {
	Options
	mu   sync.Mutex
	on   map[string]values // nil: not read yet
	read time.Time
	born map[birth]time.Time // opportunities that reads do not see yet, and until when
}

// A birth names a new opportunity.
type birth struct{ account, catalog, id string }

// New is the room. It has the bus ask how often an event is published.
func New(o Options) *Room {
	r := &Room{Options: o, born: map[birth]time.Time{}}
	if r.Draw == nil {
		r.Draw = func() int { return rand.IntN(100) } //nolint:gosec // no secret hangs on it
	}
	o.Bus.Repeat(r.copies)
	return r
}

func (r *Room) copies(e event.Event) int {
	// A decision is being stored meanwhile: what is remembered has to do.
	r.mu.Lock()
	v, on := r.on[DuplicateEvents]
	r.mu.Unlock()
	if !on || v["types"] != "all" && v["types"] != e.DetailType {
		return 1
	}
	return v.number("copies")
}

// fresh is how long a node goes by what it has read: another node may have been told something else.
const fresh = time.Second

// all are the quirks that are on. When they cannot be read, those that were on are.
func (r *Room) all(ctx context.Context) map[string]values {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Clock.Now()
	if r.on != nil && now.Sub(r.read).Abs() < fresh {
		return r.on
	}
	on, err := r.load(ctx)
	if err != nil {
		r.Log.ErrorContext(ctx, "the quirks cannot be read", "error", err)
		return r.on
	}
	r.on, r.read = on, now
	return on
}

// Load reads which quirks are on: at the start, and when that has changed.
func (r *Room) Load(ctx context.Context) error {
	on, err := r.load(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on, r.read = on, r.Clock.Now()
	return nil
}

func (r *Room) load(ctx context.Context) (on map[string]values, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		on = map[string]values{}
		rows, err := tx.Query(`SELECT id, parameters FROM quirk`)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var id string
			var text []byte
			if err := rows.Scan(&id, &text); err != nil {
				return err
			}
			given := values{}
			if err := json.Unmarshal(text, &given); err != nil {
				return err
			}
			on[id] = given
		}
		return rows.Err()
	})
	return on, err
}

// A State is a quirk as it stands.
type State struct {
	Quirk
	On     bool
	Values map[string]string // of all parameters: as set, else their defaults
}

// List tells how all quirks stand.
func (r *Room) List(ctx context.Context, c identity.Caller) ([]State, error) {
	if err := enter(c); err != nil {
		return nil, err
	}
	on, err := r.load(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]State, len(quirks))
	for i, q := range quirks {
		v, is := on[q.ID]
		list[i] = State{Quirk: q, On: is, Values: q.whole(v)}
	}
	return list, nil
}

func enter(c identity.Caller) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk changes how AWS behaves.")
	}
	return nil
}

// unknown refuses a quirk that there is not, and names those that there are.
func unknown(id string) error {
	var ids []string
	for _, q := range quirks {
		ids = append(ids, q.ID)
	}
	all := strings.Join(ids, ", ")
	return fault.Malformed(catalogue.Violation{
		Field: "id", Path: "id", At: "id", Code: catalogue.InvalidEnumValue, Rule: "quirk-unknown", Value: id,
		Message: fmt.Sprintf("There is no quirk %q.", id), MessageJA: fmt.Sprintf("%q という動作はありません。", id),
		FixEN: "Choose one of " + all + ".", FixJA: all + " から選択してください。",
	})
}

// whole are all parameters, those that are not given at their defaults.
func (q *Quirk) whole(given values) values {
	v := values{}
	for _, p := range q.Parameters {
		v[p.Name] = p.Default
		if set, is := given[p.Name]; is {
			v[p.Name] = set
		}
	}
	return v
}

// Turn turns a quirk on, with parameters that replace the earlier ones, or off.
func (r *Room) Turn(ctx context.Context, c identity.Caller, id string, on bool, given map[string]string) (State, error) {
	if err := enter(c); err != nil {
		return State{}, err
	}
	q := quirkOf(id)
	if q == nil {
		return State{}, unknown(id)
	}
	if broken := q.check(given); len(broken) > 0 {
		return State{}, fault.Malformed(broken...)
	}
	v := q.whole(given)
	text, err := json.Marshal(v)
	if err != nil {
		return State{}, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if !on {
			_, err := tx.Exec(`DELETE FROM quirk WHERE id = ?`, id)
			return err
		}
		_, err := tx.Exec(`INSERT INTO quirk (id, parameters, since_us, by_name) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET parameters = excluded.parameters, since_us = excluded.since_us, by_name = excluded.by_name`,
			id, string(text), sqldb.Micros(tx.Now()), c.Name)
		return err
	})
	if err != nil {
		return State{}, err
	}
	return State{Quirk: *q, On: on, Values: v}, r.Load(ctx)
}

func (q *Quirk) check(given map[string]string) (broken []catalogue.Violation) {
	var names []string
	for _, p := range q.Parameters {
		names = append(names, p.Name)
		if v, set := given[p.Name]; set && !p.takes(v) {
			at := "parameters." + p.Name
			broken = append(broken, catalogue.Violation{Field: at, Path: at, At: at, Code: catalogue.InvalidValue, Rule: "quirk-parameter", Value: catalogue.Shown(v, false),
				Message: p.Name + " is not " + p.Rule, MessageJA: p.Name + " の値が正しくありません。", FixEN: "Give " + p.Rule + ".", FixJA: p.RuleJA + "を指定してください。"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(names, name) {
			at := "parameters." + name
			broken = append(broken, catalogue.Violation{Field: at, Path: at, At: at, Code: catalogue.InvalidValue, Rule: "quirk-parameter",
				Message: q.ID + " has no parameter " + name, MessageJA: q.ID + " にパラメーター " + name + " はありません。",
				FixEN: "Leave it out.", FixJA: "削除してください。"})
		}
	}
	return broken
}
