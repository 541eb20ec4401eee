// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing_test

import (
	"maps"
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
	want, a := map[int64]bool{}, &listing.Among{Fresh: map[int64]bool{}, Looks: 1 << 30}
	for _, d := range all {
		if d.account != account {
			continue
		}
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
	a.Along = func(sort listing.Field, falling bool, from *int64, in *concordance.Set, take func(listing.Stretch) (bool, error)) (bool, error) {
		return along(all, sort, falling, from, in, take)
	}
	return a, func(n int64) bool { return want[n] }
}

// along goes through candidates by tens of a sort's values, but for one sort whose order it does not know.
func along(all []deal, sort listing.Field, falling bool, from *int64, in *concordance.Set, take func(listing.Stretch) (bool, error)) (bool, error) {
	if sort == listing.Title {
		return false, nil
	}
	tens := map[int64][]int64{}
	for _, d := range all {
		if v, is := value(d, sort).(int64); is && in.Has(d.number) {
			tens[v/10] = append(tens[v/10], d.number)
		}
	}
	order := slices.Sorted(maps.Keys(tens))
	if falling {
		slices.Reverse(order)
	}
	for _, at := range order {
		if falling && at > *from/10 || !falling && at < *from/10 {
			continue
		}
		more, err := take(listing.Stretch{Numbers: concordance.NewSet(tens[at]...), Low: 10 * at, High: 10*at + 9})
		if err != nil || !more {
			return true, err
		}
	}
	return true, nil
}

func TestCandidatesArePagedCountedAndIndexedAsEveryOtherFilter(t *testing.T) {
	t.Parallel()
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		all := fill(t, db, 300)
		for _, name := range []string{"none", "wide", "review", "created", "id"} {
			for _, sort := range []listing.Field{listing.Modified, listing.Number, listing.Company} {
				for _, share := range []int{3, 40} {
					a, wanted := candidates(all, share)
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

// TestAPageLooksAtNoMoreThanItMay asks few records at a time, and has candidates where the sort comes to them last: pages are
// short then, and hold together every wanted row once and in order, whichever way they are leafed through.
func TestAPageLooksAtNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.System{}, opportunity.Schema())
	all := fill(t, db, 6*listing.Fewest)
	for _, sort := range []listing.Field{listing.Modified, listing.Number, listing.Title, listing.CloseDay, listing.Amount} {
		for _, rare := range []int{10, 1000} {
			q := listing.Query{Account: account, Catalog: catalog, Sort: sort, Limit: 200}
			places := expected(all, q)
			late := map[int64]bool{} // wanted are a few of the last third
			in := places[len(places)*2/3:]
			for i := 0; i < len(in); i += rare {
				late[in[i]] = true
			}
			want := slices.DeleteFunc(slices.Clone(places), func(n int64) bool { return !late[n] })
			short := 0
			var got []int64
			for {
				asked := 0
				q.Among, _ = candidates(all, 1)
				q.Among.In, q.Among.Fresh, q.Among.Looks = concordance.NewSet(in...), nil, 500
				q.Among.Look = func(numbers []int64) (map[int64]bool, error) {
					asked += len(numbers)
					return late, nil
				}
				var p listing.Page
				if err := db.View(t.Context(), func(tx *sqldb.Tx) (err error) {
					if p, err = listing.Find(tx, q); err != nil {
						return err
					}
					n, capped, err := listing.Count(tx, q)
					if n > len(want) || !capped && n != len(want) {
						t.Errorf("sort %d: counted %d (more: %v) of %d", sort, n, capped, len(want))
					}
					return err
				}); err != nil {
					t.Fatal(err)
				}
				if asked > 500 {
					t.Fatalf("sort %d: %d records were asked", sort, asked)
				}
				if p.Short {
					short++
				} else if len(p.Rows) < q.Limit && p.Next != nil {
					t.Errorf("sort %d: a page of %d rows is not said to be short", sort, len(p.Rows))
				}
				for _, r := range p.Rows {
					got = append(got, r.Number)
				}
				if q.After = p.Next; p.Next == nil {
					break
				}
			}
			if !slices.Equal(got, want) || short == 0 {
				t.Errorf("sort %d, one of %d: %d short pages, got %d of %d", sort, rare, short, len(got), len(want))
			}
		}
	}
}
