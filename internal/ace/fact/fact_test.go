// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fact_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/fact"
)

var sheet = fact.NewSheet(catalogue.Opportunity, []string{"Opportunity"}, func(f *catalogue.Field) bool {
	return !strings.HasPrefix(f.Path, "Customer.Contacts")
})

func parse(t *testing.T, text string) doc.Doc {
	t.Helper()
	d, err := doc.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFactsAreTheFieldsOfARecord(t *testing.T) {
	t.Parallel()
	d := parse(t, `{"Customer":{"Account":{"CompanyName":"  ＡＣＭＥ   ｼﾞｬﾊﾟﾝ","Industry":"Retail","OtherIndustry":null},"Contacts":[{"Email":"secret@x.example"}]},
		"PrimaryNeedsFromAws":["Co-Sell - Deal Support","Co-Sell - Pricing Assistance"],
		"Project":{"ExpectedCustomerSpend":[{"TargetCompany":"Self","Amount":"5"},{"TargetCompany":"AWS","Amount":"1200.5","CurrencyCode":"JPY"}]},
		"LifeCycle":{"TargetCloseDate":"2027-02-03"},"CreatedDate":"2026-11-27T10:00:00Z",
		"OpportunityTeam":[{"BusinessTitle":"OpportunityOwner","FirstName":"Hanako","LastName":"Sato","Email":"h@x.example"}]}`)
	facts := sheet.Of(map[string]doc.Doc{"Opportunity": d})
	for id, want := range map[string][]string{
		"customer_company_name": {"acmeジャパン"}, "industry": {"retail"}, "industry_other": nil,
		"primary_need_from_aws":        {"co-sell - deal support", "co-sell - pricing assistance"},
		"expected_monthly_aws_revenue": {"000000000000120050"}, "expected_spend_currency": {"jpy"},
		"target_close_date": {"20270203"}, "created_date": {"20261127"}, "owner_name": {"hanako sato"}, "owner_email": {"h@x.example"},
		"customer_email": nil,
	} {
		if got := facts[id]; !slices.Equal(got, want) {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	title, _, _ := sheet.Ask("customer_company_name", ":", []string{"acme"})
	if part := fact.DecodeFor(facts.Encode(), title); len(part) != 1 || !title.Holds(part) {
		t.Errorf("read for one condition: %v", part)
	}
	if part := fact.DecodeFor(facts.Encode(), sheet.Anywhere("sato")); part["owner_name"] == nil || part["industry"] != nil {
		t.Errorf("read for a text anywhere: %v", part)
	}
	if again := fact.Decode(facts.Encode()); !reflect.DeepEqual(again, facts) {
		t.Errorf("read back: %v", again)
	}
}

func TestConditionsCompareAsPeopleMeanThem(t *testing.T) {
	t.Parallel()
	facts := fact.Facts{"customer_company_name": {"株式会社みなと物流"}, "project_title": {"data lake for 3 stores"}, "industry": {"retail"},
		"target_close_date": {"20270203"}, "software_value": {"000000000000120050"}, "delivery_models": {"saas or paas", "other"}}
	for _, c := range []struct {
		id, op string
		values []string
		want   bool
	}{
		{"customer_company_name", ":", []string{"みなと"}, true}, {"customer_company_name", "^", []string{"みなと"}, false},
		{"customer_company_name", "^", []string{"株式会社"}, true}, {"project_title", ":", []string{"LAKE  for"}, true},
		{"project_title", "=", []string{"Data Lake for 3 Stores"}, true}, {"project_title", "!=", []string{"x"}, true},
		{"industry", "=", []string{"Retail", "Energy"}, true}, {"industry", "!=", []string{"Retail"}, false}, {"industry", "=", []string{""}, false},
		{"industry_other", "=", []string{""}, true}, {"industry_other", "!=", []string{""}, false}, {"industry_other", "!=", []string{"x"}, true},
		{"industry_other", "=", []string{"x", ""}, true},
		{"delivery_models", "=", []string{"Other"}, true}, {"delivery_models", "!=", []string{"Other"}, false},
		{"target_close_date", ">=", []string{"2027-02-03"}, true}, {"target_close_date", ">", []string{"2027-02-03"}, false},
		{"contract_end_date", "<", []string{"2027-02-03"}, false}, // a record without a date is in no range
		{"software_value", "<", []string{"1200.51"}, true}, {"software_value", "=", []string{"1200.50"}, true}, {"software_value", "<=", []string{"1200.49"}, false},
	} {
		cond, _, ok := sheet.Ask(c.id, c.op, c.values)
		if !ok || cond.Holds(facts) != c.want {
			t.Errorf("%s %s %q: known %v, holds %v", c.id, c.op, c.values, ok, !c.want)
		}
	}
	for _, c := range [][]string{{"industry", "<", "x"}, {"customer_email", "=", "a"}, {"no_such_field", "=", "a"}, {"target_close_date", "<", "soon"},
		{"target_close_date", "<", ""}, {"software_value", "=", "1e99"}, {"software_value", "<", "1", "2"}, {"project_title", ":", ""}, {"project_title", "="}} {
		if _, _, ok := sheet.Ask(c[0], c[1], c[2:]); ok {
			t.Errorf("%q is taken", c)
		}
	}
}

// finds asks an index that has one record.
func finds(need fact.Need, terms []fact.Term) bool {
	for _, group := range need.Groups {
		met := slices.ContainsFunc(group, func(s fact.Span) bool {
			return slices.ContainsFunc(terms, func(t fact.Term) bool { return t.Field == s.Field && t.Text >= s.Low && t.Text <= s.High })
		})
		if met == need.Not {
			return false
		}
	}
	return true
}

func TestTheTermsOfARecordAreFoundByWhatItMeets(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[a-c港湾データAZ ]{0,9}`)
	date := rapid.StringMatching(`20[0-3][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`)
	sum := rapid.StringMatching(`[0-9]{1,15}(\.[0-9]{1,2})?`)
	op := func(rt *rapid.T, kind fact.Kind) string {
		return rapid.SampledFrom(kind.Operators()).Draw(rt, "operator")
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := doc.Doc{}
		doc.Set(d, "Project.Title", text.Draw(rt, "title"))
		doc.Set(d, "Project.CustomerBusinessProblem", text.Draw(rt, "problem")+strings.Repeat("long ", rapid.IntRange(0, 20).Draw(rt, "times")))
		doc.Set(d, "SoftwareRevenue.EffectiveDate", date.Draw(rt, "date"))
		doc.Set(d, "SoftwareRevenue.Value.Amount", sum.Draw(rt, "sum"))
		facts := sheet.Of(map[string]doc.Doc{"Opportunity": d})
		terms := sheet.Terms(facts)
		id := rapid.SampledFrom([]string{"", "project_title", "customer_business_problem", "contract_start_date", "software_value", "industry"}).Draw(rt, "field")
		var cond fact.Cond
		if id == "" {
			cond = sheet.Anywhere(text.Draw(rt, "anywhere"))
		} else {
			kind := sheet.ByID(id).Kind
			var known bool
			value := map[fact.Kind]*rapid.Generator[string]{fact.Text: text, fact.Choice: text, fact.Day: date, fact.Number: sum}[kind].Draw(rt, "value")
			if cond, _, known = sheet.Ask(id, op(rt, kind), []string{value}); !known {
				rt.Skip("no such question")
			}
		}
		need, holds := cond.Need(), cond.Holds(facts)
		if found := finds(need, terms); holds && !found || need.Exact && found != holds {
			rt.Errorf("%v of %v: holds %v, found %v by %v", cond, facts, holds, found, need)
		}
	})
}

func FuzzFold(f *testing.F) {
	f.Add("ＡＢＣ ｱ\x00 x")
	f.Fuzz(func(t *testing.T, s string) {
		if folded := fact.Fold(s); folded != fact.Fold(folded) {
			t.Errorf("%q folds to %q and then to %q", s, folded, fact.Fold(folded))
		}
	})
}

func TestSpacesAndWidthsDoNotKeepTextsApart(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"ECサイト刷新", "EC サイト 刷新", "ＥＣ　サイト刷新", "ｅｃｻｲﾄ刷新", " ec\tサイト  刷新 "},
		{"Data Lake", "data  lake", "ＤＡＴＡ ｌａｋｅ"},
		{"スーパー A 店", "スーパーＡ店"},
		{"山田 商事", "山田商事"},
	} {
		for _, text := range same {
			if got, want := fact.Fold(text), fact.Fold(same[0]); got != want {
				t.Errorf("%q is %q, %q is %q", text, got, same[0], want)
			}
		}
	}
	if fact.Fold("Data Lake") == fact.Fold("DataLake") {
		t.Error("words of languages with spaces run together")
	}
	if fact.Fold("데이터 분석") == fact.Fold("데이터분석") {
		t.Error("Korean is written with spaces")
	}
	for _, text := range []string{"EC サイト", "ｱ ｲ", "A Ａ"} {
		if once := fact.Fold(text); fact.Fold(once) != once {
			t.Errorf("%q is folded to %q, and that to %q", text, once, fact.Fold(once))
		}
	}
}
