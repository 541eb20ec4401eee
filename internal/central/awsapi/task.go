// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"context"

	"cosell/internal/aws/selling"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
)

var taskRows = []row{
	{name: "GetProspectingFromEngagementTask", do: answering(getProspecting)},
	{name: "ListEngagementByAcceptingInvitationTasks", do: answering(listAcceptances)},
	{name: "ListEngagementFromOpportunityTasks", do: answering(listSubmissions)},
	{name: "ListOpportunityFromEngagementTasks", do: answering(listConversions)},
	{name: "ListProspectingFromEngagementTasks", do: answering(listProspectings)},
	{name: "StartEngagementByAcceptingInvitationTask", kind: kindInvitation, resource: invitationIn,
		do: keeping("StartEngagementByAcceptingInvitationTask", startByInvitation)},
	{name: "StartEngagementFromOpportunityTask", resource: opportunityIn("Identifier"), do: keeping("StartEngagementFromOpportunityTask", startFromOpportunity)},
	{name: "StartOpportunityFromEngagementTask", kind: kindEngagement, resource: engagementNamed("Identifier"),
		do: keeping("StartOpportunityFromEngagementTask", startFromEngagement)},
	{name: "StartProspectingFromEngagementTask", do: keeping("StartProspectingFromEngagementTask", startProspecting)},
}

func startFromOpportunity(ctx context.Context, r *Rooms, c identity.Caller, in selling.StartEngagementFromOpportunityTaskRequest, t idempotency.Ticket) (selling.EngagementTask, error) {
	return r.Tasks.Submit(ctx, c, in, t)
}

func listSubmissions(ctx context.Context, r *Rooms, c identity.Caller, in selling.ListEngagementFromOpportunityTasksRequest) (selling.ListEngagementFromOpportunityTasksResponse, error) {
	return r.Tasks.Submissions(ctx, c, in)
}

func startByInvitation(ctx context.Context, r *Rooms, c identity.Caller, in selling.StartEngagementByAcceptingInvitationTaskRequest, t idempotency.Ticket) (selling.InvitationTask, error) {
	return r.Tasks.Accept(ctx, c, in, t)
}

func listAcceptances(ctx context.Context, r *Rooms, c identity.Caller, in selling.ListEngagementByAcceptingInvitationTasksRequest) (selling.ListEngagementByAcceptingInvitationTasksResponse, error) {
	return r.Tasks.Acceptances(ctx, c, in)
}

func startFromEngagement(ctx context.Context, r *Rooms, c identity.Caller, in selling.StartOpportunityFromEngagementTaskRequest, t idempotency.Ticket) (selling.OpportunityTask, error) {
	return r.Tasks.Convert(ctx, c, in, t)
}

func listConversions(ctx context.Context, r *Rooms, c identity.Caller, in selling.ListOpportunityFromEngagementTasksRequest) (selling.ListOpportunityFromEngagementTasksResponse, error) {
	return r.Tasks.Conversions(ctx, c, in)
}

func startProspecting(ctx context.Context, r *Rooms, c identity.Caller, in selling.StartProspectingFromEngagementTaskRequest, t idempotency.Ticket) (selling.StartProspectingFromEngagementTaskResponse, error) {
	return r.Tasks.StartProspecting(ctx, c, in, t)
}

func getProspecting(ctx context.Context, r *Rooms, c identity.Caller, in selling.GetProspectingFromEngagementTaskRequest) (selling.GetProspectingFromEngagementTaskResponse, error) {
	return r.Tasks.GetProspecting(ctx, c, in)
}

func listProspectings(ctx context.Context, r *Rooms, c identity.Caller, in selling.ListProspectingFromEngagementTasksRequest) (selling.ListProspectingFromEngagementTasksResponse, error) {
	return r.Tasks.Prospectings(ctx, c, in)
}
