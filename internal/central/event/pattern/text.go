// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold maps texts that differ only in case to one text: each character becomes the least of those that Unicode's simple
// folding takes for the same, which is what strings.EqualFold compares by.
func fold(s string) string { return strings.Map(foldRune, s) }

func foldRune(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}

// foldedPrefix compares character by character: a character and its other case may differ in bytes.
func foldedPrefix(s, begin string) bool {
	for _, want := range begin {
		r, size := utf8.DecodeRuneInString(s)
		if size == 0 || foldRune(r) != foldRune(want) {
			return false
		}
		s = s[size:]
	}
	return true
}

func foldedSuffix(s, end string) bool {
	for end != "" {
		want, length := utf8.DecodeLastRuneInString(end)
		r, size := utf8.DecodeLastRuneInString(s)
		if size == 0 || foldRune(r) != foldRune(want) {
			return false
		}
		s, end = s[:len(s)-size], end[:len(end)-length]
	}
	return true
}

// A wildcard is a text with stars, cut at them: what it takes begins with the first part, ends with the last, and holds
// the others in between, in order and without overlap.
type wildcard struct{ parts []string }

// wildcard reads the argument: a star stands for any text, a backslash takes the meaning off a star or a backslash.
func (r *reader) wildcard(at string, argument any) (w wildcard, err error) {
	s, err := text(at, "wildcard", argument)
	if err != nil {
		return w, err
	}
	var part strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			if i++; i == len(s) || s[i] != '*' && s[i] != '\\' {
				return w, &Fault{At: at, Why: fmt.Sprintf("Invalid escape character at pos %d", i-1),
					Fix: `Write \\* for a star and \\\\ for a backslash, as they stand in JSON.`}
			}
			part.WriteByte(s[i])
		case s[i] == '*':
			if i+1 < len(s) && s[i+1] == '*' {
				return w, &Fault{At: at, Why: fmt.Sprintf("Consecutive wildcard characters at pos %d", i),
					Fix: "Write one star: it stands for any number of characters."}
			}
			w.parts = append(w.parts, part.String())
			part.Reset()
			r.wildcards++
		default:
			part.WriteByte(s[i])
		}
	}
	if r.wildcards > maxWildcards {
		return w, &Fault{At: at, Why: fmt.Sprintf("Rule is too complex - try using fewer wildcard characters: at most %d", maxWildcards),
			Fix: "Use fewer stars, or split the rule."}
	}
	w.parts = append(w.parts, part.String())
	return w, nil
}

// match finds each part at its earliest place, which leaves the most for those behind it: no way back is ever needed, so
// the time grows with the length of s alone.
func (w wildcard) match(s string) bool {
	last := len(w.parts) - 1
	if last == 0 {
		return s == w.parts[0]
	}
	s, ok := strings.CutPrefix(s, w.parts[0])
	if !ok {
		return false
	}
	if s, ok = strings.CutSuffix(s, w.parts[last]); !ok {
		return false
	}
	for _, part := range w.parts[1:last] {
		_, after, found := strings.Cut(s, part)
		if !found {
			return false
		}
		s = after
	}
	return true
}
