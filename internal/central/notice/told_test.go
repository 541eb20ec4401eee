// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/bulk"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/review"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

const aws = selling.CatalogAWS

// lines are what somebody was told in the pages, the latest first, in English.
func lines(t *testing.T, w *centraltest.World, c identity.Caller) (all []string) {
	t.Helper()
	for _, e := range list(t, w, c, notice.Query{}).Items {
		text := e.Text(notice.English, time.UTC)
		all = append(all, string(e.Kind)+": "+text.Line)
	}
	return all
}

// told fails unless the latest that somebody was told are of these kinds, the latest first.
func told(t *testing.T, w *centraltest.World, who string, c identity.Caller, want ...notice.Kind) {
	t.Helper()
	var got []notice.Kind
	for _, e := range list(t, w, c, notice.Query{}).Items {
		got = append(got, e.Kind)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s is told %v, want %v", who, got, want)
	}
}

func drain(t *testing.T, w *centraltest.World) {
	t.Helper()
	if err := w.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func decide(t *testing.T, w *centraltest.World, clk *clock.Manual, id string, d opportunity.Decision) {
	t.Helper()
	clk.Advance(time.Minute)
	if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, d); err != nil {
		t.Fatal(err)
	}
}

func TestReviewsAreTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		p, err := w.Notices.Preferences(t.Context(), w.Reviewer)
		if err != nil {
			t.Fatal(err)
		}
		p.Wishes[notice.Desk] = notice.Wish{Page: true}
		if _, err := w.Notices.Choose(t.Context(), w.Reviewer, p); err != nil {
			t.Fatal(err)
		}
		id := w.Submitted(w.A, aws, "Customer.Account.CompanyName", "さくら商事")
		told(t, w, "the desk", w.Reviewer, notice.DeskSubmitted)
		if got := lines(t, w, w.Reviewer)[0]; !strings.Contains(got, "Alpha Software submitted an opportunity with さくら商事.") {
			t.Error(got)
		}
		decide(t, w, clk, id, opportunity.Decision{Action: opportunity.ActionOpen})
		decide(t, w, clk, id, opportunity.Decision{Action: opportunity.ActionAsk, Comment: "Say more.", Reason: "Other"})
		told(t, w, "the owner", w.A.Lead, notice.ReviewAction, notice.ReviewOpened)
		other := w.Submitted(w.A, aws)
		decide(t, w, clk, other, opportunity.Decision{Action: opportunity.ActionApprove})
		third := w.Submitted(w.A, aws)
		decide(t, w, clk, third, opportunity.Decision{Action: opportunity.ActionReject, Comment: "No.", Reason: "Other"})
		told(t, w, "the owner", w.A.Lead, notice.ReviewRejected, notice.ReviewApproved, notice.ReviewAction, notice.ReviewOpened)
		told(t, w, "who owns nothing", w.A.User)
		sandbox := w.Submitted(w.B, selling.CatalogSandbox)
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, selling.CatalogSandbox, sandbox, opportunity.Decision{Action: opportunity.ActionApprove}); err != nil {
			t.Fatal(err)
		}
		told(t, w, "the partner of a record in the Sandbox", w.B.Lead)
	})
}

func TestBothSidesOfATransferAreTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		manager := w.Person(identity.User{Account: w.A.Account, Email: "manager@alpha.example", FirstName: "Mia", LastName: "Manager", Role: identity.ACEManager})
		id := w.Create(w.A.User, aws, centraltest.Complete(t, "Customer.Account.CompanyName", "Marble"))
		give := func(c identity.Caller, email, title string) {
			t.Helper()
			clk.Advance(time.Minute)
			if _, err := w.Opportunities.Assign(t.Context(), c, selling.AssignOpportunityRequest{Catalog: aws, Identifier: id,
				Assignee: selling.Assignee{Email: email, BusinessTitle: title}}); err != nil {
				t.Fatal(err)
			}
		}
		give(w.A.Lead, manager.Email, "OpportunityOwner")
		told(t, w, "who has it now", manager, notice.OwnerGained)
		told(t, w, "who had it", w.A.User, notice.OwnerLost)
		told(t, w, "who did it", w.A.Lead)
		if got := lines(t, w, w.A.User)[0]; got != "owner.lost: The opportunity with Marble now belongs to Mia Manager. Lead Alpha transferred it." {
			t.Error(got)
		}
		give(manager, w.A.User.Email, "PartnerAccountManager")
		told(t, w, "the account manager", w.A.User, notice.ManagerNamed, notice.OwnerLost)
		give(w.A.API, w.A.User.Email, "OpportunityOwner")
		told(t, w, "whose draft a program gives away", manager, notice.OwnerGained)
	})
}

func TestWhatAWSChangesIsToldAsFarAsItIsDisclosed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := w.Submitted(w.A, aws)
		decide(t, w, clk, id, opportunity.Decision{Action: opportunity.ActionApprove})
		set := func(c review.SideChange) {
			t.Helper()
			clk.Advance(time.Minute)
			if _, err := w.Desk.SetSide(t.Context(), w.Reviewer, aws, id, c); err != nil {
				t.Fatal(err)
			}
		}
		set(review.SideChange{Stage: "Business Validation", TargetCloseDate: "2027-02-01"})
		told(t, w, "the owner, while AWS's deal goes on", w.A.Lead, notice.ReviewApproved)
		set(review.SideChange{Stage: rule.StageLaunched, TargetCloseDate: "2027-03-01"})
		all := lines(t, w, w.A.Lead)
		if len(all) != 3 || !strings.Contains(strings.Join(all, "\n"), "to Launched.") || !strings.Contains(strings.Join(all, "\n"), "close on March 1, 2027.") {
			t.Errorf("the owner is told %q", all)
		}
	})
}

func TestReferralsAndLeadsAreToldRemindedOfAndTheirEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		team := w.Person(identity.User{Account: w.A.Account, Email: "team@alpha.example", FirstName: "Tom", LastName: "Team", Role: identity.AllianceTeam})
		if _, err := w.Engagements.Refer(t.Context(), w.Reviewer, engagement.Referral{Catalog: aws, Partner: w.A.Account,
			Opportunity: centraltest.Complete(t, "Customer.Account.CompanyName", "Zebra")}); err != nil {
			t.Fatal(err)
		}
		told(t, w, "the alliance team", team, notice.ReferralArrived)
		told(t, w, "an ACE user", w.A.User)
		if got := lines(t, w, w.A.Lead)[0]; !strings.HasPrefix(got, "referral.arrived: AWS referred an opportunity with Zebra. Answer by ") {
			t.Error(got)
		}
		step := time.Hour
		for range 24 * 14 {
			clk.Advance(step)
			drain(t, w)
		}
		told(t, w, "the alliance team", team, notice.ShareExpired, notice.ShareExpiring, notice.ReferralArrived)
		all := list(t, w, team, notice.Query{}).Items
		if before := all[0].At.Sub(all[1].At); before < 24*time.Hour || before > 4*24*time.Hour {
			t.Errorf("people are reminded %s before the end", before)
		}
		finder, name := share("Minato"), "AWS Partner Solutions Finder"
		finder.Lead.Interactions[0].SourceName = &name
		for _, l := range []engagement.LeadShare{share("Plain"), finder} {
			clk.Advance(time.Minute)
			l.Partner = w.B.Account
			if _, err := w.Engagements.ShareLead(t.Context(), w.Reviewer, l); err != nil {
				t.Fatal(err)
			}
		}
		told(t, w, "the other partner's lead", w.B.Lead, notice.LeadFromFinder, notice.LeadArrived)
	})
}

// share is a lead of AWS.
func share(company string) engagement.LeadShare {
	p := selling.OrNull
	return engagement.LeadShare{Catalog: aws, Title: company, Lead: selling.Lead{
		Customer: selling.LeadCustomer{CompanyName: company, Industry: p("Retail"), Address: &selling.LeadAddress{CountryCode: p("JP")}},
		Interactions: []selling.LeadInteraction{{Contact: selling.LeadContact{BusinessTitle: "Head of IT", Email: "it@customer.example", FirstName: "Ida", LastName: "Tee"},
			SourceType: p("Campaign"), SourceID: p("C1"), SourceName: p("Campaign"), Usecase: p("AI/ML")}}}}
}

func TestWhoGetsManyRecordsIsToldOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ids := []string{w.Create(w.A.Lead, aws, centraltest.Complete(t)), w.Create(w.A.Lead, aws, centraltest.Complete(t))}
		run, err := w.Bulk.Act(t.Context(), w.A.Lead, bulk.Order{Kind: bulk.Transfer, Selection: bulk.Selection{IDs: ids}, Target: w.A.User.Email, Token: "once"})
		if err != nil {
			t.Fatal(err)
		}
		drain(t, w)
		told(t, w, "who gets them", w.A.User, notice.OwnerOfMany)
		for _, id := range ids {
			if got := lines(t, w, w.A.User); !strings.Contains(got[0], "("+id+")") {
				t.Errorf("%s is not named: %q", id, got)
			}
		}
		told(t, w, "who gave them", w.A.Lead, notice.BulkFinished)
		if got := lines(t, w, w.A.Lead); got[0] != "bulk.finished: Done: 2. Failed: 0." || list(t, w, w.A.Lead, notice.Query{}).Items[0].Subject != run.ID {
			t.Errorf("%q", got)
		}
	})
}

func TestTheAccountsMattersAreToldToItsHeads(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		rec := w.Introduce(w.A, aws)
		update := func(name string) {
			t.Helper()
			if _, err := w.Profiles.Start(t.Context(), w.A.API, account.StartProfileUpdateTaskRequest{Catalog: aws, Identifier: rec.ID,
				TaskDetails: account.TaskDetails{DisplayName: name, Description: "We build on AWS.", WebsiteURL: "https://alpha.example", LogoURL: "https://alpha.example/logo.svg",
					PrimarySolutionType: "SOFTWARE_PRODUCTS", IndustrySegments: []string{"RETAIL"}, TranslationSourceLocale: "en-US"}}, idempotency.Ticket{}); err != nil {
				t.Fatal(err)
			}
			clk.Advance(3 * time.Hour)
			drain(t, w)
		}
		update("Alpha New")
		update("<b>Alpha</b>")
		if _, err := w.Verifications.Start(t.Context(), w.A.API, account.StartVerificationRequest{VerificationDetails: &account.VerificationDetails{
			BusinessVerificationDetails: &account.BusinessVerificationDetails{LegalName: "Alpha KK", RegistrationID: "0100-01-000001", CountryCode: "JP"}}}, idempotency.Ticket{}); err != nil {
			t.Fatal(err)
		}
		clk.Advance(centraltest.Moderation)
		drain(t, w)
		told(t, w, "the alliance lead", w.A.Lead, notice.VerificationYes, notice.ProfileRefused, notice.ProfilePublished)
		told(t, w, "the cloud administrator", w.A.Admin, notice.VerificationYes)
		told(t, w, "an ACE user", w.A.User)
	})
}

func TestWhatIsSummedIsNotToldOneByOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		post := func(ctx context.Context, n notice.Notice) {
			t.Helper()
			if err := w.DB.InTx(ctx, func(tx *sqldb.Tx) error { return notice.Post(tx, n) }); err != nil {
				t.Fatal(err)
			}
		}
		post(notice.Summed(t.Context(), notice.ReviewApproved), approved(w.A.User.Email))
		told(t, w, "the owner", w.A.User)
		post(notice.Summed(t.Context(), notice.OwnerGained), approved(w.A.User.Email))
		told(t, w, "the owner", w.A.User, notice.ReviewApproved)
	})
}
