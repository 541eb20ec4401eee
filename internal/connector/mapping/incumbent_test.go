// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mapping

import (
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/connector/crm"
)

// Mistakes that the CRM guide's release notes tell of, each held here by name and version.

func out(t *testing.T, path string, change func(deal, account, contact crm.Fields)) any {
	t.Helper()
	values, wrong := standard(t).Out(bundle(change))
	for _, w := range wrong {
		t.Fatalf("refused: %+v", w)
	}
	return values[path]
}

func TestV317SpecialDashesInPicklistsMeanTheSame(t *testing.T) {
	t.Parallel()
	for _, dash := range []string{"-", "–", "—", "‑", "−"} {
		got := out(t, "LifeCycle.ClosedLostReason", func(deal, _, _ crm.Fields) {
			deal["StageName"], deal["LossReason"] = "Closed Lost", "Lost to Competitor "+dash+" Google"
		})
		if got != "Lost to Competitor - Google" {
			t.Errorf("with %q: %v", dash, got)
		}
	}
}

func TestV317ACurrencyThatIsNotGivenIsUSD(t *testing.T) {
	t.Parallel()
	if got := out(t, currencyPath, nil); got != "USD" {
		t.Errorf("currency %v", got)
	}
}

func TestV316CountriesWithoutPostalCodesNeedNone(t *testing.T) {
	t.Parallel()
	for _, country := range []string{"AE", "United Arab Emirates", "Hong Kong"} {
		got := out(t, "Customer.Account.Address.PostalCode", func(_, account, _ crm.Fields) {
			account["BillingCountry"], account["BillingPostalCode"] = country, "00000"
		})
		if got != nil {
			t.Errorf("%s: postal code %v is sent", country, got)
		}
	}
}

func TestV315AnotherIndustryIsToldInOtherIndustry(t *testing.T) {
	t.Parallel()
	set := func(_, account, _ crm.Fields) { account["Industry"] = "Food & Beverage" }
	if got := out(t, industryPath, set); got != "Other" {
		t.Errorf("industry %v", got)
	}
	if got := out(t, otherIndustry, set); got != "Food & Beverage" {
		t.Errorf("other industry %v", got)
	}
}

func TestV315MoneyHasNoExponent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"1.0E7": "10000000", "1e3": "1000", "12000.00": "12000", "0.005": "0.01", "123456789012345.67": "123456789012345.67"} {
		if got := out(t, amountPath, func(deal, _, _ crm.Fields) { deal["AwsMonthlyRevenue"] = in }); got != want {
			t.Errorf("%s became %v, want %s", in, got, want)
		}
	}
}

func TestV313ADUNSNumberIsTextAndKeepsItsZeros(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"012345678", "01-234-5678", "012 345 678"} {
		if got := out(t, "Customer.Account.Duns", func(_, account, _ crm.Fields) { account["Duns"] = in }); got != "012345678" {
			t.Errorf("%s became %v", in, got)
		}
	}
	_, wrong := standard(t).Out(bundle(func(_, account, _ crm.Fields) { account["Duns"] = "12345678" }))
	if len(wrong) != 1 || wrong[0].Path != "Customer.Account.Duns" || wrong[0].FixEN == "" || wrong[0].FixJA == "" || wrong[0].Code != catalogue.InvalidStringFormat {
		t.Errorf("eight digits: %+v; a guess would name another company", wrong)
	}
}

func TestV14ADateStaysTheSameDayInEveryTimeZone(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"2026-12-31", "2026-12-31T00:00:00+09:00", "2026-12-31T23:59:59-11:00", "2026-12-31T00:00:00Z"} {
		if got := out(t, "LifeCycle.TargetCloseDate", func(deal, _, _ crm.Fields) { deal["CloseDate"] = in }); got != "2026-12-31" {
			t.Errorf("%s became %v", in, got)
		}
	}
}

func TestV30TheAccountIsNeverOverwrittenByAReferral(t *testing.T) {
	t.Parallel()
	for _, p := range Standard() {
		if (p.Object == crm.Account || p.Object == crm.Contact) && p.Way != ToAWS {
			t.Errorf("%s.%s is written from AWS", p.Object, p.Field)
		}
	}
}

func TestTelephoneNumbersBecomeE164(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"+47 22 55 51 07": "+4722555107", "0047 22555107": "+4722555107", "22 55 51 07": "+4722555107", "＋４７ ２２５５５１０７": "+4722555107"} {
		if got := out(t, "Customer.Contacts[].Phone", func(_, _, c crm.Fields) { c["Phone"] = in }); got != want {
			t.Errorf("%s became %v", in, got)
		}
	}
	got := out(t, "Customer.Contacts[].Phone", func(_, a, c crm.Fields) { a["BillingCountry"], c["Phone"] = "Japan", "(03) 5555-0100" })
	if got != "+81355550100" {
		t.Errorf("a Japanese number became %v", got)
	}
	_, wrong := standard(t).Out(bundle(func(_, _, c crm.Fields) { c["Phone"] = "call me" }))
	if len(wrong) != 1 || wrong[0].FixEN == "" || strings.Contains(wrong[0].Value, "call") {
		t.Errorf("no number: %+v; a contact's data must not stand in the message", wrong)
	}
}

func TestAStateOfTheUSIsSpelledAsACEListsIt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"WA": "Washington", "new york": "New York", "District of Columbia": "Dist. of Columbia", "DC": "Dist. of Columbia"} {
		got := out(t, "Customer.Account.Address.StateOrRegion", func(_, a, _ crm.Fields) { a["BillingCountry"], a["BillingState"] = "USA", in })
		if got != want {
			t.Errorf("%s became %v, want %s", in, got, want)
		}
	}
}

func TestAValueWithoutACounterpartIsNamedWithItsFix(t *testing.T) {
	t.Parallel()
	_, wrong := standard(t).Out(bundle(func(deal, _, _ crm.Fields) { deal["UseCase"] = "Time travel" }))
	if len(wrong) != 1 || wrong[0].Path != "Project.CustomerUseCase" || !strings.Contains(wrong[0].Message, "Time travel") || !strings.Contains(wrong[0].FixEN, "Opportunity.UseCase") {
		t.Errorf("told: %+v", wrong)
	}
}
