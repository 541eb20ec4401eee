// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// reviewDays is how many business days the AWS desk has for a review. Source: reference 9, the partner's own clock.
const reviewDays = 5

// Due is when a review that waits since an instant should be over: at the end of its fifth business day, in UTC.
func Due(since time.Time) time.Time {
	y, m, d := rule.BusinessDay(since, reviewDays).Date()
	return time.Date(y, m, d, 23, 59, 59, 0, time.UTC)
}

// Nobody stands for files that no reviewer has taken, in a Wait.
const Nobody = "nobody"

// A Wait asks for a page of what waits at the desk. Lists that are empty ask for all.
type Wait struct {
	Catalog    string
	Reviews    []string // none: what waits for AWS, not for the partner
	Partners   []string
	Countries  []string
	Industries []string
	Hints      []string // with any of these
	Reviewers  []string // ids, or Nobody
	LeastDays  int      // waiting for at least so many days
	Sort       string   // since, company or hints; empty: since
	Desc       bool
	Size       int    `json:"-"`
	Token      string `json:"-"`
}

// A Waiting is a record that waits, with what the queue knows of it.
type Waiting struct {
	listing.Row
	Since    time.Time
	Due      time.Time
	Left     int // business days until Due; negative: over
	Industry string
	Hints    int
	Reviewer Reviewer
	file     waitingFile
}

type waitingFile struct {
	number int64
	since  int64
	key    []byte
}

var waitSorts = map[string]page.Walk{"since": {By: "since_us", ID: "number"}, "hints": {By: "hints", ID: "number"}, "company": {By: "company_key", ID: "number", Bytes: true}}

// Wait is a page of what waits, and the token of the next one.
func (r *Room) Wait(ctx context.Context, c identity.Caller, in Wait) (all []Waiting, next *string, err error) {
	if err := r.enter(c); err != nil {
		return nil, nil, err
	}
	if err := opportunity.KnownCatalog(in.Catalog); err != nil {
		return nil, nil, err
	}
	if in.Sort == "" {
		in.Sort = "since"
	}
	w, known := waitSorts[in.Sort]
	if !known {
		return nil, nil, fault.Malformed(noSort(in.Sort))
	}
	w.Falling, w.Size = in.Desc, in.Size
	if err := w.Begin(ctx, r.tokens, identity.AWS, "review.Wait/"+c.Principal, in, in.Token); err != nil {
		return nil, nil, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		query, args := selectFiles(&w, in, tx.Now())
		if all, err = files(tx, query, args); err != nil {
			return err
		}
		all, next, err = page.End(ctx, &w, r.tokens, identity.AWS, all, func(f Waiting) page.Mark { return f.mark(in.Sort) })
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	all, err = r.rows(ctx, c, in.Catalog, all)
	return all, next, err
}

func (f Waiting) mark(sort string) page.Mark {
	id := fmt.Sprint(f.file.number)
	switch sort {
	case "company":
		return page.Mark{Key: string(f.file.key), ID: id}
	case "hints":
		return page.Number(int64(f.Hints), id)
	}
	return page.Number(f.file.since, id)
}

// selectFiles is the query of a page: it finds the files in their order by an index.
func selectFiles(w *page.Walk, in Wait, now time.Time) (string, []any) {
	var q strings.Builder
	q.WriteString(`SELECT number, review, since_us, company_key, industry, hints, reviewer, reviewer_name FROM review_file WHERE catalog = ?`)
	args := []any{in.Catalog}
	add := func(column string, values []string) {
		var more string
		more, args = page.In(column, values, args)
		q.WriteString(more)
	}
	if len(in.Reviews) == 0 {
		in.Reviews = []string{rule.ReviewSubmitted, rule.ReviewInReview}
	}
	add("review", in.Reviews)
	add("account_id", in.Partners)
	add("country", in.Countries)
	add("industry", in.Industries)
	reviewers := make([]string, len(in.Reviewers))
	for i, id := range in.Reviewers {
		if id != Nobody {
			reviewers[i] = id
		}
	}
	add("reviewer", reviewers)
	if in.LeastDays > 0 {
		q.WriteString(` AND since_us <= ?`)
		args = append(args, sqldb.Micros(now.Add(-time.Duration(in.LeastDays)*24*time.Hour)))
	}
	if len(in.Hints) > 0 {
		q.WriteString(` AND EXISTS (SELECT 1 FROM review_hint h WHERE h.catalog = review_file.catalog AND h.number = review_file.number`)
		add("h.hint", in.Hints)
		q.WriteString(`)`)
	}
	end, args := w.Continue(args)
	return q.String() + end, args
}

func files(tx *sqldb.Tx, query string, args []any) (all []Waiting, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var f Waiting
		if err := rows.Scan(&f.file.number, &f.Review, &f.file.since, &f.file.key, &f.Industry, &f.Hints, &f.Reviewer.ID, &f.Reviewer.Name); err != nil {
			return nil, err
		}
		f.Since = sqldb.Time(f.file.since)
		f.Due = Due(f.Since)
		f.Left = businessDaysLeft(tx.Now(), f.Due)
		all = append(all, f)
	}
	return all, rows.Err()
}

// businessDaysLeft is negative behind the end.
func businessDaysLeft(now, until time.Time) int {
	if now.After(until) {
		return -max(1, rule.BusinessDaysLeft(until, now))
	}
	return rule.BusinessDaysLeft(now, until)
}

// rows puts the records to their files. One that has been decided on meanwhile is left out.
func (r *Room) rows(ctx context.Context, c identity.Caller, catalog string, all []Waiting) ([]Waiting, error) {
	ids := make([]string, len(all))
	for i, f := range all {
		ids[i] = opportunity.Key{Number: f.file.number}.ID()
	}
	found, err := r.opportunities.BrowseAll(ctx, c, opportunity.Browse{Catalog: catalog, Size: len(all), Filters: []opportunity.Filter{{Property: "id", Operator: "=", Values: ids}}})
	if err != nil {
		return nil, err
	}
	rows := map[int64]listing.Row{}
	for _, row := range found.Rows {
		rows[row.Number] = row
	}
	kept := all[:0]
	for _, f := range all {
		if row, there := rows[f.file.number]; there {
			f.Row = row
			kept = append(kept, f)
		}
	}
	return kept, nil
}
