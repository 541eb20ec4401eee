// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
)

func read(t *testing.T, text string) doc.Doc {
	t.Helper()
	d, err := doc.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

// born is what every created record has; an update of a record without it adds only the defaults.
const (
	born     = `"LifeCycle":{"ReviewStatus":"Pending Submission","Stage":"Prospect"},"Marketing":{"Source":"None"},"NationalSecurity":"No","OpportunityType":"Net New Business"`
	defaults = `"Marketing":{"Source":"None"},"NationalSecurity":"No","OpportunityType":"Net New Business"`
)

func TestCreateStoresWhatAWSStores(t *testing.T) {
	t.Parallel()
	const aws = `{"Amount":"10","CurrencyCode":"USD","Frequency":"Monthly","TargetCompany":"AWS"}`
	const self = `{"Amount":"1000","CurrencyCode":"EUR","Frequency":"None","TargetCompany":"Self"}`
	for name, c := range map[string]struct {
		sent, want string
		record     rule.Record
	}{
		"defaults":                        {sent: `{}`, want: `{` + born + `}`},
		"what stands beside the document": {sent: `{"Catalog":"AWS","ClientToken":"t","Origin":"Partner Referral","Tags":[{"Key":"a","Value":"b"}],"Id":"O1","Unknown":1}`, want: `{` + born + `}`},
		"nulls":                           {sent: `{"Customer":{"Account":{"CompanyName":"X","Duns":null},"Contacts":[{"Email":null}]},"Project":null}`, want: `{"Customer":{"Account":{"CompanyName":"X"},"Contacts":[{}]},` + born + `}`},
		"aliases":                         {sent: `{"Project":{"CustomerUseCase":"Migration/Database Migration"}}`, want: `{` + born + `,"Project":{"CustomerUseCase":"Migration / Database Migration"}}`},
		"programs":                        {sent: `{"Project":{"ApnPrograms":["Nonsense","ISV Immersion Day SFID Program","IS Immersion Day SFID Program","Windows"]}}`, want: `{` + born + `,"Project":{"ApnPrograms":["IS Immersion Day SFID Program","Windows"]}}`},
		"odd target company":              {sent: `{"Project":{"ExpectedCustomerSpend":[{"Amount":"10","CurrencyCode":"USD","TargetCompany":"Partner"}]}}`, want: `{` + born + `,"Project":{"ExpectedCustomerSpend":[` + aws + `]}}`},
		"total contract value":            {sent: `{"Project":{"ExpectedContractDuration":{"Term":"Months","Value":"7"},"ExpectedCustomerSpend":[` + self + `]}}`, want: `{` + born + `,"Project":{"ExpectedContractDuration":{"Term":"Months","Value":"7"},"ExpectedCustomerSpend":[` + self + `,{"Amount":"142.86","CurrencyCode":"EUR","Frequency":"Monthly","TargetCompany":"AWS"}]}}`},
		"total without a number":          {sent: `{"Project":{"ExpectedContractDuration":{"Term":"Months","Value":"0"},"ExpectedCustomerSpend":[` + self + `]}}`, want: `{` + born + `,"Project":{"ExpectedContractDuration":{"Term":"Months","Value":"0"},"ExpectedCustomerSpend":[` + self + `]}}`},
		"related to a new business":       {sent: `{"Project":{"Title":"T","RelatedOpportunityIdentifier":"O1"}}`, want: `{` + born + `,"Project":{"Title":"T"}}`},
		"described beside a solution":     {sent: `{"Project":{"Title":"T","OtherSolutionDescription":"x"}}`, want: `{` + born + `,"Project":{"Title":"T"}}`, record: rule.Record{Solutions: []string{"S-1"}}},
		"reason of no loss":               {sent: `{"LifeCycle":{"ClosedLostReason":"Price"}}`, want: `{` + born + `}`},
		"unfunded use cases":              {sent: `{"Marketing":{"Source":"Marketing Activity","AwsFundingUsed":"No","UseCases":["Analytics"]}}`, want: `{` + strings.Replace(born, `{"Source":"None"}`, `{"AwsFundingUsed":"No","Source":"Marketing Activity"}`, 1) + `}`},
		"classified":                      {sent: `{"NationalSecurity":"Yes","Customer":{"Account":{"CompanyName":"X"}}}`, want: `{"Customer":{"Account":{"Address":{"CountryCode":"US"},"CompanyName":"X"}},` + strings.Replace(born, `"NationalSecurity":"No"`, `"NationalSecurity":"Yes"`, 1) + `}`},
		"first next steps":                {sent: `{"LifeCycle":{"NextSteps":"Call","NextStepsHistory":[{"Value":"forged","Time":"2020-01-01T00:00:00Z"}]}}`, want: `{"LifeCycle":{"NextSteps":"Call","NextStepsHistory":[{"Time":"2027-04-01T00:30:00Z","Value":"Call"}],"ReviewStatus":"Pending Submission","Stage":"Prospect"},` + defaults + `}`},
		"a status of one's own":           {sent: `{"LifeCycle":{"ReviewStatus":"Approved"}}`, want: `{"LifeCycle":{"ReviewStatus":"Approved","Stage":"Prospect"},` + defaults + `}`},
	} {
		record := c.record
		record.Doc = read(t, c.sent)
		before := string(doc.Append(nil, record.Doc))
		got := rule.Normalize(rule.Change{Moment: rule.OnCreate, After: record, Now: now})
		if text := string(doc.Append(nil, got)); text != string(doc.Append(nil, read(t, c.want))) {
			t.Errorf("%s:\ngot  %s\nwant %s", name, text, c.want)
		}
		if string(doc.Append(nil, record.Doc)) != before {
			t.Errorf("%s: what was sent has been changed", name)
		}
	}
}

func TestUpdateReplacesAllThatItMay(t *testing.T) {
	t.Parallel()
	stored := `{"Id":"O1","CreatedDate":"2027-01-01T00:00:00Z","OpportunityTeam":[{"Email":"a@b.example"}],
		"Project":{"Title":"T","ExpectedContractDuration":{"Term":"Months","Value":"12"},"ExpectedCustomerSpend":[{"TargetCompany":"AWS","Frequency":"Monthly","Amount":"10"},{"TargetCompany":"Self","Frequency":"None","Amount":"120"}]},
		"Customer":{"Account":{"CompanyName":"X"}},
		"LifeCycle":{"Stage":"Qualified","ReviewStatus":"Approved","ReviewComments":"fine","NextSteps":"Call","NextStepsHistory":[{"Value":"Call","Time":"2027-01-01T00:00:00Z"}]}}`
	const spend = `[{"Amount":"20","Frequency":"Monthly","TargetCompany":"AWS"}]`
	const spendWithSelf = `[{"Amount":"20","Frequency":"Monthly","TargetCompany":"AWS"},{"Amount":"120","Frequency":"None","TargetCompany":"Self"}]`
	const kept = `"CreatedDate":"2027-01-01T00:00:00Z","Id":"O1","OpportunityTeam":[{"Email":"a@b.example"}],` + defaults
	const review = `"NextStepsHistory":[{"Time":"2027-01-01T00:00:00Z","Value":"Call"}],"ReviewComments":"fine","ReviewStatus":"Approved"`
	for name, c := range map[string]struct{ sent, want string }{
		"omitted members go, the contract stays": {
			`{"LifeCycle":{"Stage":"Committed"},"OpportunityTeam":[],"Id":"O9","Tags":[],"Project":{"ExpectedCustomerSpend":` + spend + `}}`,
			`{` + kept + `,"LifeCycle":{` + review + `,"Stage":"Committed"},"Project":{"ExpectedContractDuration":{"Term":"Months","Value":"12"},"ExpectedCustomerSpend":` + spendWithSelf + `}}`,
		},
		"an explicit null ends the contract": {
			`{"LifeCycle":{"Stage":"Committed"},"Project":{"ExpectedContractDuration":null,"ExpectedCustomerSpend":` + spendWithSelf + `}}`,
			`{` + kept + `,"LifeCycle":{` + review + `,"Stage":"Committed"},"Project":{"ExpectedCustomerSpend":` + spend + `}}`,
		},
		"a new total replaces the old one": {
			`{"LifeCycle":{"Stage":"Committed"},"Project":{"ExpectedContractDuration":{"Term":"Months","Value":"24"},"ExpectedCustomerSpend":[{"TargetCompany":"Self","Frequency":"None","Amount":"240","CurrencyCode":"USD"}]}}`,
			`{` + kept + `,"LifeCycle":{` + review + `,"Stage":"Committed"},"Project":{"ExpectedContractDuration":{"Term":"Months","Value":"24"},"ExpectedCustomerSpend":[{"Amount":"240","CurrencyCode":"USD","Frequency":"None","TargetCompany":"Self"},{"Amount":"10","CurrencyCode":"USD","Frequency":"Monthly","TargetCompany":"AWS"}]}}`,
		},
		"new next steps are remembered first": {
			`{"LifeCycle":{"Stage":"Qualified","NextSteps":"Visit"},"Project":{"ExpectedContractDuration":null}}`,
			`{` + kept + `,"LifeCycle":{"NextSteps":"Visit","NextStepsHistory":[{"Time":"2027-04-01T00:30:00Z","Value":"Visit"},{"Time":"2027-01-01T00:00:00Z","Value":"Call"}],"ReviewComments":"fine","ReviewStatus":"Approved","Stage":"Qualified"},"Project":{}}`,
		},
		"the same next steps are not remembered twice": {
			`{"LifeCycle":{"Stage":"Qualified","NextSteps":"Call","ReviewComments":"mine"},"Project":{"ExpectedContractDuration":null}}`,
			`{` + kept + `,"LifeCycle":{"NextSteps":"Call","NextStepsHistory":[{"Time":"2027-01-01T00:00:00Z","Value":"Call"}],"ReviewComments":"mine","ReviewStatus":"Approved","Stage":"Qualified"},"Project":{}}`,
		},
	} {
		before := rule.Record{Doc: read(t, stored)}
		got := rule.Normalize(rule.Change{Moment: rule.OnUpdate, Before: &before, After: rule.Record{Doc: read(t, c.sent)}, Now: now})
		if text := string(doc.Append(nil, got)); text != string(doc.Append(nil, read(t, c.want))) {
			t.Errorf("%s:\ngot  %s\nwant %s", name, text, doc.Append(nil, read(t, c.want)))
		}
		if !doc.Equal(before.Doc, read(t, stored)) {
			t.Errorf("%s: the stored record has been changed", name)
		}
	}
}

func TestTheRebuiltEntryStandsWhereItStood(t *testing.T) {
	t.Parallel()
	const self, aws = `{"Amount":"120","Frequency":"None","TargetCompany":"Self"}`, `{"Amount":"10","Frequency":"Monthly","TargetCompany":"AWS"}`
	const contract = `"ExpectedContractDuration":{"Term":"Months","Value":"12"}`
	before := rule.Record{Doc: read(t, `{"Project":{`+contract+`,"ExpectedCustomerSpend":[`+self+`,`+aws+`]}}`)}
	got := rule.Normalize(rule.Change{
		Moment: rule.OnUpdate, Before: &before, Now: now, After: rule.Record{Doc: read(t, `{"Project":{"ExpectedCustomerSpend":[`+aws+`]}}`)},
	})
	if diff := doc.Diff(doc.Doc{"Project": before.Doc["Project"]}, doc.Doc{"Project": got["Project"]}); len(diff) > 0 {
		t.Errorf("the project seems changed in %v: %s", diff, doc.Append(nil, got))
	}
}

func TestHistoryForgetsBeyondFiftySteps(t *testing.T) {
	t.Parallel()
	record := rule.Record{Doc: doc.Doc{}}
	for i := range 60 {
		before := record
		record = rule.Record{Doc: rule.Normalize(rule.Change{
			Moment: rule.OnUpdate, Before: &before, Now: now,
			After: rule.Record{Doc: doc.Doc{"LifeCycle": doc.Doc{"NextSteps": fmt.Sprint("step ", i)}}},
		})}
	}
	history := doc.Objects(record.Doc, "LifeCycle.NextStepsHistory")
	if len(history) != 50 || doc.Text(history[0], "Value") != "step 59" || doc.Text(history[49], "Value") != "step 10" {
		t.Errorf("%d steps, from %v to %v", len(history), history[0], history[len(history)-1])
	}
}

func TestAnEstimateGivesTheAmountOrIsDropped(t *testing.T) {
	t.Parallel()
	estimate := func(url string) (string, bool) { return "700.00", url == "good" }
	for name, c := range map[string]struct{ sent, want string }{
		"computed":   {`{"EstimationUrl":"good"}`, `{"Amount":"700.00","EstimationUrl":"good"}`},
		"equal":      {`{"EstimationUrl":"good","Amount":"700"}`, `{"Amount":"700","EstimationUrl":"good"}`},
		"different":  {`{"EstimationUrl":"good","Amount":"701"}`, `{"Amount":"701"}`},
		"unreadable": {`{"EstimationUrl":"bad","Amount":"701"}`, `{"Amount":"701"}`},
		"lost":       {`{"EstimationUrl":"bad"}`, `{"EstimationUrl":"bad"}`},
		"none":       {`{"Amount":"5"}`, `{"Amount":"5"}`},
	} {
		sent := read(t, `{"Project":{"ExpectedCustomerSpend":[`+c.sent+`]}}`)
		got := rule.Normalize(rule.Change{Moment: rule.OnCreate, After: rule.Record{Doc: sent}, Now: now, Estimate: estimate})
		entry := doc.Objects(got, "Project.ExpectedCustomerSpend")[0]
		delete(entry, "Frequency")
		if text := string(doc.Append(nil, entry)); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}

func TestASubmissionForVisibilityNeedsNoSupport(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ involvement, sent, want string }{
		{"For Visibility Only", `{}`, rule.NoSupport}, {"Co-Sell", `{}`, ""},
		{"For Visibility Only", `{"PrimaryNeedsFromAws":["Co-Sell - Deal Support"]}`, "Co-Sell - Deal Support"},
	} {
		got := rule.Normalize(rule.Change{Moment: rule.OnSubmit, After: rule.Record{Doc: read(t, c.sent)}, Now: now, Involvement: c.involvement})
		if need := doc.Text(got, "PrimaryNeedsFromAws[0]"); need != c.want {
			t.Errorf("%s %s: %q, want %q", c.involvement, c.sent, need, c.want)
		}
	}
}

func TestAnAssociationChangesNothingButTheDescription(t *testing.T) {
	t.Parallel()
	stored := `{"LifeCycle":{"Stage":"Prospect"},"Project":{"OtherSolutionDescription":"x","Title":"T"}}`
	got := rule.Normalize(rule.Change{Moment: rule.OnAssociate, After: rule.Record{Doc: read(t, stored), Solutions: []string{"S-1"}}, Now: now})
	if text := string(doc.Append(nil, got)); text != `{"LifeCycle":{"Stage":"Prospect"},"Project":{"Title":"T"}}` {
		t.Errorf("got %s", text)
	}
}

// changes draws changes of the sample opportunity: members cleared, emptied or set to something odd.
func changes(whole doc.Doc) *rapid.Generator[doc.Doc] {
	return rapid.Custom(func(t *rapid.T) doc.Doc {
		d := doc.Clone(whole)
		for _, path := range rapid.SliceOfN(rapid.SampledFrom([]string{
			"Customer", "Customer.Account.Industry", "Customer.Account.Address.CountryCode", "Project", "Project.ExpectedCustomerSpend",
			"Project.ExpectedContractDuration", "Project.ExpectedContractDuration.Value", "LifeCycle", "LifeCycle.Stage", "LifeCycle.NextSteps",
			"LifeCycle.TargetCloseDate", "LifeCycle.ReviewStatus", "PrimaryNeedsFromAws", "Marketing", "Marketing.Source", "NationalSecurity",
			"OpportunityType", "Project.ExpectedCustomerSpend[0].TargetCompany", "Project.ExpectedCustomerSpend[0].Amount", "SoftwareRevenue",
		}), 0, 6).Draw(t, "paths") {
			doc.Set(d, path, rapid.SampledFrom([]any{
				nil, "", " ", "Yes", "Self", "Other", "US", "Launched", "Closed Lost", "2027-02-30", "12", "1e9", []any{}, []any{nil, "x", doc.Doc{}}, doc.Doc{}, true,
			}).Draw(t, "value"))
		}
		return d
	})
}

// TestNothingBreaksTheRules throws changes of every shape at every moment: corrections settle at the first time, and every
// breach is told whole.
func TestNothingBreaksTheRules(t *testing.T) {
	t.Parallel()
	whole := sample(t)
	rapid.Check(t, func(t *rapid.T) {
		before := rule.Record{Doc: changes(whole).Draw(t, "before")}
		c := rule.Change{
			Moment: rapid.SampledFrom([]rule.Moment{rule.OnCreate, rule.OnUpdate, rule.OnSubmit, rule.OnAssociate, rule.OnAssign, rule.OnSimulatedReview}).Draw(t, "moment"),
			After:  rule.Record{Doc: changes(whole).Draw(t, "after")}, Now: now,
			Catalog:     rapid.SampledFrom([]string{"AWS", "Sandbox"}).Draw(t, "catalog"),
			Partner:     rule.Partner{Consulting: rapid.Bool().Draw(t, "consulting"), SpecialProgram: rapid.Bool().Draw(t, "special")},
			Involvement: rapid.SampledFrom([]string{"", "Co-Sell", "For Visibility Only"}).Draw(t, "involvement"),
		}
		if c.Moment != rule.OnCreate {
			doc.Set(before.Doc, "LifeCycle.ReviewStatus", rapid.SampledFrom(apis("review_status")).Draw(t, "review"))
			c.Before = &before
		}
		// An explicit null ends the contract; the corrected document no longer says so, hence is another request.
		ends := doc.Has(c.After.Doc, "Project.ExpectedContractDuration") && !doc.Says(doc.Get(c.After.Doc, "Project.ExpectedContractDuration"))
		sameSteps := c.Before == nil || doc.Text(before.Doc, "LifeCycle.NextSteps") == doc.Text(c.After.Doc, "LifeCycle.NextSteps")
		once := rule.Normalize(c)
		c.After.Doc = once
		if sameSteps && !ends {
			if twice := rule.Normalize(c); !doc.Equal(once, twice) {
				t.Fatalf("corrected once %s, twice %s", doc.Append(nil, once), doc.Append(nil, twice))
			}
		}
		for _, v := range rule.Check(c) {
			if v.Field == "" || v.Path == "" || v.Code == "" || v.Message == "" || v.MessageJA == "" || v.FixEN == "" || v.FixJA == "" || v.Rule == "" {
				t.Fatalf("%+v", v)
			}
		}
	})
}
