// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package input_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/input"
)

const sample = `{"id":"e1","source":"crm","resources":["a","b"],"detail-type":"Won","detail":{"name":"Say \"hi\"\n<$.id> <id>","n":3,"o":{"k":[1,null]},"a name":"x"}}`

func parse(t testing.TB, text string) doc.Doc {
	t.Helper()
	d, err := doc.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPathsLeadToValues(t *testing.T) {
	t.Parallel()
	d := parse(t, sample)
	for path, want := range map[string]string{
		"$.id": `"e1"`, "$.resources[1]": `"b"`, "$.detail-type": `"Won"`, "$['detail-type']": `"Won"`, `$["detail"].n`: "3", "$.detail.o": `{"k":[1,null]}`,
		"$.detail.o.k[1]": "null", "$.detail['a name']": `"x"`, "$.resources[2]": "", "$.id.x": "", "$.detail[0]": "", "$.resources.a": "", "$.none": "",
	} {
		p, err := input.ParsePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := ""
		if v, ok := p.Find(d); ok {
			got = string(doc.AppendValue(nil, v))
		}
		if got != want {
			t.Errorf("%s leads to %s, want %s", path, got, want)
		}
	}
	for _, path := range []string{"", "id", "$id", "$.", "$..id", "$.a[*]", "$.a[-1]", "$.a[1", "$.*", "$[?(@.x)]", "$.a b", "$.a[99999]", "$['']", "$." + strings.Repeat("a", 256)} {
		if _, err := input.ParsePath(path); err == nil {
			t.Errorf("%q is taken", path)
		}
	}
}

func TestATemplateIsFilledWithDataOnly(t *testing.T) {
	t.Parallel()
	o := input.Occasion{Event: parse(t, sample), RuleName: "all", RuleARN: "arn:rule", Accepted: "2026-11-20T09:00:00Z"}
	paths := map[string]string{"id": "$.id", "name": "$.detail.name", "n": "$.detail.n", "o": "$.detail.o", "gone": "$.gone"}
	for template, want := range map[string]string{
		`{"id": <id>, "n": <n>, "o": <o>, "gone": <gone>}`: `{"id": "e1", "n": 3, "o": {"k":[1,null]}, "gone": null}`,
		`{"text":"<name>"}`:                                `{"text":"Say \"hi\"\n<$.id> <id>"}`,
		`"<n> of <o> and <gone>."`:                         `"3 of {\"k\":[1,null]} and ."`,
		`{"\"<id>":[<name>]}`:                              `{"\"e1":["Say \"hi\"\n<$.id> <id>"]}`,
		`[<aws.events.rule-name>,"<aws.events.rule-arn>"]`: `["all","arn:rule"]`,
		`<aws.events.event.ingestion-time>`:                `"2026-11-20T09:00:00Z"`,
		`{"a <b": "<$.id>"}`:                               `{"a <b": "<$.id>"}`,
		`{"whole":<aws.events.event>}`:                     `{"whole":{"detail-type":"Won","id":"e1","resources":["a","b"],"source":"crm"}}`,
	} {
		parsed, err := input.ParseTemplate(paths, template)
		if err != nil {
			t.Errorf("%s: %v", template, err)
			continue
		}
		if got := string(parsed.Fill(o)); got != want {
			t.Errorf("%s becomes %s, want %s", template, got, want)
		}
	}
	for _, template := range []string{``, `<id> is won`, `<unknown>`, `{<id>:1}`, `"\<id>"`, `<id><n>`, `-<n>`, `{"a":<id>`, strings.Repeat("x", 8193)} {
		if _, err := input.ParseTemplate(paths, template); err == nil {
			t.Errorf("%.40q is taken", template)
		}
	}
	for _, name := range []string{"aws.x", "AWS", "a b", ""} {
		if _, err := input.ParseTemplate(map[string]string{name: "$.id"}, `"x"`); err == nil && name != "AWS" {
			t.Errorf("the variable %q is taken", name)
		}
	}
}

// FuzzTemplate holds that whatever stands in an event, what a template makes of it is JSON.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{`{"a":<x>,"b":"<x>"}`, `"<x>\"<x>"`, `[<x>]`, `"\\<x>"`, `"\u<x>"`} {
		f.Add(s, `"},{"`)
		f.Add(s, "\\\"\n<x>\xff")
	}
	f.Fuzz(func(t *testing.T, template, value string) {
		parsed, err := input.ParseTemplate(map[string]string{"x": "$.x"}, template)
		if err != nil {
			return
		}
		for _, v := range []any{value, json.Number("-1.5e3"), true, nil, []any{value}, doc.Doc{value: value}} {
			if got := parsed.Fill(input.Occasion{Event: doc.Doc{"x": v}}); !json.Valid(got) {
				t.Errorf("%q with %v becomes %q", template, v, got)
			}
		}
	})
}

func FuzzPath(f *testing.F) {
	f.Add("$.detail['a name'].o[0]")
	d := parse(f, sample)
	f.Fuzz(func(_ *testing.T, text string) {
		if p, err := input.ParsePath(text); err == nil {
			p.Find(d)
			p.Text(d)
		}
	})
}
