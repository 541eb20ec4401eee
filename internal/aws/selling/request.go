// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

// Requests, as the model spells them. Members that may be left out are left out when empty. CreateOpportunity and
// UpdateOpportunity are not here: their requests are the opportunity document with the members below.
const (
	MemberCatalog          = "Catalog"
	MemberClientToken      = "ClientToken"
	MemberIdentifier       = "Identifier"
	MemberLastModifiedDate = "LastModifiedDate"
	MemberOrigin           = "Origin"
)

// GetOpportunityRequest reads one opportunity.
type GetOpportunityRequest struct {
	Catalog    string `json:"Catalog"`
	Identifier string `json:"Identifier"`
}

// ListOpportunitiesRequest reads a page of the caller's opportunities. Different filters must all hold; of one filter's values, any.
type ListOpportunitiesRequest struct {
	Catalog               string                 `json:"Catalog"`
	CreatedDate           *CreatedDateFilter     `json:"CreatedDate,omitempty"`
	CustomerCompanyName   []string               `json:"CustomerCompanyName,omitempty"`
	Identifier            []string               `json:"Identifier,omitempty"`
	LastModifiedDate      *LastModifiedFilter    `json:"LastModifiedDate,omitempty"`
	LifeCycleReviewStatus []string               `json:"LifeCycleReviewStatus,omitempty"`
	LifeCycleStage        []string               `json:"LifeCycleStage,omitempty"`
	MaxResults            int                    `json:"MaxResults,omitempty"`
	NextToken             string                 `json:"NextToken,omitempty"`
	Sort                  *Sort                  `json:"Sort,omitempty"`
	TargetCloseDate       *TargetCloseDateFilter `json:"TargetCloseDate,omitempty"`
}

// LastModifiedFilter bounds the last change. After includes its instant.
type LastModifiedFilter struct {
	After  string `json:"AfterLastModifiedDate,omitempty"`
	Before string `json:"BeforeLastModifiedDate,omitempty"`
}

// CreatedDateFilter bounds the creation.
type CreatedDateFilter struct {
	After  string `json:"AfterCreatedDate,omitempty"`
	Before string `json:"BeforeCreatedDate,omitempty"`
}

// TargetCloseDateFilter bounds the target close date, in days.
type TargetCloseDateFilter struct {
	After  string `json:"AfterTargetCloseDate,omitempty"`
	Before string `json:"BeforeTargetCloseDate,omitempty"`
}

// Sort orders a list.
type Sort struct {
	SortBy    string `json:"SortBy"`
	SortOrder string `json:"SortOrder"`
}

// The two orders of a list.
const (
	Ascending  = "ASCENDING"
	Descending = "DESCENDING"
)

// AssociateOpportunityRequest ties one entity to an opportunity. DisassociateOpportunity takes the same request and unties it.
type AssociateOpportunityRequest struct {
	Catalog                 string `json:"Catalog"`
	OpportunityIdentifier   string `json:"OpportunityIdentifier"`
	RelatedEntityIdentifier string `json:"RelatedEntityIdentifier"`
	RelatedEntityType       string `json:"RelatedEntityType"`
}

// What can be tied to an opportunity.
const (
	RelatedSolutions            = "Solutions"
	RelatedAwsProducts          = "AwsProducts"
	RelatedMarketplaceOffers    = "AwsMarketplaceOffers"
	RelatedMarketplaceOfferSets = "AwsMarketplaceOfferSets"
	RelatedMarketplaceSolutions = "AwsMarketplaceSolutions"
	RelatedMarketplaceProducts  = "AwsMarketplaceProducts"
)

// AssignOpportunityRequest gives an opportunity to another user of the partner.
type AssignOpportunityRequest struct {
	Assignee   Assignee `json:"Assignee"`
	Catalog    string   `json:"Catalog"`
	Identifier string   `json:"Identifier"`
}

// An Assignee is who an opportunity is given to. Only the email decides; the rest comes from that user's profile.
type Assignee struct {
	BusinessTitle string `json:"BusinessTitle"`
	Email         string `json:"Email"`
	FirstName     string `json:"FirstName"`
	LastName      string `json:"LastName"`
	Phone         string `json:"Phone,omitempty"`
}

// SubmitOpportunityRequest sends an opportunity that is already shared with AWS to review.
type SubmitOpportunityRequest struct {
	Catalog         string `json:"Catalog"`
	Identifier      string `json:"Identifier"`
	InvolvementType string `json:"InvolvementType"`
	Visibility      string `json:"Visibility,omitempty"`
}

// How far AWS takes part, and how much the AWS sellers see.
const (
	CoSell            = "Co-Sell"
	ForVisibilityOnly = "For Visibility Only"
	VisibilityFull    = "Full"
	VisibilityLimited = "Limited"
)

// StartEngagementFromOpportunityTaskRequest shares an opportunity with AWS and submits it. Sent again with its token, it asks how the
// task stands.
type StartEngagementFromOpportunityTaskRequest struct {
	AwsSubmission AwsSubmission `json:"AwsSubmission"`
	Catalog       string        `json:"Catalog"`
	ClientToken   string        `json:"ClientToken"`
	Identifier    string        `json:"Identifier"`
	Tags          []Tag         `json:"Tags,omitempty"`
}

// AwsSubmission is what the partner asks of AWS.
type AwsSubmission struct {
	InvolvementType string `json:"InvolvementType"`
	Visibility      string `json:"Visibility,omitempty"`
}

// A Tag is a key and a value on a resource.
type Tag struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}

// ListEngagementFromOpportunityTasksRequest reads a page of the caller's sharing tasks.
type ListEngagementFromOpportunityTasksRequest struct {
	Catalog               string   `json:"Catalog"`
	EngagementIdentifier  []string `json:"EngagementIdentifier,omitempty"`
	MaxResults            int      `json:"MaxResults,omitempty"`
	NextToken             string   `json:"NextToken,omitempty"`
	OpportunityIdentifier []string `json:"OpportunityIdentifier,omitempty"`
	Sort                  *Sort    `json:"Sort,omitempty"`
	TaskIdentifier        []string `json:"TaskIdentifier,omitempty"`
	TaskStatus            []string `json:"TaskStatus,omitempty"`
}

// ListSolutionsRequest reads a page of the caller's solutions.
type ListSolutionsRequest struct {
	AwsMarketplaceSolutionArn []string `json:"AwsMarketplaceSolutionArn,omitempty"`
	Catalog                   string   `json:"Catalog"`
	Category                  []string `json:"Category,omitempty"`
	Identifier                []string `json:"Identifier,omitempty"`
	MaxResults                int      `json:"MaxResults,omitempty"`
	NextToken                 string   `json:"NextToken,omitempty"`
	Sort                      *Sort    `json:"Sort,omitempty"`
	Status                    []string `json:"Status,omitempty"`
}

// GetAwsOpportunitySummaryRequest reads AWS's side of the caller's own opportunity.
type GetAwsOpportunitySummaryRequest struct {
	Catalog                      string `json:"Catalog"`
	RelatedOpportunityIdentifier string `json:"RelatedOpportunityIdentifier"`
}
