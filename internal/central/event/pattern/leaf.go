// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern

import "slices"

// A leaf is a place of scalars, with the patterns that wait there for one.
type leaf struct {
	values   map[any][]int
	folded   map[string][]int
	prefixes affixes
	suffixes affixes
	spans    spans
	others   []int // all that take every scalar but some
	refuse   map[any][]int
	present  []int
}

// affixes are beginnings or ends of texts. Each length that occurs costs a look, not each affix.
type affixes struct {
	by      map[string][]int
	lengths []int // ascending, once each
}

func (a *affixes) add(text string, pattern int) {
	a.by[text] = append(a.by[text], pattern)
	if at, there := slices.BinarySearch(a.lengths, len(text)); !there {
		a.lengths = slices.Insert(a.lengths, at, len(text))
	}
}

func newLeaf() *leaf {
	return &leaf{values: map[any][]int{}, folded: map[string][]int{}, refuse: map[any][]int{},
		prefixes: affixes{by: map[string][]int{}}, suffixes: affixes{by: map[string][]int{}}}
}

func (l *leaf) add(k key, pattern int) {
	switch k.kind {
	case byValue:
		l.values[k.value] = append(l.values[k.value], pattern)
	case byFold:
		l.folded[k.text] = append(l.folded[k.text], pattern)
	case byPrefix:
		l.prefixes.add(k.text, pattern)
	case bySuffix:
		l.suffixes.add(k.text, pattern)
	case byNumber:
		l.spans.all = append(l.spans.all, k.span)
		l.spans.patterns = append(l.spans.patterns, pattern)
	case byOther:
		if slices.Contains(l.others, pattern) { // what one of its tests refuses, another may take
			l.present = append(l.present, pattern)
			return
		}
		l.others = append(l.others, pattern)
		for _, v := range k.values {
			l.refuse[v] = append(l.refuse[v], pattern)
		}
	case byPresence:
		l.present = append(l.present, pattern)
	}
}

func (l *leaf) finish() { l.spans.plant() }

// find hits the patterns whose keys a scalar fits.
func (l *leaf) find(s *scratch, v any) {
	s.hit(l.present...)
	if len(l.others) > 0 {
		l.findOthers(s, v)
	}
	if len(l.values) > 0 {
		s.hit(l.values[v]...)
	}
	if text, ok := v.(string); ok {
		if len(l.folded) > 0 {
			s.hit(l.folded[fold(text)]...)
		}
		for _, n := range l.prefixes.lengths {
			if n > len(text) {
				break
			}
			s.hit(l.prefixes.by[text[:n]]...)
		}
		for _, n := range l.suffixes.lengths {
			if n > len(text) {
				break
			}
			s.hit(l.suffixes.by[text[len(text)-n:]]...)
		}
	}
	if len(l.spans.all) > 0 {
		if f, ok := number(v); ok {
			l.spans.find(s, f)
		}
	}
}

// findOthers hits all but those that refuse this value.
func (l *leaf) findOthers(s *scratch, v any) {
	refusing := l.refuse[v]
	for _, i := range l.others {
		if len(refusing) == 0 || !slices.Contains(refusing, i) {
			s.hit(i)
		}
	}
}

// spans are ranges in a tree: each lies at the few nodes whose stretches make it up, so that a number meets the ranges
// that hold it and no others.
type spans struct {
	all      []span
	patterns []int
	bounds   []float64 // ascending, once each
	nodes    [][]int   // a binary tree in an array; the lower half are its leaves
}

// position is the stretch that a number lies in: bounds are the odd stretches, what lies between them the even ones.
func (s *spans) position(f float64) int {
	at, exact := slices.BinarySearch(s.bounds, f)
	if exact {
		return 2*at + 1
	}
	return 2 * at
}

// plant makes the tree once all ranges are there.
func (s *spans) plant() {
	for _, p := range s.all {
		s.bounds = append(s.bounds, p.low, p.high)
	}
	slices.Sort(s.bounds)
	s.bounds = slices.Compact(s.bounds)
	leaves := 2*len(s.bounds) + 1
	s.nodes = make([][]int, 2*leaves)
	for i, p := range s.all {
		from, to := s.position(p.low), s.position(p.high)
		if p.lowOpen {
			from++
		}
		if p.highOpen {
			to--
		}
		for l, r := from+leaves, to+leaves+1; l < r; l, r = l/2, r/2 {
			if l%2 == 1 {
				s.nodes[l] = append(s.nodes[l], s.patterns[i])
				l++
			}
			if r%2 == 1 {
				r--
				s.nodes[r] = append(s.nodes[r], s.patterns[i])
			}
		}
	}
}

func (s *spans) find(scratch *scratch, f float64) {
	for n := s.position(f) + len(s.nodes)/2; n >= 1; n /= 2 {
		scratch.hit(s.nodes[n]...)
	}
}
