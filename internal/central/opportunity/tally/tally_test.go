// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package tally_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/fact"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/opportunity/tally"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

var past = tally.Past{RoundTrips: "rounds", CloseMoves: "moves", StepsChanged: "steps", Closed: "closed"}

func factsOf(t *rapid.T, name string) fact.Facts {
	f := fact.Facts{}
	put := func(id string, values ...string) {
		if v := rapid.SampledFrom(append(values, "")).Draw(t, name+" "+id); v != "" {
			f[id] = []string{v}
		}
	}
	put("stage", "prospect", "committed", "launched", "closed lost")
	put("review_status", "pending submission", "approved", "rejected")
	put("target_close_date", "20261205", "20270110")
	put("expected_monthly_aws_revenue", "000000000000120050", "000000000000000001")
	put("expected_spend_currency", "usd", "eur")
	put("closed", "20261111")
	put("aws_stage", "launched")
	put("moves", "000000000000000100", "000000000000000300")
	f[tally.OwnerFact] = []string{rapid.SampledFrom([]string{"a@a.example", "b@a.example"}).Draw(t, name+" owner")} // everyone's is somebody's
	return f
}

// TestWhatIsWrittenInAnyOrderIsWhatOneCountWouldSay moves records again and again, and counts them once at the end.
func TestWhatIsWrittenInAnyOrderIsWhatOneCountWouldSay(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		account := 0
		rapid.Check(t, func(rt *rapid.T) {
			account++
			place := string(rune('0'+account%10)) + string(rune('a'+account/10%26)) + string(rune('a'+account/260))
			stand := map[int]fact.Facts{}
			for range rapid.IntRange(1, 4).Draw(rt, "readings") {
				change := past.Changes()
				for range rapid.IntRange(1, 6).Draw(rt, "records") {
					n := rapid.IntRange(0, 3).Draw(rt, "number")
					now := factsOf(rt, "now")
					change.Note(stand[n], now)
					stand[n] = now
				}
				if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { return change.Apply(tx, place, "AWS") }); err != nil {
					rt.Fatal(err)
				}
			}
			for _, owner := range []string{"", "a@a.example", "b@a.example"} {
				want := tally.Counts{}
				for _, f := range stand {
					past.Move(want, owner, nil, f)
				}
				maps.DeleteFunc(want, func(_ tally.Slot, s tally.Sum) bool { return s.Records == 0 })
				check(rt, db, place, owner, want)
			}
		})
	}, centraltest.Schemas()...)
}

func check(t *rapid.T, db *sqldb.DB, place, owner string, want tally.Counts) {
	err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		got, err := tally.Read(tx, place, "AWS", owner)
		for slot, sum := range want {
			if got[slot].Records != sum.Records || !got[slot].Amount.Equal(sum.Amount) {
				t.Errorf("%s: %q is %v, want %v", owner, slot, got[slot], sum)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d slots, want %d", owner, len(got), len(want))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCountsAreReadFromTheKeyWithoutAScan(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		sqldbtest.NoScanNoSort(t, db, tally.SelectCounts, "1", "AWS", "")
	}, centraltest.Schemas()...)
}
