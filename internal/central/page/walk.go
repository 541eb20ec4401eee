// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
)

// A Walk is one page of a list that is read along an index: by a column that is a whole number, such as an instant, or a
// text that is stored as bytes, and then by the row's own key. Both columns together are the end of the index.
type Walk struct {
	By      string // column that is sorted by
	Bytes   bool   // it holds bytes rather than a number
	Text    bool   // it holds text, in the order that the database gives texts
	ID      string // column of the row's own key
	Falling bool
	Size    int
	After   *Mark // the last row of the page before
	query   string
}

// Begin opens the token of a request, if it has one. query is any value that says the whole query, page size and token
// left out: a token of one query is no token of another.
func (w *Walk) Begin(ctx context.Context, t *Tokens, tenant, operation string, query any, token string) error {
	text, err := json.Marshal(query)
	if err != nil {
		return err
	}
	w.query = operation + " " + w.By + strconv.FormatBool(w.Falling) + string(text)
	if token == "" {
		return nil
	}
	m, err := t.Open(ctx, tenant, w.query, token)
	if err != nil {
		return err
	}
	w.After = &m
	return nil
}

// Continue is the end of a query: where the page begins, its order, and one row more than it has.
func (w *Walk) Continue(args []any) (string, []any) {
	compare, order := " > ", " ASC"
	if w.Falling {
		compare, order = " < ", " DESC"
	}
	sql := ""
	if w.After != nil {
		sql = " AND (" + w.By + ", " + w.ID + ")" + compare + "(?, ?)"
		args = append(args, w.key(), w.After.ID)
	}
	return sql + " ORDER BY " + w.By + order + ", " + w.ID + order + " LIMIT ?", append(args, w.Size+1)
}

// key is the mark as the column holds it. A token cannot be changed by its holder, so a mark that is no number is not met.
func (w *Walk) key() any {
	if w.Bytes {
		return []byte(w.After.Key)
	}
	if w.Text {
		return w.After.Key
	}
	n, _ := strconv.ParseInt(w.After.Key, 10, 64)
	return n
}

// End cuts the row off that was read beyond the page, and makes the token of the next page from the last row that is
// left; nil when there is none.
func End[Row any](ctx context.Context, w *Walk, t *Tokens, tenant string, rows []Row, mark func(Row) Mark) ([]Row, *string, error) {
	if len(rows) <= w.Size {
		return rows, nil, nil
	}
	rows = rows[:w.Size]
	token, err := t.Seal(ctx, tenant, w.query, mark(rows[w.Size-1]))
	return rows, &token, err
}

// In is a condition that a column has one of some values; empty for no values, which filters nothing.
func In[V any](column string, values []V, args []any) (string, []any) {
	if len(values) == 0 {
		return "", args
	}
	for _, v := range values {
		args = append(args, v)
	}
	return " AND " + column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")", args
}

// Number is the mark of a row that is sorted by a number.
func Number(n int64, id string) Mark { return Mark{Key: strconv.FormatInt(n, 10), ID: id} }
