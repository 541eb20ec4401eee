// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
)

// lead has AWS share a lead with A.
func lead(t *testing.T, w *centraltest.World) (engagementID, invitation string) {
	t.Helper()
	invitation = must[string](t)(w.Engagements.ShareLead(t.Context(), w.Reviewer, engagement.LeadShare{Catalog: aws, Partner: w.A.Account, Title: "Marble Foods", Description: "Met at a fair", Message: "For you",
		Lead: selling.Lead{Customer: selling.LeadCustomer{CompanyName: "Marble Foods", Industry: p("Groceries"), WebsiteURL: p("https://marble.example"), Address: &selling.LeadAddress{CountryCode: p("JP"), PostalCode: p("530-0001")}},
			Interactions: []selling.LeadInteraction{{Usecase: p("Analytics"), BusinessProblem: p("Store data arrives a day late, so shelves stay empty."),
				Contact: selling.LeadContact{BusinessTitle: "Head of IT", Email: "Ai.Mori@Marble.example", FirstName: "Ai", LastName: "Mori", Phone: p("03-1234")}}}}}))
	got := must[selling.GetEngagementInvitationResponse](t)(w.Engagements.GetInvitation(t.Context(), w.A.API, selling.EngagementInvitationRequest{Catalog: aws, Identifier: invitation}))
	return *got.EngagementID, invitation
}

func read(t *testing.T, w *centraltest.World, id string) selling.GetEngagementResponse {
	t.Helper()
	return must[selling.GetEngagementResponse](t)(w.Engagements.Get(t.Context(), w.A.API, selling.GetEngagementRequest{Catalog: aws, Identifier: id}))
}

// qualify sets the status of a lead, which is the first context of its engagement.
func qualify(t *testing.T, w *centraltest.World, id, status string) {
	t.Helper()
	now := read(t, w, id)
	must[selling.EngagementContextResponse](t)(w.Engagements.UpdateContext(t.Context(), w.A.API, selling.UpdateEngagementContextRequest{Catalog: aws, EngagementIdentifier: id, ContextIdentifier: "1",
		EngagementLastModifiedAt: now.ModifiedAt, Type: "Lead", Payload: selling.ContextChange{Lead: &selling.LeadChange{Customer: now.Contexts[0].Payload.Lead.Customer, QualificationStatus: &status}}}))
}

func TestALeadGoesItsWayToAnApprovedOpportunity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id, invitation := lead(t, w)
		must[struct{}](t)(w.Engagements.AcceptInvitation(t.Context(), w.A.API, selling.EngagementInvitationRequest{Catalog: aws, Identifier: invitation}))
		clk.Advance(time.Hour)
		qualify(t, w, id, "Qualified")
		task, err := convert(w, t, w.A.API, selling.EngagementARN(aws, id), "1")
		if err != nil || task.TaskStatus != "COMPLETE" || *task.ContextID != "2" || *task.EngagementID != id || !selling.SnapshotJobID.MatchString(*task.ResourceSnapshotJobID) {
			t.Fatalf("%+v, %v", task, err)
		}
		rec := w.Read(w.A.API, aws, *task.OpportunityID)
		for path, want := range map[string]string{"Project.Title": "Converted from Lead", "LifeCycle.Stage": "Prospect", "LifeCycle.ReviewStatus": "Pending Submission", "LifeCycle.TargetCloseDate": "2027-02-18",
			"OpportunityType": "Net New Business", "Marketing.Source": "None", "NationalSecurity": "No", "Customer.Account.CompanyName": "Marble Foods", "Customer.Account.Industry": "Other",
			"Customer.Account.OtherIndustry": "Groceries", "Customer.Contacts[].Email": "ai.mori@marble.example", "Customer.Contacts[].Phone": ""} {
			if got := doc.Text(rec.Doc, path); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
		now := read(t, w, id)
		if len(now.Contexts) != 2 || now.Contexts[1].Type != "CustomerProject" || now.Contexts[1].Payload.CustomerProject.Customer.Industry != "Other" {
			t.Errorf("%+v", now.Contexts)
		}
		again, err := convert(w, t, w.A.API, id, "1")
		if err != nil || again.TaskStatus != "FAILED" || *again.ReasonCode != "OpportunityConflict" || !strings.Contains(*again.Message, rec.ID()) {
			t.Errorf("again: %+v, %v", again, err)
		}
		if project, err := convert(w, t, w.A.API, id, "2"); err != nil || *project.ReasonCode != "CustomerProjectContextNotPermitted" {
			t.Errorf("of the project: %+v, %v", project, err)
		}
		list := must[selling.ListOpportunityFromEngagementTasksResponse](t)(w.Tasks.Conversions(t.Context(), w.A.API, selling.ListOpportunityFromEngagementTasksRequest{Catalog: aws, ContextIdentifier: []string{"2"},
			OpportunityIdentifier: []string{rec.ID()}, EngagementIdentifier: []string{id}, TaskStatus: []string{"COMPLETE"}}))
		if len(list.TaskSummaries) != 1 || list.TaskSummaries[0] != task && list.TaskSummaries[0].TaskID != task.TaskID {
			t.Errorf("%+v", list)
		}
		// The partner completes it and submits: the engagement is the same one, of which AWS is a member already.
		if err := w.Update(w.A.API, aws, rec.ID(), "Project.CustomerUseCase", "Storage & Backup", "Project.DeliveryModels", []any{"SaaS or PaaS"}, "PrimaryNeedsFromAws", []any{"Co-Sell - Architectural Validation"},
			"Project.SalesActivities", []any{"Initialized discussions with customer"}, "Project.ExpectedCustomerSpend", []any{doc.Doc{"Amount": "100", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}}); err != nil {
			t.Fatalf("%v %+v", err, fault.Of(err).Violations)
		}
		must[*opportunity.Record](t)(w.Opportunities.Associate(t.Context(), w.A.API, selling.AssociateOpportunityRequest{Catalog: aws, OpportunityIdentifier: rec.ID(), RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: w.A.Solution}))
		submitted := must[selling.EngagementTask](t)(w.Tasks.Submit(t.Context(), w.A.API, request(rec.ID()), none))
		if *submitted.EngagementID != id || submitted.EngagementInvitationID != nil || *submitted.ResourceSnapshotJobID != *task.ResourceSnapshotJobID {
			t.Errorf("%+v", submitted)
		}
		must[*opportunity.Record](t)(w.Desk.Decide(t.Context(), w.Reviewer, aws, rec.ID(), opportunity.Decision{Action: "approve"}))
		if got := read(t, w, id).MemberCount; got != 2 {
			t.Errorf("%d members", got)
		}
		if events := detailTypes(t, w, w.A.Account); !slices.Contains(events, "Engagement Updated") || !slices.Contains(events, "Engagement Invitation Accepted") {
			t.Errorf("%v", events)
		}
	})
}

func TestALeadThatIsNoneOrDisqualifiedBecomesNoOpportunity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, invitation := lead(t, w)
		if _, err := convert(w, t, w.A.API, id, "1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("before acceptance: %v", err)
		}
		must[struct{}](t)(w.Engagements.AcceptInvitation(t.Context(), w.A.API, selling.EngagementInvitationRequest{Catalog: aws, Identifier: invitation}))
		qualify(t, w, id, "Disqualified")
		for context, want := range map[string]string{"1": "DisqualifiedLeadNotPermitted", "9": "ContextNotFound", "99999999999999999999": "ContextNotFound"} {
			task, err := convert(w, t, w.A.API, id, context)
			if err != nil || task.TaskStatus != "FAILED" || *task.ReasonCode != want || task.OpportunityID != nil || *task.Message == "" {
				t.Errorf("context %s: %+v, %v", context, task, err)
			}
		}
		qualify(t, w, id, "Research")
		if task, err := convert(w, t, w.A.API, id, "1"); err != nil || task.TaskStatus != "COMPLETE" {
			t.Errorf("after another look: %+v, %v", task, err)
		}
	})
}

func TestProspectingTakesEachEngagementItsOwnWay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id, invitation := lead(t, w)
		must[struct{}](t)(w.Engagements.AcceptInvitation(t.Context(), w.A.API, selling.EngagementInvitationRequest{Catalog: aws, Identifier: invitation}))
		empty := must[selling.CreateEngagementResponse](t)(w.Engagements.Create(t.Context(), w.A.API, selling.CreateEngagementRequest{Catalog: aws}, none)).ID
		foreign := must[selling.CreateEngagementResponse](t)(w.Engagements.Create(t.Context(), w.B.API, selling.CreateEngagementRequest{Catalog: aws}, none)).ID
		start := func(name string, ids ...string) selling.StartProspectingFromEngagementTaskResponse {
			t.Helper()
			clk.Advance(time.Minute)
			return must[selling.StartProspectingFromEngagementTaskResponse](t)(w.Tasks.StartProspecting(t.Context(), w.A.API, selling.StartProspectingFromEngagementTaskRequest{Catalog: aws, Identifiers: ids, TaskName: name}, none))
		}
		started := start("Autumn", id, empty, foreign)
		if started.TaskStatus != "PENDING" || !selling.ProspectingTaskID.MatchString(started.TaskID) {
			t.Errorf("%+v", started)
		}
		look := func() selling.GetProspectingFromEngagementTaskResponse {
			t.Helper()
			return must[selling.GetProspectingFromEngagementTaskResponse](t)(w.Tasks.GetProspecting(t.Context(), w.A.API, selling.GetProspectingFromEngagementTaskRequest{Catalog: aws, TaskIdentifier: started.TaskID}))
		}
		drain(t, w)
		if got := look(); got.Engagements[0].Status != "IN_PROGRESS" || got.EndTime != nil {
			t.Errorf("%+v", got)
		}
		clk.Advance(time.Minute)
		drain(t, w)
		got := look()
		if got.Engagements[0].Status != "COMPLETED" || *got.Engagements[1].ReasonCode != "EngagementValidationFailed" || *got.Engagements[2].ReasonCode != "EngagementAccessDenied" || got.EndTime == nil {
			t.Errorf("%+v", got)
		}
		found := read(t, w, id).Contexts[1].Payload.ProspectingResult.Aws
		if *found.Customer.AccountName != "Marble Foods" || *found.TaskID != started.TaskID || *found.Customer.Country != "JP" || *found.TaskName != "Autumn" || len(found.Customer.EligiblePrograms) == 0 {
			t.Errorf("%+v", found)
		}
		if _, err := w.Tasks.GetProspecting(t.Context(), w.B.API, selling.GetProspectingFromEngagementTaskRequest{Catalog: aws, TaskIdentifier: started.TaskID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner: %v", err)
		}
		// The same company has the same figures, and the fifth context is the last.
		ids := []string{started.TaskID}
		for n := range 4 {
			ids = append(ids, start(fmt.Sprintf("Again %d", 9-n), id).TaskID)
			drain(t, w)
			clk.Advance(time.Minute)
			drain(t, w)
		}
		contexts := read(t, w, id).Contexts
		if other := contexts[4].Payload.ProspectingResult.Aws; len(contexts) != 5 || *other.Insights.SolutionScore != *found.Insights.SolutionScore || *other.Customer.CompanySize != *found.Customer.CompanySize {
			t.Errorf("%+v", contexts)
		}
		list := func(in selling.ListProspectingFromEngagementTasksRequest) (found []string) {
			t.Helper()
			in.Catalog = aws
			for {
				out := must[selling.ListProspectingFromEngagementTasksResponse](t)(w.Tasks.Prospectings(t.Context(), w.A.API, in))
				for _, task := range out.TaskSummaries {
					found = append(found, task.TaskID)
				}
				if out.NextToken == nil {
					return found
				}
				in.NextToken = *out.NextToken
			}
		}
		down := slices.Clone(ids)
		slices.Reverse(down)
		by := func(name, order string) *selling.Sort { return &selling.Sort{SortBy: name, SortOrder: order} }
		for name, c := range map[string]struct {
			in   selling.ListProspectingFromEngagementTasksRequest
			want []string
		}{
			"latest first":   {selling.ListProspectingFromEngagementTasksRequest{MaxResults: 2}, down},
			"by name":        {selling.ListProspectingFromEngagementTasksRequest{MaxResults: 2, Sort: by("TaskName", selling.Ascending)}, []string{ids[4], ids[3], ids[2], ids[1], ids[0]}},
			"most failed":    {selling.ListProspectingFromEngagementTasksRequest{MaxResults: 1, Sort: by("FailedEngagementCount", selling.Descending)}, []string{ids[0], ids[4]}},
			"of a name":      {selling.ListProspectingFromEngagementTasksRequest{TaskName: []string{"Autumn", "x"}}, ids[:1]},
			"of two ids":     {selling.ListProspectingFromEngagementTasksRequest{TaskIdentifier: []string{ids[2], ids[1]}, Sort: by("StartTime", selling.Ascending)}, ids[1:3]},
			"started before": {selling.ListProspectingFromEngagementTasksRequest{StartBefore: started.StartTime}, ids[:1]},
			"started after":  {selling.ListProspectingFromEngagementTasksRequest{StartAfter: started.StartTime, Sort: by("StartTime", selling.Ascending)}, ids},
		} {
			got := list(c.in)
			if name == "most failed" {
				got = got[:2]
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	})
}

func TestTheJobsKeepTheirNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for _, want := range []string{`task.follow {"catalog":"","leader":"","leaderNumber":0,"account":"","number":0}`,
			`task.prospect {"account":"","catalog":"","task":"","place":0,"begun":false}`} {
			if !slices.Contains(w.Jobs.Kinds(), want) {
				t.Errorf("kinds %v: a stored job would not be found any more", w.Jobs.Kinds())
			}
		}
	})
}

func TestALeadBecomesTheOpportunityThatSomebodyCompletes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, invitation := lead(t, w)
		if _, err := w.Tasks.LeadDraft(t.Context(), w.A.Lead, aws, id); fault.Of(err).Violations[0].Rule != "lead-is-accepted" {
			t.Errorf("before it is accepted: %v", err)
		}
		must[struct{}](t)(w.Engagements.AcceptInvitation(t.Context(), w.A.Lead, selling.EngagementInvitationRequest{Catalog: aws, Identifier: invitation}))
		if _, err := w.Tasks.LeadDraft(t.Context(), w.A.User, aws, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("whose it is not: %v", err)
		}
		d := must[doc.Doc](t)(w.Tasks.LeadDraft(t.Context(), w.A.Lead, aws, id))
		if doc.Text(d, "Project.Title") != "Marble Foods" || doc.Text(d, "Customer.Account.CompanyName") != "Marble Foods" || doc.Text(d, "Customer.Contacts[].LastName") != "Mori" {
			t.Errorf("%v", d)
		}
		for path, v := range map[string]any{"Project.CustomerUseCase": "Storage & Backup", "Project.DeliveryModels": []any{"SaaS or PaaS"}, "PrimaryNeedsFromAws": []any{"Co-Sell - Architectural Validation"},
			"Project.SalesActivities":       []any{"Initialized discussions with customer"},
			"Project.ExpectedCustomerSpend": []any{doc.Doc{"Amount": "100", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}}} {
			doc.Set(d, path, v)
		}
		form := opportunity.Form{Document: d, Solutions: []string{w.A.Solution}, Involvement: "Co-Sell", Visibility: "Full", Submit: true}
		ticket := idempotency.Ticket{Account: w.A.Account, Catalog: aws, Operation: "page.convert", Token: "one"}
		made := must[opportunity.Saved](t)(w.Tasks.ConvertForm(t.Context(), w.A.Lead, aws, id, form, ticket))
		if made.Review != "Submitted" {
			t.Errorf("%+v", made)
		}
		if again := must[opportunity.Saved](t)(w.Tasks.ConvertForm(t.Context(), w.A.Lead, aws, id, form, ticket)); again != made {
			t.Errorf("the same request again: %+v, %+v", again, made)
		}
		ticket.Token = "two"
		if _, err := w.Tasks.ConvertForm(t.Context(), w.A.Lead, aws, id, form, ticket); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second conversion: %v", err)
		}
		v := must[engagement.LeadView](t)(w.Engagements.Lead(t.Context(), w.A.Lead, aws, id))
		if (opportunity.Key{Number: v.Number}).ID() != made.ID || v.May != (engagement.LeadMay{}) {
			t.Errorf("%+v", v)
		}
		_, err := w.Engagements.Qualify(t.Context(), w.A.Lead, engagement.Qualification{Catalog: aws, Engagement: id, Status: "Disqualified"})
		if fault.Of(err).Violations[0].Rule != "lead-converted" {
			t.Errorf("after the conversion it is disqualified: %v", err)
		}
		history, _, err := w.Engagements.LeadHistory(t.Context(), w.A.Lead, aws, id, 0)
		if err != nil || history[0].Action != "convert" || history[0].Changes[0].After != made.ID {
			t.Errorf("%+v, %v", history, err)
		}
		if now := read(t, w, id); len(now.Contexts) != 2 || now.MemberCount != 2 {
			t.Errorf("%+v", now)
		}
		list := must[selling.ListOpportunityFromEngagementTasksResponse](t)(w.Tasks.Conversions(t.Context(), w.A.API, selling.ListOpportunityFromEngagementTasksRequest{Catalog: aws, OpportunityIdentifier: []string{made.ID}}))
		if len(list.TaskSummaries) != 1 || *list.TaskSummaries[0].EngagementID != id {
			t.Errorf("%+v", list)
		}
		must[*opportunity.Record](t)(w.Desk.Decide(t.Context(), w.Reviewer, aws, made.ID, opportunity.Decision{Action: "approve"}))
	})
}
