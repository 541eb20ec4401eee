// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

// The types of an engagement's contexts.
const (
	ContextCustomerProject   = "CustomerProject"
	ContextLead              = "Lead"
	ContextProspectingResult = "ProspectingResult"
)

// EngagementContext is what an engagement is about: a project, a lead or what prospecting found.
type EngagementContext struct {
	ID      *string         `json:"Id"`
	Payload *ContextPayload `json:"Payload"`
	Type    string          `json:"Type"`
}

// ContextPayload is a context of one of the types; the others are nil.
type ContextPayload struct {
	CustomerProject   *CustomerProject   `json:"CustomerProject"`
	Lead              *Lead              `json:"Lead"`
	ProspectingResult *ProspectingResult `json:"ProspectingResult"`
}

// CustomerProject is a customer and what it wants to do.
type CustomerProject struct {
	Customer *EngagementCustomer `json:"Customer"`
	Project  *EngagementProject  `json:"Project"`
}

// EngagementCustomer is the customer of an engagement.
type EngagementCustomer struct {
	CompanyName string `json:"CompanyName"`
	CountryCode string `json:"CountryCode"`
	Industry    string `json:"Industry"`
	WebsiteURL  string `json:"WebsiteUrl"`
}

// EngagementProject is what the customer of an engagement wants to do.
type EngagementProject struct {
	BusinessProblem      string `json:"BusinessProblem"`
	TargetCompletionDate string `json:"TargetCompletionDate"`
	Title                string `json:"Title"`
}

// Lead is a possible customer and how it was met.
type Lead struct {
	Customer            LeadCustomer      `json:"Customer"`
	Insights            *LeadInsights     `json:"Insights"`
	Interactions        []LeadInteraction `json:"Interactions"`
	QualificationStatus *string           `json:"QualificationStatus"`
}

// LeadCustomer is the company of a lead.
type LeadCustomer struct {
	Address       *LeadAddress `json:"Address"`
	AwsMaturity   *string      `json:"AwsMaturity"`
	CompanyName   string       `json:"CompanyName"`
	Industry      *string      `json:"Industry"`
	MarketSegment *string      `json:"MarketSegment"`
	WebsiteURL    *string      `json:"WebsiteUrl"`
}

// LeadAddress is where the company of a lead sits.
type LeadAddress struct {
	City          *string `json:"City"`
	CountryCode   *string `json:"CountryCode"`
	PostalCode    *string `json:"PostalCode"`
	StateOrRegion *string `json:"StateOrRegion"`
}

// LeadInsights is what AWS thinks of a lead.
type LeadInsights struct {
	LeadReadinessScore *string `json:"LeadReadinessScore"`
}

// LeadInteraction is one contact with the company of a lead.
type LeadInteraction struct {
	BusinessProblem *string     `json:"BusinessProblem"`
	Contact         LeadContact `json:"Contact"`
	CustomerAction  *string     `json:"CustomerAction"`
	InteractionDate *string     `json:"InteractionDate"`
	SourceID        *string     `json:"SourceId"`
	SourceName      *string     `json:"SourceName"`
	SourceType      *string     `json:"SourceType"`
	Usecase         *string     `json:"Usecase"`
}

// LeadContact is the person of an interaction.
type LeadContact struct {
	BusinessTitle string  `json:"BusinessTitle"`
	Email         string  `json:"Email"`
	FirstName     string  `json:"FirstName"`
	LastName      string  `json:"LastName"`
	Phone         *string `json:"Phone"`
}

// ProspectingResult is what prospecting found out about a customer.
type ProspectingResult struct {
	Aws *ProspectingResultAws `json:"Aws"`
}

// ProspectingResultAws is what AWS found out, and by which task.
type ProspectingResultAws struct {
	Customer  *ProspectingCustomer `json:"Customer"`
	EndTime   *string              `json:"EndTime"`
	Insights  *ProspectingInsights `json:"Insights"`
	StartTime *string              `json:"StartTime"`
	TaskArn   *string              `json:"TaskArn"`
	TaskID    *string              `json:"TaskId"`
	TaskName  *string              `json:"TaskName"`
}

// ProspectingCustomer is a customer as prospecting sees it.
type ProspectingCustomer struct {
	AccountName          *string  `json:"AccountName"`
	CompanySize          *string  `json:"CompanySize"`
	Country              *string  `json:"Country"`
	EligiblePrograms     []string `json:"EligiblePrograms"`
	Geo                  *string  `json:"Geo"`
	Industry             *string  `json:"Industry"`
	PublicProfileSummary *string  `json:"PublicProfileSummary"`
	Region               *string  `json:"Region"`
	Segment              *string  `json:"Segment"`
	SubIndustry          *string  `json:"SubIndustry"`
	SubRegion            *string  `json:"SubRegion"`
}

// ProspectingInsights is how well a customer suits.
type ProspectingInsights struct {
	MarketplaceEngagementScore *string `json:"MarketplaceEngagementScore"`
	SolutionCategory           *string `json:"SolutionCategory"`
	SolutionScore              *string `json:"SolutionScore"`
	SolutionSubCategory        *string `json:"SolutionSubCategory"`
}

// CreateEngagementContextRequest adds a context to an engagement.
type CreateEngagementContextRequest struct {
	Catalog              string         `json:"Catalog"`
	ClientToken          string         `json:"ClientToken"`
	EngagementIdentifier string         `json:"EngagementIdentifier"`
	Payload              ContextPayload `json:"Payload"`
	Type                 string         `json:"Type"`
}

// EngagementContextResponse names a context that was made or changed, and the new lock of its engagement.
type EngagementContextResponse struct {
	ContextID                string `json:"ContextId"`
	EngagementArn            string `json:"EngagementArn"`
	EngagementID             string `json:"EngagementId"`
	EngagementLastModifiedAt string `json:"EngagementLastModifiedAt"`
}

// UpdateEngagementContextRequest changes a context, provided that the engagement is as the caller knows it.
type UpdateEngagementContextRequest struct {
	Catalog                  string        `json:"Catalog"`
	ContextIdentifier        string        `json:"ContextIdentifier"`
	EngagementIdentifier     string        `json:"EngagementIdentifier"`
	EngagementLastModifiedAt string        `json:"EngagementLastModifiedAt"`
	Payload                  ContextChange `json:"Payload"`
	Type                     string        `json:"Type"`
}

// ContextChange is the change of a context of one of the types; the others are nil.
type ContextChange struct {
	CustomerProject   *CustomerProject   `json:"CustomerProject"`
	Lead              *LeadChange        `json:"Lead"`
	ProspectingResult *ProspectingResult `json:"ProspectingResult"`
}

// LeadChange replaces the company of a lead and adds one interaction.
type LeadChange struct {
	Customer            LeadCustomer     `json:"Customer"`
	Insights            *LeadInsights    `json:"Insights"`
	Interaction         *LeadInteraction `json:"Interaction"`
	QualificationStatus *string          `json:"QualificationStatus"`
}
