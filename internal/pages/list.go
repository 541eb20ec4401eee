// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pages

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// What a list is asked for at most.
const (
	longestFilter = 16 << 10 // bytes
	mostTokens    = 20
	mostValues    = 100
	longestValue  = 400 // bytes
)

// sizes are the pages that can be asked for; the first is the default.
var sizes = []int{20, 10, 50, 100}

// A List is the query of a list. What else stands in an address is not looked at: only the pages ask, their types know these
// names alone, and a page that was loaded before an update must go on working after it.
type List struct {
	Filter   string `query:"filter" doc:"JSON text: {\"tokens\":[{\"property\":\"stage\",\"operator\":\"=\",\"value\":[\"Prospect\"]}]}"`
	Sort     string `query:"sort"`
	Order    string `query:"order" doc:"asc or desc"`
	PageSize string `query:"pageSize" doc:"10, 20, 50 or 100"`
	Cursor   string `query:"cursor" doc:"next or previous of the last answer"`
}

// A Property can be filtered by.
type Property struct {
	Operators string // one character or two each, with spaces between
	Date      bool   // values are days: 2026-11-20
}

// An Offer is what a list can be asked for.
type Offer struct {
	Judged     bool // the use case itself judges properties, operators and sorts: nothing is said about them here
	Properties map[string]Property
	Text       bool // free text, which names no property
	Sorts      []string
	Sort       string // unless another is asked for
	Asc        bool   // its order, unless another is asked for
}

// A Query is a list's query, held against its offer.
type Query struct {
	Tokens []Token
	Sort   string
	Asc    bool
	Size   int
	Cursor string
}

// A Token is one condition; all hold together. With several values one suffices, with != none may be met.
type Token struct {
	Property string // empty: free text
	Operator string
	Values   []string // at least one; "" stands for no value
}

// Page is what every list answers beside its items.
type Page struct {
	Next        string `json:"next,omitempty"`
	Previous    string `json:"previous,omitempty"`
	Total       int    `json:"total" doc:"counted as far as 1000"`
	TotalCapped bool   `json:"totalCapped"`
	Short       bool   `json:"short,omitempty" doc:"the page looked at as much as it may: next may lead to more of what it looked for, even where it has no items"`
}

// Read holds the query of a list against what it offers.
func (l List) Read(o Offer) (Query, error) {
	q := Query{Sort: o.Sort, Asc: o.Asc, Size: sizes[0], Cursor: l.Cursor}
	if l.PageSize != "" {
		if err := json.Unmarshal([]byte(l.PageSize), &q.Size); err != nil || !slices.Contains(sizes, q.Size) {
			return Query{}, Malformed("pageSize", "a page has 10, 20, 50 or 100 rows")
		}
	}
	if l.Sort != "" {
		if !o.Judged && !slices.Contains(o.Sorts, l.Sort) {
			return Query{}, Malformed("sort", "this list cannot be sorted by that")
		}
		q.Sort, q.Asc = l.Sort, l.Sort == o.Sort && o.Asc
	}
	switch l.Order {
	case "":
	case "asc", "desc":
		q.Asc = l.Order == "asc"
	default:
		return Query{}, Malformed("order", "the order is asc or desc")
	}
	if l.Filter == "" {
		return q, nil
	}
	var err error
	q.Tokens, err = o.tokens(l.Filter)
	return q, err
}

func (o Offer) tokens(filter string) ([]Token, error) {
	var f struct {
		Tokens []struct {
			Property string `json:"property"`
			Operator string `json:"operator"`
			Value    values `json:"value"`
		} `json:"tokens"`
	}
	if len(filter) > longestFilter || json.Unmarshal([]byte(filter), &f) != nil || len(f.Tokens) > mostTokens {
		return nil, Malformed("filter", "the filter is not JSON of the agreed form, or too long")
	}
	var all []Token
	for _, t := range f.Tokens {
		if err := o.takes(t.Property, t.Operator, t.Value); err != nil {
			return nil, err
		}
		all = append(all, Token{t.Property, t.Operator, t.Value})
	}
	return all, nil
}

// takes says whether the offer has the property with the operator, and whether the values can be its.
func (o Offer) takes(property, operator string, v values) error {
	if len(v) == 0 || len(v) > mostValues || slices.ContainsFunc(v, func(s string) bool { return len(s) > longestValue || !isText(s) }) {
		return Malformed("filter", "a condition has 1 to 100 values of at most 400 bytes of text")
	}
	if o.Judged {
		return nil
	}
	if property == "" {
		if !o.Text || operator != ":" {
			return Malformed("filter", "this list has no free text, or another operator for it")
		}
		return nil
	}
	p, known := o.Properties[property]
	if !known || !slices.Contains(strings.Fields(p.Operators), operator) {
		return Malformed("filter", "this list cannot be filtered that way")
	}
	if slices.Contains([]string{"<", "<=", ">", ">="}, operator) && len(v) > 1 {
		return Malformed("filter", "a bound is one value")
	}
	if p.Date && slices.ContainsFunc(v, func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err != nil }) {
		return Malformed("filter", "a day is written 2026-11-20")
	}
	return nil
}

// values are one text or several.
type values []string

// UnmarshalJSON reads a text or a list of texts.
func (v *values) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '[' {
		return json.Unmarshal(text, (*[]string)(v))
	}
	var one string
	if err := json.Unmarshal(text, &one); err != nil {
		return err
	}
	*v = values{one}
	return nil
}
