// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"cosell/internal/central/bulk"
	"cosell/internal/central/centraltest"
	"cosell/internal/clock"
)

var update = flag.Bool("update", false, "write template.json again, with today as the day of the change; read the diff")

func TestTheDayOfTheTemplateIsThatOfItsLastChange(t *testing.T) {
	t.Parallel()
	if *update && bulk.TemplateHash() != bulk.TemplateIssue.Hash {
		text, err := json.Marshal(bulk.Issue{Hash: bulk.TemplateHash(), Changed: time.Now().UTC().Format(time.DateOnly)})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("template.json", append(text, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if bulk.TemplateHash() != bulk.TemplateIssue.Hash {
		t.Error("what the template says has changed: run this test with -update, so that people learn when")
	}
	if _, err := time.Parse(time.DateOnly, bulk.TemplateIssue.Changed); err != nil {
		t.Error(err)
	}
}

func TestTheTemplateHasListsGuidanceAndWhatCanBeAttached(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for _, c := range []struct {
			language                bulk.Language
			sheets                  []string
			country, japan, heading string
		}{
			{bulk.English, []string{"Opportunities", "Values", "Products and offerings", "Guide"}, "Country", "Japan", "Customer/Company Name"},
			{bulk.Japanese, []string{"オポチュニティ", "値", "製品とオファリング", "使い方"}, "国", "日本", "お客様の会社名"},
		} {
			var out bytes.Buffer
			if err := w.Bulk.Template(t.Context(), w.A.Lead, c.language, &out); err != nil {
				t.Fatal(err)
			}
			f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if got := f.GetSheetList(); !slices.Equal(got, c.sheets) {
				t.Fatalf("sheets are %q", got)
			}
			head, err := f.GetRows(c.sheets[0])
			if err != nil || len(head) != 1 || head[0][0] != c.heading || len(head[0]) != 47 {
				t.Errorf("the heading is %q, %v", head, err)
			}
			values, err := f.GetCols(c.sheets[1])
			at := slices.IndexFunc(values, func(col []string) bool { return col[0] == c.country })
			if err != nil || at < 0 || !slices.Contains(values[at], c.japan) {
				t.Errorf("countries are not listed: %v", err)
			}
			guards, err := f.GetDataValidations(c.sheets[0])
			if err != nil || len(guards) != 47 || !slices.ContainsFunc(guards, func(v *excelize.DataValidation) bool {
				return strings.HasPrefix(v.Formula1, "'"+c.sheets[1]+"'") && v.Prompt != nil && *v.Prompt != ""
			}) {
				t.Errorf("%d columns have guidance, %v", len(guards), err)
			}
			products, err := f.GetRows(c.sheets[2])
			if err != nil || len(products) < 100 || products[1][4] != w.A.Solution {
				t.Errorf("products and offerings begin with %q, %v", products[1], err)
			}
			if changed, err := f.GetCellValue(c.sheets[3], "A1"); err != nil || !strings.Contains(changed, bulk.TemplateIssue.Changed) {
				t.Errorf("the guide says %q, %v", changed, err)
			}
			run := upload(t, w, w.A.Lead, bulk.Begin{Kind: bulk.Import, File: "template.xlsx"}, filled(t, f, c.sheets[0], c.japan))
			if run.Count.Good != 1 {
				t.Errorf("a filled template is judged %+v %+v %+v", run.Count, run.Trouble, rows(t, w, w.A.Lead, run.ID))
			}
		}
	})
}

// filled is a template that somebody has filled in, with a real date and a real number.
func filled(t *testing.T, f *excelize.File, sheet, country string) []byte {
	t.Helper()
	answers := map[string]any{"Customer/Company Name": "Minato", "Industry Vertical": "Retail", "Country": country, "Postal Code": "1000001", "Customer Website": "minato.example.com",
		"Partner Primary Need from AWS": "Co-Sell - Architectural Validation", "Partner Project Title": "Lake", "Customer Business Problem": "Store data arrives a day late every day.",
		"Solution Offered": "Other", "Other Solution Offered": "Platform", "Use Case": "Storage & Backup", "Estimated AWS Monthly Recurring Revenue": 12500.5,
		"Target Close Date": time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC), "Opportunity Type": "Net New Business", "Delivery Model": "SaaS or PaaS",
		"Is Opportunity from Marketing Activity?": "No", "Sales Activities": "Initialized discussions with customer"}
	for i, heading := range bulk.ImportHeadings(bulk.English) {
		if v, answered := answers[heading]; answered {
			cell, err := excelize.CoordinatesToCellName(i+1, 2)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue(sheet, cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
