// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
)

var update = flag.Bool("update", false, "write the places of AWS's side that a history can name")

const awsPaths = "testdata/aws-history-paths.txt"

// The pages have words for each place that a history names. What they look at is this list.
func TestThePlacesOfAWSsSideInAHistoryAreListedForThePages(t *testing.T) {
	t.Parallel()
	some := "some"
	whole := Side{Stage: "Prospect", CloseDate: "2026-12-24", LostReason: "Other", NextSteps: "Call.", History: []selling.NextStep{{}},
		Team:   []selling.AwsTeamMember{{BusinessTitle: "PDM", Email: &some, FirstName: &some, LastName: &some}},
		Motion: "Partner-led", InvolvementReason: "Risk Mitigation",
		Insights: &Insights{EngagementScore: "High", NextBestActions: "Call.", QualityScore: 1, QualityTrend: "Improving",
			Recommendations: []Recommendation{{Type: "a", Details: "b"}}}}
	for _, v := range []reflect.Value{reflect.ValueOf(whole), reflect.ValueOf(*whole.Insights), reflect.ValueOf(whole.Team[0])} {
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s.%s has no value in this test: its place would be missing", v.Type(), v.Type().Field(i).Name)
			}
		}
	}
	paths := doc.Diff(Side{}.forHistory(), whole.forHistory())
	paths = append(paths, involved(&Record{}, &Record{Involvement: "Co-Sell"})[0].Path)
	want := strings.Join(paths, "\n") + "\n"
	if *update {
		if err := os.WriteFile(awsPaths, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(awsPaths)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s says\n%s\na history can name\n%s\nRun: go test ./internal/central/opportunity -run TestThePlaces -update; then give each place its words in "+
			"web/src/components/form/changed.ts.", awsPaths, got, want)
	}
}
