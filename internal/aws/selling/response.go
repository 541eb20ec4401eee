// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

import "encoding/json"

// Answers, as the model spells them: members in alphabetical order, and what is absent as null, as AWS's own answers are.
// GetOpportunity answers the opportunity document and has no type.

// OrNull is the text, or null on the wire when there is none.
func OrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// CreateOpportunityResponse names the new opportunity.
type CreateOpportunityResponse struct {
	ID                           string  `json:"Id"`
	LastModifiedDate             string  `json:"LastModifiedDate"`
	PartnerOpportunityIdentifier *string `json:"PartnerOpportunityIdentifier"`
}

// UpdateOpportunityResponse carries the new LastModifiedDate, the lock of the next update.
type UpdateOpportunityResponse struct {
	ID               string `json:"Id"`
	LastModifiedDate string `json:"LastModifiedDate"`
}

// ListOpportunitiesResponse is one page. A null NextToken ends the list; a page may be empty before that.
type ListOpportunitiesResponse struct {
	NextToken            *string              `json:"NextToken"`
	OpportunitySummaries []OpportunitySummary `json:"OpportunitySummaries"`
}

// OpportunitySummary is an opportunity as lists show it: without contacts, business problem and associations.
type OpportunitySummary struct {
	Arn                          *string           `json:"Arn"`
	Catalog                      string            `json:"Catalog"`
	CreatedDate                  string            `json:"CreatedDate"`
	Customer                     *CustomerSummary  `json:"Customer"`
	ID                           string            `json:"Id"`
	LastModifiedDate             string            `json:"LastModifiedDate"`
	LifeCycle                    *LifeCycleSummary `json:"LifeCycle"`
	OpportunityType              *string           `json:"OpportunityType"`
	PartnerOpportunityIdentifier *string           `json:"PartnerOpportunityIdentifier"`
	Project                      *ProjectSummary   `json:"Project"`
}

// CustomerSummary is the customer in a list.
type CustomerSummary struct {
	Account *AccountSummary `json:"Account"`
}

// AccountSummary is the customer's company in a list.
type AccountSummary struct {
	Address       *AddressSummary `json:"Address"`
	CompanyName   string          `json:"CompanyName"`
	Industry      *string         `json:"Industry"`
	OtherIndustry *string         `json:"OtherIndustry"`
	WebsiteURL    *string         `json:"WebsiteUrl"`
}

// AddressSummary is the customer's address in a list, without its street.
type AddressSummary struct {
	City          *string `json:"City"`
	CountryCode   *string `json:"CountryCode"`
	PostalCode    *string `json:"PostalCode"`
	StateOrRegion *string `json:"StateOrRegion"`
}

// LifeCycleSummary is where the opportunity stands.
type LifeCycleSummary struct {
	ClosedLostReason   *string `json:"ClosedLostReason"`
	NextSteps          *string `json:"NextSteps"`
	ReviewComments     *string `json:"ReviewComments"`
	ReviewStatus       *string `json:"ReviewStatus"`
	ReviewStatusReason *string `json:"ReviewStatusReason"`
	Stage              *string `json:"Stage"`
	TargetCloseDate    *string `json:"TargetCloseDate"`
}

// ProjectSummary is the project in a list.
type ProjectSummary struct {
	DeliveryModels           []string                  `json:"DeliveryModels"`
	ExpectedContractDuration *ExpectedContractDuration `json:"ExpectedContractDuration"`
	ExpectedCustomerSpend    []ExpectedCustomerSpend   `json:"ExpectedCustomerSpend"`
}

// ExpectedContractDuration is how long the contract is expected to run.
type ExpectedContractDuration struct {
	Term  string `json:"Term"`
	Value string `json:"Value"`
}

// ExpectedCustomerSpend is what the customer is expected to spend. The amount is text: the partner's digits are kept.
type ExpectedCustomerSpend struct {
	Amount        *string `json:"Amount"`
	CurrencyCode  string  `json:"CurrencyCode"`
	EstimationURL *string `json:"EstimationUrl"`
	Frequency     string  `json:"Frequency"`
	TargetCompany string  `json:"TargetCompany"`
}

// EngagementTask is how a task stands that shares an opportunity with AWS: the answer of
// StartEngagementFromOpportunityTask, and an item of the list of such tasks.
type EngagementTask struct {
	EngagementID           *string `json:"EngagementId"`
	EngagementInvitationID *string `json:"EngagementInvitationId"`
	Message                *string `json:"Message"`
	OpportunityID          *string `json:"OpportunityId"`
	ReasonCode             *string `json:"ReasonCode"`
	ResourceSnapshotJobID  *string `json:"ResourceSnapshotJobId"`
	StartTime              string  `json:"StartTime"`
	TaskArn                string  `json:"TaskArn"`
	TaskID                 string  `json:"TaskId"`
	TaskStatus             string  `json:"TaskStatus"`
}

// How a task stands.
const (
	TaskInProgress = "IN_PROGRESS"
	TaskComplete   = "COMPLETE"
	TaskFailed     = "FAILED"
)

// ListEngagementFromOpportunityTasksResponse is one page.
type ListEngagementFromOpportunityTasksResponse struct {
	NextToken     *string          `json:"NextToken"`
	TaskSummaries []EngagementTask `json:"TaskSummaries"`
}

// ListSolutionsResponse is one page.
type ListSolutionsResponse struct {
	NextToken         *string        `json:"NextToken"`
	SolutionSummaries []SolutionBase `json:"SolutionSummaries"`
}

// SolutionBase is one of the partner's solutions.
type SolutionBase struct {
	Arn                       *string `json:"Arn"`
	AwsMarketplaceSolutionArn *string `json:"AwsMarketplaceSolutionArn"`
	Catalog                   string  `json:"Catalog"`
	Category                  string  `json:"Category"`
	CreatedDate               string  `json:"CreatedDate"`
	ID                        string  `json:"Id"`
	Name                      string  `json:"Name"`
	Status                    string  `json:"Status"`
}

// GetAwsOpportunitySummaryResponse is AWS's side of an opportunity. Insights, contacts and spend are carried as they are.
type GetAwsOpportunitySummaryResponse struct {
	Catalog                     string           `json:"Catalog"`
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

// AwsLifeCycle is where AWS stands. Stage, close date and reason are disclosed only once the deal is over.
type AwsLifeCycle struct {
	ClosedLostReason *string    `json:"ClosedLostReason"`
	NextSteps        *string    `json:"NextSteps"`
	NextStepsHistory []NextStep `json:"NextStepsHistory"`
	Stage            *string    `json:"Stage"`
	TargetCloseDate  *string    `json:"TargetCloseDate"`
}

// A NextStep is one line of a history.
type NextStep struct {
	Time  string `json:"Time"`
	Value string `json:"Value"`
}

// AwsTeamMember is somebody at AWS.
type AwsTeamMember struct {
	BusinessTitle string  `json:"BusinessTitle"`
	Email         *string `json:"Email"`
	FirstName     *string `json:"FirstName"`
	LastName      *string `json:"LastName"`
}

// RelatedEntities are what AWS sees tied to the opportunity.
type RelatedEntities struct {
	AwsMarketplaceProducts  []string `json:"AwsMarketplaceProducts"`
	AwsMarketplaceSolutions []string `json:"AwsMarketplaceSolutions"`
	AwsProducts             []string `json:"AwsProducts"`
	Solutions               []string `json:"Solutions"`
}
