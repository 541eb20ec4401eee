// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// The actions of a history.
const (
	ActionCreate       = "create"
	ActionUpdate       = "update"
	ActionSubmit       = "submit"
	ActionOpen         = "open"
	ActionApprove      = "approve"
	ActionAsk          = "ask"
	ActionReject       = "reject"
	ActionAssociate    = "associate"
	ActionDisassociate = "disassociate"
	ActionAssign       = "assign"
	ActionAWS          = "aws"
)

// A Change is one value that became another. The path names list elements by their place: Customer.Contacts[0].Email.
type Change struct {
	Path   string `json:"path"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// An Actor is who did something.
type Actor struct {
	Name     string
	Kind     string // partner, aws, system or api
	Proposer string // name of who proposed it, where the actor approved a proposal
}

// An Entry is one line of a record's history.
type Entry struct {
	Version int64
	AtUs    int64
	Actor   Actor
	Action  string
	Comment string
	Stage   string
	Changes []Change
}

// A line is an entry on its way into the store.
type line struct {
	action, comment    string
	kind, actor, named string
	proposer           string
	changes, sensitive []byte // sensitive is sealed, nil for none
}

// line works out what a step changes. Values that the catalogue calls sensitive are sealed.
func (r *Room) line(ctx context.Context, c identity.Caller, before *Record, s step) (line, error) {
	l := line{action: s.action, comment: s.comment, kind: c.Kind(), actor: c.Principal, named: c.Name, proposer: c.Proposer}
	var err error
	if before == nil { // the record itself tells the rest
		l.changes, err = json.Marshal([]Change{{reviewPath, nil, s.after.Review()}, {stagePath, nil, s.after.Stage()}})
		return l, err
	}
	open, closed := split(append(differences(before.Doc, s.after.Doc), s.beside...))
	if l.changes, err = json.Marshal(open); err != nil {
		return line{}, err
	}
	if len(closed) == 0 {
		return l, nil
	}
	plain, err := json.Marshal(closed)
	if err != nil {
		return line{}, err
	}
	l.sensitive, err = r.Box.Seal(ctx, s.after.Account, s.after.historyPlace(before.Version+1), plain)
	return l, err
}

func (k Key) historyPlace(version int64) string {
	return k.place("opportunity_history.sensitive") + "/" + strconv.FormatInt(version, 10)
}

func (l line) insert(tx *sqldb.Tx, after *Record) error {
	var sensitive any
	if l.sensitive != nil {
		sensitive = l.sensitive
	}
	tx.About(after.Account, after.ARN())
	_, err := tx.Exec(`INSERT INTO opportunity_history (account_id, catalog, number, version, at_us, action, actor_kind, actor,
		actor_name, proposer, comment, stage, changes, sensitive) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		after.Account, after.Catalog, after.Number, after.Version, sqldb.Micros(tx.Now()), l.action, l.kind, l.actor, l.named,
		l.proposer, l.comment, after.Stage(), string(l.changes), sensitive)
	return err
}

// differences are the values in which two documents differ, each at its own place.
func differences(before, after doc.Doc) []Change {
	found := []Change{}
	for _, path := range doc.Diff(before, after) {
		if strings.HasPrefix(path, catalogue.PathNextStepsHistory) {
			continue // it repeats the next steps
		}
		if !strings.Contains(path, "[]") {
			found = append(found, Change{path, doc.Get(before, path), doc.Get(after, path)})
			continue
		}
		found = append(found, within(before, after, path)...)
	}
	return found
}

// within compares the values that a path with lists names in both documents.
func within(before, after doc.Doc, path string) []Change {
	at := map[string]*Change{}
	var order []string
	change := func(where string) *Change {
		if at[where] == nil {
			at[where] = &Change{Path: where}
			order = append(order, where)
		}
		return at[where]
	}
	doc.Each(before, path, func(where string, v any) { change(where).Before = v })
	doc.Each(after, path, func(where string, v any) { change(where).After = v })
	found := make([]Change, 0, len(order))
	for _, where := range order {
		if c := at[where]; !doc.Equal(doc.Doc{"v": c.Before}, doc.Doc{"v": c.After}) {
			found = append(found, *c)
		}
	}
	return found
}

// split parts changes by whether the catalogue calls the field sensitive.
func split(all []Change) (open, closed []Change) {
	open = []Change{}
	for _, c := range all {
		if strings.HasPrefix(c.Path, contactsPath) || catalogue.Opportunity.Sensitive(doc.Row(c.Path)) {
			closed = append(closed, c)
		} else {
			open = append(open, c)
		}
	}
	return open, closed
}

// historyPage is how many entries a page of history has.
const historyPage = 50

// History is a page of what happened to a record, newest first. until is the version from which on older entries are
// asked for, 0 for the newest; next is that of the following page, 0 at the end.
func (r *Room) History(ctx context.Context, c identity.Caller, catalog, id string, until int64) (entries []Entry, next int64, err error) {
	if err := r.enter(c, catalog); err != nil {
		return nil, 0, err
	}
	k, err := key(c, catalog, id)
	if err != nil {
		return nil, 0, err
	}
	rec, err := r.load(ctx, k)
	if err != nil {
		return nil, 0, err
	}
	if err := mayTouch(c, rec); err != nil {
		return nil, 0, err
	}
	if entries, next, err = r.EntriesOf(ctx, k, until); err != nil {
		return nil, 0, err
	}
	side, err := r.SideOf(ctx, k)
	disclose(entries, side)
	return entries, next, err
}

// EntriesOf is History without asking who wants to know; for rooms that have asked.
func (r *Room) EntriesOf(ctx context.Context, k Key, until int64) (entries []Entry, next int64, err error) {
	if until <= 0 {
		until = 1<<63 - 1
	}
	type stored struct {
		Entry
		changes   string
		sensitive []byte
	}
	var found []stored
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		found = nil
		rows, err := tx.Query(`SELECT version, at_us, action, actor_kind, actor_name, proposer, comment, stage, changes, sensitive
			FROM opportunity_history WHERE account_id = ? AND catalog = ? AND number = ? AND version <= ?
			ORDER BY version DESC LIMIT ?`, k.Account, k.Catalog, k.Number, until, historyPage+1)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var e stored
			if err := rows.Scan(&e.Version, &e.AtUs, &e.Action, &e.Actor.Kind, &e.Actor.Name, &e.Actor.Proposer, &e.Comment, &e.Stage,
				&e.changes, &e.sensitive); err != nil {
				return err
			}
			found = append(found, e)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, 0, err
	}
	if len(found) > historyPage {
		next = found[historyPage].Version
		found = found[:historyPage]
	}
	for _, e := range found {
		if e.Changes, err = r.changes(ctx, k, e.Version, e.changes, e.sensitive); err != nil {
			return nil, 0, err
		}
		entries = append(entries, e.Entry)
	}
	return entries, next, nil
}

// changes reads the changes of an entry, the sealed ones too.
func (r *Room) changes(ctx context.Context, k Key, version int64, open string, sealed []byte) (all []Change, err error) {
	if err := json.Unmarshal([]byte(open), &all); err != nil {
		return nil, fmt.Errorf("history of %s: %w", k.ID(), err)
	}
	if sealed == nil {
		return all, nil
	}
	plain, err := r.Box.Open(ctx, k.Account, k.historyPlace(version), sealed)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", k.ID(), err)
	}
	var closed []Change
	if err := json.Unmarshal(plain, &closed); err != nil {
		return nil, fmt.Errorf("history of %s: %w", k.ID(), err)
	}
	return append(all, closed...), nil
}

// StagesPassed are the stages that a record has been in, in order, the current one last.
func (r *Room) StagesPassed(ctx context.Context, k Key) (passed []string, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		passed = nil
		rows, err := tx.Query(`SELECT stage FROM opportunity_history WHERE account_id = ? AND catalog = ? AND number = ?
			ORDER BY version`, k.Account, k.Catalog, k.Number)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var stage string
			if err := rows.Scan(&stage); err != nil {
				return err
			}
			if len(passed) == 0 || passed[len(passed)-1] != stage {
				passed = append(passed, stage)
			}
		}
		return rows.Err()
	})
	return passed, err
}

// LastByProgram is the latest change of a record that came over the API, as a connector or another program makes it; found is
// false where none did.
func (r *Room) LastByProgram(ctx context.Context, k Key) (e Entry, found bool, err error) {
	err = r.DB.Row(ctx, `SELECT version, at_us, actor_kind, actor_name, action FROM opportunity_history
		WHERE account_id = ? AND catalog = ? AND number = ? AND actor_kind = 'api' ORDER BY version DESC LIMIT 1`,
		k.Account, k.Catalog, k.Number).Scan(&e.Version, &e.AtUs, &e.Actor.Kind, &e.Actor.Name, &e.Action)
	if errors.Is(err, sqldb.ErrNone) {
		return Entry{}, false, nil
	}
	return e, err == nil, err
}
