// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"cosell/internal/ace/catalogue"
)

func when(path string, op Op, values ...string) Test { return Test{Path: path, Op: op, Values: values} }

var (
	classified    = when("NationalSecurity", Is, "Yes")
	notClassified = when("NationalSecurity", IsNot, "Yes")
	fromMarketing = when("Marketing.Source", Is, "Marketing Activity")
	otherIndustry = when("Customer.Account.Industry", Is, "Other")
	inTheUS       = when("Customer.Account.Address.CountryCode", Is, "US")
	otherRival    = when("Project.CompetitorName", Is, "*Other")
	launched      = when("LifeCycle.Stage", Is, StageLaunched)
	lost          = when("LifeCycle.Stage", Is, StageClosedLost)
	afterApproval = when("LifeCycle.ReviewStatus", Is, ReviewApproved)
	handedIn      = when("LifeCycle.ReviewStatus", IsNot, ReviewPending)
	goingOn       = when("LifeCycle.Stage", Is, StageQualified, StageTechnicalValidation, StageBusinessValidation, StageCommitted, StageLaunched)
	helpWanted    = when("InvolvementType", Is, CoSell)
)

// Conditions are all circumstances under which a field is required, shown or forbidden, in the order of the form.
var Conditions = append(append(append([]Condition{}, submitConditions()...), laterConditions...), formConditions...)

func submitConditions() []Condition {
	required := func(path string, tests ...Test) Condition {
		return Condition{Path: path, Effect: Require, Moments: []Moment{OnSubmit}, When: tests, Rule: "submit-needs-basics"}
	}
	withoutPostalCode := []string{}
	for _, country := range catalogue.Values("country") {
		if !catalogue.Postal(country.API).Required {
			withoutPostalCode = append(withoutPostalCode, country.API)
		}
	}
	return []Condition{
		required("Customer.Account.CompanyName", notClassified),
		required("Customer.Account.Industry"),
		required("Customer.Account.Address.CountryCode"),
		required("Customer.Account.WebsiteUrl", notClassified),
		required("Project.Title"),
		required("Project.CustomerBusinessProblem"),
		required("Project.CustomerUseCase"),
		required("Project.DeliveryModels"),
		required("Project.ExpectedCustomerSpend[].Amount"),
		required("LifeCycle.TargetCloseDate"),
		{Path: "Customer.Account.Address.StateOrRegion", Effect: Require, Moments: []Moment{OnSubmit},
			When: []Test{inTheUS, notClassified}, Rule: "us-needs-state",
			whenEN: "when the country is US", whenJA: "国がアメリカ合衆国の場合"},
		{Path: "Customer.Account.Address.PostalCode", Effect: Require, Moments: []Moment{OnSubmit},
			When: []Test{when("Customer.Account.Address.CountryCode", Given),
				when("Customer.Account.Address.CountryCode", IsNot, withoutPostalCode...), notClassified},
			Rule: "postal-code-given", whenEN: "for country", whenJA: "この国の場合"},
		{Path: "PrimaryNeedsFromAws", Effect: Require, Moments: []Moment{OnSubmit}, When: []Test{helpWanted},
			Rule: "co-sell-needs-primary-need"},
		{Path: "Project.SalesActivities", Effect: Require, Moments: []Moment{OnSubmit}, When: []Test{helpWanted},
			Rule: "co-sell-needs-sales-activity", whenEN: "when the involvement type is Co-Sell", whenJA: "AWS の関与タイプが「共同販売」の場合"},
	}
}

var laterConditions = []Condition{
	{Path: "Customer.Account.OtherIndustry", Effect: Require, When: []Test{otherIndustry}, Rule: "other-industry-named",
		whenEN: "when the industry is Other", whenJA: "業種が「その他」の場合"},
	{Path: "Marketing.AwsFundingUsed", Effect: Require, When: []Test{fromMarketing}, Rule: "marketing-needs-funding",
		whenEN: "when the opportunity comes from a marketing activity", whenJA: "マーケティング活動による案件の場合"},
	{Path: "Project.OtherCompetitorNames", Effect: Require, When: []Test{otherRival}, Rule: "other-competitor-named",
		whenEN: "when the competitor is *Other", whenJA: "競合が「その他」の場合"},
	{Path: "LifeCycle.Stage", Effect: Require, Moments: []Moment{OnUpdate}, When: []Test{handedIn}, Rule: "update-needs-stage",
		whenEN: "in every update after submission", whenJA: "送信後の更新では"},
	{Path: "LifeCycle.TargetCloseDate", Effect: Require, Moments: []Moment{OnUpdate}, When: []Test{handedIn},
		Rule: "update-needs-close-date", whenEN: "in every update after submission", whenJA: "送信後の更新では"},
	{Path: "LifeCycle.ClosedLostReason", Effect: Require, When: []Test{lost}, Rule: "lost-needs-reason",
		whenEN: "when the stage is Closed Lost", whenJA: "ステージが「失注」の場合"},
	qualified("Project.CustomerUseCase"), qualified("Project.DeliveryModels"), qualified("Project.ExpectedCustomerSpend[].Amount"),
	qualified("PrimaryNeedsFromAws"),
	{Path: "Project.SalesActivities", Effect: Require, Moments: []Moment{OnUpdate}, When: []Test{afterApproval, goingOn, helpWanted},
		Rule: "qualified-needs-basics", whenEN: "from stage Qualified on", whenJA: "ステージ「認定済み」以降では"},
	{Path: "Customer.Account.AwsAccountId", Effect: Require, When: []Test{launched, when("Partner.Consulting", Is, "Yes")},
		Rule: "launch-needs-account", whenEN: "to launch", whenJA: "ローンチするには"},
	revenue("SoftwareRevenue.DeliveryModel"), revenue("SoftwareRevenue.Value.Amount"), revenue("SoftwareRevenue.Value.CurrencyCode"),
	revenue("SoftwareRevenue.EffectiveDate"), revenue("SoftwareRevenue.ExpirationDate"),
}

func qualified(path string) Condition {
	return Condition{Path: path, Effect: Require, Moments: []Moment{OnUpdate}, When: []Test{afterApproval, goingOn},
		Rule: "qualified-needs-basics", whenEN: "from stage Qualified on", whenJA: "ステージ「認定済み」以降では"}
}

func revenue(path string) Condition {
	return Condition{Path: path, Effect: Require, Rule: "launch-needs-software-revenue",
		When: []Test{launched, when("Partner.SpecialProgram", Is, "Yes"), when("Project.DeliveryModels", Is, "SaaS or PaaS"),
			helpWanted, when("Marketplace", IsNot, "Yes")},
		whenEN: "to launch in the partner's program", whenJA: "参加プログラムの案件をローンチするには"}
}

// formConditions only steer forms, and say what has no place beside another choice.
var formConditions = []Condition{
	{Path: "Customer.Account.OtherIndustry", Effect: Show, When: []Test{otherIndustry}},
	{Path: "NationalSecurity", Effect: Show, When: []Test{when("Customer.Account.Industry", Is, "Government")}},
	{Path: "NationalSecurity", Effect: Show, When: []Test{classified}},
	{Path: "Marketing.CampaignName", Effect: Show, When: []Test{fromMarketing}},
	{Path: "Marketing.Channels", Effect: Show, When: []Test{fromMarketing}},
	{Path: "Marketing.AwsFundingUsed", Effect: Show, When: []Test{fromMarketing}},
	{Path: "Marketing.UseCases", Effect: Show, When: []Test{fromMarketing, when("Marketing.AwsFundingUsed", Is, "Yes")}},
	{Path: "Project.OtherCompetitorNames", Effect: Show, When: []Test{otherRival}},
	{Path: "Project.RelatedOpportunityIdentifier", Effect: Show, When: []Test{when("OpportunityType", Is, "Flat Renewal", "Expansion")}},
	{Path: "LifeCycle.ClosedLostReason", Effect: Show, When: []Test{lost}},
	{Path: "Project.SalesActivities", Effect: Show, When: []Test{helpWanted}},
	{Path: "Marketing.CampaignName", Effect: Forbid, When: []Test{when("Marketing.Source", IsNot, "Marketing Activity")}, Rule: "no-marketing-no-details"},
	{Path: "Marketing.Channels", Effect: Forbid, When: []Test{when("Marketing.Source", IsNot, "Marketing Activity")}, Rule: "no-marketing-no-details"},
	{Path: "Marketing.AwsFundingUsed", Effect: Forbid, When: []Test{when("Marketing.Source", IsNot, "Marketing Activity")}, Rule: "no-marketing-no-details"},
	{Path: "Marketing.UseCases", Effect: Forbid, When: []Test{when("Marketing.Source", IsNot, "Marketing Activity")}, Rule: "no-marketing-no-details"},
	{Path: "Project.OtherCompetitorNames", Effect: Forbid, When: []Test{when("Project.CompetitorName", IsNot, "*Other")}, Rule: "competitor-name-only-for-other"},
}
