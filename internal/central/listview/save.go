// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listview

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/fact"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// The most that views have.
const (
	mostViews   = 100 // of one person and one list
	longestName = 80  // characters
	mostColumns = 200
	mostDisplay = 16 << 10 // bytes
)

// check holds a draft against the rules, all of them at once.
func (r *Room) check(c identity.Caller, kind Kind, d *Draft) error {
	if err := r.enter(c, kind); err != nil {
		return err
	}
	d.Name = strings.TrimSpace(d.Name)
	var broken []catalogue.Violation
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > longestName || fact.Fold(d.Name) == "" || !utf8.ValidString(d.Name) || strings.ContainsRune(d.Name, 0) {
		broken = append(broken, badName(d.Name))
	}
	if len(d.Columns) > mostColumns || slices.ContainsFunc(d.Columns, func(s string) bool { return len(s) > 80 || !utf8.ValidString(s) }) {
		broken = append(broken, badColumns())
	}
	if len(broken) > 0 {
		return fault.Broken(broken...)
	}
	return r.Checks[kind](c, d.Filters, d.Sort)
}

// row are what a draft has of a row's columns.
func (d *Draft) row() ([]any, error) {
	if d.Filters == nil {
		d.Filters = []opportunity.Filter{}
	}
	if d.Columns == nil {
		d.Columns = []string{}
	}
	filters, err := json.Marshal(d.Filters)
	columns, err2 := json.Marshal(d.Columns)
	falling, shared := 0, 0
	if d.Desc {
		falling = 1
	}
	if d.Shared {
		shared = 1
	}
	return []any{d.Name, fact.Fold(d.Name), string(filters), d.Sort, falling, string(columns), shared}, errors.Join(err, err2)
}

// Create saves a view of the caller's own.
func (r *Room) Create(ctx context.Context, c identity.Caller, kind Kind, d Draft) (v *View, err error) {
	if err := r.check(c, kind, &d); err != nil {
		return nil, err
	}
	row, err := d.row()
	if err != nil {
		return nil, err
	}
	id := uuid.NewString()
	return v, r.write(ctx, &d.Name, func(tx *sqldb.Tx) error {
		var n int
		if err := tx.Row(`SELECT count(*) FROM list_view WHERE account_id = ? AND kind = ? AND owner = ?`, c.Account, kind, c.Principal).Scan(&n); err != nil {
			return err
		}
		if n >= mostViews {
			return fault.Broken(tooMany())
		}
		args := append([]any{c.Account, id, kind, c.Principal, c.Name}, row...)
		if _, err := tx.Exec(`INSERT INTO list_view (account_id, id, kind, owner, owner_name, name, name_key, filters, sort, falling, columns, shared, version, modified_us)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`, append(args, sqldb.Micros(tx.Now()))...); err != nil {
			return err
		}
		v, err = find(tx, c, id)
		return err
	})
}

// write does something with a view under a name that nobody's other view of the list may have.
func (r *Room) write(ctx context.Context, name *string, do func(*sqldb.Tx) error) error {
	err := r.DB.InTx(ctx, do)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return fault.Broken(taken(*name))
	}
	return err
}

// Update replaces a view of the caller's own, as the caller has read it.
func (r *Room) Update(ctx context.Context, c identity.Caller, id string, version int64, d Draft) (v *View, err error) {
	return v, r.write(ctx, &d.Name, func(tx *sqldb.Tx) error {
		was, err := find(tx, c, id)
		if err != nil {
			return err
		}
		if err := r.check(c, was.Kind, &d); err != nil {
			return err
		}
		if !was.May.Update {
			return fault.Denied("Only its owner changes a view. Save it under a name of your own.")
		}
		row, err := d.row()
		if err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE list_view SET name = ?, name_key = ?, filters = ?, sort = ?, falling = ?, columns = ?, shared = ?,
			version = version + 1, modified_us = ? WHERE account_id = ? AND id = ? AND version = ?`,
			append(row, sqldb.Micros(tx.Now()), c.Account, id, version)...)
		if err != nil {
			return err
		}
		if n == 0 {
			return stale(was)
		}
		v, err = find(tx, c, id)
		return err
	})
}

// Delete takes a view away, as the caller has read it. Lists that opened with it open with their first view again.
func (r *Room) Delete(ctx context.Context, c identity.Caller, id string, version int64) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		v, err := find(tx, c, id)
		if err != nil {
			return err
		}
		if !v.May.Delete {
			return fault.Denied("A shared view is deleted by its owner or an alliance lead.")
		}
		n, err := tx.Exec(`DELETE FROM list_view WHERE account_id = ? AND id = ? AND version = ?`, c.Account, id, version)
		if err != nil {
			return err
		}
		if n == 0 {
			return stale(v)
		}
		_, err = tx.Exec(`UPDATE list_preference SET view = '' WHERE account_id = ? AND kind = ? AND view = ?`, c.Account, v.Kind, id)
		return err
	})
}

// Transfer gives a view to a colleague who works with the list, as the caller has read it. It is the colleague's own then.
func (r *Room) Transfer(ctx context.Context, c identity.Caller, id string, version int64, email string) (v *View, err error) {
	if !c.UsesACE() || c.Role == "" {
		return nil, fault.Denied("Your role does not work with list views.")
	}
	owners, err := r.Identity.Owners(ctx, c)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(owners, func(u identity.User) bool { return strings.EqualFold(u.Email, strings.TrimSpace(email)) })
	name := ""
	return v, r.write(ctx, &name, func(tx *sqldb.Tx) error {
		was, err := find(tx, c, id)
		if err != nil {
			return err
		}
		if !was.May.Transfer {
			return fault.Denied("A shared view is transferred by its owner or an alliance lead.")
		}
		if name = was.Name; i < 0 {
			return fault.Broken(nobody(email))
		}
		n, err := tx.Exec(`UPDATE list_view SET owner = ?, owner_name = ?, version = version + 1, modified_us = ? WHERE account_id = ? AND id = ? AND version = ?`,
			owners[i].ID, owners[i].Name(), sqldb.Micros(tx.Now()), c.Account, id, version)
		if err != nil {
			return err
		}
		if n == 0 {
			return stale(was)
		}
		if err := told(tx, c, was, owners[i]); err != nil {
			return err
		}
		was.Owner, was.OwnerName, was.Version = owners[i].ID, owners[i].Name(), version+1
		was.Mine = was.Owner == c.Principal
		was.May, v = was.may(c), was
		return nil
	})
}

// told tells both sides of a transfer of it. Source: guide, "transfer list views".
func told(tx *sqldb.Tx, c identity.Caller, v *View, to identity.User) error {
	n := notice.Notice{Account: c.Account, Kind: notice.ViewGained, Subject: string(v.Kind) + "?view=" + v.ID, Cause: strconv.FormatInt(v.Version, 10), Users: []string{to.ID}, By: c.Principal,
		Data: map[string]string{"name": v.Name, "by": c.Name, "to": to.Name()}}
	if err := notice.Post(tx, n); err != nil || v.Owner == to.ID {
		return err
	}
	n.Kind, n.Users, n.Subject = notice.ViewLost, []string{v.Owner}, string(v.Kind)
	return notice.Post(tx, n)
}

// Keep remembers how the caller wants to see a list: the view that it opens with, where one is named, and the page's own
// display settings, where there are some.
func (r *Room) Keep(ctx context.Context, c identity.Caller, kind Kind, view *string, display json.RawMessage) error {
	if err := r.enter(c, kind); err != nil {
		return err
	}
	if len(display) > mostDisplay || len(display) > 0 && !json.Valid(display) {
		return fault.Malformed(badColumns())
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if view != nil && *view != "" && !slices.ContainsFunc(presets(kind), func(v View) bool { return v.ID == *view }) {
			v, err := find(tx, c, *view)
			if err != nil {
				return err
			}
			if v.Kind != kind {
				return fault.Missing()
			}
		}
		if _, err := tx.Exec(`INSERT INTO list_preference (account_id, principal, kind, view, display) VALUES (?, ?, ?, '', 'null') ON CONFLICT DO NOTHING`,
			c.Account, c.Principal, kind); err != nil {
			return err
		}
		if view != nil {
			if _, err := tx.Exec(`UPDATE list_preference SET view = ? WHERE account_id = ? AND principal = ? AND kind = ?`, *view, c.Account, c.Principal, kind); err != nil {
				return err
			}
		}
		if len(display) == 0 {
			return nil
		}
		_, err := tx.Exec(`UPDATE list_preference SET display = ? WHERE account_id = ? AND principal = ? AND kind = ?`, string(display), c.Account, c.Principal, kind)
		return err
	})
}

func stale(v *View) error {
	return &fault.Fault{Kind: fault.Conflict, Version: strconv.FormatInt(v.Version, 10), Msg: "The view was changed after you opened it. Reload it and try again."}
}
