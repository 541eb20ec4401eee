// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task_test

import (
	"slices"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
)

// queue are the identifiers in the queue of the desk.
func queue(t *testing.T, w *centraltest.World) (ids []string) {
	t.Helper()
	shelf, err := w.Desk.Queue(t.Context(), w.Reviewer, opportunity.Browse{Catalog: aws, Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range shelf.Rows {
		ids = append(ids, opportunity.Key{Number: row.Number}.ID())
	}
	if shelf.Total != len(ids) {
		t.Errorf("the queue counts %d and shows %d", shelf.Total, len(ids))
	}
	return ids
}

func decide(t *testing.T, w *centraltest.World, id, action string) error {
	t.Helper()
	_, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: action, Reason: "Other", Comment: "More"})
	return err
}

func TestTheDeskDecidesOnTheSendersRecordAndNotOnTheOneThatFollows(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, invitation := share(t, w)
		mine := *take(t, w, w.B.API, invitation).OpportunityID
		drain(t, w)
		if got := queue(t, w); !slices.Equal(got, []string{id}) {
			t.Errorf("the queue shows %v, want %s alone", got, id)
		}
		for _, action := range []string{"open", "approve", "ask", "reject"} {
			err := decide(t, w, mine, action)
			if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Rule != "review-follows" || v[0].FixEN == "" || v[0].FixJA == "" {
				t.Errorf("%s on the one that follows: %v", action, err)
			}
		}
		file, err := w.Desk.Open(t.Context(), w.Reviewer, aws, mine)
		if err != nil || len(file.Decisions()) != 0 {
			t.Errorf("the desk is offered %v, %v", file.Decisions(), err)
		}
		if k, err := w.Tasks.Leader(t.Context(), w.Reviewer, file.Key); err != nil || k.ID() != id || k.Account != w.A.Account {
			t.Errorf("it follows %v, %v, want %s", k, err, id)
		}
		if _, err := w.Tasks.Leader(t.Context(), w.B.Lead, file.Key); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("the receiver learns whose it was: %v", err)
		}
		side := file.AsItIs()
		side.NextSteps = "Call the customer"
		setSide := func() error {
			side.Version = ""
			_, err := w.Desk.SetSide(t.Context(), w.Reviewer, aws, mine, side)
			return err
		}
		if v := fault.Of(setSide()).Violations; len(v) != 1 || v[0].Rule != "review-follows" || v[0].FixEN == "" || v[0].FixJA == "" {
			t.Errorf("AWS's side of the one that follows: %v", v)
		}
		if err := decide(t, w, id, "approve"); err != nil {
			t.Fatal(err)
		}
		drain(t, w)
		if got := w.Read(w.B.API, aws, mine); got.Review() != "Approved" || got.Follows {
			t.Errorf("it is %s, follows %v", got.Review(), got.Follows)
		}
		if err := setSide(); err != nil {
			t.Errorf("AWS's side afterwards: %v", err)
		}
		if got := queue(t, w); len(got) != 2 {
			t.Errorf("afterwards the queue shows %v", got)
		}
	})
}

// early has A make an engagement with a draft of its own, and B take it over while it is a draft.
func early(t *testing.T, w *centraltest.World) (id, mine string) {
	t.Helper()
	id = ready(t, w, w.A)
	engagement := must[selling.CreateEngagementResponse](t)(w.Engagements.Create(t.Context(), w.A.API, selling.CreateEngagementRequest{Catalog: aws, Title: "Early"}, none)).ID
	must[selling.CreateResourceSnapshotResponse](t)(w.Snapshots.Create(t.Context(), w.A.API, selling.CreateResourceSnapshotRequest{Catalog: aws,
		EngagementIdentifier: engagement, ResourceIdentifier: id, ResourceType: selling.ResourceOpportunity, ResourceSnapshotTemplateIdentifier: selling.TemplateSummary}, none))
	return id, *take(t, w, w.B.API, invite(t, w, engagement)).OpportunityID
}

func TestADraftThatWasTakenOverIsHandedInWithTheSenders(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for decision, want := range map[string]string{"": "Submitted", "ask": "Submitted", "approve": "Approved", "reject": "Rejected"} {
			id, mine := early(t, w)
			drain(t, w)
			if got := w.Read(w.B.API, aws, mine); got.Review() != "Pending Submission" || !got.Follows {
				t.Fatalf("a draft is taken over as %s, follows %v", got.Review(), got.Follows)
			}
			if err := w.Update(w.B.API, aws, mine, "Project.AdditionalComments", "Ours"); err != nil {
				t.Fatal(err)
			}
			must[selling.EngagementTask](t)(w.Tasks.Submit(t.Context(), w.A.API, request(id), none))
			if decision == "approve" || decision == "reject" {
				if err := decide(t, w, id, decision); err != nil { // before the receiver's had the time to follow
					t.Fatal(err)
				}
			}
			drain(t, w)
			if decision == "ask" {
				if err := decide(t, w, id, decision); err != nil {
					t.Fatal(err)
				}
				drain(t, w)
			}
			got := w.Read(w.B.API, aws, mine)
			if got.Review() != want || got.Involvement != selling.CoSell || got.Visibility != selling.VisibilityFull || doc.Text(got.Doc, "Project.AdditionalComments") != "Ours" {
				t.Errorf("%q: %s, %s, %s", decision, got.Review(), got.Involvement, got.Visibility)
			}
			if want == "Submitted" && slices.Contains(queue(t, w), mine) {
				t.Errorf("%q: the one that follows is in the queue", decision)
			}
			entries, _, err := w.Opportunities.History(t.Context(), w.B.API, aws, mine, 0)
			if err != nil || !slices.ContainsFunc(entries, func(e opportunity.Entry) bool { return e.Action == opportunity.ActionSubmit }) {
				t.Errorf("%q: history %+v, %v", decision, entries, err)
			}
		}
	})
}

// complete has B fill in what does not travel with an opportunity that it has taken over.
func complete(t *testing.T, w *centraltest.World, mine string) {
	t.Helper()
	if err := w.Update(w.B.API, aws, mine, "Project.CustomerUseCase", "AI Machine Learning and Analytics", "Project.DeliveryModels", []any{"SaaS or PaaS"},
		"PrimaryNeedsFromAws", []any{"Do Not Need Support from AWS Sales Rep"}, "LifeCycle.TargetCloseDate", "2027-06-30", "Marketing", doc.Doc{"Source": "None"},
		"Project.ExpectedCustomerSpend", []any{doc.Doc{"Amount": "1.00", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}}); err != nil {
		t.Fatalf("%v %+v", err, fault.Of(err).Violations)
	}
	if _, err := w.Opportunities.Associate(t.Context(), w.B.API, selling.AssociateOpportunityRequest{Catalog: aws, OpportunityIdentifier: mine,
		RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: w.B.Solution}); err != nil {
		t.Fatal(err)
	}
}

// Decision 0015: the sender's draft may never be handed in, and nobody at AWS has seen it.
func TestADraftThatWasTakenOverIsHandedInByItsReceiverAndReviewedByItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for decision, want := range map[string]string{"approve": "Approved", "reject": "Rejected"} {
			id, mine := early(t, w)
			complete(t, w, mine)
			task := must[selling.EngagementTask](t)(w.Tasks.Submit(t.Context(), w.B.API, selling.StartEngagementFromOpportunityTaskRequest{Catalog: aws, Identifier: mine,
				AwsSubmission: selling.AwsSubmission{InvolvementType: selling.ForVisibilityOnly}}, none))
			if task.TaskStatus != selling.TaskComplete || !slices.Contains(queue(t, w), mine) {
				t.Fatalf("%+v, queue %v", task, queue(t, w))
			}
			if err := decide(t, w, mine, decision); err != nil {
				t.Fatal(err)
			}
			drain(t, w)
			// The sender's own draft is not moved by it, and goes its own way.
			if got := w.Read(w.A.API, aws, id); got.Review() != "Pending Submission" {
				t.Errorf("%s: the sender's is %s", decision, got.Review())
			}
			sent := must[selling.EngagementTask](t)(w.Tasks.Submit(t.Context(), w.A.API, request(id), none))
			if *sent.EngagementID != *task.EngagementID {
				t.Errorf("%s: the sender's engagement is %s, the receiver's %s", decision, *sent.EngagementID, *task.EngagementID)
			}
			other := map[string]string{"approve": "reject", "reject": "approve"}[decision]
			if err := decide(t, w, id, other); err != nil {
				t.Fatal(err)
			}
			drain(t, w)
			if got := w.Read(w.B.API, aws, mine); got.Review() != want || got.Follows {
				t.Errorf("%s: it is %s, follows %v", decision, got.Review(), got.Follows)
			}
		}
	})
}

func TestWhoHandsInHimselfFollowsNoMore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, mine := early(t, w)
		complete(t, w, mine)
		must[*opportunity.Record](t)(w.Opportunities.Submit(t.Context(), w.B.API, opportunity.Submission{Catalog: aws, ID: mine, Involvement: selling.ForVisibilityOnly}))
		must[selling.EngagementTask](t)(w.Tasks.Submit(t.Context(), w.A.API, request(id), none))
		if err := decide(t, w, id, "reject"); err != nil {
			t.Fatal(err)
		}
		drain(t, w)
		if got := w.Read(w.B.API, aws, mine); got.Review() != "Submitted" || got.Follows || got.Involvement != selling.ForVisibilityOnly {
			t.Errorf("it is %s, follows %v", got.Review(), got.Follows)
		}
		if !slices.Contains(queue(t, w), mine) {
			t.Error("it waits for a review, and is not in the queue")
		}
		if err := decide(t, w, mine, "approve"); err != nil {
			t.Error(err)
		}
	})
}
