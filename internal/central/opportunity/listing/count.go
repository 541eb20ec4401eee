// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"slices"

	"cosell/internal/sqldb"
)

// Most is how far matching rows are counted.
const Most = 1000

// Count counts matching rows, up to Most; capped says that there are more.
func Count(tx *sqldb.Tx, q Query) (n int, capped bool, err error) {
	q.implied()
	f := finder{tx: tx, q: &q}
	return f.total()
}

func (f *finder) total() (n int, capped bool, err error) {
	if f.q.Among != nil && f.q.Account != "" {
		return f.countAmong()
	}
	found, done, err := f.gathered()
	switch {
	case err != nil:
		return 0, false, err
	case done:
		return min(len(found), Most), len(found) > Most, nil
	}
	if states, others := f.apart(State); states != nil && f.streams() {
		n, err = f.countStates(states, others)
	} else if values, others := f.apart(f.q.Sort); values != nil && f.q.Account != "" {
		n, err = f.countStretches(values, others)
	} else {
		f.countAlongFilter()
		var s clause
		s.add("SELECT number"+f.by(columns[f.q.Sort].index)+" WHERE account_id = ? AND catalog = ?", f.q.Account, f.q.Catalog)
		f.filters(&s)
		n, err = f.count(&s, Most+1)
	}
	return min(n, Most), n > Most, err
}

// countAlongFilter counts along the filtered time where the sort would lead past it: a number has no order.
func (f *finder) countAlongFilter() {
	c, has := calendars[f.q.Sort]
	if span, _ := f.driving(c.filter); has && f.q.Account != "" && len(span) > 0 {
		q := *f.q
		q.Sort = c.filter
		f.q = &q
	}
}

func (f *finder) countStretches(values *Cond, others []Cond) (n int, err error) {
	for _, value := range values.different() {
		var s clause
		f.stretch(&s, value, others, "number")
		part, err := f.count(&s, Most+1)
		if n += part; err != nil || n > Most {
			return n, err
		}
	}
	return n, nil
}

func (f *finder) countStates(states *Cond, others []Cond) (n int, err error) {
	for _, state := range states.Values {
		var s clause
		s.add("SELECT number" + f.by(f.stateIndex()) + " WHERE ")
		if f.q.Account != "" {
			s.add("account_id = ? AND ", f.q.Account)
		}
		s.add("catalog = ? AND state = ?", f.q.Catalog, state)
		if f.q.Account == "" {
			s.add(" AND " + onDesk)
		}
		s.passing(others...)
		s.beginning(f.q.Begins)
		part, err := f.count(&s, Most+1)
		if n += part; err != nil || n > Most {
			return n, err
		}
	}
	return n, nil
}

// count counts rows, up to most.
func (f *finder) count(s *clause, most int) (n int, err error) {
	var whole clause
	whole.add("SELECT count(*) FROM ("+s.sql.String()+" LIMIT ?) AS found", append(slices.Clone(s.args), most)...)
	text := whole.sql.String()
	if f.note != nil {
		f.note(text, whole.args)
	}
	err = f.tx.Row(text, whole.args...).Scan(&n)
	return n, err
}
