// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package doc holds a JSON object as a tree that is read and changed by path.
//
// A record of a hundred members is carried whole, so that members nobody here knows survive; the few that a rule reads
// are addressed as "Customer.Account.CompanyName". In a path "[]" stands for a list: every element where paths are
// walked (Each, Delete, Diff), the first element where one value is meant (Get, Set). "[2]" is one element, from zero.
package doc

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Doc is a JSON object. Its values are nil, bool, string, json.Number, []any and Doc.
type Doc = map[string]any

// Get is the value at a path, or nil when there is none.
func Get(d Doc, path string) any {
	v, _ := lookup(d, path)
	return v
}

// Has says whether the member is there at all, be it an explicit null: an update clears what it names as null and, for
// some members, keeps what it does not name.
func Has(d Doc, path string) bool {
	_, found := lookup(d, path)
	return found
}

func lookup(d Doc, path string) (any, bool) {
	var at any = d
	for path != "" {
		var step segment
		step, path = cut(path)
		object, isObject := at.(Doc)
		if !isObject {
			return nil, false
		}
		next, found := object[step.name]
		if !found {
			return nil, false
		}
		at = next
		if step.list {
			elements, isList := at.([]any)
			if !isList || step.position() >= len(elements) {
				return nil, false
			}
			at = elements[step.position()]
		}
	}
	return at, true
}

// Text is the string or number at a path, or "" when there is none.
func Text(d Doc, path string) string {
	switch v := Get(d, path).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	default:
		return ""
	}
}

// Objects are the objects of the list at a path; elements that are none are left out.
func Objects(d Doc, path string) []Doc {
	elements, _ := Get(d, path).([]any)
	found := make([]Doc, 0, len(elements))
	for _, element := range elements {
		if object, isObject := element.(Doc); isObject {
			found = append(found, object)
		}
	}
	return found
}

// Texts are the strings of the list at a path; elements that are none are left out.
func Texts(d Doc, path string) []string {
	elements, _ := Get(d, path).([]any)
	found := make([]string, 0, len(elements))
	for _, element := range elements {
		if text, isText := element.(string); isText {
			found = append(found, text)
		}
	}
	return found
}

// Set puts a value at a path and makes the objects and lists on the way. An index past the end appends.
func Set(d Doc, path string, v any) {
	step, rest := cut(path)
	if !step.list {
		if rest == "" {
			d[step.name] = v
			return
		}
		Set(child(d[step.name], func(made Doc) { d[step.name] = made }), rest, v)
		return
	}
	elements, _ := d[step.name].([]any)
	position := step.position()
	if position >= len(elements) {
		position = len(elements)
		elements = append(elements, nil)
	}
	if rest == "" {
		elements[position] = v
	} else {
		Set(child(elements[position], func(made Doc) { elements[position] = made }), rest, v)
	}
	d[step.name] = elements
}

func child(v any, keep func(Doc)) Doc {
	if object, isObject := v.(Doc); isObject {
		return object
	}
	made := Doc{}
	keep(made)
	return made
}

// Delete removes the member at a path, in every element where the path has "[]". "A[1]" removes that element.
func Delete(d Doc, path string) {
	step, rest := cut(path)
	if rest == "" && !step.list {
		delete(d, step.name)
		return
	}
	if !step.list {
		if object, isObject := d[step.name].(Doc); isObject {
			Delete(object, rest)
		}
		return
	}
	elements, isList := d[step.name].([]any)
	if !isList {
		return
	}
	if rest == "" {
		switch {
		case step.index < 0:
			d[step.name] = []any{}
		case step.index < len(elements):
			d[step.name] = slices.Delete(slices.Clone(elements), step.index, step.index+1)
		}
		return
	}
	for i, element := range elements {
		if object, isObject := element.(Doc); isObject && (step.index < 0 || step.index == i) {
			Delete(object, rest)
		}
	}
}

// Each visits every value that a path names and that is not null, with the path of that one value.
func Each(d Doc, path string, visit func(concretePath string, v any)) {
	each(d, "", path, visit)
}

func each(d Doc, prefix, path string, visit func(string, any)) {
	step, rest := cut(path)
	v, found := d[step.name]
	if !found || v == nil {
		return
	}
	at := prefix + step.name
	if !step.list {
		eachValue(v, at, rest, visit)
		return
	}
	elements, isList := v.([]any)
	if !isList {
		return
	}
	for i, element := range elements {
		if step.index < 0 || step.index == i {
			eachValue(element, at+"["+strconv.Itoa(i)+"]", rest, visit)
		}
	}
}

func eachValue(v any, at, rest string, visit func(string, any)) {
	if v == nil {
		return
	}
	if rest == "" {
		visit(at, v)
		return
	}
	if object, isObject := v.(Doc); isObject {
		each(object, at+".", rest, visit)
	}
}

// Row is a path with its indexes taken out: "Contacts[2].Email" becomes "Contacts[].Email", as the catalogue writes it.
func Row(path string) string {
	if !strings.ContainsRune(path, '[') {
		return path
	}
	var row strings.Builder
	for path != "" {
		var step segment
		step, path = cut(path)
		if row.Len() > 0 {
			row.WriteByte('.')
		}
		row.WriteString(step.name)
		if step.list {
			row.WriteString("[]")
		}
	}
	return row.String()
}

// A segment is one step of a path. Index is below zero for "[]".
type segment struct {
	name  string
	list  bool
	index int
}

func (s segment) position() int { return max(s.index, 0) }

func cut(path string) (segment, string) {
	name, rest, _ := strings.Cut(path, ".")
	open := strings.IndexByte(name, '[')
	if open < 0 {
		return segment{name: name}, rest
	}
	index, err := strconv.Atoi(strings.TrimSuffix(name[open+1:], "]"))
	if err != nil || index < 0 {
		index = -1
	}
	return segment{name: name[:open], list: true, index: index}, rest
}
