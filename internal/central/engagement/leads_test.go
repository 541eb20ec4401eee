// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// leads are the companies of the list, over all pages.
func leads(t *testing.T, w *centraltest.World, c identity.Caller, sort string, filters ...opportunity.Filter) (companies []string) {
	t.Helper()
	in := opportunity.Browse{Catalog: aws, Size: 2, Filters: filters, Sort: sort}
	for {
		shelf, err := w.Engagements.Leads(t.Context(), c, in)
		if err != nil {
			t.Fatalf("%v: %v", filters, err)
		}
		for _, l := range shelf.Rows {
			companies = append(companies, l.Company)
		}
		if in.Cursor = shelf.Next; in.Cursor == "" {
			if shelf.Total != len(companies) {
				t.Errorf("%v: counted %d of %v", filters, shelf.Total, companies)
			}
			return companies
		}
	}
}

func with(property, operator string, values ...string) opportunity.Filter {
	return opportunity.Filter{Property: property, Operator: operator, Values: values}
}

func TestLeadsAreListedFromTheirOfferToTheirEndWithoutThePeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		share := func(company, source string) string {
			clk.Advance(time.Minute)
			l := *lead().Lead
			l.Customer.CompanyName = company
			l.Interactions = []selling.LeadInteraction{met("Canary")}
			l.Interactions[0].SourceType, l.Interactions[0].BusinessProblem = p(source), p("夜間バッチが終わらない")
			return must[string](t)(w.Engagements.ShareLead(t.Context(), w.Reviewer, engagement.LeadShare{Catalog: aws, Partner: w.A.Account, Title: company, Lead: l}))
		}
		first := share("Marble Foods", "Campaign")
		second := share("みなと物流", "AWS Partner Solutions Finder")
		third := share("Zebra", "Event")
		if got := leads(t, w, w.A.Lead, "company", with("stage", "=", "PENDING")); !slices.Equal(got, []string{"Marble Foods", "Zebra", "みなと物流"}) {
			t.Errorf("waiting: %v", got)
		}
		if got := leads(t, w, w.A.Lead, "company", with("", ":", "バッチ")); len(got) != 0 {
			t.Errorf("what is withheld is found: %v", got)
		}
		clk.Advance(time.Minute)
		accept(t, w, w.A.API, aws, first)
		accept(t, w, w.A.API, aws, second)
		must[struct{}](t)(w.Engagements.RejectInvitation(t.Context(), w.A.Lead, selling.RejectEngagementInvitationRequest{Catalog: aws, Identifier: third}))
		engaged := *invitation(t, w, w.A.API, first).EngagementID
		e := get(t, w, w.A.API, engaged)
		clk.Advance(time.Minute)
		must[selling.EngagementContextResponse](t)(w.Engagements.UpdateContext(t.Context(), w.A.API, selling.UpdateEngagementContextRequest{Catalog: aws,
			EngagementIdentifier: engaged, EngagementLastModifiedAt: e.ModifiedAt, ContextIdentifier: *e.Contexts[0].ID, Type: selling.ContextLead,
			Payload: selling.ContextChange{Lead: &selling.LeadChange{Customer: selling.LeadCustomer{CompanyName: "Marble Foods"}, QualificationStatus: p("Qualified")}}}))
		for name, c := range map[string]struct {
			filters []opportunity.Filter
			want    []string
		}{
			"all":        {nil, []string{"みなと物流", "Marble Foods"}},
			"open":       {[]opportunity.Filter{with("status", "=", "Open")}, []string{"みなと物流"}},
			"qualified":  {[]opportunity.Filter{with("status", "=", "Qualified", "Research")}, []string{"Marble Foods"}},
			"waiting":    {[]opportunity.Filter{with("stage", "=", "PENDING")}, nil},
			"finder":     {[]opportunity.Filter{with("lead_source", ":", "partner solutions finder")}, []string{"みなと物流"}},
			"campaign":   {[]opportunity.Filter{with("lead_source", "=", "Campaign", "Event")}, []string{"Marble Foods"}},
			"text":       {[]opportunity.Filter{with("", ":", "夜間バッチ")}, []string{"みなと物流", "Marble Foods"}},
			"industry":   {[]opportunity.Filter{with("industry", "!=", "Retail")}, []string{"Marble Foods"}}, // the update left its industry out
			"this week":  {[]opportunity.Filter{with("shared", ">=", "@today-7")}, []string{"みなと物流", "Marble Foods"}},
			"unchanged":  {[]opportunity.Filter{with("modified", "<", "@today-14")}, nil},
			"the person": {[]opportunity.Filter{with("", ":", "canary")}, nil},
		} {
			if got := leads(t, w, w.A.Lead, "modified", c.filters...); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		if err := w.Engagements.FlagLeads(t.Context(), w.A.Lead, aws, []string{engaged}, true); err != nil {
			t.Fatal(err)
		}
		if got := leads(t, w, w.A.Lead, "modified", with("flagged", "=", "Yes")); !slices.Equal(got, []string{"Marble Foods"}) {
			t.Errorf("flagged: %v", got)
		}
		if err := w.Engagements.FlagLeads(t.Context(), w.B.Lead, aws, []string{engaged}, true); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner flags it: %v", err)
		}
		if got := leads(t, w, w.B.Lead, "modified"); len(got) != 0 {
			t.Errorf("another partner lists %v", got)
		}
		for _, bad := range []opportunity.Filter{with("email", "=", "x"), with("shared", "~", "@today"), with("modified", "<", "soon"), with("flagged", "=", "maybe")} {
			if _, err := w.Engagements.Leads(t.Context(), w.A.Lead, opportunity.Browse{Catalog: aws, Size: 10, Filters: []opportunity.Filter{bad}}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v: %v", bad, err)
			}
		}
		if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			rows, err := tx.Query(`SELECT facts, lead FROM engagement_lead`)
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				var facts, text []byte
				if err := rows.Scan(&facts, &text); err != nil {
					return err
				}
				if all := string(facts) + string(text); strings.Contains(strings.ToLower(all), "canary") || strings.Contains(all, "Sonnenschein") {
					t.Errorf("a person stands in the list's table: %s", all)
				}
			}
			return rows.Err()
		}); err != nil {
			t.Fatal(err)
		}
	})
}
