// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"encoding/json"
	"fmt"

	"cosell/internal/ace/rule"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// A Filter is one filter of a page's list. All filters hold together; of one filter's values, any, and for "!=" none.
// A filter without a property looks for its text anywhere in the record, and with "^" at the beginning of company and title,
// and as an identifier; on the AWS desk always so.
type Filter struct {
	Property string
	Operator string   // = != ^ < <= > >= :
	Values   []string // days also as @today-7, @month or @quarter+1; "" stands for no value
}

// A Browse asks for a page of a list, with more filters than the API has.
type Browse struct {
	Catalog string
	Filters []Filter
	Sort    string // a key of BrowseSorts; empty: modified
	Desc    bool
	Size    int
	Cursor  string // of the last answer
}

// A Shelf is a page of a list.
type Shelf struct {
	Rows           []listing.Row
	Next, Previous string         // cursors; empty at the ends
	Total          int            // matching rows, counted up to listing.Most
	Capped         bool           // there are more, or may be
	Short          bool           // the page looked at as much as it may, and what follows may have more of it
	Flagged        map[int64]bool // by number: the caller's flags, for a partner's list
}

// BrowseSorts are the sorts of a partner's list.
var BrowseSorts = map[string]listing.Field{
	"modified": listing.Modified, "created": listing.Created, "closeDate": listing.CloseDay, "company": listing.Company,
	"title": listing.Title, "revenue": listing.Amount, "id": listing.Number,
}

// Browse is a page of the caller's opportunities.
func (r *Room) Browse(ctx context.Context, c identity.Caller, in Browse) (Shelf, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return Shelf{}, err
	}
	q := listing.Query{Account: c.Account, Catalog: in.Catalog, Sort: listing.Modified}
	if in.Sort != "" {
		field, known := BrowseSorts[in.Sort]
		if !known {
			return Shelf{}, badFilter("sort", in.Sort, "The list cannot be sorted by %q.", in.Sort)
		}
		q.Sort = field
	}
	t := taking{q: &q, now: r.Clock.Now()}
	if err := t.all(in.Filters); err != nil {
		return Shelf{}, err
	}
	if c.OwnOnly() {
		q.Where = append(q.Where, listing.Cond{Field: listing.Owner, Op: listing.In, Values: []any{c.Email}})
	}
	if len(t.conds) > 0 {
		if err := r.readUp(ctx, concordance.Place{Account: c.Account, Catalog: in.Catalog}, asides); err != nil {
			return Shelf{}, err
		}
	}
	return r.shelf(ctx, c, in, q, &t)
}

// BrowseAll is a page over all partners, without drafts, in the order of submission; for the AWS desk, which knows who
// may ask. It has a further property, partner.
func (r *Room) BrowseAll(ctx context.Context, c identity.Caller, in Browse) (Shelf, error) {
	if in.Sort != "" && in.Sort != "submitted" {
		return Shelf{}, badFilter("sort", in.Sort, "The queue cannot be sorted by %q.", in.Sort)
	}
	q := listing.Query{Catalog: in.Catalog, Sort: listing.Submitted}
	handedIn := func(review, _ string) bool { return review != rule.ReviewPending }
	t := taking{q: &q, now: r.Clock.Now(), demand: handedIn}
	if err := t.all(in.Filters); err != nil {
		return Shelf{}, err
	}
	return r.shelf(ctx, c, in, q, &t)
}

// shelf finds the page and counts.
func (r *Room) shelf(ctx context.Context, c identity.Caller, in Browse, q listing.Query, t *taking) (out Shelf, err error) {
	q.Desc, q.Limit = in.Desc, in.Size
	if q.Limit < 1 || q.Limit > 100 {
		return Shelf{}, badFilter("pageSize", "", "A page has 1 to 100 rows.")
	}
	cursor := in.Cursor
	in.Cursor, in.Size = "", 0
	bound, err := json.Marshal(in)
	if err != nil {
		return Shelf{}, err
	}
	query := "Browse" + string(c.Role) + c.Email + string(bound)
	if cursor != "" {
		m, err := r.Tokens.Open(ctx, c.Account, query, cursor)
		if err != nil {
			return Shelf{}, err
		}
		q.After = &m
	}
	var p listing.Page
	err = r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		out.Flagged, q.Among = map[int64]bool{}, nil
		q := q
		if err := t.look(tx, c, in.Catalog, &q, out.Flagged); err != nil {
			return err
		}
		if p, err = listing.Find(tx, q); err != nil {
			return err
		}
		out.Total, out.Capped, err = listing.Count(tx, q)
		return err
	})
	if err != nil {
		return Shelf{}, fmt.Errorf("browse opportunities: %w", err)
	}
	out.Rows, out.Short = p.Rows, p.Short
	if p.Next != nil {
		if out.Next, err = r.Tokens.Seal(ctx, c.Account, query, *p.Next); err != nil {
			return Shelf{}, err
		}
	}
	if p.Previous != nil {
		out.Previous, err = r.Tokens.Seal(ctx, c.Account, query, *p.Previous)
	}
	return out, err
}

// CheckBrowse says whether a partner's list offers filters and a sort, and nothing more.
func (r *Room) CheckBrowse(_ identity.Caller, filters []Filter, sort string) error {
	if _, known := BrowseSorts[sort]; sort != "" && !known {
		return badFilter("sort", sort, "The list cannot be sorted by %q.", sort)
	}
	t := taking{q: &listing.Query{}, now: r.Clock.Now()}
	return t.all(filters)
}
