// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// defaultPage is the size of a page that nobody asked to be larger or smaller.
const defaultPage = 20

// sortOf gives the field of each sort of ListOpportunities.
var sortOf = map[string]listing.Field{
	"LastModifiedDate":    listing.Modified,
	"Identifier":          listing.Number,
	"CustomerCompanyName": listing.Company,
	"CreatedDate":         listing.Created,
	"TargetCloseDate":     listing.CloseDay,
}

// List answers ListOpportunities: the text of the answer, made of stored items.
func (r *Room) List(ctx context.Context, c identity.Caller, in selling.ListOpportunitiesRequest) ([]byte, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return nil, err
	}
	by := selling.Sort{SortBy: "LastModifiedDate", SortOrder: selling.Descending}
	if in.Sort != nil {
		by = *in.Sort
	}
	q := listing.Query{Account: c.Account, Catalog: in.Catalog, Sort: sortOf[by.SortBy], Desc: by.SortOrder == selling.Descending,
		Limit: in.MaxResults, Docs: true}
	if q.Limit == 0 {
		q.Limit = defaultPage
	}
	var err error
	if q.Where, err = filters(in); err != nil {
		return nil, err
	}
	if c.OwnOnly() {
		q.Where = append(q.Where, listing.Cond{Field: listing.Owner, Op: listing.In, Values: []any{c.Email}})
	}
	bound, err := boundTo("ListOpportunities", c, in, by)
	if err != nil {
		return nil, err
	}
	if in.NextToken != "" {
		m, err := r.Tokens.Open(ctx, c.Account, bound, in.NextToken)
		if err != nil {
			return nil, err
		}
		q.After = &m
	}
	var p listing.Page
	err = r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		p, err = listing.Find(tx, q)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list opportunities: %w", err)
	}
	return r.answer(ctx, c, bound, p)
}

// boundTo is a query as text, to which its tokens are bound: a page of one query is no page of another.
func boundTo(operation string, c identity.Caller, in selling.ListOpportunitiesRequest, by selling.Sort) (string, error) {
	in.NextToken, in.MaxResults, in.Sort = "", 0, &by
	text, err := json.Marshal(in)
	owner := ""
	if c.OwnOnly() {
		owner = c.Email
	}
	return operation + owner + string(text), err
}

// answer joins the stored items of a page.
func (r *Room) answer(ctx context.Context, c identity.Caller, bound string, p listing.Page) ([]byte, error) {
	token := []byte("null")
	if p.Next != nil {
		text, err := r.Tokens.Seal(ctx, c.Account, bound, *p.Next)
		if err != nil {
			return nil, err
		}
		token = []byte(`"` + text + `"`)
	}
	size := len(token) + 64
	for i := range p.Rows {
		size += len(p.Rows[i].Doc) + 1
	}
	out := make([]byte, 0, size)
	out = append(out, `{"NextToken":`...)
	out = append(out, token...)
	out = append(out, `,"OpportunitySummaries":[`...)
	for i := range p.Rows {
		if i > 0 {
			out = append(out, ',')
		}
		out = item(out, p.Rows[i].Doc)
	}
	return append(out, "]}"...), nil
}

// filters are the filters of a request. An empty list filters nothing.
func filters(in selling.ListOpportunitiesRequest) (where []listing.Cond, err error) {
	if len(in.Identifier) > 0 {
		where = append(where, listing.Cond{Field: listing.Number, Op: listing.In, Values: each(in.Identifier, ParseID)})
	}
	if len(in.CustomerCompanyName) > 0 {
		where = append(where, listing.Cond{Field: listing.Company, Op: listing.In, Values: each(in.CustomerCompanyName, listing.Fold)})
	}
	if len(in.LifeCycleStage)+len(in.LifeCycleReviewStatus) > 0 {
		where = append(where, listing.Cond{Field: listing.State, Op: listing.In, Values: listing.States(func(review, stage string) bool {
			return among(in.LifeCycleReviewStatus, review) && among(in.LifeCycleStage, stage)
		})})
	}
	if f := in.LastModifiedDate; f != nil {
		if where, err = between(where, listing.Modified, f.After, f.Before); err != nil {
			return nil, err
		}
	}
	if f := in.CreatedDate; f != nil {
		if where, err = between(where, listing.Created, f.After, f.Before); err != nil {
			return nil, err
		}
	}
	if f := in.TargetCloseDate; f != nil {
		where = closing(where, f.After, f.Before)
	}
	return where, nil
}

func each[T any](texts []string, read func(string) T) []any {
	found := make([]any, len(texts))
	for i, text := range texts {
		found[i] = read(text)
	}
	return found
}

func among(filter []string, value string) bool {
	return len(filter) == 0 || slices.Contains(filter, value)
}

// between bounds a field of instants; both ends belong to it.
func between(where []listing.Cond, f listing.Field, after, before string) ([]listing.Cond, error) {
	for _, bound := range []struct {
		text string
		op   listing.Op
	}{{after, listing.From}, {before, listing.Until}} {
		if bound.text == "" {
			continue
		}
		t, err := selling.ParseTimestamp(bound.text)
		if err != nil {
			return nil, badTime(err)
		}
		where = append(where, listing.Cond{Field: f, Op: bound.op, Values: []any{sqldb.Micros(t)}})
	}
	return where, nil
}

// closing bounds the target close date; records without one are in no such list.
func closing(where []listing.Cond, after, before string) []listing.Cond {
	first := int64(1)
	if after != "" {
		first = max(1, bound(after))
	}
	where = append(where, listing.Cond{Field: listing.CloseDay, Op: listing.From, Values: []any{first}})
	if before != "" {
		where = append(where, listing.Cond{Field: listing.CloseDay, Op: listing.Until, Values: []any{bound(before)}})
	}
	return where
}

// bound is a date's number, also of a date that no calendar has, such as 2026-02-31: it bounds all the same.
func bound(date string) int64 {
	if n := day(date); n != 0 {
		return n
	}
	t, err := time.Parse("2006-01", date[:min(7, len(date))])
	if err != nil {
		return 0
	}
	return int64(t.Year()*10000+int(t.Month())*100) + 31
}
