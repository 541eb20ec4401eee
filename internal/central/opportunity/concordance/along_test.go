// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package concordance_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cosell/internal/ace/fact"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

var place = concordance.Place{Account: "111111111111", Catalog: "AWS"}

// keys are what records have of a field: many on one day, some with nothing, some with a number that is nothing.
func keys(r *rand.Rand, whole int) string {
	if r.IntN(9) == 0 {
		return ""
	}
	if whole == 8 {
		return []string{fmt.Sprintf("20%02d%02d%02d", 20+r.IntN(9), 1+r.IntN(12), 1+r.IntN(28)), "20260401"}[r.IntN(2)]
	}
	return []string{fmt.Sprintf("%018d", r.Int64N(1000)*100), fmt.Sprintf("%018d", r.Int64N(1_000_000_000_000_000_000)), fmt.Sprintf("%018d", 0)}[r.IntN(3)]
}

// taken has records with a key each read into the concordance.
func taken(t *testing.T, db *sqldb.DB, f *fact.Field) map[int64]string {
	t.Helper()
	r := rand.New(rand.NewPCG(3, uint64(f.Whole())))
	have := map[int64]string{}
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		for i := range int64(900) {
			have[4000+i] = keys(r, f.Whole())
			if err := concordance.PutAside(tx, place, 4000+i); err != nil {
				return err
			}
		}
		g, err := concordance.Gather(tx, place, opportunity.Sheet, len(have), func(number int64) (fact.Facts, error) {
			facts := fact.Facts{"stage": {"prospect"}}
			if key := have[number]; key != "" {
				facts[f.ID] = []string{key}
			}
			return facts, nil
		})
		if err != nil {
			return err
		}
		return g.TakeIn(tx, place, func(fact.Facts, fact.Facts) {})
	}); err != nil {
		t.Fatal(err)
	}
	return have
}

func TestRecordsAreMetInTheOrderOfAField(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		for _, id := range []string{"target_close_date", opportunity.FieldRevenue} {
			f := opportunity.Sheet.ByID(id)
			have := taken(t, db, f)
			var all []int64
			for n := range have {
				if n%3 != 0 {
					all = append(all, n)
				}
			}
			for _, falling := range []bool{false, true} {
				for _, from := range []string{"", "20260401", "000000000000050000"} {
					if from != "" && len(from) != f.Whole() {
						continue
					}
					met := meet(t, db, concordance.Along{Field: f, Falling: falling, From: from, Little: 20}, all, have)
					for _, n := range all {
						key := max(have[n], "000000000000000000"[:f.Whole()])
						due := from == "" || falling && key <= from || !falling && key >= from
						if due && !slices.Contains(met, n) {
							t.Fatalf("%s, falling %v, from %q: %d with %q is not met", id, falling, from, n, key)
						}
					}
				}
				if first := meet(t, db, concordance.Along{Field: f, Falling: falling, Little: 20}, all, have); len(first) != len(all) {
					t.Errorf("%s, falling %v: %d of %d are met", id, falling, len(first), len(all))
				}
			}
			forget(t, db)
		}
	}, opportunity.Schema())
}

// meet goes along and checks that each stretch keeps between its ends, and behind the one before.
func meet(t *testing.T, db *sqldb.DB, a concordance.Along, all []int64, have map[int64]string) (met []int64) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		a.Tx, a.Place = tx, place
		last := ""
		return a.Each(concordance.NewSet(all...), func(s concordance.Stretch) (bool, error) {
			numbers := s.Set.Numbers()
			one := s.Low == s.High
			if len(numbers) == 0 || len(numbers) > a.Little && !one {
				t.Errorf("a stretch from %s to %s has %d records", s.Low, s.High, len(numbers))
			}
			if last != "" && (a.Falling && s.High >= last || !a.Falling && s.Low <= last) {
				t.Errorf("a stretch from %s to %s comes after %s", s.Low, s.High, last)
			}
			for _, n := range numbers {
				if key := max(have[n], "000000000000000000"[:a.Field.Whole()]); key < s.Low || key > s.High {
					t.Errorf("%d has %q, and is from %s to %s", n, key, s.Low, s.High)
				}
			}
			if last = s.High; a.Falling {
				last = s.Low
			}
			met = append(met, numbers...)
			return true, nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	return met
}

func forget(t *testing.T, db *sqldb.DB) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`DELETE FROM opportunity_posting`); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM opportunity_fact`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
