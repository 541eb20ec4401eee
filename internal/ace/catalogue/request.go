// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"cosell/internal/ace/doc"
)

// maxViolations ends the check of a request that is wrong everywhere: nobody reads further.
const maxViolations = 100

// CheckRequest holds a request of the Selling API against AWS's model: see Model.Check.
func CheckRequest(operation string, d doc.Doc) []Violation { return selling.Check(operation, d) }

// Check holds a request against AWS's model: required members, JSON types, lengths, patterns, choices. Members the
// model does not know are ignored, a null is an absent member. Business rules are not looked at. No request suits an
// operation that the model does not know.
func (a Model) Check(operation string, d doc.Doc) []Violation {
	input, known := a.inputs[operation]
	if !known {
		return []Violation{{
			Field: "operation", Path: "operation", At: "operation", Code: InvalidValue, Rule: "request-operation", Value: Shown(operation, false),
			Message: "The operation " + operation + " is unknown", MessageJA: "オペレーション " + operation + " は存在しません。",
			FixEN: "Call an operation of the " + a.name + ".", FixJA: a.name + " のオペレーションを呼び出してください。",
		}}
	}
	c := requestCheck{api: a, path: make([]step, 0, 8)}
	c.structure(input, d)
	return c.found
}

// Known is a copy of a request without the members that the operation's model does not have, at any depth.
func Known(operation string, d doc.Doc) doc.Doc {
	input, known := selling.inputs[operation]
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

// A step leads from a structure to a member, or (with an empty name) from a list to an element.
type step struct {
	name  string
	index int
}

type requestCheck struct {
	api   Model
	path  []step // to the value that is looked at
	found []Violation
}

// enter steps into a member or element, leave steps back.
func (c *requestCheck) enter(name string, index int) { c.path = append(c.path, step{name, index}) }

func (c *requestCheck) leave() { c.path = c.path[:len(c.path)-1] }

// forms writes where the check stands in the two ways that are needed: "Customer.Contacts[0].Email" for us, and in AWS's
// messages "customer.contacts.1.member.email".
func (c *requestCheck) forms() (at, wire string) {
	for _, s := range c.path {
		if s.name == "" {
			at += "[" + strconv.Itoa(s.index) + "]"
			wire += "." + strconv.Itoa(s.index+1) + ".member"
			continue
		}
		if at != "" {
			at, wire = at+".", wire+"."
		}
		at, wire = at+s.name, wire+lowerFirst(s.name)
	}
	return at, wire
}

func lowerFirst(name string) string {
	return string(unicode.ToLower(rune(name[0]))) + name[1:]
}

func (c *requestCheck) structure(s *shape, d doc.Doc) {
	given := 0
	for i := range s.members {
		m := &s.members[i]
		v := d[m.name]
		if v == nil && !m.required {
			continue
		}
		c.enter(m.name, 0)
		if v != nil {
			given++
			c.value(m.shape, v)
		} else {
			c.add(m.shape, breach{code: RequiredFieldMissing, id: "request-required", tail: "Member must not be null"}, "")
		}
		c.leave()
		if len(c.found) >= maxViolations {
			return
		}
	}
	if s.union && given != 1 {
		c.add(s, breach{code: InvalidValue, id: "request-union", tail: "Member must have exactly one member set"}, "")
	}
}

func (c *requestCheck) value(s *shape, v any) {
	switch s.kind {
	case "structure":
		if object, isObject := v.(doc.Doc); isObject {
			c.structure(s, object)
			return
		}
		c.wrongType(s, "an object")
	case "list":
		if elements, isList := v.([]any); isList {
			c.list(s, elements)
			return
		}
		c.wrongType(s, "a list")
	case "map":
		if object, isObject := v.(doc.Doc); isObject {
			for _, name := range slices.Sorted(maps.Keys(object)) {
				c.enter(name, 0)
				c.value(s.element, object[name])
				c.leave()
			}
			return
		}
		c.wrongType(s, "an object")
	case "integer":
		c.integer(s, v, 32)
	case "long":
		c.integer(s, v, 64)
	case "timestamp":
		c.timestamp(s, v)
	default:
		if text, isText := v.(string); isText {
			c.text(s, text)
			return
		}
		c.wrongType(s, "a string")
	}
}

func (c *requestCheck) list(s *shape, elements []any) {
	if len(elements) < s.min {
		c.add(s, breach{code: NotEnoughValues, id: "request-few", bound: s.min,
			tail: "Member must have length greater than or equal to " + strconv.Itoa(s.min)}, "")
	}
	if s.max > 0 && len(elements) > s.max {
		c.add(s, breach{code: TooManyValues, id: "request-many", bound: s.max,
			tail: "Member must have length less than or equal to " + strconv.Itoa(s.max)}, "")
		return
	}
	for i, element := range elements {
		c.enter("", i)
		if element == nil {
			c.add(s.element, breach{code: RequiredFieldMissing, id: "request-required", tail: "Member must not be null"}, "")
		} else {
			c.value(s.element, element)
		}
		c.leave()
		if len(c.found) >= maxViolations {
			return
		}
	}
}

func (c *requestCheck) text(s *shape, text string) {
	rule := s.text
	switch {
	case s.enum != nil:
		if !s.enum[text] {
			c.add(s, breach{code: InvalidEnumValue, id: "request-enum", tail: "Member must satisfy enum value set: " + s.enumText}, text)
		}
	case rule.tooShort(text):
		c.add(s, breach{code: InvalidStringFormat, id: "request-short", bound: rule.min,
			tail: "Member must have length greater than or equal to " + strconv.Itoa(rule.min)}, text)
	case rule.tooLong(text):
		c.add(s, breach{code: InvalidStringFormat, id: "request-long", bound: rule.max,
			tail: "Member must have length less than or equal to " + strconv.Itoa(rule.max)}, text)
	case rule.misshapen(text):
		c.add(s, breach{code: InvalidStringFormat, id: "request-pattern",
			tail: "Member must satisfy regular expression pattern: " + rule.text}, text)
	}
}

func (c *requestCheck) integer(s *shape, v any, bits int) {
	number, isNumber := v.(json.Number)
	n, err := strconv.ParseInt(number.String(), 10, bits)
	switch {
	case !isNumber || err != nil:
		c.wrongType(s, "a whole number")
	case int(n) < s.min:
		c.add(s, breach{code: ValueOutOfRange, id: "request-small", bound: s.min,
			tail: "Member must have value greater than or equal to " + strconv.Itoa(s.min)}, number.String())
	case s.max > 0 && int(n) > s.max:
		c.add(s, breach{code: ValueOutOfRange, id: "request-large", bound: s.max,
			tail: "Member must have value less than or equal to " + strconv.Itoa(s.max)}, number.String())
	}
}

func (c *requestCheck) timestamp(s *shape, v any) {
	text, isText := v.(string)
	if _, err := time.Parse(time.RFC3339Nano, text); !isText || err != nil {
		c.add(s, breach{code: InvalidStringFormat, id: "request-time",
			tail: "Member must be a timestamp in ISO 8601 format"}, text)
	}
}

func (c *requestCheck) wrongType(s *shape, want string) {
	c.add(s, breach{code: InvalidValue, id: "request-type", want: want, tail: "Member must be " + want}, "")
}

func (c *requestCheck) add(s *shape, b breach, value string) {
	at, wire := c.forms()
	var row *Field
	if c.api.fields != nil {
		row = c.api.fields.ByPath(at)
	}
	sensitive := s.sensitive || row != nil && row.Sensitive
	v := Violation{
		Field: WireName(at), Path: doc.Row(at), At: at, Code: b.code, Rule: b.id, Value: Shown(value, sensitive),
		Message: "Value at '" + wire + "' failed to satisfy constraint: " + b.tail,
	}
	v.MessageJA, v.FixEN, v.FixJA = b.words(row, strings.TrimPrefix(v.Path, "."))
	c.found = append(c.found, v)
}
