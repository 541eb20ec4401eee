// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"context"
	"errors"
	"strconv"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A Run is one scene, played on one record.
type Run struct {
	ID       int64
	Scenario string
	Scene    string          // the id of the trigger that began it
	Key      opportunity.Key // with the number 0 while there is no opportunity
	Entity   string          // identifier of an invitation or a connection, empty for none
	Began    time.Time
	Steps    []Played
}

// A Played is a step of a run: what is due when, what was done, what was refused and why.
type Played struct {
	Actor, Action string
	Due           time.Time
	State         string
	At            time.Time // when it was done or refused; zero before
	Note, NoteJA  string
}

// A Runs asks for a page of runs, the latest first.
type Runs struct {
	Scenario string // empty: of all
	Size     int
	Token    string
}

// mostRuns is the largest page.
const mostRuns = 100

// Runs lists what is played and was played.
func (r *Room) Runs(ctx context.Context, c identity.Caller, in Runs) (list []Run, next string, err error) {
	if err := enter(c); err != nil {
		return nil, "", err
	}
	if in.Size < 1 || in.Size > mostRuns {
		in.Size = 20
	}
	bound, last := "scenario runs of "+in.Scenario, int64(1<<62)
	if in.Token != "" {
		m, err := r.Tokens.Open(ctx, c.Account, bound, in.Token)
		if err != nil {
			return nil, "", err
		}
		if last, err = strconv.ParseInt(m.ID, 10, 64); err != nil {
			return nil, "", fault.Missing()
		}
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if list, err = runs(tx, in.Scenario, last, in.Size+1); err != nil {
			return err
		}
		for i := range list[:min(len(list), in.Size)] {
			if list[i].Steps, err = steps(tx, list[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(list) <= in.Size {
		return list, "", err
	}
	list = list[:in.Size]
	next, err = r.Tokens.Seal(ctx, c.Account, bound, page.Mark{ID: strconv.FormatInt(list[in.Size-1].ID, 10)})
	return list, next, err
}

const (
	selectRuns   = `SELECT id, scenario, scene, account_id, catalog, number, entity, began_us FROM scenario_run WHERE id < ? ORDER BY id DESC LIMIT ?`
	selectRunsOf = `SELECT id, scenario, scene, account_id, catalog, number, entity, began_us FROM scenario_run WHERE scenario = ? AND id < ? ORDER BY id DESC LIMIT ?`
)

func runs(tx *sqldb.Tx, scenario string, before int64, n int) (list []Run, err error) {
	query, args := selectRuns, []any{before, n}
	if scenario != "" {
		query, args = selectRunsOf, []any{scenario, before, n}
	}
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var run Run
		var began int64
		if err := rows.Scan(&run.ID, &run.Scenario, &run.Scene, &run.Key.Account, &run.Key.Catalog, &run.Key.Number, &run.Entity, &began); err != nil {
			return nil, err
		}
		run.Began = sqldb.Time(began)
		list = append(list, run)
	}
	return list, rows.Err()
}

func steps(tx *sqldb.Tx, run int64) (list []Played, err error) {
	rows, err := tx.Query(`SELECT actor, action, due_us, state, done_us, note, note_ja FROM scenario_step WHERE run = ? ORDER BY place`, run)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p Played
		var due, at int64
		if err := rows.Scan(&p.Actor, &p.Action, &due, &p.State, &at, &p.Note, &p.NoteJA); err != nil {
			return nil, err
		}
		p.Due = sqldb.Time(due)
		if at != 0 {
			p.At = sqldb.Time(at)
		}
		list = append(list, p)
	}
	return list, rows.Err()
}
