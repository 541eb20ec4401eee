// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

// The wire paths that code asks for by name, outside of the tables that are walked. On the AWS side of an opportunity
// the same paths mean what AWS says of its own record.
const (
	PathCompany          = "Customer.Account.CompanyName"
	PathCountry          = "Customer.Account.Address.CountryCode"
	PathContacts         = "Customer.Contacts"
	PathStage            = "LifeCycle.Stage"
	PathReviewStatus     = "LifeCycle.ReviewStatus"
	PathReviewReason     = "LifeCycle.ReviewStatusReason"
	PathReviewComments   = "LifeCycle.ReviewComments"
	PathCloseDate        = "LifeCycle.TargetCloseDate"
	PathLostReason       = "LifeCycle.ClosedLostReason"
	PathNextSteps        = "LifeCycle.NextSteps"
	PathNextStepsHistory = "LifeCycle.NextStepsHistory"
	PathTitle            = "Project.Title"
	PathBusinessProblem  = "Project.CustomerBusinessProblem"
	PathUseCase          = "Project.CustomerUseCase"
	PathSalesActivities  = "Project.SalesActivities"
	PathSpend            = "Project.ExpectedCustomerSpend"
	PathSolutions        = "RelatedEntityIdentifiers.Solutions"
	PathProducts         = "RelatedEntityIdentifiers.AwsProducts"
	PathEngagementScore  = "Insights.EngagementScore"
	PathNextBestActions  = "Insights.NextBestActions"
	PathTeamTitle        = "OpportunityTeam[].BusinessTitle"
)
