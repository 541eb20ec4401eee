// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package account holds the names and shapes of the Partner Central Account API: partners, their profiles and the
// connections between them, as both sides of the wire must spell them. It decides nothing.
package account

import "cosell/internal/aws/selling"

// How the service is called. Source: model metadata. Region, catalogs and the prefix of actions are those of selling.
const (
	Target         = "PartnerCentralAccount"
	SigningName    = "partnercentral-account"
	APIVersion     = "2025-04-04"
	ErrorNamespace = "com.amazonaws.partnercentralaccount" // not recorded; by the rule of the other services

	Endpoint = "https://partnercentral-account.us-east-1.api.aws"
)

// A Token says whether an operation takes a ClientToken, and whether it must have one.
type Token int

// The three cases.
const (
	NoToken Token = iota
	OptionalToken
	RequiredToken
)

// An Operation is one call of the service. All of them answer a body, if only {}.
type Operation struct {
	Name  string
	Token Token
}

// Action is the IAM action that a caller needs.
func (o Operation) Action() string { return selling.ActionPrefix + o.Name }

// Operations are all calls of the service, in AWS's order.
var Operations = []Operation{
	{"AcceptConnectionInvitation", RequiredToken},
	{"AssociateAwsTrainingCertificationEmailDomain", OptionalToken},
	{"CancelConnection", RequiredToken},
	{"CancelConnectionInvitation", RequiredToken},
	{"CancelProfileUpdateTask", OptionalToken},
	{"CreateConnectionInvitation", RequiredToken},
	{"CreatePartner", OptionalToken},
	{"DisassociateAwsTrainingCertificationEmailDomain", OptionalToken},
	{"GetAllianceLeadContact", NoToken},
	{"GetConnection", NoToken},
	{"GetConnectionInvitation", NoToken},
	{"GetConnectionPreferences", NoToken},
	{"GetPartner", NoToken},
	{"GetProfileUpdateTask", NoToken},
	{"GetProfileVisibility", NoToken},
	{"GetQualificationsAssociationDetails", NoToken},
	{"GetQualificationsAssociationTask", NoToken},
	{"GetQualificationsDisassociationTask", NoToken},
	{"GetVerification", NoToken},
	{"ListConnectionInvitations", NoToken},
	{"ListConnections", NoToken},
	{"ListPartners", NoToken},
	{"ListTagsForResource", NoToken},
	{"PutAllianceLeadContact", NoToken},
	{"PutProfileVisibility", NoToken},
	{"RejectConnectionInvitation", RequiredToken},
	{"SendEmailVerificationCode", NoToken},
	{"StartProfileUpdateTask", OptionalToken},
	{"StartQualificationsAssociationTask", OptionalToken},
	{"StartQualificationsDisassociationTask", OptionalToken},
	{"StartVerification", OptionalToken},
	{"TagResource", NoToken},
	{"UntagResource", NoToken},
	{"UpdateConnectionPreferences", NoToken},
}

// Exceptions are the errors that the service models, with their HTTP status.
var Exceptions = selling.Exceptions
