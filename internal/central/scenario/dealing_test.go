// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/scenario"
)

// received are the statuses of the invitations that a partner has received.
func (w theatre) received(c identity.Caller) (all []string) {
	w.t.Helper()
	out, err := w.Engagements.ListInvitations(w.t.Context(), c, selling.ListEngagementInvitationsRequest{Catalog: aws, ParticipantType: selling.ParticipantReceiver})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, i := range out.EngagementInvitationSummaries {
		all = append(all, i.PayloadType+" "+i.Status)
	}
	return all
}

// played are the runs of one partner: when each began, and what its steps came to. Notes stand with what was refused.
func (w theatre) played(account string) (all []string) {
	w.t.Helper()
	runs, _, err := w.Scenarios.Runs(w.t.Context(), w.Reviewer, scenario.Runs{Size: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Reverse(runs)
	for _, run := range runs {
		for _, s := range run.Steps {
			if run.Key.Account == account {
				all = append(all, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s %s %s", run.Scene, s.Actor, s.Action, s.Due.Format("01-02 15:04"), s.State, s.Note)))
			}
		}
	}
	return all
}

func (w theatre) plays(account string, want ...string) {
	w.t.Helper()
	if got := w.played(account); !slices.Equal(got, want) {
		w.t.Errorf("played\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// only is the one opportunity of a partner.
func (w theatre) only(c identity.Caller) doc.Doc {
	w.t.Helper()
	text, err := w.Opportunities.List(w.t.Context(), c, selling.ListOpportunitiesRequest{Catalog: aws})
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := doc.Parse(text)
	list := doc.Objects(out, "OpportunitySummaries")
	if err != nil || len(list) != 1 {
		w.t.Fatalf("%d opportunities, %v", len(list), err)
	}
	return w.Read(c, aws, doc.Text(list[0], "Id")).Doc
}

// connected says how many active connections A has.
func (w theatre) connected() int {
	w.t.Helper()
	out, err := w.Connections.List(w.t.Context(), w.A.API, account.ListConnectionsRequest{Catalog: aws})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(out.ConnectionSummaries)
}

func TestAnAWSReferralIsAcceptedAndMovedOnByBoth(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("aws-referral-accepted")
		w.pass(time.Hour) // on a Friday
		for _, p := range []identity.Caller{w.A.API, w.B.API} {
			if got := w.received(p); !slices.Equal(got, []string{"OpportunityInvitation PENDING"}) {
				t.Fatalf("%s has received %v", p.Account, got)
			}
		}
		w.pass(6 * 24 * time.Hour)
		w.plays(w.A.Account, "started: seller refer 11-20 09:01 done", "referral received: partner accept 11-23 10:00 done",
			"referral received: account manager side 11-23 11:00 done", "referral received: partner update 11-25 11:00 done")
		d := w.only(w.A.API)
		for path, want := range map[string]string{"Customer.Account.CompanyName": "Harbor Foods", "LifeCycle.ReviewStatus": "Approved", "LifeCycle.Stage": "Technical Validation",
			"LifeCycle.NextSteps": "Show the prototype", "LifeCycle.TargetCloseDate": "2027-02-18"} {
			if got := doc.Text(d, path); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
	})
}

func TestAnAWSReferralIsRejected(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("aws-referral-rejected")
		w.pass(5 * 24 * time.Hour)
		w.plays(w.B.Account, "started: seller refer 11-20 09:01 done", "referral received: partner decline 11-24 10:00 done")
		if got := w.received(w.B.API); !slices.Equal(got, []string{"OpportunityInvitation REJECTED"}) {
			t.Errorf("received %v", got)
		}
	})
}

func TestAnAWSReferralThatNobodyAnswersExpiresAndThatBeginsAScene(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("aws-referral-expired")
		w.start("name: after\ntitle: {en: T, ja: T}\nfor: {title: \"Inventory*\"}\nplay:\n  - when: referral expired\n    steps:\n      - {as: partner, do: accept}\n")
		w.pass(time.Hour)
		w.pass(30 * 24 * time.Hour)
		if got := w.received(w.A.API); !slices.Equal(got, []string{"OpportunityInvitation EXPIRED"}) {
			t.Errorf("received %v", got)
		}
		if got := w.played(w.A.Account); len(got) != 2 || !strings.Contains(got[1], "referral expired: partner accept") || !strings.Contains(got[1], "refused") {
			t.Errorf("played %q", got)
		}
	})
}

func TestALeadIsAcceptedQualifiedAndConverted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("lead-to-opportunity")
		w.pass(6 * 24 * time.Hour)
		w.plays(w.A.Account, "started: account manager share lead 11-20 09:01 done", "lead received: partner accept 11-21 10:00 done",
			"lead received: partner qualify 11-24 10:00 done", "lead received: partner convert 11-24 11:00 done")
		if got := w.received(w.A.API); !slices.Equal(got, []string{"LeadInvitation ACCEPTED"}) {
			t.Errorf("received %v", got)
		}
		if d := w.only(w.A.API); doc.Text(d, "Project.Title") != "Converted from Lead" || doc.Text(d, "Customer.Account.OtherIndustry") != "Groceries" {
			t.Errorf("the opportunity is %v", d)
		}
	})
}

func TestADealIsSharedWithAnotherPartnerWhoSeesWhatBecomesOfIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start("multi-partner")
		id := w.Submitted(w.A, aws)
		w.pass(time.Hour)
		w.is(id, "Approved")
		if _, err := w.Tasks.Share(t.Context(), w.A.API, aws, id, engagement.Sharing{Receivers: []string{w.B.Account}, Message: "With you",
			Responsibilities: []string{"Reseller"}}); err != nil {
			t.Fatal(err, fault.Of(err).Violations)
		}
		w.pass(27 * time.Hour)
		w.plays(w.A.Account, "submitted: reviewer approve 11-20 10:00 done", "share accepted: account manager side 11-20 12:00 done",
			"share accepted: partner update 11-21 12:00 done")
		w.plays(w.B.Account, "invitation received: partner accept 11-20 11:00 done")
		if d := w.only(w.B.API); doc.Text(d, "LifeCycle.ReviewStatus") != "Approved" || doc.Text(d, "Customer.Account.CompanyName") != "Northwind Traders" {
			t.Errorf("the other partner has %v", d)
		}
		if d := w.only(w.A.API); doc.Text(d, "LifeCycle.Stage") != "Qualified" || doc.Text(d, "LifeCycle.NextSteps") != "Agree on who does what" {
			t.Errorf("the partner has %v", d)
		}
	})
}

func TestAPartnerOfAScriptInvitesAnotherWhoAcceptsInTheSameScene(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.start(`
name: together
title: {en: T, ja: T}
for: {partner: "111111111111"}
play:
  - when: submitted
    steps:
      - {as: partner, do: invite, partner: "222222222222", message: Join us}
      - {after: 1 hour, as: other partner, do: accept}
      - {after: 1 hour, as: reviewer, do: approve}
`)
		id := w.Submitted(w.A, aws)
		w.pass(3 * time.Hour)
		w.is(id, "Approved")
		w.plays(w.A.Account, "submitted: partner invite 11-20 09:00 done", "submitted: other partner accept 11-20 10:00 done", "submitted: reviewer approve 11-20 11:00 done")
		if got := w.received(w.B.API); !slices.Equal(got, []string{"OpportunityInvitation ACCEPTED"}) {
			t.Errorf("the other partner has received %v", got)
		}
	})
}

func TestAConnectionLivesFromItsRequestToItsEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w theatre) {
		w.Introduce(w.A, aws)
		w.Introduce(w.B, aws)
		w.start("connection-life")
		w.start(`
name: again
title: {en: T, ja: T}
for: {title: "*consulting"}
play:
  - when: connection cancelled
    steps:
      - {as: partner, do: connect, partner: "222222222222", message: Once more}
      - {after: 30 minutes, as: partner, do: withdraw}
  - when: connection withdrawn
    steps:
      - {as: partner, do: connect, partner: "111111111111", message: Never reached}
`)
		if _, err := w.Connections.Ask(t.Context(), w.A.API, aws, w.B.Account, "Let us work together", idempotency.Ticket{}); err != nil {
			t.Fatal(err)
		}
		w.pass(2 * time.Hour)
		if got := w.connected(); got != 1 {
			t.Errorf("after an hour there are %d connections", got)
		}
		w.pass(31 * 24 * time.Hour)
		if got := w.connected(); got != 0 {
			t.Errorf("after thirty days there are %d connections", got)
		}
		w.plays(w.A.Account, "connection cancelled: partner connect 12-20 10:00 done", "connection cancelled: partner withdraw 12-20 10:30 done")
		got := w.played(w.B.Account)
		if want := []string{"connection invited: partner accept 11-20 10:00 done", "connection invited: partner disconnect 12-20 10:00 done",
			"connection invited: partner accept 12-20 11:00 refused Its sender has withdrawn the request. Send a new request if you want to connect.",
			"connection invited: partner disconnect 01-19 11:00 dropped"}; !slices.Equal(got, want) {
			t.Errorf("the other partner played\n%s", strings.Join(got, "\n"))
		}
	})
}
