// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"maps"
	"slices"

	"cosell/internal/central/identity"
)

// A Kind is what happened. Kinds are stored: they are never renamed.
type Kind string

// A Group is the kinds that people choose about together.
type Group string

// The groups.
const (
	Reviews     Group = "reviews"
	Shares      Group = "shares"
	Owners      Group = "owners"
	Changes     Group = "changes"
	Bulk        Group = "bulk"
	Connections Group = "connections"
	Channels    Group = "channels"
	Support     Group = "support"
	Account     Group = "account"
	Trouble     Group = "trouble"
	Desk        Group = "desk"
)

// Groups are all groups, in the order of pages and digests.
var Groups = []Group{Reviews, Shares, Owners, Changes, Bulk, Connections, Channels, Support, Account, Trouble, Desk}

// usual is how people are told who have not chosen.
func (g Group) usual() Wish {
	switch g {
	case Changes:
		return Wish{Page: true, Mail: Daily}
	case Bulk:
		return Wish{Page: true}
	case Desk:
		return Wish{Mail: Daily}
	}
	return Wish{Page: true, Mail: AtOnce}
}

// For are the groups of which a role is told anything.
func For(role identity.Role) []Group {
	switch role {
	case identity.AWSReviewer:
		return []Group{Desk, Support}
	case identity.CloudAdmin:
		return []Group{Account, Trouble}
	case identity.AllianceLead:
		return []Group{Reviews, Shares, Owners, Changes, Bulk, Connections, Channels, Support, Account, Trouble}
	case identity.AllianceTeam, identity.ACEManager, identity.ACEUser:
		return []Group{Reviews, Shares, Owners, Changes, Bulk, Connections, Channels, Support}
	}
	return nil
}

var (
	leads  = []identity.Role{identity.AllianceLead, identity.AllianceTeam, identity.ACEManager} // who answers for all records
	heads  = []identity.Role{identity.AllianceLead, identity.AllianceTeam}
	admins = []identity.Role{identity.AllianceLead, identity.CloudAdmin}
	desk   = []identity.Role{identity.AWSReviewer}
)

// The kinds. Whose roles a row names are told beside the people whom whoever posts the notice names.
const (
	ReviewOpened   Kind = "review.opened"
	ReviewApproved Kind = "review.approved"
	ReviewAction   Kind = "review.action"
	ReviewRejected Kind = "review.rejected"

	ReferralArrived  Kind = "referral.arrived"
	LeadArrived      Kind = "lead.arrived"
	LeadFromFinder   Kind = "lead.finder"
	InvitationCame   Kind = "invitation.received"
	ShareExpiring    Kind = "share.expiring"
	ShareExpired     Kind = "share.expired"
	InvitationYes    Kind = "invitation.accepted"
	InvitationNo     Kind = "invitation.rejected"
	InvitationLapsed Kind = "invitation.expired"

	LeadGained    Kind = "lead.gained"
	LeadLost      Kind = "lead.lost"
	OwnerGained   Kind = "owner.gained"
	OwnerLost     Kind = "owner.lost"
	ManagerNamed  Kind = "manager.named"
	OwnerOfMany   Kind = "owner.many"
	ManagerOfMany Kind = "manager.many"
	ViewGained    Kind = "view.gained"
	ViewLost      Kind = "view.lost"

	AWSStage       Kind = "aws.stage"
	AWSCloseDate   Kind = "aws.close"
	AWSInvolvement Kind = "aws.involvement"

	BulkFinished Kind = "bulk.finished"
	BulkRefused  Kind = "bulk.refused"

	ConnectionAsked Kind = "connection.asked"
	ConnectionYes   Kind = "connection.accepted"
	ConnectionNo    Kind = "connection.rejected"
	ConnectionOver  Kind = "connection.expired"

	ChannelAsked    Kind = "channel.asked"
	ChannelCreated  Kind = "channel.created"
	ChannelDeclined Kind = "channel.declined"

	CaseOpened   Kind = "case.opened"
	CaseAnswered Kind = "case.answered"
	CaseReplied  Kind = "case.replied"

	ProfilePublished Kind = "profile.published"
	ProfileRefused   Kind = "profile.refused"
	VerificationYes  Kind = "verification.succeeded"
	VerificationNo   Kind = "verification.failed"
	UserInvited      Kind = "user.invited"

	DeliveryDead Kind = "delivery.dead"
	MailBounced  Kind = "mail.bounced"

	DeskSubmitted Kind = "desk.submitted"
)

// Kinds are all kinds, sorted.
func Kinds() []Kind { return slices.Sorted(maps.Keys(rows)) }
