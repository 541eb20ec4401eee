// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"time"

	"cosell/internal/aws/account"
)

// What samples are about: records that nobody has.
const (
	sampleOpportunity = "O0000000"
	sampleEngagement  = "eng-sample00000000"
	sampleInvitation  = "engi-sample0000000"
	sampleOther       = "000000000000" // the account at the other end
	sampleCompany     = "Sample Co"
	sampleConnection  = "pac-sample0000000"
	sampleProfile     = "pprofile-sample0000"
)

// samples make one event of each detail-type, as it would reach the account of the head.
var samples = map[string]func(h Head) Envelope{
	TypeOpportunityCreated: func(h Head) Envelope { return OpportunityCreated(h, sampleOpportunity) },
	TypeOpportunityUpdated: func(h Head) Envelope { return OpportunityUpdated(h, sampleOpportunity) },
	TypeInvitationCreated:  func(h Head) Envelope { return InvitationCreated(h, sampleOf(h, "RECEIVER")) },
	TypeInvitationAccepted: func(h Head) Envelope { return InvitationAccepted(h, sampleOf(h, "SENDER")) },
	TypeInvitationRejected: func(h Head) Envelope { return InvitationRejected(h, sampleOf(h, "SENDER")) },
	TypeInvitationExpired:  func(h Head) Envelope { return InvitationExpired(h, sampleOf(h, "RECEIVER")) },
	TypeMemberAdded:        func(h Head) Envelope { return MemberAdded(h, sampleEngagement, sampleOther, sampleCompany) },
	TypeSnapshotCreated: func(h Head) Envelope {
		return SnapshotCreated(h, Snapshot{Engagement: sampleEngagement, Opportunity: sampleOpportunity, Template: "OpportunitySummaryView",
			Revision: 1, CreatedBy: h.Account, Targets: []string{h.Account, "aws"}})
	},
	TypeEngagementCreated: func(h Head) Envelope {
		return EngagementCreated(h, sampleEngagement, h.Account, h.Time, []string{"CustomerProject"})
	},
	TypeEngagementUpdated: func(h Head) Envelope {
		return EngagementUpdated(h, sampleEngagement, sampleOther, h.Time, []string{"CustomerProject"})
	},
	TypeConnectionInvitationReceived: func(h Head) Envelope {
		return ConnectionInvitationReceived(h, asked, Inviter{Email: "alliances@sample.example", Message: "Let us work together",
			Company: sampleCompany, Profile: sampleProfile, Expires: h.Time.Add(30 * 24 * time.Hour)})
	},
	TypeConnectionInvitationAccepted: func(h Head) Envelope {
		return ConnectionInvitationAccepted(h, asked, sampleConnection, h.Account, sampleOther)
	},
	TypeConnectionInvitationRejected:  func(h Head) Envelope { return ConnectionInvitationRejected(h, asked, sampleProfile) },
	TypeConnectionInvitationCancelled: func(h Head) Envelope { return ConnectionInvitationCancelled(h, asked, sampleProfile) },
	TypeConnectionInvitationExpired:   func(h Head) Envelope { return ConnectionInvitationExpired(h, asked, sampleProfile) },
	TypeConnectionCancelled: func(h Head) Envelope {
		return ConnectionCancelled(h, sampleConnection, account.OpportunityCollaboration, sampleOther)
	},
}

// asked is an invitation to connect.
var asked = ConnectionInvitation{ID: "pacinv-sample0000000", Type: account.OpportunityCollaboration}

func sampleOf(h Head, participant string) Invitation {
	i := Invitation{ID: sampleInvitation, Engagement: sampleEngagement, Sender: sampleOther, Receiver: h.Account, Company: sampleCompany,
		Expires: h.Time.Add(15 * 24 * time.Hour), ParticipantType: participant, PayloadType: "OpportunityInvitation"}
	if participant == "SENDER" {
		i.Sender, i.Receiver = h.Account, sampleOther
	}
	return i
}

// Sample is an event of a detail-type about records that nobody has, for trying out a target. ok is false for a type that
// is neither one of Types nor of AccountTypes.
func Sample(detailType string, h Head) (e Envelope, ok bool) {
	build, ok := samples[detailType]
	if !ok {
		return Envelope{}, false
	}
	return build(h), true
}
