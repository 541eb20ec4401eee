// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package input makes what a target gets out of an event: the part that a path names, or a template with values filled
// in. Values are data: whatever stands in an event, it is written as JSON and becomes no part of the template.
package input

import (
	"fmt"
	"strconv"
	"strings"

	"cosell/internal/ace/doc"
)

// A Path leads to one place in an event: $.detail.opportunity.identifier, $.resources[0], $['detail-type'].
type Path []step

// A step is a name, or a place in a list.
type step struct {
	name  string
	index int // -1 for a name
}

// maxPath is EventBridge's limit for a path, in characters.
const maxPath = 256

// ParsePath reads a path in EventBridge's part of JSONPath, which knows names and places only.
func ParsePath(text string) (Path, error) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok || len(text) > maxPath {
		return nil, fmt.Errorf("%q is no path: write $.detail or $.resources[0], at most %d characters", text, maxPath)
	}
	p := Path{}
	for rest != "" {
		var s step
		if s, rest, ok = cutStep(rest); !ok {
			return nil, fmt.Errorf("%q is no path: after the $ come names and places, such as .detail['a name'][0]", text)
		}
		p = append(p, s)
	}
	return p, nil
}

func cutStep(text string) (s step, rest string, ok bool) {
	if name, ok := strings.CutPrefix(text, "."); ok {
		end := strings.IndexAny(name, ".[")
		if end < 0 {
			end = len(name)
		}
		name, rest = name[:end], name[end:]
		return step{name, -1}, rest, name != "" && !strings.ContainsAny(name, "*?()@,' \"")
	}
	for _, quote := range []string{`'`, `"`} {
		if name, ok := strings.CutPrefix(text, "["+quote); ok {
			name, rest, ok = strings.Cut(name, quote+"]")
			return step{name, -1}, rest, ok && name != ""
		}
	}
	place, ok := strings.CutPrefix(text, "[")
	if !ok {
		return s, "", false
	}
	place, rest, ok = strings.Cut(place, "]")
	n, err := strconv.ParseUint(place, 10, 16)
	return step{index: int(n)}, rest, ok && err == nil
}

// Find is the value at the path; ok is false when there is none.
func (p Path) Find(event doc.Doc) (v any, ok bool) {
	v = event
	for _, s := range p {
		switch at := v.(type) {
		case doc.Doc:
			if v, ok = at[s.name]; !ok || s.index >= 0 {
				return nil, false
			}
		case []any:
			if s.index < 0 || s.index >= len(at) {
				return nil, false
			}
			v = at[s.index]
		default:
			return nil, false
		}
	}
	return v, true
}

// Text is the value at the path as it stands in an address or a header: a text without its quotes, else JSON.
func (p Path) Text(event doc.Doc) (text string, ok bool) {
	v, ok := p.Find(event)
	if s, is := v.(string); is {
		return s, true
	}
	if !ok || v == nil {
		return "", false
	}
	return string(doc.AppendValue(nil, v)), true
}
