// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import "slices"

// countAmong counts the candidates that the other filters take. It asks and passes over no more than it may, and says then that
// there are more.
func (f *finder) countAmong() (n int, capped bool, err error) {
	a := f.q.Among
	if len(f.q.Where) == 0 && len(f.q.Begins) == 0 {
		if !a.Sure {
			return a.countAsked(len(a.fresh()))
		}
		old := a.In.Size()
		for number := range a.Fresh {
			if a.In.Has(number) {
				old--
			}
		}
		n = old + len(a.fresh())
		return min(n, Most), n > Most, nil
	}
	fresh, err := f.numbered(a.fresh())
	if err != nil {
		return 0, false, err
	}
	if a.In.Size() <= fewest {
		found, err := f.numbered(a.old())
		if err != nil {
			return 0, false, err
		}
		return f.countKeys(found, len(fresh))
	}
	return f.countWalking(len(fresh))
}

// countKeys counts the wanted among some keys, beside those counted before.
func (f *finder) countKeys(keys []key, n int) (int, bool, error) {
	numbers := make([]int64, len(keys))
	for i, k := range keys {
		numbers[i] = k.number
	}
	a := f.q.Among
	asked := slices.DeleteFunc(slices.Clone(numbers), func(n int64) bool { _, known := a.looked[n]; return !known })
	others := slices.DeleteFunc(numbers, func(n int64) bool { _, known := a.looked[n]; return known })
	n, capped, err := a.countJudged(asked, n)
	if capped || err != nil {
		return n, capped, err
	}
	return a.countJudged(others, n)
}

// countAsked counts the wanted among all candidates, beside those counted before: those that have been asked, and as many others
// as may be.
func (a *Among) countAsked(n int) (int, bool, error) {
	for _, wanted := range a.looked {
		if wanted {
			n++
		}
	}
	var others []int64
	for number := range a.In.From(-1, false) {
		if _, known := a.looked[number]; known || !a.may(number) {
			continue
		}
		if others = append(others, number); len(others) > a.Looks {
			break // as many may be asked, and there is one more
		}
	}
	return a.countJudged(others, n)
}

// countJudged counts the wanted among some numbers, beside those counted before, as far as they may be asked.
func (a *Among) countJudged(numbers []int64, n int) (int, bool, error) {
	for len(numbers) > 0 && n <= Most {
		part := numbers[:min(len(numbers), chunk)]
		wanted, err := a.judge(part)
		if err != nil {
			return 0, false, err
		}
		for _, yes := range wanted {
			if yes {
				n++
			}
		}
		if len(wanted) < len(part) {
			return min(n, Most), true, nil
		}
		numbers = numbers[len(part):]
	}
	return min(n, Most), n > Most, nil
}

// countWalking counts along the sort.
func (f *finder) countWalking(n int) (int, bool, error) {
	walk := finder{tx: f.tx, q: f.plain(), note: f.note}
	for {
		part, err := walk.keys(stride)
		if err != nil {
			return 0, false, err
		}
		f.passed += len(part)
		kept := slices.DeleteFunc(slices.Clone(part), func(k key) bool { return !f.q.Among.may(k.number) })
		var capped bool
		if n, capped, err = f.countKeys(kept, n); err != nil || capped {
			return n, capped, err
		}
		if len(part) < stride {
			return n, false, nil
		}
		if f.tired() {
			return n, true, nil
		}
		walk.from = &part[len(part)-1]
	}
}
