// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
)

// carriers are the shapes in which the rows of a source are found.
var carriers = map[string][]string{
	"Opportunity":                {"GetOpportunityResponse", "CreateOpportunityRequest", "UpdateOpportunityRequest"},
	"AwsOpportunitySummary":      {"GetAwsOpportunitySummaryResponse"},
	"SubmitOpportunity":          {"SubmitOpportunityRequest"},
	"EngagementInvitation":       {"GetEngagementInvitationResponse"},
	"RejectEngagementInvitation": {"RejectEngagementInvitationRequest"},
	"EngagementLeadContext":      {"GetEngagementResponse"},
	"Engagement":                 {"GetEngagementResponse"},
}

// exceptions are the places where the catalogue knowingly says something else than the model, and why.
var exceptions = map[string]string{
	"primary_need_from_aws choice Do Not Need Support from AWS Sales Rep": "not in the model's enum, but recorded in answers and used by samples",
	"spend_frequency choice None":                                         "documented for total contract value (target company Self), not in the model's enum",
	"spend_frequency choice Annual":                                       "only in the data-model workbook; kept for the import, refused by the model",
	"rejection_reason choice":                                             "free text in the model",
}

// find walks a wire path through the model.
func (m model) find(shape, path string) (modelShape, string, bool) {
	name := shape
	for _, step := range strings.Split(path, ".") {
		to, known := m.Shapes[name].Members[strings.TrimSuffix(step, "[]")]
		if !known {
			return modelShape{}, "", false
		}
		name = to.Shape
		if strings.HasSuffix(step, "[]") {
			name = m.Shapes[name].Member.Shape
		}
	}
	return m.Shapes[name], name, true
}

// scalar is the shape of one value: of the elements where the member is a plain list.
func (m model) scalar(s modelShape) modelShape {
	if s.Type == "list" {
		return m.Shapes[s.Member.Shape]
	}
	return s
}

func TestAgainstModel(t *testing.T) {
	t.Parallel()
	m := sellingModel(t)
	for _, table := range []*catalogue.Table{catalogue.Opportunity, catalogue.Lead} {
		for _, row := range table.Fields {
			if row.Path == "" {
				continue
			}
			for _, mistake := range againstModel(m, row) {
				t.Errorf("%s (%s of %s): %s", row.ID, row.Path, row.Source, mistake)
			}
		}
	}
}

func againstModel(m model, row *catalogue.Field) []string {
	var mistakes []string
	found := false
	for _, carrier := range carriers[row.Source] {
		shape, _, known := m.find(carrier, row.Path)
		operation := strings.TrimSuffix(strings.TrimSuffix(carrier, "Request"), "Response")
		if row.Source == "Opportunity" && known != slices.Contains(row.Operations, operation) {
			mistakes = append(mistakes, fmt.Sprintf("the model has it in %s: %v, the row says %v", operation, known, !known))
		}
		if !known {
			continue
		}
		found = true
		shape = m.scalar(shape)
		if shape.Sensitive != row.Sensitive {
			mistakes = append(mistakes, fmt.Sprintf("sensitive in the model: %v, in the row: %v", shape.Sensitive, row.Sensitive))
		}
		mistakes = append(mistakes, lengths(shape, row)...)
		mistakes = append(mistakes, choices(shape, row)...)
	}
	if !found {
		mistakes = append(mistakes, "the model has no such member")
	}
	return mistakes
}

// lengths compares limit and pattern by what they take: each of the two takes the other's edge cases.
func lengths(shape modelShape, row *catalogue.Field) []string {
	if shape.Type != "string" || len(shape.Enum) > 0 || len(row.Join) > 0 {
		return nil
	}
	var mistakes []string
	shortest, longest, pattern := catalogue.TextLimits(shape.Pattern, shape.Min, shape.Max)
	if longest > 0 && longest != row.MaxLen && longest != row.WireLen {
		mistakes = append(mistakes, fmt.Sprintf("at most %d characters in the model, %d in the row", longest, row.MaxLen))
	}
	if longest > 0 && shortest != row.MinLen {
		mistakes = append(mistakes, fmt.Sprintf("at least %d characters in the model, %d in the row", shortest, row.MinLen))
	}
	if pattern != "" && pattern != row.PatternText {
		mistakes = append(mistakes, fmt.Sprintf("pattern %s in the model, %s in the row", pattern, row.PatternText))
	}
	return mistakes
}

func choices(shape modelShape, row *catalogue.Field) []string {
	if len(shape.Enum) == 0 {
		return nil
	}
	if row.Values == "" {
		return []string{"the model has a list of choices, the row has none"}
	}
	var mistakes, ours []string
	for _, value := range catalogue.Values(row.Values) {
		if value.API == "" {
			continue
		}
		ours = append(ours, value.API)
		_, excepted := exceptions[row.Values+" choice "+value.API]
		if inModel := slices.Contains(shape.Enum, value.API); excepted == inModel {
			mistakes = append(mistakes, fmt.Sprintf("the choice %q is in the model: %v, an exception here: %v", value.API, inModel, excepted))
		}
	}
	for _, value := range shape.Enum {
		if !slices.Contains(ours, value) {
			mistakes = append(mistakes, fmt.Sprintf("the model's choice %q is not in the set %s", value, row.Values))
		}
	}
	return mistakes
}

// rowless are members of opportunities that have no row of their own, and why.
var rowless = map[string]string{
	"Opportunity ClientToken":                                        "belongs to the request, not to the opportunity",
	"Opportunity Identifier":                                         "the Id of the opportunity, in the request that changes it",
	"AwsOpportunitySummary RelatedOpportunityId":                     "the Id of the partner's opportunity",
	"AwsOpportunitySummary RelatedEntityIds.AwsMarketplaceProducts":  "shown with the partner's own associations",
	"AwsOpportunitySummary RelatedEntityIds.AwsMarketplaceSolutions": "shown with the partner's own associations",
}

// TestEveryMemberOfAnOpportunityHasARow walks the model: what AWS takes or shows of an opportunity is in the catalogue.
func TestEveryMemberOfAnOpportunityHasARow(t *testing.T) {
	t.Parallel()
	m := sellingModel(t)
	met := map[string]bool{}
	for source, names := range map[string][]string{"Opportunity": carriers["Opportunity"], "AwsOpportunitySummary": carriers["AwsOpportunitySummary"]} {
		rows := catalogue.Opportunity.From(source)
		for _, name := range names {
			for _, path := range slices.Sorted(maps.Keys(m.leaves(name, ""))) {
				key := source + " " + path
				if _, excepted := rowless[key]; excepted {
					met[key] = true
				} else if catalogue.Opportunity.ByPath(path) == nil && !slices.ContainsFunc(rows, covers(path)) {
					t.Errorf("%s: %s has no row", name, path)
				}
			}
		}
	}
	for key := range rowless {
		if !met[key] {
			t.Errorf("the exception %q names no member of the model", key)
		}
	}
}

// covers is for rows that carry a whole object or list as JSON. AWS's summary repeats members of the partner's record;
// those have the record's row.
func covers(path string) func(*catalogue.Field) bool {
	return func(row *catalogue.Field) bool {
		return row.Path == path || row.Type == "json" && strings.HasPrefix(strings.ReplaceAll(path, "[]", "")+".", row.Path+".")
	}
}

// leaves are the paths of plain values and lists of plain values below a shape.
func (m model) leaves(shape, prefix string) map[string]bool {
	paths := map[string]bool{}
	for name, to := range m.Shapes[shape].Members {
		inner, path := m.Shapes[to.Shape], prefix+name
		switch {
		case inner.Type == "structure":
			maps.Copy(paths, m.leaves(to.Shape, path+"."))
		case inner.Type == "list" && m.Shapes[inner.Member.Shape].Type == "structure":
			maps.Copy(paths, m.leaves(inner.Member.Shape, path+"[]."))
		default:
			paths[path] = true
		}
	}
	return paths
}
