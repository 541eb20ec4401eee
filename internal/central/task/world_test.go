// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task_test

import (
	"testing"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
)

// none is a ticket of a request without a token.
var none idempotency.Ticket

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%v %+v", err, fault.Of(err).Violations)
		}
		return v
	}
}

func p(s string) *string { return &s }

func drain(t *testing.T, w *centraltest.World) {
	t.Helper()
	if err := w.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// refer has AWS refer the complete opportunity, with changes.
func refer(t *testing.T, w *centraltest.World, account string, changes ...any) string {
	t.Helper()
	return must[string](t)(w.Engagements.Refer(t.Context(), w.Reviewer, engagement.Referral{Catalog: aws, Partner: account, Opportunity: centraltest.Complete(t, changes...)}))
}

// invite invites B into an engagement of A.
func invite(t *testing.T, w *centraltest.World, id string) string {
	t.Helper()
	return must[selling.CreateEngagementInvitationResponse](t)(w.Engagements.Invite(t.Context(), w.A.API, selling.CreateEngagementInvitationRequest{Catalog: aws, EngagementIdentifier: id,
		Invitation: selling.Invitation{Message: "Together", Receiver: selling.Receiver{Account: &selling.AccountReceiver{AwsAccountID: w.B.Account}},
			Payload: selling.InvitationPayload{OpportunityInvitation: &selling.OpportunityInvitation{
				Customer: selling.EngagementCustomer{CompanyName: "Marble Foods", CountryCode: "JP", Industry: "Retail", WebsiteURL: "https://marble.example"},
				Project:  selling.ProjectDetails{Title: "Fresh shelves", BusinessProblem: "Store data arrives a day late.", TargetCompletionDate: "2027-03-31"}}}}}, none)).ID
}

func take(t *testing.T, w *centraltest.World, c identity.Caller, invitation string) selling.InvitationTask {
	t.Helper()
	return must[selling.InvitationTask](t)(w.Tasks.Accept(t.Context(), c, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: aws, Identifier: invitation}, none))
}

// share submits an opportunity of A and invites B into its engagement.
func share(t *testing.T, w *centraltest.World) (id, invitation string) {
	t.Helper()
	id = ready(t, w, w.A)
	task := must[selling.EngagementTask](t)(w.Tasks.Submit(t.Context(), w.A.API, request(id), none))
	return id, invite(t, w, *task.EngagementID)
}

func convert(w *centraltest.World, t *testing.T, c identity.Caller, engagement, context string) (selling.OpportunityTask, error) {
	t.Helper()
	return w.Tasks.Convert(t.Context(), c, selling.StartOpportunityFromEngagementTaskRequest{Catalog: aws, Identifier: engagement, ContextIdentifier: context}, none)
}
