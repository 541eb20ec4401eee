// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/connection"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
)

// rows are the operations, by name.
func (r *Rooms) rows() []row {
	return []row{
		{name: "AcceptConnectionInvitation", on: invitation, do: answered(r.Connections.Accept)},
		{name: "AssociateAwsTrainingCertificationEmailDomain", on: partner, do: door.Keeping(r.Profiles.AddDomain)},
		{name: "CancelConnection", on: link, do: door.Keeping(r.Connections.Cancel)},
		{name: "CancelConnectionInvitation", on: invitation, do: answered(r.Connections.Withdraw)},
		{name: "CancelProfileUpdateTask", on: partner, do: door.Keeping(r.Profiles.Cancel)},
		{name: "CreateConnectionInvitation", do: door.Keeping(r.Connections.Invite)},
		{name: "CreatePartner", do: door.Keeping(r.Profiles.Create)},
		{name: "DisassociateAwsTrainingCertificationEmailDomain", on: partner, do: door.Keeping(r.Profiles.DropDomain)},
		{name: "GetAllianceLeadContact", on: partner, do: door.Answering(r.Profiles.Contact)},
		{name: "GetConnection", on: link, do: named(r.Connections.Get)},
		{name: "GetConnectionInvitation", on: invitation, do: named(r.Connections.Invitation)},
		{name: "GetConnectionPreferences", on: preferences, do: func(ctx context.Context, q door.Call) ([]byte, error) {
			return door.Encode(r.Connections.Preferences(ctx, q.Who, q.Catalog))
		}},
		{name: "GetPartner", on: partner, do: door.Answering(r.Profiles.Get)},
		{name: "GetProfileUpdateTask", on: partner, do: door.Answering(r.Profiles.Task)},
		{name: "GetProfileVisibility", on: partner, do: door.Answering(r.Profiles.Visibility)},
		{name: "GetQualificationsAssociationDetails", on: partner, do: refused(r)},
		{name: "GetQualificationsAssociationTask", on: partner, do: refused(r)},
		{name: "GetQualificationsDisassociationTask", on: partner, do: refused(r)},
		{name: "GetVerification", keys: verificationKey, do: door.Answering(r.Verifications.Get)},
		{name: "ListConnectionInvitations", do: door.Answering(r.Connections.Invitations)},
		{name: "ListConnections", do: door.Answering(r.Connections.List)},
		{name: "ListPartners", do: door.Answering(r.Profiles.List)},
		{name: "ListTagsForResource", on: ownARN, do: door.Answering(r.Profiles.Tags)},
		{name: "PutAllianceLeadContact", on: partner, do: door.Answering(r.Profiles.PutContact)},
		{name: "PutProfileVisibility", on: partner, do: door.Answering(r.Profiles.PutVisibility)},
		{name: "RejectConnectionInvitation", on: invitation, do: answered(r.Connections.Reject)},
		{name: "SendEmailVerificationCode", do: door.Answering(r.Verifications.Send)},
		{name: "StartProfileUpdateTask", on: partner, do: door.Keeping(r.Profiles.Start)},
		{name: "StartQualificationsAssociationTask", on: partner, do: refused(r)},
		{name: "StartQualificationsDisassociationTask", on: partner, do: refused(r)},
		{name: "StartVerification", keys: verificationKey, do: door.Keeping(r.Verifications.Start)},
		{name: "TagResource", on: ownARN, do: door.Answering(r.Profiles.Tag)},
		{name: "UntagResource", on: ownARN, do: door.Answering(r.Profiles.Untag)},
		{name: "UpdateConnectionPreferences", on: preferences, do: door.Answering(r.Connections.Prefer)},
	}
}

// named makes an operation of a use case that takes a catalog and an identifier.
func named[Out any](do func(ctx context.Context, c identity.Caller, catalog, id string) (Out, error)) door.Handler {
	return func(ctx context.Context, q door.Call) ([]byte, error) {
		return door.Encode(do(ctx, q.Who, q.Catalog, doc.Text(q.Doc, selling.MemberIdentifier)))
	}
}

// answered makes an operation of what a participant makes of an invitation.
func answered[Out any](do func(context.Context, identity.Caller, connection.Answer, idempotency.Ticket) (Out, error)) door.Handler {
	return func(ctx context.Context, q door.Call) ([]byte, error) {
		a := connection.Answer{Catalog: q.Catalog, ID: doc.Text(q.Doc, selling.MemberIdentifier), Reason: doc.Text(q.Doc, "Reason")}
		return door.Encode(do(ctx, q.Who, a, q.Ticket()))
	}
}
