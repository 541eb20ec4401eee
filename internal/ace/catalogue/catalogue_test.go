// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

func japanese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han)
	})
}

func TestEveryFieldIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, table := range []*catalogue.Table{catalogue.Opportunity, catalogue.Lead} {
		if len(table.Fields) < 38 {
			t.Errorf("only %d fields", len(table.Fields))
		}
		for _, f := range table.Fields {
			if f.LabelEN == "" || f.LabelJA == "" || f.HelpEN == "" || !japanese(f.HelpJA) {
				t.Errorf("%s: labels %q %q, help %q %q", f.ID, f.LabelEN, f.LabelJA, f.HelpEN, f.HelpJA)
			}
			if table.ByID(f.ID) != f {
				t.Errorf("the id %s is there twice", f.ID)
			}
			if f.Values != "" && len(catalogue.Values(f.Values)) == 0 {
				t.Errorf("%s: there is no value set %s", f.ID, f.Values)
			}
			for list, id := range map[string]string{"steps": f.FormStep, "tabs": f.DetailTab, "sections": f.Section} {
				if id != "" && !slices.ContainsFunc(catalogue.Names(list), func(c catalogue.Choice) bool { return c.ID == id }) {
					t.Errorf("%s: %q is none of the %s", f.ID, id, list)
				}
			}
		}
	}
}

func TestEveryValueIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, set := range catalogue.ValueSets() {
		for _, v := range catalogue.Values(set) {
			if v.EN == "" || v.JA == "" || v.API == "" && v.S3 == "" {
				t.Errorf("%s: %+v", set, v)
			}
			if found, known := catalogue.Find(set, v.API); v.API != "" && (!known || found.API != v.API) {
				t.Errorf("%s: %q is found as %q", set, v.API, found.API)
			}
		}
	}
}

func TestAliasesAreFoundUnderTheirPublishedSpelling(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ set, alias, want string }{
		{"use_case", "Migration/Database Migration", "Migration / Database Migration"},
		{"involvement_type", "For visibility only", "For Visibility Only"},
		{"apn_program", "ISV Immersion Day SFID Program", "IS Immersion Day SFID Program"},
		{"rejection_reason", "Duplicate of partner referral", "Duplicate of Partner Referral"},
	} {
		if got, known := catalogue.Find(c.set, c.alias); !known || got.API != c.want {
			t.Errorf("%s: %q is found as %q, want %q", c.set, c.alias, got.API, c.want)
		}
	}
	if _, known := catalogue.Find("use_case", "Time travel"); known {
		t.Error("an unknown value is found")
	}
	if _, known := catalogue.Find("no such set", ""); known {
		t.Error("a value of an unknown set is found")
	}
}

func TestAPathFindsThePartnersRowFirst(t *testing.T) {
	t.Parallel()
	for path, id := range map[string]string{
		"LifeCycle.Stage": "stage", "Customer.Contacts[3].Email": "customer_email", "Customer.Contacts[].Email": "customer_email",
		"OpportunityTeam[0].Email": "partner_contact_email", "OpportunityTeam[].FirstName": "partner_contact_first_name",
		"InvolvementType": "involvement_type", "Insights.EngagementScore": "",
	} {
		row := catalogue.Opportunity.ByPath(path)
		if (row == nil) != (id == "") || row != nil && row.ID != id {
			t.Errorf("%s finds %+v, want %s", path, row, id)
		}
	}
	if rows := catalogue.Opportunity.From("AwsOpportunitySummary"); len(rows) < 20 {
		t.Errorf("AWS's summary has %d rows", len(rows))
	}
	stage := catalogue.Opportunity.ByID("stage")
	if !stage.SetBy("UpdateOpportunity") || stage.SetBy("ListOpportunities") || stage.Many() || !catalogue.Opportunity.ByID("delivery_models").Many() {
		t.Error("a row does not know who sets it, or whether it is a list")
	}
}

func TestPostalCodesFollowTheirCountry(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct {
		country string
		fits    bool
	}{
		"98101": {"US", true}, "98101-1234": {"US", true}, "9810": {"US", false}, "100-0005": {"JP", true}, " 1000005 ": {"JP", true},
		"10O-0005": {"JP", false}, "k1a 0b1": {"CA", true}, "SW1A1AA": {"GB", true}, "D6W XY00": {"IE", true}, "97133": {"BL", true},
		"vc0100": {"VC", true}, "anything": {"CL", true}, "": {"CL", false}, strings.Repeat("1", 21): {"CL", false}, "ZZ-1": {"ZZ", true},
	} {
		if got := catalogue.Postal(c.country).Fits(code); got != c.fits {
			t.Errorf("%q fits %s: %v, want %v", code, c.country, got, c.fits)
		}
	}
	if hk := catalogue.Postal("HK"); !hk.None() || hk.Required {
		t.Errorf("Hong Kong has no postal codes: %+v", hk)
	}
	if us := catalogue.Postal("US"); us.None() || !us.Required || us.Format != "99999 OR 99999-9999" {
		t.Errorf("the United States: %+v", us)
	}
	if gb := catalogue.Postal("GB"); gb.Country != "United Kingdom" {
		t.Errorf("GB is %s", gb.Country)
	}
	if cl := catalogue.Postal("CL"); cl.None() || !cl.Required {
		t.Errorf("Chile: %+v", cl)
	}
	without := 0
	for _, country := range catalogue.Values("country") {
		if catalogue.Postal(country.API).None() {
			without++
		}
	}
	if without != 59 {
		t.Errorf("%d countries are without postal codes, want 59", without)
	}
}

func TestProductsAreFoundByCode(t *testing.T) {
	t.Parallel()
	if s3, listed := catalogue.FindProduct("AmazonS3"); !listed || s3.Name == "" || s3.Family == "" {
		t.Errorf("AmazonS3: %+v", s3)
	}
	for _, p := range catalogue.Products() {
		if !slices.ContainsFunc(catalogue.Names("families"), func(c catalogue.Choice) bool { return c.ID == p.Family }) {
			t.Errorf("%s is of the family %q, which has no name", p.ID, p.Family)
		}
	}
	if _, listed := catalogue.FindProduct("AmazonS4"); listed || len(catalogue.Products()) < 500 {
		t.Error("a product that is none is found, or the list is short")
	}
}

func TestSensitiveValuesAreHidden(t *testing.T) {
	t.Parallel()
	d := doc.Doc{
		"Customer": doc.Doc{"Account": doc.Doc{"CompanyName": "Aozora", "Industry": "Retail"}, "Contacts": []any{doc.Doc{"Email": "a@b.example"}, doc.Doc{"Email": "c@d.example"}}},
		"Project":  doc.Doc{"Title": "Secret"},
	}
	got := catalogue.Redacted(d)
	want := doc.Doc{
		"Customer": doc.Doc{"Account": doc.Doc{"CompanyName": "***", "Industry": "Retail"}, "Contacts": []any{doc.Doc{"Email": "***"}, doc.Doc{"Email": "***"}}},
		"Project":  doc.Doc{"Title": "***"},
	}
	if !reflect.DeepEqual(got, want) || doc.Text(d, "Project.Title") != "Secret" {
		t.Errorf("got %v", got)
	}
	paths := catalogue.SensitivePaths()
	for _, path := range []string{"Customer.Contacts[].Email", "Customer.Account.Duns", "Contexts[].Payload.Lead.Interactions[].Contact.Email"} {
		if !slices.Contains(paths, path) {
			t.Errorf("%s is not among the sensitive paths", path)
		}
	}
	if !slices.IsSorted(paths) || slices.Contains(paths, "LifeCycle.Stage") || !catalogue.Opportunity.Sensitive("Customer.Contacts[7].Phone") {
		t.Error("the sensitive paths are not sorted, or not the right ones")
	}
}

func TestAnUnacceptedReferralShowsOnlyWhatTheChannelMayShow(t *testing.T) {
	t.Parallel()
	d := doc.Doc{
		"Unknown": "x",
		"Customer": doc.Doc{
			"Account":  doc.Doc{"CompanyName": "Aozora", "AwsAccountId": "111122223333", "Address": doc.Doc{"CountryCode": "JP", "City": "千代田区", "PostalCode": "100-0005"}},
			"Contacts": []any{doc.Doc{"Email": "a@b.example"}},
		},
		"Project": doc.Doc{"Title": "Data lake", "ExpectedCustomerSpend": []any{doc.Doc{"TargetCompany": "Self", "Unknown": 1}, doc.Doc{"Amount": "1", "TargetCompany": "AWS"}}},
	}
	pages := `{"Customer":{"Account":{"Address":{"CountryCode":"JP","PostalCode":"100-0005"},"CompanyName":"Aozora"}},` +
		`"Project":{"ExpectedCustomerSpend":[{"TargetCompany":"Self"},{"Amount":"1","TargetCompany":"AWS"}],"Title":"Data lake"}}`
	api := strings.Replace(pages, `,"PostalCode":"100-0005"`, "", 1)
	if got := string(doc.Append(nil, catalogue.Masked(d, catalogue.Pages))); got != pages {
		t.Errorf("the pages show %s", got)
	}
	if got := string(doc.Append(nil, catalogue.Masked(d, catalogue.API))); got != api {
		t.Errorf("the API shows %s", got)
	}
	if got := catalogue.Masked(doc.Doc{"Unknown": "x"}, "no such channel"); len(got) != 0 {
		t.Errorf("an unknown channel shows %v", got)
	}
}

func TestWireNamesAreWrittenAsAWSWritesThem(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"Project.ExpectedCustomerSpend[1].EstimationUrl": "project.expectedCustomerSpend.estimationUrl",
		"PrimaryNeedsFromAws":                            "primaryNeedsFromAws", "Customer.Contacts[].Email": "customer.contacts.email",
	} {
		if got := catalogue.WireName(path); got != want {
			t.Errorf("WireName(%s) = %s", path, got)
		}
	}
}
