// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"context"

	"cosell/internal/connector/keyset"
	"cosell/internal/sqldb"
)

// ErrUnavailable is what every room answers while the database cannot serve; a door asks for it here.
var ErrUnavailable = sqldb.ErrUnavailable

// What doors show of the log, each read as of one instant: a door has no transaction of its own.

// List is a page of the log. keyset's error says that the cursor is of another list.
func (l *Ledger) List(ctx context.Context, account string, f Filter) (page keyset.Page[Entry], err error) {
	err = l.db.View(ctx, func(tx *sqldb.Tx) error {
		page, err = l.list(tx, account, f)
		return err
	})
	return page, err
}

// Show is one row, with its payload; ErrNoEntry where the account has no such row.
func (l *Ledger) Show(ctx context.Context, account, id string) (e Entry, err error) {
	err = l.db.View(ctx, func(tx *sqldb.Tx) error {
		e, err = l.Entry(tx, account, id)
		return err
	})
	return e, err
}

// History lists the newest rows of a record, without their payloads.
func (l *Ledger) History(ctx context.Context, k Key, limit int) (rows []Entry, err error) {
	err = l.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err = l.Latest(tx, k, limit)
		return err
	})
	return rows, err
}
