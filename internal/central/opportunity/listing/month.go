// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"slices"
)

// A calendar has one of the two times behind each month of the other one.
//
// Creation and last change go together: who asks for what was changed of late and wants the oldest first would pass over
// all the years before. Rows of one month of the filter lie side by side here, in the order of the sort, and the walks of
// some months are merged.
type calendar struct {
	filter Field  // whose months they are
	month  string // the expression of the index
	index  string
}

var calendars = map[Field]calendar{
	Created:  {filter: Modified, month: "(modified_us / 2592000000000)", index: "opportunity_modified_month"},
	Modified: {filter: Created, month: "(created_us / 2592000000000)", index: "opportunity_created_month"},
}

const (
	month = 2_592_000_000_000 // 30 days in microseconds, as the indexes have it
	years = 40                // so many months are merged at most; a filter that spans more is met often enough
)

// A stream is the walk through one month, as far as it was read.
type stream struct {
	month int64
	from  *key
	ended bool
}

// months are the streams that a filter on the other time leads to. ok says that they are better than a walk: where the
// order begins at the filter's open side, a walk meets its rows at once.
func (f *finder) months() (streams []*stream, ok bool, err error) {
	c, has := calendars[f.q.Sort]
	if !has || f.q.Account == "" {
		return nil, false, nil
	}
	span, _ := f.driving(c.filter)
	sparse := slices.ContainsFunc(span, func(one Cond) bool { return one.Op == From && !f.q.falling() || one.Op == Until && f.q.falling() })
	if !sparse {
		return nil, false, nil
	}
	first, err := f.edge(c.filter, span, " ASC")
	if err != nil || first == nil {
		return nil, err == nil, err
	}
	last, err := f.edge(c.filter, span, " DESC")
	if err != nil || last == nil {
		return nil, err == nil, err
	}
	if *last/month-*first/month >= years {
		return nil, false, nil
	}
	for m := *first / month; m <= *last/month; m++ {
		streams = append(streams, &stream{month: m, from: f.from})
	}
	return streams, true, nil
}

// edge is the first or the last time that there is within the span, or nil.
func (f *finder) edge(of Field, span []Cond, order string) (*int64, error) {
	name := columns[of].name
	var s clause
	s.add("SELECT "+name+f.by(columns[of].index)+" WHERE account_id = ? AND catalog = ?", f.q.Account, f.q.Catalog)
	s.and(span...)
	s.add(" ORDER BY " + name + order + ", number" + order + " LIMIT 1")
	rows, err := f.query(&s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	var at *int64
	for rows.Next() {
		if err := rows.Scan(&at); err != nil {
			return nil, err
		}
	}
	return at, rows.Err()
}

// monthly merges the months. Each is read a little at a time, and again only if the page may need more of it.
func (f *finder) monthly(streams []*stream, n int) ([]key, error) {
	if len(streams) == 0 {
		return nil, nil
	}
	chunk := 2*n/len(streams) + 1
	var found []key
	short := streams
	for len(short) > 0 {
		for _, s := range short {
			part, err := f.readMonth(s, chunk)
			if err != nil {
				return nil, err
			}
			found = append(found, part...)
		}
		slices.SortFunc(found, f.order)
		found = found[:min(n, len(found))]
		short = slices.DeleteFunc(slices.Clone(streams), func(s *stream) bool {
			return s.ended || len(found) == n && f.order(*s.from, found[n-1]) >= 0
		})
	}
	return found, nil
}

// readMonth reads on in one month.
func (f *finder) readMonth(s *stream, n int) ([]key, error) {
	c := calendars[f.q.Sort]
	var in clause
	in.add("SELECT account_id, number, "+columns[f.q.Sort].name+f.by(c.index)+" WHERE account_id = ? AND catalog = ? AND "+c.month+" = ?",
		f.q.Account, f.q.Catalog, s.month)
	f.filters(&in)
	f.tail(&in, s.from, n)
	part, err := f.readKeys(&in)
	if err != nil {
		return nil, err
	}
	if len(part) < n {
		s.ended = true
	} else {
		s.from = &part[n-1]
	}
	return part, nil
}
