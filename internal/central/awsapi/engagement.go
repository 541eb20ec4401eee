// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi/door"
)

// engagementRows are the operations of engagements and invitations.
func (r *Rooms) engagementRows() []row {
	return []row{
		{name: "AcceptEngagementInvitation", resource: invitationIn, do: door.Silent(door.Alone(r.Engagements.AcceptInvitation))},
		{name: "CreateEngagement", do: door.Keeping(r.Engagements.Create)},
		{name: "CreateEngagementContext", resource: engagementNamed("EngagementIdentifier"), do: door.Keeping(r.Engagements.CreateContext)},
		{name: "CreateEngagementInvitation", resource: engagementNamed("EngagementIdentifier"), do: door.Keeping(r.Engagements.Invite)},
		{name: "GetEngagement", resource: engagementNamed("Identifier"), do: door.Answering(r.Engagements.Get)},
		{name: "GetEngagementInvitation", resource: invitationIn, do: door.Answering(r.Engagements.GetInvitation)},
		{name: "ListEngagementInvitations", do: door.Answering(r.Engagements.ListInvitations)},
		{name: "ListEngagementMembers", resource: engagementNamed("Identifier"), do: door.Answering(r.Engagements.ListMembers)},
		{name: "ListEngagements", do: door.Answering(r.Engagements.List)},
		{name: "RejectEngagementInvitation", resource: invitationIn, do: door.Silent(door.Alone(r.Engagements.RejectInvitation))},
		{name: "UpdateEngagementContext", resource: engagementNamed("EngagementIdentifier"), do: door.Answering(r.Engagements.UpdateContext)},
	}
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
