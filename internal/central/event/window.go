// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"fmt"

	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A Window is the part of a list by name that is asked for.
type Window struct {
	Prefix string // of the names
	Size   int    // rows: 1 to 100, 0 means 100
	Token  string // of the page before
}

// A Listing is a part of a list.
type Listing[T any] struct {
	Items []T
	Next  string // token of the next page; empty at the end
}

// A query is a list's statement up to its condition; where adds to the condition, and name is the column that names rows.
type query struct {
	what  string // the list, and what narrows it: tokens are bound to it
	from  string
	where string
	args  []any
	name  string
}

// beyond is above every name that begins with the same text: names are letters, digits and signs of ASCII.
const beyond = "\x7f"

// list reads a window of rows in the order of their names, which are the end of the table's key.
func list[T any](ctx context.Context, b *Bus, who identity.Caller, w Window, q query,
	row func(scan func(...any) error) (T, string, error)) (l Listing[T], err error) {
	if err := look(who); err != nil {
		return l, err
	}
	if w.Size == 0 {
		w.Size = 100
	}
	var f form
	f.within("Limit", int64(w.Size), 1, 100, "rows", "行")
	if err := f.err(); err != nil {
		return l, err
	}
	says := fmt.Sprintf("%s %q %q", q.what, q.args, w.Prefix)
	var from page.Mark
	if w.Token != "" {
		if from, err = b.pages.Open(ctx, who.Account, says, w.Token); err != nil {
			return l, err
		}
	}
	name := orElse(q.name, "name")
	statement := q.from + ` WHERE account_id = ? AND ` + name + ` > ? AND ` + name + ` >= ? AND ` + name + ` < ?` + q.where +
		` ORDER BY ` + name + ` LIMIT ?`
	args := append([]any{who.Account, from.ID, w.Prefix, w.Prefix + beyond}, q.args...)
	var last string
	err = b.each(ctx, statement, append(args, w.Size+1), func(scan func(...any) error) error {
		if len(l.Items) == w.Size {
			l.Next = last
		}
		item, name, err := row(scan)
		l.Items, last = append(l.Items, item), name
		return err
	})
	if err != nil {
		return Listing[T]{}, fmt.Errorf("list %s: %w", q.what, err)
	}
	if len(l.Items) > w.Size {
		l.Items = l.Items[:w.Size]
		if l.Next, err = b.pages.Seal(ctx, who.Account, says, page.Mark{ID: l.Next}); err != nil {
			return Listing[T]{}, fmt.Errorf("token of the next page: %w", err)
		}
	}
	return l, nil
}

// each runs a query on a snapshot and hands over its rows.
func (b *Bus) each(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) error {
	return b.db.View(ctx, func(tx *sqldb.Tx) error { return eachRow(tx, query, args, row) })
}

func eachRow(tx *sqldb.Tx, query string, args []any, row func(scan func(...any) error) error) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// maxNamed is how many of one sort an account may have: EventBridge's quota for connections and API destinations.
const maxNamed = 3000

// quota refuses one more row of a table.
func quota(tx *sqldb.Tx, account, table, what string) error {
	var n int
	if err := tx.Row(`SELECT COUNT(*) FROM `+table+` WHERE account_id = ?`, account).Scan(&n); err != nil {
		return fmt.Errorf("count the %s: %w", what, err)
	}
	if n >= maxNamed {
		return tooMany("An account", maxNamed, what)
	}
	return nil
}

func (b *Bus) remove(ctx context.Context, who identity.Caller, what, statement, name string) error {
	if err := manage(who); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(statement, who.Account, name)
		if err != nil {
			return fmt.Errorf("delete %s: %w", name, err)
		}
		if n == 0 {
			return missing(what, name)
		}
		return nil
	})
}
