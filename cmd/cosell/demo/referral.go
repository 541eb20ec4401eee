// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
)

// A referred deal is one that AWS offers to the first partner at the end of the story.
type referred struct {
	company, industry, country, website   string
	street, city, state, zip              string
	title, problem, useCase, next         string
	first, last, email, role, phone, help string
	spend                                 string // USD in a month
	closeIn                               int    // days
}

// referrals are in both languages, as the world's people are.
var referrals = []referred{
	{"Harbor Lane Logistics", "Transportation and Logistics", "US", "https://harborlane.example", "40 Pier Road", "Seattle", "Washington", "98101",
		"Route planning that learns", "Routes are planned by hand each night, and a late truck upsets the whole plan.", "AI Machine Learning and Analytics",
		"Show the customer a plan of last week, made anew", "Dana", "Whitfield", "dana.whitfield@harborlane.example", "VP Operations", "+12065550123",
		"Please bring your forecasting team.", "18000", 120},
	{"みなと電機株式会社", "Manufacturing", "JP", "https://minato-denki.example", "港町 1-2-3", "横浜市", "神奈川県", "220-0011",
		"工場データ基盤の刷新", "工場ごとにデータが分かれており、全社の品質分析に一週間かかっています。", "Big Data",
		"お客様向けデモの準備", "恵", "中村", "megumi.nakamura@minato-denki.example", "情報システム部長", "+81455550123",
		"製造業の事例を中心にご支援をお願いします。", "9500", 90},
}

func (r referred) document(today time.Time) doc.Doc {
	address := doc.Doc{"StreetAddress": r.street, "City": r.city, "StateOrRegion": r.state, "PostalCode": r.zip, "CountryCode": r.country}
	return doc.Doc{
		"OpportunityType":     "Net New Business",
		"PrimaryNeedsFromAws": []any{"Co-Sell - Technical Consultation"},
		"Customer": doc.Doc{
			"Account":  doc.Doc{"CompanyName": r.company, "Industry": r.industry, "WebsiteUrl": r.website, "Address": address},
			"Contacts": []any{doc.Doc{"FirstName": r.first, "LastName": r.last, "Email": r.email, "BusinessTitle": r.role, "Phone": r.phone}}},
		"LifeCycle": doc.Doc{"TargetCloseDate": today.AddDate(0, 0, r.closeIn).Format(time.DateOnly), "NextSteps": r.next, "Stage": "Prospect"},
		"Project": doc.Doc{"Title": r.title, "CustomerBusinessProblem": r.problem, "CustomerUseCase": r.useCase, "DeliveryModels": []any{"SaaS or PaaS"},
			"ExpectedCustomerSpend": []any{doc.Doc{"Amount": r.spend, "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}}},
	}
}

// refer has AWS offer two opportunities and a lead to the first partner, which wait for its answer.
func (b *Builder) refer(ctx context.Context) error {
	to := b.world.Partners[0].Account
	pdm := selling.SenderContact{Email: *team[1].Email, FirstName: team[1].FirstName, LastName: team[1].LastName, BusinessTitle: new("PDM")}
	for _, r := range referrals {
		if _, err := b.Engagements.Refer(ctx, b.reviewer, engagement.Referral{Catalog: selling.CatalogAWS, Partner: to, Opportunity: r.document(b.today),
			Contacts: []selling.SenderContact{pdm}, Message: r.help}); err != nil {
			return fmt.Errorf("refer %s: %w", r.title, err)
		}
	}
	_, err := b.Engagements.ShareLead(ctx, b.reviewer, engagement.LeadShare{Catalog: selling.CatalogAWS, Partner: to, Title: "Retail analytics at Fernhill",
		Description: "Met at the retail summit.", Message: "They look for a partner who knows shops.", Lead: selling.Lead{
			Customer: selling.LeadCustomer{CompanyName: "Fernhill Stores", Industry: new("Retail"), WebsiteURL: new("https://fernhill.example"),
				AwsMaturity: new("Evaluating"), MarketSegment: new("Medium"), Address: &selling.LeadAddress{CountryCode: new("US")}},
			Insights: &selling.LeadInsights{LeadReadinessScore: new("High")},
			Interactions: []selling.LeadInteraction{{SourceType: new("Event"), SourceID: new("retail-summit"), SourceName: new("Retail summit"), Usecase: new("Analytics"),
				CustomerAction: new("Asked for a call"), BusinessProblem: new("Stock figures of the shops arrive two days late."),
				Contact: selling.LeadContact{BusinessTitle: "CTO", Email: "iris.holm@fernhill.example", FirstName: "Iris", LastName: "Holm"}}}}})
	if err != nil {
		return fmt.Errorf("share a lead: %w", err)
	}
	return nil
}
