// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"strings"
	"sync"

	"cosell/internal/ace/catalogue"
)

// A wordlist is a value set as sheets spell it: by the API's values, by labels in both languages and by the exchange's.
type wordlist struct {
	api    map[string]string              // folded spelling: value; empty where two values are spelled alike
	labels map[Language]map[string]string // value: how it is written in a sheet
}

// wordlists are made when the first sheet is read or written: most runs of the program see none.
var wordlists = sync.OnceValue(func() map[string]*wordlist {
	all := map[string]*wordlist{}
	for _, set := range catalogue.ValueSets() {
		all[set] = spelled(catalogue.Values(set))
	}
	return all
})

// spelled takes the API's own spellings first: a label of another value does not take their place.
func spelled(values []catalogue.Value) *wordlist {
	w := &wordlist{api: map[string]string{}, labels: map[Language]map[string]string{English: {}, Japanese: {}}}
	own := map[string]bool{}
	for _, v := range values {
		for _, spelling := range append([]string{v.API}, v.Aliases...) {
			if key := folded(spelling); v.API != "" && w.api[key] == "" {
				w.api[key], own[key] = v.API, true
			}
		}
	}
	for _, v := range values {
		if v.API == "" {
			continue
		}
		for _, spelling := range append([]string{v.EN, v.JA, v.S3}, v.AliasesS3...) {
			key := folded(spelling)
			if key == "" || own[key] {
				continue
			}
			if taken, there := w.api[key]; there && taken != v.API {
				w.api[key] = "" // of two that are called the same, nobody knows which is meant
			} else {
				w.api[key] = v.API
			}
		}
	}
	for _, v := range values {
		for l, label := range map[Language]string{English: v.EN, Japanese: v.JA} {
			if label != "" && w.api[folded(label)] == v.API && !strings.ContainsAny(label, separators) {
				w.labels[l][v.API] = label
			}
		}
	}
	return w
}

// separators stand between the values of a cell that has several.
const separators = ";；\n"

// value is the API's value of a spelling; one that is not known stays as it is, for the rules to refuse.
func (w *wordlist) value(spelling string) string {
	if v := w.api[folded(spelling)]; v != "" {
		return v
	}
	return spelling
}

// label is how a value is written in a sheet: by its name, where that is its alone.
func (w *wordlist) label(l Language, value string) string {
	if label, named := w.labels[l][value]; named {
		return label
	}
	return value
}

// written is a value of a field in a sheet.
func written(f *catalogue.Field, l Language, value string) string {
	if w := wordlists()[f.Values]; w != nil {
		return w.label(l, value)
	}
	return value
}

// several are the values of a cell that may have more than one.
func several(text string) []string {
	var all []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
