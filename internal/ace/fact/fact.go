// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package fact tells what the fields of a record say, as filters and searches compare them.
//
// A sheet is the fields of a catalogue that a list may be filtered by. The facts of a record are their values, folded; a
// condition holds for facts or it does not; and both know the terms by which an index finds the one for the other.
package fact

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// A Kind says how the values of a field are compared.
type Kind int

// The kinds. A day is also what filters see of an instant.
const (
	Text Kind = iota
	Choice
	Number
	Day
)

var kindOf = map[string]Kind{
	"text": Text, "longtext": Text, "url": Text, "email": Text, "phone": Text,
	"picklist": Choice, "multipicklist": Choice, "boolean-yesno": Choice, "list": Choice,
	"currency": Number, "number": Number, "date": Day, "datetime": Day,
}

// A Field is one that lists may be filtered by.
type Field struct {
	*catalogue.Field
	Kind   Kind
	Pieces bool // an index has the pieces of its texts under the field as well, not only among those of all texts
}

// A Sheet is the fields of one kind of record.
type Sheet struct {
	Fields []*Field
	byID   map[string]*Field
}

// NewSheet takes the rows of a catalogue that some sources carry, but for what keep refuses, and more that no catalogue has
// since AWS does not publish them: what follows from a record's past.
func NewSheet(table *catalogue.Table, sources []string, keep func(*catalogue.Field) bool, more ...*catalogue.Field) *Sheet {
	s := &Sheet{byID: map[string]*Field{}}
	for _, row := range table.Fields {
		if slices.Contains(sources, row.Source) && keep(row) {
			s.take(row)
		}
	}
	for _, row := range more {
		s.take(row)
	}
	return s
}

// WithPieces gives some fields of text pieces of their own, so that what other fields hold is not found for them.
func (s *Sheet) WithPieces(ids ...string) *Sheet {
	for _, id := range ids {
		s.byID[id].Pieces = true
	}
	return s
}

func (s *Sheet) take(row *catalogue.Field) {
	kind, known := kindOf[row.Type]
	if row.Path == "" || !known {
		return
	}
	f := &Field{Field: row, Kind: kind}
	s.Fields = append(s.Fields, f)
	s.byID[row.ID] = f
}

// ByID is the field with an id, or nil.
func (s *Sheet) ByID(id string) *Field { return s.byID[id] }

// Facts are the values of a record's fields, folded, by the field's id. A field without a value is not among them.
type Facts map[string][]string

// Of reads the facts of a record out of the documents of its sources.
func (s *Sheet) Of(documents map[string]doc.Doc) Facts {
	facts := Facts{}
	for _, f := range s.Fields {
		d := documents[f.Source]
		if d == nil {
			continue
		}
		for _, value := range f.values(d) {
			if key := f.Kind.key(value); key != "" && !slices.Contains(facts[f.ID], key) {
				facts[f.ID] = append(facts[f.ID], key)
			}
		}
	}
	return facts
}

// values are the values of a field in a document: of the element that is meant, where the row says which.
func (f *Field) values(d doc.Doc) (values []string) {
	list, rest, inList := strings.Cut(f.Path, "[].")
	if !inList {
		return texts(d, f.Path)
	}
	for _, element := range doc.Objects(d, list) {
		if !f.means(element) {
			continue
		}
		if len(f.Join) == 0 {
			values = append(values, texts(element, rest)...)
			continue
		}
		var parts []string
		for _, path := range f.Join {
			_, member, _ := strings.Cut(path, "[].")
			parts = append(parts, doc.Text(element, member))
		}
		values = append(values, strings.Join(parts, " "))
	}
	return values
}

func (f *Field) means(element doc.Doc) bool {
	for member, want := range f.Selector {
		if text, isText := want.(string); isText && doc.Text(element, member) != text {
			return false
		}
	}
	return true
}

func texts(d doc.Doc, path string) (all []string) {
	doc.Each(d, path, func(_ string, v any) {
		if list, isList := v.([]any); isList {
			for _, one := range list {
				if text, isText := one.(string); isText {
					all = append(all, text)
				}
			}
			return
		}
		if text := doc.Text(doc.Doc{"v": v}, "v"); text != "" {
			all = append(all, text)
		}
	})
	return all
}

// Fold makes texts comparable: without regard to case, to full and half width, to runs of spaces, and to spaces beside
// characters that are written without them.
func Fold(s string) string {
	s = norm.NFKC.String(s)
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	var folded strings.Builder
	folded.Grow(len(s))
	for i, word := range words {
		if i > 0 {
			last, _ := utf8.DecodeLastRuneInString(words[i-1])
			first, _ := utf8.DecodeRuneInString(word)
			if !unspaced(last) && !unspaced(first) {
				folded.WriteByte(' ')
			}
		}
		folded.WriteString(word)
	}
	return strings.ToLower(norm.NFKC.String(folded.String())) // a mark that stood behind a space may belong to what it stands behind now
}

// unspaced says whether a character belongs to a script that sets no spaces between words: the Chinese and the Japanese ones. People
// set one beside Latin letters or leave it out, as they like.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー'
}

// key is a value as it is compared, and empty for one that says nothing or is not of the kind.
func (k Kind) key(value string) string {
	switch k {
	case Number:
		key, _ := numberKey(value)
		return key
	case Day:
		if len(value) > len(time.DateOnly) {
			value = value[:len(time.DateOnly)]
		}
		return dayKey(value)
	case Text, Choice:
	}
	return Fold(value)
}

const numberDigits = 18

// numberKey is an amount in hundredths with as many digits as any has, so that texts compare as numbers do. What is beyond
// any deal counts as the most, what is below nothing as nothing.
func numberKey(value string) (string, bool) {
	if len(value) > 40 {
		return "", false
	}
	d, err := decimal.NewFromString(strings.TrimSpace(value))
	if err != nil || d.Exponent() > numberDigits || d.Exponent() < -40 {
		return "", false
	}
	digits := "0"
	if d.IsPositive() {
		digits = d.Shift(2).Truncate(0).String()
	}
	if len(digits) > numberDigits {
		return strings.Repeat("9", numberDigits), true
	}
	return strings.Repeat("0", numberDigits-len(digits)) + digits, true
}

// dayKey is 2026-12-31 as 20261231, empty for what is no day.
func dayKey(value string) string {
	t, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return ""
	}
	return t.Format("20060102")
}

const (
	betweenFields = "\x1e" // folded texts have no control characters
	betweenValues = "\x1f"
)

// Encode writes facts as one text, the same for the same facts.
func (f Facts) Encode() []byte {
	ids := make([]string, 0, len(f))
	for id := range f {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var out []byte
	for i, id := range ids {
		if i > 0 {
			out = append(out, betweenFields...)
		}
		out = append(out, id...)
		for _, v := range f[id] {
			out = append(append(out, betweenValues...), v...)
		}
	}
	return out
}

// Decode reads what Encode wrote.
func Decode(text []byte) Facts {
	return DecodeFor(text)
}

// DecodeFor reads of what Encode wrote as much as some conditions ask for, and without conditions all.
func DecodeFor(text []byte, conds ...Cond) Facts {
	facts := Facts{}
	if len(text) == 0 {
		return facts
	}
	for field := range bytes.SplitSeq(text, []byte(betweenFields)) {
		id, values, some := bytes.Cut(field, []byte(betweenValues))
		if !some {
			continue
		}
		if len(conds) == 0 || slices.ContainsFunc(conds, func(c Cond) bool { return c.asks(string(id)) }) {
			facts[string(id)] = strings.Split(string(values), betweenValues)
		}
	}
	return facts
}
