// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/entry"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/opportunity"
)

// A Problem is what is wrong with a row, at the column where it is to be mended; empty: the row as a whole.
type Problem struct {
	Column string `json:"column"`
	catalogue.Violation
}

// A draft is what the cells of a row say together.
type draft struct {
	form   opportunity.Form
	values map[string]any // of each column
	odd    []Problem      // what is wrong with cells themselves
}

// drafted puts the cells of a row into a document: an empty one, or that of a record. A cell that is empty says that the
// field is; a column that is not in the file says nothing.
func drafted(columns []*Column, cells []sheet.Cell, into doc.Doc) draft {
	values := map[string]any{}
	d := draft{form: opportunity.Form{Document: into}, values: values}
	for i, c := range columns {
		if c.Key || i >= len(cells) && into == nil {
			continue
		}
		var cell sheet.Cell
		if i < len(cells) {
			cell = cells[i]
		}
		value, odd := c.read(cell)
		if odd != nil {
			d.odd = append(d.odd, Problem{c.ID, *odd})
		}
		values[c.ID] = value
	}
	if postal, is := values[idPostal].(string); is {
		country, _ := values[idCountry].(string)
		if odd := catalogueColumn(columns, idPostal).lostPostal(postal, country); odd != nil && !d.spoils(idPostal) {
			d.odd = append(d.odd, Problem{idPostal, *odd})
		}
	}
	for _, c := range columns {
		d.amount(c)
		if value, there := values[c.ID]; there {
			d.put(c, value)
		}
	}
	return d
}

// amount reads an amount of money in the currency that the record has, or a new one gets.
func (d *draft) amount(c *Column) {
	text, is := d.values[c.ID].(string)
	if !is || currencies[c.ID] == "" {
		return
	}
	in, chosen := get(d.form.Document, named(currencies[c.ID]).Field).(string)
	if !chosen {
		in = "USD"
	}
	switch a := entry.ReadAmount(text); {
	case a.Contradicts(in):
		d.odd = append(d.odd, Problem{c.ID, *c.odd(oddCurrency, text, in)})
	default:
		d.values[c.ID] = a.Text
	}
}

// tidy shows cells as their values are kept.
func (b *body) tidy(columns []*Column, d draft) {
	for i, c := range columns {
		if text, is := d.values[c.ID].(string); is && c.tidied() && i < len(b.Cells) {
			b.Cells[i] = text
		}
	}
}

func catalogueColumn(columns []*Column, id string) *Column {
	i := slices.IndexFunc(columns, func(c *Column) bool { return c.ID == id })
	if i < 0 {
		return named(id)
	}
	return columns[i]
}

// spoils says whether a cell of a column is wrong by itself, so that what the rules say of its value means nothing.
func (d *draft) spoils(column string) bool {
	return slices.ContainsFunc(d.odd, func(p Problem) bool { return p.Column == column })
}

// put puts a value where its field belongs.
func (d *draft) put(c *Column, value any) {
	switch c.ID {
	case idOwner:
		d.form.Owner, _ = value.(string)
	case idSolutions:
		d.form.Solutions = texts(value)
		d.form.Solutions = slices.DeleteFunc(d.form.Solutions, func(id string) bool { return strings.EqualFold(id, "Other") || id == "その他" })
	case idProducts:
		d.form.Products = texts(value)
	case idRevenue:
		if was := get(d.form.Document, c.Field); sameAmount(was, value) {
			return // 12500 in a sheet is 12500.00 of the record
		}
		put(d.form.Document, c.Field, value)
	default:
		put(d.form.Document, c.Field, value)
	}
}

func sameAmount(a, b any) bool {
	x, isX := a.(string)
	y, isY := b.(string)
	if !isX || !isY {
		return false
	}
	left, errLeft := decimal.NewFromString(x)
	right, errRight := decimal.NewFromString(y)
	return errLeft == nil && errRight == nil && left.Equal(right)
}

// texts are the values of a cell that has several; none is an empty list, which takes away what was there.
func texts(value any) []string {
	all := []string{}
	list, _ := value.([]any)
	for _, v := range list {
		if text, is := v.(string); is {
			all = append(all, text)
		}
	}
	return all
}

// involve says what the row wants from AWS: help, or only to be seen.
func (d *draft) involve(submit bool) {
	d.form.Submit = submit
	d.form.Involvement, d.form.Visibility = selling.CoSell, selling.VisibilityFull
	if needs := doc.Texts(d.form.Document, catalogue.Opportunity.ByID(idNeeds).Path); len(needs) == 1 && needs[0] == rule.NoSupport {
		d.form.Involvement = selling.ForVisibilityOnly
	}
}

// entries are members that an element of a list has beside the one that a sheet says.
var entries = map[string]doc.Doc{"TargetCompany": {"CurrencyCode": "USD", "Frequency": "Monthly"}}

// element is where in a document the field's element of a list stands, and whether it is there.
func element(d doc.Doc, f *catalogue.Field) (list, member string, at int, there bool) {
	list, member, _ = strings.Cut(f.Path, "[]")
	member = strings.TrimPrefix(member, ".")
	all, _ := doc.Get(d, list).([]any)
	for name, want := range f.Selector {
		if name == "index" {
			return list, member, 0, len(all) > 0
		}
		at = slices.IndexFunc(all, func(e any) bool { object, _ := e.(doc.Doc); return object[name] == want })
		if at >= 0 {
			return list, member, at, true
		}
	}
	return list, member, len(all), false
}

// get is the value of a field in a document.
func get(d doc.Doc, f *catalogue.Field) any {
	if !strings.Contains(f.Path, "[]") {
		return doc.Get(d, f.Path)
	}
	list, member, at, there := element(d, f)
	if !there {
		return nil
	}
	return doc.Get(d, list+"["+strconv.Itoa(at)+"]."+member)
}

// put writes a value of a field; nil takes it away.
func put(d doc.Doc, f *catalogue.Field, value any) {
	if list, is := value.([]any); is && len(list) == 0 {
		value = nil
	}
	if !strings.Contains(f.Path, "[]") {
		if value == nil {
			doc.Delete(d, f.Path)
		} else {
			doc.Set(d, f.Path, value)
		}
		return
	}
	list, member, at, there := element(d, f)
	place := list + "[" + strconv.Itoa(at) + "]."
	switch {
	case value == nil && there && f.ID != idTeamTitle:
		doc.Delete(d, place+member)
	case value == nil:
	default:
		if !there {
			for name, chosen := range f.Selector {
				if name != "index" {
					doc.Set(d, place+name, chosen)
				}
				for beside, v := range entries[name] {
					doc.Set(d, place+beside, v)
				}
			}
		}
		doc.Set(d, place+member, value)
	}
}

// at is the column that a place in a document belongs to; empty where no column of the file is meant.
func at(columns []*Column, place string) string {
	if place == "" {
		return ""
	}
	row := doc.Row(place)
	best := ""
	for _, c := range columns {
		switch {
		case c.ID == idOwner:
			if strings.HasPrefix(place, "Assignee") {
				return c.ID
			}
		case c.Path == row:
			return c.ID
		case best == "" && (strings.HasPrefix(c.Path, row+".") || strings.HasPrefix(c.Path, row+"[]") || strings.HasPrefix(row, c.Path+"[]")):
			best = c.ID
		}
	}
	return best
}

// placed puts what the rules say at the columns of the file. What they say of a cell that is wrong by itself is left out.
func (d *draft) placed(columns []*Column, broken []catalogue.Violation) []Problem {
	all := slices.Clone(d.odd)
	for _, v := range broken {
		where := v.At
		if where == "" {
			where = v.Path
		}
		column := at(columns, where)
		if column == "" || !d.spoils(column) {
			all = append(all, Problem{column, v})
		}
	}
	return all
}

// shown is a record's value of a column as a sheet shows it.
func (c *Column) shown(l Language, d doc.Doc) sheet.Cell {
	switch v := get(d, c.Field).(type) {
	case nil:
		return sheet.Cell{}
	case []any:
		all := texts(v)
		for i, value := range all {
			all[i] = written(c.Field, l, value)
		}
		return sheet.Cell{Text: strings.Join(all, "; ")}
	case string:
		if c.Type == "currency" {
			return sheet.Cell{Text: v, Kind: sheet.Number}
		}
		return sheet.Cell{Text: written(c.Field, l, v)}
	default:
		return sheet.Cell{Text: doc.Text(doc.Doc{"v": v}, "v")}
	}
}
