// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"slices"
)

// A calendar has one of the two times behind each fortnight of the other one.
//
// Creation and last change go together: who asks for what was changed of late and wants the oldest first would pass over
// all the years before. Rows of one fortnight of the filter lie side by side here, in the order of the sort, and the walks of
// some fortnights are merged.
type calendar struct {
	filter    Field  // whose fortnights they are
	sparse    Op     // the side of the filter that nothing is implied by for the sort,
	falling   bool   // and the order in which a walk would begin on that side
	fortnight string // the expression of the index
	index     string
}

var calendars = map[Field]calendar{
	Created:  {filter: Modified, sparse: From, falling: false, fortnight: "(modified_us / 1209600000000)", index: "opportunity_modified_fortnight"},
	Modified: {filter: Created, sparse: Until, falling: true, fortnight: "(created_us / 1209600000000)", index: "opportunity_created_fortnight"},
}

const (
	fortnight = 1_209_600_000_000 // 14 days in microseconds, as the indexes have it
	sip       = 4                 // rows that are read of each fortnight at first
	widest    = 104               // so many fortnights are merged at most: four years
)

// A stream is the walk through one fortnight, as far as it was read.
type stream struct {
	fortnight int64
	from      *key
	next      int // how many rows are read next
	ended     bool
}

// fortnights are the streams that a filter on the other time leads to. ok says that they are better than a walk: everywhere
// else the filter says as well where the walk begins.
func (f *finder) fortnights() (streams []*stream, ok bool, err error) {
	c, has := calendars[f.q.Sort]
	span, _ := f.driving(c.filter)
	sparse := slices.ContainsFunc(span, func(one Cond) bool { return one.Op == c.sparse }) && f.q.falling() == c.falling
	if !has || f.q.Account == "" || !sparse {
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
	if *last/fortnight-*first/fortnight >= widest {
		return nil, false, nil
	}
	if all, err := f.implying(c, span); err != nil || all {
		return nil, false, err
	}
	for m := *first / fortnight; m <= *last/fortnight; m++ {
		streams = append(streams, &stream{fortnight: m, from: f.from, next: sip})
	}
	return streams, true, nil
}

// implying says whether the walk stands where all rows pass the filter: what is created after an instant is changed after
// it, and what was changed before one was created before it.
func (f *finder) implying(c calendar, span []Cond) (bool, error) {
	at, order := f.from, " ASC"
	if c.falling {
		order = " DESC"
	}
	if at == nil {
		start, err := f.edge(f.q.Sort, nil, order)
		if err != nil || start == nil {
			return true, err
		}
		at = &key{sort: *start}
	}
	for _, one := range span {
		side := compareValues(at.sort, one.Values[0])
		if one.Op == c.sparse && (side < 0 != c.falling) && side != 0 {
			return false, nil
		}
	}
	return true, nil
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

// byFortnight merges the fortnights. Each is read a little at first, and then twice as much each time that the page may need more
// of it: often one fortnight has most of a page, and at the edges of the filter a fortnight is read past rows that are not wanted.
func (f *finder) byFortnight(streams []*stream, n int) ([]key, error) {
	if len(streams) == 0 {
		return nil, nil
	}
	var found []key
	short := streams
	for len(short) > 0 {
		for _, s := range short {
			part, err := f.readFortnight(s)
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

// readFortnight reads on in one fortnight.
func (f *finder) readFortnight(s *stream) ([]key, error) {
	c := calendars[f.q.Sort]
	var in clause
	in.add("SELECT account_id, number, "+columns[f.q.Sort].name+f.by(c.index)+" WHERE account_id = ? AND catalog = ? AND "+c.fortnight+" = ?",
		f.q.Account, f.q.Catalog, s.fortnight)
	f.filters(&in)
	f.tail(&in, s.from, s.next)
	part, err := f.readKeys(&in)
	if err != nil {
		return nil, err
	}
	if len(part) < s.next {
		s.ended = true
		return part, nil
	}
	s.from = &part[s.next-1]
	s.next *= 2
	return part, nil
}
