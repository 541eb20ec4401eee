// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fact

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A Cond is a condition on facts.
type Cond struct {
	sheet  *Sheet
	field  *Field // nil: any field of text
	op     string
	values []string // folded; "" stands for no value
}

// Operators lists what a kind of field can be asked.
func (k Kind) Operators() []string {
	switch k {
	case Text:
		return []string{":", "^", "=", "!="}
	case Choice:
		return []string{"=", "!="}
	case Number, Day:
	}
	return []string{"=", "!=", "<", "<=", ">", ">="}
}

// Anywhere asks for a text in any field of text.
func (s *Sheet) Anywhere(text string) Cond {
	return Cond{sheet: s, op: ":", values: []string{Fold(text)}}
}

// Ask makes a condition on a field. Of several values one suffices, and for "!=" none may be met; "" stands for no value.
// ok is false where the field has no such operator, or a value is not of the field's kind: bad is that value.
func (s *Sheet) Ask(id, operator string, values []string) (c Cond, bad string, ok bool) {
	f := s.byID[id]
	if f == nil || !slices.Contains(f.Kind.Operators(), operator) || len(values) == 0 {
		return Cond{}, "", false
	}
	c = Cond{sheet: s, field: f, op: operator}
	equality := operator == "=" || operator == "!="
	if !equality && len(values) > 1 && (f.Kind == Number || f.Kind == Day) {
		return Cond{}, "", false // a bound is one value
	}
	for _, value := range values {
		key := f.Kind.key(value)
		if key == "" && (strings.TrimSpace(value) != "" || !equality) {
			return Cond{}, value, false
		}
		c.values = append(c.values, key)
	}
	return c, "", true
}

// Holds says whether the condition holds for a record's facts.
func (c Cond) Holds(facts Facts) bool {
	if c.field == nil {
		for _, f := range c.sheet.Fields {
			if f.Kind == Text && c.met(facts[f.ID]) {
				return true
			}
		}
		return false
	}
	return c.met(facts[c.field.ID]) != (c.op == "!=")
}

// asks says whether the condition looks at a field.
func (c Cond) asks(id string) bool {
	if c.field != nil {
		return c.field.ID == id
	}
	f := c.sheet.byID[id]
	return f != nil && f.Kind == Text
}

// met says whether one of a field's values meets one of the condition's.
func (c Cond) met(have []string) bool {
	return slices.ContainsFunc(c.values, func(want string) bool {
		if want == "" {
			return len(have) == 0
		}
		return slices.ContainsFunc(have, func(v string) bool { return compares(c.op, v, want) })
	})
}

func compares(op, v, want string) bool {
	switch op {
	case ":":
		return strings.Contains(v, want)
	case "^":
		return strings.HasPrefix(v, want)
	case "<":
		return v < want
	case "<=":
		return v <= want
	case ">":
		return v > want
	case ">=":
		return v >= want
	}
	return v == want
}

// tooShort says that a text is not worth looking for in an index: nearly every record has each single letter.
func tooShort(text string) bool {
	return len(text) == 1 && utf8.RuneCountInString(text) == 1
}
