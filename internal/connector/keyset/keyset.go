// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package keyset pages a list by the key of its last row rather than by counting rows: a page costs the same wherever it
// lies, and rows that come or go move nothing.
package keyset

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Counted is how far a list counts.
const Counted = 1000

// ErrCursor says that a cursor is not one that this list gave out for this query.
var ErrCursor = errors.New("the cursor belongs to another list, or to another query of this one")

// A Mark is the row that a page begins behind.
type Mark struct {
	Key  any    `json:"k"` // value of the column that is sorted by
	ID   string `json:"i"`
	Back bool   `json:"b,omitempty"` // the page before the row is meant
}

type cursor struct {
	Mark
	Query string `json:"q"`
}

func fingerprint(query string) string {
	sum := sha256.Sum256([]byte(query))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// String is the cursor of a mark in a query. Query is any text that says the whole query, the tenant included.
func (m Mark) String(query string) string {
	text, err := json.Marshal(cursor{m, fingerprint(query)})
	if err != nil {
		return "" // keys are numbers and texts
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// longest is the length of a cursor that is looked at.
const longest = 2048

// Parse reads a cursor of a query; the empty cursor is the beginning.
func Parse(s, query string) (Mark, error) {
	if s == "" {
		return Mark{}, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(s) > longest {
		return Mark{}, ErrCursor
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var c cursor
	if err := d.Decode(&c); err != nil || c.ID == "" || c.Query != fingerprint(query) {
		return Mark{}, ErrCursor
	}
	switch k := c.Key.(type) {
	case string:
	case json.Number:
		n, err := k.Int64()
		if err != nil {
			return Mark{}, ErrCursor
		}
		c.Key = n
	default:
		return Mark{}, ErrCursor
	}
	return c.Mark, nil
}

// An Order is the column that a list is sorted by; ties are settled by the id.
type Order struct {
	Column, ID string
	Desc       bool
}

// Clause is the condition that begins behind a mark, with its values, and the ORDER BY. Going back is going forward in the
// other order, turned round by Cut.
func (o Order) Clause(m Mark) (where string, args []any, orderBy string) {
	way, than := " ASC", " > "
	if o.Desc != m.Back {
		way, than = " DESC", " < "
	}
	orderBy = " ORDER BY " + o.Column + way + ", " + o.ID + way
	if m.ID == "" {
		return "", nil, orderBy
	}
	return " AND (" + o.Column + than + "? OR " + o.Column + " = ? AND " + o.ID + than + "?)", []any{m.Key, m.Key, m.ID}, orderBy
}

// A Page is rows with the cursors around them.
type Page[T any] struct {
	Rows           []T
	Next, Previous string
	Total          int // at most Counted
	Capped         bool
}

// Cut makes a page of rows that were read one too many, in the order of Clause.
func Cut[T any](rows []T, size int, m Mark, query string, key func(T) (any, string)) Page[T] {
	more := len(rows) > size
	if more {
		rows = rows[:size]
	}
	if m.Back {
		slices.Reverse(rows)
	}
	p := Page[T]{Rows: rows}
	if len(rows) == 0 {
		return p
	}
	if more || m.Back {
		k, id := key(rows[len(rows)-1])
		p.Next = Mark{Key: k, ID: id}.String(query)
	}
	if m.Back && more || !m.Back && m.ID != "" {
		k, id := key(rows[0])
		p.Previous = Mark{Key: k, ID: id, Back: true}.String(query)
	}
	return p
}
