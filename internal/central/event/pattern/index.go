// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"math"
	"slices"
	"sync"

	"cosell/internal/ace/doc"
)

// A kind is how an index finds the scalars that a test may take.
type kind int

// The kinds. The zero kind looks at whether there is any scalar: nearly every test needs one.
const (
	byPresence kind = iota
	byValue
	byPrefix
	bySuffix
	byFold
	byNumber
	byOther // all scalars but some
)

// A key is what an index finds a test by. A scalar that the test takes always fits its key.
type key struct {
	kind   kind
	value  any
	values []any  // of byOther: not these
	text   string // of byPrefix, bySuffix and byFold
	span   span
}

// An Index judges an event by many patterns at about the cost of those that nearly fit.
//
// Of each pattern it knows one member that a matching event must have, the rarest that it can tell: the values, prefixes
// or ranges of all patterns lie side by side in one tree of the members' names. What an event's scalars find there is
// then judged in full.
type Index struct {
	patterns []Pattern
	root     *branch
	always   []int // patterns that also take an event which has nothing that they name
	scratch  sync.Pool
}

// A branch is a place in the event that patterns look at.
type branch struct {
	inside map[string]*branch
	leaf   *leaf
}

// NewIndex is an index over patterns. It does not change any more and may be used by many at once.
func NewIndex(patterns []Pattern) *Index {
	x := &Index{patterns: patterns, root: &branch{}}
	x.scratch.New = func() any { return &scratch{seen: make([]bool, len(patterns))} }
	c := census{}
	for _, p := range patterns {
		if p.root != nil {
			c.count("", p.root)
		}
	}
	for i, p := range patterns {
		if p.root == nil {
			continue
		}
		way, ok := c.way(nil, "", p.root)
		if !ok {
			x.always = append(x.always, i)
			continue
		}
		for _, e := range way.entries {
			x.root.at(e.path).add(e.key, i)
		}
	}
	x.root.finish()
	return x
}

// at is the leaf at a path, made when there is none.
func (b *branch) at(path []string) *leaf {
	for _, name := range path {
		if b.inside == nil {
			b.inside = map[string]*branch{}
		}
		if b.inside[name] == nil {
			b.inside[name] = &branch{}
		}
		b = b.inside[name]
	}
	if b.leaf == nil {
		b.leaf = newLeaf()
	}
	return b.leaf
}

func (b *branch) finish() {
	if b.leaf != nil {
		b.leaf.finish()
	}
	for _, inner := range b.inside {
		inner.finish()
	}
}

// An entry is one place to look at, and what to find there.
type entry struct {
	path []string
	key  key
}

// A way is a set of entries of which an event that a pattern takes fits at least one, with how many patterns are thought
// to be found along with it.
type way struct {
	entries []entry
	cost    float64
}

// A census counts by how many patterns a key is used at a place.
type census map[place]int

type place struct {
	path string
	kind kind
	what any
}

func placeOf(path string, k key) place {
	switch k.kind {
	case byValue:
		return place{path, k.kind, k.value}
	case byPrefix, bySuffix, byFold:
		return place{path, k.kind, k.text}
	case byNumber:
		return place{path, k.kind, k.span}
	}
	return place{path, k.kind, nil}
}

// strides are how many events a kind of key lets through, compared with one that names its value.
var strides = map[kind]float64{byValue: 1, byFold: 1.5, byPrefix: 2, bySuffix: 2, byNumber: 8, byOther: 100, byPresence: 150}

func (c census) count(at string, o *object) {
	for _, m := range o.members {
		path := at + "\x00" + m.name
		if m.inside != nil {
			c.count(path, m.inside)
		}
		for _, t := range m.takes {
			c[placeOf(path, t.key)]++
		}
	}
	for _, list := range o.either {
		for _, one := range list {
			c.count(at, one)
		}
	}
}

// way is the cheapest way to an object; ok is false when an event that lacks everything meets it.
func (c census) way(path []string, at string, o *object) (best way, ok bool) {
	best.cost = math.Inf(1)
	better := func(w way, there bool) {
		if there && w.cost < best.cost {
			best, ok = w, true
		}
	}
	for _, m := range o.members {
		inner, at := append(slices.Clone(path), m.name), at+"\x00"+m.name
		if m.inside != nil {
			better(c.way(inner, at, m.inside))
		} else if !m.absent {
			var w way
			for _, t := range m.takes {
				w.entries = append(w.entries, entry{inner, t.key})
				w.cost += strides[t.key.kind] * float64(c[placeOf(at, t.key)])
			}
			better(w, true)
		}
	}
	for _, list := range o.either {
		var all way
		whole := true
		for _, one := range list {
			w, there := c.way(path, at, one)
			whole = whole && there
			all.entries, all.cost = append(all.entries, w.entries...), all.cost+w.cost
		}
		better(all, whole)
	}
	return best, ok
}

// A scratch is what one judgement writes on.
type scratch struct {
	seen  []bool
	found []int
}

func (s *scratch) hit(list ...int) {
	for _, i := range list {
		if !s.seen[i] {
			s.seen[i] = true
			s.found = append(s.found, i)
		}
	}
}

// Match lists the patterns that take the event, by their place in NewIndex's list, in order.
func (x *Index) Match(event doc.Doc) (taken []int) {
	s, ok := x.scratch.Get().(*scratch)
	if !ok {
		return nil // the pool holds nothing else
	}
	s.hit(x.always...)
	x.root.walk(s, event)
	for _, i := range s.found {
		s.seen[i] = false
		if x.patterns[i].Match(event) {
			taken = append(taken, i)
		}
	}
	s.found = s.found[:0]
	x.scratch.Put(s)
	slices.Sort(taken)
	return taken
}

func (b *branch) walk(s *scratch, v any) {
	switch v := v.(type) {
	case doc.Doc:
		if len(v) < len(b.inside) {
			for name, value := range v {
				if inner := b.inside[name]; inner != nil {
					inner.walk(s, value)
				}
			}
			return
		}
		for name, inner := range b.inside {
			if value, there := v[name]; there {
				inner.walk(s, value)
			}
		}
	case []any:
		for _, e := range v {
			b.walk(s, e)
		}
	default:
		if b.leaf != nil {
			b.leaf.find(s, v)
		}
	}
}
