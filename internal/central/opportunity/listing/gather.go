// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import "slices"

// narrow is how many rows a filter may find by its own index to be gathered and sorted here. A filter that finds more is
// so common that the walk along the sort's index meets its rows soon.
const narrow = 1000

// drivers are the fields whose index may serve a filter, the narrowest first.
var drivers = []Field{Number, PartnerRef, Shared, Origin, Company, Title, Owner, Submitted, Created, Modified, CloseDay, Amount, Involvement, State}

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
	if columns[c.Field].above {
		return c.Op != Until && !slices.ContainsFunc(c.Values, func(v any) bool { return compareValues(v, int64(1)) < 0 })
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
	bound := narrow
	if f.scattered() {
		bound = scarce
	}
	probe.add(" LIMIT 1 OFFSET ?", bound) // to step over rows is cheaper than to count them
	wide, err := f.finds(&probe)
	if err != nil || wide {
		return nil, false, err
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

// finds says whether a statement finds anything.
func (f *finder) finds(s *clause) (bool, error) {
	rows, err := f.query(s)
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	return rows.Next(), rows.Err()
}

// cut sorts gathered keys and takes the first n behind the mark.
func (f *finder) cut(found []key, n int) []key {
	slices.SortFunc(found, f.order)
	if f.from != nil {
		at, exact := slices.BinarySearchFunc(found, *f.from, f.order)
		if exact {
			at++
		}
		found = found[at:]
	}
	return found[:min(n, len(found))]
}

// order compares keys in the order in which they are looked for.
func (f *finder) order(a, b key) int {
	if f.q.falling() {
		return b.compare(a)
	}
	return a.compare(b)
}
