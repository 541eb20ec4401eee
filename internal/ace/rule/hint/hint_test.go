// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package hint_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule/hint"
)

// now is the instant at which all fixtures are looked at.
var now = time.Date(2027, 4, 1, 0, 30, 0, 0, time.UTC)

// A fixture is the sample opportunity with some members set or cleared. It fires the hint of its folder, or stays quiet.
type fixture struct {
	Why       string
	Set       map[string]any
	Clear     []string
	Solutions *[]string
	Products  *[]string
}

func sample(t *testing.T) hint.Deal {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "opportunity.json"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := doc.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return hint.Deal{Doc: d, Solutions: []string{"S-0001"}, Products: []string{"AmazonS3"}, Involvement: "Co-Sell", Now: now}
}

func ids(found []*hint.Hint) (all []string) {
	for _, h := range found {
		all = append(all, h.ID)
	}
	return all
}

func TestTheSampleOpportunityGivesNoHint(t *testing.T) {
	t.Parallel()
	if found := hint.Find(sample(t)); len(found) > 0 {
		t.Errorf("%v", ids(found))
	}
}

func TestEveryHintFiresAndStaysQuietAsItsFixturesSay(t *testing.T) {
	t.Parallel()
	for _, h := range hint.Hints {
		t.Run(h.ID, func(t *testing.T) {
			t.Parallel()
			for _, kind := range []string{"fires", "quiet"} {
				files, _ := filepath.Glob(filepath.Join("testdata", h.ID, kind+"-*.json"))
				if len(files) == 0 {
					t.Errorf("testdata/%s has no %s-*.json", h.ID, kind)
				}
				for _, file := range files {
					if got := slices.Contains(ids(hint.Find(load(t, file))), h.ID); got != (kind == "fires") {
						t.Errorf("%s: fires %v", file, got)
					}
				}
			}
		})
	}
	folders, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if hint.ByID(f.Name()) == nil {
			t.Errorf("testdata/%s belongs to no hint", f.Name())
		}
	}
}

func load(t *testing.T, file string) hint.Deal {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f fixture
	if err := json.Unmarshal(text, &f); err != nil || f.Why == "" {
		t.Fatalf("%s: %v, why %q", file, err, f.Why)
	}
	d := sample(t)
	for _, path := range f.Clear {
		doc.Delete(d.Doc, path)
	}
	for path, value := range f.Set {
		again, err := json.Marshal(map[string]any{"v": value})
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := doc.Parse(again)
		if err != nil {
			t.Fatal(err)
		}
		doc.Set(d.Doc, path, parsed["v"])
	}
	if f.Solutions != nil {
		d.Solutions = *f.Solutions
	}
	if f.Products != nil {
		d.Products = *f.Products
	}
	return d
}

func TestEveryHintIsWholeInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	japanese := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Hiragana) })
	}
	for _, h := range hint.Hints {
		if seen[h.ID] || h.WhyEN == "" || h.AskEN == "" || !japanese(h.WhyJA) || !japanese(h.AskJA) {
			t.Errorf("%+v", h)
		}
		seen[h.ID] = true
		known := strings.HasPrefix(h.Path, "RelatedEntityIdentifiers.")
		for _, f := range catalogue.Opportunity.Fields {
			known = known || f.Path == h.Path || strings.HasPrefix(f.Path, h.Path+"[]") || strings.HasPrefix(f.Path, h.Path+".")
		}
		if !known {
			t.Errorf("%s stands at %s, which is no field", h.ID, h.Path)
		}
	}
}

func TestAnOpportunitysLanguageIsThatOfItsTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"Route planning": "en", "配車計画の AWS 移行": "ja", "東京支社移転": "ja", "AWS migration 東京": "en", "": "en"} {
		if got := hint.Language(doc.Doc{"Project": doc.Doc{"Title": text}}); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
