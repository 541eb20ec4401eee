// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package listview keeps how people look at their lists: the views that everybody has, those that they save, give away and
// share, the one that a list opens with, and the columns that they want to see.
//
// A view is filters, a sort and columns. Its days may move with the calendar, so that "closing this month" is always this
// month; all days are UTC's, the same for all colleagues.
package listview

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
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
	return sqldb.Schema{Room: "listview", Files: files}
}

// A Kind is the list that a view is of.
type Kind string

// The lists that have views.
const (
	Opportunities Kind = "opportunities"
	Leads         Kind = "leads"
)

// A Check holds filters and sort of a view against what its list offers the caller.
type Check func(c identity.Caller, filters []opportunity.Filter, sort string) error

// Options are what the room works with. All is needed.
type Options struct {
	DB       *sqldb.DB
	Checks   map[Kind]Check
	Identity *identity.Room
}

// A Room keeps views.
type Room struct{ Options }

// New is the room.
func New(o Options) *Room { return &Room{o} }

// A View is one way of looking at a list.
type View struct {
	ID        string
	Kind      Kind
	Preset    bool // everybody has it; its name is a matter of language
	Waiting   bool // it lists what waits for an answer, which are no records yet
	Name      string
	Filters   []opportunity.Filter
	Sort      string
	Desc      bool
	Columns   []string // in order; none: as the list has them
	Shared    bool     // with all colleagues
	Owner     string   // principal
	OwnerName string
	Version   int64
	Modified  time.Time
	Mine      bool
	May       May
}

// May is what the caller may do with a view.
type May struct{ Update, Delete, Transfer bool }

// A Draft is what somebody saves as a view.
type Draft struct {
	Name    string
	Filters []opportunity.Filter
	Sort    string
	Desc    bool
	Columns []string
	Shared  bool
}

// enter lets people in who work with the list.
func (r *Room) enter(c identity.Caller, kind Kind) error {
	if !c.UsesACE() || c.Role == "" {
		return fault.Denied("Your role does not work with list views.")
	}
	if r.Checks[kind] == nil {
		return fault.Malformed(unknownList(string(kind)))
	}
	return nil
}

// leads says whether the caller looks after the views of colleagues as well: somebody may have left.
func leads(c identity.Caller) bool {
	return c.Role == identity.AllianceLead || c.Role == identity.AllianceTeam
}

// may is what a caller may do with a view that it sees.
func (v *View) may(c identity.Caller) May {
	mine := v.Owner == c.Principal
	return May{Update: mine, Delete: mine || leads(c), Transfer: mine || leads(c)}
}

const viewColumns = `id, kind, owner, owner_name, name, filters, sort, falling, columns, shared, version, modified_us`

func (v *View) scan(c identity.Caller, scan func(...any) error) error {
	var filters, columns []byte
	var falling, shared int
	var modified int64
	if err := scan(&v.ID, &v.Kind, &v.Owner, &v.OwnerName, &v.Name, &filters, &v.Sort, &falling, &columns, &shared, &v.Version, &modified); err != nil {
		return err
	}
	v.Desc, v.Shared, v.Modified, v.Mine = falling == 1, shared == 1, sqldb.Time(modified), v.Owner == c.Principal
	v.May = v.may(c)
	return errors.Join(json.Unmarshal(filters, &v.Filters), json.Unmarshal(columns, &v.Columns))
}

// find reads a view that the caller sees: its own, or one that is shared. Others do not exist for it.
func find(tx *sqldb.Tx, c identity.Caller, id string) (*View, error) {
	v := &View{}
	err := v.scan(c, tx.Row(`SELECT `+viewColumns+` FROM list_view WHERE account_id = ? AND id = ?`, c.Account, id).Scan)
	if errors.Is(err, sqldb.ErrNone) || err == nil && !v.Mine && !v.Shared {
		return nil, fault.Missing()
	}
	return v, err
}

// A Shelf is the views of a list, and how the caller wants to see it.
type Shelf struct {
	Views   []View
	Default string          // id of the view that the list opens with; empty: the first
	Display json.RawMessage // columns and the like, as the page has sent them; null for none
}

// All are the presets of a list, the caller's own views and those that colleagues share.
func (r *Room) All(ctx context.Context, c identity.Caller, kind Kind) (s Shelf, err error) {
	if err := r.enter(c, kind); err != nil {
		return s, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		s = Shelf{Views: presets(kind), Display: json.RawMessage("null")}
		own, err := list(tx, c, `owner = ?`, kind, c.Principal)
		if err != nil {
			return err
		}
		shared, err := list(tx, c, `shared = 1 AND owner <> ?`, kind, c.Principal)
		if err != nil {
			return err
		}
		s.Views = append(append(s.Views, own...), shared...)
		var display []byte
		err = tx.Row(`SELECT view, display FROM list_preference WHERE account_id = ? AND principal = ? AND kind = ?`, c.Account, c.Principal, kind).
			Scan(&s.Default, &display)
		if errors.Is(err, sqldb.ErrNone) {
			return nil
		}
		s.Display = display
		return err
	})
	return s, err
}

func list(tx *sqldb.Tx, c identity.Caller, where string, kind Kind, arg any) (all []View, err error) {
	rows, err := tx.Query(`SELECT `+viewColumns+` FROM list_view WHERE account_id = ? AND kind = ? AND `+where+` ORDER BY name_key, id`, c.Account, kind, arg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var v View
		if err := v.scan(c, rows.Scan); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
