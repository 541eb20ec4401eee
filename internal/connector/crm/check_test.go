// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package crm_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"cosell/internal/connector/crm"
)

var sample = crm.Object{Name: "Sample", Label: "Sample", LabelJA: "見本", Fields: []crm.Field{
	{Name: "Text", Label: "Text", LabelJA: "文字", Type: crm.Text, Length: 5, Required: true}, {Name: "Amount", Label: "Amount", LabelJA: "金額", Type: crm.Currency},
	{Name: "Day", Label: "Day", LabelJA: "日", Type: crm.Date}, {Name: "At", Label: "At", LabelJA: "時", Type: crm.DateTime}, {Name: "Yes", Label: "Yes", LabelJA: "可否", Type: crm.Boolean},
	{Name: "One", Label: "One", LabelJA: "一つ", Type: crm.Picklist, Values: []crm.Value{{Value: "a"}, {Value: "b"}}},
	{Name: "Many", Label: "Many", LabelJA: "複数", Type: crm.MultiPicklist, Values: []crm.Value{{Value: "a"}, {Value: "b"}}},
	{Name: "Mail", Label: "Mail", LabelJA: "メール", Type: crm.Email}, {Name: "Ours", Label: "Ours", LabelJA: "自動", Type: crm.Text, ReadOnly: true}}}

func TestValuesAreBroughtIntoOneForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		in, want any
	}{
		{"Amount", "1,234.50", "1234.5"}, {"Amount", json.Number("1.0E7"), "10000000"}, {"Amount", 12.5, "12.5"}, {"Amount", "", nil},
		{"At", "2026-11-20T18:00:00+09:00", "2026-11-20T09:00:00Z"}, {"Yes", "yes", true}, {"Yes", nil, nil}, {"Many", "a; b;a", []string{"a", "b"}},
		{"Many", []any{"b", ""}, []string{"b"}}, {"Many", []any{}, nil}, {"Text", "日本語です", "日本語です"},
	} {
		got, faults := sample.Check(crm.Fields{c.name: c.in}, true)
		if len(faults) > 0 || !reflect.DeepEqual(got[c.name], c.want) {
			t.Errorf("%s %v: %v %+v, want %v", c.name, c.in, got[c.name], faults, c.want)
		}
	}
	for name, in := range map[string]any{"Text": "six-le", "Amount": "1e400", "Day": "2026-02-30", "At": "yesterday", "Yes": "perhaps", "One": "c", "Many": "a;c", "Mail": "x",
		"Ours": "x", "None": "x"} {
		if _, faults := sample.Check(crm.Fields{name: in}, true); len(faults) != 1 || faults[0].Field != name || faults[0].Code == "" || faults[0].Message == "" || faults[0].MessageJA == "" {
			t.Errorf("%s %v: %+v", name, in, faults)
		}
	}
	if _, faults := sample.Check(crm.Fields{"Ours": "x"}, false); len(faults) > 0 {
		t.Errorf("the connector's own field, by the connector: %+v", faults)
	}
	if missing := sample.Missing(crm.Fields{}); len(missing) != 1 || missing[0].Field != "Text" {
		t.Errorf("missing: %+v", missing)
	}
}

func FuzzAnyJSONIsTakenInOneFormOrRefused(f *testing.F) {
	f.Add([]byte(`{"Text":"a","Amount":1.0E7,"Many":["a","b"],"Yes":true,"At":"2026-11-20T18:00:00+09:00"}`))
	f.Add([]byte(`{"Text":["a"],"Amount":{},"Many":[1],"Yes":"perhaps","Day":"2026-02-30","Mail":"<x>"}`))
	f.Add([]byte(`{"Text":"\u0000","Amount":"99999999999999999999999999999999999999999999999999"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var in crm.Fields
		if json.Unmarshal(raw, &in) != nil {
			return
		}
		out, faults := sample.Check(in, true)
		if len(out)+len(faults) != len(in) {
			t.Fatalf("%d fields became %d values and %d faults", len(in), len(out), len(faults))
		}
		again, faults := sample.Check(out, true)
		if len(faults) > 0 || !reflect.DeepEqual(out, again) {
			t.Fatalf("what was taken is %v, then %v %+v", out, again, faults)
		}
	})
}
