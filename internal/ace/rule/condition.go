// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"slices"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// An Effect is what a condition does to a field.
type Effect string

// The effects: a form marks, shows or clears the field; Require and Forbid are checked as well.
const (
	Require Effect = "require"
	Show    Effect = "show" // without the condition a form leaves the field out
	Forbid  Effect = "forbid"
)

// An Op compares a value with those of a Test.
type Op string

// The ways to compare. A list is compared element by element: Is holds when any is among the values.
const (
	Is    Op = "is"
	IsNot Op = "isNot" // none is among the values; holds for nothing given
	Given Op = "given"
	Empty Op = "empty"
)

// A Test looks at one value of the record. Beside the catalogue's paths there are: Origin, InvolvementType, Visibility
// (of the submission), Partner.Consulting, Partner.SpecialProgram, Marketplace (an offer is associated): Yes or No.
type Test struct {
	Path   string   `json:"path"`
	Op     Op       `json:"op"`
	Values []string `json:"values,omitempty"`
}

// A Condition makes a field required, shown or forbidden while all its tests hold. Forms and rules read the same rows.
type Condition struct {
	Path    string   `json:"path"`
	Effect  Effect   `json:"effect"`
	Moments []Moment `json:"moments,omitempty"` // none: whenever the record is saved or handed in
	When    []Test   `json:"when,omitempty"`
	Rule    string   `json:"rule,omitempty"` // the rule that reports a breach
	whenEN  string
	whenJA  string
}

func (c *Condition) holds(v *view) bool {
	inTime := c.Effect == Show || len(c.Moments) == 0 && v.saving() || v.at(c.Moments...)
	return inTime && !slices.ContainsFunc(c.When, func(t Test) bool { return !t.holds(v) })
}

func (t *Test) holds(v *view) bool {
	values := v.valuesAt(t.Path)
	among := slices.ContainsFunc(values, func(value string) bool { return slices.Contains(t.Values, value) })
	switch t.Op {
	case Is:
		return among
	case IsNot:
		return !among
	case Given:
		return v.given(t.Path)
	case Empty:
		return !v.given(t.Path)
	default:
		return false
	}
}

func (v *view) valuesAt(path string) []string {
	switch path {
	case "Origin":
		return []string{v.After.Origin}
	case "InvolvementType":
		return []string{involvement(v)}
	case "Visibility":
		return []string{v.Visibility}
	case "Partner.Consulting":
		return []string{yes(v.Partner.Consulting)}
	case "Partner.SpecialProgram":
		return []string{yes(v.Partner.SpecialProgram)}
	case "Marketplace":
		return []string{yes(len(v.After.Offers)+len(v.After.OfferSets) > 0)}
	case "LifeCycle.ReviewStatus":
		return []string{v.review}
	case "LifeCycle.Stage":
		return []string{v.stage}
	default:
		var texts []string
		doc.Each(v.After.Doc, path, func(_ string, value any) {
			switch value := value.(type) {
			case string:
				texts = append(texts, value)
			case []any:
				texts = append(texts, doc.Texts(doc.Doc{"v": value}, "v")...)
			}
		})
		return texts
	}
}

func involvement(v *view) string {
	if v.coSell() {
		return CoSell
	}
	return VisibilityOnly
}

func yes(holds bool) string {
	if holds {
		return "Yes"
	}
	return "No"
}

// Required says whether a field has to be given at a moment, with the record as it stands: forms mark it.
func Required(path string, moment Moment, c Change) bool {
	c.Moment = moment
	v := newView(c)
	return slices.ContainsFunc(Conditions, func(row Condition) bool {
		return row.Path == path && row.Effect == Require && row.holds(v)
	})
}

// Shown says whether a form shows a field: always, unless conditions to show it exist and none holds.
func Shown(path string, c Change) bool {
	v := newView(c)
	conditional := false
	for i := range Conditions {
		if row := &Conditions[i]; row.Path == path && row.Effect == Show {
			if row.holds(v) {
				return true
			}
			conditional = true
		}
	}
	return !conditional
}

// byConditions is the check of a rule whose demands are all conditions: what it requires is there, what it forbids is not.
func byConditions(id string) func(*view) []catalogue.Violation {
	return func(v *view) []catalogue.Violation {
		var found []catalogue.Violation
		for _, row := range conditionsOf[id] {
			if !row.holds(v) {
				continue
			}
			if row.Effect == Require && !v.given(row.Path) && v.mayMeet(row.Path) {
				found = append(found, missing(row.Path, row.whenEN, row.whenJA))
			}
		}
		return found
	}
}

// mayMeet is false for a demand on a field that the partner may not change now and has not just emptied: it could never be
// met, and every update would fail on it.
func (v *view) mayMeet(path string) bool {
	return v.Before == nil || v.Moment != OnUpdate || MayEdit(v.state, path) || given(v.Before.Doc, path)
}

// conditionsOf groups the conditions by the rule that reports them.
var conditionsOf = groupConditions()

func groupConditions() map[string][]*Condition {
	groups := map[string][]*Condition{}
	for i := range Conditions {
		row := &Conditions[i]
		if row.Rule != "" {
			groups[row.Rule] = append(groups[row.Rule], row)
		}
	}
	return groups
}
