// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package input

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"cosell/internal/ace/doc"
)

// EventBridge's limits for a transformer.
const (
	maxPaths    = 100
	maxTemplate = 8192 // characters
)

// A Template is JSON with places for values: <name> inside of a text, or where a value stands.
type Template struct{ pieces []piece }

// A piece is a stretch of the template, and the value behind it.
type piece struct {
	text     string
	variable string // empty at the end
	path     Path   // nil for a variable of EventBridge's own
	quoted   bool   // it stands inside of a text
}

// variable is how a template names a value. What looks otherwise stays as it is.
var variable = regexp.MustCompile(`<([A-Za-z0-9_.-]{1,256})>`)

// Own are the variables that every template has. Source: EventBridge, "Input transformation".
var own = map[string]func(o Occasion) any{
	"aws.events.rule-arn":             func(o Occasion) any { return o.RuleARN },
	"aws.events.rule-name":            func(o Occasion) any { return o.RuleName },
	"aws.events.event.ingestion-time": func(o Occasion) any { return o.Accepted },
	"aws.events.event": func(o Occasion) any {
		short := doc.Doc{}
		for name, v := range o.Event {
			if name != "detail" {
				short[name] = v
			}
		}
		return short
	},
	"aws.events.event.json": func(o Occasion) any { return o.Event },
}

// An Occasion is what a template is filled with.
type Occasion struct {
	Event             doc.Doc
	RuleARN, RuleName string
	Accepted          string // when the bus took the event
}

// ParseTemplate reads a template and the paths of its variables. With any values in its places it is JSON.
func ParseTemplate(paths map[string]string, text string) (t Template, err error) {
	if n := len([]rune(text)); n == 0 || n > maxTemplate {
		return t, fmt.Errorf("the template has %d characters; it has 1 to %d", n, maxTemplate)
	}
	if len(paths) > maxPaths {
		return t, fmt.Errorf("there are %d paths, at most %d", len(paths), maxPaths)
	}
	parsed := map[string]Path{}
	for name, path := range paths {
		if !variable.MatchString("<"+name+">") || strings.HasPrefix(strings.ToLower(name), "aws.") {
			return t, fmt.Errorf("%q is no name of a variable: use letters, digits, dots, dashes and underscores, and do not begin with AWS", name)
		}
		if parsed[name], err = ParsePath(path); err != nil {
			return t, err
		}
	}
	if t, err = cut(parsed, text); err != nil {
		return t, err
	}
	if !json.Valid(t.Fill(Occasion{})) {
		return t, fmt.Errorf("the template is not JSON: write a text in quotes, or an object such as {\"id\": <id>}")
	}
	return t, nil
}

func cut(paths map[string]Path, text string) (t Template, err error) {
	from, quoted := 0, false
	for _, m := range variable.FindAllStringSubmatchIndex(text, -1) {
		p := piece{text: text[from:m[0]], variable: text[m[2]:m[3]]}
		var known bool
		if p.path, known = paths[p.variable]; !known && own[p.variable] == nil {
			return t, fmt.Errorf("the template uses <%s>, which no path gives a value", p.variable)
		}
		quoted = inside(p.text, quoted)
		p.quoted = quoted
		t.pieces = append(t.pieces, p)
		from = m[1]
	}
	t.pieces = append(t.pieces, piece{text: text[from:]})
	return t, nil
}

// inside says whether the end of a stretch lies inside of a text, whose quotes may be escaped.
func inside(text string, quoted bool) bool {
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		}
	}
	return quoted
}

// Fill writes the template with an event's values: as JSON where a value stands, as escaped text inside of a text. What
// the event lacks is null, and nothing inside of a text.
func (t Template) Fill(o Occasion) []byte {
	var b []byte
	for _, p := range t.pieces {
		b = append(b, p.text...)
		if p.variable == "" {
			continue
		}
		var v any
		if p.path != nil {
			v, _ = p.path.Find(o.Event)
		} else {
			v = own[p.variable](o)
		}
		if !p.quoted {
			b = doc.AppendValue(b, v)
			continue
		}
		text, is := v.(string)
		if !is && v != nil {
			text = string(doc.AppendValue(nil, v))
		}
		literal := doc.AppendValue(nil, text)
		b = append(b, literal[1:len(literal)-1]...)
	}
	return b
}
