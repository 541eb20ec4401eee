// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// An Entry is a notice as its reader has it.
type Entry struct {
	ID      string
	Kind    Kind
	Group   Group
	Subject string
	At      time.Time
	Seen    bool
	data    map[string]string
}

// A Query asks for entries, the latest first. What is empty does not narrow.
type Query struct {
	Groups []Group
	Unread bool
	Before string // id of the last entry of the page before
	Size   int
}

// A Page is a part of somebody's notices.
type Page struct {
	Items  []Entry
	Next   string // to go on before; empty at the end
	Total  int    // counted as far as Counted
	Unread int    // likewise, whatever is asked for
	Zone   *time.Location
}

// Counted is how far lists are counted.
const Counted = 1000

func (q Query) where(c identity.Caller) (string, []any) {
	where, args := `account_id = ? AND user_id = ? AND page = 1`, []any{c.Account, c.Principal}
	if q.Unread {
		where += ` AND seen = 0`
	}
	if len(q.Groups) > 0 {
		where += ` AND grp IN (?` + strings.Repeat(`, ?`, len(q.Groups)-1) + `)`
		for _, g := range q.Groups {
			args = append(args, string(g))
		}
	}
	return where, args
}

// List is a page of what the caller was told.
func (r *Room) List(ctx context.Context, c identity.Caller, q Query) (p Page, err error) {
	if err := enter(c); err != nil {
		return p, err
	}
	for _, g := range q.Groups {
		if !slices.Contains(Groups, g) {
			return p, fault.Malformed(unknownGroup(string(g)))
		}
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		where, args := q.where(c)
		if p.Total, err = count(tx, where, args); err != nil {
			return err
		}
		unread, of := Query{Unread: true}.where(c)
		if p.Unread, err = count(tx, unread, of); err != nil {
			return err
		}
		times, err := timesOf(tx, c.Account, c.Principal)
		if err != nil {
			return err
		}
		p.Zone = times.location()
		if q.Before != "" {
			where, args = where+` AND id < ?`, append(args, q.Before)
		}
		p.Items, err = read(tx, where+` ORDER BY id DESC LIMIT ?`, append(args, q.Size+1)...)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list notices: %w", err)
	}
	if len(p.Items) > q.Size {
		p.Items = p.Items[:q.Size]
		p.Next = p.Items[q.Size-1].ID
	}
	return p, nil
}

// Unread is how many notices the caller has not seen, counted as far as Counted.
func (r *Room) Unread(ctx context.Context, c identity.Caller) (n int, err error) {
	if err := enter(c); err != nil {
		return 0, err
	}
	return n, r.DB.View(ctx, func(tx *sqldb.Tx) error {
		where, args := Query{Unread: true}.where(c)
		n, err = count(tx, where, args)
		return err
	})
}

func count(tx *sqldb.Tx, where string, args []any) (n int, err error) {
	err = tx.Row(`SELECT count(*) FROM (SELECT 1 AS one FROM notice WHERE `+where+` LIMIT ?) AS found`, append(slices.Clone(args), Counted)...).Scan(&n)
	return n, err
}

func read(tx *sqldb.Tx, where string, args ...any) (all []Entry, err error) {
	rows, err := tx.Query(`SELECT id, kind, grp, subject, at_us, seen, data FROM notice WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e Entry
		var at int64
		var seen int
		var data string
		if err := rows.Scan(&e.ID, (*string)(&e.Kind), (*string)(&e.Group), &e.Subject, &at, &seen, &data); err != nil {
			return nil, err
		}
		e.At, e.Seen = sqldb.Time(at), seen == 1
		if err := json.Unmarshal([]byte(data), &e.data); err != nil {
			return nil, fmt.Errorf("values of notice %s: %w", e.ID, err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// mostMarked is how many notices are marked by one call.
const mostMarked = 100

// Mark notes that the caller has seen notices, or has not.
func (r *Room) Mark(ctx context.Context, c identity.Caller, ids []string, seen bool) error {
	if err := enter(c); err != nil {
		return err
	}
	if len(ids) == 0 || len(ids) > mostMarked {
		return fault.Malformed(badMarks())
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.Bookkeeping() // what somebody has looked at is nobody else's business
		args := []any{oneIf(seen), c.Account, c.Principal}
		for _, id := range ids {
			args = append(args, id)
		}
		_, err := tx.Exec(`UPDATE notice SET seen = ? WHERE account_id = ? AND user_id = ? AND id IN (?`+strings.Repeat(`, ?`, len(ids)-1)+`)`, args...)
		return err
	})
}

// MarkAll notes that the caller has seen all notices up to one: what came later it has not.
func (r *Room) MarkAll(ctx context.Context, c identity.Caller, upTo string) error {
	if err := enter(c); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`UPDATE notice SET seen = 1 WHERE account_id = ? AND user_id = ? AND page = 1 AND seen = 0 AND id <= ?`, c.Account, c.Principal, upTo)
		return err
	})
}

func violation(field, rule, value, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: rule, Value: catalogue.Shown(value, false),
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

func unknownGroup(group string) catalogue.Violation {
	return violation("group", "notice-group", group, "There are no notifications of this type.", "この種類の通知はありません。",
		"Choose a type from the list.", "一覧から種類を選択してください。")
}

func badMarks() catalogue.Violation {
	return violation("ids", "notice-marks", "", "1 to 100 notifications are marked at once.", "一度に変更できる通知は 1〜100 件です。",
		"Choose at most 100 notifications.", "100 件以内で通知を選択してください。")
}
