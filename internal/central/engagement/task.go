// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// Start answers StartEngagementFromOpportunityTask: it engages AWS and submits, in one transaction, and is complete when
// it answers. The same request with the same token asks how the task stands.
func (r *Room) Start(ctx context.Context, c identity.Caller, in selling.StartEngagementFromOpportunityTaskRequest, ticket idempotency.Ticket) (selling.EngagementTask, error) {
	if task, seen, err := r.replayed(ctx, c, ticket); seen || err != nil {
		return task, err
	}
	var task selling.EngagementTask
	_, err := r.opportunities.Submit(ctx, c, opportunity.Submission{Catalog: in.Catalog, ID: in.Identifier,
		Involvement: in.AwsSubmission.InvolvementType, Visibility: in.AwsSubmission.Visibility},
		func(tx *sqldb.Tx, rec *opportunity.Record) error {
			t, err := r.engage(tx, rec)
			if err != nil {
				return err
			}
			if task, err = insertTask(tx, rec, t); err != nil {
				return err
			}
			answer, err := json.Marshal(task)
			if err != nil {
				return err
			}
			return ticket.Keep(tx, answer)
		})
	if fault.Is(err, fault.BusinessInvalid) {
		// The very same request may have been served elsewhere meanwhile: then it is answered, not refused.
		if again, seen, lookup := r.replayed(ctx, c, ticket); seen || lookup != nil {
			return again, lookup
		}
	}
	return task, err
}

func (r *Room) replayed(ctx context.Context, c identity.Caller, ticket idempotency.Ticket) (task selling.EngagementTask, seen bool, err error) {
	if ticket.Token == "" || !c.UsesACE() {
		return task, false, nil
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		answer, found, err := ticket.Seen(tx)
		if !found || err != nil {
			return err
		}
		seen = true
		return json.Unmarshal(answer, &task)
	})
	return task, seen, err
}

func insertTask(tx *sqldb.Tx, rec *opportunity.Record, t ties) (selling.EngagementTask, error) {
	id := newID("task-", 13)
	_, err := tx.Exec(`INSERT INTO opportunity_task (account_id, catalog, id, start_us, status, number, engagement, invitation, job)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, rec.Account, rec.Catalog, id, sqldb.Micros(tx.Now()), selling.TaskComplete,
		rec.Number, t.engagement, t.invitation, t.job)
	return taskOf(rec.Key, row{id, sqldb.Micros(tx.Now()), selling.TaskComplete, rec.Number, t}), err
}

// A row is a stored task.
type row struct {
	id     string
	start  int64
	status string
	number int64
	ties
}

func taskOf(k opportunity.Key, t row) selling.EngagementTask {
	return selling.EngagementTask{
		TaskID: t.id, TaskArn: selling.EngagementFromOpportunityTaskARN(k.Catalog, t.id), TaskStatus: t.status,
		StartTime:     sqldb.Time(t.start).Format("2006-01-02T15:04:05.999999Z"),
		OpportunityID: selling.OrNull(k.ID()), EngagementID: selling.OrNull(t.engagement),
		EngagementInvitationID: selling.OrNull(t.invitation), ResourceSnapshotJobID: selling.OrNull(t.job),
	}
}

// defaultPage is the size of a page that nobody asked to be larger or smaller.
const defaultPage = 100

// Tasks answers ListEngagementFromOpportunityTasks.
func (r *Room) Tasks(ctx context.Context, c identity.Caller, in selling.ListEngagementFromOpportunityTasksRequest) (selling.ListEngagementFromOpportunityTasksResponse, error) {
	out := selling.ListEngagementFromOpportunityTasksResponse{TaskSummaries: []selling.EngagementTask{}}
	if !c.UsesACE() {
		return out, fault.Denied("Your role does not work with opportunities.")
	}
	if err := opportunity.KnownCatalog(in.Catalog); err != nil {
		return out, err
	}
	l := listing{in: in, falling: in.Sort == nil || in.Sort.SortOrder == selling.Descending, size: in.MaxResults}
	if l.size == 0 {
		l.size = defaultPage
	}
	bound, err := l.bound()
	if err != nil {
		return out, err
	}
	if in.NextToken != "" {
		m, err := r.tokens.Open(ctx, c.Account, bound, in.NextToken)
		if err != nil {
			return out, err
		}
		l.after = &m
	}
	var found []row
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		found, err = l.find(tx, c.Account)
		return err
	})
	if err != nil {
		return out, err
	}
	more := len(found) > l.size
	for _, t := range found[:min(len(found), l.size)] {
		out.TaskSummaries = append(out.TaskSummaries, taskOf(opportunity.Key{Account: c.Account, Catalog: in.Catalog, Number: t.number}, t))
	}
	if !more {
		return out, nil
	}
	last := found[l.size-1]
	token, err := r.tokens.Seal(ctx, c.Account, bound, page.Mark{Key: strconv.FormatInt(last.start, 10), ID: last.id})
	out.NextToken = selling.OrNull(token)
	return out, err
}

// A listing is one query for tasks.
type listing struct {
	in      selling.ListEngagementFromOpportunityTasksRequest
	falling bool
	size    int
	after   *page.Mark
}

func (l *listing) bound() (string, error) {
	in := l.in
	in.NextToken, in.MaxResults, in.Sort = "", 0, nil
	text, err := json.Marshal(in)
	return "ListEngagementFromOpportunityTasks" + strconv.FormatBool(l.falling) + string(text), err
}

// find reads one task more than the page has. A filter that names records goes by its own index and is sorted here: an
// opportunity has few tasks. Otherwise it is a walk along the index of the sort.
func (l *listing) find(tx *sqldb.Tx, account string) ([]row, error) {
	query := `SELECT id, start_us, status, number, engagement, invitation, job FROM opportunity_task WHERE account_id = ? AND catalog = ?`
	args := []any{account, l.in.Catalog}
	narrow := l.narrow(&query, &args)
	if len(l.in.TaskStatus) > 0 {
		among(&query, &args, "COALESCE(status, status)", texts(l.in.TaskStatus))
	}
	if narrow {
		all, err := read(tx, query, args)
		return l.cut(all), err
	}
	compare, order := " > ", " ASC"
	if l.falling {
		compare, order = " < ", " DESC"
	}
	if l.after != nil {
		start, err := strconv.ParseInt(l.after.Key, 10, 64)
		if err != nil {
			return nil, err
		}
		query += " AND (start_us, id)" + compare + "(?, ?)"
		args = append(args, start, l.after.ID)
	}
	query += " ORDER BY start_us" + order + ", id" + order + " LIMIT ?"
	return read(tx, query, append(args, l.size+1))
}

// narrow adds the filters that name records; the first goes by its index.
func (l *listing) narrow(query *string, args *[]any) bool {
	numbers := make([]any, len(l.in.OpportunityIdentifier))
	for i, id := range l.in.OpportunityIdentifier {
		numbers[i] = opportunity.ParseID(id)
	}
	found := false
	for _, f := range []struct {
		column string
		values []any
	}{{"id", ids(l.in.TaskIdentifier)}, {"number", numbers}, {"engagement", ids(l.in.EngagementIdentifier)}} {
		if len(f.values) == 0 {
			continue
		}
		column := f.column
		if found {
			column = "COALESCE(" + column + ", " + column + ")"
		}
		among(query, args, column, f.values)
		found = true
	}
	return found
}

func among(query *string, args *[]any, expr string, values []any) {
	*query += " AND " + expr + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")"
	*args = append(*args, values...)
}

func texts(list []string) []any {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = s
	}
	return values
}

// ids are identifiers, which may come as ARNs.
func ids(list []string) []any {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = selling.IDOf(s)
	}
	return values
}

func (l *listing) cut(all []row) []row {
	slices.SortFunc(all, func(a, b row) int {
		if l.falling {
			a, b = b, a
		}
		return a.compare(b.start, b.id)
	})
	if l.after != nil {
		start, err := strconv.ParseInt(l.after.Key, 10, 64)
		all = slices.DeleteFunc(all, func(t row) bool {
			n := t.compare(start, l.after.ID)
			return err != nil || n == 0 || (n > 0) == l.falling
		})
	}
	return all[:min(len(all), l.size+1)]
}

func (t row) compare(start int64, id string) int {
	switch {
	case t.start < start:
		return -1
	case t.start > start:
		return 1
	}
	return strings.Compare(t.id, id)
}

func read(tx *sqldb.Tx, query string, args []any) (all []row, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var t row
		if err := rows.Scan(&t.id, &t.start, &t.status, &t.number, &t.engagement, &t.invitation, &t.job); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}
