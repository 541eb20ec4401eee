// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"cmp"
	"context"
	"errors"

	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// defaultPage is the size of a page that nobody asked to be larger or smaller.
const defaultPage = 100

// A query asks for a page of tasks of one kind.
type query struct {
	catalog, kind string
	filters       []filter
	sort          *selling.Sort
	size          int
	token         string
}

// A filter lets rows pass whose column has one of some values; none let all pass.
type filter struct {
	Column string
	Values []any
}

func (q *query) filter(column string, values []any) {
	q.filters = append(q.filters, filter{column, values})
}

// list is a page of the caller's tasks, each as answer writes it; by default the latest first.
func list[T any](ctx context.Context, r *Room, c identity.Caller, q query, answer func(*row) T) ([]T, *string, error) {
	if err := enter(c, q.catalog); err != nil {
		return nil, nil, err
	}
	w := page.Walk{By: "start_us", ID: "id", Size: cmp.Or(q.size, defaultPage), Falling: falling(q.sort)}
	if err := w.Begin(ctx, r.Tokens, c.Account, q.catalog+" "+q.kind, q.filters, q.token); err != nil {
		return nil, nil, err
	}
	var found []*row
	err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		sql, args := q.sql(c.Account, &w)
		found, err = read(tx, sql, args)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	found, token, err := page.End(ctx, &w, r.Tokens, c.Account, found, func(t *row) page.Mark { return page.Number(t.start, t.id) })
	items := make([]T, len(found))
	for i, t := range found {
		t.account, t.catalog, t.kind = c.Account, q.catalog, q.kind
		items[i] = answer(t)
	}
	return items, token, err
}

func falling(by *selling.Sort) bool { return by == nil || by.SortOrder == selling.Descending }

func (q *query) sql(account string, w *page.Walk) (string, []any) {
	sql := `SELECT id, start_us, status, reason, message, number, engagement, invitation, context, job FROM task
		WHERE account_id = ? AND catalog = ? AND kind = ?`
	args := []any{account, q.catalog, q.kind}
	for _, f := range q.filters {
		more, with := page.In(f.Column, f.Values, args)
		sql, args = sql+more, with
	}
	more, args := w.Continue(args)
	return sql + more, args
}

func read(tx *sqldb.Tx, sql string, args []any) (all []*row, err error) {
	rows, err := tx.Query(sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		t := &row{}
		if err := rows.Scan(&t.id, &t.start, &t.status, &t.reason, &t.message, &t.number, &t.engagement, &t.invitation, &t.context, &t.job); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

func texts(list []string) []any {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = s
	}
	return values
}

// ids are identifiers, which may come as ARNs.
func ids(list []string) []any {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = selling.IDOf(s)
	}
	return values
}

// numbers are the numbers of opportunities. What names none here is looked for in vain.
func numbers(list []string) []any {
	values := make([]any, len(list))
	for i, s := range list {
		if values[i] = opportunity.ParseID(s); values[i] == int64(0) {
			values[i] = int64(-1) // 0 stands for a task without an opportunity
		}
	}
	return values
}
