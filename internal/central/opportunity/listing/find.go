// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"database/sql"
	"slices"

	"cosell/internal/ace/rule"
	"cosell/internal/sqldb"
)

// narrow is how many rows a filter may find by its own index to be gathered and sorted here. A filter that finds more is
// so common that the walk along the sort's index meets its rows soon.
const narrow = 1000

// drivers are the fields whose index may serve a filter, the narrowest first.
var drivers = []Field{Number, PartnerRef, Origin, Company, Title, Owner, Created, Modified, CloseDay, Amount, Involvement, State}

// A finder answers one query.
type finder struct {
	tx   *sqldb.Tx
	q    *Query
	from *key
	note func(sql string, args []any)
}

// keys finds the first n keys behind the mark, in the order in which they are looked for.
func (f *finder) keys(n int) ([]key, error) {
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

// gathered tries to find everything by a narrow filter. done says that it did.
func (f *finder) gathered() (found []key, done bool, err error) {
	if f.q.Account == "" {
		return nil, false, nil
	}
	if len(f.q.Begins) > 0 {
		return f.gatherText()
	}
	for _, field := range drivers {
		drive, others := f.driving(field)
		if len(drive) == 0 {
			continue
		}
		if !drive[0].drives() {
			continue
		}
		if field == f.q.Sort && drive[0].Op != In || field == State && f.streams() {
			continue // the walk along that very index is as narrow
		}
		found, done, err = f.gather(drive, others)
		if done || err != nil {
			return found, done, err
		}
	}
	return nil, false, nil
}

// drives says whether an index leads to all that the condition takes.
func (c Cond) drives() bool {
	if c.Op == Prefix && len(c.Values) > 1 {
		return false // several ranges are no single way through an index
	}
	but := columns[c.Field].but
	return but == nil || c.Op == In && !slices.Contains(c.Values, any(*but))
}

// driving are the conditions on a field that its index serves, and all others.
func (f *finder) driving(field Field) (drive, others []Cond) {
	for _, c := range f.q.Where {
		if c.Field == field && c.Op != NotIn {
			drive = append(drive, c)
		} else {
			others = append(others, c)
		}
	}
	return drive, others
}

// gatherText takes what begins with the first text, by company and by title, and the record whose identifier it is.
func (f *finder) gatherText() (found []key, done bool, err error) {
	seen := map[int64]bool{}
	text := f.q.Begins[0]
	ways := []Cond{{Company, Prefix, []any{text.Prefix}}, {Title, Prefix, []any{text.Prefix}}}
	if text.Number > 0 {
		ways = append(ways, Cond{Number, In, []any{text.Number}})
	}
	for _, way := range ways {
		part, done, err := f.gather([]Cond{way}, f.q.Where)
		if !done || err != nil {
			return nil, false, err
		}
		for _, k := range part {
			if !seen[k.number] {
				seen[k.number] = true
				found = append(found, k)
			}
		}
	}
	return found, true, nil
}

// gather reads the keys that drive finds by its index and that the others take; done says that drive is narrow.
func (f *finder) gather(drive, others []Cond) (found []key, done bool, err error) {
	by := columns[drive[0].Field].index
	var probe clause
	probe.add("SELECT number"+f.by(by)+" WHERE account_id = ? AND catalog = ?", f.q.Account, f.q.Catalog)
	probe.and(drive...)
	probe.leaving(drive[0].Field)
	n, err := f.count(&probe, narrow+1)
	if err != nil || n > narrow {
		return nil, false, err
	}
	if n == 0 {
		return nil, true, nil
	}
	var s clause
	s.add("SELECT account_id, number, "+columns[f.q.Sort].name+f.by(by)+" WHERE account_id = ? AND catalog = ?", f.q.Account, f.q.Catalog)
	s.and(drive...)
	s.leaving(drive[0].Field)
	s.passing(others...)
	s.beginning(f.q.Begins)
	found, err = f.readKeys(&s)
	return found, err == nil, err
}

// cut sorts gathered keys and takes the first n behind the mark.
func (f *finder) cut(found []key, n int) []key {
	order := func(a, b key) int {
		if f.q.falling() {
			return b.compare(a)
		}
		return a.compare(b)
	}
	slices.SortFunc(found, order)
	if f.from != nil {
		at, exact := slices.BinarySearchFunc(found, *f.from, order)
		if exact {
			at++
		}
		found = found[at:]
	}
	return found[:min(n, len(found))]
}

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
			s.add(" AND " + HandedIn)
		}
		s.passing(others...)
		s.beginning(f.q.Begins)
		f.tail(&s, n)
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

// tail continues behind the mark, in the order of the sort.
func (f *finder) tail(s *clause, n int) {
	name, compare, order := columns[f.q.Sort].name, " > ", " ASC"
	if f.q.falling() {
		compare, order = " < ", " DESC"
	}
	switch {
	case f.q.Sort == Number:
		if f.from != nil {
			s.add(" AND number"+compare+"?", f.from.number)
		}
		s.add(" ORDER BY number" + order)
	default:
		if f.from != nil {
			s.add(" AND ("+name+", number)"+compare+"(?, ?)", f.from.sort, f.from.number)
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
	f.tail(&s, n)
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

// Most is how far matching rows are counted.
const Most = 1000

// Count counts matching rows, up to Most; capped says that there are more.
func Count(tx *sqldb.Tx, q Query) (n int, capped bool, err error) {
	q.implied()
	f := finder{tx: tx, q: &q}
	return f.total()
}

func (f *finder) total() (n int, capped bool, err error) {
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
		var s clause
		s.add("SELECT number"+f.by(columns[f.q.Sort].index)+" WHERE account_id = ? AND catalog = ?", f.q.Account, f.q.Catalog)
		f.filters(&s)
		n, err = f.count(&s, Most+1)
	}
	return min(n, Most), n > Most, err
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
			s.add(" AND " + HandedIn)
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
