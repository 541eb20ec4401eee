// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// found are candidates as the concordance finds them, of which the wanted ones are known.
func candidates(all []deal, share int) (a *listing.Among, wanted func(int64) bool) {
	r := rand.New(rand.NewPCG(7, uint64(share)))
	var in []int64
	want, a := map[int64]bool{}, &listing.Among{Fresh: map[int64]bool{}}
	for _, d := range all {
		may := r.IntN(share) == 0
		if may {
			in = append(in, d.number)
			want[d.number] = r.IntN(10) > 0
		}
		if r.IntN(50) == 0 { // it has changed since it was read, whatever the concordance says
			want[d.number] = r.IntN(2) == 0
			a.Fresh[d.number] = want[d.number]
		}
	}
	a.In = concordance.NewSet(in...)
	a.Look = func(numbers []int64) (map[int64]bool, error) {
		looked := map[int64]bool{}
		for _, n := range numbers {
			looked[n] = want[n]
		}
		return looked, nil
	}
	return a, func(n int64) bool { return want[n] }
}

// without turns candidates round: all but them may be wanted.
func without(a *listing.Among, wanted func(int64) bool) (*listing.Among, func(int64) bool) {
	out := &listing.Among{Out: a.In, Sure: true, Fresh: a.Fresh}
	return out, func(n int64) bool {
		if fresh, is := a.Fresh[n]; is {
			return fresh
		}
		return !a.In.Has(n)
	}
}

func TestCandidatesArePagedCountedAndIndexedAsEveryOtherFilter(t *testing.T) {
	t.Parallel()
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		all := fill(t, db, 300)
		for _, name := range []string{"none", "wide", "review", "created", "id"} {
			for _, sort := range []listing.Field{listing.Modified, listing.Number, listing.Company} {
				for _, share := range []int{3, 40, -3} {
					a, wanted := candidates(all, max(share, 3))
					if share < 0 {
						a, wanted = without(a, wanted)
					}
					q := listing.Query{Account: account, Catalog: catalog, Where: filters()[name], Sort: sort, Desc: share > 3, Limit: 7, Among: a}
					plain := q
					plain.Among = nil
					want := slices.DeleteFunc(expected(all, plain), func(n int64) bool { return !wanted(n) })
					if got := walk(t, db, q); !slices.Equal(got, want) {
						t.Fatalf("filter %s, sort %d, one of %d:\ngot  %v\nwant %v", name, sort, share, got, want)
					}
					if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
						n, capped, err := listing.Count(tx, q)
						if err == nil && (n != len(want) || capped) {
							t.Errorf("filter %s, one of %d: counted %d (more: %v), want %d", name, share, n, capped, len(want))
						}
						return err
					}); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	})
}

// TestManyCandidatesAreMetByWalking has more than are read by their numbers.
func TestManyCandidatesAreMetByWalking(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.System{}, opportunity.Schema())
	all := fill(t, db, 2*listing.Fewest)
	a, wanted := candidates(all, 1)
	q := listing.Query{Account: account, Catalog: catalog, Sort: listing.Modified, Desc: true, Limit: 100, Among: a}
	plain := q
	plain.Among = nil
	want := slices.DeleteFunc(expected(all, plain), func(n int64) bool { return !wanted(n) })
	seen := map[string]bool{}
	explain(t, db, "many", q, seen)
	var got []int64
	for range 4 {
		if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
			p, err := listing.Find(tx, q)
			for _, r := range p.Rows {
				got = append(got, r.Number)
			}
			q.After = p.Next
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(got, want[:len(got)]) || len(got) != 400 {
		t.Errorf("got %d\n%v\nwant\n%v", len(got), got, want[:len(got)])
	}
	narrow, _ := candidates(all, 400)
	q.After, q.Among = nil, narrow
	explain(t, db, "few", q, seen)
}
