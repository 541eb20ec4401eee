// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A stage remembers the scenarios that were started, compiled. Each transaction reads which state of them it sees;
// versions are drawn by chance, so that those of a transaction that was undone stand under no version of others.
type stage struct {
	mu      sync.Mutex
	version int64
	scripts []Script
}

// playing are the scenarios that take records, those first that were started last; the standing ones come after them.
func (r *Room) playing(tx *sqldb.Tx) ([]Script, error) {
	var version int64
	err := tx.Row(`SELECT version FROM scenario_set WHERE id = 1`).Scan(&version)
	if errors.Is(err, sqldb.ErrNone) {
		return r.standing, nil
	}
	if err != nil {
		return nil, err
	}
	r.stage.mu.Lock()
	defer r.stage.mu.Unlock()
	if r.stage.version == version {
		return r.stage.scripts, nil
	}
	started, err := r.started(tx)
	if err != nil {
		return nil, err
	}
	scripts := make([]Script, 0, len(started)+len(r.standing))
	for _, s := range started {
		if len(s.Script.Scenes) > 0 {
			scripts = append(scripts, s.Script)
		}
	}
	r.stage.version, r.stage.scripts = version, append(scripts, r.standing...)
	return r.stage.scripts, nil
}

// A Started is a scenario that takes records.
type Started struct {
	Script Script
	At     time.Time
	By     string
	Fault  string // why it cannot be played: a newer program has written it
}

// started reads what was started, the latest first.
func (r *Room) started(tx *sqldb.Tx) (list []Started, err error) {
	rows, err := tx.Query(`SELECT name, text, started_us, started_by FROM scenario ORDER BY turn DESC`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s Started
		var name, text string
		var at int64
		if err := rows.Scan(&name, &text, &at, &s.By); err != nil {
			return nil, err
		}
		var problems []Problem
		if s.Script, problems = Parse([]byte(text)); len(problems) > 0 {
			s.Script, s.Fault = Script{Name: name, Text: text}, problems[0].String()
			r.Log.Error("a scenario is passed over: it cannot be read", "scenario", name, "error", s.Fault)
		}
		s.At = sqldb.Time(at)
		list = append(list, s)
	}
	return list, rows.Err()
}

// Started lists the scenarios that take records, in the order in which they are asked.
func (r *Room) Started(ctx context.Context, c identity.Caller) (list []Started, err error) {
	if err := enter(c); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		list, err = r.started(tx)
		return err
	})
	for _, s := range r.standing {
		list = append(list, Started{Script: s, By: "settings"})
	}
	return list, err
}

// Start has a scenario take records from now on, before all that were started earlier. One of the same name is replaced;
// what it has begun goes on as it began.
func (r *Room) Start(ctx context.Context, c identity.Caller, text []byte) (Script, error) {
	if err := enter(c); err != nil {
		return Script{}, err
	}
	s, problems := Parse(text)
	if len(problems) > 0 {
		return Script{}, fault.Malformed(violations(problems)...)
	}
	if !r.Partners && s.playsPartners() {
		return Script{}, notForPartners
	}
	partners, err := r.Desk.Partners(ctx, c)
	if err != nil {
		return Script{}, err
	}
	return s, r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := renew(tx); err != nil { // first, since it also makes two at once wait for each other
			return err
		}
		if err := strike(tx, s.Name); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO scenario (name, turn, text, met, started_us, started_by)
			SELECT ?, COALESCE(MAX(turn), 0) + 1, ?, 0, ?, ? FROM scenario`, s.Name, s.Text, sqldb.Micros(tx.Now()), c.Name)
		if err != nil {
			return err
		}
		return r.open(tx, &s, partners)
	})
}

var notForPartners = fault.Denied("Scenarios act for partners in a demo or a sandbox only. Leave the steps of partners out.")

// playsPartners says whether a script acts for a partner.
func (s *Script) playsPartners() bool {
	return slices.ContainsFunc(s.Scenes, func(c Scene) bool {
		return slices.ContainsFunc(c.Steps, func(st Step) bool { return st.As == partner || st.As == other })
	})
}

// Stop has a scenario take no more records, and drops the steps of it that still wait.
func (r *Room) Stop(ctx context.Context, c identity.Caller, name string) error {
	if err := enter(c); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := renew(tx); err != nil {
			return err
		}
		n, err := tx.Exec(`DELETE FROM scenario WHERE name = ?`, name)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing()
		}
		if err := strike(tx, name); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE scenario_step SET state = ? WHERE state IN ('waiting', 'planned') AND run IN (SELECT id FROM scenario_run WHERE scenario = ?)`,
			Dropped, name)
		return err
	})
}

func strike(tx *sqldb.Tx, name string) error {
	for _, query := range []string{`DELETE FROM scenario WHERE name = ?`, `DELETE FROM scenario_cast WHERE scenario = ?`} {
		if _, err := tx.Exec(query, name); err != nil {
			return err
		}
	}
	return nil
}

// renew tells every node that what was started is another now.
func renew(tx *sqldb.Tx) error {
	var chance [8]byte
	_, _ = rand.Read(chance[:]) // never fails: crypto/rand ends the process instead
	version := int64(binary.BigEndian.Uint64(chance[:])>>1) | 1
	_, err := tx.Exec(`INSERT INTO scenario_set (id, version) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version`, version)
	if err != nil {
		return fmt.Errorf("mark the scenarios as changed: %w", err)
	}
	return nil
}

// casts says whether a scenario takes a record that it is about: where it takes every nth, the record is counted when it is
// first met, and stays in or out from then on.
func (s *Script) casts(tx *sqldb.Tx, who subject) (bool, error) {
	if s.For.Every < 2 {
		return true, nil
	}
	var taken int
	err := tx.Row(`SELECT taken FROM scenario_cast WHERE scenario = ? AND account_id = ? AND catalog = ? AND number = ? AND entity = ?`,
		s.Name, who.Account, who.Catalog, who.Number, who.mark()).Scan(&taken)
	if !errors.Is(err, sqldb.ErrNone) {
		return taken == 1, err
	}
	var met int64
	err = tx.Row(`UPDATE scenario SET met = met + 1 WHERE name = ? RETURNING met`, s.Name).Scan(&met)
	if err != nil {
		return false, fmt.Errorf("count the records of scenario %s: %w", s.Name, err)
	}
	if met%int64(s.For.Every) == 0 {
		taken = 1
	}
	_, err = tx.Exec(`INSERT INTO scenario_cast (scenario, account_id, catalog, number, entity, taken) VALUES (?, ?, ?, ?, ?, ?)`,
		s.Name, who.Account, who.Catalog, who.Number, who.mark(), taken)
	return taken == 1, err
}

// violations are problems as fields of a request are told: by line.
func violations(problems []Problem) []catalogue.Violation {
	all := make([]catalogue.Violation, len(problems))
	for i, p := range problems {
		at, of := fmt.Sprintf("text[%d]", p.Line), "scenario-readable"
		if p.Rule != "" {
			of = p.Rule
		}
		all[i] = catalogue.Violation{Field: "text", Path: at, At: at, Code: catalogue.InvalidValue, Rule: of,
			Message: fmt.Sprintf("Line %d: %s", p.Line, p.What), MessageJA: fmt.Sprintf("%d 行目: %s", p.Line, p.WhatJA), FixEN: p.Fix, FixJA: p.FixJA}
	}
	return slices.Clip(all)
}
