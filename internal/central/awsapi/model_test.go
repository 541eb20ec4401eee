// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"cosell/internal/ace/doc"
)

// A serviceModel is what AWS publishes of a service, as far as requests are concerned.
type serviceModel struct {
	Operations map[string]struct {
		Input struct{ Shape string }
	}
	Shapes map[string]modelShape
}

type modelShape struct {
	Type, Pattern  string
	Required, Enum []string
	Member         struct{ Shape string }
	Members        map[string]struct{ Shape string }
	Min, Max       int
	Union          bool
}

func readModel(t *testing.T, name string) (m serviceModel) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "reference", "models", name+".json"))
	if err != nil {
		const missing = "AWS's service model is not at ../shared/reference/models, so nothing was made of it"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip("NOT RUN: " + missing)
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// sound is a value of a shape with every member set; of a union the first.
func (m serviceModel) sound(shape string) any {
	s := m.Shapes[shape]
	switch s.Type {
	case "structure":
		d := doc.Doc{}
		for _, name := range slices.Sorted(maps.Keys(s.Members)) {
			d[name] = m.sound(s.Members[name].Shape)
			if s.Union {
				break
			}
		}
		return d
	case "list":
		return slices.Repeat([]any{m.sound(s.Member.Shape)}, max(s.Min, 1))
	case "integer", "long":
		return json.Number("1")
	case "timestamp":
		return "2026-11-20T09:00:00Z"
	case "string":
		return s.text()
	}
	return nil // a kind that a new model has: its sound request is refused, and the test says so
}

var (
	ahead   = regexp.MustCompile(`^\(\?=\.\{\d+,(\d+)\}\$\)`)
	length  = regexp.MustCompile(`^(?:\(\?s\))?\.\{(\d+),(\d+)\}$`)
	unicode = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)
)

// text is a string that the shape takes.
func (s modelShape) text() string {
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Pattern == "" || length.MatchString(s.Pattern):
		return strings.Repeat("x", max(s.shortest(), 1))
	}
	made := rapid.StringMatching(s.expression())
	for seed := range 200 {
		text := made.Example(seed)
		if n := utf8.RuneCountInString(text); n >= s.Min && (s.longest() == 0 || n <= s.longest()) && n > 0 {
			return text
		}
	}
	return ""
}

// expression is the pattern in Go's dialect, without what it says on length ahead.
func (s modelShape) expression() string {
	return "^(?:" + unicode.ReplaceAllString(strings.TrimSuffix(strings.TrimPrefix(ahead.ReplaceAllString(s.Pattern, ""), "^"), "$"), `\x{$1}`) + ")$"
}

func (s modelShape) shortest() int {
	if p := length.FindStringSubmatch(s.Pattern); p != nil {
		return whole(p[1])
	}
	return s.Min
}

func (s modelShape) longest() int {
	if p := length.FindStringSubmatch(s.Pattern); p != nil {
		return whole(p[2])
	}
	if p := ahead.FindStringSubmatch(s.Pattern); p != nil {
		return whole(p[1])
	}
	return s.Max
}

func whole(digits string) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

// A violation is one thing that is wrong with a request that is sound otherwise.
type violation struct {
	what, field string // the field as answers name it
	code        string
	request     []byte
}

// violations are all that the model knows of an operation's request, each with a request that breaks it alone.
func (m serviceModel) violations(operation string) (all []violation) {
	input := m.Operations[operation].Input.Shape
	request, _ := m.sound(input).(doc.Doc)
	var walk func(at any, shape, field string)
	walk = func(at any, shape, field string) {
		s := m.Shapes[shape]
		switch at := at.(type) {
		case doc.Doc:
			for _, name := range slices.Sorted(maps.Keys(at)) {
				was, inner := at[name], s.Members[name].Shape
				path := strings.TrimPrefix(field+"."+strings.ToLower(name[:1])+name[1:], ".")
				add := func(what, code string, v any) {
					at[name] = v
					all = append(all, violation{what, path, code, doc.Append(nil, request)})
				}
				if slices.Contains(s.Required, name) {
					add("missing", "REQUIRED_FIELD_MISSING", nil)
				}
				m.spoil(m.Shapes[inner], add)
				at[name] = was
				walk(was, inner, path)
			}
		case []any:
			walk(at[0], s.Member.Shape, field)
		}
	}
	walk(request, input, "")
	return all
}

// spoil calls add with each value that a shape does not take.
func (m serviceModel) spoil(s modelShape, add func(what, code string, v any)) {
	switch s.Type {
	case "structure":
		add("a list for an object", "INVALID_VALUE", []any{})
	case "list":
		add("text for a list", "INVALID_VALUE", "x")
		if s.Min > 0 {
			add("too few", "NOT_ENOUGH_VALUES", []any{})
		}
		if s.Max > 0 {
			add("too many", "TOO_MANY_VALUES", slices.Repeat([]any{m.sound(s.Member.Shape)}, s.Max+1))
		}
	case "integer", "long":
		add("text for a number", "INVALID_VALUE", "x")
		add("a fraction", "INVALID_VALUE", json.Number("1.5"))
		add("too small", "VALUE_OUT_OF_RANGE", json.Number("-1"))
		if s.Max > 0 {
			add("too large", "VALUE_OUT_OF_RANGE", json.Number("2000000000"))
		}
	case "timestamp":
		add("a day that is none", "INVALID_STRING_FORMAT", "2026-02-30T00:00:00Z")
	case "string":
		add("a number for text", "INVALID_VALUE", json.Number("7"))
		m.spoilText(s, add)
	}
}

func (m serviceModel) spoilText(s modelShape, add func(what, code string, v any)) {
	if len(s.Enum) > 0 {
		add("no choice", "INVALID_ENUM_VALUE", "no such choice")
		return
	}
	if n := s.longest(); n > 0 {
		add("too long", "INVALID_STRING_FORMAT", strings.Repeat("x", n+1))
	}
	if s.shortest() > 0 {
		add("too short", "INVALID_STRING_FORMAT", strings.Repeat("x", s.shortest()-1))
	}
	if s.Pattern == "" || length.MatchString(s.Pattern) {
		return
	}
	takes := regexp.MustCompile(s.expression())
	for _, text := range []string{"*", "**********", "あ", "あいうえおかきくけこ", "a b", " ", "\u0007\u0007\u0007\u0007\u0007\u0007"} {
		if n := utf8.RuneCountInString(text); !takes.MatchString(text) && n >= s.Min && (s.longest() == 0 || n <= s.longest()) {
			add("misshapen", "INVALID_STRING_FORMAT", text)
			return
		}
	}
}
