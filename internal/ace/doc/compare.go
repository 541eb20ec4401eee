// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc

import (
	"encoding/json"
	"maps"
	"slices"
)

// Clone is a deep copy: changing one leaves the other alone.
func Clone(d Doc) Doc {
	if d == nil {
		return nil
	}
	copied := make(Doc, len(d))
	for name, v := range d {
		copied[name] = cloneValue(v)
	}
	return copied
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case Doc:
		return Clone(v)
	case []any:
		copied := make([]any, len(v))
		for i, element := range v {
			copied[i] = cloneValue(element)
		}
		return copied
	default:
		return v
	}
}

// Equal says whether two documents say the same. A null, an empty list and an empty object say nothing, as an absent
// member does: clients send back what they read, and the answers carry all three.
func Equal(a, b Doc) bool { return equalValue(a, b) }

// Diff lists the paths, written as in the catalogue and sorted, whose values differ between two documents. Elements of
// lists are compared by position; a list of plain values is one value.
func Diff(a, b Doc) []string {
	differing := map[string]bool{}
	diffObject(a, b, "", differing)
	return slices.Sorted(maps.Keys(differing))
}

func diffObject(a, b Doc, prefix string, differing map[string]bool) {
	for name, v := range a {
		diffValue(v, b[name], prefix+name, differing)
	}
	for name, v := range b {
		if _, seen := a[name]; !seen {
			diffValue(nil, v, prefix+name, differing)
		}
	}
}

func diffValue(a, b any, path string, differing map[string]bool) {
	if equalValue(a, b) {
		return
	}
	objectA, isObjectA := a.(Doc)
	objectB, isObjectB := b.(Doc)
	if (isObjectA || !says(a)) && (isObjectB || !says(b)) {
		diffObject(objectA, objectB, path+".", differing)
		return
	}
	listA, okA := objectList(a)
	listB, okB := objectList(b)
	if !okA || !okB {
		differing[path] = true
		return
	}
	for i := range max(len(listA), len(listB)) {
		diffObject(at(listA, i), at(listB, i), path+"[].", differing)
	}
}

// objectList reads a list whose elements are all objects. A value that says nothing is the empty list.
func objectList(v any) ([]any, bool) {
	if !says(v) {
		return nil, true
	}
	elements, isList := v.([]any)
	if !isList {
		return nil, false
	}
	for _, element := range elements {
		if _, isObject := element.(Doc); !isObject {
			return nil, false
		}
	}
	return elements, true
}

func at(elements []any, i int) Doc {
	if i >= len(elements) {
		return nil
	}
	object, _ := elements[i].(Doc)
	return object
}

func equalValue(a, b any) bool {
	switch a := a.(type) {
	case Doc:
		object, isObject := b.(Doc)
		if !isObject {
			return !says(a) && !says(b)
		}
		return equalObject(a, object)
	case []any:
		elements, isList := b.([]any)
		if !isList {
			return !says(a) && !says(b)
		}
		return equalList(a, elements)
	case nil:
		return !says(b)
	default:
		return scalar(a) == scalar(b)
	}
}

func equalObject(a, b Doc) bool {
	for name, v := range a {
		if !equalValue(v, b[name]) {
			return false
		}
	}
	for name, v := range b {
		if _, seen := a[name]; !seen && says(v) {
			return false
		}
	}
	return true
}

func equalList(a, b []any) bool {
	for i := range max(len(a), len(b)) {
		var left, right any
		if i < len(a) {
			left = a[i]
		}
		if i < len(b) {
			right = b[i]
		}
		if !equalValue(left, right) {
			return false
		}
	}
	return true
}

// Says is false for a value that stands for an absent member: null, and lists and objects without content.
func Says(v any) bool { return says(v) }

func says(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case Doc:
		for _, member := range v {
			if says(member) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, says)
	default:
		return true
	}
}

// scalar makes numbers comparable however they came in; lists and objects are not comparable with a plain value.
func scalar(v any) any {
	switch v := v.(type) {
	case string, bool, json.Number:
		return v
	case Doc, []any, nil:
		return nil
	default:
		return json.Number(appendValue(nil, v))
	}
}
