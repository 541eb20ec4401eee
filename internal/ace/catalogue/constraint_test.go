// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// constraint is one shape in data/constraints.json: what CheckRequest needs of AWS's model and nothing else.
type constraint struct {
	Type      string            `json:"type"`
	Required  []string          `json:"required,omitempty"`
	Members   map[string]string `json:"members,omitempty"`
	Member    string            `json:"member,omitempty"`
	Min       int               `json:"min,omitempty"`
	Max       int               `json:"max,omitempty"`
	Pattern   string            `json:"pattern,omitempty"`
	Enum      []string          `json:"enum,omitempty"`
	Sensitive bool              `json:"sensitive,omitempty"`
	Union     bool              `json:"union,omitempty"`
}

// constraintsOf takes the shapes that requests reach out of the model.
func constraintsOf(m model) (operations map[string]string, shapes map[string]constraint) {
	operations, shapes = map[string]string{}, map[string]constraint{}
	var reach func(name string)
	reach = func(name string) {
		if _, done := shapes[name]; done || name == "" {
			return
		}
		s := m.Shapes[name]
		c := constraint{
			Type: s.Type, Required: slices.Sorted(slices.Values(s.Required)), Min: s.Min, Max: s.Max, Pattern: s.Pattern,
			Enum: s.Enum, Sensitive: s.Sensitive, Union: s.Union, Member: s.Member.Shape + s.Value.Shape,
		}
		if len(s.Members) > 0 {
			c.Members = map[string]string{}
		}
		for member, to := range s.Members {
			c.Members[member] = to.Shape
		}
		shapes[name] = c
		reach(c.Member)
		for _, to := range c.Members {
			reach(to)
		}
	}
	for operation, o := range m.Operations {
		operations[operation] = o.Input.Shape
		reach(o.Input.Shape)
	}
	return operations, shapes
}

// written is the text of data/constraints.json: a shape a line, so that a diff names what changed.
func written(t *testing.T, operations map[string]string, shapes map[string]constraint) []byte {
	t.Helper()
	var text bytes.Buffer
	line := func(v any) string {
		var one bytes.Buffer
		encoder := json.NewEncoder(&one)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(v); err != nil {
			t.Fatal(err)
		}
		return string(bytes.TrimSpace(one.Bytes()))
	}
	section := func(name string, keys []string, value func(string) any) {
		text.WriteString(" " + line(name) + ": {\n")
		for i, key := range keys {
			if i > 0 {
				text.WriteString(",\n")
			}
			text.WriteString("  " + line(key) + ": " + line(value(key)))
		}
		text.WriteString("\n }")
	}
	text.WriteString("{\n")
	section("operations", slices.Sorted(maps.Keys(operations)), func(key string) any { return operations[key] })
	text.WriteString(",\n")
	section("shapes", slices.Sorted(maps.Keys(shapes)), func(key string) any { return shapes[key] })
	text.WriteString("\n}\n")
	return text.Bytes()
}

func TestConstraintsAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	for name, from := range map[string]string{"constraints.json": "partnercentral-selling.json", "account-constraints.json": "partnercentral-account.json"} {
		operations, shapes := constraintsOf(readModel(t, from))
		want := written(t, operations, shapes)
		file := filepath.Join("data", name)
		if *update {
			if err := os.WriteFile(file, want, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what AWS's model says (%v): run go test ./internal/ace/catalogue -run Constraints -update, and read the diff", file, err)
		}
	}
}
