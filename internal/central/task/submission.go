// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"context"
	"errors"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// ties are the identifiers of what ties an opportunity to AWS.
type ties struct {
	engagement.Ties
	job string
}

// tie makes whatever is missing between an opportunity and AWS, and says what there is.
func (r *Room) tie(tx *sqldb.Tx, rec *opportunity.Record) (t ties, err error) {
	if t.Ties, err = r.Engagements.Engage(tx, rec); err != nil {
		return t, err
	}
	published := rec
	if t.New {
		// The first snapshot is taken before the submission: the second one shows that it was submitted. Source: reference 9.5.
		before := *rec
		before.Doc = doc.Clone(rec.Doc)
		doc.Set(before.Doc, "LifeCycle.ReviewStatus", rule.ReviewPending)
		published = &before
	}
	t.job, err = r.Watch(tx, published, t.Engagement, template)
	return t, err
}

// Submit answers StartEngagementFromOpportunityTask: it engages AWS and submits, in one transaction, and is complete when
// it answers. The same request with the same token asks how the task stands.
func (r *Room) Submit(ctx context.Context, c identity.Caller, in selling.StartEngagementFromOpportunityTaskRequest, ticket idempotency.Ticket) (out selling.EngagementTask, err error) {
	if err := errors.Join(enter(c, in.Catalog), checked(in.Tags)); err != nil {
		return out, err
	}
	if again, seen, err := idempotency.Replay[selling.EngagementTask](ctx, r.DB, ticket); seen || err != nil {
		return again, err
	}
	_, err = r.Opportunities.Submit(ctx, c, opportunity.Submission{Catalog: in.Catalog, ID: in.Identifier,
		Involvement: in.AwsSubmission.InvolvementType, Visibility: in.AwsSubmission.Visibility},
		func(tx *sqldb.Tx, rec *opportunity.Record) error {
			made, err := r.tie(tx, rec)
			if err != nil {
				return err
			}
			t := begin(c, rec.Catalog, fromOpportunity)
			t.number, t.engagement, t.invitation, t.job = rec.Number, made.Engagement, made.Invitation, made.job
			if err := label(tx, rec, t.job, in.Tags); err != nil {
				return err
			}
			if err := t.insert(tx); err != nil {
				return err
			}
			out = submissionTask(t)
			return ticket.KeepAnswer(tx, out)
		})
	return raced(ctx, r, ticket, out, err)
}

func submissionTask(t *row) selling.EngagementTask {
	return selling.EngagementTask{
		TaskID: t.id, TaskArn: selling.EngagementFromOpportunityTaskARN(t.catalog, t.id), TaskStatus: t.status, StartTime: t.started(),
		Message: selling.OrNull(t.message), ReasonCode: selling.OrNull(t.reason), OpportunityID: t.opportunity(),
		EngagementID: selling.OrNull(t.engagement), EngagementInvitationID: selling.OrNull(t.invitation), ResourceSnapshotJobID: selling.OrNull(t.job),
	}
}

// Submissions answers ListEngagementFromOpportunityTasks.
func (r *Room) Submissions(ctx context.Context, c identity.Caller, in selling.ListEngagementFromOpportunityTasksRequest) (out selling.ListEngagementFromOpportunityTasksResponse, err error) {
	q := query{catalog: in.Catalog, kind: fromOpportunity, sort: in.Sort, size: in.MaxResults, token: in.NextToken}
	q.filter("id", ids(in.TaskIdentifier))
	q.filter("number", numbers(in.OpportunityIdentifier))
	q.filter("engagement", ids(in.EngagementIdentifier))
	q.filter("status", texts(in.TaskStatus))
	out.TaskSummaries, out.NextToken, err = list(ctx, r, c, q, submissionTask)
	return out, err
}
