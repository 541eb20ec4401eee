// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"strings"
	"testing"
	"time"

	"cosell/internal/central/scenario"
)

const small = `name: small
title: {en: Small, ja: 小}
play:
  - when: submitted
    steps:
      - {after: 1 day, as: reviewer, do: approve}
`

func TestAScriptIsReadWithAllItsParts(t *testing.T) {
	t.Parallel()
	s, problems := scenario.Parse([]byte(`name: whole
title: {en: Whole, ja: 全体}
says: {en: All parts., ja: すべての項目。}
source: reference 6
for: {catalog: Sandbox, partner: "111111111111", title: "Data*", share: 30, every: 3}
calendar: JP
play:
  - when: stage changed
    stage: Committed
    steps:
      - after: 2 business days
        as: seller
        do: side
        stage: Closed Lost
        lostReason: Customer Deficiency
        closeDate: 2027-03-31
        team: [{title: PDM, last: Reyes}]
        insights: {quality: 10, engagement: Low, trend: Declining, recommendations: [{type: OpportunityQuality, details: Name a date.}]}
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	step := s.Scenes[0].Steps[0]
	if s.For.Every != 3 || s.Calendar != "JP" || s.Scenes[0].Stage != "Committed" || step.After.String() != "2 business days" ||
		step.Given.Team[0].Last != "Reyes" || step.Given.Insights.Recommendations[0].Details != "Name a date." {
		t.Errorf("%+v", s)
	}
}

func TestEachMistakeIsToldWithItsLineAndItsRemedy(t *testing.T) {
	t.Parallel()
	scene := func(step string) string {
		return strings.Replace(small, "{after: 1 day, as: reviewer, do: approve}", step, 1)
	}
	for name, c := range map[string]struct {
		text, want string
		line       int
	}{
		"nothing":            {"", "empty", 1},
		"no YAML":            {"name: [", "no YAML", 1},
		"no mapping":         {"- a", "no scenario", 1},
		"unknown member":     {small + "pace: fast\n", `no member "pace"`, 7},
		"a member twice":     {small + "name: again\n", "twice", 7},
		"a missing name":     {strings.Replace(small, "name: small\n", "", 1), "no name", 1},
		"a bad name":         {strings.Replace(small, "name: small", "name: Small One", 1), "small letters", 1},
		"half a title":       {strings.Replace(small, ", ja: 小", "", 1), "no ja", 2},
		"a second document":  {small + "---\nname: b\n", "second document", 7},
		"an alias":           {strings.Replace(small, "title: {en: Small, ja: 小}", "title: &a {en: Small, ja: 小}\nsays: *a", 1), "Aliases", 3},
		"an unknown trigger": {strings.Replace(small, "when: submitted", "when: sent", 1), `"sent"`, 4},
		"a stage elsewhere":  {strings.Replace(small, "when: submitted", "when: submitted\n    stage: Committed", 1), "belongs to stage changed", 4},
		"no steps":           {strings.Split(small, "    steps:")[0], "no steps", 4},
		"an empty list":      {strings.Split(small, "    steps:")[0] + "    steps: []\n", "no list", 5},
		"the same twice":     {small + "  - when: submitted\n    steps:\n      - {as: reviewer, do: open}\n", "takes every", 1},
		"a bad pace":         {scene("{after: soon, as: reviewer, do: approve}"), "no span of time", 6},
		"an unknown actor":   {scene("{as: boss, do: approve}"), `"boss"`, 6},
		"an unknown action":  {scene("{as: reviewer, do: dance}"), `"dance"`, 6},
		"the wrong actor":    {scene("{as: seller, do: approve}"), "does not approve", 6},
		"no comment":         {scene("{as: reviewer, do: ask, reason: Other}"), "needs a comment", 6},
		"no listed reason":   {scene("{as: reviewer, do: reject, reason: Mood}"), `"Mood"`, 6},
		"a member too many":  {scene("{as: reviewer, do: approve, nextSteps: Call}"), "does not take nextSteps", 6},
		"nothing set":        {scene("{as: seller, do: side}"), "sets nothing", 6},
		"half a loss":        {scene("{as: seller, do: side, stage: Closed Lost}"), "belong together", 6},
		"a bad date":         {scene("{as: seller, do: side, closeDate: spring}"), "no date", 6},
		"a bad share":        {strings.Replace(small, "play:", "for: {share: 101}\nplay:", 1), "1 to 100", 3},
		"a bad partner":      {strings.Replace(small, "play:", "for: {partner: 12}\nplay:", 1), "12 digits", 3},
		"an unknown country": {strings.Replace(small, "play:", "calendar: FR\nplay:", 1), "no calendar", 3},
		"a null":             {strings.Replace(small, "en: Small", "en: null", 1), "no text", 2},
		"bytes of no text":   {"name: \xff", "UTF-8", 1},
		"too long":           {small + strings.Repeat("#", 70000), "64 KiB", 1},
	} {
		_, problems := scenario.Parse([]byte(c.text))
		found := false
		for _, p := range problems {
			found = found || strings.Contains(p.What, c.want) && p.Line == c.line && p.Fix != "" && p.FixJA != "" && p.WhatJA != ""
		}
		if !found {
			t.Errorf("%s: told %q, want %q on line %d", name, problems, c.want, c.line)
		}
	}
}

func TestAllMistakesAreToldAtOnceInTheOrderOfTheLines(t *testing.T) {
	t.Parallel()
	_, problems := scenario.Parse([]byte("name: A B\ntitle: {en: x}\ncalendar: FR\nplay:\n  - when: never\n    steps:\n      - {as: boss, do: dance}\n"))
	if len(problems) != 6 {
		t.Fatalf("six things are wrong; told %d: %v", len(problems), problems)
	}
	for i := 1; i < len(problems); i++ {
		if problems[i].Line < problems[i-1].Line {
			t.Errorf("line %d comes after line %d", problems[i].Line, problems[i-1].Line)
		}
	}
}

func TestBusinessDaysKnowTheHolidaysOfTheirCountry(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, pace, want string
		calendar         scenario.Calendar
	}{
		{"2026-11-20T09:00:00Z", "1 business day", "2026-11-23T09:00:00Z", scenario.None},           // Friday to Monday
		{"2026-11-20T09:00:00Z", "1 business day", "2026-11-24T09:00:00Z", "JP"},                    // Monday is Labour Thanksgiving Day
		{"2026-11-25T12:00:00Z", "1 business day", "2026-11-27T12:00:00Z", "US"},                    // Thursday is Thanksgiving
		{"2026-11-20T16:00:00Z", "1 business day", "2026-11-23T16:00:00Z", scenario.None},           // Saturday in Japan, Friday here
		{"2026-12-31T23:30:00Z", "2 business days", "2027-01-04T23:30:00Z", scenario.None},          // UTC knows no New Year
		{"2026-11-20T09:00:00Z", "2 weeks", "2026-12-04T09:00:00Z", "JP"},                           // weeks count every day
		{"2026-11-20T09:00:00Z", "at once", "2026-11-20T09:00:00Z", "JP"},                           //
		{"2026-03-06T15:00:00Z", "1 business day", "2026-03-09T14:00:00Z", scenario.Calendar("US")}, // ten o'clock stays ten o'clock in New York
	} {
		at, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		p, err := scenario.ParsePace(c.pace)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.From(at, c.calendar).Format(time.RFC3339); got != c.want {
			t.Errorf("%s after %s in %s is %s, want %s", c.pace, c.from, c.calendar, got, c.want)
		}
	}
	if got := scenario.Calendar("JP").NextDay(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)); !got.Equal(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the next business day in Japan begins at %v, want Tuesday at 9 in Tokyo", got)
	}
}

func FuzzAScriptIsReadOrRefusedInWords(f *testing.F) {
	f.Add([]byte(small))
	for _, s := range scenario.Shipped() {
		f.Add([]byte(s.Text))
	}
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("play: [{steps: {}}]\n? [x]\n: y\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, problems := scenario.Parse(text)
		if len(problems) == 0 && (s.Name == "" || len(s.Scenes) == 0) {
			t.Errorf("%q was read as %+v", text, s)
		}
		for _, p := range problems {
			if p.Line < 1 || p.What == "" || p.Fix == "" || p.WhatJA == "" || p.FixJA == "" {
				t.Errorf("%q: %+v", text, p)
			}
		}
	})
}
