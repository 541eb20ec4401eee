// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"cosell/internal/connector/crm"
	"cosell/internal/connector/keyset"
	"cosell/internal/sqldb"
)

// A Query asks for a page of an object's records.
type Query struct {
	Object  string
	Filters []Filter
	Sort    string // name, modified or closeDate
	Desc    bool
	Size    int
	Cursor  string
}

// A Filter is one condition; all hold together. Of several values one suffices; with != none may be met.
type Filter struct {
	Property string // "" is free text
	Operator string
	Values   []string
}

// ErrQuery says that the list cannot be asked for that way.
var ErrQuery = errors.New("the list cannot be asked for that way")

// Listed is a record in a list.
type Listed struct {
	crm.Record
	Name string
	Mark string // where its pairing stands; "" when it has none
}

// A column is what a property of the list is in the table.
type column struct {
	name string
	ops  string
	day  bool
	read string // how a condition reads it
}

var properties = map[string]column{
	"name":      {name: "name_fold", ops: "= ^"},
	"account":   {name: "parent", ops: "="},
	"stage":     {name: "stage", ops: "= !="},
	"owner":     {name: "owner", ops: "= !="},
	"pairing":   {name: "mark", ops: "= !="},
	"review":    {name: "review", ops: "= !="},
	"closeDate": {name: "close_date", ops: "= < <= > >="},
	"modified":  {name: "modified_at", ops: "= < <= > >=", day: true},
}

var sorts = map[string]string{"name": "name_fold", "modified": "modified_at", "closeDate": "close_date"}

// unmarked is how filters spell a record without a pairing.
const unmarked = "none"

// List is a page of an object's records. Objects whose name is personal data are neither filtered nor sorted by it: their
// names stand sealed.
func (r *Room) List(ctx context.Context, who User, q Query) (keyset.Page[Listed], error) {
	var none keyset.Page[Listed]
	o, known := ObjectNamed(q.Object)
	if !known {
		return none, fmt.Errorf("list %s: %w", q.Object, crm.ErrNotFound)
	}
	where, args, err := q.where(who.Account, private(o))
	if err != nil {
		return none, err
	}
	by, known := sorts[q.Sort]
	if !known || q.Size < 1 || by == "name_fold" && private(o) {
		return none, fmt.Errorf("%w: no such sort or size", ErrQuery)
	}
	text := fmt.Sprintf("%s\n%v\n%s\n%t", where, args, q.Sort, q.Desc)
	mark, err := keyset.Parse(q.Cursor, text)
	if err != nil {
		return none, fmt.Errorf("%w: %w", ErrQuery, err)
	}
	order := keyset.Order{Column: by, ID: "id", Desc: q.Desc}
	behind, more, orderBy := order.Clause(mark)
	var rows []stored
	var total int
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		if err := tx.Row(fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 AS one FROM crm_record WHERE %s LIMIT %d) AS counted`, where, keyset.Counted+1),
			args...).Scan(&total); err != nil {
			return err
		}
		var err error
		rows, err = records(tx, `SELECT `+columns+` FROM crm_record WHERE `+where+behind+orderBy+` LIMIT ?`, append(append(args, more...), q.Size+1)...)
		return err
	})
	if err != nil {
		return none, fmt.Errorf("list %s: %w", q.Object, err)
	}
	cut := keyset.Cut(rows, q.Size, mark, text, func(s stored) (any, string) { return s.key(by), s.id })
	page := keyset.Page[Listed]{Next: cut.Next, Previous: cut.Previous, Total: min(total, keyset.Counted), Capped: total > keyset.Counted}
	for _, s := range cut.Rows {
		rec, err := r.open(ctx, who.Account, s)
		if err != nil {
			return none, err
		}
		page.Rows = append(page.Rows, Listed{Record: rec, Name: nameOf(o, rec.Fields), Mark: s.mark})
	}
	return page, nil
}

// Name is what a record is called.
func Name(rec crm.Record) string {
	o, _ := ObjectNamed(rec.Object)
	return nameOf(o, rec.Fields)
}

func private(o crm.Object) bool {
	for _, name := range o.NameIn {
		if f, _ := o.Field(name); f.Sensitive {
			return true
		}
	}
	return false
}

func (s stored) key(by string) any {
	switch by {
	case "modified_at":
		return s.modified
	case "close_date":
		return s.close
	}
	return strings.ToLower(s.name)
}

// where builds the condition. Only column names of the table above get into the text; values are bound.
func (q Query) where(account string, private bool) (string, []any, error) {
	where, args := "account_id = ? AND object = ? AND deleted = 0", []any{account, q.Object}
	for _, f := range q.Filters {
		var part string
		var values []any
		var err error
		if f.Property == "" && f.Operator == ":" {
			part, values = freeText(account, f.Values)
		} else {
			part, values, err = f.condition(private, sorts[q.Sort])
		}
		if err != nil {
			return "", nil, err
		}
		where += " AND (" + part + ")"
		args = append(args, values...)
	}
	return where, args, nil
}

// freeText looks for a text within the name of a record or of its account, and for a whole id. It looks at every record
// that the other filters leave, which a CRM of this size bears.
func freeText(account string, values []string) (string, []any) {
	var parts []string
	var args []any
	for _, v := range values {
		within := "%" + beginsWith(v)
		parts = append(parts, `id = ? OR name_fold LIKE ? ESCAPE '\' OR parent IN (SELECT a.id FROM crm_record a
			WHERE a.account_id = ? AND a.object = 'Account' AND a.deleted = 0 AND a.name_fold LIKE ? ESCAPE '\')`)
		args = append(args, v, within, account, within)
	}
	return strings.Join(parts, " OR "), args
}

func beginsWith(v string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(v)) + "%"
}

// through is how a condition reads a column. An index is used for the order of the list, or for one value in the order of
// change, which have theirs; used for another condition it would leave the rows to be sorted.
func (c column) through(f Filter, sort string) string {
	single := sort == "modified_at" && f.Operator == "=" && len(f.Values) == 1 && byChange[c.name]
	switch {
	case c.name == sort || single:
		return c.name
	case c.day:
		return "(" + c.name + " + 0)"
	}
	return "(" + c.name + " || '')"
}

// byChange are the columns with an index in the order of change.
var byChange = map[string]bool{"parent": true, "stage": true, "owner": true, "mark": true, "review": true}

func (f Filter) condition(private bool, sort string) (string, []any, error) {
	c, known := properties[f.Property]
	if !known || !strings.Contains(" "+c.ops+" ", " "+f.Operator+" ") || len(f.Values) == 0 || c.name == "name_fold" && private {
		return "", nil, fmt.Errorf("%w: %s %s", ErrQuery, f.Property, f.Operator)
	}
	c.read = c.through(f, sort)
	var parts []string
	var args []any
	for _, v := range f.Values {
		part, values, err := c.compare(f.Operator, v)
		if err != nil {
			return "", nil, err
		}
		parts = append(parts, part)
		args = append(args, values...)
	}
	if f.Operator == "!=" {
		return strings.Join(parts, " AND "), args, nil
	}
	return strings.Join(parts, " OR "), args, nil
}

func (c column) compare(op, v string) (string, []any, error) {
	switch {
	case c.day:
		return c.onDay(op, v)
	case op == "^":
		return c.read + ` LIKE ? ESCAPE '\'`, []any{beginsWith(v)}, nil
	case op == "!=":
		op = "<>"
	}
	switch c.name {
	case "name_fold":
		v = strings.ToLower(v)
	case "mark":
		if v == unmarked {
			v = ""
		}
	}
	if c.name == "close_date" && op != "=" && op != "<>" && v != "" {
		return c.read + " <> '' AND " + c.read + " " + op + " ?", []any{v}, nil
	}
	return c.read + " " + op + " ?", []any{v}, nil
}

// onDay compares an instant with a day in UTC.
func (c column) onDay(op, v string) (string, []any, error) {
	from, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return "", nil, fmt.Errorf("%w: %q is not a day", ErrQuery, v)
	}
	begin, end := sqldb.Micros(from), sqldb.Micros(from.AddDate(0, 0, 1))
	switch op {
	case "<":
		return c.read + " < ?", []any{begin}, nil
	case "<=":
		return c.read + " < ?", []any{end}, nil
	case ">":
		return c.read + " >= ?", []any{end}, nil
	case ">=":
		return c.read + " >= ?", []any{begin}, nil
	}
	return c.read + " >= ? AND " + c.read + " < ?", []any{begin, end}, nil
}
