// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"slices"
	"strings"
	"testing"

	"cosell/internal/central/scenario"
)

const referring = `name: refers
title: {en: Refers, ja: 紹介}
play:
  - when: started
    steps:
      - as: seller
        do: refer
        opportunity:
          Customer:
            Account:
              CompanyName: Harbor Foods
              Industry: Retail
              WebsiteUrl: https://harbor-foods.example
              Address: {CountryCode: US, PostalCode: "98101"}
            Contacts:
              - {FirstName: Robin, Email: robin.ito@harbor-foods.example}
          Project:
            Title: Inventory in one day
            CustomerBusinessProblem: Stock of 80 stores is counted by hand.
            ExpectedCustomerSpend:
              - {Amount: "9000.00", CurrencyCode: USD, Frequency: Monthly, TargetCompany: AWS}
        closeDate: 90 days
        message: Please take a look.
        team:
          - {title: AWSSalesRep, email: morgan.reyes@aws-desk.example}
`

const leading = `name: leads
title: {en: Leads, ja: リード}
play:
  - when: started
    steps:
      - as: account manager
        do: share lead
        lead:
          Customer:
            CompanyName: Marble Foods
          Interactions:
            - SourceType: Event
              Contact: {BusinessTitle: Head of IT, Email: ai.mori@marble-foods.example, FirstName: Ai, LastName: Mori}
`

func TestRequestsInAScriptAreHeldAgainstTheModel(t *testing.T) {
	t.Parallel()
	for _, text := range []string{referring, leading} {
		if _, problems := scenario.Parse([]byte(text)); len(problems) > 0 {
			t.Fatal(problems)
		}
	}
	for name, c := range map[string]struct {
		text, was, is string
		line          int
		field, rule   string
	}{
		"a value off the list":      {referring, "Industry: Retail", "Industry: Shops", 12, "opportunity.Customer.Account.Industry", "request-enum"},
		"in a flow":                 {referring, "CountryCode: US", "CountryCode: USA", 14, "opportunity.Customer.Account.Address.CountryCode", "request-enum"},
		"in a list":                 {referring, "robin.ito@harbor-foods.example", "robin", 16, "opportunity.Customer.Contacts[0].Email", "request-pattern"},
		"the wrong type":            {referring, "Title: Inventory in one day", "Title: [a]", 18, "opportunity.Project.Title", "request-type"},
		"a bad amount":              {referring, `"9000.00"`, "much", 21, "opportunity.Project.ExpectedCustomerSpend[0].Amount", "request-pattern"},
		"what a referral must have": {referring, "            Title: Inventory in one day\n", "", 17, "opportunity.Project.Title", "referral-complete"},
		"no close date":             {referring, "        closeDate: 90 days\n", "", 8, "opportunity.LifeCycle.TargetCloseDate", "referral-complete"},
		"whom it comes from":        {referring, "morgan.reyes@aws-desk.example", "morgan", 25, "team[0].email", "request-pattern"},
		"a lead's company":          {leading, "CompanyName: Marble Foods", "Industry: Food", 9, "lead.Customer.CompanyName", "request-required"},
		"a lead's person":           {leading, "BusinessTitle: Head of IT", "BusinessTitle: " + strings.Repeat("x", 300), 13, "lead.Interactions[0].Contact.BusinessTitle", "request-long"},
		"no person at all":          {leading, ", FirstName: Ai", "", 13, "lead.Interactions[0].Contact.FirstName", "request-required"},
	} {
		_, problems := scenario.Parse([]byte(strings.Replace(c.text, c.was, c.is, 1)))
		i := slices.IndexFunc(problems, func(p scenario.Problem) bool { return p.Field == c.field })
		if i < 0 {
			t.Errorf("%s: told %q, want %s", name, problems, c.field)
			continue
		}
		if p := problems[i]; p.Line != c.line || p.Rule != c.rule || !strings.Contains(p.What, c.field) || !strings.Contains(p.What, c.rule) ||
			!strings.Contains(p.WhatJA, c.field) || p.Fix == "" || p.FixJA == "" {
			t.Errorf("%s: %+v, want line %d and rule %s", name, p, c.line, c.rule)
		}
	}
	if _, problems := scenario.Parse([]byte(strings.Replace(leading, "CompanyName: Marble Foods", "CompanyName: A\n            CompanyName: B", 1))); len(problems) != 1 ||
		problems[0].Line != 11 || !strings.Contains(problems[0].What, "twice") {
		t.Errorf("a member twice: %v", problems)
	}
	if _, problems := scenario.Parse([]byte(strings.Replace(leading, "          Interactions:\n            - SourceType: Event\n              Contact:", "          Interactions: []\n          Insights:", 1))); len(problems) == 0 {
		t.Error("a lead without an interaction is taken")
	} else if p := problems[0]; p.Line < 8 || p.Line > 11 || !strings.HasPrefix(p.Field, "lead") || p.Rule == "" {
		t.Errorf("a lead without an interaction: %+v", p)
	}
}
