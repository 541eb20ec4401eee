// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/rule"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const (
	account = "111111111111"
	catalog = "AWS"
)

// A deal is a row of the table as far as lists look at it.
type deal struct {
	account                                         string
	number                                          int64
	state, modified, created, close, sum            int64
	submitted, shared                               int64
	company, title, owner, ref, origin, involvement string
}

const insert = `INSERT INTO opportunity (account_id, catalog, number, version, state, review, stage, origin, involvement, visibility, owner,
	owner_name, company, company_key, title, title_key, country, partner_ref, close_day, amount, amount_cents, currency, created_us,
	modified_us, submitted_us, shared_us, contacts_at, contacts, doc) VALUES (?, ?, ?, 1, ?, '', '', ?, ?, 'Full', ?, '', ?, ?, ?, ?, 'US', ?, ?, '', ?,
	'USD', ?, ?, ?, ?, 0, NULL, ?)`

// fill makes n rows of one tenant, and a few of another. Many share their times, as after an import in bulk.
func fill(t testing.TB, db *sqldb.DB, n int) []deal {
	t.Helper()
	r := rand.New(rand.NewPCG(42, uint64(n)))
	var all []deal
	for i := range n + n/10 {
		d := deal{account: account, number: int64(1000 + i), created: int64(1000 + i/3), modified: int64(1000 + i/3 + r.IntN(n/4+1)),
			close: int64(20260101 + r.IntN(28)), sum: int64(r.IntN(n) * 100), submitted: int64(r.IntN(1000 + i/3)),
			company: fmt.Sprintf("company %d", r.IntN(n/20+1)), title: fmt.Sprintf("title %d", r.IntN(n)),
			owner: []string{"a@x.example", "a@x.example", "a@x.example", "b@x.example"}[r.IntN(4)], origin: "Partner Referral", involvement: []string{"Co-Sell", ""}[i%2]}
		if i%50 == 0 {
			d.origin, d.involvement, d.shared = "AWS Referral", "For Visibility Only", d.created-int64(r.IntN(3))
		}
		states := listing.States(func(string, string) bool { return true })
		d.state = states[min(r.IntN(len(states)), r.IntN(len(states)))].(int64)
		if i%7 == 0 {
			d.ref = fmt.Sprintf("CRM-%d", i)
		}
		if i%5 == 0 {
			d.close = 0
		}
		if i >= n {
			d.account = "222222222222"
		}
		all = append(all, d)
	}
	err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		for _, d := range all {
			var ref any
			if d.ref != "" {
				ref = d.ref
			}
			if _, err := tx.Exec(insert, d.account, catalog, d.number, d.state, d.origin, d.involvement, d.owner, d.company, []byte(d.company), d.title,
				[]byte(d.title), ref, d.close, d.sum, d.created, d.modified, d.submitted, d.shared, strings.Repeat("x", 2000)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// filters are all filters that lists offer, by name, some narrow and some wide.
func filters() map[string][]listing.Cond {
	cond := func(f listing.Field, op listing.Op, values ...any) listing.Cond {
		return listing.Cond{Field: f, Op: op, Values: values}
	}
	state := func(want func(review, stage string) bool) listing.Cond {
		return cond(listing.State, listing.In, listing.States(want)...)
	}
	return map[string][]listing.Cond{
		"none":     nil,
		"id":       {cond(listing.Number, listing.In, int64(1001), int64(1005), int64(7))},
		"ref":      {cond(listing.PartnerRef, listing.In, "CRM-7")},
		"company":  {cond(listing.Company, listing.In, []byte("company 1"), []byte("company 2"))},
		"begins":   {cond(listing.Company, listing.Prefix, []byte("company 1"))},
		"wide":     {cond(listing.Company, listing.Prefix, []byte("comp"))},
		"title":    {cond(listing.Title, listing.Prefix, []byte("title 12"))},
		"owner":    {cond(listing.Owner, listing.In, "b@x.example")},
		"notowner": {cond(listing.Owner, listing.NotIn, "b@x.example")},
		"review":   {state(func(review, _ string) bool { return review == rule.ReviewSubmitted })},
		"stage":    {state(func(_, stage string) bool { return stage == rule.StageQualified || stage == rule.StageLaunched })},
		"both": {state(func(review, stage string) bool {
			return review == rule.ReviewActionRequired && stage == rule.StageClosedLost
		})},
		"nostate":   {state(func(string, string) bool { return false })},
		"modified":  {cond(listing.Modified, listing.From, int64(1100))},
		"unchanged": {cond(listing.Modified, listing.Until, int64(1060)), cond(listing.Created, listing.From, int64(1010))},
		"created":   {cond(listing.Created, listing.From, int64(1010)), cond(listing.Created, listing.Until, int64(1020))},
		"close":     {cond(listing.CloseDay, listing.From, int64(20260110)), cond(listing.CloseDay, listing.Until, int64(20260112))},
		"amount":    {cond(listing.Amount, listing.Until, int64(5000))},
		"shared":    {cond(listing.Shared, listing.From, int64(1010))},
		"handed in": {cond(listing.Submitted, listing.From, int64(1)), cond(listing.Submitted, listing.Until, int64(300))},
		"early":     {cond(listing.Submitted, listing.From, int64(0)), cond(listing.Submitted, listing.Until, int64(20))},
		"origin":    {cond(listing.Origin, listing.In, "AWS Referral")},
		"partner":   {cond(listing.Origin, listing.In, "Partner Referral", "AWS Referral")},
		"involved":  {cond(listing.Involvement, listing.In, "For Visibility Only")},
		"many": {cond(listing.Company, listing.Prefix, []byte("company")), cond(listing.Owner, listing.In, "a@x.example"),
			cond(listing.Modified, listing.Until, int64(1400)), state(func(review, _ string) bool { return review != rule.ReviewRejected })},
	}
}

func eachDB(t *testing.T, test func(*testing.T, *sqldb.DB)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) { test(t, db) }, opportunity.Schema())
}

// TestEverySortAndFilterIsServedByAnIndex asks SQLite how it would answer: never by a scan of the table, never by a sort
// of its own; with and without statistics, for few rows and for many.
func TestEverySortAndFilterIsServedByAnIndex(t *testing.T) {
	t.Parallel()
	for _, n := range []int{50, 5000} {
		for _, analyzed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d rows, analyzed %v", n, analyzed), func(t *testing.T) {
				t.Parallel()
				db := sqldbtest.SQLite(t, clock.System{}, opportunity.Schema())
				fill(t, db, n)
				if analyzed {
					if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { _, err := tx.Exec("ANALYZE"); return err }); err != nil {
						t.Fatal(err)
					}
				}
				seen := map[string]bool{}
				for name, where := range filters() {
					for _, sort := range listing.Sorts() {
						for _, desc := range []bool{false, true} {
							q := listing.Query{Account: account, Catalog: catalog, Where: where, Sort: sort, Desc: desc, Limit: 20}
							explain(t, db, name, q, seen)
						}
					}
				}
				begins := listing.Query{Account: account, Catalog: catalog, Sort: listing.Modified, Limit: 20,
					Begins: []listing.Text{{Prefix: []byte("title 1"), Number: 1001}, {Prefix: []byte("company")}}}
				explain(t, db, "text", begins, seen)
				desk := listing.Query{Catalog: catalog, Sort: listing.Submitted, Limit: 20, Where: filters()["review"]}
				explain(t, db, "desk", desk, seen)
			})
		}
	}
}

// readsSubquery says that the rows are read that a subquery has found, which has a plan of its own.
var readsSubquery = regexp.MustCompile(`^SCAN (found|s[0-9]+)$`)

// explain asks for the plan of each statement that a query takes; one that was seen before has the same plan.
func explain(t *testing.T, db *sqldb.DB, name string, q listing.Query, seen map[string]bool) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		for range 2 { // the first page, and the next
			p, asked, err := listing.Trace(tx, q)
			if err != nil {
				return err
			}
			for _, s := range asked {
				if seen[s.SQL] {
					continue
				}
				seen[s.SQL] = true
				if err := wantIndexed(t, tx, name, q, s); err != nil {
					return err
				}
			}
			if q.After = p.Next; p.Next == nil {
				return nil
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func wantIndexed(t *testing.T, tx *sqldb.Tx, name string, q listing.Query, s listing.Statement) error {
	t.Helper()
	rows, err := tx.Query("EXPLAIN QUERY PLAN "+s.SQL, s.Args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return err
		}
		if strings.HasPrefix(detail, "SCAN") && !readsSubquery.MatchString(detail) || strings.Contains(detail, "TEMP B-TREE") {
			t.Errorf("filter %s, sort %d, desc %v: %s\n%s", name, q.Sort, q.Desc, detail, s.SQL)
		}
	}
	return rows.Err()
}

// TestPagesHoldEveryMatchingRowOnceAndInOrder walks each list forth and back, and compares it with a sort in memory.
func TestPagesHoldEveryMatchingRowOnceAndInOrder(t *testing.T) {
	t.Parallel()
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		all := fill(t, db, 400)
		for name, where := range filters() {
			for _, sort := range listing.Sorts() {
				for _, desc := range []bool{false, true} {
					q := listing.Query{Account: account, Catalog: catalog, Where: where, Sort: sort, Desc: desc, Limit: 37}
					want := expected(all, q)
					got := walk(t, db, q)
					if !slices.Equal(got, want) {
						t.Fatalf("filter %s, sort %d, desc %v:\ngot  %v\nwant %v", name, sort, desc, got, want)
					}
				}
			}
		}
	})
}

// TestCommonValuesOfTheSortAreWalkedByTheirStretches asks for companies that have more rows than are ever gathered.
func TestCommonValuesOfTheSortAreWalkedByTheirStretches(t *testing.T) {
	t.Parallel()
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		all := fill(t, db, 3*listing.Narrow)
		for i := range all {
			all[i].company = fmt.Sprintf("common %d", all[i].number%2)
		}
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			for i, name := range []string{"common 0", "common 1"} {
				if _, err := tx.Exec(`UPDATE opportunity SET company_key = ? WHERE number % 2 = ?`, []byte(name), i); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		one, other := []byte("common 1"), []byte("common 0")
		for name, values := range map[string][]any{"one": {one}, "twice the same": {one, one}, "both": {one, other}} {
			for _, desc := range []bool{false, true} {
				q := listing.Query{Account: account, Catalog: catalog, Sort: listing.Company, Desc: desc, Limit: 470, Where: []listing.Cond{
					{Field: listing.Company, Op: listing.In, Values: values}, {Field: listing.Owner, Op: listing.NotIn, Values: []any{"b@x.example"}}}}
				if got, want := walk(t, db, q), expected(all, q); !slices.Equal(got, want) {
					t.Errorf("%s, desc %v: %d rows, want %d in their order", name, desc, len(got), len(want))
				}
				if db.Dialect().Name == "sqlite" {
					explain(t, db, name, q, map[string]bool{})
				}
			}
		}
	})
}

// walk reads all pages, and then back to the first.
func walk(t *testing.T, db *sqldb.DB, q listing.Query) (numbers []int64) {
	t.Helper()
	find := func(q listing.Query) (p listing.Page) {
		t.Helper()
		if err := db.View(t.Context(), func(tx *sqldb.Tx) (err error) { p, err = listing.Find(tx, q); return err }); err != nil {
			t.Fatal(err)
		}
		return p
	}
	var pages [][]int64
	var last listing.Page
	for {
		last = find(q)
		var part []int64
		for _, r := range last.Rows {
			part = append(part, r.Number)
		}
		pages = append(pages, part)
		numbers = append(numbers, part...)
		if last.Next == nil {
			break
		}
		q.After = last.Next
	}
	for i := len(pages) - 2; i >= 0; i-- {
		if last.Previous == nil {
			t.Fatalf("page %d of %d has no previous one", i+2, len(pages))
		}
		q.After = last.Previous
		last = find(q)
		var part []int64
		for _, r := range last.Rows {
			part = append(part, r.Number)
		}
		if !slices.Equal(part, pages[i]) {
			t.Fatalf("back on page %d: got %v, want %v", i+1, part, pages[i])
		}
	}
	if last.Previous != nil {
		t.Error("the first page has a previous one")
	}
	return numbers
}

func expected(all []deal, q listing.Query) (numbers []int64) {
	var kept []deal
	for _, d := range all {
		if d.account == q.Account && !slices.ContainsFunc(q.Where, func(c listing.Cond) bool { return !takes(c, d) }) {
			kept = append(kept, d)
		}
	}
	slices.SortFunc(kept, func(a, b deal) int {
		if q.Desc {
			a, b = b, a
		}
		if n := compare(value(a, q.Sort), value(b, q.Sort)); n != 0 {
			return n
		}
		return cmp.Compare(a.number, b.number)
	})
	for _, d := range kept {
		numbers = append(numbers, d.number)
	}
	return numbers
}

func value(d deal, f listing.Field) any {
	return map[listing.Field]any{
		listing.Number: d.number, listing.Modified: d.modified, listing.Created: d.created, listing.CloseDay: d.close,
		listing.Company: []byte(d.company), listing.Title: []byte(d.title), listing.Amount: d.sum, listing.State: d.state,
		listing.Owner: d.owner, listing.PartnerRef: d.ref, listing.Origin: d.origin, listing.Involvement: d.involvement, listing.Submitted: d.submitted, listing.Shared: d.shared,
	}[f]
}

func compare(a, b any) int {
	switch a := a.(type) {
	case []byte:
		return bytes.Compare(a, b.([]byte))
	case string:
		return cmp.Compare(a, b.(string))
	}
	return cmp.Compare(a.(int64), b.(int64))
}

func takes(c listing.Cond, d deal) bool {
	v := value(d, c.Field)
	any := slices.ContainsFunc(c.Values, func(w any) bool { return compare(v, w) == 0 })
	switch c.Op {
	case listing.In:
		return any
	case listing.NotIn:
		return !any
	case listing.From:
		return compare(v, c.Values[0]) >= 0
	case listing.Until:
		return compare(v, c.Values[0]) <= 0
	default:
		return slices.ContainsFunc(c.Values, func(p interface{}) bool { return bytes.HasPrefix(v.([]byte), p.([]byte)) })
	}
}

func TestAWideFilterIsWalkedAndNotGathered(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.System{}, opportunity.Schema())
	all := fill(t, db, 2*listing.Narrow+500)
	q := listing.Query{Account: account, Catalog: catalog, Where: filters()["wide"], Sort: listing.Modified, Desc: true, Limit: 50}
	if got, want := walk(t, db, q), expected(all, q); !slices.Equal(got, want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
}

func TestCountingStopsAtTheMost(t *testing.T) {
	t.Parallel()
	eachDB(t, func(t *testing.T, db *sqldb.DB) {
		all := fill(t, db, 1200)
		for name, where := range filters() {
			q := listing.Query{Account: account, Catalog: catalog, Where: where, Sort: listing.Modified, Limit: 1}
			want := len(expected(all, q))
			if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
				n, capped, err := listing.Count(tx, q)
				if err == nil && (n != min(want, listing.Most) || capped != (want > listing.Most)) {
					t.Errorf("%s: counted %d (more: %v), want %d", name, n, capped, want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAMarkOfAnotherListIsAnError(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.System{}, opportunity.Schema())
	rapid.Check(t, func(rt *rapid.T) {
		q := listing.Query{Account: account, Catalog: catalog, Sort: listing.Modified, Limit: 5,
			After: &page.Mark{Key: rapid.String().Draw(rt, "key"), ID: rapid.String().Draw(rt, "id")}}
		_ = db.View(t.Context(), func(tx *sqldb.Tx) error {
			_, err := listing.Find(tx, q) // an error or a page, never a panic
			return err
		})
	})
}
