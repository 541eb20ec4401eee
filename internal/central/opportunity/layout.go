// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"cosell/internal/ace/doc"
)

// A member is one member of an answer, in AWS's order, which is alphabetical. What is absent is answered as null, lists
// that AWS always answers as []. Members that stand in no layout are never answered.
type member struct {
	name  string
	list  bool     // objects in a list
	never bool     // never null: [] or, with members, an object of its members
	of    []member // nil for a value that is answered as it is
}

func values(names ...string) []member {
	all := make([]member, len(names))
	for i, name := range names {
		all[i] = member{name: name}
	}
	return all
}

var (
	address  = values("City", "CountryCode", "PostalCode", "StateOrRegion", "StreetAddress")
	contact  = values("BusinessTitle", "Email", "FirstName", "LastName", "Phone")
	duration = values("Term", "Value")
	spending = values("Amount", "CurrencyCode", "EstimationUrl", "Frequency", "TargetCompany")

	// full is the answer of GetOpportunity. Source: model, GetOpportunityResponse.
	full = []member{
		{name: "Arn"}, {name: "Catalog"}, {name: "CreatedDate"},
		{name: "Customer", never: true, of: []member{
			{name: "Account", of: []member{
				{name: "Address", of: address}, {name: "AwsAccountId"}, {name: "CompanyName"}, {name: "Duns"}, {name: "Industry"},
				{name: "OtherIndustry"}, {name: "WebsiteUrl"}}},
			{name: "Contacts", list: true, never: true, of: contact}}},
		{name: "Id"}, {name: "LastModifiedDate"},
		{name: "LifeCycle", never: true, of: []member{
			{name: "ClosedLostReason"}, {name: "NextSteps"}, {name: "NextStepsHistory", list: true, of: values("Time", "Value")},
			{name: "ReviewComments"}, {name: "ReviewStatus"}, {name: "ReviewStatusReason"}, {name: "Stage"}, {name: "TargetCloseDate"}}},
		{name: "Marketing", of: values("AwsFundingUsed", "CampaignName", "Channels", "Source", "UseCases")},
		{name: "NationalSecurity"},
		{name: "OpportunityTeam", list: true, never: true, of: contact},
		{name: "OpportunityType"}, {name: "PartnerOpportunityIdentifier"}, {name: "PrimaryNeedsFromAws"},
		{name: "Project", of: []member{
			{name: "AdditionalComments"}, {name: "ApnPrograms"}, {name: "AwsPartition"}, {name: "CompetitorName"},
			{name: "CustomerBusinessProblem"}, {name: "CustomerUseCase"}, {name: "DeliveryModels"},
			{name: "ExpectedContractDuration", of: duration}, {name: "ExpectedCustomerSpend", list: true, of: spending},
			{name: "OtherCompetitorNames"}, {name: "OtherSolutionDescription"}, {name: "RelatedOpportunityIdentifier"},
			{name: "SalesActivities"}, {name: "Title"}}},
		{name: "RelatedEntityIdentifiers", never: true, of: []member{
			{name: "AwsMarketplaceOfferSets", never: true}, {name: "AwsMarketplaceOffers", never: true},
			{name: "AwsMarketplaceProducts", never: true}, {name: "AwsMarketplaceSolutions", never: true},
			{name: "AwsProducts", never: true}, {name: "Solutions", never: true}}},
		{name: "SoftwareRevenue", of: []member{
			{name: "DeliveryModel"}, {name: "EffectiveDate"}, {name: "ExpirationDate"}, {name: "Value", of: values("Amount", "CurrencyCode")}}},
	}

	// brief is an item of ListOpportunities. Source: model, OpportunitySummary.
	brief = []member{
		{name: "Arn"}, {name: "Catalog"}, {name: "CreatedDate"},
		{name: "Customer", never: true, of: []member{
			{name: "Account", of: []member{
				{name: "Address", of: values("City", "CountryCode", "PostalCode", "StateOrRegion")}, {name: "CompanyName"}, {name: "Industry"},
				{name: "OtherIndustry"}, {name: "WebsiteUrl"}}}}},
		{name: "Id"}, {name: "LastModifiedDate"},
		{name: "LifeCycle", never: true, of: values("ClosedLostReason", "NextSteps", "ReviewComments", "ReviewStatus",
			"ReviewStatusReason", "Stage", "TargetCloseDate")},
		{name: "OpportunityType"}, {name: "PartnerOpportunityIdentifier"},
		{name: "Project", of: []member{
			{name: "DeliveryModels"}, {name: "ExpectedContractDuration", of: duration},
			{name: "ExpectedCustomerSpend", list: true, of: spending}}},
	}
)

// A writer lays a record out as an answer.
type writer struct {
	out      []byte
	head     map[string]string // members that are written from the record, not from its document
	contacts int               // where the list of customer contacts stands, which is kept apart
}

func (w *writer) object(of []member, d doc.Doc) {
	w.out = append(w.out, '{')
	for i := range of {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		m := &of[i]
		w.out = append(append(append(w.out, '"'), m.name...), '"', ':')
		w.value(m, d[m.name])
	}
	w.out = append(w.out, '}')
}

func (w *writer) value(m *member, v any) {
	if m.name == "Contacts" {
		w.contacts = len(w.out)
		w.out = append(w.out, "[]"...)
		return
	}
	if text, own := w.head[m.name]; own && v == nil {
		w.out = doc.AppendValue(w.out, text)
		return
	}
	if m.of == nil {
		if list, isList := v.([]any); m.never && (!isList || len(list) == 0) {
			w.out = append(w.out, "[]"...)
			return
		}
		w.out = doc.AppendValue(w.out, v)
		return
	}
	if m.list {
		w.list(m, v)
		return
	}
	object, isObject := v.(doc.Doc)
	if !isObject && !m.never {
		w.out = append(w.out, "null"...)
		return
	}
	w.object(m.of, object)
}

func (w *writer) list(m *member, v any) {
	elements, _ := v.([]any)
	if len(elements) == 0 {
		if m.never {
			w.out = append(w.out, "[]"...)
		} else {
			w.out = append(w.out, "null"...)
		}
		return
	}
	w.out = append(w.out, '[')
	for i, element := range elements {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		object, _ := element.(doc.Doc)
		w.object(m.of, object)
	}
	w.out = append(w.out, ']')
}

// layOut is the record as an answer, without customer contacts, and where those belong.
func (r *Record) layOut(of []member, room int) (text []byte, contactsAt int) {
	w := writer{out: make([]byte, 0, room), head: r.head()}
	w.object(of, r.Doc)
	return w.out, w.contacts
}

// contactsText is the list of customer contacts as it is answered, nil for none.
func (r *Record) contactsText() []byte {
	list, _ := doc.Get(r.Doc, contactsPath).([]any)
	if len(list) == 0 {
		return nil
	}
	var w writer
	w.list(&member{list: true, of: contact}, list)
	return w.out
}
