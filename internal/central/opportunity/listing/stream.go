// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

// merged walks along each state and merges what it meets.
func (f *finder) merged(states *Cond, others []Cond, n int) ([]key, error) {
	var found []key
	for _, state := range states.Values {
		var s clause
		s.add("SELECT account_id, number, " + columns[f.q.Sort].name + f.by(f.stateIndex()) + " WHERE ")
		if f.q.Account != "" {
			s.add("account_id = ? AND ", f.q.Account)
		}
		s.add("catalog = ? AND state = ?", f.q.Catalog, state)
		if f.q.Account == "" {
			s.add(" AND " + onDesk)
		}
		s.passing(others...)
		s.beginning(f.q.Begins)
		f.tail(&s, f.from, n)
		part, err := f.readKeys(&s)
		if err != nil {
			return nil, err
		}
		found = append(found, part...)
	}
	return f.cut(found, n), nil
}

// stretched walks along the stretch of the sort's index that each value has, and merges what it meets.
func (f *finder) stretched(values *Cond, others []Cond, n int) ([]key, error) {
	compare, order := " > ?", " ORDER BY number ASC LIMIT ?"
	if f.q.falling() {
		compare, order = " < ?", " ORDER BY number DESC LIMIT ?"
	}
	var found []key
	for _, value := range values.different() {
		var s clause
		f.stretch(&s, value, others, "account_id, number, "+columns[f.q.Sort].name)
		if f.from != nil {
			side := compareValues(value, f.from.sort)
			if side != 0 && side < 0 != f.q.falling() {
				continue // it lies before the mark
			}
			if side == 0 {
				s.add(" AND number"+compare, f.from.number)
			}
		}
		s.add(order, n)
		part, err := f.readKeys(&s)
		if err != nil {
			return nil, err
		}
		found = append(found, part...)
	}
	return f.cut(found, n), nil
}

// stretch asks for the rows of one value of the sort.
func (f *finder) stretch(s *clause, value any, others []Cond, selected string) {
	s.add("SELECT "+selected+f.by(columns[f.q.Sort].index)+" WHERE account_id = ? AND catalog = ? AND "+columns[f.q.Sort].name+" = ?",
		f.q.Account, f.q.Catalog, value)
	s.passing(others...)
	s.beginning(f.q.Begins)
}
