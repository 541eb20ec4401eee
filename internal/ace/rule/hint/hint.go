// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package hint points a reviewer at what is thin or contradictory in an opportunity that keeps every rule.
//
// A hint refuses nothing. It says at which field something is odd and why, and what a reviewer may ask the partner.
package hint

import (
	"strings"
	"time"
	"unicode"

	"cosell/internal/ace/doc"
)

// A Deal is what hints look at.
type Deal struct {
	Doc         doc.Doc
	Solutions   []string // of the partner's, and of AWS Marketplace
	Products    []string // codes of AWS products
	Involvement string
	Now         time.Time
}

// A Hint is one thing that may be odd.
type Hint struct {
	ID    string // stable: lists filter by it
	Path  string // of the field
	WhyEN string
	WhyJA string
	AskEN string // what the partner may be asked
	AskJA string
	finds func(*Deal) bool
}

// Find are the hints at a deal, in the order of the table.
func Find(d Deal) (found []*Hint) {
	for i := range Hints {
		if Hints[i].finds(&d) {
			found = append(found, &Hints[i])
		}
	}
	return found
}

// ByID is the hint with an identifier; nil when there is none.
func ByID(id string) *Hint {
	for i := range Hints {
		if Hints[i].ID == id {
			return &Hints[i]
		}
	}
	return nil
}

// The languages that partners write in here.
const (
	English  = "en"
	Japanese = "ja"
)

// Language is the one that an opportunity is written in: Japanese where kana stands in its texts, or nothing but Chinese
// characters.
func Language(d doc.Doc) string {
	said := doc.Text(d, title) + doc.Text(d, problem)
	kana := strings.ContainsFunc(said, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) })
	latin := strings.ContainsFunc(said, func(r rune) bool { return unicode.In(r, unicode.Latin) })
	if kana || !latin && said != "" {
		return Japanese
	}
	return English
}

// weight is how much a text says, in Latin letters: what takes a hundred of them takes some forty characters in Japanese. A
// Chinese character stands for a word or half of one, kana and hangul for a syllable.
func weight(text string) (n int) {
	for _, r := range strings.Join(strings.Fields(text), " ") {
		switch {
		case unicode.Is(unicode.Han, r):
			n += 3
		case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			n += 2
		default:
			n++
		}
	}
	return n
}
