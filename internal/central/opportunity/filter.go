// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/fact"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// columnOf are the fields of the catalogue that lists know by shorter names and have columns for.
var columnOf = map[string]string{
	"review_status": "reviewStatus", "involvement_type": "involvement", "customer_company_name": "company", "project_title": "title",
	"opportunity_id": "id", "partner_crm_id": "partnerReference", "target_close_date": "closeDate", "created_date": "created",
	"last_modified_date": "modified", "expected_monthly_aws_revenue": "revenue",
}

// fieldOf is columnOf the other way round.
var fieldOf = func() map[string]string {
	fields := map[string]string{}
	for field, column := range columnOf {
		fields[column] = field
	}
	return fields
}()

// texts are the properties that are compared as they are.
var texts = map[string]listing.Field{
	"origin": listing.Origin, "involvement": listing.Involvement, "owner": listing.Owner, "partnerReference": listing.PartnerRef,
	"partner": listing.Account,
}

// folded are the properties that are compared without regard to case.
var folded = map[string]listing.Field{"company": listing.Company, "title": listing.Title}

// instants are the properties that are times, with the least that one has which has come.
var instants = map[string]struct {
	field listing.Field
	least int64
}{"created": {listing.Created, 0}, "modified": {listing.Modified, 0}, "submitted": {listing.Submitted, 1}, "shared": {listing.Shared, 1}}

// A taking puts the filters of a list into its query.
type taking struct {
	q      *listing.Query
	now    time.Time
	demand func(review, stage string) bool // what the AWS desk sees; nil for a partner's list

	wanted []func(review, stage string) bool
	where  []listing.Cond // on columns that hold what facts hold as well,
	twins  []fact.Cond    // and the same on facts: where the concordance is asked, it decides them
	odd    bool           // a filter on review status or stage has no twin
	conds  []fact.Cond    // on what stands in the records
	flags  []bool         // whether what is flagged is wanted, or what is not
}

// all takes filters. The demand on review status and stage always holds; it is what makes the desk's filters known as well.
func (t *taking) all(filters []Filter) error {
	if t.demand != nil {
		t.wanted = append(t.wanted, t.demand)
	}
	for _, f := range filters {
		if slices.ContainsFunc(f.Values, func(v string) bool { return strings.ContainsRune(v, 0) || !utf8.ValidString(v) }) {
			return badFilter(f.Property, "", "A value of the filter is not text.")
		}
		if column := columnOf[f.Property]; column != "" {
			f.Property = column
		}
		if err := t.one(f); err != nil {
			return err
		}
	}
	if len(t.wanted) > 0 {
		into := &t.where
		if t.odd {
			into = &t.q.Where
		}
		*into = append(*into, listing.Cond{Field: listing.State, Op: listing.In, Values: listing.States(func(review, stage string) bool {
			return !slices.ContainsFunc(t.wanted, func(want func(string, string) bool) bool { return !want(review, stage) })
		})})
	}
	if t.demand != nil {
		t.q.Where = append(t.q.Where, t.where...)
	}
	return nil
}

func (t *taking) one(f Filter) error {
	desk := t.demand != nil
	switch {
	case f.Property == "partner" && !desk, desk && (f.Property == "shared" || f.Property == "submitted"):
		return unknownFilter(f)
	case f.Property == "":
		t.text(f)
		return nil
	case f.Property == "flagged" && !desk:
		return t.flag(f)
	case f.inColumns():
		return t.column(f)
	case desk:
		return unknownFilter(f)
	}
	return t.fact(f)
}

// twins are the properties whose columns hold what facts hold.
var twins = []string{"stage", "reviewStatus", "closeDate", "created", "modified", "revenue"}

// column is a filter that a column serves.
func (t *taking) column(f Filter) error {
	into := &t.q.Where
	state := f.Property == "stage" || f.Property == "reviewStatus"
	if slices.Contains(twins, f.Property) {
		if same, ok := t.twin(f); ok {
			into, t.twins = &t.where, append(t.twins, same)
		} else {
			t.odd = t.odd || state
		}
	}
	if state {
		t.wanted = append(t.wanted, f.states())
		return nil
	}
	conds, err := f.conds(t.now)
	*into = append(*into, conds...)
	return err
}

// twin is a filter on a column as one on facts, if it is the same to the letter.
func (t *taking) twin(f Filter) (fact.Cond, bool) {
	if all := map[string][]string{"stage": listing.Stages, "reviewStatus": listing.Reviews}[f.Property]; all != nil {
		if slices.ContainsFunc(f.Values, func(v string) bool { return !slices.Contains(all, v) }) {
			return fact.Cond{}, false // facts are compared without regard to case
		}
	}
	if f.Property == "revenue" {
		f.Property = FieldRevenue
	}
	cond, _, ok := t.ask(f)
	return cond, ok
}

// text looks for a text. The desk, which sees many partners, looks at beginnings only.
func (t *taking) text(f Filter) {
	for _, v := range f.Values {
		if f.Operator == "^" || t.demand != nil {
			t.q.Begins = append(t.q.Begins, listing.Text{Prefix: listing.Fold(v), Number: ParseID(strings.ToUpper(strings.TrimSpace(v)))})
		} else if fact.Fold(v) != "" {
			t.conds = append(t.conds, Sheet.Anywhere(v))
		}
	}
}

func (t *taking) flag(f Filter) error {
	if f.Operator != "=" || len(f.Values) != 1 || f.Values[0] != "Yes" && f.Values[0] != "No" {
		return unknownFilter(f)
	}
	t.flags = append(t.flags, f.Values[0] == "Yes")
	return nil
}

// fact is a filter on what stands in the record.
func (t *taking) fact(f Filter) error {
	cond, bad, ok := t.ask(f)
	switch {
	case bad != "":
		return badFilter(f.Property, bad, "%q is no value for this filter. Give a number such as 12000.00 or a date such as 2026-12-31.", bad)
	case !ok:
		return unknownFilter(f)
	}
	t.conds = append(t.conds, cond)
	return nil
}

// ask makes a condition on facts of a filter. bad is the value that is none for it.
func (t *taking) ask(f Filter) (cond fact.Cond, bad string, ok bool) {
	id := f.Property
	if field := fieldOf[id]; field != "" {
		id = field
	}
	values := slices.Clone(f.Values)
	for i, v := range values {
		if day, moves := page.Day(v, t.now); moves && strings.HasPrefix(v, "@") {
			values[i] = day.Format(time.DateOnly)
		}
	}
	return Sheet.Ask(id, f.Operator, values)
}

// look puts into a query what only the store knows: the caller's flags, which it notes as well, and who has what the
// conditions ask for.
func (t *taking) look(tx *sqldb.Tx, c identity.Caller, catalog string, q *listing.Query, flags map[int64]bool) error {
	if t.demand != nil {
		return nil
	}
	numbers, err := flagged(tx, c, catalog)
	if err != nil {
		return err
	}
	values := make([]any, len(numbers))
	for i, n := range numbers {
		values[i], flags[n] = n, true
	}
	q.Where = slices.Clone(q.Where)
	for _, on := range t.flags {
		op := listing.NotIn
		if on {
			op = listing.In
		}
		q.Where = append(q.Where, listing.Cond{Field: listing.Number, Op: op, Values: values})
	}
	if len(t.conds) == 0 {
		q.Where = append(q.Where, t.where...)
		return nil
	}
	q.Among, err = narrowed(tx, concordance.Place{Account: c.Account, Catalog: catalog}, slices.Concat(t.conds, t.twins))
	return err
}

// inColumns says whether a column of the table serves the filter as it stands.
func (f Filter) inColumns() bool {
	plain := f.Operator == "=" || f.Operator == "!="
	_, isText := texts[f.Property]
	_, isFolded := folded[f.Property]
	_, isInstant := instants[f.Property]
	switch {
	case len(f.Values) == 0 || slices.Contains(f.Values, ""):
		return false
	case f.Property == "stage" || f.Property == "reviewStatus":
		return plain
	case f.Property == "partnerReference" || f.Property == "id":
		return f.Operator == "="
	case isText:
		return plain
	case isFolded:
		return f.Operator == "=" || f.Operator == "^"
	}
	return (isInstant || f.Property == "closeDate" || f.Property == "revenue") && f.Operator != "!="
}

// states is a filter on stage or review status as a demand on both.
func (f Filter) states() func(review, stage string) bool {
	return func(review, stage string) bool {
		value := stage
		if f.Property == "reviewStatus" {
			value = review
		}
		return slices.Contains(f.Values, value) == (f.Operator == "=")
	}
}

// conds is a filter on a column.
func (f Filter) conds(now time.Time) ([]listing.Cond, error) {
	op := map[string]listing.Op{"=": listing.In, "!=": listing.NotIn, "^": listing.Prefix}[f.Operator]
	if field, is := texts[f.Property]; is {
		if wanted := f.Values; f.Property == "origin" && op == listing.NotIn { // of two, what is not the one is the other
			f.Values, op = slices.DeleteFunc([]string{OriginPartner, OriginAWS}, func(s string) bool { return slices.Contains(wanted, s) }), listing.In
		}
		return []listing.Cond{{Field: field, Op: op, Values: each(f.Values, func(s string) string { return s })}}, nil
	}
	if field, is := folded[f.Property]; is {
		return []listing.Cond{{Field: field, Op: op, Values: each(f.Values, listing.Fold)}}, nil
	}
	if f.Property == "id" {
		return []listing.Cond{{Field: listing.Number, Op: listing.In, Values: each(f.Values, func(s string) int64 {
			return ParseID(strings.ToUpper(strings.TrimSpace(s)))
		})}}, nil
	}
	return f.ranges(now)
}

// amount is how much a filter takes: a number that is larger, or has an exponent, would cost much to compare.
var amount = regexp.MustCompile(`^[0-9]{1,15}(\.[0-9]{1,2})?$`)

// ranges is a filter on dates or the revenue.
func (f Filter) ranges(now time.Time) ([]listing.Cond, error) {
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
	t, known := page.Day(f.Values[0], now)
	if !known {
		return nil, badFilter(f.Property, f.Values[0], "%q is not a date. Give one such as 2026-12-31.", f.Values[0])
	}
	if at, is := instants[f.Property]; is {
		return f.between(at.field, sqldb.Micros(t), sqldb.Micros(t.AddDate(0, 0, 1))-1, at.least)
	}
	n := day(t.Format(time.DateOnly))
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
	from = max(from, least) // what is below has no value
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
