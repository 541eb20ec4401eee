// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync_test

import (
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/connector/sync"
	"cosell/internal/sqldb"
)

// Mistakes that the CRM guide's release notes tell of, each held here by name and version.

func TestV318ASolutionFilledAtCreationMakesNoSecondRecord(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{"CreateOpportunity", "AssociateOpportunity", "StartEngagementFromOpportunityTask"} {
		t.Run(lost, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.central.FailOnce(lost, remotetest.LostAnswer, 1)
			id := w.deal("Deal")
			w.edit(crm.Opportunity, id, crm.Fields{"Solutions": []string{"S-0072001", "S-0072002"}, "AwsProducts": []string{"AmazonS3"}})
			w.share(id)
			w.settle()
			if got := w.central.Count(); got != 1 {
				t.Errorf("%d opportunities", got)
			}
			aws := w.central.Of(id)
			solutions := doc.Texts(aws, "RelatedEntityIdentifiers.Solutions")
			slices.Sort(solutions)
			if !slices.Equal(solutions, []string{"S-0072001", "S-0072002"}) || !slices.Equal(doc.Texts(aws, "RelatedEntityIdentifiers.AwsProducts"), []string{"AmazonS3"}) {
				t.Errorf("associated: %v", doc.Get(aws, "RelatedEntityIdentifiers"))
			}
			if doc.Text(aws, "LifeCycle.ReviewStatus") != "Submitted" {
				t.Errorf("review: %s", doc.Text(aws, "LifeCycle.ReviewStatus"))
			}
			w.atRest()
		})
	}
}

func TestV313AnErrorTextOf40KBEndsOneRecordAndNotTheJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.central.RefuseBy(func(operation string, in doc.Doc) error {
		if operation == "CreateOpportunity" && doc.Text(in, "Project.Title") == "Poison" {
			return awsjson.Validation(awsjson.BusinessValidationFailed, strings.Repeat("long ", 8000))
		}
		return nil
	})
	poison, good := w.deal("Poison"), w.deal("Good")
	w.share(poison)
	w.share(good)
	w.settle()
	if p := w.pairing(good); p.State != ledger.Synced {
		t.Errorf("the neighbour: %+v", p)
	}
	if p := w.pairing(poison); p.State != ledger.Failed {
		t.Errorf("the record: %s", p.State)
	}
	w.atRest()
}

func TestV313AnInvalidPostalCodeIsToldBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.deal("Deal")
	account := w.record(crm.Opportunity, id).Fields.Text("AccountId")
	w.edit(crm.Account, account, crm.Fields{"BillingPostalCode": "no such code"})
	_, err := w.sync.Share(t.Context(), kaede, crm.Opportunity, id, plan.Share{}, "s")
	faults, ok := err.(*sync.Faults)
	if !ok || len(faults.Violations) != 1 || faults.Violations[0].Path != "Customer.Account.Address.PostalCode" || faults.Violations[0].FixEN == "" {
		t.Fatalf("sharing answers %v", err)
	}
	w.settle()
	if len(w.central.Operations()) != 0 || w.pairing(id).State != ledger.Blocked {
		t.Errorf("%d writes; it stands at %s", len(w.central.Operations()), w.pairing(id).State)
	}
	w.edit(crm.Account, account, crm.Fields{"BillingPostalCode": "0150"})
	w.settle()
	if p := w.pairing(id); p.State != ledger.Synced {
		t.Errorf("once it is mended, on the account: %+v", p)
	}
	w.atRest()
}

func TestV311EditsInPartnerCentralMakeNoDuplicates(t *testing.T) {
	t.Parallel()
	w := approved(t)
	for _, text := range []string{"one", "two", "three"} {
		w.event(w.central.Edit(t, w.id, func(o *remotetest.Opportunity) { doc.Set(o.Doc, "LifeCycle.NextSteps", text) }))
		w.settle()
	}
	if got := w.central.Count(); got != 1 {
		t.Errorf("%d opportunities", got)
	}
	if got := w.record(crm.Opportunity, w.id).Fields.Text("NextStep"); got != "three" {
		t.Errorf("the CRM has %q", got)
	}
	if ids, err := w.crm.Tenant(kaede).Scan(t.Context(), crm.ACEOpportunity, "", 10); err != nil || len(ids) != 1 {
		t.Errorf("%d ACE opportunities in the CRM (%v)", len(ids), err)
	}
}

func TestV38EachSideKnowsTheOthersID(t *testing.T) {
	t.Parallel()
	w := approved(t)
	if got := doc.Text(w.central.Of(w.id), "PartnerOpportunityIdentifier"); got != w.id {
		t.Errorf("AWS knows the record as %q", got)
	}
	if got := w.ace(w.id).Text("AwsOpportunityId"); got != w.opportunity {
		t.Errorf("the CRM knows the opportunity as %q", got)
	}
}

func TestV36AReviewClearsNoFieldAndALongHistoryPasses(t *testing.T) {
	t.Parallel()
	w := approved(t)
	before := w.record(crm.Opportunity, w.id)
	var history []any
	for range 50 {
		history = append(history, doc.Doc{"Time": "2026-11-20T09:00:00Z", "Value": strings.Repeat("長", 255)})
	}
	w.event(w.central.Edit(t, w.id, func(o *remotetest.Opportunity) {
		doc.Set(o.Doc, "LifeCycle.ReviewStatus", "Action Required")
		doc.Set(o.Doc, "LifeCycle.NextStepsHistory", history)
		o.Summary = doc.Doc{"LifeCycle": doc.Doc{"NextStepsHistory": history}}
	}))
	w.settle()
	after := w.record(crm.Opportunity, w.id)
	for name, v := range before.Fields {
		if crm.Empty(after.Fields[name]) && !crm.Empty(v) {
			t.Errorf("%s was cleared", name)
		}
	}
	if p := w.pairing(w.id); p.State != ledger.Synced || p.Review != "Action Required" {
		t.Errorf("pairing: %+v", p)
	}
}

func TestV17APartialFailureShowsEachRecordItsOwnPayload(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.central.RefuseBy(func(operation string, in doc.Doc) error {
		if operation == "CreateOpportunity" && doc.Text(in, "Project.Title") == "Second" {
			return awsjson.Validation(awsjson.BusinessValidationFailed, "No.")
		}
		return nil
	})
	names := map[string]string{}
	for _, name := range []string{"First", "Second", "Third"} {
		id := w.deal(name)
		names[id] = name
		w.share(id)
	}
	w.settle()
	for _, row := range w.entries(ledger.Filter{Operations: []string{"CreateOpportunity"}}) {
		e := w.entry(row.ID)
		if got := doc.Text(e.Payload, "Project.Title"); got != names[e.Key.Record] || e.Name != names[e.Key.Record] {
			t.Errorf("the row of %s shows %q", names[e.Key.Record], got)
		}
		if failed := e.Outcome == ledger.LogFailed; failed != (e.Name == "Second") {
			t.Errorf("the row of %s is %s", e.Name, e.Outcome)
		}
	}
	w.atRest()
}

func (w *world) entry(id string) (e ledger.Entry) {
	w.t.Helper()
	if err := w.db.View(w.t.Context(), func(tx *sqldb.Tx) (err error) {
		e, err = w.ledger.Entry(tx, kaede, id)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return e
}

func TestV17NothingIsSentBeforeApproval(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.deal("Deal")
	w.share(id)
	w.settle()
	n := len(w.central.Operations())
	w.edit(crm.Opportunity, id, crm.Fields{"NextStep": "Edited during review"})
	w.settle()
	p := w.pairing(id)
	if got := w.central.Operations(); len(got) != n || p.State != ledger.Parked || len(p.Parked) != 1 || p.Parked[0].Value != "Edited during review" {
		t.Errorf("sent %v; pairing %+v", got[n:], p)
	}
	since := p.Parked[0].Since
	w.clk.Advance(1e9)
	w.event(p.Opportunity)
	w.settle()
	if again := w.pairing(id).Parked; len(again) != 1 || !again[0].Since.Equal(since) {
		t.Errorf("parked: %+v", again)
	}
	w.central.Review(t, id, "Approved", "")
	w.event(p.Opportunity)
	w.settle()
	if got := doc.Text(w.central.Of(id), "LifeCycle.NextSteps"); got != "Edited during review" || len(w.pairing(id).Parked) != 0 {
		t.Errorf("after approval AWS has %q, parked %+v", got, w.pairing(id).Parked)
	}
	w.atRest()
}

func TestALogRowThatNobodyEndedBlocksNoRecord(t *testing.T) {
	t.Parallel()
	w := approved(t)
	// A run was killed between its call and its answer.
	k := w.pairing(w.id).Key
	if err := w.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := w.ledger.Begin(tx, ledger.Entry{Key: k, Operation: "UpdateOpportunity", Direction: ledger.ToAWS, Outcome: ledger.LogWaiting})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "Go on"})
	w.settle()
	if got := doc.Text(w.central.Of(w.id), "LifeCycle.NextSteps"); got != "Go on" {
		t.Errorf("AWS has %q", got)
	}
	w.atRest()
}
