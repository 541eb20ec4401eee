// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync_test

import (
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestADealGoesToAWSAndItsAnswerComesBack(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := worldOn(t, db, clk)
		id := w.deal("Port call planner")
		w.share(id)
		w.settle()
		want := []string{"CreateOpportunity", "AssociateOpportunity", "StartEngagementFromOpportunityTask"}
		if got := w.central.Operations(); !slices.Equal(got, want) {
			t.Fatalf("AWS saw %v, want %v; pairing %+v", got, want, w.pairing(id))
		}
		if p := w.pairing(id); p.State != ledger.Synced || p.Opportunity == "" || p.Review != "Submitted" {
			t.Errorf("after sharing: %+v", p)
		}
		if f := w.ace(id); f.Text("ReviewStatus") != "Submitted" || f.Text("AwsOpportunityId") != w.pairing(id).Opportunity {
			t.Errorf("the CRM's ACE opportunity: %v", f)
		}

		w.event(w.askFor(id, "Which berths?"))
		w.settle()
		comments, err := w.crm.Tenant(kaede).Comments(t.Context(), crm.Opportunity, id)
		if err != nil || len(comments) != 1 || comments[0].Text != "Which berths?" || !comments[0].FromAWS {
			t.Fatalf("comments on the deal: %+v %v", comments, err)
		}

		w.edit(crm.Opportunity, id, crm.Fields{"Description": "Waiting time at the six berths of Oslo costs more than bunker fuel."})
		w.settle()
		if got := doc.Text(w.central.Of(id), "LifeCycle.ReviewStatus"); got != "Submitted" {
			t.Errorf("after the correction the review is %q", got)
		}
		w.central.Review(t, id, "Approved", "")
		w.event(w.pairing(id).Opportunity)
		w.settle()

		w.edit(crm.Opportunity, id, crm.Fields{"StageName": "Needs Analysis"})
		w.settle()
		if got := doc.Text(w.central.Of(id), "LifeCycle.Stage"); got != "Technical Validation" {
			t.Errorf("the stage at AWS is %q", got)
		}

		oid := w.central.Edit(t, id, func(o *remotetest.Opportunity) {
			doc.Set(o.Doc, "LifeCycle.TargetCloseDate", "2027-06-30")
			o.Summary = doc.Doc{"LifeCycle": doc.Doc{"NextSteps": "A specialist joins"}, "OpportunityTeam": []any{
				doc.Doc{"BusinessTitle": "AWSSalesRep", "FirstName": "Robin", "LastName": "Calder", "Email": "robin@aws.example"}}}
		})
		w.event(oid)
		w.settle()
		if got := w.record(crm.Opportunity, id).Fields.Text("CloseDate"); got != "2027-06-30" {
			t.Errorf("the close date in the CRM is %q", got)
		}
		if f := w.ace(id); f.Text("AwsNextSteps") != "A specialist joins" || f.Text("AwsTeam") != "AWSSalesRep: Robin Calder <robin@aws.example>" {
			t.Errorf("AWS's side in the CRM: %v", f)
		}

		writes := len(w.central.Operations())
		version := w.record(crm.Opportunity, id).Version
		for range 2 {
			w.event(oid)
			if _, err := w.sync.SyncNow(t.Context(), kaede, crm.Opportunity, id); err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		if got := w.central.Operations(); len(got) != writes {
			t.Errorf("a second sync sent %v", got[writes:])
		}
		if got := w.record(crm.Opportunity, id).Version; got != version {
			t.Errorf("a second sync wrote the CRM: version %s, then %s", version, got)
		}
		w.atRest()
	}, schemas()...)
}

// askFor has the reviewer ask for action.
func (w *world) askFor(id, comment string) string {
	w.central.Review(w.t, id, "Action Required", comment)
	return w.pairing(id).Opportunity
}

func TestTheOwnerOfADealOwnsTheOpportunity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.owner = func(crmOwner string) plan.Person {
		name, isOurs := strings.CutSuffix(crmOwner, "@kaede.example")
		if !isOurs {
			return plan.Person{} // nobody in Partner Central
		}
		return plan.Person{Email: name + "@partner.example", FirstName: "F", LastName: "L"}
	}
	w.start()
	w.colleague("midori@kaede.example")
	w.colleague("stranger@elsewhere.example")
	id := w.deal("Deal")
	w.central.FailOnce("AssignOpportunity", remotetest.LostAnswer, 1)
	w.share(id)
	w.settle()
	owner := func() string { return doc.Text(w.central.Of(id), "OpportunityTeam[0].Email") }
	if owner() != "seller@partner.example" || w.pairing(id).Review != "Submitted" {
		t.Fatalf("owned by %q; pairing %+v", owner(), w.pairing(id))
	}
	w.edit(crm.Opportunity, id, crm.Fields{"Owner": "midori@kaede.example"}) // during review nothing is assigned
	w.settle()
	if owner() != "seller@partner.example" {
		t.Errorf("during review it is given to %q", owner())
	}
	w.central.Review(t, id, "Approved", "")
	w.event(w.pairing(id).Opportunity)
	w.settle()
	if owner() != "midori@partner.example" {
		t.Errorf("after approval it is owned by %q", owner())
	}
	w.event(w.central.Edit(t, id, func(o *remotetest.Opportunity) {
		doc.Set(o.Doc, "OpportunityTeam", []any{doc.Doc{"BusinessTitle": "OpportunityOwner", "Email": "lead@partner.example"}})
	}))
	w.settle()
	if owner() != "lead@partner.example" {
		t.Errorf("what Partner Central decided was undone: %q", owner())
	}
	w.edit(crm.Opportunity, id, crm.Fields{"Owner": "stranger@elsewhere.example"})
	w.settle()
	if owner() != "lead@partner.example" || w.pairing(id).State != ledger.Synced {
		t.Errorf("an owner without an account: %q, %+v", owner(), w.pairing(id))
	}
	w.atRest()
}
