// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"hash/fnv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
)

// research is what prospecting "finds out" about a company. No source is asked: the figures are made up from the
// company's name, so that the same company always has the same ones. What the engagement itself knows is repeated as it
// is. Whoever shows the data should say that it is no knowledge of a real company.
func research(known engagement.Customer) *selling.ProspectingResultAws {
	draw := lots(known.Company)
	size := sizes[draw(len(sizes))]
	c := &selling.ProspectingCustomer{AccountName: &known.Company, CompanySize: &size.people, Segment: &size.segment,
		PublicProfileSummary: selling.OrNull(known.Company + " (" + size.segment + ", " + size.people + " employees). Made-up profile of this installation, derived from the name alone."),
		EligiblePrograms:     programs[:1+draw(len(programs))]}
	if _, listed := catalogue.Find("industry", known.Industry); listed {
		c.Industry = &known.Industry
		c.SubIndustry = selling.OrNull(known.Industry + " - General")
	}
	if area, found := areas[known.Country]; found {
		c.Country, c.Geo, c.Region, c.SubRegion = &known.Country, &area.geo, &area.region, &area.subRegion
	}
	field := fields[draw(len(fields))]
	return &selling.ProspectingResultAws{Customer: c, Insights: &selling.ProspectingInsights{
		MarketplaceEngagementScore: &levels[draw(len(levels))], SolutionScore: &levels[draw(len(levels))],
		SolutionCategory: &field.category, SolutionSubCategory: &field.subCategory}}
}

// lots draws numbers that depend on a text alone.
func lots(text string) func(n int) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // never fails
	state := h.Sum64()
	return func(n int) int {
		state = state*6364136223846793005 + 1442695040888963407 // Knuth's generator MMIX
		return int((state >> 33) % uint64(n))
	}
}

var sizes = []struct{ people, segment string }{
	{"1-50", "Micro"}, {"51-250", "Small"}, {"251-1,000", "Medium"}, {"1,001-10,000", "Large"}, {"10,001+", "Enterprise"},
}

var programs = []string{"Migration Acceleration Program", "ISV Accelerate", "Partner Opportunity Acceleration Funding"}

var levels = []string{"High", "Medium", "Low"}

var fields = []struct{ category, subCategory string }{
	{"Data and Analytics", "Data Lake"}, {"Migration", "Database Migration"}, {"Security", "Identity"}, {"Application Modernization", "Containers"},
	{"Artificial Intelligence", "Generative AI"},
}

// areas are sales areas of countries. A country that is not here has none.
var areas = map[string]struct{ geo, region, subRegion string }{
	"JP": {"APJ", "Japan", "Japan"}, "KR": {"APJ", "Korea", "Korea"}, "SG": {"APJ", "ASEAN", "Singapore"}, "IN": {"APJ", "India", "India"}, "AU": {"APJ", "ANZ", "Australia"},
	"US": {"AMER", "North America", "United States"}, "CA": {"AMER", "North America", "Canada"}, "MX": {"AMER", "LATAM", "Mexico"}, "BR": {"AMER", "LATAM", "Brazil"},
	"GB": {"EMEA", "UKI", "United Kingdom"}, "IE": {"EMEA", "UKI", "Ireland"}, "DE": {"EMEA", "DACH", "Germany"}, "CH": {"EMEA", "DACH", "Switzerland"},
	"AT": {"EMEA", "DACH", "Austria"}, "FR": {"EMEA", "France", "France"}, "ES": {"EMEA", "Iberia", "Spain"}, "IT": {"EMEA", "Italy", "Italy"}, "NL": {"EMEA", "Benelux", "Netherlands"},
}
