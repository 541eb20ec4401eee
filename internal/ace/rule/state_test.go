// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
)

func apis(set string) []string {
	var values []string
	for _, v := range catalogue.Values(set) {
		values = append(values, v.API)
	}
	return values
}

// letters are the columns of AWS's tables, as the reference names them.
var letters = map[rule.State]string{
	rule.Draft: "D", rule.InReview: "R", rule.ActionRequired: "A", rule.Approved: "V", rule.Launched: "L", rule.ClosedLost: "C", rule.Rejected: "X",
}

func TestEveryReviewStatusAtEveryStageHasAState(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"Pending Submission": "DDDDDDD", "Submitted": "RRRRRRR", "In review": "RRRRRRR", "Action Required": "AAAAAAA",
		"Approved": "VVVVVLC", "Rejected": "XXXXXXX",
	}
	for _, review := range apis("review_status") {
		row := ""
		for _, stage := range apis("stage") {
			row += letters[rule.StateOf(review, stage)]
		}
		if row != want[review] {
			t.Errorf("%s is %s over the stages, want %s", review, row, want[review])
		}
	}
	if rule.StateOf("In Review", "Prospect") != rule.Unknown || rule.StateOf("Approved", "prospect") != rule.Unknown {
		t.Error("a spelling that AWS does not have is a state")
	}
	for _, s := range rule.States {
		if s == rule.Unknown || s.String() == "unknown" || s.String() == "" || s.JA() == "" || letters[s] == "" {
			t.Errorf("state %d has no name", s)
		}
	}
}

func TestReviewGoesOnlyWhereAWSLetsIt(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		"Pending Submission": {"Submitted"}, "Submitted": {"In review", "Approved", "Action Required", "Rejected"},
		"In review": {"Approved", "Action Required", "Rejected"}, "Action Required": {"Submitted"},
	}
	for _, from := range append(apis("review_status"), "", "Nonsense") {
		for _, to := range append(apis("review_status"), "", "Nonsense") {
			if got := rule.NextReview(from, to); got != slices.Contains(allowed[from], to) {
				t.Errorf("%q to %q: %v", from, to, got)
			}
		}
	}
}

func TestStagesMoveFreelyUntilTheDealIsClosed(t *testing.T) {
	t.Parallel()
	for _, from := range append(apis("stage"), "") {
		for _, to := range append(apis("stage"), "") {
			closed := from == "Launched" || from == "Closed Lost"
			want := from != "" && to != "" && (!closed || from == to)
			if got := rule.NextStage(from, to); got != want {
				t.Errorf("%q to %q: %v", from, to, got)
			}
		}
	}
}

// table reads a golden table: a line is a name and the letters of the states in which it is allowed, "-" for none.
func table(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, states, found := strings.Cut(line, ": ")
		if _, twice := rows[name]; !found || twice {
			t.Fatalf("%s: %q", file, line)
		}
		rows[name] = strings.ReplaceAll(states, "-", "")
	}
	return rows
}

func lettersWhere(allowed func(rule.State) bool) string {
	row := ""
	for _, s := range rule.States {
		if allowed(s) {
			row += letters[s]
		}
	}
	return row
}

// TestFieldsAreEditableAsTheTableSays walks every field that an opportunity takes and every state.
func TestFieldsAreEditableAsTheTableSays(t *testing.T) {
	t.Parallel()
	want := table(t, "editable.txt")
	for _, row := range catalogue.Opportunity.From("Opportunity") {
		if catalogue.Opportunity.ByPath(row.Path) != row {
			continue
		}
		states, listed := want[row.Path]
		if got := lettersWhere(func(s rule.State) bool { return rule.MayEdit(s, row.Path) }); !listed || got != states {
			t.Errorf("%s is editable in %q, the table says %q (listed: %v)", row.Path, got, states, listed)
		}
		if rule.MayEdit(rule.Unknown, row.Path) {
			t.Errorf("%s is editable in an unknown state", row.Path)
		}
		delete(want, row.Path)
	}
	for path := range want {
		t.Errorf("the table has %s, the catalogue does not", path)
	}
	if rule.MayEdit(rule.Draft, "No.Such.Path") {
		t.Error("a field that nobody knows is editable")
	}
}

func TestCallsAreLegalAsTheTableSays(t *testing.T) {
	t.Parallel()
	want := table(t, "calls.txt")
	for name, states := range want {
		call, related, _ := strings.Cut(name, " ")
		got := lettersWhere(func(s rule.State) bool { return rule.MayCall(s, rule.Call(call), related) })
		if got != states {
			t.Errorf("%s is legal in %q, the table says %q", name, got, states)
		}
		if rule.MayCall(rule.Unknown, rule.Call(call), related) {
			t.Errorf("%s is legal in an unknown state", name)
		}
	}
	for _, related := range apis("related_entity_type") {
		for _, call := range []string{"Associate ", "Disassociate "} {
			if _, listed := want[call+related]; !listed {
				t.Errorf("the table has no row for %s%s", call, related)
			}
		}
	}
	if rule.MayCall(rule.Draft, "Launder", "") || rule.MayCall(rule.Draft, rule.CallAssociate, "Nonsense") || rule.MayCall(rule.Draft, rule.CallAssociate, "") {
		t.Error("a call that nobody knows is legal")
	}
}

func TestASandboxUpdateThatSetsTheReviewIsASimulation(t *testing.T) {
	t.Parallel()
	with := func(review string) map[string]any {
		return map[string]any{"LifeCycle": map[string]any{"ReviewStatus": review}}
	}
	for _, c := range []struct {
		catalog, before, after string
		want                   rule.Moment
	}{
		{"Sandbox", "Submitted", "Approved", rule.OnSimulatedReview}, {"AWS", "Submitted", "Approved", rule.OnUpdate},
		{"Sandbox", "Approved", "Approved", rule.OnUpdate}, {"Sandbox", "Action Required", "Submitted", rule.OnUpdate},
		{"Sandbox", "Approved", "", rule.OnUpdate}, {"Sandbox", "", "Approved", rule.OnSimulatedReview},
	} {
		if got := rule.UpdateMoment(c.catalog, with(c.before), with(c.after)); got != c.want {
			t.Errorf("%+v: moment %d", c, got)
		}
	}
}
