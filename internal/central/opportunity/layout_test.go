// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

type shape struct {
	Type    string
	Members map[string]struct{ Shape string }
	Member  struct{ Shape string }
}

func readShapes(t *testing.T) map[string]shape {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "reference", "models", "partnercentral-selling.json"))
	if err != nil {
		const missing = "AWS's service model is not at ../shared/reference/models, so nothing was compared with it"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	var m struct{ Shapes map[string]shape }
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m.Shapes
}

// TestAnswersHaveTheMembersOfTheModelInItsOrder: no member more, none less, at any depth.
func TestAnswersHaveTheMembersOfTheModelInItsOrder(t *testing.T) {
	t.Parallel()
	shapes := readShapes(t)
	compareLayout(t, shapes, "GetOpportunityResponse", full)
	compareLayout(t, shapes, "OpportunitySummary", brief)
	compareLayout(t, shapes, "AwsOpportunityCustomer", summaryCustomer)
	compareLayout(t, shapes, "AwsOpportunityProject", summaryProject)
}

func compareLayout(t *testing.T, shapes map[string]shape, name string, of []member) {
	t.Helper()
	var got, want []string
	for _, m := range of {
		got = append(got, m.name)
	}
	for member := range shapes[name].Members {
		want = append(want, member)
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s is laid out as %v, the model has %v", name, got, want)
		return
	}
	for _, m := range of {
		target := shapes[name].Members[m.name].Shape
		if shapes[target].Type == "list" {
			if element := shapes[target].Member.Shape; shapes[element].Type == "structure" != m.list {
				t.Errorf("%s.%s: list of objects is %v", name, m.name, m.list)
			} else if m.list {
				compareLayout(t, shapes, element, m.of)
			}
			continue
		}
		if structure := shapes[target].Type == "structure"; structure != (m.of != nil) {
			t.Errorf("%s.%s: an object is %v in the model", name, m.name, structure)
		} else if structure {
			compareLayout(t, shapes, target, m.of)
		}
	}
}

func TestAmountsAndDatesAreOrderedAsNumbers(t *testing.T) {
	t.Parallel()
	for amount, want := range map[string]int64{"": 0, "0.01": 1, "12500.00": 1250000, "12500": 1250000, "1.999": 199, "much": 0,
		"999999999999999999999999999999.99": 1<<63 - 1} {
		if got := cents(amount); got != want {
			t.Errorf("%q is %d hundredths, want %d", amount, got, want)
		}
	}
	for date, want := range map[string]int64{"": 0, "2026-12-31": 20261231, "2026-02-31": 0, "soon": 0} {
		if got := day(date); got != want {
			t.Errorf("%q is day %d, want %d", date, got, want)
		}
	}
	if Date(20261231) != "2026-12-31" || Date(0) != "" {
		t.Errorf("%q %q", Date(20261231), Date(0))
	}
}

func TestAnIdentifierIsReadInOneSpellingOnly(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]int64{"O1": 1, "O1234567": 1234567, "O01": 0, "O": 0, "o1": 0, "O-1": 0, "O+1": 0, "S-1": 0, "O9999999999999999999": 0, "": 0} {
		if got := ParseID(id); max(got, 0) != want {
			t.Errorf("%q is %d, want %d", id, got, want)
		}
	}
}
