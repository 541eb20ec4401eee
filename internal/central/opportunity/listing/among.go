// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"errors"
	"iter"
	"math"
	"slices"

	"cosell/internal/central/opportunity/concordance"
)

// Among narrows a query to records that the concordance has found. However many they are and wherever they lie, a page and its
// count look at so many rows and ask so many records at most; a page that is short for that says where to go on.
type Among struct {
	In    *concordance.Set // all that may be wanted
	Fresh map[int64]bool   // of records that the concordance has not read yet: whether they are wanted
	Sure  bool             // all of In are wanted; else Look has to be asked
	Look  func(numbers []int64) (wanted map[int64]bool, err error)
	Looks int // how many records may be asked, at least one
	// Along goes through candidates in the order of a sort. It answers false for a sort whose order it does not know.
	Along func(sort Field, falling bool, from *int64, in *concordance.Set, take func(Stretch) (more bool, err error)) (bool, error)

	looked map[int64]bool
}

// A Stretch is candidates whose values of the sort lie from Low to High.
type Stretch struct {
	Numbers   *concordance.Set
	Low, High int64
}

const (
	fewest   = 4000   // so many candidates are read by their numbers and sorted here; more are met by walking
	chunk    = 400    // numbers that one statement asks for
	first    = 1000   // rows that a walk takes to see whether candidates are all about
	stride   = 5000   // rows that a walk takes at once at most
	farthest = 20_000 // rows that are passed over at most: a page says then where to go on, a count that there are more
	dearer   = 3      // a row that is read by its number counts as so many
)

// may says whether a record that the concordance has read may be wanted.
func (a *Among) may(number int64) bool {
	_, fresh := a.Fresh[number]
	return !fresh && a.In.Has(number)
}

// old are the candidates that the concordance has read, rising.
func (a *Among) old() []int64 {
	return slices.DeleteFunc(a.In.Numbers(), func(n int64) bool { return !a.may(n) })
}

// fresh are those that it has not read, and that are wanted.
func (a *Among) fresh() (numbers []int64) {
	for n, wanted := range a.Fresh {
		if wanted {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// judge tells of some candidates whether they are wanted, the first ones as far as records may be asked.
func (a *Among) judge(numbers []int64) (wanted []bool, err error) {
	if a.looked == nil {
		a.looked = map[int64]bool{}
	}
	var unsure []int64
	judged := len(numbers)
	for i, n := range numbers {
		if _, known := a.looked[n]; a.Sure || known {
			continue
		}
		if len(unsure) >= a.Looks {
			judged = i
			break
		}
		unsure = append(unsure, n)
	}
	a.Looks -= len(unsure)
	if len(unsure) > 0 {
		told, err := a.Look(unsure)
		if err != nil {
			return nil, err
		}
		for _, n := range unsure {
			a.looked[n] = told[n]
		}
	}
	wanted = make([]bool, judged)
	for i, n := range numbers[:judged] {
		wanted[i] = a.Sure || a.looked[n]
	}
	return wanted, nil
}

// amongst finds the first n keys behind the mark among the candidates.
func (f *finder) amongst(n int) ([]key, error) {
	fresh, err := f.numbered(f.q.Among.fresh())
	if err != nil {
		return nil, err
	}
	found, err := f.read(n)
	if err != nil {
		return nil, err
	}
	if f.end != nil {
		fresh = slices.DeleteFunc(fresh, func(k key) bool { return f.order(k, *f.end) > 0 })
	}
	return f.cut(append(found, fresh...), n), nil
}

// read finds those that the concordance has read.
func (f *finder) read(n int) ([]key, error) {
	a := f.q.Among
	if a.In.Size() <= fewest {
		found, err := f.numbered(a.old())
		if err != nil {
			return nil, err
		}
		return f.wanted(f.cut(found, len(found)), n)
	}
	if f.q.Sort == Number {
		return f.counted(n)
	}
	plain := finder{tx: f.tx, q: f.plain(), from: f.from, note: f.note}
	if len(f.q.Where) > 0 {
		if found, done, err := plain.gathered(); err != nil || done {
			if err != nil {
				return nil, err
			}
			return f.wanted(f.cut(found, len(found)), n)
		}
	}
	found, last, err := f.walkAmong(&plain, n, first)
	if err != nil || last == nil || len(found) >= n || f.end != nil {
		return found, err
	}
	more, along, err := f.along(last, n-len(found))
	if err != nil {
		return nil, err
	}
	if !along {
		more, _, err = f.walkAmong(&plain, n-len(found), farthest)
	}
	return append(found, more...), err
}

// counted goes through candidates in the order of their numbers.
func (f *finder) counted(n int) (found []key, err error) {
	from := int64(-1)
	if f.q.falling() {
		from = math.MaxInt64
	}
	if f.from != nil {
		from = f.from.number
	}
	next, stop := iter.Pull(f.q.Among.In.From(from, f.q.falling()))
	defer stop()
	for len(found) < n && f.end == nil {
		var part []int64
		for len(part) < chunk {
			number, some := next()
			if !some {
				break
			}
			if f.q.Among.may(number) {
				part = append(part, number)
			}
		}
		if len(part) == 0 {
			break
		}
		keys, err := f.numbered(part)
		if err != nil {
			return nil, err
		}
		kept, err := f.wanted(f.cut(keys, len(keys)), n-len(found))
		if err != nil {
			return nil, err
		}
		found = append(found, kept...)
		if last := part[len(part)-1]; f.tired() && len(found) < n && f.end == nil {
			f.end = &key{number: last, sort: last}
		}
	}
	return found, nil
}

// walkAmong goes along the sort over so many rows at most, and takes candidates. It answers the last row that it has passed, and
// nil at the end of the list. A walk that has gone as far as any may ends the page.
func (f *finder) walkAmong(walk *finder, n, most int) (found []key, last *key, err error) {
	for step := min(first, most); ; step = min(2*step, stride) {
		part, err := walk.keys(step)
		if err != nil {
			return nil, nil, err
		}
		f.passed += len(part)
		most -= len(part)
		kept, err := f.wanted(slices.DeleteFunc(slices.Clone(part), func(k key) bool { return !f.q.Among.may(k.number) }), n-len(found))
		if err != nil {
			return nil, nil, err
		}
		if found = append(found, kept...); len(found) >= n || f.end != nil {
			return found, walk.from, nil
		}
		if len(part) < step {
			return found, nil, nil
		}
		walk.from = &part[len(part)-1]
		if f.tired() {
			f.end = walk.from
		}
		if f.end != nil || most <= 0 {
			return found, walk.from, nil
		}
	}
}

// along goes on behind a key by stretches of the sort that have candidates. It answers false where nobody knows them.
func (f *finder) along(from *key, n int) (found []key, known bool, err error) {
	at, isNumber := from.sort.(int64)
	if !isNumber {
		return nil, false, nil
	}
	rest := *f
	rest.from = from
	known, err = f.q.Among.Along(f.q.Sort, f.q.falling(), &at, f.q.Among.In, func(s Stretch) (bool, error) {
		part, err := rest.stretchOf(s, n-len(found))
		found = append(found, part...)
		return err == nil && len(found) < n && rest.end == nil, err
	})
	f.passed, f.seen, f.end = rest.passed, rest.seen, rest.end
	return found, known, err
}

// stretchOf finds keys in one stretch: few are sorted here, many lie so close that a walk between its ends meets them.
func (f *finder) stretchOf(s Stretch, n int) ([]key, error) {
	if s.Numbers.Size() > fewest {
		q := f.plain()
		q.Where = append(slices.Clip(q.Where), Cond{f.q.Sort, From, []any{s.Low}}, Cond{f.q.Sort, Until, []any{s.High}})
		found, _, err := f.walkAmong(&finder{tx: f.tx, q: q, from: f.from, note: f.note}, n, farthest)
		return found, err
	}
	numbers := slices.DeleteFunc(s.Numbers.Numbers(), func(number int64) bool { return !f.q.Among.may(number) })
	keys, err := f.numbered(numbers)
	if err != nil {
		return nil, err
	}
	found, err := f.wanted(f.cut(keys, len(keys)), n)
	if f.tired() && f.end == nil && len(found) < n {
		f.end = &key{number: math.MaxInt64, sort: s.High}
		if f.q.falling() {
			f.end = &key{sort: s.Low}
		}
	}
	return found, err
}

// plain is the query without its candidates.
func (f *finder) plain() *Query {
	q := *f.q
	q.Among = nil
	return &q
}

// tired says that a page has passed over as many rows as it may.
func (f *finder) tired() bool { return f.passed >= farthest }

// wanted takes the first n of some candidates' keys that are wanted. Where no more records may be asked it ends the page.
func (f *finder) wanted(keys []key, n int) (found []key, err error) {
	for len(keys) > 0 && len(found) < n && f.end == nil {
		part := keys[:min(len(keys), max(n, sip))]
		keys = keys[len(part):]
		numbers := make([]int64, len(part))
		for i, k := range part {
			numbers[i] = k.number
		}
		wanted, err := f.q.Among.judge(numbers)
		if err != nil {
			return nil, err
		}
		for i, yes := range wanted {
			if yes && len(found) < n {
				found = append(found, part[i])
			}
		}
		if at := len(wanted); at > 0 {
			f.seen = &part[at-1]
		}
		if len(wanted) < len(part) && len(found) < n {
			if f.end = f.seen; f.end == nil {
				return nil, errors.New("a page among candidates may ask nobody")
			}
		}
	}
	return found, nil
}

// numbered reads the keys of some records, as far as the other filters take them.
func (f *finder) numbered(numbers []int64) (found []key, err error) {
	f.passed += dearer * len(numbers)
	for len(numbers) > 0 {
		n := min(len(numbers), chunk)
		values := make([]any, n)
		for i, number := range numbers[:n] {
			values[i] = number
		}
		numbers = numbers[n:]
		var s clause
		s.add("SELECT account_id, number, "+columns[f.q.Sort].name+f.by(columns[Number].index)+" WHERE account_id = ? AND catalog = ?", f.q.Account, f.q.Catalog)
		s.and(Cond{Number, In, values})
		s.passing(f.q.Where...)
		s.beginning(f.q.Begins)
		part, err := f.readKeys(&s)
		if err != nil {
			return nil, err
		}
		found = append(found, part...)
	}
	return found, nil
}
