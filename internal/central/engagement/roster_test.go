// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement_test

import (
	"fmt"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
)

// colleagues are partners that are connected with A.
func colleagues(t *testing.T, w *centraltest.World, count int) (accounts []string) {
	t.Helper()
	for n := range count {
		account := fmt.Sprintf("9000000000%02d", n)
		if err := w.Identity.AddPartner(t.Context(), identity.Partner{Account: account, Name: "Partner " + account, Terms: true}); err != nil {
			t.Fatal(err)
		}
		w.Connected[w.A.Account+" "+account] = true
		accounts = append(accounts, account)
	}
	return accounts
}

// seated is a colleague who answers for its partner.
func seated(account string) identity.Caller {
	return identity.System(account, identity.Partner{Account: account})
}

func TestNinePartnersWorkOnADealBesideAWSAndItsOwner(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		accounts := colleagues(t, w, 10)
		id := w.Submitted(w.A, aws)
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: "approve"}); err != nil {
			t.Fatal(err)
		}
		share := func(receivers ...string) ([]string, error) {
			return w.Tasks.Share(t.Context(), w.A.Lead, aws, id, engagement.Sharing{Receivers: receivers, Responsibilities: []string{"Reseller"}, Message: "Together"})
		}
		if _, err := share(accounts...); fault.Of(err).Violations[0].Rule != "sharing-receivers" {
			t.Errorf("ten at once: %v", err)
		}
		invitations := must[[]string](t)(share(accounts[:9]...))
		e := must[string](t)(w.Tasks.EngagementOf(t.Context(), w.A.Lead, aws, id))
		seats := func(when string, members, left int) {
			t.Helper()
			if r := must[engagement.Roster](t)(w.Engagements.RosterOf(t.Context(), w.A.Lead, aws, e)); len(r.Seats) != members || r.Left != left {
				t.Errorf("%s: %d members, and %d more may be invited", when, len(r.Seats), r.Left)
			}
		}
		full := func(when string) {
			t.Helper()
			_, err := w.Engagements.Invite(t.Context(), w.A.API, selling.CreateEngagementInvitationRequest{Catalog: aws, EngagementIdentifier: e,
				Invitation: opportunityFor(accounts[9])}, none)
			if _, page := share(accounts[9]); !fault.Is(err, fault.QuotaExceeded) || !fault.Is(page, fault.QuotaExceeded) {
				t.Errorf("a tenth partner %s: by a program %v, on the page %v", when, err, page)
			}
		}
		seats("invited", 2, 0)
		full("while nobody has answered")
		for n, i := range invitations {
			clk.Advance(time.Second)
			accept(t, w, seated(accounts[n]), aws, i)
		}
		seats("with all", 11, 0)
		full("beside nine members")
		if n := get(t, w, w.A.API, e).MemberCount; n != 11 {
			t.Errorf("%d members", n)
		}
		first := must[selling.ListEngagementMembersResponse](t)(w.Engagements.ListMembers(t.Context(), w.A.API, selling.ListEngagementMembersRequest{Catalog: aws, Identifier: e}))
		if len(first.EngagementMemberList) != 10 || first.NextToken == nil {
			t.Fatalf("the first page has %d members, and leads on to %v", len(first.EngagementMemberList), first.NextToken)
		}
		rest := must[selling.ListEngagementMembersResponse](t)(w.Engagements.ListMembers(t.Context(), w.A.API,
			selling.ListEngagementMembersRequest{Catalog: aws, Identifier: e, NextToken: *first.NextToken}))
		if len(rest.EngagementMemberList) != 1 || rest.EngagementMemberList[0].AccountID != accounts[8] {
			t.Errorf("the rest: %+v", rest.EngagementMemberList)
		}
	})
}

func TestAWSComesInWhereTenPartnersAre(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		accounts := colleagues(t, w, 9)
		id := w.Create(w.A.API, aws, centraltest.Complete(t))
		if _, err := w.Opportunities.Associate(t.Context(), w.A.API, selling.AssociateOpportunityRequest{Catalog: aws, OpportunityIdentifier: id,
			RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: w.A.Solution}); err != nil {
			t.Fatal(err)
		}
		for n, i := range must[[]string](t)(w.Tasks.Share(t.Context(), w.A.Lead, aws, id,
			engagement.Sharing{Receivers: accounts, Responsibilities: []string{"Reseller"}, Message: "Together"})) {
			accept(t, w, seated(accounts[n]), aws, i)
		}
		if _, err := w.Opportunities.HandIn(t.Context(), w.A.API, opportunity.Submission{Catalog: aws, ID: id, Involvement: selling.CoSell}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: "approve"}); err != nil {
			t.Fatal(err)
		}
		if e := must[string](t)(w.Tasks.EngagementOf(t.Context(), w.A.Lead, aws, id)); get(t, w, w.A.API, e).MemberCount != 11 {
			t.Errorf("AWS is not in: %+v", get(t, w, w.A.API, e))
		}
	})
}
