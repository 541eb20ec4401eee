// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing_test

import (
	"slices"
	"strings"
	"testing"

	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// TestAFilterOnOneTimeIsWalkedFortnightByFortnightInTheOrderOfTheOther has more matches than are gathered, over a year and more.
func TestAFilterOnOneTimeIsWalkedFortnightByFortnightInTheOrderOfTheOther(t *testing.T) {
	t.Parallel()
	const quarter = 6 * 3600 * 1_000_000 // of a day, in microseconds: what the times of a deal are counted in here
	between := func(f listing.Field, from, until int64) []listing.Cond {
		return []listing.Cond{{Field: f, Op: listing.From, Values: []any{from * quarter}}, {Field: f, Op: listing.Until, Values: []any{until * quarter}}}
	}
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		all := fill(t, db, 3*listing.Narrow)
		for i := range all {
			all[i].created, all[i].modified = all[i].created*quarter, all[i].modified*quarter
		}
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`UPDATE opportunity SET created_us = created_us * ?, modified_us = modified_us * ?`, quarter, quarter)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for name, q := range map[string]listing.Query{
			"changed of late, oldest first":         {Sort: listing.Created, Where: between(listing.Modified, 1700, 2500)},
			"created early, last change first":      {Sort: listing.Modified, Desc: true, Where: between(listing.Created, 1000, 1600)},
			"changed in some months, latest first":  {Sort: listing.Created, Desc: true, Where: between(listing.Modified, 1700, 2200)},
			"created in some months, oldest change": {Sort: listing.Modified, Where: between(listing.Created, 1200, 1700)},
			"changed since, and another filter": {Sort: listing.Created, Where: append(between(listing.Modified, 1500, 3000),
				listing.Cond{Field: listing.Owner, Op: listing.NotIn, Values: []any{"b@x.example"}})},
		} {
			for _, limit := range []int{70, 470} {
				q.Account, q.Catalog, q.Limit = account, catalog, limit
				if got, want := walk(t, db, q), expected(all, q); !slices.Equal(got, want) {
					t.Errorf("%s, pages of %d: %d rows, want %d in their order", name, limit, len(got), len(want))
				}
			}
			wantFortnights(t, db, name, q)
		}
	})
}

// wantFortnights expects the fortnights to be asked, and SQLite to answer each from their index.
func wantFortnights(t *testing.T, db *sqldb.DB, name string, q listing.Query) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		_, asked, err := listing.Trace(tx, q)
		if !slices.ContainsFunc(asked, func(s listing.Statement) bool { return strings.Contains(s.SQL, "/ 1209600000000) = ?") }) {
			t.Errorf("%s: no fortnight was asked", name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if db.Dialect().Name == "sqlite" {
		explain(t, db, name, q, map[string]bool{})
	}
}

// TestAFilterThatSpansTooManyFortnightsIsWalked has rows of ten years.
func TestAFilterThatSpansTooManyFortnightsIsWalked(t *testing.T) {
	t.Parallel()
	const fortnight = 14 * 24 * 3600 * 1_000_000
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		all := fill(t, db, 2*listing.Narrow)
		for i := range all {
			all[i].created, all[i].modified = all[i].created*fortnight, all[i].modified*fortnight
		}
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`UPDATE opportunity SET created_us = created_us * ?, modified_us = modified_us * ?`, fortnight, fortnight)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		q := listing.Query{Account: account, Catalog: catalog, Sort: listing.Created, Limit: 300,
			Where: []listing.Cond{{Field: listing.Modified, Op: listing.From, Values: []any{int64(1100 * fortnight)}}}}
		if got, want := walk(t, db, q), expected(all, q); !slices.Equal(got, want) {
			t.Errorf("%d rows, want %d in their order", len(got), len(want))
		}
	})
}
