// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/connector/sync"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func (w *world) preflight(id string) []catalogue.Violation {
	w.t.Helper()
	w.clk.Advance(2 * time.Second)
	found, err := w.sync.PreFlight(w.t.Context(), kaede, crm.Opportunity, id, plan.Share{})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func rules(found []catalogue.Violation) (ids []string) {
	for _, v := range found {
		ids = append(ids, v.Rule)
	}
	return ids
}

func TestASolutionThatIsNotThePartnersIsFoundBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := worldOn(t, db, clk)
		w.central.Solutions(map[string]string{"S-0072001": "Active", "S-0072009": "Inactive"})
		id := w.deal("Deal")
		for _, c := range []struct {
			solutions []string
			want      []string
		}{
			{[]string{"S-nope"}, []string{"association-identifier"}},
			{[]string{"S-0072009"}, []string{"association-usable"}},
			{[]string{"S-1", "S-2"}, []string{"association-usable", "association-usable"}},
			{[]string{"S-0072001"}, nil},
		} {
			w.edit(crm.Opportunity, id, crm.Fields{"Solutions": c.solutions})
			if got := rules(w.preflight(id)); !slices.Equal(got, c.want) {
				t.Errorf("%v: refused by %v, want %v", c.solutions, got, c.want)
			}
			_, err := w.sync.Share(t.Context(), kaede, crm.Opportunity, id, plan.Share{}, w.seller.Email)
			if faults := (*sync.Faults)(nil); errors.As(err, &faults) != (c.want != nil) {
				t.Errorf("%v: sharing answers %v", c.solutions, err)
			}
			if c.want != nil && w.central.Count() != 0 {
				t.Errorf("%v: a half-made draft is left", c.solutions)
			}
		}
		w.settle()
		if p := w.pairing(id); p.State != ledger.Synced || p.Review != "Submitted" {
			t.Fatalf("with an active solution: %+v", p)
		}
		w.central.Review(t, id, "Approved", "")
		w.event(w.pairing(id).Opportunity)
		w.settle()
		w.edit(crm.Opportunity, id, crm.Fields{"Solutions": []string{"S-0072001", "S-0072009"}})
		w.settle()
		if p := w.pairing(id); p.State != ledger.Blocked || !slices.Equal(rules(p.Problems), []string{"association-usable"}) {
			t.Errorf("an inactive solution on an approved deal: %+v", p)
		}
		if got := rules(w.preflight(id)); !slices.Equal(got, []string{"association-usable"}) {
			t.Errorf("the check afterwards: %v", got)
		}
		w.central.Solutions(map[string]string{"S-0072001": "Active", "S-0072009": "Active"})
		w.clk.Advance(time.Minute) // what was not active is asked about again
		if got := w.preflight(id); got != nil {
			t.Errorf("after it was activated: %v", got)
		}
		w.atRest()
	}, schemas()...)
}

func TestWhoCannotAskAboutSolutionsIsNotHeldBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.central.FailBy(func(operation string, _ map[string]any) remotetest.Fault {
		if operation == "ListSolutions" {
			return remotetest.Denied
		}
		return remotetest.None
	})
	id := w.deal("Deal")
	w.share(id)
	w.settle()
	if p := w.pairing(id); p.State != ledger.Synced || p.Review != "Submitted" {
		t.Errorf("pairing: %+v", p)
	}
	w.atRest()
}

func TestAWebsiteThatIsNotTheCustomersOwnIsFoundBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := worldOn(t, db, clk)
		w.start()
		id := w.deal("Deal")
		account, _ := w.record(crm.Opportunity, id).Fields["AccountId"].(string)
		for site, want := range map[string][]string{"https://linkedin.com/company/fjordlight": {"website-own"}, "www.fjordlight.co": {"website-own"}, "www.fjordlight.co/": nil} {
			w.edit(crm.Account, account, crm.Fields{"Website": site})
			if got := rules(w.preflight(id)); !slices.Equal(got, want) {
				t.Errorf("%s: refused by %v, want %v", site, got, want)
			}
		}
	}, schemas()...)
}

func TestAnOwnerWhomNobodyKnowsIsReported(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := worldOn(t, db, clk)
		w.knows = func(owner string) bool { return owner == w.seller.Email }
		w.start()
		w.colleague("nobody@x.example")
		w.colleague(w.seller.Email)
		id := w.deal("Deal")
		w.edit(crm.Opportunity, id, crm.Fields{"Owner": "nobody@x.example"})
		if got := rules(w.preflight(id)); !slices.Equal(got, []string{"assignee-is-user"}) {
			t.Errorf("the check says %v", got)
		}
		_, err := w.sync.Share(t.Context(), kaede, crm.Opportunity, id, plan.Share{}, w.seller.Email)
		if faults := (*sync.Faults)(nil); !errors.As(err, &faults) || w.central.Count() != 0 {
			t.Errorf("sharing answers %v; AWS has %d", err, w.central.Count())
		}
		w.edit(crm.Opportunity, id, crm.Fields{"Owner": w.seller.Email})
		w.share(id)
		w.settle()
		w.edit(crm.Opportunity, id, crm.Fields{"Owner": "nobody@x.example"})
		w.settle()
		if got := rules(w.preflight(id)); !slices.Equal(got, []string{"assignee-is-user"}) {
			t.Errorf("afterwards the check says %v", got)
		}
		w.atRest()
	}, schemas()...)
}

func TestAnEditThatCannotBeSentIsPartOfWhereTheDealStands(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := approvedOn(t, worldOn(t, db, clk))
		account := w.record(crm.Opportunity, w.id).Fields.Text("AccountId")
		w.edit(crm.Account, account, crm.Fields{"BillingPostalCode": "ABC"})
		w.settle()
		p := w.pairing(w.id)
		if p.State != ledger.Synced || len(p.Locked) != 1 || p.Locked[0].Path != "Customer.Account.Address.PostalCode" || p.Locked[0].Value != "ABC" {
			t.Errorf("pairing: %+v, locked %+v", p.State, p.Locked)
		}
		w.edit(crm.Account, account, crm.Fields{"BillingPostalCode": "0150"})
		w.settle()
		if p := w.pairing(w.id); len(p.Locked) != 0 {
			t.Errorf("after it was taken back: %+v", p.Locked)
		}
		w.atRest()
	}, schemas()...)
}

func TestADealAtAWSIsNotHeldAgainstTheRulesOfSubmission(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"Closed Won", "Closed Lost"} {
		w := approved(t)
		moved := crm.Fields{"StageName": stage}
		if stage == "Closed Lost" {
			moved["LossReason"] = "Price"
		}
		w.edit(crm.Opportunity, w.id, moved)
		if got := w.preflight(w.id); len(got) != 0 {
			t.Errorf("%s, before it is sent: %v", stage, got)
		}
		w.settle()
		if p := w.pairing(w.id); p.State != ledger.Synced {
			t.Fatalf("%s: %+v", stage, p)
		}
		if got := w.preflight(w.id); len(got) != 0 {
			t.Errorf("%s, afterwards: %v", stage, got)
		}
		w.atRest()
	}
}
