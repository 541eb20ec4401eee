// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"slices"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestSolutionsAndOwnersAreChosenByName(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		s := newStage(t, db, clk)
		names := func(email, path string) (all []string) {
			for _, c := range s.call(200, email, "GET", root+path, nil).list("items") {
				all = append(all, doc.Text(c, "value")+" "+doc.Text(c, "label"))
			}
			return all
		}
		if got := names(seller, "/solutions"); !slices.Equal(got, []string{"S-0072001 Harbour planner", "S-0072002 Berth forecast"}) {
			t.Errorf("solutions: %v", got)
		}
		s.call(404, rival, "GET", root+"/solutions", nil) // no connector, no solutions
		if got := names(seller, "/owners"); !slices.Equal(got, []string{"seller@kaede.example Midori", "ops@kaede.example Takuya"}) {
			t.Errorf("owners: %v", got)
		}
		if got := names(rival, "/owners"); !slices.Equal(got, []string{"ops@harbor.example Dana"}) {
			t.Errorf("owners elsewhere: %v", got)
		}
	}, schemas()...)
}

func TestAnOwnerWorksInTheCRM(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	_, id := s.deal(nil)
	at := root + "/objects/Opportunity/records/" + id
	version := s.call(200, seller, "GET", at, nil).str("version")
	for _, owner := range []string{"nobody@kaede.example", rival} {
		r := s.call(422, seller, "PUT", at, map[string]any{"version": version, "fields": map[string]any{"Owner": owner}})
		if e := r.list("errors"); len(e) != 1 || doc.Text(e[0], "location") != "Owner" || doc.Text(e[0], "fixJa") == "" {
			t.Errorf("%s: %s", owner, r.text)
		}
	}
	version = s.call(200, seller, "PUT", at, map[string]any{"version": version, "fields": map[string]any{"Owner": ops}}).str("version")
	u, _, err := s.crm.UserByEmail(t.Context(), ops)
	must(t, err)
	must(t, s.crm.SetActive(t.Context(), u.Account, u.ID, false))
	s.call(200, seller, "PUT", at, map[string]any{"version": version, "fields": map[string]any{"Owner": ops, "NextStep": "Hand over"}})
}

func TestFieldsThatAWSDemandsAreMarked(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	marked := map[string]bool{}
	for _, object := range []string{"Opportunity", "Account"} {
		for _, f := range s.call(200, seller, "GET", root+"/objects/"+object, nil).list("fields") {
			marked[object+"."+doc.Text(f, "name")] = doc.Get(f, "shared") == true
		}
	}
	for name, want := range map[string]bool{"Opportunity.UseCase": true, "Opportunity.Description": true, "Opportunity.AwsMonthlyRevenue": true, "Account.Industry": true,
		"Account.Website": true, "Opportunity.NextStep": false, "Opportunity.Amount": false, "Account.Phone": false} {
		if got, known := marked[name]; !known || got != want {
			t.Errorf("%s is marked %t, want %t", name, got, want)
		}
	}
}
