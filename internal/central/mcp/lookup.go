// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mcp

import (
	"context"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
)

// Words asks for rows of a list that speak of something.
type Words struct {
	Query string `json:"query,omitempty" jsonschema:"words in any of the columns, English or Japanese; all when left out"`
	Limit int    `json:"limit,omitempty" jsonschema:"1 to 200; 50 is the standard"`
}

// most is how many rows an answer has.
func (w Words) most() int {
	if w.Limit < 1 || w.Limit > 200 {
		return 50
	}
	return w.Limit
}

// in says whether texts hold all words of the query.
func (w Words) in(texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	for _, word := range strings.Fields(strings.ToLower(w.Query)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// Cut is a list that may have been cut off.
type Cut[T any] struct {
	Items []T  `json:"items"`
	More  bool `json:"more"` // there are more: ask with other words
}

func (c *Cut[T]) add(most int, row T) {
	if len(c.Items) >= most {
		c.More = true
		return
	}
	c.Items = append(c.Items, row)
}

// Field is a field of an opportunity.
type Field struct {
	Path           string `json:"path"`
	Label          string `json:"label"`
	LabelJA        string `json:"labelJa"`
	Type           string `json:"type"`
	MaxLength      int    `json:"maxLength,omitempty"` // characters
	Pattern        string `json:"pattern,omitempty"`
	Values         string `json:"valueSet,omitempty"`
	Many           bool   `json:"severalValues,omitempty"`
	Help           string `json:"help,omitempty"`
	Condition      string `json:"condition,omitempty"`
	Settable       bool   `json:"settable"`       // an update may change it in a draft
	AfterApproval  bool   `json:"afterApproval"`  // and after AWS approved
	ActionRequired bool   `json:"actionRequired"` // and while AWS asks for action
	Personal       bool   `json:"personal,omitempty"`
}

func findFields(_ context.Context, _ call, in Words) (Cut[Field], error) {
	out := Cut[Field]{Items: []Field{}}
	for _, f := range catalogue.Opportunity.From("Opportunity") {
		if f.Path == "" || !in.in(f.ID, f.Path, f.LabelEN, f.LabelJA, f.HelpEN, f.HelpJA) {
			continue
		}
		out.add(in.most(), Field{Path: f.Path, Label: f.LabelEN, LabelJA: f.LabelJA, Type: f.Type, MaxLength: f.MaxLen, Pattern: f.PatternText,
			Values: f.Values, Many: f.Many(), Help: f.HelpEN, Condition: f.Condition, Settable: f.SetBy("UpdateOpportunity"),
			AfterApproval: f.Editable.Approved, ActionRequired: f.Editable.ActionRequired, Personal: isPersonal(f.Path)})
	}
	return out, nil
}

// Values asks for the choices of a field.
type Values struct {
	Field string `json:"field" jsonschema:"path of the field, or id of the value set"`
	Words
}

// Value is one choice.
type Value struct {
	Value string `json:"value"` // to be sent
	EN    string `json:"label"`
	JA    string `json:"labelJa,omitempty"`
}

func listValues(_ context.Context, _ call, in Values) (Cut[Value], error) {
	set := in.Field
	if f := catalogue.Opportunity.ByPath(in.Field); f != nil {
		set = f.Values
	}
	all := catalogue.Values(set)
	if all == nil {
		return Cut[Value]{}, fault.Malformed(catalogue.Violation{Field: "field", Path: "field", At: "field", Code: catalogue.InvalidValue, Rule: "lookup-field",
			Value: catalogue.Shown(in.Field, false), Message: "The field has no list of values, or is not known.", MessageJA: "値の一覧がない項目です。",
			FixEN: "Look the field up with find_fields.", FixJA: "find_fields で項目を検索してください。"})
	}
	out := Cut[Value]{Items: []Value{}}
	for _, v := range all {
		if v.API != "" && in.in(v.API, v.EN, v.JA) {
			out.add(in.most(), Value{v.API, v.EN, v.JA})
		}
	}
	return out, nil
}

func listProducts(_ context.Context, _ call, in Words) (Cut[catalogue.Product], error) {
	out := Cut[catalogue.Product]{Items: []catalogue.Product{}}
	for _, p := range catalogue.Products() {
		if in.in(p.ID, p.Name, p.Family) {
			out.add(in.most(), p)
		}
	}
	return out, nil
}
