// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// A Filter is one filter of a page's list. All filters hold together; of one filter's values, any, and for "!=" none.
// A filter without a property looks for its text at the beginning of company and title, and as an identifier.
type Filter struct {
	Property string
	Operator string // = != ^ < <= > >= :
	Values   []string
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
	Next, Previous string // cursors; empty at the ends
	Total          int    // matching rows, counted up to listing.Most
	Capped         bool   // there are more
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
	if err := filter(&q, in.Filters, nil); err != nil {
		return Shelf{}, err
	}
	if c.OwnOnly() {
		q.Where = append(q.Where, listing.Cond{Field: listing.Owner, Op: listing.In, Values: []any{c.Email}})
	}
	return r.shelf(ctx, c, in, q)
}

// BrowseAll is a page over all partners, without drafts, in the order of submission; for the AWS desk, which knows who
// may ask. It has a further property, partner.
func (r *Room) BrowseAll(ctx context.Context, c identity.Caller, in Browse) (Shelf, error) {
	if in.Sort != "" && in.Sort != "submitted" {
		return Shelf{}, badFilter("sort", in.Sort, "The queue cannot be sorted by %q.", in.Sort)
	}
	q := listing.Query{Catalog: in.Catalog, Sort: listing.Submitted}
	handedIn := func(review, _ string) bool { return review != rule.ReviewPending }
	if err := filter(&q, in.Filters, handedIn); err != nil {
		return Shelf{}, err
	}
	return r.shelf(ctx, c, in, q)
}

// shelf finds the page and counts.
func (r *Room) shelf(ctx context.Context, c identity.Caller, in Browse, q listing.Query) (out Shelf, err error) {
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
		if p, err = listing.Find(tx, q); err != nil {
			return err
		}
		out.Total, out.Capped, err = listing.Count(tx, q)
		return err
	})
	if err != nil {
		return Shelf{}, fmt.Errorf("browse opportunities: %w", err)
	}
	out.Rows = p.Rows
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

// texts are the properties that are compared as they are.
var texts = map[string]listing.Field{
	"origin": listing.Origin, "involvement": listing.Involvement, "owner": listing.Owner, "partnerReference": listing.PartnerRef,
	"partner": listing.Account,
}

// folded are the properties that are compared without regard to case.
var folded = map[string]listing.Field{"company": listing.Company, "title": listing.Title}

// instants and numbers are the properties that have ranges.
var instants = map[string]listing.Field{"created": listing.Created, "modified": listing.Modified}

// filter puts filters into a query. states, when given, is a demand on review status and stage that always holds; it is
// what makes the desk's filters known as well.
func filter(q *listing.Query, filters []Filter, states func(review, stage string) bool) error {
	wanted := []func(review, stage string) bool{}
	if states != nil {
		wanted = append(wanted, states)
	}
	for _, f := range filters {
		if f.Property == "partner" && states == nil {
			return unknownFilter(f)
		}
		if slices.ContainsFunc(f.Values, func(v string) bool { return strings.ContainsRune(v, 0) || !utf8.ValidString(v) }) {
			return badFilter(f.Property, "", "A value of the filter is not text.")
		}
		switch {
		case f.Property == "":
			for _, v := range f.Values {
				q.Begins = append(q.Begins, listing.Text{Prefix: listing.Fold(v), Number: ParseID(strings.ToUpper(strings.TrimSpace(v)))})
			}
		case f.Property == "stage" || f.Property == "reviewStatus":
			want, err := f.states()
			if err != nil {
				return err
			}
			wanted = append(wanted, want)
		default:
			conds, err := f.conds()
			if err != nil {
				return err
			}
			q.Where = append(q.Where, conds...)
		}
	}
	if len(wanted) > 0 {
		q.Where = append(q.Where, listing.Cond{Field: listing.State, Op: listing.In, Values: listing.States(func(review, stage string) bool {
			return !slices.ContainsFunc(wanted, func(want func(string, string) bool) bool { return !want(review, stage) })
		})})
	}
	return nil
}

// states is a filter on stage or review status as a demand on both.
func (f Filter) states() (func(review, stage string) bool, error) {
	if f.Operator != "=" && f.Operator != "!=" {
		return nil, unknownFilter(f)
	}
	return func(review, stage string) bool {
		value := stage
		if f.Property == "reviewStatus" {
			value = review
		}
		return slices.Contains(f.Values, value) == (f.Operator == "=")
	}, nil
}

// conds is a filter on a column.
func (f Filter) conds() ([]listing.Cond, error) {
	op := map[string]listing.Op{"=": listing.In, "!=": listing.NotIn}
	if field, is := texts[f.Property]; is {
		o, known := op[f.Operator]
		if !known || f.Property == "partnerReference" && o != listing.In {
			return nil, unknownFilter(f)
		}
		if wanted := f.Values; f.Property == "origin" && o == listing.NotIn { // of two, what is not the one is the other
			f.Values, o = slices.DeleteFunc([]string{OriginPartner, OriginAWS}, func(s string) bool { return slices.Contains(wanted, s) }), listing.In
		}
		return []listing.Cond{{Field: field, Op: o, Values: each(f.Values, func(s string) string { return s })}}, nil
	}
	if field, is := folded[f.Property]; is {
		op["^"] = listing.Prefix
		o, known := op[f.Operator]
		if !known || o == listing.NotIn || len(f.Values) == 0 {
			return nil, unknownFilter(f)
		}
		return []listing.Cond{{Field: field, Op: o, Values: each(f.Values, listing.Fold)}}, nil
	}
	if f.Property == "id" && f.Operator == "=" {
		return []listing.Cond{{Field: listing.Number, Op: listing.In, Values: each(f.Values, func(s string) int64 {
			return ParseID(strings.ToUpper(strings.TrimSpace(s)))
		})}}, nil
	}
	return f.ranges()
}

// amount is how much a filter takes: a number that is larger, or has an exponent, would cost much to compare.
var amount = regexp.MustCompile(`^[0-9]{1,15}(\.[0-9]{1,2})?$`)

// ranges is a filter on dates or the revenue.
func (f Filter) ranges() ([]listing.Cond, error) {
	if len(f.Values) != 1 {
		return nil, unknownFilter(f)
	}
	if f.Property == "revenue" {
		if !amount.MatchString(f.Values[0]) {
			return nil, badFilter(f.Property, f.Values[0], "%q is not an amount. Give one such as 12000.00.", f.Values[0])
		}
		n := cents(f.Values[0])
		return f.between(listing.Amount, n, n, 0)
	}
	t, err := time.Parse(time.DateOnly, f.Values[0])
	field, isInstant := instants[f.Property]
	switch {
	case !isInstant && f.Property != "closeDate":
		return nil, unknownFilter(f)
	case err != nil:
		return nil, badFilter(f.Property, f.Values[0], "%q is not a date. Give one such as 2026-12-31.", f.Values[0])
	case isInstant:
		return f.between(field, sqldb.Micros(t), sqldb.Micros(t.AddDate(0, 0, 1))-1, 0)
	}
	n := day(f.Values[0])
	return f.between(listing.CloseDay, n, n, 1)
}

// between bounds a field by a value that stands for all from first to last; what is below least has no value.
func (f Filter) between(field listing.Field, first, last, least int64) ([]listing.Cond, error) {
	from, until := least, int64(math.MaxInt64)
	if field == listing.CloseDay {
		until = 99991231
	}
	switch f.Operator {
	case "=":
		from, until = first, last
	case "<":
		until = first - 1
	case "<=":
		until = last
	case ">":
		from = last + 1
	case ">=":
		from = first
	default:
		return nil, unknownFilter(f)
	}
	return []listing.Cond{{Field: field, Op: listing.From, Values: []any{from}}, {Field: field, Op: listing.Until, Values: []any{until}}}, nil
}

func unknownFilter(f Filter) error {
	return badFilter(f.Property, f.Operator, "The list cannot be filtered by %q %q with %d values.", f.Property, f.Operator, len(f.Values))
}

func badFilter(field, value, msg string, args ...any) error {
	return fault.Malformed(catalogue.Violation{
		Field: field, Path: field, Code: catalogue.InvalidValue, Rule: "list-filter", Value: catalogue.Shown(value, false),
		Message: fmt.Sprintf(msg, args...), MessageJA: "このフィルターまたは並び順は使用できません。",
		FixEN: "Choose a filter and a sort that the list offers.", FixJA: "一覧にあるフィルターと並び順を選択してください。",
	})
}
