// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
)

func TestFormsKnowWhatIsRequiredFromTheSameRows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path   string
		moment rule.Moment
		text   string
		change rule.Change
		want   bool
	}{
		{"Project.Title", rule.OnSubmit, `{}`, rule.Change{}, true},
		{"Project.Title", rule.OnCreate, `{}`, rule.Change{}, false},
		{"Customer.Account.CompanyName", rule.OnSubmit, `{"NationalSecurity":"Yes"}`, rule.Change{}, false},
		{"Customer.Account.OtherIndustry", rule.OnCreate, `{"Customer":{"Account":{"Industry":"Other"}}}`, rule.Change{}, true},
		{"Customer.Account.OtherIndustry", rule.OnCreate, `{"Customer":{"Account":{"Industry":"Retail"}}}`, rule.Change{}, false},
		{"Customer.Account.Address.PostalCode", rule.OnSubmit, `{"Customer":{"Account":{"Address":{"CountryCode":"JP"}}}}`, rule.Change{}, true},
		{"Customer.Account.Address.PostalCode", rule.OnSubmit, `{"Customer":{"Account":{"Address":{"CountryCode":"HK"}}}}`, rule.Change{}, false},
		{"Project.SalesActivities", rule.OnSubmit, `{}`, rule.Change{Involvement: rule.CoSell}, true},
		{"Project.SalesActivities", rule.OnSubmit, `{}`, rule.Change{Involvement: rule.VisibilityOnly}, false},
		{"Customer.Account.AwsAccountId", rule.OnUpdate, `{"LifeCycle":{"Stage":"Launched"}}`, rule.Change{Partner: rule.Partner{Consulting: true}}, true},
		{"Customer.Account.AwsAccountId", rule.OnUpdate, `{"LifeCycle":{"Stage":"Launched"}}`, rule.Change{}, false},
		{"LifeCycle.ClosedLostReason", rule.OnUpdate, `{"LifeCycle":{"Stage":"Closed Lost"}}`, rule.Change{}, true},
		{"No.Such", rule.OnSubmit, `{}`, rule.Change{}, false},
	} {
		c.change.After.Doc = read(t, c.text)
		if got := rule.Required(c.path, c.moment, c.change); got != c.want {
			t.Errorf("%s at %d of %s: required %v, want %v", c.path, c.moment, c.text, got, c.want)
		}
	}
}

func TestFormsShowConditionalFieldsWhenTheirConditionHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, text string
		want       bool
	}{
		{"Project.Title", `{}`, true},
		{"Customer.Account.OtherIndustry", `{}`, false},
		{"Customer.Account.OtherIndustry", `{"Customer":{"Account":{"Industry":"Other"}}}`, true},
		{"NationalSecurity", `{"Customer":{"Account":{"Industry":"Government"}}}`, true},
		{"NationalSecurity", `{"NationalSecurity":"Yes"}`, true},
		{"NationalSecurity", `{}`, false},
		{"Marketing.UseCases", `{"Marketing":{"Source":"Marketing Activity","AwsFundingUsed":"Yes"}}`, true},
		{"Marketing.UseCases", `{"Marketing":{"Source":"Marketing Activity","AwsFundingUsed":"No"}}`, false},
		{"Project.SalesActivities", `{"PrimaryNeedsFromAws":["Co-Sell - Deal Support"]}`, true},
		{"Project.SalesActivities", `{"PrimaryNeedsFromAws":["Do Not Need Support from AWS Sales Rep"]}`, false},
		{"Project.RelatedOpportunityIdentifier", `{"OpportunityType":"Expansion"}`, true},
	} {
		if got := rule.Shown(c.path, rule.Change{After: rule.Record{Doc: read(t, c.text)}}); got != c.want {
			t.Errorf("%s with %s: shown %v, want %v", c.path, c.text, got, c.want)
		}
	}
}

// special are what a condition may look at beside the catalogue's paths.
var special = map[string]bool{
	"Origin": true, "InvolvementType": true, "Visibility": true, "Partner.Consulting": true, "Partner.SpecialProgram": true, "Marketplace": true,
}

func TestConditionsNameFieldsAndValuesThatExist(t *testing.T) {
	t.Parallel()
	for _, condition := range rule.Conditions {
		if catalogue.Opportunity.ByPath(condition.Path) == nil {
			t.Errorf("a condition on %s, which is no field", condition.Path)
		}
		for _, test := range condition.When {
			row := catalogue.Opportunity.ByPath(test.Path)
			if row == nil && !special[test.Path] {
				t.Errorf("%s depends on %s, which is no field", condition.Path, test.Path)
			}
			for _, value := range test.Values {
				if _, listed := catalogue.Find(valuesOf(row), value); row != nil && row.Values != "" && !listed {
					t.Errorf("%s depends on %s being %q, which it cannot be", condition.Path, test.Path, value)
				}
			}
			if (test.Op == rule.Given || test.Op == rule.Empty) != (len(test.Values) == 0) {
				t.Errorf("%s depends on %s %s %v", condition.Path, test.Path, test.Op, test.Values)
			}
		}
	}
}

func valuesOf(row *catalogue.Field) string {
	if row == nil {
		return ""
	}
	return row.Values
}

// TestACreatedRecordIsNeverRefusedForItsDefaults submits nothing but what the corrections add.
func TestACreatedRecordIsNeverRefusedForItsDefaults(t *testing.T) {
	t.Parallel()
	c := rule.Change{Moment: rule.OnCreate, After: rule.Record{Doc: doc.Doc{}}, Catalog: "AWS", Now: now}
	c.After.Doc = rule.Normalize(c)
	if found := rule.Check(c); len(found) > 0 {
		t.Errorf("an empty draft is refused: %+v", found)
	}
}

func TestAChangeWithoutAMomentMeetsTheStrictestRules(t *testing.T) {
	t.Parallel()
	for _, moment := range []rule.Moment{0, -1, 99} {
		if found := rule.Check(rule.Change{Moment: moment, After: rule.Record{Doc: doc.Doc{}}, Now: now}); len(found) < 10 {
			t.Errorf("moment %d lets an empty record through: %+v", moment, found)
		}
	}
}

func TestConditionsAreReadByPages(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(rule.Conditions)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"path":"Customer.Account.CompanyName","effect":"require","moments":["submit"],` +
		`"when":[{"path":"NationalSecurity","op":"isNot","values":["Yes"]}],"rule":"submit-needs-basics"}`
	if !strings.HasPrefix(string(text), "["+want) {
		t.Errorf("the first condition is written as %.200s", text)
	}
	var read []rule.Condition
	if err := json.Unmarshal(text, &read); err != nil || len(read) != len(rule.Conditions) || read[0].Moments[0] != rule.OnSubmit {
		t.Errorf("read back: %v, %d conditions", err, len(read))
	}
	if err := json.Unmarshal([]byte(`[{"moments":["lunch"]}]`), &read); err == nil || rule.Moment(0).String() != "unknown" {
		t.Error("a moment that is none is read")
	}
}
