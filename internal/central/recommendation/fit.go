// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package recommendation

import (
	"cosell/internal/ace/fact"
	"cosell/internal/ace/rule"
	"cosell/internal/central/opportunity"
)

// segmentsOf are the segments of partners that serve customers of an industry. Both lists are AWS's; that they belong
// together is ours. "Other" says nothing, so nobody is recommended for it.
var segmentsOf = map[string][]string{
	"Aerospace":                    {"MANUFACTURING"},
	"Agriculture":                  {"AGRICULTURE_MINING"},
	"Automotive":                   {"MANUFACTURING"},
	"Computers and Electronics":    {"COMPUTERS_ELECTRONICS", "COMPUTER_HARDWARE", "SEMICONDUCTOR_ELECTR"},
	"Consumer Goods":               {"CONSUMER_GOODS", "CONSUMER_RELATED"},
	"Education":                    {"EDUCATION", "GOVERNMENT_EDUCATION_PUBLIC_SERVICES"},
	"Financial Services":           {"FINANCIAL_SERVICES"},
	"Gaming":                       {"GAMING"},
	"Government":                   {"GOVERNMENT", "GOVERNMENT_EDUCATION_PUBLIC_SERVICES"},
	"Healthcare":                   {"HEALTHCARE", "HEALTHCARE_PHARMACEUTICALS_BIOTECH", "MEDICAL_HEALTH"},
	"Hospitality":                  {"TRAVEL_HOSPITALITY"},
	"Life Sciences":                {"BIOTECHNOLOGY", "HEALTHCARE_PHARMACEUTICALS_BIOTECH", "LIFE_SCIENCES"},
	"Manufacturing":                {"MANUFACTURING"},
	"Marketing and Advertising":    {"BUSINESS_CONSUMER_SERVICES", "BUSINESS_SERV"},
	"Media and Entertainment":      {"MEDIA_ENTERTAINMENT", "MEDIA_ENTERTAINMENT_LEISURE"},
	"Mining":                       {"AGRICULTURE_MINING"},
	"Non-Profit Organization":      {"NON_PROFIT_ORGANIZATION"},
	"Energy - Oil and Gas":         {"INDUSTRIAL_ENERGY"},
	"Other":                        nil,
	"Energy - Power and Utilities": {"ENERGY_UTILITIES", "INDUSTRIAL_ENERGY"},
	"Professional Services":        {"PROFESSIONAL_SERVICES"},
	"Real Estate and Construction": {"REAL_ESTATE_CONSTRUCTION"},
	"Retail":                       {"RETAIL", "RETAIL_WHOLESALE_DISTRIBUTION"},
	"Software and Internet":        {"COMPUTER_SOFTWARE", "INTERNET_SPECIFIC", "SOFTWARE_INTERNET"},
	"Telecommunications":           {"COMMUNICATIONS", "TELECOMMUNICATIONS"},
	"Transportation and Logistics": {"TRANSPORTATION_LOGISTICS"},
	"Travel":                       {"TRAVEL_HOSPITALITY"},
	"Wholesale and Distribution":   {"RETAIL_WHOLESALE_DISTRIBUTION", "WHOLESALE_DISTRIBUTION"},
}

// industryOf is an industry as the catalogue spells it: the tally has it folded.
var industryOf = func() map[string]string {
	all := map[string]string{}
	for industry := range segmentsOf {
		all[fact.Fold(industry)] = industry
	}
	return all
}()

// complements are the solution types that one who sells another type needs for a deal: software wants somebody who brings
// it in and runs it. It holds in both directions.
var complements = map[string][]string{
	"SOFTWARE_PRODUCTS": {"CONSULTING_SERVICES", "HARDWARE_PRODUCTS", "MANAGED_SERVICES", "PROFESSIONAL_SERVICES", "TRAINING_SERVICES",
		"VALUE_ADDED_RESALE_AWS_SERVICES"},
	"HARDWARE_PRODUCTS":               {"COMMUNICATION_SERVICES", "MANAGED_SERVICES", "PROFESSIONAL_SERVICES", "SOFTWARE_PRODUCTS"},
	"CONSULTING_SERVICES":             {"MANAGED_SERVICES", "SOFTWARE_PRODUCTS", "TRAINING_SERVICES", "VALUE_ADDED_RESALE_AWS_SERVICES"},
	"PROFESSIONAL_SERVICES":           {"HARDWARE_PRODUCTS", "MANAGED_SERVICES", "SOFTWARE_PRODUCTS"},
	"MANAGED_SERVICES":                {"COMMUNICATION_SERVICES", "CONSULTING_SERVICES", "HARDWARE_PRODUCTS", "PROFESSIONAL_SERVICES", "SOFTWARE_PRODUCTS"},
	"TRAINING_SERVICES":               {"CONSULTING_SERVICES", "SOFTWARE_PRODUCTS"},
	"VALUE_ADDED_RESALE_AWS_SERVICES": {"CONSULTING_SERVICES", "SOFTWARE_PRODUCTS"},
	"COMMUNICATION_SERVICES":          {"HARDWARE_PRODUCTS", "MANAGED_SERVICES"},
}

var openStages = []string{rule.StageProspect, rule.StageQualified, rule.StageTechnicalValidation, rule.StageBusinessValidation, rule.StageCommitted}

// filters ask the list of opportunities for those that are open, not rejected, and of an industry.
func filters(industry string) []opportunity.Filter {
	return []opportunity.Filter{{Property: "stage", Operator: "=", Values: openStages},
		{Property: "reviewStatus", Operator: "!=", Values: []string{rule.ReviewRejected}}, {Property: "industry", Operator: "=", Values: []string{industry}}}
}
