// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// canary is a value that no heading may show.
const canary = "Canary"

func TestEveryKindHasItsTextsAndNoHeadingNamesAnybody(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		r := rows[kind]
		if !slices.Contains(Groups, r.group) || !strings.HasPrefix(r.link, "/") {
			t.Errorf("%s: %+v", kind, r)
		}
		values := map[string]string{}
		for name := range r.names() {
			if name != subjectName {
				values[name] = canary + " " + name
			}
		}
		e := Entry{Kind: kind, Subject: "O1", data: values}
		en, ja := e.Text(English, time.UTC), e.Text(Japanese, time.UTC)
		for _, text := range []Text{en, ja} {
			if text.Heading == "" || text.Line == "" || strings.ContainsAny(text.Heading+text.Line+e.Link(), "{}") {
				t.Errorf("%s: %+v", kind, text)
			}
			if strings.Contains(text.Heading, canary) || strings.Contains(text.Heading, "\n") {
				t.Errorf("%s: the subject of its mail would be %q", kind, text.Heading)
			}
			for name := range values {
				if !strings.Contains(text.Line+text.Heading, canary+" "+name) {
					t.Errorf("%s: %q does not say %s, which the other language says", kind, text.Line, name)
				}
			}
		}
		if !strings.ContainsFunc(ja.Heading, func(c rune) bool { return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana) }) {
			t.Errorf("%s: %q is no Japanese", kind, ja.Heading)
		}
	}
}

func TestValuesAreWrittenInTheReadersWay(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	until := Entry{Kind: ReferralArrived, Subject: "engi-1", data: map[string]string{"company": "さくら商事", "until": "2026-12-04T07:00:00Z"}}
	if got := until.Text(Japanese, tokyo).Line; got != "さくら商事 のオポチュニティを AWS が紹介しました。2026年12月4日 16:00 までに回答してください。" {
		t.Error(got)
	}
	if got := until.Text(English, time.UTC).Line; got != "AWS referred an opportunity with さくら商事. Answer by December 4, 2026, 07:00 UTC." {
		t.Error(got)
	}
	stage := Entry{Kind: AWSStage, Subject: "O7", data: map[string]string{"company": "", "awsStage": "Launched"}}
	if en, ja := stage.Text(English, time.UTC).Line, stage.Text(Japanese, tokyo).Line; en != "AWS moved its side of the opportunity with - to Launched." || !strings.Contains(ja, "「") || strings.Contains(ja, "Launched") {
		t.Errorf("%s %s", en, ja)
	}
	if got := stage.Link(); got != "/opportunities/O7" {
		t.Error(got)
	}
	if gone := (&Entry{Kind: "gone"}); gone.Text(English, time.UTC).Heading != "gone" || gone.Link() != "/notifications" {
		t.Error("a kind of an older program is not shown")
	}
}

func TestAWayHasAName(t *testing.T) {
	t.Parallel()
	for _, w := range []Way{Never, AtOnce, Daily, Weekly} {
		if got, known := ParseWay(w.String()); !known || got != w {
			t.Errorf("%v is read as %v", w, got)
		}
	}
	if _, known := ParseWay("hourly"); known {
		t.Error("hourly is a way")
	}
}
