// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// The states of a step.
const (
	Planned = "planned" // until the step before is done
	Waiting = "waiting" // for its time
	Done    = "done"
	Refused = "refused" // Central would not have it; the note says why
	Dropped = "dropped" // the step before was refused, or the scenario was stopped
)

// A stepJob does one step of a run.
type stepJob struct {
	Run   int64 `json:"run"`
	Place int   `json:"place"`
}

// Kind names the job in the store; it stays.
func (stepJob) Kind() string { return "scenario.step" }

// attempts is how often a step is tried that fails for no reason of the trade.
const attempts = 10

// begin writes a run with all its steps, and has the first one done in time. What is due when counts from what began the
// scene: a step that could not be done in time does not delay the ones after it.
func (r *Room) begin(tx *sqldb.Tx, script *Script, scene *Scene, s subject) error {
	var run int64
	err := tx.Row(`INSERT INTO scenario_run (scenario, scene, account_id, catalog, number, entity, other_account, began_us)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, script.Name, scene.When, s.Account, s.Catalog, s.Number, s.entity, s.other, sqldb.Micros(tx.Now())).Scan(&run)
	if err != nil {
		return fmt.Errorf("begin scenario %s: %w", script.Name, err)
	}
	due := tx.Now()
	state := Waiting
	for place, step := range scene.Steps {
		given, err := json.Marshal(step.Given)
		if err != nil {
			return err
		}
		due = step.After.From(due, script.Calendar)
		_, err = tx.Exec(`INSERT INTO scenario_step (run, place, actor, action, given, due_us, state, done_us, note, note_ja)
			VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', '')`, run, place, step.As, step.Do, string(given), sqldb.Micros(due), state)
		if err != nil {
			return fmt.Errorf("begin scenario %s: %w", script.Name, err)
		}
		if place == 0 {
			if err := r.Jobs.Enqueue(tx, stepJob{run, 0}, jobq.At(due)); err != nil {
				return err
			}
			state = Planned
		}
	}
	return nil
}

// A line is a step as it is stored, with its record.
type line struct {
	stepJob
	subject
	actor  string
	action string
	given  Given
}

var (
	errOver = errors.New("the step is done, or nobody waits for it any more")
	errGone = errors.New("the scenario was written by a newer program: it names an actor or an action that this one does not know")
)

// load reads a step that waits; errOver says that it does not.
func (r *Room) load(ctx context.Context, job stepJob) (line, error) {
	l := line{stepJob: job}
	var given []byte
	var state string
	err := r.DB.Row(ctx, `SELECT r.account_id, r.catalog, r.number, r.entity, r.other_account, s.actor, s.action, s.given, s.state FROM scenario_step s
		JOIN scenario_run r ON r.id = s.run WHERE s.run = ? AND s.place = ?`, job.Run, job.Place).
		Scan(&l.Account, &l.Catalog, &l.Number, &l.entity, &l.other, &l.actor, &l.action, &given, &state)
	if errors.Is(err, sqldb.ErrNone) || err == nil && state != Waiting {
		return line{}, errOver
	}
	if err != nil {
		return line{}, err
	}
	return l, json.Unmarshal(given, &l.given)
}

// player is who does a step: one of AWS's people, the partner of the scene, or the other one. Nobody's account is empty.
func (r *Room) player(ctx context.Context, l line) (c identity.Caller, err error) {
	i := slices.IndexFunc(actors, func(a actor) bool { return a.id == l.actor })
	if i < 0 {
		return c, errGone
	}
	if actors[i].side == ofAWS {
		return r.actors[l.actor], nil
	}
	if !r.Partners {
		return c, notForPartners
	}
	c = identity.Caller{Account: l.Account, Principal: "scenario", System: true}
	if actors[i].side == ofOther {
		c.Account = l.other
	}
	if c.Account == "" || c.Account == identity.AWS {
		return identity.Caller{Account: identity.AWS}, nil // the action says what it lacks
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		c.Partner, err = identity.Of(tx, c.Account)
		return err
	})
	c.Name = c.Partner.Name
	return c, err
}

// play does a step. It is done once: that it is done is stored together with what it does.
func (r *Room) play(ctx context.Context, j jobq.Job[stepJob]) error {
	l, err := r.load(ctx, j.Args)
	if errors.Is(err, errOver) {
		return nil
	}
	if err != nil {
		return err
	}
	act := actionOf(l.action)
	who, err := r.player(ctx, l)
	if errors.Is(err, notForPartners) {
		return r.refuse(ctx, l, err)
	}
	if err != nil && !errors.Is(err, errGone) {
		return err
	}
	if act == nil || who.Account == "" {
		return r.refuse(ctx, l, errGone)
	}
	var m made
	if err = act.suits(l.subject); err == nil {
		m, err = act.do(ctx, r, part{job: l.stepJob, as: who, key: l.Key, entity: l.entity, given: l.given,
			finish: func(tx *sqldb.Tx, m made) error { return r.finish(tx, l.stepJob, m) }})
	}
	switch f := fault.Of(err); {
	case errors.Is(err, errOver):
		return nil
	case err == nil: // where nothing had to change, nothing has stored that it is done
		err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error { return r.finish(tx, l.stepJob, m) })
		if errors.Is(err, errOver) {
			return nil
		}
		return err
	case f.Kind == fault.Conflict && j.Attempt < attempts:
		return err // somebody was faster: it is decided anew
	case f.Kind == fault.Internal && j.Attempt < attempts || f.Kind == fault.Unavailable || f.Kind == fault.Throttled:
		return err
	}
	return r.refuse(ctx, l, err)
}

// made is what a step adds to what the scene is about; what is empty stays as it is.
type made struct {
	number int64 // of an opportunity
	entity string
	other  string
}

// note has the steps that follow find what a step has made.
func (m made) note(tx *sqldb.Tx, run int64) error {
	if m == (made{}) {
		return nil
	}
	_, err := tx.Exec(`UPDATE scenario_run SET number = CASE WHEN ? = 0 THEN number ELSE ? END, entity = CASE WHEN ? = '' THEN entity ELSE ? END,
		other_account = CASE WHEN ? = '' THEN other_account ELSE ? END WHERE id = ?`, m.number, m.number, m.entity, m.entity, m.other, m.other, run)
	return err
}

// finish marks a step as done and has the next one done in time.
func (r *Room) finish(tx *sqldb.Tx, job stepJob, m made) error {
	n, err := tx.Exec(`UPDATE scenario_step SET state = ?, done_us = ? WHERE run = ? AND place = ? AND state = ?`,
		Done, sqldb.Micros(tx.Now()), job.Run, job.Place, Waiting)
	if err != nil {
		return err
	}
	if n == 0 {
		return errOver
	}
	if err := m.note(tx, job.Run); err != nil {
		return err
	}
	var due int64
	err = tx.Row(`UPDATE scenario_step SET state = ? WHERE run = ? AND place = ? AND state = ? RETURNING due_us`,
		Waiting, job.Run, job.Place+1, Planned).Scan(&due)
	if errors.Is(err, sqldb.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.Jobs.Enqueue(tx, stepJob{job.Run, job.Place + 1}, jobq.At(sqldb.Time(due)))
}

// refuse ends a run: the step says why, those after it are dropped.
func (r *Room) refuse(ctx context.Context, l line, why error) error {
	note, noteJA := because(why)
	err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE scenario_step SET state = ?, done_us = ?, note = ?, note_ja = ? WHERE run = ? AND place = ? AND state = ?`,
			Refused, sqldb.Micros(tx.Now()), note, noteJA, l.Run, l.Place, Waiting)
		if err != nil || n == 0 {
			return err
		}
		return drop(tx, l.Run)
	})
	if err != nil {
		return err
	}
	if fault.Is(why, fault.Internal) {
		r.Log.ErrorContext(ctx, "a step of a scenario is given up", "run", l.Run, "action", l.action, "error", why)
	}
	return nil
}

func drop(tx *sqldb.Tx, run int64) error {
	_, err := tx.Exec(`UPDATE scenario_step SET state = ? WHERE run = ? AND state IN (?, ?)`, Dropped, run, Waiting, Planned)
	return err
}

// longest is how many characters of a reason are kept.
const longest = 2000

// because is why a step was refused, in both languages.
func because(why error) (en, ja string) {
	if errors.Is(why, errGone) {
		return "The scenario names an actor or an action that this program does not know. Start it again.",
			"このプログラムが対応していない担当者または操作がシナリオに含まれています。シナリオを開始し直してください。"
	}
	f := fault.Of(why)
	if len(f.Violations) == 0 {
		return cut(f.Msg), "この操作は実行できませんでした: " + cut(f.Msg)
	}
	var english, japanese []string
	for _, v := range f.Violations {
		english = append(english, strings.TrimSuffix(v.Message, ".")+". "+v.FixEN)
		japanese = append(japanese, v.MessageJA+v.FixJA)
	}
	return cut(strings.Join(english, " ")), cut(strings.Join(japanese, " "))
}

func cut(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest])
	}
	return s
}

// selectNext finds the step that is due first.
const selectNext = `SELECT due_us FROM scenario_step WHERE state = 'waiting' AND due_us <= ? ORDER BY due_us, run, place LIMIT 1`

// next is when the next step is due at or before until; false when none is.
func (r *Room) next(ctx context.Context, until time.Time) (due time.Time, found bool, err error) {
	var us int64
	err = r.DB.Row(ctx, selectNext, sqldb.Micros(until)).Scan(&us)
	if errors.Is(err, sqldb.ErrNone) {
		return due, false, nil
	}
	return sqldb.Time(us), err == nil, err
}
