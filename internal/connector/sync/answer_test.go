// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync_test

import (
	"errors"
	"slices"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/connector/sync"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// questioned is a deal whose target close date and solutions were edited while AWS reviewed it, and about which AWS then
// asked a question.
func (w *world) questioned(t *testing.T) (id string) {
	t.Helper()
	id = w.deal("Port call planner")
	w.share(id)
	w.settle()
	w.edit(crm.Opportunity, id, crm.Fields{"CloseDate": "2027-05-31"})
	w.settle()
	if p := w.pairing(id); p.State != ledger.Parked || len(p.Parked) != 1 {
		t.Fatalf("an edit during the review: %+v", p)
	}
	w.event(w.askFor(id, "Which berths?"))
	w.settle()
	return id
}

func (w *world) review(id string) string {
	return doc.Text(w.central.Of(id), "LifeCycle.ReviewStatus")
}

func (w *world) comments(id string) (texts []string) {
	w.t.Helper()
	found, err := w.crm.Tenant(kaede).Comments(w.t.Context(), crm.Opportunity, id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range found {
		texts = append(texts, c.Text)
	}
	return texts
}

func TestAParkedEditDoesNotAnswerAQuestion(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := worldOn(t, db, clk)
		id := w.questioned(t)
		n := len(w.central.Operations())
		for range 2 { // another event and the poll change nothing
			w.event(w.pairing(id).Opportunity)
			if _, err := w.sync.SyncNow(t.Context(), kaede, crm.Opportunity, id); err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		if got := w.central.Operations(); len(got) != n || w.review(id) != "Action Required" {
			t.Fatalf("nobody answered, and AWS saw %v; review %q", got, w.review(id))
		}
		if got := w.comments(id); !slices.Equal(got, []string{"Which berths?"}) {
			t.Errorf("comments on the deal: %q", got)
		}
		if p := w.pairing(id); p.State != ledger.Parked || len(p.Parked) != 1 || p.Comments != "Which berths?" {
			t.Errorf("pairing: %+v", p)
		}
		w.edit(crm.Opportunity, id, crm.Fields{"Description": "Waiting time at the six berths of Oslo costs more than bunker fuel."})
		w.settle()
		aws := w.central.Of(id)
		if w.review(id) != "Submitted" || doc.Text(aws, "LifeCycle.TargetCloseDate") != "2027-05-31" || doc.Text(aws, "Project.CustomerBusinessProblem") != "Waiting time at the six berths of Oslo costs more than bunker fuel." {
			t.Errorf("after the answer AWS has %v", aws)
		}
		if got := w.central.Operations()[n:]; !slices.Equal(got, []string{"UpdateOpportunity"}) {
			t.Errorf("the answer was sent as %v", got)
		}
		if p := w.pairing(id); p.State != ledger.Synced || len(p.Parked) != 0 {
			t.Errorf("pairing: %+v", p)
		}
		w.atRest()
	}, schemas()...)
}

func TestASellerAnswersWithWhatWasParked(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := worldOn(t, db, clk)
		id := w.questioned(t)
		for range 2 { // the second answers nothing more
			_, err := w.sync.Answer(t.Context(), kaede, crm.Opportunity, id)
			if err != nil && !errors.Is(err, sync.ErrNoQuestion) {
				t.Fatal(err)
			}
			w.settle()
		}
		if w.review(id) != "Submitted" || doc.Text(w.central.Of(id), "LifeCycle.TargetCloseDate") != "2027-05-31" {
			t.Errorf("after the answer AWS has %v", w.central.Of(id))
		}
		if _, err := w.sync.Answer(t.Context(), kaede, crm.Opportunity, id); !errors.Is(err, sync.ErrNoQuestion) {
			t.Errorf("an answer to nothing: %v", err)
		}
		// The same words again are another question.
		w.edit(crm.Opportunity, id, crm.Fields{"CloseDate": "2027-06-30"})
		w.settle()
		w.event(w.askFor(id, "Which berths?"))
		w.settle()
		if w.review(id) != "Action Required" || len(w.comments(id)) != 2 {
			t.Errorf("the second question: review %q, comments %q", w.review(id), w.comments(id))
		}
		w.atRest()
	}, schemas()...)
}

func TestTheCheckLooksAtWhatAnAnswerWouldSend(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.questioned(t)
	if got := w.preflight(id); len(got) != 0 {
		t.Errorf("the parked edit: %v", got)
	}
	w.edit(crm.Opportunity, id, crm.Fields{"CloseDate": "2020-01-31"})
	w.settle()
	if got := w.preflight(id); len(got) != 1 || got[0].Path != "LifeCycle.TargetCloseDate" {
		t.Errorf("a date that is over: %v", got)
	}
	w.edit(crm.Opportunity, id, crm.Fields{"CloseDate": "2027-05-31"})
	w.settle()
	w.atRest()
}

func TestAnAnswerOfAssociationsAloneGoesBackToReview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.deal("Deal")
	w.share(id)
	w.settle()
	w.event(w.askFor(id, "Another solution, please"))
	w.settle()
	n := len(w.central.Operations())
	w.edit(crm.Opportunity, id, crm.Fields{"Solutions": []string{"S-0072002"}})
	w.settle()
	want := []string{"AssociateOpportunity", "DisassociateOpportunity", "SubmitOpportunity"}
	if got := w.central.Operations()[n:]; !slices.Equal(got, want) || w.review(id) != "Submitted" {
		t.Errorf("AWS saw %v, want %v; review %q; pairing %+v", got, want, w.review(id), w.pairing(id))
	}
	w.atRest()
}

func TestTheQuestionIsToldBeforeAnythingElseIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.deal("Deal")
	w.share(id)
	w.settle()
	w.central.Edit(t, id, func(o *remotetest.Opportunity) { doc.Set(o.Doc, "Project.AdditionalComments", "From AWS") })
	w.central.RefuseBy(func(operation string, _ doc.Doc) error {
		if operation == "UpdateOpportunity" {
			return awsjson.Validation(awsjson.BusinessValidationFailed, "Not like that.")
		}
		return nil
	})
	w.askFor(id, "Which berths?") // the event is late: the seller's save comes first
	w.edit(crm.Opportunity, id, crm.Fields{"Description": "Typed before the question was seen."})
	w.settle()
	if got := w.comments(id); !slices.Equal(got, []string{"Which berths?"}) || w.review(id) != "Action Required" {
		t.Fatalf("comments %q, review %q", got, w.review(id))
	}
	w.edit(crm.Opportunity, id, crm.Fields{"NextStep": "For later", "Description": "The six berths of Oslo."})
	w.settle()
	if p := w.pairing(id); p.State != ledger.Failed || p.Answered != 0 {
		t.Errorf("after AWS refused the answer: %+v", p)
	}
	w.central.RefuseBy(nil)
	if _, err := w.sync.Answer(t.Context(), kaede, crm.Opportunity, id); err != nil {
		t.Fatal(err)
	}
	w.settle()
	if w.review(id) != "Submitted" || doc.Text(w.central.Of(id), "Project.CustomerBusinessProblem") != "The six berths of Oslo." {
		t.Errorf("AWS has %v", w.central.Of(id))
	}
	w.atRest()
}
