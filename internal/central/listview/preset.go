// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listview

import (
	"cosell/internal/ace/rule"
	"cosell/internal/central/opportunity"
)

// presets are the views that everybody has of a list, the one that it opens with first. Source: Selling guide, "List views".
func presets(kind Kind) []View {
	rows := map[Kind][]View{Opportunities: opportunityPresets, Leads: leadPresets}[kind]
	all := make([]View, len(rows))
	for i, v := range rows {
		v.Kind, v.Preset, v.Sort, v.Desc = kind, true, "modified", true
		if v.Filters == nil {
			v.Filters = []opportunity.Filter{}
		}
		all[i] = v
	}
	return all
}

func is(property string, values ...string) opportunity.Filter {
	return opportunity.Filter{Property: property, Operator: "=", Values: values}
}

func compared(property, operator, value string) opportunity.Filter {
	return opportunity.Filter{Property: property, Operator: operator, Values: []string{value}}
}

// Days of views. The past seven days are today and the seven before, as lists of the real one count them.
const (
	weekAgo       = "@today-7"
	fortnightAgo  = "@today-14"
	thisMonth     = "@month"
	nextMonth     = "@month+1"
	thisQuarter   = "@quarter" // January, April, July or October
	statusOpen    = "Open"
	researching   = "Research"
	qualified     = "Qualified"
	disqualified  = "Disqualified"
	pendingAnswer = rule.InvitationPending
)

var stages = []string{rule.StageProspect, rule.StageQualified, rule.StageTechnicalValidation, rule.StageBusinessValidation, rule.StageCommitted}

var opportunityPresets = []View{
	{ID: "all"},
	{ID: "drafts", Filters: []opportunity.Filter{is("reviewStatus", rule.ReviewPending)}},
	{ID: "in-review", Filters: []opportunity.Filter{is("reviewStatus", rule.ReviewSubmitted, rule.ReviewInReview)}},
	{ID: "validated-open", Filters: []opportunity.Filter{is("origin", opportunity.OriginPartner), is("reviewStatus", rule.ReviewApproved), is("stage", stages...)}},
	{ID: "committed", Filters: []opportunity.Filter{is("stage", rule.StageCommitted)}},
	{ID: "closing-this-month", Filters: []opportunity.Filter{compared("closeDate", ">=", thisMonth), compared("closeDate", "<", nextMonth)}},
	{ID: "launched", Filters: []opportunity.Filter{is("stage", rule.StageLaunched)}},
	{ID: "pending-acceptance", Waiting: true},
	{ID: "partner-referred", Filters: []opportunity.Filter{is("origin", opportunity.OriginPartner), is("reviewStatus", rule.ReviewApproved)}},
	{ID: "aws-referred", Filters: []opportunity.Filter{is("origin", opportunity.OriginAWS)}},
	{ID: "flagged", Filters: []opportunity.Filter{is("flagged", "Yes")}},
	{ID: "shared-last-7-days", Filters: []opportunity.Filter{compared("shared", ">=", weekAgo)}},
	{ID: "shared-this-quarter", Filters: []opportunity.Filter{compared("shared", ">=", thisQuarter)}},
	{ID: "not-updated-2-weeks", Filters: []opportunity.Filter{compared("modified", "<", fortnightAgo)}},
	{ID: "submitted-last-7-days", Filters: []opportunity.Filter{compared("submitted", ">=", weekAgo)}},
	{ID: "submitted-this-quarter", Filters: []opportunity.Filter{compared("submitted", ">=", thisQuarter)}},
}

var leadPresets = []View{
	{ID: "all"},
	{ID: "pending-acceptance", Filters: []opportunity.Filter{is("stage", pendingAnswer)}},
	{ID: "open", Filters: []opportunity.Filter{is("status", statusOpen)}},
	{ID: "qualified", Filters: []opportunity.Filter{is("status", qualified)}},
	{ID: "disqualified", Filters: []opportunity.Filter{is("status", disqualified)}},
	{ID: "research", Filters: []opportunity.Filter{is("status", researching)}},
	{ID: "flagged", Filters: []opportunity.Filter{is("flagged", "Yes")}},
	{ID: "partner-solutions-finder", Filters: []opportunity.Filter{compared("lead_source", ":", "Partner Solutions Finder")}},
	{ID: "campaigns", Filters: []opportunity.Filter{is("lead_source", "Campaign", "Event")}},
	{ID: "shared-last-7-days", Filters: []opportunity.Filter{compared("shared", ">=", weekAgo)}},
	{ID: "shared-this-quarter", Filters: []opportunity.Filter{compared("shared", ">=", thisQuarter)}},
	{ID: "not-updated-2-weeks", Filters: []opportunity.Filter{is("stage", rule.InvitationAccepted), compared("modified", "<", fortnightAgo)}},
}
