// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
)

func TestAReferralBecomesOneApprovedOpportunity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		invitation := refer(t, w, w.A.Account, "RelatedEntityIdentifiers", doc.Doc{"AwsProducts": []any{"AmazonS3"}})
		var mu sync.Mutex
		made, late := map[string]bool{}, 0
		var group sync.WaitGroup
		for n := range 8 {
			group.Go(func() {
				// Half of them are one request sent again, the others are requests of their own.
				tk := ticket(w.A.Account, "one")
				if n%2 == 1 {
					tk = none
				}
				task, err := w.Tasks.Accept(t.Context(), w.A.API, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: aws, Identifier: invitation,
					Tags: []selling.Tag{{Key: "team", Value: "east"}}}, tk)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					made[*task.OpportunityID] = true
				case fault.Is(err, fault.Conflict), fault.Is(err, fault.BusinessInvalid):
					late++
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		var count int
		if err := w.DB.Row(t.Context(), `SELECT count(*) FROM opportunity`).Scan(&count); err != nil {
			t.Fatal(err)
		}
		if len(made) != 1 || count != 1 {
			t.Fatalf("%d opportunities in %d answers, %d were late", count, len(made), late)
		}
		var id string
		for id = range made {
		}
		rec := w.Read(w.A.API, aws, id)
		if rec.Review() != "Approved" || rec.Stage() != "Prospect" || rec.Origin != "AWS Referral" || rec.Involvement != "Co-Sell" || rec.Owner != "lead@alpha.example" ||
			doc.Text(rec.Doc, "Customer.Account.Address.StreetAddress") == "" || len(doc.Objects(rec.Doc, "Customer.Contacts")) != 1 || !slices.Equal(rec.Related(rule.AwsProducts), []string{"AmazonS3"}) {
			t.Errorf("%+v", rec)
		}
		if tags := must[selling.ListTagsForResourceResponse](t)(w.Tags.List(t.Context(), w.A.API, selling.ListTagsForResourceRequest{ResourceArn: rec.ARN()})).Tags; len(tags) != 1 {
			t.Errorf("tags %v", tags)
		}
		want := []string{"Engagement Invitation Accepted", "Engagement Invitation Created", "Engagement Member Added", "Engagement Resource Snapshot Created", "Opportunity Created", "Opportunity Updated"}
		if got := detailTypes(t, w, w.A.Account); !slices.Equal(got, want) {
			t.Errorf("events %v, want %v", got, want)
		}
		if summary := must[selling.GetAwsOpportunitySummaryResponse](t)(w.Opportunities.Summary(t.Context(), w.A.API, aws, id)); *summary.Origin != "AWS Referral" {
			t.Errorf("%+v", summary)
		}
		if err := w.Update(w.A.API, aws, id, "LifeCycle.Stage", "Qualified"); err != nil {
			t.Errorf("it is worked on: %v", err)
		}
	})
}

func TestAnInvitationThatWasAcceptedAloneStillBringsItsOpportunity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		invitation := refer(t, w, w.A.Account)
		must[struct{}](t)(w.Engagements.AcceptInvitation(t.Context(), w.A.API, selling.EngagementInvitationRequest{Catalog: aws, Identifier: invitation}))
		clk.Advance(60 * 24 * time.Hour)
		drain(t, w)
		if task := take(t, w, w.A.API, invitation); task.TaskStatus != "COMPLETE" || w.Read(w.A.API, aws, *task.OpportunityID).Review() != "Approved" {
			t.Errorf("%+v", task)
		}
		if _, err := w.Tasks.Accept(t.Context(), w.A.API, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: aws, Identifier: invitation}, none); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second one: %v", err)
		}
	})
}

func TestAReferralThatWasDeclinedOrRanOutBringsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		declined, late := refer(t, w, w.A.Account), refer(t, w, w.A.Account)
		must[struct{}](t)(w.Engagements.RejectInvitation(t.Context(), w.A.API, selling.RejectEngagementInvitationRequest{Catalog: aws, Identifier: declined, RejectionReason: "Next steps unclear"}))
		clk.Advance(7 * 24 * time.Hour)
		for name, id := range map[string]string{"declined": declined, "late": late} {
			_, err := w.Tasks.Accept(t.Context(), w.A.API, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: aws, Identifier: id}, none)
			if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Code != "INVALID_RESOURCE_STATE" {
				t.Errorf("%s: %v", name, err)
			}
		}
		drain(t, w)
		var kept int
		if err := w.DB.Row(t.Context(), `SELECT (SELECT count(*) FROM engagement_referral) + (SELECT count(*) FROM opportunity)`).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("%d rows of them are kept, %v", kept, err)
		}
		if _, err := w.Tasks.Accept(t.Context(), w.B.API, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: aws, Identifier: declined}, none); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner: %v", err)
		}
	})
}

func TestAPartnersOpportunityComesWithoutItsPipelineAndFollowsItsReview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for decision, want := range map[string]string{"approve": "Approved", "reject": "Rejected"} {
			id, invitation := share(t, w)
			task := take(t, w, w.B.API, invitation)
			mine := w.Read(w.B.API, aws, *task.OpportunityID)
			if mine.Review() != "Submitted" || mine.Stage() != "Prospect" || mine.Number == opportunity.ParseID(id) || mine.Owner != "lead@beta.example" {
				t.Errorf("taken over as %s at %s by %s", mine.Review(), mine.Stage(), mine.Owner)
			}
			theirs := w.Read(w.A.API, aws, id)
			for _, path := range []string{"Project.CustomerUseCase", "Project.DeliveryModels", "RelatedEntityIdentifiers.Solutions", "PrimaryNeedsFromAws", "LifeCycle.TargetCloseDate",
				"Project.ExpectedCustomerSpend", "Marketing.AwsFundingUsed", "LifeCycle.NextSteps", "Project.AdditionalComments"} {
				if doc.Says(doc.Get(mine.Doc, path)) {
					t.Errorf("%s has travelled: %v", path, doc.Get(mine.Doc, path))
				}
			}
			for _, path := range []string{"Customer.Account.CompanyName", "Project.Title", "Project.CustomerBusinessProblem", "Customer.Account.Address.PostalCode"} {
				if doc.Text(mine.Doc, path) == "" || doc.Text(mine.Doc, path) != doc.Text(theirs.Doc, path) {
					t.Errorf("%s is %q, the sender's %q", path, doc.Text(mine.Doc, path), doc.Text(theirs.Doc, path))
				}
			}
			drain(t, w)
			if got := w.Read(w.B.API, aws, *task.OpportunityID).Review(); got != "Submitted" {
				t.Errorf("while the sender waits the receiver's is %s", got)
			}
			if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: decision, Reason: "Other"}); err != nil {
				t.Fatal(err)
			}
			drain(t, w)
			if got := w.Read(w.B.API, aws, *task.OpportunityID).Review(); got != want {
				t.Errorf("after %s the receiver's is %s", decision, got)
			}
		}
	})
}

func TestAReviewIsInheritedAsItStands(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for decision, want := range map[string]string{"open": "Submitted", "approve": "Approved", "ask": "Submitted", "reject": ""} {
			id, invitation := share(t, w)
			if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: decision, Reason: "Other", Comment: "More"}); err != nil {
				t.Fatal(err)
			}
			task, err := w.Tasks.Accept(t.Context(), w.B.API, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: aws, Identifier: invitation}, none)
			if want == "" {
				if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Rule != "invitation-shareable" {
					t.Errorf("of a rejected one: %v", err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := w.Read(w.B.API, aws, *task.OpportunityID).Review(); got != want {
				t.Errorf("after %s it is taken over as %s, want %s", decision, got, want)
			}
		}
		draft := must[selling.CreateEngagementResponse](t)(w.Engagements.Create(t.Context(), w.A.API, selling.CreateEngagementRequest{Catalog: aws, Title: "Early"}, none))
		task := take(t, w, w.B.API, invite(t, w, draft.ID))
		rec := w.Read(w.B.API, aws, *task.OpportunityID)
		if rec.Review() != "Pending Submission" || doc.Text(rec.Doc, "Customer.Account.CompanyName") != "Marble Foods" || rec.Involvement != "" {
			t.Errorf("of what was never submitted it is %s of %s", rec.Review(), doc.Text(rec.Doc, "Customer.Account.CompanyName"))
		}
	})
}

func TestALeadIsNoOpportunityToAccept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		_, invitation := lead(t, w)
		task := take(t, w, w.A.API, invitation)
		if task.TaskStatus != "FAILED" || *task.ReasonCode != "InvitationValidationFailed" || task.OpportunityID != nil || !strings.Contains(*task.Message, "AcceptEngagementInvitation") {
			t.Errorf("%+v", task)
		}
		list := must[selling.ListEngagementByAcceptingInvitationTasksResponse](t)(w.Tasks.Acceptances(t.Context(), w.A.API, selling.ListEngagementByAcceptingInvitationTasksRequest{Catalog: aws,
			TaskStatus: []string{"FAILED"}, EngagementInvitationIdentifier: []string{selling.InvitationARN(aws, invitation)}, TaskIdentifier: []string{task.TaskArn}}))
		if len(list.TaskSummaries) != 1 || list.TaskSummaries[0].TaskID != task.TaskID {
			t.Errorf("%+v", list)
		}
		for name, in := range map[string]selling.ListEngagementByAcceptingInvitationTasksRequest{"complete": {Catalog: aws, TaskStatus: []string{"COMPLETE"}},
			"of an opportunity": {Catalog: aws, OpportunityIdentifier: []string{"O0"}}, "of the Sandbox": {Catalog: selling.CatalogSandbox}} {
			if got := must[selling.ListEngagementByAcceptingInvitationTasksResponse](t)(w.Tasks.Acceptances(t.Context(), w.A.API, in)); len(got.TaskSummaries) != 0 {
				t.Errorf("%s: %+v", name, got)
			}
		}
	})
}

func TestThePartnerPlaysAReferralInTheSandbox(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		request := centraltest.Complete(t, "Origin", "AWS Referral", "Catalog", "Sandbox")
		created := must[opportunity.Created](t)(w.Opportunities.Create(t.Context(), w.A.API, opportunity.Creation{Catalog: "Sandbox", Request: doc.Clone(request), Ticket: ticket(w.A.Account, "s")}))
		again := must[opportunity.Created](t)(w.Opportunities.Create(t.Context(), w.A.API, opportunity.Creation{Catalog: "Sandbox", Request: doc.Clone(request), Ticket: ticket(w.A.Account, "s")}))
		if again.Answer.ID != created.Answer.ID {
			t.Errorf("one request made %s and %s", created.Answer.ID, again.Answer.ID)
		}
		if _, err := w.Opportunities.Read(t.Context(), w.A.API, "Sandbox", created.Answer.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("before acceptance it is %v", err)
		}
		list := must[selling.ListEngagementInvitationsResponse](t)(w.Engagements.ListInvitations(t.Context(), w.A.API, selling.ListEngagementInvitationsRequest{Catalog: "Sandbox", ParticipantType: "RECEIVER"}))
		if len(list.EngagementInvitationSummaries) != 1 {
			t.Fatalf("%+v", list)
		}
		task := must[selling.InvitationTask](t)(w.Tasks.Accept(t.Context(), w.A.API, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: "Sandbox", Identifier: list.EngagementInvitationSummaries[0].ID}, none))
		if *task.OpportunityID != created.Answer.ID || w.Read(w.A.API, "Sandbox", created.Answer.ID).Review() != "Approved" {
			t.Errorf("%s became %s", created.Answer.ID, *task.OpportunityID)
		}
		_, err := w.Opportunities.Create(t.Context(), w.A.API, opportunity.Creation{Catalog: "Sandbox", Request: centraltest.Complete(t, "Origin", "AWS Referral", "Project.Title", nil)})
		if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Rule != "referral-complete" || v[0].Path != "Project.Title" {
			t.Errorf("without a title: %v", err)
		}
	})
}

// TestNothingWithheldOfAReferralCanBeReadBeforeItIsAccepted fills a referral with marked words and looks for them in every
// table of the store, whoever may read it, and afterwards finds them where they belong.
func TestNothingWithheldOfAReferralCanBeReadBeforeItIsAccepted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		marks := map[string]string{
			"Customer.Account.Address.StreetAddress": "Canary Street 1", "Customer.Account.Address.City": "Canaryville", "Customer.Account.Address.PostalCode": "98109-7777",
			"Customer.Account.AwsAccountId": "777788889999", "Project.OtherSolutionDescription": "canary solution",
			"Customer.Contacts[].Email": "canary.person@northwind.example", "Customer.Contacts[].FirstName": "Canarina", "Customer.Contacts[].LastName": "Canarelli", "Customer.Contacts[].Phone": "+12065557777",
		}
		changes := []any{"RelatedEntityIdentifiers", doc.Doc{"AwsProducts": []any{"AmazonS3"}}}
		for path, mark := range marks {
			changes = append(changes, path, mark)
		}
		invitation := refer(t, w, w.A.Account, changes...)
		drain(t, w)
		look := func() (found []string) {
			for path, mark := range marks {
				if where := centraltest.Find(t, w, mark); len(where) > 0 {
					found = append(found, path+" in "+strings.Join(where, ", "))
				}
			}
			if where := centraltest.Find(t, w, "AmazonS3"); len(where) > 0 {
				found = append(found, "products in "+strings.Join(where, ", "))
			}
			slices.Sort(found)
			return found
		}
		if found := look(); len(found) > 0 {
			t.Errorf("before acceptance: %v", found)
		}
		must[selling.GetEngagementInvitationResponse](t)(w.Engagements.GetInvitation(t.Context(), w.A.API, selling.EngagementInvitationRequest{Catalog: aws, Identifier: invitation}))
		task := take(t, w, w.A.API, invitation)
		rec := w.Read(w.A.API, aws, *task.OpportunityID)
		for path, mark := range marks {
			if got := doc.Text(rec.Doc, path); got != mark {
				t.Errorf("after acceptance %s is %q", path, got)
			}
		}
		if found := look(); !slices.Contains(found, "Customer.Account.Address.City in opportunity") {
			t.Errorf("the search finds nothing where something is: %v", found)
		}
		if found := look(); slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, "Customer.Contacts") }) {
			t.Errorf("people of the customer are readable in the store: %v", found)
		}
	})
}
