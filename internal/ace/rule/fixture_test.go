// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
)

// now is the instant at which all fixtures happen: still the day before in California, already the day in UTC.
var now = time.Date(2027, 4, 1, 0, 30, 0, 0, time.UTC)

// A fixture is one change: the sample opportunity with some members set or cleared, before and after.
type fixture struct {
	Why     string
	Moment  rule.Moment
	API     bool
	Catalog string
	Partner rule.Partner
	Strict  bool // a solution is demanded at submission
	Before  *recordFixture
	After   recordFixture
	Submit  struct{ Involvement, Visibility string }

	Related    []string          // the partner's own opportunities
	Taken      map[string]string // references in use
	Solutions  map[string]string // states of the partner's solutions
	Unusable   []string          // Marketplace entities that cannot be used
	OfferTaken map[string]string // offers in use
	Estimates  map[string]string // amounts of estimates
	Assignee   *rule.Assignee
	Broken     []expectedViolation // of this rule, in order
	AlsoBroken []string            // ids of other rules that this change breaks
}

type recordFixture struct {
	Set    map[string]any
	Clear  []string
	Record rule.Record
}

type expectedViolation struct{ Field, At, Code, Value string }

// sample is the document of the sample opportunity as it is stored.
func sample(t testing.TB) doc.Doc {
	t.Helper()
	d := sampleRequest(t)
	for _, name := range []string{"Catalog", "ClientToken", "Origin", "Tags"} {
		doc.Delete(d, name)
	}
	doc.Set(d, "LifeCycle.ReviewStatus", "Pending Submission")
	return d
}

func sampleRequest(t testing.TB) doc.Doc {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "testdata", "opportunity.json"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := doc.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (f *recordFixture) build(t *testing.T) rule.Record {
	t.Helper()
	record := f.Record
	record.Doc = sample(t)
	if record.Origin == "" {
		record.Origin = "Partner Referral"
	}
	for _, path := range f.Clear {
		doc.Delete(record.Doc, path)
	}
	for _, path := range slices.Sorted(maps.Keys(f.Set)) {
		text, err := json.Marshal(map[string]any{"v": f.Set[path]})
		if err != nil {
			t.Fatal(err)
		}
		value, err := doc.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		doc.Set(record.Doc, path, value["v"])
	}
	return record
}

func (f *fixture) change(t *testing.T) rule.Change {
	t.Helper()
	c := rule.Change{
		Moment: f.Moment, API: f.API, After: f.After.build(t), Catalog: f.Catalog, Now: now, Partner: f.Partner,
		Settings: rule.Settings{SolutionAtSubmit: f.Strict}, Assignee: f.Assignee,
		Involvement: f.Submit.Involvement, Visibility: f.Submit.Visibility,
		Related:       func(id string) bool { return slices.Contains(f.Related, id) },
		Taken:         func(reference string) string { return f.Taken[reference] },
		MarketplaceOK: func(arn string) bool { return !slices.Contains(f.Unusable, arn) },
		OfferTaken:    func(arn string) string { return f.OfferTaken[arn] },
	}
	if f.Before != nil {
		before := f.Before.build(t)
		c.Before = &before
	}
	if f.Solutions != nil {
		c.SolutionState = func(id string) string { return f.Solutions[id] }
	}
	if f.Estimates != nil {
		c.Estimate = func(url string) (string, bool) { amount, ok := f.Estimates[url]; return amount, ok }
	}
	return c
}

func TestEveryRuleHoldsAndBreaksAsItsFixturesSay(t *testing.T) {
	t.Parallel()
	folders := map[string]bool{}
	for _, r := range rule.Rules {
		folders[r.ID] = true
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join("testdata", "rules", r.ID)
			holds, _ := filepath.Glob(filepath.Join(folder, "holds-*.json"))
			broken, _ := filepath.Glob(filepath.Join(folder, "broken-*.json"))
			if len(holds) == 0 || len(broken) == 0 {
				t.Fatalf("%s needs a holds-*.json and a broken-*.json: it has %d and %d", folder, len(holds), len(broken))
			}
			for _, file := range append(holds, broken...) {
				holdAgainst(t, r.ID, file, strings.HasPrefix(filepath.Base(file), "broken-"))
			}
		})
	}
	entries, err := os.ReadDir(filepath.Join("testdata", "rules"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !folders[entry.Name()] {
			t.Errorf("testdata/rules/%s belongs to no rule", entry.Name())
		}
	}
}

func holdAgainst(t *testing.T, id, file string, breaks bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f fixture
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if f.Why == "" || breaks != (len(f.Broken) > 0) {
		t.Errorf("%s: say why, and name what is broken where something is", file)
	}
	var got []expectedViolation
	also := map[string]bool{}
	for _, v := range rule.Check(f.change(t)) {
		if v.Rule != id {
			also[v.Rule] = true
			continue
		}
		got = append(got, expectedViolation{Field: v.Field, At: v.At, Code: string(v.Code), Value: v.Value})
		speaks(t, file, v)
	}
	if !reflect.DeepEqual(got, f.Broken) {
		t.Errorf("%s: broken %+v, want %+v", file, got, f.Broken)
	}
	if others := slices.Sorted(maps.Keys(also)); !slices.Equal(others, f.AlsoBroken) {
		t.Errorf("%s: other rules broken: %v, want %v", file, others, f.AlsoBroken)
	}
}

// speaks holds a violation to what a person needs: field, path, words and a fix, in both languages.
func speaks(t *testing.T, file string, v catalogue.Violation) {
	t.Helper()
	for name, text := range map[string]string{
		"Field": v.Field, "Path": v.Path, "At": v.At, "Message": v.Message, "MessageJA": v.MessageJA, "FixEN": v.FixEN, "FixJA": v.FixJA,
	} {
		if text == "" {
			t.Errorf("%s: the violation of %s has no %s", file, v.Rule, name)
		}
	}
	if v.Path != doc.Row(v.At) || v.Field != catalogue.WireName(v.At) {
		t.Errorf("%s: %s, %s and %s are not one place", file, v.At, v.Path, v.Field)
	}
	if !strings.ContainsFunc(v.MessageJA, func(r rune) bool { return r > 0x3000 }) || !strings.ContainsFunc(v.FixJA, func(r rune) bool { return r > 0x3000 }) {
		t.Errorf("%s: the Japanese of %s is none: %q %q", file, v.Rule, v.MessageJA, v.FixJA)
	}
	if row := catalogue.Opportunity.ByPath(v.Path); row != nil && row.Sensitive && v.Value != "" && v.Value != catalogue.Hidden {
		t.Errorf("%s: %s shows the sensitive value %q", file, v.Rule, v.Value)
	}
}
