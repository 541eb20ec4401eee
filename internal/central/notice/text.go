// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"regexp"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
)

// A Language is one that texts are written in.
type Language string

// The languages.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// subjectName is the value that every text may name: the identifier of what the notice is about.
const subjectName = "id"

var placeholder = regexp.MustCompile(`\{([A-Za-z]+)\}`)

// names are the values that the texts of a row name.
func (r *row) names() map[string]bool {
	all := map[string]bool{}
	for _, text := range []string{r.link, r.en.Heading, r.en.Line, r.ja.Heading, r.ja.Line} {
		for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
			all[m[1]] = true
		}
	}
	return all
}

// A reading is for whom a text is made.
type reading struct {
	language Language
	zone     *time.Location
}

// forms say how values of some names are written. Others are written as they are.
var forms = map[string]func(reading, string) string{
	"awsStage":     named("aws_stage"),
	"involvement":  named("involvement_type"),
	"date":         reading.day,
	"until":        reading.moment,
	"verification": reading.verification,
	"deals":        reading.several,
}

// named writes a value of one of the catalogue's sets.
func named(set string) func(reading, string) string {
	return func(r reading, value string) string {
		v, known := catalogue.Find(set, value)
		if !known {
			return value
		}
		if r.language == Japanese && v.JA != "" {
			return v.JA
		}
		return v.EN
	}
}

// day writes a day of the calendar, 2026-11-27.
func (r reading) day(value string) string {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return value
	}
	if r.language == Japanese {
		return day.Format("2006年1月2日")
	}
	return day.Format("January 2, 2006")
}

// moment writes an instant in the reader's zone.
func (r reading) moment(value string) string {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return value
	}
	at = at.In(r.zone)
	if r.language == Japanese {
		return at.Format("2006年1月2日 15:04")
	}
	return at.Format("January 2, 2006, 15:04 MST")
}

var verifications = map[string][2]string{
	"BUSINESS_VERIFICATION": {"business", "企業"}, "REGISTRANT_VERIFICATION": {"registrant", "登録者"},
}

func (r reading) verification(value string) string {
	names, known := verifications[value]
	switch {
	case !known:
		return value
	case r.language == Japanese:
		return names[1]
	}
	return names[0]
}

// Several writes names as a value of the name deals.
func Several(names []string) string { return strings.Join(names, "\n") }

func (r reading) several(value string) string {
	between := ", "
	if r.language == Japanese {
		between = "、"
	}
	return strings.ReplaceAll(value, "\n", between)
}

// Until writes an instant as a value of the name until.
func Until(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// Link is the address of the page about a notice, below the address of the pages. A kind that the program knows no more
// leads to the list.
func (e *Entry) Link() string {
	row, known := rows[e.Kind]
	if !known {
		return "/notifications"
	}
	return strings.ReplaceAll(row.link, "{"+subjectName+"}", e.Subject)
}

// Text is the notice in a language and a time zone.
func (e *Entry) Text(language Language, zone *time.Location) Text {
	row, known := rows[e.Kind]
	if !known {
		return Text{Heading: string(e.Kind)}
	}
	text, r := row.en, reading{language, zone}
	if language == Japanese {
		text = row.ja
	}
	return Text{Heading: r.fill(text.Heading, map[string]string{subjectName: e.Subject}), Line: r.fill(text.Line, e.values())}
}

func (e *Entry) values() map[string]string {
	all := map[string]string{subjectName: e.Subject}
	for name, value := range e.data {
		all[name] = value
	}
	return all
}

// fill puts values into a text. One that nobody knows, such as the company of a draft, shows as a dash.
func (r reading) fill(text string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		name := m[1 : len(m)-1]
		value := values[name]
		if form := forms[name]; form != nil && value != "" {
			value = form(r, value)
		}
		if value == "" {
			return "-"
		}
		return value
	})
}
