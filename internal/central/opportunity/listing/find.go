// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"database/sql"

	"cosell/internal/ace/rule"
	"cosell/internal/sqldb"
)

// A finder answers one query.
type finder struct {
	tx   *sqldb.Tx
	q    *Query
	from *key
	note func(sql string, args []any)

	passed int  // rows that a search among candidates has looked at
	seen   *key // the last one that was judged
	end    *key // where such a search went no farther though the page is not full
}

// keys finds the first n keys behind the mark, in the order in which they are looked for.
func (f *finder) keys(n int) ([]key, error) {
	if f.q.Among != nil && f.q.Account != "" {
		return f.amongst(n)
	}
	found, done, err := f.gathered()
	if err != nil {
		return nil, err
	}
	if done {
		return f.cut(found, n), nil
	}
	if states, others := f.apart(State); states != nil && f.streams() {
		return f.merged(states, others, n)
	}
	if values, others := f.apart(f.q.Sort); values != nil && f.q.Account != "" {
		return f.stretched(values, others, n)
	}
	fortnights, ok, err := f.fortnights()
	if err != nil {
		return nil, err
	}
	if ok {
		return f.byFortnight(fortnights, n)
	}
	return f.walked(n)
}

// streams says whether the sort has an index behind each state.
func (f *finder) streams() bool {
	if f.q.Account == "" {
		return f.q.Sort == Submitted
	}
	return f.q.Sort == Modified
}

// apart separates the condition that asks for any of some values of a field from the others.
func (f *finder) apart(field Field) (one *Cond, others []Cond) {
	for i := range f.q.Where {
		c := &f.q.Where[i]
		if one == nil && c.Field == field && c.Op == In {
			one = c
			continue
		}
		others = append(others, *c)
	}
	return one, others
}

// tail continues behind a key, in the order of the sort.
func (f *finder) tail(s *clause, from *key, n int) {
	name, compare, order := columns[f.q.Sort].name, " > ", " ASC"
	if f.q.falling() {
		compare, order = " < ", " DESC"
	}
	switch {
	case f.q.Sort == Number:
		if from != nil {
			s.add(" AND number"+compare+"?", from.number)
		}
		s.add(" ORDER BY number" + order)
	default:
		if from != nil {
			s.add(" AND ("+name+", number)"+compare+"(?, ?)", from.sort, from.number)
		}
		s.add(" ORDER BY " + name + order + ", number" + order)
	}
	s.add(" LIMIT ?", n)
}

func (f *finder) readKeys(s *clause) ([]key, error) {
	rows, err := f.query(s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	var found []key
	for rows.Next() {
		var k key
		if err := f.scan(&k, rows.Scan); err != nil {
			return nil, err
		}
		found = append(found, k)
	}
	return found, rows.Err()
}

// walked goes along the index of the sort and passes over what the filters refuse.
func (f *finder) walked(n int) ([]key, error) {
	var s clause
	s.add("SELECT account_id, number, " + columns[f.q.Sort].name + f.by(columns[f.q.Sort].index) + " WHERE account_id = ? AND catalog = ?")
	s.args = append(s.args, f.q.Account, f.q.Catalog)
	f.filters(&s)
	f.tail(&s, f.from, n)
	return f.readKeys(&s)
}

// filters writes all conditions of a walk; only those on the sort itself may use the index.
func (f *finder) filters(s *clause) {
	for _, c := range f.q.Where {
		if c.Field == f.q.Sort && (c.Op == From || c.Op == Until || c.Op == Prefix && len(c.Values) == 1) {
			s.and(c)
		} else {
			s.passing(c)
		}
	}
	s.beginning(f.q.Begins)
}

func (f *finder) query(s *clause) (*sql.Rows, error) {
	text := s.sql.String()
	if f.note != nil {
		f.note(text, s.args)
	}
	return f.tx.Query(text, s.args...)
}

// by reads the table through one of its indexes. SQLite is told which: left to itself it scans the table of a tenant
// that has most of it. PostgreSQL has no such words and needs none.
func (f *finder) by(index string) string {
	if f.tx.Dialect().Numbered {
		return " FROM opportunity"
	}
	return " FROM opportunity INDEXED BY " + index
}

// HandedIn is the condition of the indexes of the AWS desk, in their own words: without it they cannot be used.
const HandedIn = "review <> '" + rule.ReviewPending + "'"

// onDesk is the condition of the index of the desk's queue: what is decided with another record is not in it.
const onDesk = HandedIn + " AND follows = 0"

// stateIndex is the index that has the sort behind each state.
func (f *finder) stateIndex() string {
	if f.q.Account == "" {
		return "opportunity_desk"
	}
	return "opportunity_state"
}

// sortValue is room for the sort's column, and what was read into it.
func (f *finder) sortValue() (into any, value func() any) {
	if columns[f.q.Sort].bytes {
		var b []byte
		return &b, func() any { return b }
	}
	var n int64
	return &n, func() any { return n }
}

func (f *finder) scan(k *key, scan func(...any) error) error {
	into, value := f.sortValue()
	err := scan(&k.account, &k.number, into)
	k.sort = value()
	return err
}
