// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

// What an invitation offers.
const (
	PayloadOpportunity = "OpportunityInvitation"
	PayloadLead        = "LeadInvitation"
)

// How the caller takes part in an invitation.
const (
	ParticipantSender   = "SENDER"
	ParticipantReceiver = "RECEIVER"
)

// CreateEngagementInvitationRequest invites one account into an engagement.
type CreateEngagementInvitationRequest struct {
	Catalog              string     `json:"Catalog"`
	ClientToken          string     `json:"ClientToken"`
	EngagementIdentifier string     `json:"EngagementIdentifier"`
	Invitation           Invitation `json:"Invitation"`
}

// Invitation is what is sent, and to whom.
type Invitation struct {
	Message  string            `json:"Message"`
	Payload  InvitationPayload `json:"Payload"`
	Receiver Receiver          `json:"Receiver"`
}

// Receiver is who is invited.
type Receiver struct {
	Account *AccountReceiver `json:"Account"`
}

// AccountReceiver is an account that is invited, with the name that the sender calls it by.
type AccountReceiver struct {
	Alias        *string `json:"Alias"`
	AwsAccountID string  `json:"AwsAccountId"`
}

// InvitationPayload is what an invitation offers; the other member is nil.
type InvitationPayload struct {
	LeadInvitation        *LeadInvitation        `json:"LeadInvitation"`
	OpportunityInvitation *OpportunityInvitation `json:"OpportunityInvitation"`
}

// LeadInvitation offers a lead, without the name of its contact.
type LeadInvitation struct {
	Customer    LeadInvitationCustomer    `json:"Customer"`
	Interaction LeadInvitationInteraction `json:"Interaction"`
}

// LeadInvitationCustomer is the company of a lead that is offered.
type LeadInvitationCustomer struct {
	AwsMaturity   *string `json:"AwsMaturity"`
	CompanyName   string  `json:"CompanyName"`
	CountryCode   *string `json:"CountryCode"`
	Industry      *string `json:"Industry"`
	MarketSegment *string `json:"MarketSegment"`
	WebsiteURL    *string `json:"WebsiteUrl"`
}

// LeadInvitationInteraction is how the company of a lead was met, without the person.
type LeadInvitationInteraction struct {
	ContactBusinessTitle string  `json:"ContactBusinessTitle"`
	SourceID             *string `json:"SourceId"`
	SourceName           *string `json:"SourceName"`
	SourceType           *string `json:"SourceType"`
	Usecase              *string `json:"Usecase"`
}

// OpportunityInvitation offers a part in an opportunity.
type OpportunityInvitation struct {
	Customer                 EngagementCustomer `json:"Customer"`
	Project                  ProjectDetails     `json:"Project"`
	ReceiverResponsibilities []string           `json:"ReceiverResponsibilities"`
	SenderContacts           []SenderContact    `json:"SenderContacts"`
}

// ProjectDetails is the project of an opportunity that is offered.
type ProjectDetails struct {
	BusinessProblem       string                  `json:"BusinessProblem"`
	ExpectedCustomerSpend []ExpectedCustomerSpend `json:"ExpectedCustomerSpend"`
	TargetCompletionDate  string                  `json:"TargetCompletionDate"`
	Title                 string                  `json:"Title"`
}

// SenderContact is a person at the sender's.
type SenderContact struct {
	BusinessTitle *string `json:"BusinessTitle"`
	Email         string  `json:"Email"`
	FirstName     *string `json:"FirstName"`
	LastName      *string `json:"LastName"`
	Phone         *string `json:"Phone"`
}

// CreateEngagementInvitationResponse names the new invitation.
type CreateEngagementInvitationResponse struct {
	Arn string `json:"Arn"`
	ID  string `json:"Id"`
}

// EngagementInvitationRequest names an invitation, to read or to accept it; the identifier may be an ARN.
type EngagementInvitationRequest struct {
	Catalog    string `json:"Catalog"`
	Identifier string `json:"Identifier"`
}

// RejectEngagementInvitationRequest declines an invitation.
type RejectEngagementInvitationRequest struct {
	Catalog         string `json:"Catalog"`
	Identifier      string `json:"Identifier"`
	RejectionReason string `json:"RejectionReason,omitempty"`
}

// GetEngagementInvitationResponse is an invitation as its sender or its receiver sees it.
type GetEngagementInvitationResponse struct {
	Arn                   string                    `json:"Arn"`
	Catalog               string                    `json:"Catalog"`
	EngagementDescription *string                   `json:"EngagementDescription"`
	EngagementID          *string                   `json:"EngagementId"`
	EngagementTitle       *string                   `json:"EngagementTitle"`
	EnrichmentContext     *EnrichmentContext        `json:"EnrichmentContext"`
	ExistingMembers       []EngagementMemberSummary `json:"ExistingMembers"`
	ExpirationDate        *string                   `json:"ExpirationDate"`
	ID                    string                    `json:"Id"`
	InvitationDate        string                    `json:"InvitationDate"`
	InvitationMessage     *string                   `json:"InvitationMessage"`
	Payload               *InvitationPayload        `json:"Payload"`
	PayloadType           string                    `json:"PayloadType"`
	Receiver              Receiver                  `json:"Receiver"`
	RejectionReason       *string                   `json:"RejectionReason"`
	SenderAwsAccountID    string                    `json:"SenderAwsAccountId"`
	SenderCompanyName     string                    `json:"SenderCompanyName"`
	Status                string                    `json:"Status"`
}

// EnrichmentContext is what AWS adds to an invitation.
type EnrichmentContext struct {
	LeadInsights         *LeadInsights          `json:"LeadInsights"`
	ProspectingResultAws *InvitationProspecting `json:"ProspectingResultAws"`
}

// InvitationProspecting is what prospecting found out about the customer of an invitation.
type InvitationProspecting struct {
	Customer *ProspectingCustomer `json:"Customer"`
	Insights *ProspectingInsights `json:"Insights"`
}

// EngagementMemberSummary is a member as somebody sees it who is none yet.
type EngagementMemberSummary struct {
	CompanyName *string `json:"CompanyName"`
	WebsiteURL  *string `json:"WebsiteUrl"`
}

// ListEngagementInvitationsRequest reads a page of the invitations that the caller sent or received.
type ListEngagementInvitationsRequest struct {
	Catalog              string   `json:"Catalog"`
	EngagementIdentifier []string `json:"EngagementIdentifier,omitempty"`
	MaxResults           int      `json:"MaxResults,omitempty"`
	NextToken            string   `json:"NextToken,omitempty"`
	ParticipantType      string   `json:"ParticipantType"`
	PayloadType          []string `json:"PayloadType,omitempty"`
	SenderAwsAccountID   []string `json:"SenderAwsAccountId,omitempty"`
	Sort                 *Sort    `json:"Sort,omitempty"`
	Status               []string `json:"Status,omitempty"`
}

// ListEngagementInvitationsResponse is one page.
type ListEngagementInvitationsResponse struct {
	EngagementInvitationSummaries []EngagementInvitationSummary `json:"EngagementInvitationSummaries"`
	NextToken                     *string                       `json:"NextToken"`
}

// EngagementInvitationSummary is an invitation in a list.
type EngagementInvitationSummary struct {
	Arn                string   `json:"Arn"`
	Catalog            string   `json:"Catalog"`
	EngagementID       *string  `json:"EngagementId"`
	EngagementTitle    *string  `json:"EngagementTitle"`
	ExpirationDate     *string  `json:"ExpirationDate"`
	ID                 string   `json:"Id"`
	InvitationDate     string   `json:"InvitationDate"`
	ParticipantType    string   `json:"ParticipantType"`
	PayloadType        string   `json:"PayloadType"`
	Receiver           Receiver `json:"Receiver"`
	SenderAwsAccountID string   `json:"SenderAwsAccountId"`
	SenderCompanyName  string   `json:"SenderCompanyName"`
	Status             string   `json:"Status"`
}
