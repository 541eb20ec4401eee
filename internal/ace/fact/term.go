// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fact

import (
	"crypto/sha256"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Term is what an index has a record under. Terms of texts stand under the field "".
type Term struct{ Field, Text string }

// A Span is all terms of a field from Low to High.
type Span struct{ Field, Low, High string }

// A Need is what an index must have a record under for a condition to hold: of each group at least one. With Not it must not.
// Only where it is Exact the condition is sure to hold for what is found; else the facts have to be asked. Without groups the
// index does not help.
type Need struct {
	Groups [][]Span
	Not    bool
	Exact  bool
}

// The marks of terms: that there is a value, the value itself, and what it begins with.
const (
	present = "+"
	value   = "="
	level   = "~"
)

// longestTerm is how long a value may be to stand in a term itself, in bytes.
const longestTerm = 40

func valueTerm(v string) string {
	if len(v) <= longestTerm {
		return value + v
	}
	sum := sha256.Sum256([]byte(v))
	return value + "\x01" + string(sum[:16])
}

// levels are the lengths of the beginnings that numbers and days have terms for, the finest first: a range is then a few
// spans of them. Days have day, month and year.
var levels = map[Kind][]int{Number: {numberDigits, 15, 12, 9, 6, 3}, Day: {8, 6, 4}}

// Terms are the terms of a record, without repetitions.
func (s *Sheet) Terms(facts Facts) []Term {
	const usual = 512
	seen, all := make(map[Term]bool, usual), make([]Term, 0, usual)
	add := func(t Term) {
		if !seen[t] {
			seen[t] = true
			all = append(all, t)
		}
	}
	for _, f := range s.Fields {
		values := facts[f.ID]
		if len(values) > 0 {
			add(Term{f.ID, present})
		}
		for _, v := range values {
			add(Term{f.ID, valueTerm(v)})
			for _, n := range levels[f.Kind] {
				add(Term{f.ID, levelTerm(v[:n])})
			}
			if f.Kind == Text {
				for gram := range grams(v, true) {
					add(Term{"", gram})
				}
			}
		}
	}
	return all
}

func levelTerm(beginning string) string {
	return level + strconv.Itoa(len(beginning)) + ":" + beginning
}

// grams are the pieces by which a text is found inside others: three characters that begin with one of ASCII, two that begin
// with another one. With padding a text also has the pieces that its end cuts short. A piece may come more than once.
func grams(text string, padded bool) iter.Seq[string] {
	if padded {
		text += "\x00\x00"
	}
	return func(yield func(string) bool) {
		for i, r := range text {
			n := 2
			if r < utf8.RuneSelf {
				n = 3
			}
			if end, whole := behind(text, i, n); r != 0 && whole && !yield(text[i:end]) {
				return
			}
		}
	}
}

// behind is where n characters from i on end, if there are so many.
func behind(text string, i, n int) (int, bool) {
	for ; n > 0; n-- {
		if i == len(text) {
			return i, false
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return i, true
}

// Need is what the condition demands of an index.
func (c Cond) Need() Need {
	switch {
	case c.op == ":" || c.op == "^":
		return c.needText()
	case c.op == "=" || c.op == "!=":
		return c.needValue()
	}
	low, high := "", c.values[0]
	switch c.op {
	case "<":
		low, high = zeros(len(high)), before(high)
	case "<=":
		low = zeros(len(high))
	case ">":
		low, high = next(high), nines(len(high))
	case ">=":
		low, high = high, nines(len(high))
	}
	return Need{Groups: [][]Span{c.field.spans(low, high)}, Exact: true}
}

func (c Cond) needText() Need {
	var need Need
	if len(c.values) != 1 || c.values[0] == "" || tooShort(c.values[0]) {
		return need
	}
	text := c.values[0]
	seen := map[string]bool{}
	for gram := range grams(text, false) {
		if !seen[gram] {
			seen[gram] = true
			need.Groups = append(need.Groups, []Span{{"", gram, gram}})
		}
	}
	if len(need.Groups) == 0 {
		need.Groups = [][]Span{{{"", text, text + "\U0010ffff"}}}
	}
	return need
}

func (c Cond) needValue() Need {
	need := Need{Not: c.op == "!=", Exact: true}
	var group []Span
	for _, v := range c.values {
		if v == "" {
			if len(c.values) > 1 {
				return Need{} // some value or none at all: the index has no one place for both
			}
			return Need{Groups: [][]Span{{{c.field.ID, present, present}}}, Not: !need.Not, Exact: true}
		}
		term := valueTerm(v)
		group = append(group, Span{c.field.ID, term, term})
	}
	need.Groups = [][]Span{group}
	return need
}

// spans covers all keys from low to high by beginnings, as coarse ones as fit.
func (f *Field) spans(low, high string) (all []Span) {
	lengths := levels[f.Kind]
	add := func(low, high string) { all = append(all, Span{f.ID, levelTerm(low), levelTerm(high)}) }
	for i, n := range lengths {
		if low > high || low == "" || high == "" {
			return all
		}
		if i == len(lengths)-1 {
			add(low, high)
			return all
		}
		up := lengths[i+1]
		if low[:up] == high[:up] {
			add(low, high)
			return all
		}
		if low[up:] == zeros(n-up) {
			low = low[:up]
		} else {
			add(low, low[:up]+nines(n-up))
			low = next(low[:up])
		}
		if high[up:] == nines(n-up) {
			high = high[:up]
		} else {
			add(high[:up]+zeros(n-up), high)
			high = before(high[:up])
		}
	}
	return all
}

func zeros(n int) string { return strings.Repeat("0", n) }
func nines(n int) string { return strings.Repeat("9", n) }

// next and before are the neighbours of a number of so many digits; empty where there is none.
func next(digits string) string {
	if digits == nines(len(digits)) {
		return ""
	}
	return moved(digits, 1)
}

func before(digits string) string {
	if digits == zeros(len(digits)) {
		return ""
	}
	return moved(digits, -1)
}

func moved(digits string, by int64) string {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return "" // keys are digits
	}
	text := strconv.FormatInt(n+by, 10)
	return zeros(len(digits)-len(text)) + text
}
