// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"

	"cosell/internal/aws/selling"
)

// integration is what the second partner's own program does, and what AWS answers.
func (b *Builder) integration(ctx context.Context, h happening) error {
	o := b.world.Opportunities[h.opp]
	if h.step.What == "submit" {
		return b.submit(ctx, h.opp, o)
	}
	return b.decide(ctx, b.opened[h.opp], h.step)
}

func (b *Builder) submit(ctx context.Context, i int, o Opportunity) error {
	client, err := b.client(o.Partner)
	if err != nil {
		return err
	}
	token := fmt.Sprintf("demo-%d", i)
	var made struct{ Id string }
	if err := client.Call(ctx, "CreateOpportunity", b.request(o, token), &made); err != nil {
		return err
	}
	b.opened[i] = made.Id
	tie := map[string]any{"Catalog": selling.CatalogAWS, "OpportunityIdentifier": made.Id, "RelatedEntityType": "Solutions", "RelatedEntityIdentifier": o.Solution}
	if err := client.Call(ctx, "AssociateOpportunity", tie, nil); err != nil {
		return err
	}
	return client.Call(ctx, "StartEngagementFromOpportunityTask", map[string]any{
		"Catalog": selling.CatalogAWS, "ClientToken": token, "Identifier": made.Id,
		"AwsSubmission": map[string]any{"InvolvementType": "Co-Sell", "Visibility": "Full"},
	}, nil)
}

func (b *Builder) request(o Opportunity, token string) map[string]any {
	return map[string]any{
		"Catalog": selling.CatalogAWS, "ClientToken": token, "Origin": "Partner Referral",
		"PartnerOpportunityIdentifier": "HL-" + token, "OpportunityType": "Net New Business", "NationalSecurity": "No",
		"PrimaryNeedsFromAws": []string{"Co-Sell - Deal Support", "Co-Sell - Technical Consultation"},
		"Customer": map[string]any{"Account": map[string]any{
			"CompanyName": o.Company, "Industry": o.Industry, "WebsiteUrl": o.Website,
			"Address": map[string]any{"CountryCode": o.Country, "PostalCode": o.Postal, "StateOrRegion": o.State},
		}},
		"Project": map[string]any{
			"Title": o.Title, "CustomerBusinessProblem": o.Problem, "CustomerUseCase": o.Use, "DeliveryModels": []string{o.Delivery},
			"SalesActivities":       []string{"Initialized discussions with customer", "Customer has shown interest in solution"},
			"ExpectedCustomerSpend": []any{map[string]any{"Amount": o.Amount, "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}},
		},
		"LifeCycle": map[string]any{"Stage": "Qualified", "TargetCloseDate": b.day(o.Close), "NextSteps": "Agree on the first milestone"},
		"Marketing": map[string]any{"Source": "None"},
	}
}
