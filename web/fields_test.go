// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
)

var update = flag.Bool("update", false, "write src/gen from the catalogue")

const (
	generated     = "src/gen/fields.ts"
	generatedHelp = "src/gen/help.ts"
	origin        = "// Written from the catalogue by: go test ./web -run TestFieldsOfTheFormComeFromTheCatalogue -update\n"
)

const head = origin + `
/** A field of an opportunity as the catalogue has it. Lengths are Unicode characters. */
export interface Field {
  path: string;
  /** The AWS object that carries it: Opportunity, AwsOpportunitySummary, ... */
  source: string;
  type: string;
  en: string;
  ja: string;
  max?: number;
  values?: ValueSet;
  /** The entry of a list that is meant: the member that tells it, and that member's value. */
  select?: readonly [member: string, value: string | number];
  step?: string;
  tab?: string;
  readOnly?: true;
  sensitive?: true;
}

/** A value: what the API says, its English text when that differs, its Japanese text when there is one. */
export type Value = readonly [api: string, en: string, ja: string];

`

// A row has the members of a field that the pages read, in the order in which they are written.
type row struct {
	Path      string `json:"path"`
	Source    string `json:"source"`
	Type      string `json:"type"`
	EN        string `json:"en"`
	JA        string `json:"ja"`
	Max       int    `json:"max,omitempty"`
	Values    string `json:"values,omitempty"`
	Select    []any  `json:"select,omitempty"`
	Step      string `json:"step,omitempty"`
	Tab       string `json:"tab,omitempty"`
	ReadOnly  bool   `json:"readOnly,omitempty"`
	Sensitive bool   `json:"sensitive,omitempty"`
}

// onPages says whether the pages show a value set: those of old file versions and of leads are not on any page.
func onPages(set string) bool {
	return !strings.HasSuffix(set, "_v1") && !strings.HasPrefix(set, "lead_")
}

func rowOf(f *catalogue.Field) row {
	r := row{
		Path: f.Path, Source: f.Source, Type: f.Type, EN: f.LabelEN, JA: f.LabelJA, Max: f.MaxLen,
		Step: f.FormStep, Tab: f.DetailTab, ReadOnly: f.ReadOnly, Sensitive: f.Sensitive,
	}
	if onPages(f.Values) {
		r.Values = f.Values
	}
	for member, value := range f.Selector {
		r.Select = []any{member, value}
	}
	return r
}

func valueOf(v catalogue.Value) [3]string {
	out := [3]string{v.API, v.EN, v.JA}
	if v.EN == v.API {
		out[1] = ""
	}
	return out
}

// lines writes a key and a value as JSON.
func lines(t *testing.T, out *bytes.Buffer) func(format string, key string, value any) {
	return func(format string, key string, value any) {
		var text bytes.Buffer
		plain := json.NewEncoder(&text)
		plain.SetEscapeHTML(false)
		if err := plain.Encode(value); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(out, format, key, strings.TrimSpace(text.String()))
	}
}

// helpModule has what forms alone say of a field, apart from what lists need of it too.
func helpModule(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	line := lines(t, &out)
	out.WriteString(origin + "\nimport type { FieldId } from './fields';\n\n/** What to enter into a field, in both languages. */\n" +
		"export const help: Record<FieldId, readonly [en: string, ja: string]> = {\n")
	for _, f := range catalogue.Opportunity.Fields {
		if f.Path != "" {
			line("  %s: %s,\n", f.ID, [2]string{f.HelpEN, f.HelpJA})
		}
	}
	out.WriteString("};\n")
	return out.Bytes()
}

func fieldsModule(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	line := lines(t, &out)
	out.WriteString(head + "export const fields = {\n")
	for _, f := range catalogue.Opportunity.Fields {
		if f.Path != "" {
			line("  %s: %s,\n", f.ID, rowOf(f))
		}
	}
	out.WriteString("} as const satisfies Record<string, Field>;\n\nexport type FieldId = keyof typeof fields;\n\n")
	out.WriteString("export const values = {\n")
	for _, set := range slices.DeleteFunc(catalogue.ValueSets(), func(set string) bool { return !onPages(set) }) {
		var rows [][3]string
		for _, v := range catalogue.Values(set) {
			if v.API == "" || v.Attributes["emit"] == false { // of two names for one thing, files take either and pages offer one
				continue
			}
			if slices.ContainsFunc(rows, func(row [3]string) bool { return row[0] == v.API }) {
				t.Errorf("%s: %s is offered twice", set, v.API)
			}
			rows = append(rows, valueOf(v))
		}
		line("  %s: %s,\n", set, rows)
	}
	out.WriteString("} as const satisfies Record<string, readonly Value[]>;\n\nexport type ValueSet = keyof typeof values;\n\n")
	none := map[string]bool{}
	for _, v := range catalogue.Values("country") {
		if catalogue.Postal(v.API).None() {
			none[v.API] = true
		}
	}
	line("/** Countries %s. */\nexport const noPostalCode: readonly string[] = %s;\n", "without postal codes",
		slices.Sorted(maps.Keys(none)))
	return out.Bytes()
}

func TestFieldsOfTheFormComeFromTheCatalogue(t *testing.T) {
	for file, want := range map[string][]byte{generated: fieldsModule(t), generatedHelp: helpModule(t)} {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the catalogue says. Run: go test ./web -run TestFields -update, and read the difference.", file)
		}
	}
}
