// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"cosell/internal/ace/doc"
)

// maxViolations ends the check of a request that is wrong everywhere: nobody reads further.
const maxViolations = 100

// CheckRequest holds a request against AWS's model: required members, JSON types, lengths, patterns, choices. Members the
// model does not know are ignored, a null is an absent member. Business rules are not looked at. An operation that the
// model does not know has no request to check: its caller answers that first.
func CheckRequest(operation string, d doc.Doc) []Violation {
	input, known := requests[operation]
	if !known {
		return nil
	}
	c := requestCheck{}
	c.structure(input, d, nil)
	return c.found
}

// Known is a copy of a request without the members that the operation's model does not have, at any depth.
func Known(operation string, d doc.Doc) doc.Doc {
	input, known := requests[operation]
	if !known {
		return doc.Doc{}
	}
	kept, _ := knownOf(input, d).(doc.Doc)
	return kept
}

func knownOf(s *shape, v any) any {
	switch v := v.(type) {
	case doc.Doc:
		if s.kind != "structure" {
			return doc.Clone(v)
		}
		kept := make(doc.Doc, len(v))
		for _, m := range s.members {
			if value, sent := v[m.name]; sent {
				kept[m.name] = knownOf(m.shape, value)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i, element := range v {
			kept[i] = element
			if s.element != nil {
				kept[i] = knownOf(s.element, element)
			}
		}
		return kept
	default:
		return v
	}
}

// A place is where in a request a value stands: a member, or an element of a list.
type place struct {
	in    *place
	name  string
	index int // of an element; the name is "" then
}

// forms writes a place in the two ways that are needed: "Customer.Contacts[0].Email" for us, and in AWS's messages
// "customer.contacts.1.member.email".
func (p *place) forms() (at, wire string) {
	if p == nil {
		return "", ""
	}
	at, wire = p.in.forms()
	if p.name == "" {
		return at + "[" + strconv.Itoa(p.index) + "]", wire + "." + strconv.Itoa(p.index+1) + ".member"
	}
	dot := ""
	if at != "" {
		dot = "."
	}
	return at + dot + p.name, wire + dot + lowerFirst(p.name)
}

func lowerFirst(name string) string {
	return string(unicode.ToLower(rune(name[0]))) + name[1:]
}

type requestCheck struct {
	found []Violation
}

func (c *requestCheck) structure(s *shape, d doc.Doc, here *place) {
	given := 0
	for i := range s.members {
		m := &s.members[i]
		v := d[m.name]
		if v != nil {
			given++
			c.value(m.shape, v, &place{in: here, name: m.name})
		} else if m.required {
			c.add(&place{in: here, name: m.name}, m.shape, breach{code: RequiredFieldMissing, id: "request-required", tail: "Member must not be null"}, "")
		}
		if len(c.found) >= maxViolations {
			return
		}
	}
	if s.union && given != 1 {
		c.add(here, s, breach{code: InvalidValue, id: "request-union", tail: "Member must have exactly one member set"}, "")
	}
}

func (c *requestCheck) value(s *shape, v any, here *place) {
	switch s.kind {
	case "structure":
		if object, isObject := v.(doc.Doc); isObject {
			c.structure(s, object, here)
			return
		}
		c.wrongType(s, here, "an object")
	case "list":
		if elements, isList := v.([]any); isList {
			c.list(s, elements, here)
			return
		}
		c.wrongType(s, here, "a list")
	case "map":
		if object, isObject := v.(doc.Doc); isObject {
			for _, name := range slices.Sorted(mapKeys(object)) {
				c.value(s.element, object[name], &place{in: here, name: name})
			}
			return
		}
		c.wrongType(s, here, "an object")
	case "integer":
		c.integer(s, v, here)
	case "timestamp":
		c.timestamp(s, v, here)
	default:
		if text, isText := v.(string); isText {
			c.text(s, text, here)
			return
		}
		c.wrongType(s, here, "a string")
	}
}

func (c *requestCheck) list(s *shape, elements []any, here *place) {
	if len(elements) < s.min {
		c.add(here, s, breach{code: NotEnoughValues, id: "request-few", bound: s.min,
			tail: "Member must have length greater than or equal to " + strconv.Itoa(s.min)}, "")
	}
	if s.max > 0 && len(elements) > s.max {
		c.add(here, s, breach{code: TooManyValues, id: "request-many", bound: s.max,
			tail: "Member must have length less than or equal to " + strconv.Itoa(s.max)}, "")
		return
	}
	for i, element := range elements {
		at := place{in: here, index: i}
		if element == nil {
			c.add(&at, s.element, breach{code: RequiredFieldMissing, id: "request-required", tail: "Member must not be null"}, "")
		} else {
			c.value(s.element, element, &at)
		}
		if len(c.found) >= maxViolations {
			return
		}
	}
}

func (c *requestCheck) text(s *shape, text string, here *place) {
	rule := s.text
	switch {
	case s.enum != nil:
		if !s.enum[text] {
			c.add(here, s, breach{code: InvalidEnumValue, id: "request-enum", tail: "Member must satisfy enum value set: " + s.enumText}, text)
		}
	case rule.tooShort(text):
		c.add(here, s, breach{code: InvalidStringFormat, id: "request-short", bound: rule.min,
			tail: "Member must have length greater than or equal to " + strconv.Itoa(rule.min)}, text)
	case rule.tooLong(text):
		c.add(here, s, breach{code: InvalidStringFormat, id: "request-long", bound: rule.max,
			tail: "Member must have length less than or equal to " + strconv.Itoa(rule.max)}, text)
	case rule.misshapen(text):
		c.add(here, s, breach{code: InvalidStringFormat, id: "request-pattern",
			tail: "Member must satisfy regular expression pattern: " + rule.text}, text)
	}
}

func (c *requestCheck) integer(s *shape, v any, here *place) {
	number, isNumber := v.(json.Number)
	n, err := strconv.ParseInt(number.String(), 10, 32)
	switch {
	case !isNumber || err != nil:
		c.wrongType(s, here, "a whole number")
	case int(n) < s.min:
		c.add(here, s, breach{code: ValueOutOfRange, id: "request-small", bound: s.min,
			tail: "Member must have value greater than or equal to " + strconv.Itoa(s.min)}, number.String())
	case s.max > 0 && int(n) > s.max:
		c.add(here, s, breach{code: ValueOutOfRange, id: "request-large", bound: s.max,
			tail: "Member must have value less than or equal to " + strconv.Itoa(s.max)}, number.String())
	}
}

func (c *requestCheck) timestamp(s *shape, v any, here *place) {
	text, isText := v.(string)
	if _, err := time.Parse(time.RFC3339Nano, text); !isText || err != nil {
		c.add(here, s, breach{code: InvalidStringFormat, id: "request-time",
			tail: "Member must be a timestamp in ISO 8601 format"}, text)
	}
}

func (c *requestCheck) wrongType(s *shape, here *place, want string) {
	c.add(here, s, breach{code: InvalidValue, id: "request-type", want: want, tail: "Member must be " + want}, "")
}

func (c *requestCheck) add(here *place, s *shape, b breach, value string) {
	at, wire := here.forms()
	row := Opportunity.ByPath(at)
	sensitive := s.sensitive || row != nil && row.Sensitive
	v := Violation{
		Field: WireName(at), Path: doc.Row(at), At: at, Code: b.code, Rule: b.id, Value: Shown(value, sensitive),
		Message: "Value at '" + wire + "' failed to satisfy constraint: " + b.tail,
	}
	v.MessageJA, v.FixEN, v.FixJA = b.words(row, strings.TrimPrefix(v.Path, "."))
	c.found = append(c.found, v)
}
