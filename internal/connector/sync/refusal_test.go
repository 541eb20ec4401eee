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
	"cosell/internal/connector/remote/remotetest"
)

func TestARefusedUpdateIsToldWithFieldAndFixAndNotSentAgain(t *testing.T) {
	t.Parallel()
	w := approved(t)
	w.central.RefuseBy(func(operation string, _ doc.Doc) error {
		if operation != "UpdateOpportunity" {
			return nil
		}
		return awsjson.Validation(awsjson.BusinessValidationFailed, "A new rule of AWS is broken.",
			awsjson.FieldError{FieldName: "lifeCycle.nextSteps", Code: "INVALID_VALUE", Message: "Say please."})
	})
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "Go"})
	w.settle()
	p := w.pairing(w.id)
	if p.State != ledger.Failed || len(p.Problems) != 1 || p.Problems[0].Path != "LifeCycle.NextSteps" || !strings.Contains(p.Problems[0].FixEN, "Opportunity.NextStep") {
		t.Fatalf("pairing: %+v", p)
	}
	failed := w.entries(ledger.Filter{Outcomes: []string{"failed"}})
	if len(failed) != 1 || failed[0].Code != "ValidationException" || len(failed[0].Violations) != 1 || failed[0].RequestID == "" {
		t.Fatalf("log: %+v", failed)
	}
	calls := len(w.central.Calls())
	for range 3 {
		w.event(w.opportunity)
		w.settle()
	}
	for _, c := range w.central.Calls()[calls:] {
		if c.Operation == "UpdateOpportunity" {
			t.Error("what AWS refused was sent again unchanged")
		}
	}
	w.central.RefuseBy(nil)
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "Please go"})
	w.settle()
	if p := w.pairing(w.id); p.State != ledger.Synced || len(p.Problems) > 0 {
		t.Errorf("after the correction: %+v", p)
	}
	w.atRest()
}

func TestANewRuleOfPolicyIsToldWithItsFix(t *testing.T) {
	t.Parallel()
	w := approved(t)
	w.central.FailOnce("GetOpportunity", remotetest.Denied, 1)
	w.event(w.opportunity)
	w.settle()
	p := w.pairing(w.id)
	if p.State != ledger.Failed || len(p.Problems) != 1 || !strings.Contains(p.Problems[0].FixEN, "IAM policy") {
		t.Errorf("pairing: %+v", p)
	}
	w.event(w.opportunity)
	w.settle()
	if p := w.pairing(w.id); p.State != ledger.Synced {
		t.Errorf("once it is allowed: %+v", p)
	}
}

func TestASubmissionThatTakesItsTimeIsAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.central.Asynchronous(3)
	id := w.deal("Deal")
	w.share(id)
	w.settle()
	if p := w.pairing(id); p.State != ledger.Synced || p.Review != "Submitted" {
		t.Errorf("pairing: %+v", p)
	}
	var tokens []string
	for _, c := range w.central.Calls() {
		if c.Operation == "StartEngagementFromOpportunityTask" {
			tokens = append(tokens, doc.Text(c.Body, "ClientToken"))
		}
	}
	slices.Sort(tokens)
	if len(tokens) != 4 || len(slices.Compact(tokens)) != 1 {
		t.Errorf("tokens: %v", tokens)
	}
	w.atRest()
}
