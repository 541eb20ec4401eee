// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"time"

	"cosell/internal/aws/account"
)

// SourceAccount is the source of all events of the Account API.
const SourceAccount = "aws.partnercentral-account"

// The detail-types of the Account API.
const (
	TypeConnectionInvitationReceived  = "Partner Connection Invitation Received"
	TypeConnectionInvitationAccepted  = "Partner Connection Invitation Accepted"
	TypeConnectionInvitationRejected  = "Partner Connection Invitation Rejected"
	TypeConnectionInvitationCancelled = "Partner Connection Invitation Cancelled"
	TypeConnectionInvitationExpired   = "Partner Connection Invitation Expired"
	TypeConnectionCancelled           = "Partner Connection Cancelled"
)

// AccountTypes are all detail-types of the Account API.
var AccountTypes = []string{
	TypeConnectionInvitationReceived, TypeConnectionInvitationAccepted, TypeConnectionInvitationRejected,
	TypeConnectionInvitationCancelled, TypeConnectionInvitationExpired, TypeConnectionCancelled,
}

// camel is how events spell the types of connections, unlike the API. Source: reference 14.2.
var camel = map[string]string{account.OpportunityCollaboration: "OpportunityCollaboration", account.Subsidiary: "Subsidiary"}

// A ConnectionInvitation is what every event says about a connection invitation.
type ConnectionInvitation struct {
	ID   string
	Type string // as the API spells it
}

// An Inviter is what the receiver learns with an invitation.
type Inviter struct {
	Email, Message, Company string
	Profile                 string // the sender's profile id
	Expires                 time.Time
}

// connectionInvitation is the detail of all events about invitations. What an event does not say is left out.
type connectionInvitation struct {
	ARN             string `json:"arn"`
	ID              string `json:"id"`
	Type            string `json:"connectionType"`
	InviterEmail    string `json:"inviterEmail,omitempty"`
	Message         string `json:"invitationMessage,omitempty"`
	Company         string `json:"senderCompanyName,omitempty"`
	SenderProfile   string `json:"senderProfileId,omitempty"`
	ReceiverProfile string `json:"receiverProfileId,omitempty"`
	Expires         string `json:"expiresAt,omitempty"`
}

type connectionDetail struct {
	Catalog    string               `json:"catalog"`
	Invitation connectionInvitation `json:"connectionInvitation"`
}

func connectionDetailOf(h Head, i ConnectionInvitation) connectionDetail {
	return connectionDetail{h.Catalog, connectionInvitation{ARN: account.InvitationARN(h.Catalog, i.ID), ID: i.ID, Type: camel[i.Type]}}
}

// ConnectionInvitationReceived tells the receiver that it was invited, and by whom.
func ConnectionInvitationReceived(h Head, i ConnectionInvitation, by Inviter) Envelope {
	d := connectionDetailOf(h, i)
	d.Invitation.InviterEmail, d.Invitation.Message, d.Invitation.Company = by.Email, by.Message, by.Company
	d.Invitation.SenderProfile, d.Invitation.Expires = by.Profile, by.Expires.UTC().Format(time.RFC3339)
	return envelopeOf(SourceAccount, h, TypeConnectionInvitationReceived, d, d.Invitation.ARN)
}

// ConnectionInvitationAccepted tells both sides that they are connected: the account that invited is named first.
func ConnectionInvitationAccepted(h Head, i ConnectionInvitation, connection, sender, receiver string) Envelope {
	type made struct {
		ARN      string `json:"arn"`
		ID       string `json:"id"`
		Sender   string `json:"Participant1AccountId"`
		Receiver string `json:"Participant2AccountId"`
		Status   string `json:"status"`
	}
	d, arn := connectionDetailOf(h, i), account.ConnectionARN(h.Catalog, connection)
	return envelopeOf(SourceAccount, h, TypeConnectionInvitationAccepted, struct {
		connectionDetail
		Connection made `json:"connection"`
	}{d, made{arn, connection, sender, receiver, account.ConnectionActive}}, d.Invitation.ARN, arn)
}

// ConnectionInvitationRejected tells the sender who declined.
func ConnectionInvitationRejected(h Head, i ConnectionInvitation, receiverProfile string) Envelope {
	d := connectionDetailOf(h, i)
	d.Invitation.ReceiverProfile = receiverProfile
	return envelopeOf(SourceAccount, h, TypeConnectionInvitationRejected, d, d.Invitation.ARN)
}

// ConnectionInvitationCancelled tells the receiver who withdrew.
func ConnectionInvitationCancelled(h Head, i ConnectionInvitation, senderProfile string) Envelope {
	return fromSender(h, TypeConnectionInvitationCancelled, i, senderProfile)
}

// ConnectionInvitationExpired tells both sides that nobody answered in time.
func ConnectionInvitationExpired(h Head, i ConnectionInvitation, senderProfile string) Envelope {
	return fromSender(h, TypeConnectionInvitationExpired, i, senderProfile)
}

func fromSender(h Head, detailType string, i ConnectionInvitation, profile string) Envelope {
	d := connectionDetailOf(h, i)
	d.Invitation.SenderProfile = profile
	return envelopeOf(SourceAccount, h, detailType, d, d.Invitation.ARN)
}

// ConnectionCancelled tells the other participant which account ended a type of their connection.
func ConnectionCancelled(h Head, id, connectionType, by string) Envelope {
	type cancelled struct {
		ARN  string `json:"arn"`
		ID   string `json:"id"`
		Type string `json:"connectionType"`
		By   string `json:"canceledBy"`
	}
	arn := account.ConnectionARN(h.Catalog, id)
	return envelopeOf(SourceAccount, h, TypeConnectionCancelled, struct {
		Catalog    string    `json:"catalog"`
		Connection cancelled `json:"connection"`
	}{h.Catalog, cancelled{arn, id, camel[connectionType], by}}, arn)
}
