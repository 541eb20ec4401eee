// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package pattern is EventBridge's language of event patterns: reading one, judging an event by it, and judging an event
// by many at once.
//
// A member of a pattern names a member of the event; all of them must be met. A list holds the values that are taken,
// any one suffices; where the event itself has a list, one of its elements suffices. Members that lie under the same
// list of the event are met by the same element. $or holds alternatives beside the other members, of which one must be
// met.
package pattern

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"cosell/internal/ace/doc"
)

// What a pattern may have at most. The length is EventBridge's default quota, in characters, and so are the combinations
// that its $or amount to. How many wildcards EventBridge finds too complex it does not publish.
const (
	MaxLength       = 2048
	maxCombinations = 1000
	maxWildcards    = 200
)

// alternatives is the member that holds objects of which one must be met.
const alternatives = "$or"

// A Pattern says which events a rule takes. The zero Pattern takes none.
type Pattern struct{ root *object }

// An object is what a pattern says of one object of the event.
type object struct {
	members []member
	either  [][]*object // of each list one must be met; there is more than one after objects were joined
	idle    bool        // an object that lacks everything meets it
}

// A member is one name of a pattern: with the values it takes, or with the members inside it.
type member struct {
	name   string
	takes  []test
	absent bool // {"exists": false} is among the values
	inside *object
}

// A Fault says what is wrong with a pattern, where, and what to write instead.
type Fault struct {
	At  string // the members on the way there: "detail.catalog"; empty for the whole pattern
	Why string
	Fix string
}

func (f *Fault) Error() string {
	if f.At == "" {
		return "Event pattern is not valid. Reason: " + f.Why
	}
	return "Event pattern is not valid. Reason: " + f.At + ": " + f.Why
}

// Parse reads a pattern. What it refuses, it refuses with a *Fault.
func Parse(text []byte) (Pattern, error) {
	if n := utf8.RuneCount(text); n > MaxLength {
		return Pattern{}, &Fault{Why: fmt.Sprintf("it has %d characters, at most %d", n, MaxLength),
			Fix: "Name fewer values, or split the rule into two."}
	}
	d, err := doc.Parse(text)
	if err != nil {
		var m *doc.Malformed
		if !errors.As(err, &m) {
			return Pattern{}, fmt.Errorf("read the pattern: %w", err)
		}
		return Pattern{}, &Fault{Why: fmt.Sprintf("it is not a JSON object: %s (byte %d)", m.Why, m.At),
			Fix: `Write an object such as {"detail-type":["Opportunity Updated"]}.`}
	}
	var r reader
	root, err := r.object("", d)
	if err != nil {
		return Pattern{}, err
	}
	if n := root.combinations(); n > maxCombinations {
		return Pattern{}, &Fault{Why: fmt.Sprintf("Rule is too complex: its $or amount to more than %d combinations", maxCombinations),
			Fix: "List values of one member in one list instead of in $or, or split the rule."}
	}
	return Pattern{root}, nil
}

// A reader reads one pattern.
type reader struct{ wildcards int }

// object reads an object of a pattern. Names are put in order: an answer must not hang on a map's order.
func (r *reader) object(at string, d doc.Doc) (*object, error) {
	if len(d) == 0 {
		return nil, &Fault{At: at, Why: "an object without members takes nothing",
			Fix: "Name at least one member of the event, or leave the object out."}
	}
	o := &object{idle: true}
	for _, name := range sorted(d) {
		path, v := join(at, name), d[name]
		if name == alternatives {
			either, err := r.either(path, v)
			if err != nil {
				return nil, err
			}
			o.either = append(o.either, either)
			o.idle = o.idle && slices.ContainsFunc(either, func(o *object) bool { return o.idle })
			continue
		}
		m, err := r.member(path, name, v)
		if err != nil {
			return nil, err
		}
		o.idle = o.idle && (m.absent || m.inside != nil && m.inside.idle)
		o.members = append(o.members, m)
	}
	return o, nil
}

func (r *reader) member(path, name string, v any) (m member, err error) {
	m.name = name
	switch v := v.(type) {
	case doc.Doc:
		m.inside, err = r.object(path, v)
	case []any:
		m.takes, err = r.tests(path, v)
		m.absent = slices.ContainsFunc(m.takes, func(t test) bool { return t.absent })
	default:
		err = &Fault{At: path, Why: fmt.Sprintf("%q must be an object or an array", name),
			Fix: fmt.Sprintf("Put the value into a list: %q: [value].", name)}
	}
	return m, err
}

func (r *reader) either(path string, v any) (all []*object, err error) {
	list, ok := v.([]any)
	if !ok || len(list) < 2 {
		return nil, &Fault{At: path, Why: "$or must be an array of at least two objects",
			Fix: `Write {"$or":[{"detail":{"a":["x"]}},{"detail":{"b":["y"]}}]}, or leave $or out.`}
	}
	for i, v := range list {
		d, ok := v.(doc.Doc)
		if !ok {
			return nil, &Fault{At: fmt.Sprintf("%s[%d]", path, i), Why: "$or must be an array of objects",
				Fix: `Write each alternative as an object: {"$or":[{"a":["x"]},{"b":["y"]}]}.`}
		}
		o, err := r.object(fmt.Sprintf("%s[%d]", path, i), d)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// combinations is how many patterns without $or this one stands for, counted a little beyond the limit.
func (o *object) combinations() int {
	n := 1
	for _, m := range o.members {
		if m.inside != nil {
			n = min(n*m.inside.combinations(), maxCombinations+1)
		}
	}
	for _, list := range o.either {
		sum := 0
		for _, one := range list {
			sum += one.combinations()
		}
		n = min(n*sum, maxCombinations+1)
	}
	return n
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, cmp.Compare[string])
	return names
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// Match says whether the pattern takes the event, which is given in its envelope.
func (p Pattern) Match(event doc.Doc) bool { return p.root != nil && p.root.met(event) }

func (o *object) met(d doc.Doc) bool {
	for i := range o.members {
		if !o.members[i].met(d) {
			return false
		}
	}
	for _, list := range o.either {
		if !slices.ContainsFunc(list, func(one *object) bool { return one.met(d) }) {
			return false
		}
	}
	return true
}

func (m *member) met(d doc.Doc) bool {
	v, there := d[m.name]
	if m.inside == nil {
		some, taken := false, false
		if there {
			some, taken = m.taken(v)
		}
		return taken || m.absent && !some
	}
	some, met := false, false
	if there {
		some, met = m.inside.among(v)
	}
	return met || m.inside.idle && !some
}

// among looks for one object, through lists and lists of lists, that meets o. some says whether there was any.
func (o *object) among(v any) (some, met bool) {
	switch v := v.(type) {
	case doc.Doc:
		return true, o.met(v)
	case []any:
		for _, e := range v {
			one, met := o.among(e)
			if met {
				return true, true
			}
			some = some || one
		}
	}
	return some, false
}

// taken looks for one scalar, through lists and lists of lists, that one of the tests takes. some says whether there was
// any: {"exists": false} is about scalars, as all of the language is.
func (m *member) taken(v any) (some, taken bool) {
	switch v := v.(type) {
	case doc.Doc:
		return false, false
	case []any:
		for _, e := range v {
			one, taken := m.taken(e)
			if taken {
				return true, true
			}
			some = some || one
		}
		return some, false
	}
	for i := range m.takes {
		if m.takes[i].takes(v) {
			return true, true
		}
	}
	return true, false
}
