// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mapping

import "cosell/internal/connector/crm"

// Standard is the mapping that the connector comes with: a CRM's opportunity, its account and its primary contact.
//
// The account and the contact only go out: they belong to many deals, and what one referral says about a customer must
// not overwrite what the company knows. Stage, close date and loss reason go both ways because these rows say so.
func Standard() []Pair {
	return append(append(ofOpportunity(), ofAccount()...), ofContact()...)
}

func ofOpportunity() []Pair {
	const o = crm.Opportunity
	return []Pair{
		{o, "Id", "PartnerOpportunityIdentifier", ToAWS, CRMWins, "text", nil},
		{o, "Name", "Project.Title", ToAWS, CRMWins, "trimmed", nil},
		{o, "Description", "Project.CustomerBusinessProblem", Both, CRMWins, "trimmed", nil},
		{o, "StageName", "LifeCycle.Stage", Both, CRMWins, "pick", stagePicks},
		{o, "LossReason", "LifeCycle.ClosedLostReason", Both, CRMWins, "pick", lossPicks},
		{o, "CloseDate", "LifeCycle.TargetCloseDate", Both, LatestWins, "date", nil},
		{o, "NextStep", "LifeCycle.NextSteps", Both, LatestWins, "trimmed", nil},
		{o, "Type", "OpportunityType", Both, CRMWins, "pick", typePicks},
		{o, "AwsMonthlyRevenue", amountPath, Both, CRMWins, "money", nil},
		{o, "CurrencyIsoCode", currencyPath, ToAWS, CRMWins, "pick", nil},
		{o, "EstimationUrl", estimationPath, ToAWS, CRMWins, "trimmed", nil},
		{o, "UseCase", "Project.CustomerUseCase", Both, CRMWins, "pick", nil},
		{o, "DeliveryModels", "Project.DeliveryModels", Both, CRMWins, "picks", nil},
		{o, "SalesActivities", "Project.SalesActivities", Both, CRMWins, "picks", nil},
		{o, "PrimaryNeeds", "PrimaryNeedsFromAws", Both, CRMWins, "picks", nil},
		{o, "Solutions", "RelatedEntityIdentifiers.Solutions", Both, CRMWins, "list", nil},
		{o, "AwsProducts", "RelatedEntityIdentifiers.AwsProducts", Both, CRMWins, "list", nil},
		{o, "OtherSolution", "Project.OtherSolutionDescription", ToAWS, CRMWins, "trimmed", nil},
		{o, "NationalSecurity", "NationalSecurity", ToAWS, CRMWins, "yesno", nil},
		{o, "Competitor", "Project.CompetitorName", Both, CRMWins, "pick", nil},
		{o, "OtherCompetitors", "Project.OtherCompetitorNames", ToAWS, CRMWins, "trimmed", nil},
		{o, "ApnPrograms", "Project.ApnPrograms", Both, CRMWins, "picks", nil},
		{o, "AwsPartition", "Project.AwsPartition", ToAWS, CRMWins, "pick", nil},
		{o, "ParentOpportunityId", "Project.RelatedOpportunityIdentifier", ToAWS, CRMWins, "trimmed", nil},
		{o, "AdditionalComments", "Project.AdditionalComments", Both, CRMWins, "trimmed", nil},
		{o, "FromMarketing", "Marketing.Source", ToAWS, CRMWins, "source", nil},
		{o, "MarketingFundsUsed", "Marketing.AwsFundingUsed", ToAWS, CRMWins, "yesno", nil},
		{o, "CampaignName", "Marketing.CampaignName", ToAWS, CRMWins, "trimmed", nil},
		{o, "MarketingChannels", "Marketing.Channels", ToAWS, CRMWins, "picks", nil},
		{o, "MarketingUseCases", "Marketing.UseCases", ToAWS, CRMWins, "picks", nil},
	}
}

func ofAccount() []Pair {
	const a = crm.Account
	return []Pair{
		{a, "Name", "Customer.Account.CompanyName", ToAWS, CRMWins, "trimmed", nil},
		{a, "Industry", industryPath, ToAWS, CRMWins, "industry", industryPicks},
		{a, "OtherIndustry", otherIndustry, ToAWS, CRMWins, "trimmed", nil},
		{a, "Website", "Customer.Account.WebsiteUrl", ToAWS, CRMWins, "trimmed", nil},
		{a, "Duns", "Customer.Account.Duns", ToAWS, CRMWins, "duns", nil},
		{a, "AwsAccountId", "Customer.Account.AwsAccountId", ToAWS, CRMWins, "account", nil},
		{a, "BillingCountry", countryPath, ToAWS, CRMWins, "country", nil},
		{a, "BillingPostalCode", "Customer.Account.Address.PostalCode", ToAWS, CRMWins, "postal", nil},
		{a, "BillingState", "Customer.Account.Address.StateOrRegion", ToAWS, CRMWins, "state", nil},
		{a, "BillingCity", "Customer.Account.Address.City", ToAWS, CRMWins, "trimmed", nil},
		{a, "BillingStreet", "Customer.Account.Address.StreetAddress", ToAWS, CRMWins, "trimmed", nil},
	}
}

func ofContact() []Pair {
	const c = crm.Contact
	return []Pair{
		{c, "FirstName", "Customer.Contacts[].FirstName", ToAWS, CRMWins, "trimmed", nil},
		{c, "LastName", "Customer.Contacts[].LastName", ToAWS, CRMWins, "trimmed", nil},
		{c, "Title", "Customer.Contacts[].BusinessTitle", ToAWS, CRMWins, "trimmed", nil},
		{c, "Email", "Customer.Contacts[].Email", ToAWS, CRMWins, "email", nil},
		{c, "Phone", "Customer.Contacts[].Phone", ToAWS, CRMWins, "phone", nil},
	}
}

var stagePicks = []Pick{
	{"Prospecting", "Prospect"}, {"Qualification", "Qualified"}, {"Needs Analysis", "Technical Validation"},
	{"Proposal", "Business Validation"}, {"Negotiation", "Business Validation"}, {"Contract Signed", "Committed"},
	{"Closed Won", "Launched"}, {"Closed Lost", "Closed Lost"},
}

var typePicks = []Pick{{"New Business", "Net New Business"}, {"Renewal", "Flat Renewal"}, {"Upsell", "Expansion"}}

var lossPicks = []Pick{
	{"Price", "Price"}, {"No Budget", "Financial/Commercial"}, {"No Decision", "Delay / Cancellation of Project"},
	{"Lost to Competitor", "Lost to Competitor - Other"}, {"Technical", "Technical Limitations"}, {"Security", "Security / Compliance"},
	{"Legal", "Legal / Tax / Regulatory"}, {"On-Premises", "On Premises Deployment"}, {"Other", "Other"},
}

var industryPicks = []Pick{
	{"Aerospace & Defense", "Aerospace"}, {"Banking & Financial Services", "Financial Services"}, {"Insurance", "Financial Services"},
	{"Construction & Real Estate", "Real Estate and Construction"}, {"Energy", "Energy - Power and Utilities"},
	{"Utilities", "Energy - Power and Utilities"}, {"Oil & Gas", "Energy - Oil and Gas"},
	{"Entertainment & Media", "Media and Entertainment"}, {"Not For Profit", "Non-Profit Organization"},
}
