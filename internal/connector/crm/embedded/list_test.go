// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

var seller = embedded.User{Account: kaede, ID: "US-1", Email: "seller@kaede.example"}

func TestEveryPageOfEveryOrderShowsEveryRecordOnce(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		room := embedded.New(db, newBox(t, db), nil)
		var ids []string
		for i := range 23 {
			if i%5 == 0 {
				clk.Advance(time.Hour) // five share an instant, a name and a day
			}
			a, err := room.Save(t.Context(), seller, crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": "A"}})
			if err != nil {
				t.Fatal(err)
			}
			rec, err := room.Save(t.Context(), seller, crm.Write{Object: crm.Opportunity, Fields: crm.Fields{"Name": fmt.Sprint("Deal ", i/5), "AccountId": a.ID,
				"StageName": "Prospecting", "CloseDate": fmt.Sprintf("2027-01-%02d", 1+i/5)}})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, rec.ID)
		}
		slices.Sort(ids)
		for _, sort := range []string{"name", "modified", "closeDate"} {
			for _, desc := range []bool{false, true} {
				q := embedded.Query{Object: crm.Opportunity, Sort: sort, Desc: desc, Size: 4}
				var forward, backward []string
				var last string
				for {
					page, err := room.List(t.Context(), seller, q)
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range page.Rows {
						forward = append(forward, r.ID)
					}
					if page.Total != 23 || page.Capped {
						t.Errorf("total %d", page.Total)
					}
					if page.Next == "" {
						last = page.Previous
						break
					}
					q.Cursor = page.Next
				}
				for q.Cursor = last; q.Cursor != ""; {
					page, err := room.List(t.Context(), seller, q)
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range slices.Backward(page.Rows) {
						backward = append(backward, r.ID)
					}
					q.Cursor = page.Previous
				}
				slices.Reverse(backward)
				if !slices.Equal(backward, forward[:len(backward)]) || len(backward) != 20 {
					t.Errorf("by %s: back shows %d rows in another order", sort, len(backward))
				}
				slices.Sort(forward)
				if !slices.Equal(forward, ids) {
					t.Errorf("by %s, desc %v: %d of %d records", sort, desc, len(forward), len(ids))
				}
			}
		}
	}, schemas()...)
}

func TestListsAreFilteredByWhatTheyOffer(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) { filtered(t, db) }, schemas()...)
}

func filtered(t *testing.T, db *sqldb.DB) {
	t.Helper()
	room := embedded.New(db, newBox(t, db), nil)
	a, err := room.Save(t.Context(), seller, crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": "株式会社みなと物流"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"Alpha_1", "alphabet", "Beta%"} {
		rec, err := room.Save(t.Context(), seller, crm.Write{Object: crm.Opportunity, Fields: crm.Fields{"Name": name, "AccountId": a.ID,
			"StageName": []string{"Prospecting", "Qualification", "Proposal"}[i], "CloseDate": fmt.Sprintf("2027-01-0%d", i+1)}})
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				return room.Mark(tx, kaede, crm.Opportunity, rec.ID, "synced", "Action Required")
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	day := sqldbtest.Start.Format(time.DateOnly)
	for _, c := range []struct {
		f    embedded.Filter
		want int
	}{
		{embedded.Filter{Property: "name", Operator: "^", Values: []string{"ALPHA"}}, 2},
		{embedded.Filter{Property: "name", Operator: "^", Values: []string{"alpha_"}}, 1},
		{embedded.Filter{Property: "name", Operator: "=", Values: []string{"beta%"}}, 1},
		{embedded.Filter{Operator: ":", Values: []string{"beta%"}}, 1},
		{embedded.Filter{Operator: ":", Values: []string{"PHABE"}}, 1},
		{embedded.Filter{Operator: ":", Values: []string{"みなと"}}, 3},
		{embedded.Filter{Operator: ":", Values: []string{"' OR 1=1 --"}}, 0},
		{embedded.Filter{Property: "review", Operator: "=", Values: []string{"Action Required"}}, 1},
		{embedded.Filter{Property: "review", Operator: "!=", Values: []string{"Action Required"}}, 2},
		{embedded.Filter{Property: "stage", Operator: "=", Values: []string{"Prospecting", "Proposal"}}, 2},
		{embedded.Filter{Property: "stage", Operator: "!=", Values: []string{"Prospecting", "Proposal"}}, 1},
		{embedded.Filter{Property: "pairing", Operator: "=", Values: []string{"none"}}, 2},
		{embedded.Filter{Property: "pairing", Operator: "=", Values: []string{"synced"}}, 1},
		{embedded.Filter{Property: "account", Operator: "=", Values: []string{a.ID}}, 3},
		{embedded.Filter{Property: "owner", Operator: "=", Values: []string{seller.Email}}, 3},
		{embedded.Filter{Property: "closeDate", Operator: ">=", Values: []string{"2027-01-02"}}, 2},
		{embedded.Filter{Property: "modified", Operator: "=", Values: []string{day}}, 3},
		{embedded.Filter{Property: "modified", Operator: "<", Values: []string{day}}, 0},
	} {
		page, err := room.List(t.Context(), seller, embedded.Query{Object: crm.Opportunity, Sort: "modified", Desc: true, Size: 10, Filters: []embedded.Filter{c.f}})
		if err != nil || len(page.Rows) != c.want {
			t.Errorf("%+v: %d rows (%v), want %d", c.f, len(page.Rows), err, c.want)
		}
	}
	for name, q := range map[string]embedded.Query{
		"unknown property":    {Object: crm.Opportunity, Sort: "name", Size: 1, Filters: []embedded.Filter{{Property: "fields", Operator: "=", Values: []string{"x"}}}},
		"unknown operator":    {Object: crm.Opportunity, Sort: "name", Size: 1, Filters: []embedded.Filter{{Property: "stage", Operator: "LIKE", Values: []string{"x"}}}},
		"unknown sort":        {Object: crm.Opportunity, Sort: "1; DROP TABLE crm_record", Size: 1},
		"a name that is kept": {Object: crm.Contact, Sort: "name", Size: 1},
		"forged cursor":       {Object: crm.Opportunity, Sort: "name", Size: 1, Cursor: "eyJrIjoiYSIsImkiOiJiIn0"},
	} {
		if _, err := room.List(t.Context(), seller, q); !errors.Is(err, embedded.ErrQuery) {
			t.Errorf("%s: %v, want ErrQuery", name, err)
		}
	}
}

func TestAPersonIsCalledAsItIsWritten(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]crm.Fields{
		"西村 恵": {"FirstName": "恵", "LastName": "西村"}, "김 민수": {"FirstName": "민수", "LastName": "김"},
		"Ana Silva": {"FirstName": "Ana", "LastName": "Silva"}, "Silva": {"LastName": "Silva"}, "西村": {"LastName": "西村"},
	} {
		if got := embedded.Name(crm.Record{Object: crm.Contact, Fields: f}); got != want {
			t.Errorf("%v is called %q, want %q", f, got, want)
		}
	}
}
