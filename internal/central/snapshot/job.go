// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"errors"
	"strconv"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/central/tag"
	"cosell/internal/sqldb"
)

// A job is a stored snapshot job.
type job struct {
	id, engagement, template, status, failure string
	number, created, succeeded                int64
}

const selectJob = `SELECT id, engagement, number, template, status, created_us, succeeded_us, failure FROM resource_snapshot_job
	WHERE account_id = ? AND catalog = ?`

func (j *job) columns() []any {
	return []any{&j.id, &j.engagement, &j.number, &j.template, &j.status, &j.created, &j.succeeded, &j.failure}
}

// find reads a job of an account, with what a dialect adds to hold it. One that is not there is missing.
func find(tx *sqldb.Tx, account string, in selling.ResourceSnapshotJobRequest, hold string) (j job, err error) {
	err = tx.Row(selectJob+` AND id = ?`+hold, account, in.Catalog, in.ResourceSnapshotJobIdentifier).Scan(j.columns()...)
	if errors.Is(err, sqldb.ErrNone) {
		return job{}, fault.Missing()
	}
	return j, err
}

// JobExists says whether an account has a snapshot job of an identifier.
func (r *Room) JobExists(tx *sqldb.Tx, account, catalog, id string) (bool, error) {
	_, err := find(tx, account, selling.ResourceSnapshotJobRequest{Catalog: catalog, ResourceSnapshotJobIdentifier: id}, "")
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// CreateJob answers CreateResourceSnapshotJob: a job for the caller's own opportunity in an engagement of the caller's, stopped.
// An engagement, opportunity and template have one job.
func (r *Room) CreateJob(ctx context.Context, c identity.Caller, in selling.CreateResourceSnapshotJobRequest, ticket idempotency.Ticket) (selling.CreateResourceSnapshotJobResponse, error) {
	var none selling.CreateResourceSnapshotJobResponse
	if err := enter(c, in.Catalog); err != nil {
		return none, err
	}
	p, err := placed(in.Catalog, in.EngagementIdentifier, in.ResourceIdentifier, in.ResourceSnapshotTemplateIdentifier)
	if err != nil {
		return none, err
	}
	if broken := tag.Check(in.Tags); len(broken) > 0 {
		return none, fault.Broken(broken...)
	}
	return idempotency.Once(ctx, r.DB, ticket, func(tx *sqldb.Tx) (selling.CreateResourceSnapshotJobResponse, error) {
		if _, err := r.members(tx, c.Account, p.catalog, p.engagement); err != nil {
			return none, err
		}
		if err := r.own(tx, c.Account, p); err != nil {
			return none, err
		}
		id := selling.NewID("job-", 13)
		n, err := tx.Exec(insertJob+` ON CONFLICT (account_id, catalog, number, template, engagement) DO NOTHING`, newJob(tx, id, p, c.Account)...)
		if err != nil {
			return none, err
		}
		if n == 0 {
			return none, &fault.Fault{Kind: fault.Conflict, Msg: "A resource snapshot job exists already for this engagement, resource and template."}
		}
		arn := selling.SnapshotJobARN(c.Account, p.catalog, id)
		return selling.CreateResourceSnapshotJobResponse{Arn: arn, ID: id}, tag.Give(tx, arn, in.Tags)
	})
}

// Job answers GetResourceSnapshotJob.
func (r *Room) Job(ctx context.Context, c identity.Caller, in selling.ResourceSnapshotJobRequest) (selling.GetResourceSnapshotJobResponse, error) {
	var none selling.GetResourceSnapshotJobResponse
	if err := enter(c, in.Catalog); err != nil {
		return none, err
	}
	var j job
	if err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		j, err = find(tx, c.Account, in, "")
		return err
	}); err != nil {
		return none, err
	}
	k := opportunity.Key{Account: c.Account, Catalog: in.Catalog, Number: j.number}
	out := selling.GetResourceSnapshotJobResponse{
		Arn: selling.SnapshotJobARN(c.Account, in.Catalog, j.id), Catalog: in.Catalog, CreatedAt: instant(j.created), EngagementID: j.engagement,
		ID: j.id, LastFailure: selling.OrNull(j.failure), ResourceArn: k.ARN(), ResourceID: k.ID(), ResourceSnapshotTemplateName: j.template,
		ResourceType: selling.ResourceOpportunity, Status: j.status,
	}
	if j.succeeded > 0 {
		out.LastSuccessfulExecutionDate = selling.OrNull(instant(j.succeeded))
	}
	return out, nil
}

// StartJob answers StartResourceSnapshotJob. A job that starts looks at its opportunity at once: it may have changed while
// the job was stopped. One that runs already goes on.
func (r *Room) StartJob(ctx context.Context, c identity.Caller, in selling.ResourceSnapshotJobRequest) (struct{}, error) {
	return struct{}{}, r.turn(ctx, c, in, selling.JobRunning, func(tx *sqldb.Tx, j job) error {
		return r.look(tx, opportunity.Key{Account: c.Account, Catalog: in.Catalog, Number: j.number}, j.template)
	})
}

// StopJob answers StopResourceSnapshotJob. One that is stopped already stays so.
func (r *Room) StopJob(ctx context.Context, c identity.Caller, in selling.ResourceSnapshotJobRequest) (struct{}, error) {
	return struct{}{}, r.turn(ctx, c, in, selling.JobStopped, func(*sqldb.Tx, job) error { return nil })
}

// turn brings a job into a state, and does what goes with it unless it is in it already.
func (r *Room) turn(ctx context.Context, c identity.Caller, in selling.ResourceSnapshotJobRequest, status string, with func(*sqldb.Tx, job) error) error {
	if err := enter(c, in.Catalog); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		j, err := find(tx, c.Account, in, tx.Dialect().Lock)
		if err != nil || j.status == status {
			return err
		}
		if _, err := tx.Exec(`UPDATE resource_snapshot_job SET status = ? WHERE account_id = ? AND catalog = ? AND id = ?`,
			status, c.Account, in.Catalog, j.id); err != nil {
			return err
		}
		return with(tx, j)
	})
}

// DeleteJob answers DeleteResourceSnapshotJob. What the job has published stays. A running job is refused.
func (r *Room) DeleteJob(ctx context.Context, c identity.Caller, in selling.ResourceSnapshotJobRequest) (struct{}, error) {
	if err := enter(c, in.Catalog); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		j, err := find(tx, c.Account, in, tx.Dialect().Lock)
		if err != nil {
			return err
		}
		if j.status != selling.JobStopped {
			return &fault.Fault{Kind: fault.Conflict, Msg: "The resource snapshot job is running. Stop it before you delete it."}
		}
		if _, err := tx.Exec(`DELETE FROM resource_snapshot_job WHERE account_id = ? AND catalog = ? AND id = ?`, c.Account, in.Catalog, j.id); err != nil {
			return err
		}
		return tag.Forget(tx, selling.SnapshotJobARN(c.Account, in.Catalog, j.id))
	})
}

// defaultJobs is the size of a page of jobs that nobody asked to be larger or smaller. Source: reference 8.
const defaultJobs = 50

// ListJobs answers ListResourceSnapshotJobs: the caller's own, by creation, the newest first unless asked otherwise.
func (r *Room) ListJobs(ctx context.Context, c identity.Caller, in selling.ListResourceSnapshotJobsRequest) (selling.ListResourceSnapshotJobsResponse, error) {
	out := selling.ListResourceSnapshotJobsResponse{ResourceSnapshotJobSummaries: []selling.ResourceSnapshotJobSummary{}}
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	size := sized(in.MaxResults, defaultJobs)
	falling := in.Sort == nil || in.Sort.SortOrder != selling.Ascending
	bound, after, err := opened(ctx, r.Tokens, c, "ListResourceSnapshotJobs"+strconv.FormatBool(falling), in.NextToken, func() any {
		in.NextToken, in.MaxResults, in.Sort = "", 0, nil
		return in
	})
	if err != nil {
		return out, err
	}
	var found []job
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		query, args := jobsQuery(c.Account, in, falling, after, size+1)
		found, err = scanJobs(tx, query, args)
		return err
	})
	if err != nil {
		return out, err
	}
	for _, j := range found[:min(len(found), size)] {
		out.ResourceSnapshotJobSummaries = append(out.ResourceSnapshotJobSummaries, selling.ResourceSnapshotJobSummary{
			Arn: selling.SnapshotJobARN(c.Account, in.Catalog, j.id), EngagementID: j.engagement, ID: j.id, Status: j.status})
	}
	if len(found) <= size {
		return out, nil
	}
	last := found[size-1]
	token, err := r.Tokens.Seal(ctx, c.Account, bound, page.Mark{Key: strconv.FormatInt(last.created, 10), ID: last.id})
	out.NextToken = selling.OrNull(token)
	return out, err
}

// jobsQuery is a walk along the index that the filter leaves: that of an engagement, of a status, or of creation alone.
func jobsQuery(account string, in selling.ListResourceSnapshotJobsRequest, falling bool, after *page.Mark, size int) (string, []any) {
	query, args := selectJob, []any{account, in.Catalog}
	if in.EngagementIdentifier != "" {
		query, args = query+" AND engagement = ?", append(args, in.EngagementIdentifier)
	}
	switch {
	case in.Status != "" && in.EngagementIdentifier != "": // an engagement has few jobs: its index is the better one
		query, args = query+" AND COALESCE(status, status) = ?", append(args, in.Status)
	case in.Status != "":
		query, args = query+" AND status = ?", append(args, in.Status)
	}
	compare, order := " > ", " ASC"
	if falling {
		compare, order = " < ", " DESC"
	}
	if after != nil {
		query, args = query+" AND (created_us, id)"+compare+"(?, ?)", append(args, whole(after.Key), after.ID)
	}
	return query + " ORDER BY created_us" + order + ", id" + order + " LIMIT ?", append(args, size)
}

func scanJobs(tx *sqldb.Tx, query string, args []any) (all []job, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var j job
		if err := rows.Scan(j.columns()...); err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, rows.Err()
}
