// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/pattern"
)

// A draw makes events and patterns by chance, of few names and values, so that they often meet.
type draw struct{ *rand.Rand }

var (
	names     = []string{"a", "b", "c"}
	texts     = []string{"x", "xy", "y", "1", "yx", "Xy", "K", "k", "\u212a", "10.0.0.1", "10.0.0.300", "::1", "2001:db8::2", "*", `\`, "xyxy", "x\ny", "ß", "ẞ"}
	numbers   = []json.Number{"1", "1.0", "2", "-5e9", "5e9", "5000000001", "0.000001", "-0", "0", "1e-6", "2.5"}
	wildcards = []string{"*", "x*", "*y", "x*y", "*x*y*", `\**`, `*\\`, "x", "*x*x*", "x*x"}
	networks  = []string{"10.0.0.0/8", "10.0.0.1/32", "0.0.0.0/0", "::/0", "2001:db8::/32", "::1/128"}
)

func one[T any](d draw, list []T) T { return list[d.IntN(len(list))] }

func many[T any](d draw, least, most int, draw func() T) []any {
	list := make([]any, least+d.IntN(most-least+1))
	for i := range list {
		list[i] = draw()
	}
	return list
}

func (d draw) scalar() any {
	switch d.IntN(7) {
	case 0, 1, 2:
		return one(d, texts)
	case 3, 4:
		return one(d, numbers)
	case 5:
		return d.IntN(2) == 0
	}
	return nil
}

func (d draw) value(depth int) any {
	switch kind := d.IntN(10); {
	case depth == 0 || kind < 4:
		return d.scalar()
	case kind < 7:
		return many(d, 0, 3, func() any { return d.value(depth - 1) })
	}
	return d.object(depth - 1)
}

func (d draw) object(depth int) doc.Doc {
	e := doc.Doc{}
	for _, name := range names {
		if d.IntN(3) > 0 {
			e[name] = d.value(depth)
		}
	}
	return e
}

func (d draw) text() any   { return one(d, texts) }
func (d draw) number() any { return one(d, numbers[:len(numbers)-6]) }

// leaf is one value of a pattern's list: any operator in any of its forms.
func (d draw) leaf() any {
	folded := func() any { return doc.Doc{"equals-ignore-case": d.text()} }
	switch d.IntN(16) {
	case 0:
		return doc.Doc{"prefix": d.text()}
	case 1:
		return doc.Doc{"suffix": d.text()}
	case 2:
		return doc.Doc{one(d, []string{"prefix", "suffix"}): folded()}
	case 3:
		return folded()
	case 4:
		return doc.Doc{"wildcard": one(d, wildcards)}
	case 5:
		return doc.Doc{"exists": d.IntN(2) == 0}
	case 6:
		return doc.Doc{"cidr": one(d, networks)}
	case 7, 8:
		return doc.Doc{"numeric": d.numeric()}
	case 9, 10:
		return doc.Doc{"anything-but": d.but()}
	}
	return d.scalar()
}

func (d draw) numeric() []any {
	if d.IntN(2) == 0 {
		return []any{one(d, []string{"=", ">", ">=", "<", "<="}), one(d, []json.Number{"0", "1", "2", "2.5", "0.000001", "-5e9"})}
	}
	return []any{one(d, []string{">", ">="}), one(d, []json.Number{"-1", "0", "0.000001"}), one(d, []string{"<", "<="}), one(d, []json.Number{"1", "2", "5e9"})}
}

func (d draw) but() any {
	argument := d.text
	name := one(d, []string{"prefix", "suffix", "equals-ignore-case", "wildcard"})
	if name == "wildcard" {
		argument = func() any { return one(d, wildcards) }
	}
	switch d.IntN(6) {
	case 0:
		return d.text()
	case 1:
		return d.number()
	case 2:
		return many(d, 1, 3, d.text)
	case 3:
		return many(d, 1, 3, d.number)
	case 4:
		return doc.Doc{name: argument()}
	}
	return doc.Doc{name: many(d, 1, 3, argument)}
}

// pattern draws an object of a pattern; mostly of names that the event's object has.
func (d draw) pattern(depth int, e doc.Doc) doc.Doc {
	p := doc.Doc{}
	for len(p) == 0 {
		for _, name := range names {
			if d.IntN(3) > 0 {
				continue
			}
			inner := doc.Doc{}
			var scalars []any
			for _, v := range flat(e[name]) {
				if o, ok := v.(doc.Doc); ok {
					inner = o
				} else {
					scalars = append(scalars, v)
				}
			}
			if depth > 0 && (len(inner) > 0 || d.IntN(8) == 0) {
				p[name] = d.pattern(depth-1, inner)
				continue
			}
			p[name] = many(d, 1, 3, func() any {
				if len(scalars) > 0 && d.IntN(4) == 0 {
					return one(d, scalars)
				}
				return d.leaf()
			})
		}
		if depth > 0 && d.IntN(4) == 0 {
			p["$or"] = many(d, 2, 3, func() doc.Doc { return d.pattern(depth-1, e) })
		}
	}
	return p
}

func parse(t testing.TB, d doc.Doc) pattern.Pattern {
	t.Helper()
	text := doc.Append(nil, d)
	p, err := pattern.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

func TestPatternsDecideLikeTheReference(t *testing.T) {
	t.Parallel()
	d := draw{rand.New(rand.NewPCG(1, 2))}
	taken := 0
	const pairs = 100_000
	for range pairs {
		e := d.object(4)
		text := d.pattern(d.IntN(3), e)
		if len(doc.Append(nil, text)) > pattern.MaxLength {
			continue
		}
		p := parse(t, text)
		want := naive(text, e)
		if want {
			taken++
		}
		if got := p.Match(e); got != want {
			t.Fatalf("%s takes %s: %t, the reference says %t", doc.Append(nil, text), doc.Append(nil, e), got, want)
		}
	}
	if taken < pairs/10 || taken > pairs*9/10 {
		t.Errorf("%d of %d pairs meet: the test says little", taken, pairs)
	}
}

func TestAnIndexAnswersLikeTheLoop(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		d := draw{rand.New(rand.NewPCG(seed, 3))}
		var all []pattern.Pattern
		for range 1 + d.IntN(60) {
			if text := d.pattern(3, d.object(4)); len(doc.Append(nil, text)) <= pattern.MaxLength {
				all = append(all, parse(t, text))
			}
		}
		all = append(all, pattern.Pattern{}) // takes nothing
		x := pattern.NewIndex(all)
		for range 100 {
			e := d.object(4)
			var want []int
			for i, p := range all {
				if p.Match(e) {
					want = append(want, i)
				}
			}
			if got := x.Match(e); !slices.Equal(got, want) {
				t.Fatalf("seed %d, %s: %v, want %v", seed, doc.Append(nil, e), got, want)
			}
		}
	}
}
