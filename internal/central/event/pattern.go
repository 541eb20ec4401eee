// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"cosell/internal/ace/doc"
)

// maxPattern is EventBridge's default quota for a pattern, in characters.
const maxPattern = 2048

// A Pattern says which events a rule takes, in EventBridge's language.
//
// A member of the pattern names a member of the event; all of them must be met. A list holds the values that are
// taken, any one suffices; where the event itself has a list, one of its elements suffices. Members that lie under the
// same list of the event are met by the same element.
type Pattern struct{ root []member }

// A member is one name of a pattern: with the values it takes, or with the members inside it.
type member struct {
	name   string
	takes  []test
	inside []member
}

// A test decides on one scalar of an event: text, json.Number, bool or nil.
type test func(scalar any) bool

// A PatternFault says what is wrong with a pattern, where, and what to write instead.
type PatternFault struct {
	At  string // the members on the way there: "detail.catalog"; empty for the whole pattern
	Why string
	Fix string
}

func (f *PatternFault) Error() string {
	if f.At == "" {
		return "Event pattern is not valid. Reason: " + f.Why
	}
	return "Event pattern is not valid. Reason: " + f.At + ": " + f.Why
}

// ParsePattern reads a pattern. What it refuses, it refuses with a *PatternFault.
func ParsePattern(text []byte) (Pattern, error) {
	if n := utf8.RuneCount(text); n > maxPattern {
		return Pattern{}, &PatternFault{Why: fmt.Sprintf("it has %d characters, at most %d", n, maxPattern),
			Fix: "Name fewer values, or split the rule into two."}
	}
	d, err := doc.Parse(text)
	if err != nil {
		var m *doc.Malformed
		if !errors.As(err, &m) {
			return Pattern{}, fmt.Errorf("read the pattern: %w", err)
		}
		return Pattern{}, &PatternFault{Why: fmt.Sprintf("it is not a JSON object: %s (byte %d)", m.Why, m.At),
			Fix: `Write an object such as {"detail-type":["Opportunity Updated"]}.`}
	}
	root, err := members("", d)
	return Pattern{root}, err
}

// members reads an object of a pattern. Names are put in order: an answer must not hang on a map's order.
func members(at string, d doc.Doc) ([]member, error) {
	if len(d) == 0 {
		return nil, &PatternFault{At: at, Why: "an object without members takes nothing",
			Fix: "Name at least one member of the event, or leave the object out."}
	}
	all := make([]member, 0, len(d))
	for name, v := range d {
		m := member{name: name}
		path := join(at, name)
		var err error
		switch v := v.(type) {
		case doc.Doc:
			m.inside, err = members(path, v)
		case []any:
			m.takes, err = tests(path, v)
		default:
			err = &PatternFault{At: path, Why: fmt.Sprintf("%q must be an object or an array", name),
				Fix: fmt.Sprintf("Put the value into a list: %q: [value].", name)}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b member) int { return cmp.Compare(a.name, b.name) })
	return all, nil
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// Match says whether the pattern takes the event, which is given in its envelope.
func (p Pattern) Match(event doc.Doc) bool { return all(p.root, event) }

func all(members []member, d doc.Doc) bool {
	for _, m := range members {
		v, there := d[m.name]
		if !there {
			return false
		}
		if m.inside != nil && !inside(m.inside, v) || m.inside == nil && !taken(m.takes, v) {
			return false
		}
	}
	return true
}

// inside looks for one object, through lists and lists of lists, that meets all members.
func inside(members []member, v any) bool {
	switch v := v.(type) {
	case doc.Doc:
		return all(members, v)
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return inside(members, e) })
	}
	return false
}

// taken looks for one scalar, through lists and lists of lists, that one of the tests takes.
func taken(takes []test, v any) bool {
	switch v := v.(type) {
	case doc.Doc:
		return false
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return taken(takes, e) })
	}
	return slices.ContainsFunc(takes, func(t test) bool { return t(v) })
}
