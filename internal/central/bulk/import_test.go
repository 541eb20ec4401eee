// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/audit"
	"cosell/internal/central/bulk"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
)

func TestAFileBecomesOpportunitiesAndOnlyTheGoodRowsDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		lead := w.A.Lead
		run := upload(t, w, lead, bulk.Begin{Kind: bulk.Import, File: "deals.csv", Submit: true, Token: "one"}, file(
			map[string]string{"Partner CRM Unique Identifier": "CRM-1", "Opportunity Owner Email": w.A.User.Email},
			map[string]string{"Country": "Atlantis", "Customer Business Problem": "short"},
		))
		if run.State != bulk.Ready || run.Count != (bulk.Count{Good: 1, Bad: 1}) || run.Total != 2 {
			t.Fatalf("judged: %+v %v", run, run.Trouble)
		}
		if n := number(t, w, w.A.Account); n != 0 {
			t.Fatalf("judging made %d records", n)
		}
		found := rows(t, w, lead, run.ID)
		if got := says(found[1]); !slices.Contains(got, "country request-enum") || !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "customer_business_problem ") }) {
			t.Errorf("the bad row is refused for %q", got)
		}
		run = start(t, w, lead, run.ID)
		if run.State != bulk.Finished || run.Count != (bulk.Count{Done: 1, Bad: 1}) {
			t.Fatalf("carried out: %+v", run)
		}
		made := rows(t, w, lead, run.ID)[0]
		rec := w.Read(lead, selling.CatalogAWS, made.Outcome)
		if rec.Review() != "Submitted" || rec.Owner != w.A.User.Email || rec.Company() != "株式会社みなと物流" {
			t.Errorf("made %s, owned by %s, of %s", rec.Review(), rec.Owner, rec.Company())
		}
		for path, want := range map[string]string{"Customer.Account.Address.CountryCode": "JP", "LifeCycle.TargetCloseDate": "2027-03-31",
			"Project.ExpectedCustomerSpend[0].Amount": "12500.00", "Project.ExpectedCustomerSpend[0].TargetCompany": "AWS",
			"Marketing.Source": "None", "PartnerOpportunityIdentifier": "CRM-1"} {
			if got := doc.Text(rec.Doc, path); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
		if err := w.Audit.ChainAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		told := false
		for e, err := range w.Audit.All(t.Context(), lead, audit.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			told = told || e.Actor == lead.Principal && e.Action == "bulk.work" && e.Subject == rec.ARN()
		}
		if !told {
			t.Error("the audit log does not say who imported the record")
		}
		if got := rec.Related("AwsProducts"); !slices.Equal(got, []string{"AmazonS3", "AmazonEC2Linux"}) {
			t.Errorf("products are %q", got)
		}
	})
}

func TestABadRowIsMendedInPlaceAndJudgedAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		lead := w.A.Lead
		run := upload(t, w, lead, bulk.Begin{Kind: bulk.Import}, file(map[string]string{"Country": "Atlantis"}))
		row := rows(t, w, lead, run.ID)[0]
		mended, err := w.Bulk.Mend(t.Context(), lead, run.ID, bulk.Edit{Number: row.Number, Version: row.Version, Cells: map[string]string{"country": "Japan"}})
		if err != nil || mended.State != "good" || len(mended.Problems) != 0 {
			t.Fatalf("mended: %+v %v", mended, err)
		}
		if _, err := w.Bulk.Mend(t.Context(), lead, run.ID, bulk.Edit{Number: row.Number, Version: row.Version}); !fault.Is(err, fault.Conflict) {
			t.Errorf("with the version of before: %v", err)
		}
		if _, err := w.Bulk.Mend(t.Context(), w.A.User, run.ID, bulk.Edit{Number: row.Number, Version: 2}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a user of own records mends a run of another: %v", err)
		}
		if _, err := w.Bulk.Read(t.Context(), w.B.Lead, run.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner reads it: %v", err)
		}
		if run = start(t, w, lead, run.ID); run.Count.Done != 1 {
			t.Errorf("carried out: %+v", run)
		}
	})
}

// TestTheSameBadRecordGivesTheSameListThroughEveryDoor brings one record in by a sheet, a form and the API.
func TestTheSameBadRecordGivesTheSameListThroughEveryDoor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		bad := map[string]string{"Industry Vertical": "Other", "Country": "United States", "Postal Code": "ABC", "Use Case": "Nothing listed",
			"Estimated AWS Monthly Recurring Revenue": "12.345", "Customer Business Problem": "too short", "Customer Phone": "03-1234"}
		run := upload(t, w, w.A.Lead, bulk.Begin{Kind: bulk.Import}, file(bad))
		row := rows(t, w, w.A.Lead, run.ID)[0]
		var bySheet []string
		for _, p := range row.Problems {
			bySheet = append(bySheet, p.Field+" "+string(p.Code)+" "+p.Message)
		}
		request := doc.Doc{
			"Customer": doc.Doc{"Account": doc.Doc{"CompanyName": "株式会社みなと物流", "Industry": "Other", "WebsiteUrl": "www.minato.example.com",
				"Address": doc.Doc{"CountryCode": "US", "PostalCode": "ABC"}}, "Contacts": []any{doc.Doc{"Phone": "031234"}}},
			"PrimaryNeedsFromAws": []any{"Co-Sell - Architectural Validation"}, "OpportunityType": "Net New Business",
			"Project": doc.Doc{"Title": "Data lake", "CustomerBusinessProblem": "too short", "OtherSolutionDescription": "A data platform",
				"CustomerUseCase": "Nothing listed", "DeliveryModels": []any{"SaaS or PaaS"}, "SalesActivities": []any{"Initialized discussions with customer"},
				"ExpectedCustomerSpend": []any{doc.Doc{"Amount": "12.345", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}}},
			"LifeCycle": doc.Doc{"TargetCloseDate": "2027-03-31"}, "Marketing": doc.Doc{"Source": "None"},
		}
		list := func(broken []catalogue.Violation) (all []string) {
			for _, v := range broken {
				all = append(all, v.Field+" "+string(v.Code)+" "+v.Message)
			}
			return all
		}
		form, err := w.Opportunities.CheckForm(t.Context(), w.A.Lead, selling.CatalogAWS, "", opportunity.Form{Document: doc.Clone(request),
			Products: []string{"AmazonS3", "AmazonEC2Linux"}, Solutions: []string{}, Involvement: selling.CoSell, Visibility: selling.VisibilityFull})
		if err != nil {
			t.Fatal(err)
		}
		request["Catalog"], request["ClientToken"], request["Origin"] = "AWS", "t", "Partner Referral"
		shape := catalogue.CheckRequest("CreateOpportunity", request)
		_, refused := w.Opportunities.Create(t.Context(), w.A.API, opportunity.Creation{Catalog: selling.CatalogAWS, Request: request})
		api := append(list(shape), list(fault.Of(refused).Violations)...)
		if got := list(form); !slices.Equal(got, bySheet) {
			t.Errorf("the form says\n%s\nthe sheet\n%s", strings.Join(got, "\n"), strings.Join(bySheet, "\n"))
		}
		if len(api) < 4 {
			t.Errorf("the API says only %q", api)
		}
		for _, said := range api {
			if !slices.Contains(bySheet, said) {
				t.Errorf("the API says %q, the sheet only\n%s", said, strings.Join(bySheet, "\n"))
			}
		}
		for _, said := range bySheet {
			if !slices.Contains(api, said) {
				t.Errorf("the sheet says %q, the API only\n%s", said, strings.Join(api, "\n"))
			}
		}
	})
}

func TestWhatSpreadsheetsDoToCellsIsToldAtTheCell(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		us := map[string]string{"Country": "United States", "Postal Code": "2134"}
		for name, c := range map[string]struct {
			change map[string]string
			want   string
			mend   string
		}{
			"a formula":            {map[string]string{"Partner Project Title": "=A1"}, "project_title sheet-formula", "value"},
			"an error":             {map[string]string{"Partner Project Title": "#REF!"}, "project_title sheet-broken", ""},
			"day before month":     {map[string]string{"Target Close Date": "31/03/2027"}, "target_close_date sheet-day-order", "03/31/2027"},
			"no day":               {map[string]string{"Target Close Date": "soon"}, "target_close_date sheet-day", ""},
			"zeros of a postcode":  {us, "postal_code sheet-zeros", "02134"},
			"zeros of an account":  {map[string]string{"AWS Account ID": "11122223333"}, "customer_aws_account_id sheet-zeros", "011122223333"},
			"an exponent":          {map[string]string{"AWS Account ID": "1.23457E+11"}, "customer_aws_account_id sheet-scientific", ""},
			"a social page":        {map[string]string{"Customer Website": "https://www.facebook.com/minato"}, "customer_website website-own", ""},
			"a domain of Colombia": {map[string]string{"Customer Website": "www.minato.co"}, "customer_website website-own", "www.example.co/"},
			"an amount in yen":     {map[string]string{"Estimated AWS Monthly Recurring Revenue": "￥1,200,000"}, "expected_monthly_aws_revenue sheet-currency", "USD"},
			"a long title":         {map[string]string{"Partner Project Title": strings.Repeat("x", 61)}, "project_title sheet-length", "60"},
			"nobody's colleague":   {map[string]string{"Opportunity Owner Email": "nobody@alpha.example"}, "owner_email assignee-is-user", ""},
			"a solution of nobody": {map[string]string{"Solution Offered": "S-999"}, "solutions ", ""},
		} {
			run := upload(t, w, w.A.Lead, bulk.Begin{Kind: bulk.Import, Submit: true}, file(c.change))
			row := rows(t, w, w.A.Lead, run.ID)[0]
			i := slices.IndexFunc(row.Problems, func(p bulk.Problem) bool { return strings.HasPrefix(p.Column+" "+p.Rule, c.want) })
			if i < 0 || row.State != "bad" {
				t.Errorf("%s: %s, refused for %q", name, row.State, says(row))
				continue
			}
			if p := row.Problems[i]; !strings.Contains(p.FixEN, c.mend) || p.FixJA == "" || p.MessageJA == "" || strings.ContainsAny(p.Message+p.MessageJA, "@#%") {
				t.Errorf("%s is told as %q %q, to be mended by %q %q", name, p.Message, p.MessageJA, p.FixEN, p.FixJA)
			}
		}
	})
}

func TestWhatPeopleTypeIsTidiedAndShownAsItIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		const revenue, postal, phone, account = "Estimated AWS Monthly Recurring Revenue", "Postal Code", "Customer Phone", "AWS Account ID"
		run := upload(t, w, w.A.Lead, bulk.Begin{Kind: bulk.Import, Submit: true}, file(map[string]string{"Country": "日本", revenue: "$120万", postal: "〒２２０－００１１",
			phone: "＋８１（０）３－１２３４－５６７８", account: "１１１１ ２２２２ ３３３３"}))
		row := rows(t, w, w.A.Lead, run.ID)[0]
		if row.State != "good" {
			t.Fatalf("%s: %q", row.State, says(row))
		}
		for _, want := range []string{"1200000", "220-0011", "+81312345678", "111122223333"} {
			if !slices.Contains(row.Cells, want) {
				t.Errorf("%s is not shown: %q", want, row.Cells)
			}
		}
		if _, err := w.Bulk.Start(t.Context(), w.A.Lead, run.ID); err != nil {
			t.Fatal(err)
		}
		drain(t, w)
		made := rows(t, w, w.A.Lead, run.ID)[0]
		rec := w.Read(w.A.Lead, selling.CatalogAWS, made.Outcome)
		if got := doc.Text(doc.Objects(rec.Doc, "Project.ExpectedCustomerSpend")[0], "Amount"); got != "1200000" {
			t.Errorf("the record has %q", got)
		}
	})
}

func TestAFileThatCannotBeTakenSaysWhyAsAWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		whole := string(file(nil))
		for name, c := range map[string]struct{ content, rule string }{
			"not a heading":        {"a,b\n1,2\n", "sheet-heading"},
			"an unknown column":    {strings.Replace(whole, "Delivery Model", "Delivery Modell", 1), "sheet-unknown"},
			"a column twice":       {strings.Replace(whole, "Delivery Model", "Country", 1), "sheet-repeated"},
			"a column is missing":  {"Country\nJP\n", "sheet-missing"},
			"a value without head": {strings.Replace(whole, "AWS Account ID", "", 1) + strings.Replace(strings.SplitN(whole, "\n", 2)[1], "", "x", 1), "sheet-heading"},
			"an unclosed quote":    {whole + "\"open\n", "sheet-quote"},
			"only a heading":       {strings.SplitAfter(whole, "\n")[0], "sheet-empty"},
		} {
			run := upload(t, w, w.A.Lead, bulk.Begin{Kind: bulk.Import}, []byte(c.content))
			if run.State != bulk.Refused || !slices.ContainsFunc(run.Trouble, func(v catalogue.Violation) bool { return v.Rule == c.rule && v.FixJA != "" && v.FixEN != "" }) {
				t.Errorf("%s: %s %+v", name, run.State, run.Trouble)
			}
			if _, err := w.Bulk.Start(t.Context(), w.A.Lead, run.ID); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s is carried out: %v", name, err)
			}
		}
	})
}

func TestALostConnectionGoesOnAndNothingIsDoneTwice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		lead, ctx := w.A.Lead, t.Context()
		content := file(many(7)...)
		in := bulk.Begin{Kind: bulk.Import, Size: int64(len(content)), Token: "same"}
		run, err := w.Bulk.Begin(ctx, lead, in)
		again, err2 := w.Bulk.Begin(ctx, lead, in)
		if err := errors.Join(err, err2); err != nil || again.ID != run.ID {
			t.Fatalf("begun twice: %s and %s, %v", run.ID, again.ID, err)
		}
		half := int64(len(content) / 2)
		for _, piece := range []struct{ from, to, want int64 }{{0, half, half}, {0, half, half}, {half + 5, half + 9, half}, {half, int64(len(content)), int64(len(content))}} {
			if run, err = w.Bulk.Piece(ctx, lead, run.ID, piece.from, content[piece.from:piece.to]); err != nil || run.Received != piece.want {
				t.Fatalf("a piece from %d: received %d, %v", piece.from, run.Received, err)
			}
		}
		drain(t, w)
		if _, err := w.Bulk.Start(ctx, lead, run.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Bulk.Start(ctx, lead, run.ID); err != nil {
			t.Errorf("started twice: %v", err)
		}
		other := w.Again() // another program on the same database
		drain(t, other)
		drain(t, w)
		if run = read(t, w, lead, run.ID); run.Count.Done != 7 || run.State != bulk.Finished {
			t.Errorf("carried out: %+v", run)
		}
		if n := number(t, w, w.A.Account); n != 7 {
			t.Errorf("%d records of 7 rows", n)
		}
	})
}

func TestTwoRowsWithOneIdentifierAreTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		twin := map[string]string{"Partner CRM Unique Identifier": "CRM-7"}
		run := upload(t, w, w.A.Lead, bulk.Begin{Kind: bulk.Import}, file(twin, nil, twin))
		found := rows(t, w, w.A.Lead, run.ID)
		if got := says(found[2]); !slices.Equal(got, []string{"partner_crm_id sheet-twice"}) || found[0].State != "good" || found[1].State != "good" {
			t.Errorf("the third row is refused for %q", got)
		}
		if p := found[2].Problems[0]; !strings.Contains(p.Message, "line 2") || !strings.Contains(p.MessageJA, "2 行目") {
			t.Errorf("told as %q %q", p.Message, p.MessageJA)
		}
	})
}

func TestEveryValueOfEveryListIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		var changes []map[string]string
		for _, v := range catalogue.Values("country") {
			if v.API == "" {
				continue // a country of the past, which nothing is sold in
			}
			changes = append(changes, map[string]string{"Country": v.JA, "Postal Code": ""}, map[string]string{"Country": v.EN, "Postal Code": ""})
		}
		run := upload(t, w, w.A.Lead, bulk.Begin{Kind: bulk.Import}, file(changes...))
		for _, row := range rows(t, w, w.A.Lead, run.ID) {
			if got := says(row); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "country ") }) {
				t.Errorf("row %d: %q is refused: %q", row.Number, row.Cells, got)
			}
		}
	})
}
