// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fact

import (
	"crypto/sha256"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Term is what an index has a record under. What any text holds stands under the field "".
type Term struct{ Field, Text string }

// A Span is all terms of a field from Low to High.
type Span struct{ Field, Low, High string }

// A Need is what an index must have a record under for a condition to hold: of each group at least one. With Not it must not.
// Only where it is Exact the condition is sure to hold for what is found; else the facts have to be asked. Without groups the
// index does not help, and everybody may meet it.
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
	piece   = "#" // of a field whose pieces are its own as well
)

// Everybody is what all records meet that say anything.
func Everybody() Need {
	return Need{Groups: [][]Span{{{"", present, present}}}, Exact: true}
}

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
// spans of few terms each. Days have day, month and year; numbers each digit of what deals are worth.
var levels = map[Kind][]int{Number: {numberDigits, 16, 15, 14, 13, 12, 11, 10, 9, 8, 6, 3}, Day: {8, 6, 4}}

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
	if len(facts) > 0 {
		add(Term{"", present})
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
					if f.Pieces {
						add(Term{f.ID, piece + gram})
					}
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
// with another one. With padding a text also has the pieces that its end cuts short, and each single character but those of
// ASCII. A piece may come more than once.
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
			if padded && n == 2 && !yield(string(r)) {
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

// mostPieces is how many pieces of a text are looked for: more of them hardly leave fewer records.
const mostPieces = 12

func (c Cond) needText() Need {
	if len(c.values) != 1 || c.values[0] == "" || tooShort(c.values[0]) {
		return Need{}
	}
	field, mark := "", ""
	if c.field != nil && c.field.Pieces {
		field, mark = c.field.ID, piece
	}
	text := c.values[0]
	whole := Need{Exact: c.op == ":" && (c.field == nil || c.field.Pieces)} // what is one piece is there or it is not
	if _, size := utf8.DecodeRuneInString(text); size == len(text) {
		whole.Groups = [][]Span{{{field, mark + text, mark + text}}}
		return whole
	}
	var pieces []string
	for gram := range grams(text, false) {
		if !slices.Contains(pieces, gram) {
			pieces = append(pieces, gram)
		}
	}
	switch {
	case len(pieces) == 0:
		whole.Groups = [][]Span{{{field, mark + text, mark + text + "\U0010ffff"}}}
		return whole
	case pieces[0] == text:
		whole.Groups = [][]Span{{{field, mark + text, mark + text}}}
		return whole
	}
	var need Need
	for i := range min(len(pieces), mostPieces) {
		gram := pieces[i*len(pieces)/min(len(pieces), mostPieces)]
		need.Groups = append(need.Groups, []Span{{field, mark + gram, mark + gram}})
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

// Whole is how long the keys of a field of numbers or days are; 0 for other fields.
func (f *Field) Whole() int {
	if lengths := levels[f.Kind]; len(lengths) > 0 {
		return lengths[0]
	}
	return 0
}

// Present is the term of all records that have a value of the field.
func (f *Field) Present() Span { return Span{f.ID, present, present} }

// Finer are the terms of the next longer beginnings of keys that begin so; ok is false for a whole key.
func (f *Field) Finer(beginning string) (s Span, ok bool) {
	for _, n := range slices.Backward(levels[f.Kind]) {
		if more := n - len(beginning); more > 0 {
			return Span{f.ID, levelTerm(beginning + zeros(more)), levelTerm(beginning + nines(more))}, true
		}
	}
	return s, false
}

// Beginning is the beginning that such a term stands for.
func Beginning(term string) string {
	_, beginning, _ := strings.Cut(term, ":")
	return beginning
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
