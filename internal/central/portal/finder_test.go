// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
)

// introduce makes a partner with a public profile; nobody works there.
func (s *stage) introduce(number int, name, solution, country string, industries ...string) {
	s.t.Helper()
	id := fmt.Sprintf("3333333333%02d", number)
	err := s.Identity.AddPartner(s.t.Context(), identity.Partner{Account: id, Name: name, Terms: true})
	if err == nil {
		_, err = s.Profiles.Introduce(s.t.Context(), profile.Introduction{Account: id, Catalog: "AWS", LegalName: name,
			Contact: account.AllianceLeadContact{FirstName: "A", LastName: "B", Email: "secret@partner.example", BusinessTitle: "Lead"},
			Profile: account.TaskDetails{DisplayName: name, Description: "We help.", WebsiteURL: "https://p.example", PrimarySolutionType: solution, IndustrySegments: industries,
				TranslationSourceLocale: "en-US", Headquarters: &account.Headquarters{CountryCode: country}}})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func finding(tokens ...string) string {
	return "/api/central/partners?pageSize=10&filter=" + url.QueryEscape(`{"tokens":[`+strings.Join(tokens, ",")+`]}`)
}

func only(property, value string) string {
	operator := "="
	if property == "name" || property == "" {
		operator = ":"
	}
	return fmt.Sprintf(`{"property":%q,"operator":%q,"value":%q}`, property, operator, value)
}

func names(r reply) []string {
	all := []string{}
	for _, i := range r.list("items") {
		if partner, nested := i.(doc.Doc)["partner"].(doc.Doc); nested {
			i = partner
		}
		all = append(all, i.(doc.Doc)["name"].(string))
	}
	return all
}

func TestPartnersAreFoundByWhatTheirProfilesSay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.introduce(1, "Delta 100% Retail", "SOFTWARE_PRODUCTS", "US", "RETAIL", "GAMING")
		s.introduce(2, "Alba", "CONSULTING_SERVICES", "JP", "RETAIL")
		s.introduce(3, "Cirrus", "SOFTWARE_PRODUCTS", "JP", "PROFESSIONAL_SERVICES")
		s.introduce(4, "Bora", "PROFESSIONAL_SERVICES", "DE", "EDUCATION")
		for filter, want := range map[string][]string{
			"":                         {"Alba", "Bora", "Cirrus", "Delta 100% Retail"},
			only("industry", "RETAIL"): {"Alba", "Delta 100% Retail"},
			only("solution", "SOFTWARE_PRODUCTS") + "," + only("country", "JP"): {"Cirrus"},
			only("industry", "PROFESSIONAL_SERVICES"):                           {"Cirrus"},
			only("solution", "PROFESSIONAL_SERVICES"):                           {"Bora"},
			only("name", "R"): {"Bora", "Cirrus", "Delta 100% Retail"},
			only("", "0%"):    {"Delta 100% Retail"},
			only("", "0_"):    {},
			`{"property":"country","operator":"=","value":["DE","US"]}`:   {"Bora", "Delta 100% Retail"},
			only("industry", "RETAIL") + "," + only("industry", "GAMING"): {},
		} {
			if got := names(s.want(s.call(s.A.Lead, "GET", finding(filter), nil), 200)); !slices.Equal(got, want) {
				t.Errorf("%s finds %q, want %q", filter, got, want)
			}
		}
		for _, bad := range []string{only("contact", "x"), only("name", "a") + "," + only("", "b")} {
			s.want(s.call(s.A.Lead, "GET", finding(bad), nil), 400)
		}
		if got := s.want(s.call(s.A.Lead, "GET", finding(), nil), 200); strings.Contains(got.text, "secret@") || strings.Contains(got.text, "33333333") {
			t.Errorf("the finder tells whom to write to, or an account: %s", got.text)
		}
		for i := range 22 {
			s.introduce(10+i, fmt.Sprintf("Echo %02d", i), "SOFTWARE_PRODUCTS", "FR", "GAMING")
		}
		var all []string
		cursor := ""
		for pages := 0; ; pages++ {
			page := s.want(s.call(s.A.Lead, "GET", finding(only("name", "echo"))+"&cursor="+url.QueryEscape(cursor), nil), 200)
			all = append(all, names(page)...)
			if cursor = page.str("next"); cursor == "" || pages > 5 {
				break
			}
		}
		if len(all) != 22 || !slices.IsSorted(all) || all[21] != "Echo 21" {
			t.Errorf("the pages have %v", all)
		}
	})
}

// withProfile gives partner A a profile; it sells consulting to shops.
func (s *stage) withProfile() {
	s.t.Helper()
	if _, err := s.Profiles.Introduce(s.t.Context(), profile.Introduction{Account: s.A.Account, Catalog: "AWS", LegalName: s.A.Name,
		Contact: account.AllianceLeadContact{FirstName: "Ann", LastName: "Alpha", Email: s.A.Lead.Email, BusinessTitle: "Lead"},
		Profile: account.TaskDetails{DisplayName: s.A.Name, Description: "Shops.", WebsiteURL: "https://a.example", PrimarySolutionType: "CONSULTING_SERVICES",
			IndustrySegments: []string{"RETAIL"}, TranslationSourceLocale: "en-US"}}); err != nil {
		s.t.Fatal(err)
	}
}

const recommendations = "/api/central/recommendations"

func TestConnectionsAreRecommendedWithTheirReasons(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.withProfile()
		s.introduce(1, "Zeta Software", "SOFTWARE_PRODUCTS", "US", "RETAIL", "GAMING")
		s.introduce(2, "Beech", "HARDWARE_PRODUCTS", "JP", "HEALTHCARE")
		s.introduce(3, "Ash", "HARDWARE_PRODUCTS", "JP", "HEALTHCARE")
		s.introduce(4, "Nothing in common", "HARDWARE_PRODUCTS", "JP", "EDUCATION")
		s.introduce(5, "Keeps to itself", "SOFTWARE_PRODUCTS", "JP", "RETAIL")
		for range 2 {
			s.Create(s.A.Lead, "AWS", centraltest.Complete(t, "Customer.Account.Industry", "Healthcare"))
		}
		s.Create(s.B.Lead, "AWS", centraltest.Complete(t, "Customer.Account.Industry", "Education")) // another partner's: no reason here
		if _, err := s.Connections.Prefer(t.Context(), identity.Caller{Account: "333333333305", System: true},
			account.UpdateConnectionPreferencesRequest{Catalog: "AWS", AccessType: "DENY_ALL", Revision: 1}); err != nil {
			t.Fatal(err)
		}
		got := s.want(s.call(s.A.Lead, "GET", recommendations, nil), 200)
		if want := []string{"Zeta Software", "Ash", "Beech"}; !slices.Equal(names(got), want) {
			t.Fatalf("recommended are %v, want %v", names(got), want)
		}
		first, second := got.list("items")[0].(doc.Doc), got.list("items")[1].(doc.Doc)
		if doc.Text(first, "complement") != "SOFTWARE_PRODUCTS" || !slices.Equal(doc.Texts(first, "industries"), []string{"RETAIL"}) || len(first["deals"].([]any)) != 0 {
			t.Errorf("the reasons for the first are %v", first)
		}
		deals := second["deals"].([]any)[0].(doc.Doc)
		if doc.Text(deals, "industry") != "Healthcare" || deals["count"].(json.Number).String() != "2" || doc.Text(second, "complement") != "" {
			t.Errorf("the reasons for the second are %v", second)
		}
		if n := s.rows(s.A.Lead, doc.Doc{"list": "opportunities", "filters": deals["filters"]}); n != 2 {
			t.Errorf("the list behind the reason has %d rows", n)
		}
		if again := s.want(s.call(s.A.Lead, "GET", recommendations, nil), 200); again.text != got.text {
			t.Error("the same question has another answer")
		}
		if got := names(s.want(s.call(s.A.User, "GET", recommendations, nil), 200)); !slices.Equal(got, []string{"Zeta Software"}) {
			t.Errorf("who sees none of the deals is told of them: %v", got)
		}
		s.want(s.call(s.A.Lead, "POST", "/api/central/connection-requests", map[string]any{"profile": doc.Text(first, "partner.profile"), "message": "Let us talk."}), 200)
		if got := names(s.want(s.call(s.A.Lead, "GET", recommendations, nil), 200)); !slices.Equal(got, []string{"Ash", "Beech"}) {
			t.Errorf("after the request: %v", got)
		}
		standing := map[string]string{}
		for _, i := range s.want(s.call(s.A.Lead, "GET", finding(), nil), 200).list("items") {
			standing[doc.Text(i.(doc.Doc), "name")] = doc.Text(i.(doc.Doc), "standing")
		}
		if standing["Zeta Software"] != "ASKED" || standing["Keeps to itself"] != "CLOSED" || standing["Ash"] != "OPEN" {
			t.Errorf("they stand %v", standing)
		}
	})
}

func TestTheAWSDeskAwardsCompetenciesAndPartnersAreFoundByThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.withProfile()
		s.introduce(1, "Zeta Software", "SOFTWARE_PRODUCTS", "US", "RETAIL")
		const at = "/api/central/desk/awards"
		listed := s.want(s.call(s.Reviewer, "GET", at, nil), 200)
		if items := listed.list("items"); len(items) != 2 || doc.Text(items[1].(doc.Doc), "partner.name") != "Zeta Software" || doc.Text(items[1].(doc.Doc), "version") != "0" {
			t.Fatalf("listed: %s", listed.text)
		}
		zeta := at + "/333333333301"
		give := func(version string, competencies ...string) map[string]any {
			return map[string]any{"version": version, "competencies": competencies, "programs": []string{"ISV Accelerate"}}
		}
		if r := s.want(s.call(s.Reviewer, "PUT", zeta, give("0", "Juggling")), 422); !slices.Equal(locations(r), []string{"Competencies"}) {
			t.Errorf("an unknown one is refused at %v", locations(r))
		}
		saved := s.want(s.call(s.Reviewer, "PUT", zeta, give("0", "Security", "Retail", "Retail")), 200)
		if got := doc.Texts(saved.body, "competencies"); !slices.Equal(got, []string{"Retail", "Security"}) || saved.str("version") != "1" {
			t.Errorf("saved: %s", saved.text)
		}
		if r := s.want(s.call(s.Reviewer, "PUT", zeta, give("0", "SAP")), 409); r.str("version") != "1" {
			t.Errorf("with the old version: %s", r.text)
		}
		s.want(s.call(s.Reviewer, "PUT", at+"/999999999999", give("0")), 404)
		s.want(s.call(s.A.Lead, "PUT", zeta, give("1")), 403)
		s.want(s.call(s.A.Lead, "GET", at, nil), 403)
		s.want(s.call(s.Reviewer, "PUT", at+"/"+s.A.Account, give("0", "Security")), 200)
		for filter, want := range map[string]int{only("competency", "Retail"): 1, only("competency", "SAP"): 0, only("program", "ISV Accelerate"): 1} {
			if got := names(s.want(s.call(s.A.Lead, "GET", finding(filter), nil), 200)); len(got) != want {
				t.Errorf("%s finds %v", filter, got)
			}
		}
		found := s.want(s.call(s.A.Lead, "GET", finding(), nil), 200).list("items")[0].(doc.Doc)
		if !slices.Equal(doc.Texts(found, "programs"), []string{"ISV Accelerate"}) {
			t.Errorf("the finder shows %v", found)
		}
		why := s.want(s.call(s.A.Lead, "GET", recommendations, nil), 200).list("items")[0].(doc.Doc)
		if !slices.Equal(doc.Texts(why, "competent"), []string{"Retail"}) {
			t.Errorf("the reasons are %v", why)
		}
		s.want(s.call(s.Reviewer, "PUT", zeta, give("1")), 200)
		if got := names(s.want(s.call(s.A.Lead, "GET", finding(only("competency", "Retail")), nil), 200)); len(got) != 0 {
			t.Errorf("what is taken away still finds %v", got)
		}
	})
}
