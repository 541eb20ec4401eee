// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/connector/sync"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// refusing is an approved deal whose next update AWS has refused once.
func refusing(t *testing.T) (approvedWorld, ledger.Entry) {
	t.Helper()
	w := approved(t)
	w.central.RefuseBy(func(operation string, in doc.Doc) error {
		if operation == "UpdateOpportunity" && doc.Text(in, "Project.AdditionalComments") == "" {
			return awsjson.Validation(awsjson.BusinessValidationFailed, "Comments are needed.", awsjson.FieldError{FieldName: "project.additionalComments", Code: "REQUIRED_FIELD_MISSING", Message: "m"})
		}
		return nil
	})
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "Go"})
	w.settle()
	failed := w.entries(ledger.Filter{Outcomes: []string{"failed"}})
	if len(failed) != 1 {
		t.Fatalf("failed rows: %+v", failed)
	}
	return w, w.entry(failed[0].ID)
}

func TestAFailedRowIsRetriedByHand(t *testing.T) {
	t.Parallel()
	w, e := refusing(t)
	w.central.RefuseBy(nil)
	next, err := w.sync.Retry(t.Context(), kaede, e.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.settle()
	if got := w.entry(next.ID); got.Outcome != ledger.LogDone || got.Operation != "UpdateOpportunity" {
		t.Errorf("the new row: %+v", got)
	}
	if old := w.entry(e.ID); old.RetriedBy != next.ID || sync.MayRetry(old) {
		t.Errorf("the old row: %+v", old)
	}
	if _, err := w.sync.Retry(t.Context(), kaede, e.ID, nil); !errors.Is(err, sync.ErrState) {
		t.Errorf("a second retry of the same row: %v", err)
	}
	w.atRest()
}

func TestACorrectedPayloadIsCheckedAndBringsBackNoOldValue(t *testing.T) {
	t.Parallel()
	w, e := refusing(t)
	bad := doc.Clone(e.Payload)
	doc.Set(bad, "OpportunityType", "Nonsense")
	var faults *sync.Faults
	if _, err := w.sync.Retry(t.Context(), kaede, e.ID, bad); !errors.As(err, &faults) || len(faults.Violations) == 0 {
		t.Fatalf("a payload that breaks a rule: %v", err)
	}
	// Meanwhile somebody changes another field in Partner Central: the old payload must not undo it.
	w.central.Edit(t, w.id, func(o *remotetest.Opportunity) { doc.Set(o.Doc, "LifeCycle.TargetCloseDate", "2027-09-09") })
	good := doc.Clone(e.Payload)
	doc.Set(good, "Project.AdditionalComments", "Added in the log")
	if _, err := w.sync.Retry(t.Context(), kaede, e.ID, good); err != nil {
		t.Fatal(err)
	}
	w.settle()
	aws := w.central.Of(w.id)
	if doc.Text(aws, "Project.AdditionalComments") != "Added in the log" || doc.Text(aws, "LifeCycle.NextSteps") != "Go" || doc.Text(aws, "LifeCycle.TargetCloseDate") != "2027-09-09" {
		t.Errorf("AWS has %q, %q and %q", doc.Text(aws, "Project.AdditionalComments"), doc.Text(aws, "LifeCycle.NextSteps"), doc.Text(aws, "LifeCycle.TargetCloseDate"))
	}
	if p := w.pairing(w.id); p.State != ledger.Synced || len(p.Edits) > 0 {
		t.Errorf("pairing: %+v", p)
	}
	n := len(w.central.Operations())
	w.event(w.opportunity)
	w.settle()
	if got := w.central.Operations(); len(got) != n {
		t.Errorf("a sync without a change sent %v", got[n:])
	}
	w.atRest()
}

func TestACorrectedPayloadIsHeldAgainstWhatAWSHas(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := approvedOn(t, worldOn(t, db, clk))
		w.edit(crm.Opportunity, w.id, crm.Fields{"StageName": "Closed Lost"})
		w.settle()
		failed := w.entries(ledger.Filter{Outcomes: []string{"failed"}})
		if p := w.pairing(w.id); p.State != ledger.Blocked || len(failed) != 1 {
			t.Fatalf("a lost deal without a reason: %+v; failed rows %+v", p, failed)
		}
		e := w.entry(failed[0].ID)
		w.clk.Advance(2 * time.Second)
		same := doc.Clone(e.Payload)
		var faults *sync.Faults
		if _, err := w.sync.Retry(t.Context(), kaede, e.ID, same); !errors.As(err, &faults) {
			t.Errorf("the payload as it was: %v", err)
		}
		w.clk.Advance(2 * time.Second)
		payload := doc.Clone(e.Payload)
		doc.Set(payload, "LifeCycle.ClosedLostReason", "Price")
		if _, err := w.sync.Retry(t.Context(), kaede, e.ID, payload); err != nil {
			t.Fatal(err)
		}
		w.settle()
		aws := w.central.Of(w.id)
		if doc.Text(aws, "LifeCycle.Stage") != "Closed Lost" || doc.Text(aws, "LifeCycle.ClosedLostReason") != "Price" {
			t.Errorf("AWS has %v; pairing %+v", doc.Get(aws, "LifeCycle"), w.pairing(w.id))
		}
		w.atRest()
	}, schemas()...)
}

func TestAPreviewChangesNothing(t *testing.T) {
	t.Parallel()
	w := approved(t)
	w.central.Review(t, w.id, "Approved", "")
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "Previewed"})
	n := len(w.central.Operations())
	before, version := w.pairing(w.id), w.record(crm.Opportunity, w.id).Version
	made, err := w.sync.Preview(t.Context(), kaede, crm.Opportunity, w.id)
	if err != nil || made.Plan.Steps[0].Operation != plan.Update || len(made.Violations) > 0 {
		t.Fatalf("preview: %+v %v", made.Plan.Steps, err)
	}
	if after := w.pairing(w.id); after.AWSModified != before.AWSModified || len(w.central.Operations()) != n || w.record(crm.Opportunity, w.id).Version != version {
		t.Error("looking at the plan changed something")
	}
	w.settle()
	if got := w.central.Operations()[n:]; len(got) != 1 || got[0] != "UpdateOpportunity" {
		t.Errorf("the sync then does %v", got)
	}
}

func TestARunThatIsCutOffAnywhereIsTakenUp(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 7; n++ {
		w := newWorld(t)
		id := w.deal("Deal")
		w.share(id)
		calls := 0
		ctx, kill := context.WithCancel(t.Context())
		w.central.FailBy(func(string, doc.Doc) remotetest.Fault {
			if calls++; calls == n {
				kill() // the process dies while AWS works
				return remotetest.LostAnswer
			}
			return remotetest.None
		})
		for range 10 {
			if w.jobs.Drain(ctx) != nil {
				break
			}
			w.clk.Advance(2e9)
		}
		kill()
		w.central.FailBy(nil)
		w.start()
		w.settle()
		if got := w.central.Count(); got != 1 {
			t.Errorf("cut off at call %d: %d opportunities", n, got)
		}
		if p := w.pairing(id); p.State != ledger.Synced || p.Review != "Submitted" {
			t.Errorf("cut off at call %d: %+v", n, p)
		}
		w.atRest()
	}
}

func TestADeletedDealLeavesTheOpportunityAsItIs(t *testing.T) {
	t.Parallel()
	w := approved(t)
	n := len(w.central.Operations())
	if err := w.crm.Delete(t.Context(), w.seller, crm.Opportunity, w.id); err != nil {
		t.Fatal(err)
	}
	w.settle()
	if got := w.central.Operations(); len(got) != n {
		t.Errorf("sent %v", got[n:])
	}
	p := w.pairing(w.id)
	if p.State != ledger.Failed || p.Message == "" || w.central.Count() != 1 {
		t.Errorf("pairing: %+v", p)
	}
	w.atRest()
}

func TestACorrectionMadeWhileTheJobRunsIsNotLost(t *testing.T) {
	t.Parallel()
	w, e := refusing(t)
	w.central.RefuseBy(nil)
	corrected := false
	w.central.FailBy(func(operation string, _ doc.Doc) remotetest.Fault {
		if operation == "UpdateOpportunity" && !corrected {
			corrected = true
			payload := doc.Clone(e.Payload)
			doc.Set(payload, "Project.AdditionalComments", "Added while it ran")
			if _, err := w.sync.Retry(context.Background(), kaede, e.ID, payload); err != nil {
				t.Error(err)
			}
		}
		return remotetest.None
	})
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "Runs now"})
	w.settle()
	if got := doc.Text(w.central.Of(w.id), "Project.AdditionalComments"); !corrected || got != "Added while it ran" {
		t.Errorf("AWS has %q", got)
	}
	w.atRest()
}

func TestADealDeletedBeforeAnybodyKnowsIsNotMadeAfterwards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.central.FailOnce("CreateOpportunity", remotetest.Broken, 1)
	id := w.deal("Deal")
	w.share(id)
	w.until(w.clk.Now())
	if err := w.crm.Delete(t.Context(), w.seller, crm.Opportunity, id); err != nil {
		t.Fatal(err)
	}
	w.settle()
	if got := w.central.Count(); got != 0 {
		t.Errorf("%d opportunities of a deleted deal", got)
	}
	if p := w.pairing(id); p.State != ledger.Failed {
		t.Errorf("pairing: %+v", p)
	}
	w.atRest()
}
