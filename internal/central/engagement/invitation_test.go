// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func refer(t *testing.T, w *centraltest.World, account string, changes ...any) string {
	t.Helper()
	return must[string](t)(w.Engagements.Refer(t.Context(), w.Reviewer, engagement.Referral{Catalog: aws, Partner: account, Opportunity: centraltest.Complete(t, changes...)}))
}

func invitation(t *testing.T, w *centraltest.World, c identity.Caller, id string) selling.GetEngagementInvitationResponse {
	t.Helper()
	return must[selling.GetEngagementInvitationResponse](t)(w.Engagements.GetInvitation(t.Context(), c, selling.EngagementInvitationRequest{Catalog: aws, Identifier: id}))
}

func reject(t *testing.T, w *centraltest.World, c identity.Caller, id, reason string) error {
	t.Helper()
	_, err := w.Engagements.RejectInvitation(t.Context(), c, selling.RejectEngagementInvitationRequest{Catalog: aws, Identifier: id, RejectionReason: reason})
	return err
}

func TestAnInvitationIsAnsweredAndBothSidesAreTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := create(t, w, w.A.API, aws, project())
		first := invite(t, w, w.A.API, aws, id, opportunityFor(w.B.Account))
		before := invitation(t, w, w.B.API, selling.InvitationARN(aws, first))
		if before.Status != "PENDING" || *before.ExpirationDate != "2026-12-05T09:00:00Z" || before.Payload.OpportunityInvitation.ReceiverResponsibilities[0] != "Reseller" ||
			len(before.ExistingMembers) != 1 || *before.ExistingMembers[0].CompanyName != "Alpha Software" || *before.EngagementID != id {
			t.Errorf("%+v", before)
		}
		if err := reject(t, w, w.B.API, first, ""); fault.Of(err).Violations[0].Rule != "referral-rejection-has-reason" {
			t.Errorf("no reason: %v", err)
		}
		if err := reject(t, w, w.B.API, first, "Unable to support"); err != nil {
			t.Fatal(err)
		}
		if got := invitation(t, w, w.B.API, first); got.Status != "REJECTED" || got.Payload != nil || got.ExistingMembers != nil {
			t.Errorf("to its receiver, a rejected invitation is %+v", got)
		}
		if got := invitation(t, w, w.A.API, first); *got.RejectionReason != "Unable to support" || got.Payload == nil {
			t.Errorf("to its sender, a rejected invitation is %+v", got)
		}
		lock := get(t, w, w.A.API, id).ModifiedAt
		second := invite(t, w, w.A.API, aws, id, opportunityFor(w.B.Account))
		clk.Advance(time.Hour)
		accept(t, w, w.B.API, aws, second)
		if got := get(t, w, w.B.API, id); got.MemberCount != 2 || got.ModifiedBy != w.B.Account || got.ModifiedAt == lock {
			t.Errorf("the new member sees %+v", got)
		}
		for name, err := range map[string]error{"accepted twice": acceptErr(t, w, w.B.API, second), "rejected after that": reject(t, w, w.B.API, second, "Other"),
			"accepted after the rejection": acceptErr(t, w, w.B.API, first)} {
			if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Code != "INVALID_RESOURCE_STATE" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Engagements.Invite(t.Context(), w.A.API, selling.CreateEngagementInvitationRequest{Catalog: aws, EngagementIdentifier: id, Invitation: opportunityFor(w.B.Account)}, none); !fault.Is(err, fault.Conflict) {
			t.Errorf("a member is invited: %v", err)
		}
		if got, want := told(t, w, w.A.Account), []string{"Engagement Created", "Engagement Invitation Accepted SENDER", "Engagement Invitation Created SENDER",
			"Engagement Invitation Created SENDER", "Engagement Invitation Rejected SENDER", "Engagement Member Added"}; !slices.Equal(got, want) {
			t.Errorf("the sender is told %q, want %q", got, want)
		}
		if got, want := told(t, w, w.B.Account), []string{"Engagement Invitation Accepted RECEIVER", "Engagement Invitation Created RECEIVER", "Engagement Invitation Created RECEIVER",
			"Engagement Invitation Rejected RECEIVER", "Engagement Member Added"}; !slices.Equal(got, want) {
			t.Errorf("the receiver is told %q, want %q", got, want)
		}
	})
}

func acceptErr(t *testing.T, w *centraltest.World, c identity.Caller, id string) error {
	t.Helper()
	_, err := w.Engagements.AcceptInvitation(t.Context(), c, selling.EngagementInvitationRequest{Catalog: aws, Identifier: id})
	return err
}

func TestAnInvitationIsItsTwoSidesBusinessOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := invite(t, w, w.A.API, aws, create(t, w, w.A.API, aws, project()), opportunityFor(w.B.Account))
		if err := w.Identity.AddPartner(t.Context(), identity.Partner{Account: "333333333333", Name: "Gamma", Terms: true}); err != nil {
			t.Fatal(err)
		}
		third := identity.System("333333333333", identity.Partner{Account: "333333333333"})
		_, read := w.Engagements.GetInvitation(t.Context(), third, selling.EngagementInvitationRequest{Catalog: aws, Identifier: id})
		_, other := w.Engagements.GetInvitation(t.Context(), w.B.API, selling.EngagementInvitationRequest{Catalog: selling.CatalogSandbox, Identifier: id})
		for name, err := range map[string]error{"a third reads": read, "in the other catalog": other, "a third accepts": acceptErr(t, w, third, id), "a third rejects": reject(t, w, third, id, "Other"),
			"the sender accepts": acceptErr(t, w, w.A.API, id), "the sender rejects": reject(t, w, w.A.API, id, "Other"), "AWS accepts": acceptErr(t, w, w.Reviewer, id)} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		list := must[selling.ListEngagementInvitationsResponse](t)(w.Engagements.ListInvitations(t.Context(), third, selling.ListEngagementInvitationsRequest{Catalog: aws, ParticipantType: "RECEIVER", SenderAwsAccountID: []string{w.A.Account}}))
		if len(list.EngagementInvitationSummaries) != 0 {
			t.Errorf("a third is shown %+v", list)
		}
	})
}

func TestAnInvitationKeepsTheRules(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		withLead, withProject := create(t, w, w.A.API, aws, lead()), create(t, w, w.A.API, aws, project())
		if err := w.Identity.AddPartner(t.Context(), identity.Partner{Account: "333333333333", Name: "Gamma", Terms: true}); err != nil {
			t.Fatal(err)
		}
		w.Connected[w.A.Account+" 444444444444"] = true // of an account that is no partner here
		noDay := opportunityFor(w.B.Account)
		noDay.Payload.OpportunityInvitation.Project.TargetCompletionDate = "2027-06-31"
		for name, c := range map[string]struct {
			engagement string
			invitation selling.Invitation
			rule       string
		}{
			"oneself":                            {withProject, opportunityFor(w.A.Account), "invitation-self"},
			"a partner without connection":       {withProject, opportunityFor("333333333333"), "invitation-connected"},
			"a connected account of nobody":      {withProject, opportunityFor("444444444444"), "invitation-connected"},
			"a lead without a lead":              {withProject, leadFor(w.B.Account), "invitation-lead"},
			"an opportunity before a conversion": {withLead, opportunityFor(w.B.Account), "invitation-converted"},
			"a day that is none":                 {withProject, noDay, "engagement-date"},
		} {
			_, err := w.Engagements.Invite(t.Context(), w.A.API, selling.CreateEngagementInvitationRequest{Catalog: aws, EngagementIdentifier: c.engagement, Invitation: c.invitation}, none)
			if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Rule != c.rule || v[0].FixJA == "" {
				t.Errorf("%s: %v %+v", name, err, v)
			}
		}
		var waiting sync.WaitGroup
		var mu sync.Mutex
		sent, refused := 0, 0
		for range 5 {
			waiting.Go(func() {
				_, err := w.Engagements.Invite(t.Context(), w.A.API, selling.CreateEngagementInvitationRequest{Catalog: aws, EngagementIdentifier: withProject, Invitation: opportunityFor(w.B.Account)}, none)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					sent++
				case fault.Is(err, fault.Conflict):
					refused++
				default:
					t.Error(err)
				}
			})
		}
		waiting.Wait()
		if sent != 1 || refused != 4 {
			t.Errorf("%d invitations were sent and %d refused", sent, refused)
		}
	})
}

func TestAnInvitationEndsAtItsVeryInstant(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		partners := invite(t, w, w.A.API, aws, create(t, w, w.A.API, aws, project()), opportunityFor(w.B.Account))
		referral := refer(t, w, w.B.Account)
		for id, end := range map[string]string{partners: "2026-12-05T09:00:00Z", referral: "2026-11-27T07:00:00Z"} {
			if got := invitation(t, w, w.B.API, id).ExpirationDate; *got != end {
				t.Errorf("%s ends %s, want %s", id, *got, end)
			}
		}
		status := func(id string) string {
			t.Helper()
			if err := w.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			return invitation(t, w, w.B.API, id).Status
		}
		clk.Set(time.Date(2026, 11, 27, 6, 59, 59, 999_999_000, time.UTC))
		if got := status(referral); got != "PENDING" {
			t.Errorf("a moment before its end the referral is %s", got)
		}
		clk.Set(time.Date(2026, 11, 27, 7, 0, 0, 0, time.UTC))
		if err := acceptErr(t, w, w.B.API, referral); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("it is accepted at its end, before the job has run: %v", err)
		}
		if got := status(referral); got != "EXPIRED" {
			t.Errorf("at its end the referral is %s", got)
		}
		clk.Set(time.Date(2026, 12, 5, 8, 59, 59, 0, time.UTC))
		if got := status(partners); got != "PENDING" {
			t.Errorf("a moment before its end the invitation is %s", got)
		}
		clk.Advance(time.Second)
		if got := status(partners); got != "EXPIRED" {
			t.Errorf("at its end the invitation is %s", got)
		}
		if err := reject(t, w, w.B.API, partners, "Other"); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("it is rejected after its end: %v", err)
		}
		if got := told(t, w, w.A.Account); !slices.Contains(got, "Engagement Invitation Expired SENDER") {
			t.Errorf("the sender is told %q", got)
		}
		if got := told(t, w, w.B.Account); !slices.Contains(got, "Engagement Invitation Expired RECEIVER") {
			t.Errorf("the receiver is told %q", got)
		}
		invite(t, w, w.A.API, aws, must[string](t)(engagementOf(t, w, partners)), opportunityFor(w.B.Account)) // there is room for a new one
	})
}

func engagementOf(t *testing.T, w *centraltest.World, invitation string) (id string, err error) {
	t.Helper()
	return id, w.DB.Row(t.Context(), `SELECT engagement FROM engagement_invitation WHERE id = ?`, invitation).Scan(&id)
}

func TestInvitationsAreListedByEveryFilterAndPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		var ids, engagements []string
		for i := range 5 {
			clk.Advance(time.Minute)
			if i%2 == 0 {
				id := create(t, w, w.A.API, aws, lead())
				engagements, ids = append(engagements, id), append(ids, invite(t, w, w.A.API, aws, id, leadFor(w.B.Account)))
				continue
			}
			id := create(t, w, w.A.API, aws, project())
			engagements, ids = append(engagements, id), append(ids, invite(t, w, w.A.API, aws, id, opportunityFor(w.B.Account)))
		}
		clk.Advance(time.Minute)
		ids = append(ids, refer(t, w, w.B.Account))
		if err := reject(t, w, w.B.API, ids[4], ""); err != nil {
			t.Fatal(err)
		}
		hidden := must[string](t)(engagementOf(t, w, ids[5]))
		list := func(c identity.Caller, in selling.ListEngagementInvitationsRequest) (found []string) {
			t.Helper()
			in.Catalog = aws
			for {
				out := must[selling.ListEngagementInvitationsResponse](t)(w.Engagements.ListInvitations(t.Context(), c, in))
				for _, i := range out.EngagementInvitationSummaries {
					if i.ParticipantType != in.ParticipantType || i.ID == ids[5] && (i.EngagementID != nil) != (c.Account == identity.AWS) {
						t.Errorf("%+v", i)
					}
					found = append(found, i.ID)
				}
				if out.NextToken == nil {
					return found
				}
				in.NextToken = *out.NextToken
			}
		}
		down := slices.Clone(ids)
		slices.Reverse(down)
		up := &selling.Sort{SortBy: "InvitationDate", SortOrder: selling.Ascending}
		const receiver, sender = "RECEIVER", "SENDER"
		for name, c := range map[string]struct {
			who  identity.Caller
			in   selling.ListEngagementInvitationsRequest
			want []string
		}{
			"latest first":              {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver, MaxResults: 2}, down},
			"first first":               {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver, MaxResults: 4, Sort: up}, ids},
			"leads":                     {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver, PayloadType: []string{"LeadInvitation"}, Sort: up}, []string{ids[0], ids[2], ids[4]}},
			"rejected":                  {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver, Status: []string{"REJECTED", "EXPIRED"}}, ids[4:5]},
			"of AWS":                    {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver, SenderAwsAccountID: []string{"aws"}}, ids[5:]},
			"of an engagement":          {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver, EngagementIdentifier: []string{engagements[1], selling.EngagementARN(aws, engagements[0])}, Sort: up}, ids[:2]},
			"of a referral's, unknown":  {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver, EngagementIdentifier: []string{hidden}}, nil},
			"sent":                      {w.A.API, selling.ListEngagementInvitationsRequest{ParticipantType: sender, Sort: up}, ids[:5]},
			"sent by the receiver":      {w.B.API, selling.ListEngagementInvitationsRequest{ParticipantType: sender}, nil},
			"received by the sender":    {w.A.API, selling.ListEngagementInvitationsRequest{ParticipantType: receiver}, nil},
			"sent by the desk":          {w.Reviewer, selling.ListEngagementInvitationsRequest{ParticipantType: sender}, ids[5:]},
			"sent, the engagement told": {w.Reviewer, selling.ListEngagementInvitationsRequest{ParticipantType: sender, EngagementIdentifier: engagements[:1]}, nil},
		} {
			if got := list(c.who, c.in); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	})
}

func TestALeadIsSharedByTheDeskAndTellsThePersonToMembersOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		l := *lead().Lead
		l.Insights = &selling.LeadInsights{LeadReadinessScore: p("High")}
		share := engagement.LeadShare{Catalog: aws, Partner: w.A.Account, Title: "Marble", Lead: l}
		if _, err := w.Engagements.ShareLead(t.Context(), w.A.API, share); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner shares as AWS: %v", err)
		}
		id := must[string](t)(w.Engagements.ShareLead(t.Context(), w.Reviewer, share))
		got := invitation(t, w, w.A.API, id)
		if got.SenderAwsAccountID != "aws" || got.Payload.LeadInvitation.Interaction.ContactBusinessTitle != "Head of IT" || *got.EnrichmentContext.LeadInsights.LeadReadinessScore != "High" ||
			*got.ExpirationDate != "2026-12-05T09:00:00Z" || *got.ExistingMembers[0].CompanyName != "AWS" {
			t.Errorf("%+v", got)
		}
		accept(t, w, w.A.API, aws, id)
		if c := get(t, w, w.A.API, *got.EngagementID).Contexts[0].Payload.Lead.Interactions[0].Contact; c.LastName != "Sonnenschein" {
			t.Errorf("the member sees %+v", c)
		}
		share.Partner = "999999999999"
		if _, err := w.Engagements.ShareLead(t.Context(), w.Reviewer, share); fault.Of(err).Violations[0].Rule != "referral-partner" {
			t.Errorf("to nobody: %v", err)
		}
		share.Lead.Interactions = nil
		if _, err := w.Engagements.ShareLead(t.Context(), w.Reviewer, share); fault.Of(err).Violations[0].Rule != "lead-has-interaction" {
			t.Errorf("without interaction: %v", err)
		}
	})
}

func TestTheDeskRefersWhatAnInvitationCanSay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		try := func(c identity.Caller, partner string, d doc.Doc) error {
			_, err := w.Engagements.Refer(t.Context(), c, engagement.Referral{Catalog: aws, Partner: partner, Opportunity: d})
			return err
		}
		if err := try(w.A.Lead, w.A.Account, centraltest.Complete(t)); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("by a partner: %v", err)
		}
		if err := try(w.Reviewer, w.A.Account, centraltest.Complete(t, "Project.Title", nil, "LifeCycle.TargetCloseDate", nil)); len(fault.Of(err).Violations) != 2 {
			t.Errorf("without title and date: %v", err)
		}
		if err := try(w.Reviewer, w.A.Account, centraltest.Complete(t, "Customer.Account.Duns", "12")); !fault.Is(err, fault.Invalid) {
			t.Errorf("what no opportunity can hold: %v", err)
		}
		if err := try(w.Reviewer, "999999999999", centraltest.Complete(t)); fault.Of(err).Violations[0].Rule != "referral-partner" {
			t.Errorf("to nobody: %v", err)
		}
	})
}

func TestAWSIsInvitedOnceAndAnswersWithItsReview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		for decision, want := range map[string]string{"approve": "ACCEPTED", "reject": "REJECTED"} {
			id := w.Submitted(w.A, aws)
			var i, e string
			if err := w.DB.Row(t.Context(), `SELECT i.id, i.engagement FROM engagement_invitation i JOIN engagement_resource r ON r.engagement = i.engagement
				WHERE r.number = ?`, opportunity.ParseID(id)).Scan(&i, &e); err != nil {
				t.Fatal(err)
			}
			if got := invitation(t, w, w.A.API, i); got.ExpirationDate != nil || got.Receiver.Account.AwsAccountID != "aws" || got.Payload.OpportunityInvitation.Project.Title == "" {
				t.Errorf("%+v", got)
			}
			clk.Advance(30 * 24 * time.Hour)
			if err := w.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: decision, Reason: "Other"}); err != nil {
				t.Fatal(err)
			}
			if got := invitation(t, w, w.A.API, i).Status; got != want {
				t.Errorf("after %s the invitation is %s", decision, got)
			}
			if got := get(t, w, w.A.API, e).MemberCount; got != map[string]int{"approve": 2, "reject": 1}[decision] {
				t.Errorf("after %s the engagement has %d members", decision, got)
			}
		}
	})
}

func TestTheJobKeepsItsName(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		if !slices.Contains(w.Jobs.Kinds(), `engagement.expire {"catalog":"","id":""}`) {
			t.Errorf("kinds %v: a stored job would not be found any more", w.Jobs.Kinds())
		}
	})
}

func TestWhatWaitsIsCountedFromAnIndexOfItsOwn(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		names := []string{"engagement_invitation_to_answer", "engagement_invitation_unanswered"}
		for i, name := range names {
			plan := strings.Join(sqldbtest.Plan(t, db, engagement.WaitingQueries[i], "1", aws), "\n")
			// Of a table without rows PostgreSQL takes either: both have nothing but what waits.
			either := db.Dialect().Name == "postgres" && strings.Contains(plan, names[1-i])
			if !strings.Contains(plan, name) && !either {
				t.Errorf("not by %s:\n%s", name, plan)
			}
		}
	}, centraltest.Schemas()...)
}
