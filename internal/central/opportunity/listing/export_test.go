// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import "cosell/internal/sqldb"

// A Statement is what the database was asked.
type Statement struct {
	SQL  string
	Args []any
}

// Trace answers a query and its count, and says which statements that took.
func Trace(tx *sqldb.Tx, q Query) (p Page, asked []Statement, err error) {
	note := func(sql string, args []any) { asked = append(asked, Statement{sql, args}) }
	from, err := q.from()
	if err != nil {
		return Page{}, nil, err
	}
	q.implied()
	f := finder{tx: tx, q: &q, from: from, note: note}
	keys, err := f.keys(q.Limit + 1)
	if err != nil {
		return Page{}, nil, err
	}
	if p, err = f.page(keys); err != nil {
		return Page{}, nil, err
	}
	counting := finder{tx: tx, q: &q, note: note}
	_, _, err = counting.total()
	return p, asked, err
}

// Sorts are the sorts of a tenant's list.
func Sorts() []Field { return []Field{Number, Modified, Created, CloseDay, Company, Title, Amount} }

// Narrow is the bound of gathered rows.
const Narrow = narrow

// Fewest is the bound of candidates that are read by their numbers.
const Fewest = fewest
