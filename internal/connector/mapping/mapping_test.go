// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mapping

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
)

func standard(t testing.TB) *Mapping {
	t.Helper()
	m, err := New(Standard(), embedded.Objects())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func bundle(change func(deal, account, contact crm.Fields)) Bundle {
	deal := crm.Fields{"Name": "Port call planner", "StageName": "Qualification", "CloseDate": "2027-03-31", "NextStep": "Collect samples",
		"Type": "New Business", "AwsMonthlyRevenue": "11500", "UseCase": "Containers & Serverless", "DeliveryModels": []string{"SaaS or PaaS"},
		"SalesActivities": []string{"Conducted POC / Demo"}, "PrimaryNeeds": []string{"Co-Sell - Deal Support"}, "Solutions": []string{"S-0072001"},
		"Description": "Waiting time at anchor costs more than bunker fuel.", "OtherSolution": "leftover"}
	account := crm.Fields{"Name": "Fjordlight Shipping AS", "Industry": "Transportation & Logistics", "Website": "https://fjordlight.example",
		"BillingCountry": "Norway", "BillingPostalCode": "0150", "BillingCity": "Oslo"}
	contact := crm.Fields{"FirstName": "Ingrid", "LastName": "Solberg", "Email": "Ingrid.Solberg@Fjordlight.example", "Phone": "22 55 51 07"}
	if change != nil {
		change(deal, account, contact)
	}
	return Bundle{crm.Opportunity: {ID: "OP-1", Fields: deal}, crm.Account: {ID: "AC-1", Fields: account}, crm.Contact: {ID: "CT-1", Fields: contact}}
}

func TestADealBecomesAnOpportunityInACEsWords(t *testing.T) {
	t.Parallel()
	values, wrong := standard(t).Out(bundle(nil))
	if len(wrong) > 0 {
		t.Fatalf("refused: %+v", wrong)
	}
	d := standard(t).Document(values)
	for path, want := range map[string]string{
		"PartnerOpportunityIdentifier": "OP-1", "LifeCycle.Stage": "Qualified", "LifeCycle.TargetCloseDate": "2027-03-31",
		"Customer.Account.Industry": "Transportation and Logistics", "Customer.Account.Address.CountryCode": "NO",
		"Customer.Account.Address.PostalCode": "0150", "Customer.Contacts[].Email": "ingrid.solberg@fjordlight.example",
		"Customer.Contacts[].Phone": "+4722555107", "Project.ExpectedCustomerSpend[].Amount": "11500",
		"Project.ExpectedCustomerSpend[].CurrencyCode": "USD", "Project.ExpectedCustomerSpend[].TargetCompany": "AWS",
		"Project.ExpectedCustomerSpend[].Frequency": "Monthly", "OpportunityType": "Net New Business", "NationalSecurity": "No",
		"Project.OtherSolutionDescription": "", "Marketing.Source": "None",
	} {
		if got := doc.Text(d, path); got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	if doc.Has(d, "RelatedEntityIdentifiers") {
		t.Error("associations are written into the document; they have an operation of their own")
	}
	request := doc.Clone(d)
	doc.Set(request, "Catalog", "AWS")
	doc.Set(request, "ClientToken", "token")
	if v := catalogue.CheckRequest("CreateOpportunity", request); len(v) > 0 {
		t.Errorf("AWS would refuse the request: %+v", v)
	}
}

func TestARequiredFieldWithoutAPairIsNamedAtStart(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"Project.Title", "LifeCycle.TargetCloseDate", "Customer.Account.CompanyName", countryPath, amountPath, "Project.CustomerUseCase"} {
		pairs := slices.DeleteFunc(Standard(), func(p Pair) bool {
			return p.Path == path || path == amountPath && strings.HasPrefix(p.Path, spendPath)
		})
		_, err := New(pairs, embedded.Objects())
		if err == nil || !strings.Contains(err.Error(), strings.TrimSuffix(path, "[].Amount")) {
			t.Errorf("without a pair for %s: %v", path, err)
		}
	}
}

func TestEveryMistakeInAMappingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	pairs := append(Standard(),
		Pair{crm.Opportunity, "Nowhere", "Project.AwsPartition2", ToAWS, CRMWins, "text", nil},
		Pair{crm.Opportunity, "CloseDate", "Marketing.Source2", "sideways", "nobody", "no codec", nil},
		Pair{crm.Opportunity, "Name", "Project.Title", ToAWS, CRMWins, "money2", nil})
	_, err := New(pairs, embedded.Objects())
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"Project.AwsPartition2", "Opportunity.Nowhere", "sideways", "nobody", "no codec", "Project.Title is mapped twice"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoes not name %s", err, want)
		}
	}
	_, err = New([]Pair{{crm.Opportunity, "Name", "LifeCycle.TargetCloseDate", ToAWS, CRMWins, "money", nil}, {crm.Opportunity, "NationalSecurity", "Project.Title", ToAWS, CRMWins, "text", nil}}, embedded.Objects())
	if err == nil || !strings.Contains(err.Error(), "of type boolean") {
		t.Errorf("a yes/no field mapped as text: %v", err)
	}
}

// What a codec made out of a CRM value, it makes again out of what it gives back.
func TestEveryCodecSettles(t *testing.T) {
	t.Parallel()
	for _, p := range Standard() {
		t.Run(p.Path, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := codecs[p.Codec]
				around := surroundings{country: rapid.SampledFrom([]string{"", "JP", "US", "NO", "AE"}).Draw(t, "country")}
				wire, err := c.out(p, draw(t, p), around)
				if err != nil {
					return // refused values have no law
				}
				if canon := c.canon(wire); !Same(canon, wire) {
					t.Fatalf("out made %v, whose canonical form is %v", wire, canon)
				}
				back, err := c.back(p, wire)
				if err != nil {
					t.Fatalf("back refuses %v, which out made: %v", wire, err)
				}
				if again, err := c.out(p, back, around); err != nil || !Same(again, wire) {
					t.Fatalf("out made %v, then %v (%v)", wire, again, err)
				}
			})
		})
	}
}

// draw is a value that the CRM may hold in a pair's field: any text, or one that means something.
func draw(t *rapid.T, p Pair) any {
	object, _ := embedded.ObjectNamed(p.Object)
	f, _ := object.Field(p.Field)
	if f.Type == crm.Boolean {
		return rapid.Bool().Draw(t, "value")
	}
	one := rapid.String()
	options := []string{"2026-12-31", "2026-12-31T23:30:00-08:00", "+81 3-5555-0100", "03-5555-0100", "1.0E7", "12000.50", "0.005", "12-345-6789",
		"A.B@Example.com", "Washington", "wa", "日本", "Norway", "us", " x "}
	for _, v := range f.Values {
		options = append(options, v.Value, v.Label, v.LabelJA)
	}
	if f.Type == crm.MultiPicklist {
		if f.Open {
			return rapid.SliceOfN(rapid.SampledFrom([]string{"S-1", "S-2"}), 0, 3).Draw(t, "values")
		}
		known := options[len(options)-3*len(f.Values):]
		return rapid.SliceOfN(rapid.SampledFrom(known), 0, 3).Draw(t, "values")
	}
	return rapid.OneOf(one, rapid.SampledFrom(options)).Draw(t, "value")
}

func TestAnUnchangedDealReadsTheSameFromItsOpportunity(t *testing.T) {
	t.Parallel()
	m := standard(t)
	rapid.Check(t, func(t *rapid.T) {
		b := bundle(func(deal, account, contact crm.Fields) {
			of := map[string]crm.Fields{crm.Opportunity: deal, crm.Account: account, crm.Contact: contact}
			for _, p := range m.Pairs() {
				if p.Field != "Id" && rapid.Bool().Draw(t, p.Path) {
					of[p.Object][p.Field] = draw(t, p)
				}
			}
		})
		values, _ := m.Out(b)
		d := m.Document(values)
		read := m.Read(d)
		for _, p := range m.Pairs() {
			if v, fits := values[p.Path]; fits && !Associated(p.Path) && !Same(v, read[p.Path]) {
				t.Fatalf("%s: sent %v, reads %v", p.Path, v, read[p.Path])
			}
		}
	})
}

func TestAChangeOfOneFieldLeavesTheRestOfTheDocument(t *testing.T) {
	t.Parallel()
	m := standard(t)
	values, _ := m.Out(bundle(nil))
	d := m.Document(values)
	doc.Set(d, "NewMemberOfAWS", doc.Doc{"Kept": "yes"})
	elements, _ := doc.Get(d, spendPath).([]any)
	doc.Set(d, spendPath, append([]any{doc.Doc{"TargetCompany": "Self", "Amount": "1", "CurrencyCode": "USD", "Frequency": "None"}}, elements...))
	before := doc.Clone(d)
	Put(d, amountPath, "99")
	if got := doc.Diff(before, d); !slices.Equal(got, []string{amountPath}) {
		t.Errorf("changed %v, want the amount only", got)
	}
	if doc.Text(d, spendPath+"[0].Amount") != "1" {
		t.Error("the partner's own contract value was changed instead of AWS's")
	}
	for _, p := range m.Pairs() {
		if strings.HasPrefix(p.Path, "Customer.Contacts") {
			Put(d, p.Path, nil)
		}
	}
	Tidy(d)
	if doc.Has(d, "Customer.Contacts") {
		t.Errorf("a contact without anything stays: %v", doc.Get(d, "Customer.Contacts"))
	}
}

func TestWhatTheCRMAlreadySaysStays(t *testing.T) {
	t.Parallel()
	m := standard(t)
	p, _ := m.ByPath("LifeCycle.Stage")
	b := bundle(func(deal, _, _ crm.Fields) { deal["StageName"] = "Negotiation" })
	if got, err := m.Back(p, "Business Validation", b); err != nil || got != "Negotiation" {
		t.Errorf("Negotiation became %v (%v), though it means the same", got, err)
	}
	if got, err := m.Back(p, "Committed", b); err != nil || got != "Contract Signed" {
		t.Errorf("Committed became %v (%v)", got, err)
	}
}
