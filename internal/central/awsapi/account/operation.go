// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/connection"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
)

// rows are the operations, by name.
var rows = []row{
	{name: "AcceptConnectionInvitation", on: invitation, do: answered("AcceptConnectionInvitation",
		func(ctx context.Context, r *Rooms, c identity.Caller, a connection.Answer, t idempotency.Ticket) (account.AcceptConnectionInvitationResponse, error) {
			return r.Connections.Accept(ctx, c, a, t)
		})},
	{name: "AssociateAwsTrainingCertificationEmailDomain", on: partner, do: ticketed("AssociateAwsTrainingCertificationEmailDomain",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.AssociateAwsTrainingCertificationEmailDomainRequest, t idempotency.Ticket) (struct{}, error) {
			return r.Profiles.AddDomain(ctx, c, in, t)
		})},
	{name: "CancelConnection", on: link, do: ticketed("CancelConnection",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.CancelConnectionRequest, t idempotency.Ticket) (account.Connection, error) {
			return r.Connections.Cancel(ctx, c, in, t)
		})},
	{name: "CancelConnectionInvitation", on: invitation, do: answered("CancelConnectionInvitation",
		func(ctx context.Context, r *Rooms, c identity.Caller, a connection.Answer, t idempotency.Ticket) (account.ConnectionInvitation, error) {
			return r.Connections.Withdraw(ctx, c, a, t)
		})},
	{name: "CancelProfileUpdateTask", on: partner, do: ticketed("CancelProfileUpdateTask",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.CancelProfileUpdateTaskRequest, t idempotency.Ticket) (account.ProfileUpdateTask, error) {
			return r.Profiles.Cancel(ctx, c, in, t)
		})},
	{name: "CreateConnectionInvitation", do: ticketed("CreateConnectionInvitation",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.CreateConnectionInvitationRequest, t idempotency.Ticket) (account.ConnectionInvitation, error) {
			return r.Connections.Invite(ctx, c, in, t)
		})},
	{name: "CreatePartner", do: ticketed("CreatePartner",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.CreatePartnerRequest, t idempotency.Ticket) (account.CreatePartnerResponse, error) {
			return r.Profiles.Create(ctx, c, in, t)
		})},
	{name: "DisassociateAwsTrainingCertificationEmailDomain", on: partner, do: ticketed("DisassociateAwsTrainingCertificationEmailDomain",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.DisassociateAwsTrainingCertificationEmailDomainRequest, t idempotency.Ticket) (struct{}, error) {
			return r.Profiles.DropDomain(ctx, c, in, t)
		})},
	{name: "GetAllianceLeadContact", on: partner, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.PartnerRequest) (account.AllianceLeadContactResponse, error) {
		return r.Profiles.Contact(ctx, c, in)
	})},
	{name: "GetConnection", on: link, do: func(ctx context.Context, r *Rooms, q door.Call) ([]byte, error) {
		return door.Encode(r.Connections.Get(ctx, q.Who, q.Catalog, doc.Text(q.Doc, selling.MemberIdentifier)))
	}},
	{name: "GetConnectionInvitation", on: invitation, do: func(ctx context.Context, r *Rooms, q door.Call) ([]byte, error) {
		return door.Encode(r.Connections.Invitation(ctx, q.Who, q.Catalog, doc.Text(q.Doc, selling.MemberIdentifier)))
	}},
	{name: "GetConnectionPreferences", on: preferences, do: func(ctx context.Context, r *Rooms, q door.Call) ([]byte, error) {
		return door.Encode(r.Connections.Preferences(ctx, q.Who, q.Catalog))
	}},
	{name: "GetPartner", on: partner, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.PartnerRequest) (account.GetPartnerResponse, error) {
		return r.Profiles.Get(ctx, c, in)
	})},
	{name: "GetProfileUpdateTask", on: partner, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.PartnerRequest) (account.ProfileUpdateTask, error) {
		return r.Profiles.Task(ctx, c, in)
	})},
	{name: "GetProfileVisibility", on: partner, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.PartnerRequest) (account.ProfileVisibilityResponse, error) {
		return r.Profiles.Visibility(ctx, c, in)
	})},
	{name: "GetQualificationsAssociationDetails", on: partner, do: refused("GetQualificationsAssociationDetails")},
	{name: "GetQualificationsAssociationTask", on: partner, do: refused("GetQualificationsAssociationTask")},
	{name: "GetQualificationsDisassociationTask", on: partner, do: refused("GetQualificationsDisassociationTask")},
	{name: "GetVerification", keys: verificationKey, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.GetVerificationRequest) (account.Verification, error) {
		return r.Verifications.Get(ctx, c, in)
	})},
	{name: "ListConnectionInvitations", do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.ListConnectionInvitationsRequest) (account.ListConnectionInvitationsResponse, error) {
		return r.Connections.Invitations(ctx, c, in)
	})},
	{name: "ListConnections", do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.ListConnectionsRequest) (account.ListConnectionsResponse, error) {
		return r.Connections.List(ctx, c, in)
	})},
	{name: "ListPartners", do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.ListPartnersRequest) (account.ListPartnersResponse, error) {
		return r.Profiles.List(ctx, c, in)
	})},
	{name: "ListTagsForResource", on: ownARN, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.ListTagsForResourceRequest) (account.ListTagsForResourceResponse, error) {
		return r.Profiles.Tags(ctx, c, in)
	})},
	{name: "PutAllianceLeadContact", on: partner, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.PutAllianceLeadContactRequest) (account.AllianceLeadContactResponse, error) {
		return r.Profiles.PutContact(ctx, c, in)
	})},
	{name: "PutProfileVisibility", on: partner, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.PutProfileVisibilityRequest) (account.ProfileVisibilityResponse, error) {
		return r.Profiles.PutVisibility(ctx, c, in)
	})},
	{name: "RejectConnectionInvitation", on: invitation, do: answered("RejectConnectionInvitation",
		func(ctx context.Context, r *Rooms, c identity.Caller, a connection.Answer, t idempotency.Ticket) (account.ConnectionInvitation, error) {
			return r.Connections.Reject(ctx, c, a, t)
		})},
	{name: "SendEmailVerificationCode", do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.SendEmailVerificationCodeRequest) (struct{}, error) {
		return r.Verifications.Send(ctx, c, in)
	})},
	{name: "StartProfileUpdateTask", on: partner, do: ticketed("StartProfileUpdateTask",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.StartProfileUpdateTaskRequest, t idempotency.Ticket) (account.ProfileUpdateTask, error) {
			return r.Profiles.Start(ctx, c, in, t)
		})},
	{name: "StartQualificationsAssociationTask", on: partner, do: refused("StartQualificationsAssociationTask")},
	{name: "StartQualificationsDisassociationTask", on: partner, do: refused("StartQualificationsDisassociationTask")},
	{name: "StartVerification", keys: verificationKey, do: ticketed("StartVerification",
		func(ctx context.Context, r *Rooms, c identity.Caller, in account.StartVerificationRequest, t idempotency.Ticket) (account.Verification, error) {
			return r.Verifications.Start(ctx, c, in, t)
		})},
	{name: "TagResource", on: ownARN, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.TagResourceRequest) (struct{}, error) {
		return r.Profiles.Tag(ctx, c, in)
	})},
	{name: "UntagResource", on: ownARN, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.UntagResourceRequest) (struct{}, error) {
		return r.Profiles.Untag(ctx, c, in)
	})},
	{name: "UpdateConnectionPreferences", on: preferences, do: asked(func(ctx context.Context, r *Rooms, c identity.Caller, in account.UpdateConnectionPreferencesRequest) (account.ConnectionPreferences, error) {
		return r.Connections.Prefer(ctx, c, in)
	})},
}

type handler = func(context.Context, *Rooms, door.Call) ([]byte, error)

// asked makes an operation of a use case without a token.
func asked[In, Out any](do func(context.Context, *Rooms, identity.Caller, In) (Out, error)) handler {
	return func(ctx context.Context, r *Rooms, q door.Call) ([]byte, error) {
		in, err := door.Decode[In](q)
		if err != nil {
			return nil, err
		}
		return door.Encode(do(ctx, r, q.Who, in))
	}
}

// ticketed makes an operation of a use case with a token.
func ticketed[In, Out any](name string, do func(context.Context, *Rooms, identity.Caller, In, idempotency.Ticket) (Out, error)) handler {
	return func(ctx context.Context, r *Rooms, q door.Call) ([]byte, error) {
		in, err := door.Decode[In](q)
		if err != nil {
			return nil, err
		}
		return door.Encode(do(ctx, r, q.Who, in, q.Ticket(name)))
	}
}

// answered makes an operation of what a participant makes of an invitation.
func answered[Out any](name string, do func(context.Context, *Rooms, identity.Caller, connection.Answer, idempotency.Ticket) (Out, error)) handler {
	return func(ctx context.Context, r *Rooms, q door.Call) ([]byte, error) {
		a := connection.Answer{Catalog: q.Catalog, ID: doc.Text(q.Doc, selling.MemberIdentifier), Reason: doc.Text(q.Doc, "Reason")}
		return door.Encode(do(ctx, r, q.Who, a, q.Ticket(name)))
	}
}
