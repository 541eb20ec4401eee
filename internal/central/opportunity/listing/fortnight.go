// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"math"
	"slices"
	"strconv"
)

// A calendar has one of the two times behind each fortnight of the other one.
//
// Creation and last change go together: who asks for what was changed of late and wants the oldest first would pass over
// all the years before. Rows of one fortnight of the filter lie side by side here, in the order of the sort, and the walks of
// some fortnights are merged.
type calendar struct {
	filter    Field  // whose fortnights they are
	sparse    Op     // the side of the filter that nothing is implied by for the sort,
	falling   bool   // and the order in which a walk would begin on that side;
	dense     Op     // the side that says where a walk in the other order begins, among rows of which it lets few pass
	fortnight string // the expression of the index
	index     string
}

var calendars = map[Field]calendar{
	Created:  {filter: Modified, sparse: From, falling: false, dense: Until, fortnight: "(modified_us / 1209600000000)", index: "opportunity_modified_fortnight"},
	Modified: {filter: Created, sparse: Until, falling: true, dense: From, fortnight: "(created_us / 1209600000000)", index: "opportunity_created_fortnight"},
}

const (
	fortnight = 1_209_600_000_000 // 14 days in microseconds, as the indexes have it
	sip       = 8                 // rows that are read of each fortnight at first
	handful   = 16                // so many fortnights are asked without looking whether there is anything in them
	scarce    = 250               // rows that are gathered and sorted all the same: merging would cost as much
	widest    = 104               // so many fortnights are merged at most: four years
)

// A stream is the walk through one fortnight, as far as it was read.
type stream struct {
	fortnight int64
	best      *key // nothing in it comes before that, or nil where that is not known
	from      *key
	next      int // how many rows are read next
	begun     bool
	ended     bool
}

// scattered says that the filter on the other time leaves the walk to pass over what it refuses.
func (f *finder) scattered() bool {
	c, has := calendars[f.q.Sort]
	if !has || f.q.Account == "" {
		return false
	}
	span, _ := f.driving(c.filter)
	side := c.sparse
	if f.q.falling() != c.falling {
		side = c.dense
	}
	return slices.ContainsFunc(span, func(one Cond) bool { return one.Op == side })
}

// fortnights are the streams that a filter on the other time leads to. ok says that they are better than a walk.
func (f *finder) fortnights() (streams []*stream, ok bool, err error) {
	if !f.scattered() {
		return nil, false, nil
	}
	c := calendars[f.q.Sort]
	span, _ := f.driving(c.filter)
	first, last, some, err := f.reach(c, span)
	if err != nil || !some {
		return nil, err == nil, err
	}
	dense := f.q.falling() != c.falling
	most, implying := int64(widest), f.implying
	if dense {
		most, implying = handful, f.open
	}
	if last-first >= most {
		return nil, false, nil
	}
	if all, err := implying(c, span); err != nil || all {
		return nil, false, err
	}
	for m := first; m <= last; m++ {
		one := &stream{fortnight: m, from: f.from, next: sip}
		switch {
		case dense && f.q.falling():
			one.best = &key{sort: (m+1)*fortnight - 1, number: math.MaxInt64}
		case dense:
			one.best = &key{sort: m * fortnight}
		}
		streams = append(streams, one)
	}
	if f.q.falling() {
		slices.Reverse(streams)
	}
	return streams, true, nil
}

// reach are the first and the last fortnight of the span: as the filter has them where it names both and they lie near
// each other, else as the table has them.
func (f *finder) reach(c calendar, span []Cond) (first, last int64, some bool, err error) {
	var from, until *int64
	for _, one := range span {
		if at, ok := one.Values[0].(int64); ok && one.Op == From && (from == nil || at > *from) {
			from = &at
		} else if ok && one.Op == Until && (until == nil || at < *until) {
			until = &at
		}
	}
	if from == nil || until == nil || *until/fortnight-*from/fortnight >= handful {
		if from, err = f.edge(c.filter, span, " ASC"); err != nil || from == nil {
			return 0, 0, false, err
		}
		if until, err = f.edge(c.filter, span, " DESC"); err != nil || until == nil {
			return 0, 0, false, err
		}
	}
	return *from / fortnight, *until / fortnight, true, nil
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

// open says whether the dense side of the filter lies beyond all that there is, so that the walk passes over nothing.
func (f *finder) open(c calendar, span []Cond) (bool, error) {
	order := " DESC"
	if c.dense == From {
		order = " ASC"
	}
	end, err := f.edge(c.filter, nil, order)
	if err != nil || end == nil {
		return true, err
	}
	for _, one := range span {
		side := compareValues(*end, one.Values[0])
		if one.Op == c.dense && side != 0 && (side > 0) == (c.dense == Until) {
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
	streams[0].next = n + 1 // most of a page is there, since the times go together,
	if streams[0].best != nil {
		short = streams[:1] // and often all of it
	}
	for len(short) > 0 {
		part, err := f.readFortnights(short)
		if err != nil {
			return nil, err
		}
		found = append(found, part...)
		slices.SortFunc(found, f.order)
		found = found[:min(n, len(found))]
		short = slices.DeleteFunc(slices.Clone(streams), func(s *stream) bool {
			past := s.from
			if !s.begun {
				past = s.best
			}
			return s.ended || len(found) == n && past != nil && f.order(*past, found[n-1]) >= 0
		})
	}
	return found, nil
}

// readFortnights reads on in some fortnights, by one statement: to ask costs more than to read a few rows.
func (f *finder) readFortnights(streams []*stream) (found []key, err error) {
	c := calendars[f.q.Sort]
	var in clause
	for i, s := range streams {
		if i > 0 {
			in.add(" UNION ALL ")
		}
		at := strconv.Itoa(i)
		in.add("SELECT * FROM (SELECT account_id, number, "+columns[f.q.Sort].name+", "+at+f.by(c.index)+" WHERE account_id = ? AND catalog = ? AND "+c.fortnight+" = ?",
			f.q.Account, f.q.Catalog, s.fortnight)
		f.filters(&in)
		f.tail(&in, s.from, s.next)
		in.add(") AS s" + at)
	}
	rows, err := f.query(&in)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	read := make([]int, len(streams))
	for rows.Next() {
		var k key
		var i int
		if err := f.scan(&k, func(into ...any) error { return rows.Scan(append(into, &i)...) }); err != nil {
			return nil, err
		}
		found = append(found, k)
		if read[i]++; read[i] == streams[i].next {
			streams[i].from = &k
		}
	}
	for i, s := range streams {
		s.begun, s.ended = true, read[i] < s.next
		s.next *= 2
	}
	return found, rows.Err()
}
