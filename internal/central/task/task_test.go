// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

// ready makes a draft that may be submitted.
func ready(t *testing.T, w *centraltest.World, p centraltest.Partner) string {
	t.Helper()
	id := w.Create(p.API, aws, centraltest.Complete(t, "Project.Title", strings.Repeat("長い", 40)))
	if _, err := w.Opportunities.Associate(t.Context(), p.API, selling.AssociateOpportunityRequest{Catalog: aws, OpportunityIdentifier: id,
		RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: p.Solution}); err != nil {
		t.Fatal(err)
	}
	return id
}

func request(id string) selling.StartEngagementFromOpportunityTaskRequest {
	return selling.StartEngagementFromOpportunityTaskRequest{Catalog: aws, Identifier: id, AwsSubmission: selling.AwsSubmission{InvolvementType: selling.CoSell}}
}

func ticket(account, token string) idempotency.Ticket {
	return idempotency.Ticket{Account: account, Catalog: aws, Operation: "StartEngagementFromOpportunityTask", Token: token}
}

// detailTypes are the events of an account in their order.
func detailTypes(t *testing.T, w *centraltest.World, account string) (all []string) {
	t.Helper()
	if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT detail_type FROM event WHERE account_id = ? ORDER BY at_us, id`, account)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			all = append(all, name)
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestATaskSubmitsAndEngagesAWSOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := ready(t, w, w.A)
		tasks := make(chan selling.EngagementTask, 10)
		for range cap(tasks) {
			go func() {
				task, err := w.Tasks.Submit(t.Context(), w.A.API, request(id), ticket(w.A.Account, "once"))
				if err != nil {
					t.Error(err)
				}
				tasks <- task
			}()
		}
		first := <-tasks
		if first.TaskStatus != selling.TaskComplete || *first.OpportunityID != id || !selling.TaskID.MatchString(first.TaskID) ||
			!selling.EngagementID.MatchString(*first.EngagementID) || !selling.InvitationID.MatchString(*first.EngagementInvitationID) ||
			!selling.SnapshotJobID.MatchString(*first.ResourceSnapshotJobID) {
			t.Errorf("%+v", first)
		}
		for range cap(tasks) - 1 {
			if task := <-tasks; task.TaskID != first.TaskID || *task.EngagementID != *first.EngagementID {
				t.Errorf("one request made %s and %s", first.TaskID, task.TaskID)
			}
		}
		if got, want := detailTypes(t, w, w.A.Account), []string{"Engagement Created", "Engagement Invitation Created", "Engagement Member Added", "Engagement Resource Snapshot Created",
			"Opportunity Created", "Opportunity Updated", "Opportunity Updated"}; !slices.Equal(got, want) {
			t.Errorf("events %v, want %v", got, want)
		}
		_, err := w.Tasks.Submit(t.Context(), w.A.API, request(id), ticket(w.A.Account, "another"))
		if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Code != "INVALID_RESOURCE_STATE" {
			t.Errorf("a second submission: %v", err)
		}
	})
}

func TestAWSAnswersTheInvitationWithItsReview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for decision, want := range map[string]string{"approve": "ACCEPTED", "reject": "REJECTED"} {
			id := ready(t, w, w.A)
			task, err := w.Tasks.Submit(t.Context(), w.A.API, request(id), ticket(w.A.Account, decision))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: decision, Reason: "Other"}); err != nil {
				t.Fatal(err)
			}
			var status string
			var members int
			if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
				return tx.Row(`SELECT status, (SELECT count(*) FROM engagement_member WHERE engagement = ?) FROM engagement_invitation WHERE id = ?`,
					*task.EngagementID, *task.EngagementInvitationID).Scan(&status, &members)
			}); err != nil {
				t.Fatal(err)
			}
			if wantMembers := map[string]int{"approve": 2, "reject": 1}[decision]; status != want || members != wantMembers {
				t.Errorf("after %s the invitation is %s with %d members", decision, status, members)
			}
		}
	})
}

func TestARecordThatIsHandedInAgainKeepsItsEngagement(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := ready(t, w, w.A)
		first, err := w.Tasks.Submit(t.Context(), w.A.API, request(id), ticket(w.A.Account, "1"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: "ask", Comment: "More", Reason: "Other"}); err != nil {
			t.Fatal(err)
		}
		second, err := w.Tasks.Submit(t.Context(), w.A.API, request(id), ticket(w.A.Account, "2"))
		if err != nil || *second.EngagementID != *first.EngagementID || second.TaskID == first.TaskID {
			t.Errorf("%+v then %+v, %v", first, second, err)
		}
	})
}

func TestTasksAreListedByFilterOrderAndPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		var started []selling.EngagementTask
		for i := range 5 {
			clk.Advance(time.Minute)
			task, err := w.Tasks.Submit(t.Context(), w.A.API, request(ready(t, w, w.A)), ticket(w.A.Account, string(rune('a'+i))))
			if err != nil {
				t.Fatal(err)
			}
			started = append(started, task)
		}
		list := func(in selling.ListEngagementFromOpportunityTasksRequest) (ids []string) {
			t.Helper()
			in.Catalog = aws
			for {
				out, err := w.Tasks.Submissions(t.Context(), w.A.API, in)
				if err != nil {
					t.Fatal(err)
				}
				for _, task := range out.TaskSummaries {
					ids = append(ids, task.TaskID)
				}
				if out.NextToken == nil {
					return ids
				}
				in.NextToken = *out.NextToken
			}
		}
		var up []string
		for _, task := range started {
			up = append(up, task.TaskID)
		}
		down := slices.Clone(up)
		slices.Reverse(down)
		asc := &selling.Sort{SortBy: "StartTime", SortOrder: selling.Ascending}
		for name, c := range map[string]struct {
			in   selling.ListEngagementFromOpportunityTasksRequest
			want []string
		}{
			"latest first":   {selling.ListEngagementFromOpportunityTasksRequest{MaxResults: 2}, down},
			"first first":    {selling.ListEngagementFromOpportunityTasksRequest{MaxResults: 2, Sort: asc}, up},
			"by opportunity": {selling.ListEngagementFromOpportunityTasksRequest{OpportunityIdentifier: []string{*started[1].OpportunityID, *started[3].OpportunityID}, MaxResults: 1, Sort: asc}, []string{up[1], up[3]}},
			"by task ARN":    {selling.ListEngagementFromOpportunityTasksRequest{TaskIdentifier: []string{started[2].TaskArn}}, up[2:3]},
			"by engagement":  {selling.ListEngagementFromOpportunityTasksRequest{EngagementIdentifier: []string{selling.EngagementARN(aws, *started[0].EngagementID)}, TaskIdentifier: up}, up[:1]},
			"by status":      {selling.ListEngagementFromOpportunityTasksRequest{TaskStatus: []string{"COMPLETE"}, Sort: asc}, up},
			"failed":         {selling.ListEngagementFromOpportunityTasksRequest{TaskStatus: []string{"FAILED", "IN_PROGRESS"}}, nil},
		} {
			if got := list(c.in); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		out, err := w.Tasks.Submissions(t.Context(), w.B.API, selling.ListEngagementFromOpportunityTasksRequest{Catalog: aws, TaskIdentifier: up})
		if err != nil || len(out.TaskSummaries) != 0 {
			t.Errorf("another partner sees %v, %v", out.TaskSummaries, err)
		}
		if _, err := w.Tasks.Submissions(t.Context(), w.A.API, selling.ListEngagementFromOpportunityTasksRequest{Catalog: "Elsewhere"}); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("another catalog: %v", err)
		}
	})
}
