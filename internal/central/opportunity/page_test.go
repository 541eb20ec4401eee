// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity_test

import (
	"slices"
	"testing"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
)

func TestAFormIsSavedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ticket := idempotency.Ticket{Account: w.A.Account, Catalog: aws, Operation: "CreateOpportunity", Token: "form"}
		form := opportunity.Form{Document: centraltest.Complete(t), Products: []string{"AmazonS3"}, Involvement: selling.CoSell, Submit: true}
		_, err := w.Opportunities.CreateForm(t.Context(), w.A.Lead, aws, form, ticket)
		if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || len(v) != 1 || v[0].Path != "RelatedEntityIdentifiers.Solutions" {
			t.Fatalf("without a solution: %v %+v", err, v)
		}
		if shelf, err := w.Opportunities.Browse(t.Context(), w.A.Lead, opportunity.Browse{Catalog: aws, Size: 10}); err != nil || len(shelf.Rows) != 0 {
			t.Fatalf("a refused form left %v, %v", shelf.Rows, err)
		}
		form.Solutions = []string{w.A.Solution}
		saved, err := w.Opportunities.CreateForm(t.Context(), w.A.Lead, aws, form, ticket)
		if err != nil || saved.Review != "Submitted" {
			t.Fatalf("%+v, %v %+v", saved, err, fault.Of(err).Violations)
		}
		again, err := w.Opportunities.CreateForm(t.Context(), w.A.Lead, aws, form, ticket)
		if err != nil || again.ID != saved.ID {
			t.Errorf("the same form with the same token: %+v, %v", again, err)
		}
		rec := w.Read(w.A.Lead, aws, saved.ID)
		if !slices.Equal(rec.Related("Solutions"), form.Solutions) || !slices.Equal(rec.Related("AwsProducts"), form.Products) || rec.Owner != w.A.Lead.Email {
			t.Errorf("saved %v, owner %s", rec.Doc["RelatedEntityIdentifiers"], rec.Owner)
		}
		tasks, err := w.Opportunities.StagesPassed(t.Context(), rec.Key)
		if err != nil || !slices.Equal(tasks, []string{"Prospect"}) {
			t.Errorf("stages %v, %v", tasks, err)
		}
		clk.Advance(time.Second)
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, saved.ID, opportunity.Decision{Action: "ask", Comment: "More", Reason: "Other"}); err != nil {
			t.Fatal(err)
		}
		rec = w.Read(w.A.Lead, aws, saved.ID)
		doc.Set(rec.Doc, "Project.CustomerBusinessProblem", "Store data arrives a day late, so shelves stay empty.")
		kept, err := w.Opportunities.SaveForm(t.Context(), w.A.Lead, aws, saved.ID, rec.Locked(), opportunity.Form{Document: rec.Doc})
		if err != nil || kept.Review != "Action Required" {
			t.Fatalf("saved without handing in: %+v, %v", kept, err)
		}
		_, err = w.Opportunities.SaveForm(t.Context(), w.A.Lead, aws, saved.ID, rec.Locked(), opportunity.Form{Document: rec.Doc})
		if !fault.Is(err, fault.Conflict) || fault.Of(err).Version != kept.Version {
			t.Errorf("an old version: %v", err)
		}
		sent, err := w.Opportunities.SaveForm(t.Context(), w.A.Lead, aws, saved.ID, kept.Version, opportunity.Form{Document: rec.Doc, Involvement: selling.CoSell, Submit: true})
		if err != nil || sent.Review != "Submitted" {
			t.Errorf("handed in again: %+v, %v", sent, err)
		}
	})
}

func TestACheckTellsEverythingAtOnceAndStoresNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		d := centraltest.Complete(t, "Customer.Contacts[0].Email", "NOT A MAIL", "LifeCycle.TargetCloseDate", "2020-01-01", "Project.Title", nil)
		broken, err := w.Opportunities.CheckForm(t.Context(), w.A.Lead, aws, "", opportunity.Form{Document: d, Solutions: []string{"S-9999999"}, Involvement: selling.CoSell, Submit: true})
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, v := range broken {
			paths = append(paths, v.Path)
			if v.FixEN == "" || v.FixJA == "" || v.MessageJA == "" {
				t.Errorf("%s does not say in both languages what to do", v.Path)
			}
		}
		for _, want := range []string{"Customer.Contacts[].Email", "LifeCycle.TargetCloseDate", "Project.Title", "RelatedEntityIdentifiers.Solutions"} {
			if !slices.Contains(paths, want) {
				t.Errorf("%s is not told of: %v", want, paths)
			}
		}
		odd := opportunity.Form{Document: centraltest.Complete(t, "Project.Title", "a\x00b"), Solutions: []string{w.A.Solution}}
		if _, err := w.Opportunities.CreateForm(t.Context(), w.A.Lead, aws, odd, idempotency.Ticket{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a document that no database keeps: %v", err)
		}
		wrong, err := w.Opportunities.CheckForm(t.Context(), w.A.Lead, aws, "", opportunity.Form{Document: doc.Doc{"Customer": "nobody"}})
		if err != nil || len(wrong) != 1 || wrong[0].Rule != "request-type" {
			t.Errorf("a document of the wrong types: %+v, %v", wrong, err)
		}
	})
}

func TestAWebsiteThatIsNotTheCustomersOwnIsRefusedToPeopleAndTakenOverTheAPI(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for _, site := range []string{"https://www.facebook.com/minato", "www.minato.co"} {
			d := centraltest.Complete(t, "Customer.Account.WebsiteUrl", site)
			for _, submit := range []bool{false, true} {
				broken, err := w.Opportunities.CheckForm(t.Context(), w.A.Lead, aws, "", opportunity.Form{Document: d, Solutions: []string{w.A.Solution}, Involvement: selling.CoSell, Submit: submit})
				if err != nil || len(broken) != 1 || broken[0].Rule != "website-own" {
					t.Errorf("%s on a page, handed in %v: %+v, %v", site, submit, broken, err)
				}
			}
			id := w.Create(w.A.API, aws, d)
			if _, err := w.Opportunities.Associate(t.Context(), w.A.API, selling.AssociateOpportunityRequest{Catalog: aws, OpportunityIdentifier: id,
				RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: w.A.Solution}); err != nil {
				t.Fatal(err)
			}
			in := opportunity.Submission{Catalog: aws, ID: id, Involvement: selling.CoSell}
			if _, err := w.Opportunities.HandIn(t.Context(), w.A.Lead, in); !fault.Is(err, fault.BusinessInvalid) || fault.Of(err).Violations[0].Rule != "website-own" {
				t.Errorf("%s handed in on a page: %v", site, err)
			}
			if _, err := w.Opportunities.Submit(t.Context(), w.A.API, in); err != nil {
				t.Errorf("%s handed in over the API: %v %+v", site, err, fault.Of(err).Violations)
			}
		}
	})
}

func TestAnOutlookOffersOnlyWhatWouldBeTaken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Create(w.A.Lead, aws, centraltest.Complete(t, "Project.Title", nil))
		o, err := w.Opportunities.Outlook(t.Context(), w.A.Lead, w.Read(w.A.Lead, aws, id))
		if err != nil || !o.MaySubmit || !slices.Equal(o.Editable, []string{"*"}) {
			t.Fatalf("a draft: %+v, %v", o, err)
		}
		if !slices.ContainsFunc(o.Problems, func(v catalogue.Violation) bool { return v.Path == "Project.Title" }) {
			t.Errorf("the missing title is no problem: %+v", o.Problems)
		}
		id = w.Submitted(w.A, aws)
		if o, err = w.Opportunities.Outlook(t.Context(), w.A.Lead, w.Read(w.A.Lead, aws, id)); err != nil || o.MayUpdate || o.MaySubmit || len(o.Editable) != 0 || len(o.NextStages) != 0 {
			t.Errorf("under review: %+v, %v", o, err)
		}
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: "approve"}); err != nil {
			t.Fatal(err)
		}
		o, err = w.Opportunities.Outlook(t.Context(), w.A.Lead, w.Read(w.A.Lead, aws, id))
		if err != nil || !o.MayUpdate || slices.Contains(o.Editable, "Project.Title") || !slices.Contains(o.Editable, "LifeCycle.Stage") || len(o.NextStages) != 6 {
			t.Errorf("approved: %+v, %v", o, err)
		}
	})
}

func TestAListIsFilteredSortedAndLeafedThrough(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		for i, company := range []string{"Acme  Europe", "ACME Asia", "Beta", "Gamma", "Acmeville"} {
			clk.Advance(24 * time.Hour)
			w.Create(w.A.API, aws, centraltest.Complete(t, "Customer.Account.CompanyName", company, "Project.Title", "Project "+string(rune('E'-i)),
				"LifeCycle.TargetCloseDate", "2027-0"+string(rune('1'+i))+"-15", "PartnerOpportunityIdentifier", "CRM-"+string(rune('1'+i)),
				"Project.ExpectedCustomerSpend[0].Amount", string(rune('1'+i))+"000.50"))
		}
		w.Create(w.A.User, aws, centraltest.Complete(t, "Customer.Account.CompanyName", "User's own"))
		w.Create(w.B.API, aws, centraltest.Complete(t, "Customer.Account.CompanyName", "Acme of another"))
		names := func(in opportunity.Browse) (found []string) {
			t.Helper()
			in.Catalog, in.Size = aws, 2
			for {
				shelf, err := w.Opportunities.Browse(t.Context(), w.A.Lead, in)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range shelf.Rows {
					found = append(found, r.Company)
				}
				if shelf.Next == "" {
					if shelf.Total != len(found) {
						t.Errorf("counted %d, found %v", shelf.Total, found)
					}
					return found
				}
				in.Cursor = shelf.Next
			}
		}
		one := func(property, operator string, values ...string) []opportunity.Filter {
			return []opportunity.Filter{{Property: property, Operator: operator, Values: values}}
		}
		for _, c := range []struct {
			name string
			in   opportunity.Browse
			want []string
		}{
			{"company begins", opportunity.Browse{Filters: one("company", "^", "acme"), Sort: "company"}, []string{"ACME Asia", "Acme  Europe", "Acmeville"}},
			{"company is, whatever its case and spaces", opportunity.Browse{Filters: one("company", "=", "acme europe")}, []string{"Acme  Europe"}},
			{"text", opportunity.Browse{Filters: one("", ":", "ACME"), Sort: "created"}, []string{"Acme  Europe", "ACME Asia", "Acmeville"}},
			{"identifier as text", opportunity.Browse{Filters: one("", ":", "o1000003")}, []string{"Beta"}},
			{"id", opportunity.Browse{Filters: one("id", "=", "O1000004")}, []string{"Gamma"}},
			{"two texts", opportunity.Browse{Filters: append(one("", ":", "acme"), one("", ":", "project e")...)}, []string{"Acme  Europe"}},
			{"reference", opportunity.Browse{Filters: one("partnerReference", "=", "CRM-3")}, []string{"Beta"}},
			{"closing", opportunity.Browse{Filters: append(one("closeDate", ">", "2027-02-15"), one("closeDate", "<=", "2027-04-15")...), Sort: "closeDate", Desc: true}, []string{"Gamma", "User's own", "Beta"}},
			{"created", opportunity.Browse{Filters: one("created", "=", "2026-11-23"), Sort: "title"}, []string{"Beta"}},
			{"revenue", opportunity.Browse{Filters: append(one("revenue", ">=", "2000.50"), one("revenue", "<", "4000.50")...), Sort: "revenue"}, []string{"ACME Asia", "Beta"}},
			{"owner", opportunity.Browse{Filters: one("owner", "=", "user@alpha.example")}, []string{"User's own"}},
			{"not the owner, and a stage", opportunity.Browse{Filters: append(one("owner", "!=", "lead@alpha.example"), one("stage", "=", "Prospect", "Qualified")...)}, []string{"User's own"}},
			{"review", opportunity.Browse{Filters: one("reviewStatus", "!=", "Pending Submission")}, nil},
			{"origin", opportunity.Browse{Filters: append(one("origin", "=", "Partner Referral"), one("company", "^", "g")...)}, []string{"Gamma"}},
		} {
			if got := names(c.in); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
		own, err := w.Opportunities.Browse(t.Context(), w.A.User, opportunity.Browse{Catalog: aws, Size: 10})
		if err != nil || len(own.Rows) != 1 || own.Total != 1 {
			t.Errorf("an ACE User sees %v, %v", own.Rows, err)
		}
	})
}

func TestAFilterThatIsNotOfferedIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for name, in := range map[string]opportunity.Browse{
			"property":  {Size: 10, Filters: []opportunity.Filter{{Property: "color", Operator: "=", Values: []string{"red"}}}},
			"operator":  {Size: 10, Filters: []opportunity.Filter{{Property: "stage", Operator: "<", Values: []string{"x"}}}},
			"date":      {Size: 10, Filters: []opportunity.Filter{{Property: "created", Operator: "<", Values: []string{"2026-02-31"}}}},
			"amount":    {Size: 10, Filters: []opportunity.Filter{{Property: "revenue", Operator: "<", Values: []string{"much"}}}},
			"desk":      {Size: 10, Filters: []opportunity.Filter{{Property: "partner", Operator: "=", Values: []string{"222222222222"}}}},
			"sort":      {Size: 10, Sort: "color"},
			"size":      {Size: 101},
			"cursor":    {Size: 10, Cursor: "forged"},
			"no text":   {Size: 10, Filters: []opportunity.Filter{{Property: "company", Operator: "=", Values: []string{"a\x00"}}}},
			"no values": {Size: 10, Filters: []opportunity.Filter{{Property: "company", Operator: "^"}}},
		} {
			in.Catalog = aws
			if _, err := w.Opportunities.Browse(t.Context(), w.A.Lead, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
