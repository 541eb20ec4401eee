// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"cmp"
	"context"
	"errors"

	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// prospectingSorts give the column of each sort, and how a row is marked in it.
var prospectingSorts = map[string]struct {
	column string
	bytes  bool
	mark   func(prospecting) page.Mark
}{
	"StartTime":             {"start_us", false, func(p prospecting) page.Mark { return page.Number(p.start, p.TaskID) }},
	"TaskName":              {"name_key", true, func(p prospecting) page.Mark { return page.Mark{Key: p.TaskName, ID: p.TaskID} }},
	"FailedEngagementCount": {"failed", false, func(p prospecting) page.Mark { return page.Number(int64(p.FailedEngagementCount), p.TaskID) }},
}

// prospecting is a row of the list.
type prospecting struct {
	selling.ProspectingTask
	start int64
}

// Prospectings answers ListProspectingFromEngagementTasks; by default the latest first.
func (r *Room) Prospectings(ctx context.Context, c identity.Caller, in selling.ListProspectingFromEngagementTasksRequest) (out selling.ListProspectingFromEngagementTasksResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	by := selling.Sort{SortBy: "StartTime", SortOrder: selling.Descending}
	if in.Sort != nil {
		by = *in.Sort
	}
	sort := prospectingSorts[by.SortBy]
	w := page.Walk{By: sort.column, Bytes: sort.bytes, ID: "id", Size: cmp.Or(in.MaxResults, prospectingPage), Falling: by.SortOrder == selling.Descending}
	query := in
	query.NextToken, query.MaxResults, query.Sort = "", 0, nil
	if err := w.Begin(ctx, r.Tokens, c.Account, "ListProspectingFromEngagementTasks", query, in.NextToken); err != nil {
		return out, err
	}
	sql, args, err := prospectingQuery(c.Account, in, &w)
	if err != nil {
		return out, err
	}
	var found []prospecting
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		found, err = readProspectings(tx, sql, args)
		return err
	})
	if err != nil {
		return out, err
	}
	found, out.NextToken, err = page.End(ctx, &w, r.Tokens, c.Account, found, sort.mark)
	out.TaskSummaries = make([]selling.ProspectingTask, len(found))
	for i, p := range found {
		p.TaskArn = selling.ProspectingTaskARN(c.Account, in.Catalog, p.TaskID)
		out.TaskSummaries[i] = p.ProspectingTask
	}
	return out, err
}

// prospectingPage is the size of a page that nobody asked to be larger or smaller.
const prospectingPage = 20

func prospectingQuery(account string, in selling.ListProspectingFromEngagementTasksRequest, w *page.Walk) (string, []any, error) {
	sql := `SELECT id, name, start_us, end_us, total, completed, failed FROM prospecting_task WHERE account_id = ? AND catalog = ?`
	args := []any{account, in.Catalog}
	add := func(more string, with []any) { sql, args = sql+more, with }
	add(page.In("id", in.TaskIdentifier, args))
	add(page.In("name", in.TaskName, args))
	for _, bound := range []struct{ text, compare string }{{in.StartAfter, " AND start_us >= ?"}, {in.StartBefore, " AND start_us <= ?"}} {
		if bound.text == "" {
			continue
		}
		at, err := selling.ParseTimestamp(bound.text)
		if err != nil {
			return "", nil, err
		}
		add(bound.compare, append(args, sqldb.Micros(at)))
	}
	add(w.Continue(args))
	return sql, args, nil
}

func readProspectings(tx *sqldb.Tx, sql string, args []any) (all []prospecting, err error) {
	rows, err := tx.Query(sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p prospecting
		var end int64
		if err := rows.Scan(&p.TaskID, &p.TaskName, &p.start, &end, &p.TotalEngagementCount, &p.CompletedEngagementCount, &p.FailedEngagementCount); err != nil {
			return nil, err
		}
		p.StartTime, p.EndTime = stamp(p.start), ended(end)
		all = append(all, p)
	}
	return all, rows.Err()
}
