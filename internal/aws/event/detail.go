// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"time"

	"cosell/internal/aws/selling"
)

// Opportunities and snapshots say schema "1", invitations "1.0". Source: recorded events.
const (
	schema           = "1"
	invitationSchema = "1.0"
)

type opportunityDetail struct {
	SchemaVersion string `json:"schemaVersion"`
	Catalog       string `json:"catalog"`
	Opportunity   struct {
		Identifier string `json:"identifier"`
	} `json:"opportunity"`
}

// OpportunityCreated tells the owner that an opportunity exists.
func OpportunityCreated(h Head, id string) Envelope {
	return opportunity(h, TypeOpportunityCreated, id)
}

// OpportunityUpdated tells the owner that an opportunity changed, on either side.
func OpportunityUpdated(h Head, id string) Envelope {
	return opportunity(h, TypeOpportunityUpdated, id)
}

func opportunity(h Head, detailType, id string) Envelope {
	d := opportunityDetail{SchemaVersion: schema, Catalog: h.Catalog}
	d.Opportunity.Identifier = id
	return envelope(h, detailType, d)
}

// An Invitation is what events say about an engagement invitation. Company and Expires are told only when it is created.
type Invitation struct {
	ID, Engagement   string // no engagement where it is not told yet
	Sender, Receiver string // account ids
	Company          string // the sender's
	Expires          time.Time
	ParticipantType  string // RECEIVER or SENDER: what the receiving account of the event is
	PayloadType      string // OpportunityInvitation or LeadInvitation
}

type invitationDetail struct {
	Catalog       string `json:"catalog"`
	SchemaVersion string `json:"schemaVersion"`
	Invitation    struct {
		ARN             string `json:"arn"`
		ID              string `json:"id"`
		Engagement      string `json:"engagementId,omitempty"`
		Sender          string `json:"senderAccountId"`
		Receiver        string `json:"receiverAccountId"`
		Company         string `json:"senderCompanyName,omitempty"`
		Expires         string `json:"expirationDate,omitempty"`
		ParticipantType string `json:"participantType"`
		PayloadType     string `json:"payloadType"`
	} `json:"engagementInvitation"`
}

// InvitationCreated tells sender and receiver that an invitation was sent.
func InvitationCreated(h Head, i Invitation) Envelope {
	d := invitation(h, i)
	d.Invitation.Company = i.Company
	if !i.Expires.IsZero() { // else it stays open
		d.Invitation.Expires = i.Expires.UTC().Format(time.RFC3339Nano)
	}
	return envelope(h, TypeInvitationCreated, d, d.Invitation.ARN)
}

// InvitationAccepted tells sender and receiver that the invitation was accepted.
func InvitationAccepted(h Head, i Invitation) Envelope { return closed(h, TypeInvitationAccepted, i) }

// InvitationRejected tells sender and receiver that the invitation was rejected.
func InvitationRejected(h Head, i Invitation) Envelope { return closed(h, TypeInvitationRejected, i) }

// InvitationExpired tells both sides that nobody answered in time.
func InvitationExpired(h Head, i Invitation) Envelope { return closed(h, TypeInvitationExpired, i) }

func closed(h Head, detailType string, i Invitation) Envelope {
	d := invitation(h, i)
	return envelope(h, detailType, d, d.Invitation.ARN)
}

func invitation(h Head, i Invitation) invitationDetail {
	d := invitationDetail{Catalog: h.Catalog, SchemaVersion: invitationSchema}
	d.Invitation.ARN = selling.InvitationARN(h.Catalog, i.ID)
	d.Invitation.ID, d.Invitation.Engagement = i.ID, i.Engagement
	d.Invitation.Sender, d.Invitation.Receiver = i.Sender, i.Receiver
	d.Invitation.ParticipantType, d.Invitation.PayloadType = i.ParticipantType, i.PayloadType
	return d
}

// MemberAdded tells an engagement's members that account of company joined.
func MemberAdded(h Head, engagement, account, company string) Envelope {
	type id struct {
		ID string `json:"id"`
	}
	type member struct {
		Account string `json:"accountId"`
		Company string `json:"companyName"`
	}
	return envelope(h, TypeMemberAdded, struct {
		SchemaVersion string `json:"schemaVersion"`
		Catalog       string `json:"catalog"`
		Engagement    id     `json:"engagement"`
		Member        member `json:"engagementMember"`
	}{schema, h.Catalog, id{engagement}, member{account, company}}, selling.EngagementARN(h.Catalog, engagement))
}

// A Snapshot is what events say about a snapshot of an opportunity.
type Snapshot struct {
	Engagement, Opportunity, Template string
	Revision                          int
	CreatedBy                         string   // account id
	Targets                           []string // account ids of the members that may read it
}

// SnapshotCreated tells an engagement's members that an opportunity has a new snapshot.
func SnapshotCreated(h Head, s Snapshot) Envelope {
	type snapshot struct {
		ARN          string   `json:"arn"`
		Engagement   string   `json:"engagementId"`
		Resource     string   `json:"resourceId"`
		ResourceType string   `json:"resourceType"`
		CreatedBy    string   `json:"createdBy"`
		Template     string   `json:"resourceSnapshotTemplateName"`
		Targets      []string `json:"targetMemberAccounts"`
	}
	return envelope(h, TypeSnapshotCreated, struct {
		SchemaVersion string   `json:"schemaVersion"`
		Catalog       string   `json:"catalog"`
		Snapshot      snapshot `json:"resourceSnapshot"`
	}{schema, h.Catalog, snapshot{
		selling.SnapshotARN(h.Catalog, s.Engagement, s.Opportunity, s.Template, s.Revision),
		s.Engagement, s.Opportunity, "Opportunity", s.CreatedBy, s.Template, s.Targets,
	}}, selling.EngagementARN(h.Catalog, s.Engagement))
}

// EngagementCreated tells the creator that an engagement exists. contexts are the types of its contexts.
func EngagementCreated(h Head, engagement, by string, at time.Time, contexts []string) Envelope {
	type created struct {
		ARN      string   `json:"engagementArn"`
		ID       string   `json:"engagementId"`
		At       string   `json:"CreatedAt"`
		By       string   `json:"CreatedBy"`
		Contexts []string `json:"ContextTypes"`
	}
	arn := selling.EngagementARN(h.Catalog, engagement)
	return envelope(h, TypeEngagementCreated, struct {
		SchemaVersion string  `json:"schemaVersion"`
		Catalog       string  `json:"catalog"`
		Engagement    created `json:"engagement"`
	}{schema, h.Catalog, created{arn, engagement, at.UTC().Format(time.RFC3339Nano), by, contexts}}, arn)
}

// EngagementUpdated tells every member that a context of an engagement was added or changed.
func EngagementUpdated(h Head, engagement, by string, at time.Time, contexts []string) Envelope {
	type updated struct {
		ARN      string   `json:"engagementArn"`
		ID       string   `json:"engagementId"`
		At       string   `json:"LastModifiedAt"`
		By       string   `json:"LastModifiedBy"`
		Contexts []string `json:"ContextTypes"`
	}
	arn := selling.EngagementARN(h.Catalog, engagement)
	return envelope(h, TypeEngagementUpdated, struct {
		SchemaVersion string  `json:"schemaVersion"`
		Catalog       string  `json:"catalog"`
		Engagement    updated `json:"engagement"`
	}{schema, h.Catalog, updated{arn, engagement, at.UTC().Format(time.RFC3339Nano), by, contexts}}, arn)
}
