// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mcp

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"cosell/internal/ace/catalogue"
)

// persons are the members of a record that hold people.
var persons = []string{"Contacts", "OpportunityTeam"}

// personPaths are where they stand.
var personPaths = []string{catalogue.PathContacts, "OpportunityTeam", "Aws.OpportunityTeam"}

// shown is a value as an assistant gets it: without characters that people cannot see, and without personal data unless
// whole. Text that is invisible on a page but not to a model is how instructions are smuggled in.
func shown(v any, whole bool) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var plain any
	if err := d.Decode(&plain); err != nil {
		return nil, err
	}
	return clean(plain, whole), nil
}

func clean(v any, whole bool) any {
	switch v := v.(type) {
	case string:
		return strings.Map(visible, v)
	case []any:
		for i := range v {
			v[i] = clean(v[i], whole)
		}
	case map[string]any:
		for name := range v {
			v[name] = clean(v[name], whole)
		}
		if !whole {
			mask(v)
		}
	}
	return v
}

// visible drops control and format characters but the ends of lines: zero-width ones, changes of direction, tags.
func visible(r rune) rune {
	if r == '\n' || r == '\t' {
		return r
	}
	if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Variation_Selector) {
		return -1
	}
	return r
}

// mask hides people in an object: in a record's members, and in changes whose path leads there.
func mask(object map[string]any) {
	for _, name := range persons {
		if v, there := object[name]; there {
			object[name] = hidden(v)
		}
	}
	path, _ := object["path"].(string)
	if !isPersonal(path) {
		return
	}
	for _, name := range []string{"before", "after", "value"} {
		if v, there := object[name]; there {
			object[name] = hidden(v)
		}
	}
}

// isPersonal says whether a path leads to people.
func isPersonal(path string) bool {
	for _, p := range personPaths {
		if path == p || strings.HasPrefix(path, p+".") || strings.HasPrefix(path, p+"[") {
			return true
		}
	}
	return false
}

// hidden is a value of the same shape that says nothing; what is empty stays empty, so that it is seen what is missing.
func hidden(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = hidden(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			out[name] = hidden(v[name])
		}
		return out
	case string:
		if v == "" {
			return ""
		}
	}
	return catalogue.Hidden
}
