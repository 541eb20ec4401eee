// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/scenario"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// approves is a scenario that approves at once what it is about.
func approves(name, about string) string {
	return fmt.Sprintf("name: %s\ntitle: {en: T, ja: T}\nfor: %s\nplay:\n  - when: submitted\n    steps:\n      - {as: reviewer, do: approve}\n", name, about)
}

func TestAScenarioTakesTheRecordsThatItIsAbout(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		for about, want := range map[string][2]string{ // of a record of A and one of B
			`{partner: "222222222222"}`:    {"Submitted", "Approved"},
			`{title: "*PLATFORM"}`:         {"Submitted", "Approved"},
			`{title: "Data * Analytics*"}`: {"Submitted", "Submitted"},
			`{catalog: Sandbox}`:           {"Submitted", "Submitted"},
			`{share: 100}`:                 {"Approved", "Approved"},
		} {
			w.start(approves("one", about))
			a, b := w.Submitted(w.A, aws, "Project.Title", "Network"), w.Submitted(w.B, aws, "Project.Title", "A data platform")
			w.pass(0)
			if got := [2]string{w.status(a), w.Read(w.B.API, aws, b).Review()}; got != want {
				t.Errorf("for %s: %v, want %v", about, got, want)
			}
		}
	})
}

func TestAScenarioTakesEveryNthRecordOrAShareOfThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start(approves("third", `{every: 3}`))
		var got []string
		for range 7 {
			id := w.Submitted(w.A, aws)
			w.pass(0)
			got = append(got, w.status(id))
		}
		if want := strings.Fields("Submitted Submitted Approved Submitted Submitted Approved Submitted"); !slices.Equal(got, want) {
			t.Errorf("every third: %v", got)
		}
		if err := w.Scenarios.Stop(t.Context(), w.Reviewer, "third"); err != nil {
			t.Fatal(err)
		}
		w.start(approves("half", `{share: 50}`))
		approved := 0
		for range 40 {
			id := w.Submitted(w.A, aws)
			w.pass(0)
			if w.status(id) == "Approved" {
				approved++
			}
		}
		if approved < 8 || approved > 32 {
			t.Errorf("half of 40 are %d", approved)
		}
	})
}

func TestTheScenarioThatWasStartedLastIsAskedFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.Scenarios.Standing(scenario.Automatic(0))
		w.start("partner-referral-rejected")
		w.start(strings.Replace(approves("picky", `{title: "Pick*"}`), "do: approve", "do: open", 1))
		picked, other := w.Submitted(w.A, aws, "Project.Title", "Pick me"), w.Submitted(w.A, aws)
		w.pass(0)
		w.is(picked, "In review")
		w.is(other, "Submitted")
		started, err := w.Scenarios.Started(t.Context(), w.Reviewer)
		if err != nil || len(started) != 3 || started[0].Script.Name != "picky" || started[1].By != w.Reviewer.Name || started[2].By != "settings" {
			t.Fatalf("started %+v, %v", started, err)
		}
		for _, name := range []string{"picky", "partner-referral-rejected"} {
			if err := w.Scenarios.Stop(t.Context(), w.Reviewer, name); err != nil {
				t.Fatal(err)
			}
		}
		third := w.Submitted(w.A, aws)
		w.pass(0)
		w.is(third, "Approved")
		w.pass(10 * 24 * time.Hour)
		w.is(other, "Submitted") // what waited was dropped with the scenario
		if err := w.Scenarios.Stop(t.Context(), w.Reviewer, "picky"); !fault.Is(err, fault.NotFound) {
			t.Errorf("stopped twice: %v", err)
		}
	})
}

func TestAStepThatCentralRefusesSaysWhyAndEndsTheRun(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("partner-referral-approved")
		id := w.Submitted(w.A, aws)
		w.pass(3 * time.Hour)
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: "reject", Reason: "Other"}); err != nil {
			t.Fatal(err)
		}
		w.pass(5 * 24 * time.Hour)
		w.is(id, "Rejected")
		runs, _, err := w.Scenarios.Runs(t.Context(), w.Reviewer, scenario.Runs{Scenario: "partner-referral-approved"})
		if err != nil || len(runs) != 1 {
			t.Fatalf("%v, %v", runs, err)
		}
		s := runs[0].Steps
		if s[0].State != scenario.Done || s[1].State != scenario.Refused || s[2].State != scenario.Dropped {
			t.Errorf("%+v", s)
		}
		if !strings.Contains(s[1].Note, "'Rejected' to 'Approved'") || !strings.Contains(s[1].NoteJA, "ステータス") {
			t.Errorf("refused because %q, %q", s[1].Note, s[1].NoteJA)
		}
	})
}

func TestAStepIsDoneOnceThoughItsJobRunsTwiceAndTheProgramRestarts(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := theatre{centraltest.New(t, db, clk), t, clk}
		w.start("action-required-then-approved")
		id := w.Submitted(w.A, aws)
		w.pass(time.Hour)
		again := theatre{w.Again(), t, clk} // the rooms of a program that was started anew
		again.pass(48 * time.Hour)
		again.is(id, "Action Required")
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { // as a queue may that lost its node
			_, err := tx.Exec(`INSERT INTO job (kind, queue, priority, args, made_at, run_at) SELECT kind, queue, priority, args, made_at, run_at
				FROM (SELECT 'scenario.step' AS kind, 'general' AS queue, 1 AS priority, '{"run":1,"place":1}' AS args, 0 AS made_at, 0 AS run_at) AS j`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		again.pass(time.Hour)
		entries, _, err := w.Desk.History(t.Context(), w.Reviewer, aws, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		var asked int
		for _, e := range entries {
			if e.Action == opportunity.ActionAsk {
				asked++
				if e.Actor.Name != "AWS reviewer" {
					t.Errorf("asked by %v", e.Actor)
				}
			}
		}
		if asked != 1 {
			t.Errorf("the partner was asked %d times", asked)
		}
		if dead, err := again.Jobs.Dead(t.Context()); err != nil || len(dead) != 0 {
			t.Errorf("dead jobs %v, %v", dead, err)
		}
	}, centraltest.Schemas()...)
}

func TestThePartnersInvitationBeginsAScene(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start(`name: invited
title: {en: Invited, ja: 招待}
play:
  - when: invitation accepted
    steps:
      - {after: 1 hour, as: seller, do: side, nextSteps: Say hello}
  - when: invitation sent
    steps:
      - {as: reviewer, do: approve}
`)
		id := w.Submitted(w.A, aws)
		w.pass(2 * time.Hour)
		w.is(id, "Approved")
		if got := *w.side(id).LifeCycle.NextSteps; got != "Say hello" {
			t.Errorf("AWS's next step is %q", got)
		}
	})
}

func TestRunsAreListedPageByPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start(approves("all", `{catalog: AWS}`))
		for range 5 {
			w.Submitted(w.A, aws)
		}
		var got []int64
		in := scenario.Runs{Scenario: "all", Size: 2}
		for {
			list, next, err := w.Scenarios.Runs(t.Context(), w.Reviewer, in)
			if err != nil {
				t.Fatal(err)
			}
			for _, run := range list {
				got = append(got, run.ID)
			}
			if in.Token = next; next == "" {
				break
			}
		}
		if len(got) != 5 || !slices.IsSortedFunc(got, func(a, b int64) int { return int(b - a) }) {
			t.Errorf("listed %v", got)
		}
		if list, _, err := w.Scenarios.Runs(t.Context(), w.Reviewer, scenario.Runs{Scenario: "none"}); err != nil || len(list) != 0 {
			t.Errorf("of another scenario: %v, %v", list, err)
		}
	})
}

func TestTheJobOfAStepKeepsItsName(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	const want = `scenario.step {"run":0,"place":0}`
	if got := w.Jobs.Kinds(); !slices.Contains(got, want) {
		t.Errorf("kinds %v, want %s among them: a stored job would not be found any more", got, want)
	}
}

func TestListsAndWhatIsDueAreFoundByAnIndex(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("launched")
		w.Submitted(w.A, aws)
		for query, args := range scenario.Queries {
			sqldbtest.NoScanNoSort(t, w.DB, query, args...)
		}
	})
}
