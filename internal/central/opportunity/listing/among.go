// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"math"
	"slices"

	"cosell/internal/central/opportunity/concordance"
)

// Among narrows a query to records that the concordance has found.
type Among struct {
	In    *concordance.Set // nil: all but Out
	Out   *concordance.Set // nil: none
	Fresh map[int64]bool   // of records that the concordance has not read yet: whether they are wanted
	Sure  bool             // what In and Out say is certain; else Look has to be asked
	Look  func(numbers []int64) (wanted map[int64]bool, err error)
}

const (
	fewest   = 4000   // so many candidates are read by their numbers and sorted here; more are met by walking
	chunk    = 400    // numbers that one statement asks for
	stride   = 5000   // rows that a walk takes at once at most
	farthest = 30_000 // rows that counting passes over at most
)

// maybe says whether a record may be wanted, and whether that is certain.
func (a *Among) maybe(number int64) (may, sure bool) {
	if wanted, fresh := a.Fresh[number]; fresh {
		return wanted, true
	}
	if a.In != nil && !a.In.Has(number) || a.Out != nil && a.Out.Has(number) {
		return false, true
	}
	return true, a.Sure
}

// few are all candidates, where there are few.
func (a *Among) few() (numbers []int64, ok bool) {
	if a.In == nil || a.In.Size() > fewest {
		return nil, false
	}
	for _, n := range a.In.Numbers() {
		if _, fresh := a.Fresh[n]; !fresh {
			numbers = append(numbers, n)
		}
	}
	for n, wanted := range a.Fresh {
		if wanted {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, true
}

// amongst finds the first n keys behind the mark among the candidates.
func (f *finder) amongst(n int) ([]key, error) {
	if numbers, few := f.q.Among.few(); few {
		found, err := f.numbered(numbers)
		if err != nil {
			return nil, err
		}
		return f.wanted(f.cut(found, len(found)), n)
	}
	var found []key
	walk := finder{tx: f.tx, q: f.plain(), from: f.from, note: f.note}
	for step := f.step(n); ; step = min(2*step, stride) {
		part, err := walk.keys(step)
		if err != nil {
			return nil, err
		}
		kept, err := f.wanted(part, n-len(found))
		if err != nil {
			return nil, err
		}
		if found = append(found, kept...); len(found) >= n || len(part) < step {
			return found, nil
		}
		walk.from = &part[len(part)-1]
	}
}

// plain is the query without its candidates.
func (f *finder) plain() *Query {
	q := *f.q
	q.Among = nil
	return &q
}

// step is how many rows a walk should take to meet n candidates, were half of all rows some.
func (f *finder) step(n int) int { return min(max(2*n, sip), stride) }

// wanted takes the first n of some keys that are wanted for certain.
func (f *finder) wanted(keys []key, n int) (found []key, err error) {
	for len(keys) > 0 && len(found) < n {
		part := keys[:min(len(keys), max(n, chunk))]
		keys = keys[len(part):]
		var unsure []int64
		part = slices.DeleteFunc(slices.Clone(part), func(k key) bool {
			may, sure := f.q.Among.maybe(k.number)
			if may && !sure {
				unsure = append(unsure, k.number)
			}
			return !may
		})
		var looked map[int64]bool
		if len(unsure) > 0 {
			if looked, err = f.q.Among.Look(unsure); err != nil {
				return nil, err
			}
		}
		for _, k := range part {
			if _, sure := f.q.Among.maybe(k.number); sure || looked[k.number] {
				found = append(found, k)
			}
		}
	}
	return found[:min(n, len(found))], nil
}

// numbered reads the keys of some records, as far as the other filters take them.
func (f *finder) numbered(numbers []int64) (found []key, err error) {
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

// countAmong counts the candidates that the other filters take. It counts no farther than it may pass over rows, and says
// then that there are more.
func (f *finder) countAmong() (n int, capped bool, err error) {
	if numbers, few := f.q.Among.few(); few {
		found, err := f.numbered(numbers)
		if err != nil {
			return 0, false, err
		}
		found, err = f.wanted(found, Most+1)
		return min(len(found), Most), len(found) > Most, err
	}
	walk := finder{tx: f.tx, q: f.plain(), note: f.note}
	for passed, step := 0, 2*Most; ; {
		part, err := walk.keys(step)
		if err != nil {
			return 0, false, err
		}
		found, err := f.wanted(part, math.MaxInt32)
		if err != nil {
			return 0, false, err
		}
		n += len(found)
		passed += len(part)
		switch {
		case n > Most:
			return Most, true, nil
		case len(part) < step:
			return n, false, nil
		case passed >= farthest:
			return n, true, nil
		}
		walk.from = &part[len(part)-1]
	}
}
