// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

import "encoding/json"

// ResourceOpportunity is the only type of resource that engagements share.
const ResourceOpportunity = "Opportunity"

// The templates of snapshots.
const (
	TemplateSummary = "OpportunitySummaryView"        // the partner's opportunity, for all members of the engagement
	TemplateAWSFull = "AwsOpportunitySummaryFullView" // AWS's side, for the partner who owns the opportunity
)

// CreateResourceSnapshotRequest publishes an opportunity to an engagement as it is now.
type CreateResourceSnapshotRequest struct {
	Catalog                            string `json:"Catalog"`
	ClientToken                        string `json:"ClientToken"`
	EngagementIdentifier               string `json:"EngagementIdentifier"`
	ResourceIdentifier                 string `json:"ResourceIdentifier"`
	ResourceSnapshotTemplateIdentifier string `json:"ResourceSnapshotTemplateIdentifier"`
	ResourceType                       string `json:"ResourceType"`
}

// CreateResourceSnapshotResponse names the new snapshot.
type CreateResourceSnapshotResponse struct {
	Arn      string `json:"Arn"`
	Revision int    `json:"Revision"`
}

// GetResourceSnapshotRequest reads a snapshot: the latest when it names no revision.
type GetResourceSnapshotRequest struct {
	Catalog                            string `json:"Catalog"`
	EngagementIdentifier               string `json:"EngagementIdentifier"`
	ResourceIdentifier                 string `json:"ResourceIdentifier"`
	ResourceSnapshotTemplateIdentifier string `json:"ResourceSnapshotTemplateIdentifier"`
	ResourceType                       string `json:"ResourceType"`
	Revision                           int    `json:"Revision,omitempty"`
}

// GetResourceSnapshotResponse is one snapshot.
type GetResourceSnapshotResponse struct {
	Arn                          string                  `json:"Arn"`
	Catalog                      string                  `json:"Catalog"`
	CreatedAt                    string                  `json:"CreatedAt"`
	CreatedBy                    string                  `json:"CreatedBy"`
	EngagementID                 string                  `json:"EngagementId"`
	Payload                      ResourceSnapshotPayload `json:"Payload"`
	ResourceID                   string                  `json:"ResourceId"`
	ResourceSnapshotTemplateName string                  `json:"ResourceSnapshotTemplateName"`
	ResourceType                 string                  `json:"ResourceType"`
	Revision                     int                     `json:"Revision"`
	TargetMemberAccounts         []string                `json:"TargetMemberAccounts"`
}

// ResourceSnapshotPayload is a union: it has exactly one member, and the other is left out, not null.
type ResourceSnapshotPayload struct {
	AwsOpportunitySummaryFullView json.RawMessage `json:"AwsOpportunitySummaryFullView,omitempty"`
	OpportunitySummary            json.RawMessage `json:"OpportunitySummary,omitempty"`
}

// OpportunitySummaryView is what the members of an engagement see of an opportunity: no title, no business problem, no
// marketing, no software revenue.
type OpportunitySummaryView struct {
	Customer                 *Customer           `json:"Customer"`
	Lifecycle                *LifeCycleForView   `json:"Lifecycle"` // AWS's spelling, unlike everywhere else
	OpportunityTeam          []Contact           `json:"OpportunityTeam"`
	OpportunityType          *string             `json:"OpportunityType"`
	PrimaryNeedsFromAws      []string            `json:"PrimaryNeedsFromAws"`
	Project                  *ProjectView        `json:"Project"`
	RelatedEntityIdentifiers *RelatedIdentifiers `json:"RelatedEntityIdentifiers"`
}

// Customer is the customer of an opportunity, with the people.
type Customer struct {
	Account  *Account  `json:"Account"`
	Contacts []Contact `json:"Contacts"`
}

// Account is the customer's company.
type Account struct {
	Address       *Address `json:"Address"`
	AwsAccountID  *string  `json:"AwsAccountId"`
	CompanyName   string   `json:"CompanyName"`
	Duns          *string  `json:"Duns"`
	Industry      *string  `json:"Industry"`
	OtherIndustry *string  `json:"OtherIndustry"`
	WebsiteURL    *string  `json:"WebsiteUrl"`
}

// Address is the customer's address.
type Address struct {
	City          *string `json:"City"`
	CountryCode   *string `json:"CountryCode"`
	PostalCode    *string `json:"PostalCode"`
	StateOrRegion *string `json:"StateOrRegion"`
	StreetAddress *string `json:"StreetAddress"`
}

// A Contact is a person, at the customer's or at the partner's.
type Contact struct {
	BusinessTitle *string `json:"BusinessTitle"`
	Email         *string `json:"Email"`
	FirstName     *string `json:"FirstName"`
	LastName      *string `json:"LastName"`
	Phone         *string `json:"Phone"`
}

// LifeCycleForView is where the opportunity stands, as members of its engagement see it.
type LifeCycleForView struct {
	NextSteps       *string `json:"NextSteps"`
	ReviewStatus    *string `json:"ReviewStatus"`
	Stage           *string `json:"Stage"`
	TargetCloseDate *string `json:"TargetCloseDate"`
}

// ProjectView is the project, as members of its engagement see it.
type ProjectView struct {
	CustomerUseCase          *string                   `json:"CustomerUseCase"`
	DeliveryModels           []string                  `json:"DeliveryModels"`
	ExpectedContractDuration *ExpectedContractDuration `json:"ExpectedContractDuration"`
	ExpectedCustomerSpend    []ExpectedCustomerSpend   `json:"ExpectedCustomerSpend"`
	OtherSolutionDescription *string                   `json:"OtherSolutionDescription"`
	SalesActivities          []string                  `json:"SalesActivities"`
}

// RelatedIdentifiers are what is associated with an opportunity, each list [] when there is none.
type RelatedIdentifiers struct {
	AwsMarketplaceOfferSets []string `json:"AwsMarketplaceOfferSets"`
	AwsMarketplaceOffers    []string `json:"AwsMarketplaceOffers"`
	AwsMarketplaceProducts  []string `json:"AwsMarketplaceProducts"`
	AwsMarketplaceSolutions []string `json:"AwsMarketplaceSolutions"`
	AwsProducts             []string `json:"AwsProducts"`
	Solutions               []string `json:"Solutions"`
}

// AwsOpportunitySummaryFullView is AWS's side of an opportunity as a snapshot. Insights, contacts and spend are carried as
// they are.
type AwsOpportunitySummaryFullView struct {
	CosellMotion                *string          `json:"CosellMotion"`
	Customer                    json.RawMessage  `json:"Customer"`
	Insights                    json.RawMessage  `json:"Insights"`
	InvolvementType             *string          `json:"InvolvementType"`
	InvolvementTypeChangeReason *string          `json:"InvolvementTypeChangeReason"`
	LifeCycle                   *AwsLifeCycle    `json:"LifeCycle"`
	OpportunityTeam             []AwsTeamMember  `json:"OpportunityTeam"`
	Origin                      *string          `json:"Origin"`
	Project                     json.RawMessage  `json:"Project"`
	RelatedEntityIDs            *RelatedEntities `json:"RelatedEntityIds"`
	RelatedOpportunityID        *string          `json:"RelatedOpportunityId"`
	Visibility                  *string          `json:"Visibility"`
}

// ListResourceSnapshotsRequest reads a page of an engagement's snapshots.
type ListResourceSnapshotsRequest struct {
	Catalog                            string `json:"Catalog"`
	CreatedBy                          string `json:"CreatedBy,omitempty"`
	EngagementIdentifier               string `json:"EngagementIdentifier"`
	MaxResults                         int    `json:"MaxResults,omitempty"`
	NextToken                          string `json:"NextToken,omitempty"`
	ResourceIdentifier                 string `json:"ResourceIdentifier,omitempty"`
	ResourceSnapshotTemplateIdentifier string `json:"ResourceSnapshotTemplateIdentifier,omitempty"`
	ResourceType                       string `json:"ResourceType,omitempty"`
}

// ListResourceSnapshotsResponse is one page.
type ListResourceSnapshotsResponse struct {
	NextToken                 *string                   `json:"NextToken"`
	ResourceSnapshotSummaries []ResourceSnapshotSummary `json:"ResourceSnapshotSummaries"`
}

// ResourceSnapshotSummary is a snapshot in a list.
type ResourceSnapshotSummary struct {
	Arn                          string `json:"Arn"`
	CreatedBy                    string `json:"CreatedBy"`
	ResourceID                   string `json:"ResourceId"`
	ResourceSnapshotTemplateName string `json:"ResourceSnapshotTemplateName"`
	ResourceType                 string `json:"ResourceType"`
	Revision                     int    `json:"Revision"`
}

// ListEngagementResourceAssociationsRequest reads a page of which opportunities are published to which engagements.
type ListEngagementResourceAssociationsRequest struct {
	Catalog              string `json:"Catalog"`
	CreatedBy            string `json:"CreatedBy,omitempty"`
	EngagementIdentifier string `json:"EngagementIdentifier,omitempty"`
	MaxResults           int    `json:"MaxResults,omitempty"`
	NextToken            string `json:"NextToken,omitempty"`
	ResourceIdentifier   string `json:"ResourceIdentifier,omitempty"`
	ResourceType         string `json:"ResourceType,omitempty"`
}

// ListEngagementResourceAssociationsResponse is one page.
type ListEngagementResourceAssociationsResponse struct {
	EngagementResourceAssociationSummaries []EngagementResourceAssociationSummary `json:"EngagementResourceAssociationSummaries"`
	NextToken                              *string                                `json:"NextToken"`
}

// EngagementResourceAssociationSummary is an opportunity that is published to an engagement.
type EngagementResourceAssociationSummary struct {
	Catalog      string `json:"Catalog"`
	CreatedBy    string `json:"CreatedBy"`
	EngagementID string `json:"EngagementId"`
	ResourceID   string `json:"ResourceId"`
	ResourceType string `json:"ResourceType"`
}
