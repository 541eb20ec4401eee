// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"context"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
)

// kindInvitation is the type of an invitation in policies.
const kindInvitation = "engagement-invitation"

var engagementRows = []row{
	{name: "AcceptEngagementInvitation", kind: kindInvitation, resource: invitationIn, do: answering(acceptInvitation)},
	{name: "CreateEngagement", do: keeping("CreateEngagement", createEngagement)},
	{name: "CreateEngagementContext", kind: kindEngagement, resource: engagementNamed("EngagementIdentifier"), do: keeping("CreateEngagementContext", createContext)},
	{name: "CreateEngagementInvitation", kind: kindEngagement, resource: engagementNamed("EngagementIdentifier"),
		do: keeping("CreateEngagementInvitation", createInvitation)},
	{name: "GetEngagement", kind: kindEngagement, resource: engagementNamed("Identifier"), do: answering(getEngagement)},
	{name: "GetEngagementInvitation", kind: kindInvitation, resource: invitationIn, do: answering(getInvitation)},
	{name: "ListEngagementInvitations", do: answering(listInvitations)},
	{name: "ListEngagementMembers", kind: kindEngagement, resource: engagementNamed("Identifier"), do: answering(listMembers)},
	{name: "ListEngagements", do: answering(listEngagements)},
	{name: "RejectEngagementInvitation", kind: kindInvitation, resource: invitationIn, do: answering(rejectInvitation)},
	{name: "UpdateEngagementContext", kind: kindEngagement, resource: engagementNamed("EngagementIdentifier"), do: answering(updateContext)},
}

// engagementNamed names the engagement whose identifier, which may be an ARN, a member holds.
func engagementNamed(member string) func(account, catalog string, d doc.Doc) string {
	return func(_, catalog string, d doc.Doc) string {
		return selling.EngagementARN(catalog, selling.IDOf(doc.Text(d, member)))
	}
}

// invitationIn names the invitation of a request.
func invitationIn(_, catalog string, d doc.Doc) string {
	return selling.InvitationARN(catalog, selling.IDOf(doc.Text(d, selling.MemberIdentifier)))
}

// answering makes an operation of a use case: it decodes, calls and encodes. A use case that answers nothing has AWS's
// empty output.
func answering[In, Out any](do func(context.Context, *Rooms, identity.Caller, In) (Out, error)) func(context.Context, *Rooms, request) ([]byte, error) {
	return func(ctx context.Context, r *Rooms, q request) ([]byte, error) {
		in, err := decode[In](q)
		if err != nil {
			return nil, err
		}
		out, err := do(ctx, r, q.who, in)
		if _, empty := any(out).(struct{}); empty {
			return nothing(out, err)
		}
		return encode(out, err)
	}
}

// keeping is answering for an operation with a client token.
func keeping[In, Out any](operation string, do func(context.Context, *Rooms, identity.Caller, In, idempotency.Ticket) (Out, error)) func(context.Context, *Rooms, request) ([]byte, error) {
	return func(ctx context.Context, r *Rooms, q request) ([]byte, error) {
		in, err := decode[In](q)
		if err != nil {
			return nil, err
		}
		return encode(do(ctx, r, q.who, in, q.ticket(operation)))
	}
}

func createEngagement(ctx context.Context, r *Rooms, c identity.Caller, in selling.CreateEngagementRequest, t idempotency.Ticket) (selling.CreateEngagementResponse, error) {
	return r.Engagements.Create(ctx, c, in, t)
}

func getEngagement(ctx context.Context, r *Rooms, c identity.Caller, in selling.GetEngagementRequest) (selling.GetEngagementResponse, error) {
	return r.Engagements.Get(ctx, c, in)
}

func listEngagements(ctx context.Context, r *Rooms, c identity.Caller, in selling.ListEngagementsRequest) (selling.ListEngagementsResponse, error) {
	return r.Engagements.List(ctx, c, in)
}

func listMembers(ctx context.Context, r *Rooms, c identity.Caller, in selling.ListEngagementMembersRequest) (selling.ListEngagementMembersResponse, error) {
	return r.Engagements.ListMembers(ctx, c, in)
}

func createContext(ctx context.Context, r *Rooms, c identity.Caller, in selling.CreateEngagementContextRequest, t idempotency.Ticket) (selling.EngagementContextResponse, error) {
	return r.Engagements.CreateContext(ctx, c, in, t)
}

func updateContext(ctx context.Context, r *Rooms, c identity.Caller, in selling.UpdateEngagementContextRequest) (selling.EngagementContextResponse, error) {
	return r.Engagements.UpdateContext(ctx, c, in)
}

func createInvitation(ctx context.Context, r *Rooms, c identity.Caller, in selling.CreateEngagementInvitationRequest, t idempotency.Ticket) (selling.CreateEngagementInvitationResponse, error) {
	return r.Engagements.Invite(ctx, c, in, t)
}

func getInvitation(ctx context.Context, r *Rooms, c identity.Caller, in selling.EngagementInvitationRequest) (selling.GetEngagementInvitationResponse, error) {
	return r.Engagements.GetInvitation(ctx, c, in)
}

func listInvitations(ctx context.Context, r *Rooms, c identity.Caller, in selling.ListEngagementInvitationsRequest) (selling.ListEngagementInvitationsResponse, error) {
	return r.Engagements.ListInvitations(ctx, c, in)
}

func acceptInvitation(ctx context.Context, r *Rooms, c identity.Caller, in selling.EngagementInvitationRequest) (struct{}, error) {
	return r.Engagements.AcceptInvitation(ctx, c, in)
}

func rejectInvitation(ctx context.Context, r *Rooms, c identity.Caller, in selling.RejectEngagementInvitationRequest) (struct{}, error) {
	return r.Engagements.RejectInvitation(ctx, c, in)
}
