// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package rule says what ACE allows with an opportunity: the business rules as rows, the states, and the silent corrections.
//
// Everything here is a pure function of values, now among them. One loop runs the rows and reports every breach in table
// order, whichever door the record came through: API, page, import or connector.
package rule

import (
	"fmt"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// A Moment is what is about to happen to a record.
type Moment int

// The moments at which rules are asked.
const (
	OnCreate          Moment = iota + 1 // CreateOpportunity: a draft may be almost empty
	OnUpdate                            // UpdateOpportunity
	OnSubmit                            // SubmitOpportunity, StartEngagementFromOpportunityTask
	OnAssociate                         // AssociateOpportunity and DisassociateOpportunity; After holds the new associations
	OnAssign                            // AssignOpportunity
	OnSimulatedReview                   // Sandbox: UpdateOpportunity that sets the review status
)

var momentNames = [...]string{"", "create", "update", "submit", "associate", "assign", "simulate"}

func (m Moment) String() string {
	if m < OnCreate || m > OnSimulatedReview {
		return "unknown"
	}
	return momentNames[m]
}

// MarshalText writes a moment by name, as pages read it in conditions.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a moment by name.
func (m *Moment) UnmarshalText(text []byte) error {
	for moment := OnCreate; moment <= OnSimulatedReview; moment++ {
		if moment.String() == string(text) {
			*m = moment
			return nil
		}
	}
	return fmt.Errorf("%q is no moment of an opportunity", text)
}

// A Record is an opportunity with what stands beside its document.
type Record struct {
	Doc         doc.Doc
	Solutions   []string // Partner Central solutions: S-…
	Products    []string // codes of AWS products
	MPSolutions []string // ARNs of AWS Marketplace solutions
	MPProducts  []string
	Offers      []string
	OfferSets   []string
	Origin      string
	Involvement string
	Visibility  string
}

// A Partner is what rules need to know of the partner; the API does not show it.
type Partner struct {
	Consulting     bool // on the services path: the customer's account id is needed at launch
	SpecialProgram bool // ISV Accelerate or SaaS Revenue Recognition: software revenue is needed at launch
}

// Settings are the choices that AWS's sources leave open.
type Settings struct {
	// SolutionAtSubmit demands an associated solution already at submission; otherwise a description of another one will do.
	SolutionAtSubmit bool
}

// An Assignee is who AssignOpportunity names.
type Assignee struct {
	Email         string
	BusinessTitle string
	MayUseACE     bool // an active user of this partner with an ACE role
}

// A Change is one step of a record, with everything the rules may look at. The functions may be nil: then what they would
// tell is taken to be in order.
type Change struct {
	Moment   Moment
	API      bool    // asked by a signed call of AWS's API, which takes a few values that pages and files refuse
	Before   *Record // nil on create
	After    Record
	Catalog  string // AWS or Sandbox
	Now      time.Time
	Partner  Partner
	Settings Settings
	Assignee *Assignee // on assign

	Related       func(id string) bool                       // the partner has an opportunity with this id
	Taken         func(partnerOppID string) (otherID string) // another opportunity of the partner with this reference, or ""
	SolutionState func(id string) string                     // Active, Inactive, Draft; "" for one that is not the partner's
	MarketplaceOK func(arn string) bool                      // the Marketplace entity is the partner's and not draft or inactive
	OfferTaken    func(arn string) (otherID string)          // another opportunity with this offer, or ""
	Estimate      func(url string) (amount string, ok bool)  // monthly amount of a pricing estimate

	Involvement string // on submit
	Visibility  string
}

// A Rule is one demand of ACE.
type Rule struct {
	ID     string
	Says   string
	SaysJA string
	Source string
	Broken func(*view) []catalogue.Violation
}

// Rules are all rules in the order in which breaches are reported.
var Rules = slices.Concat(gateRules, requiredRules, customerRules, needRules, projectRules, spendRules, associationRules)

// Check holds a change against every rule and returns all breaches in table order. A change without a moment is held
// against the rules of submission, the strictest.
func Check(c Change) []catalogue.Violation {
	if c.Moment < OnCreate || c.Moment > OnSimulatedReview {
		c.Moment = OnSubmit
	}
	v := newView(c)
	var found []catalogue.Violation
	for i := range Rules {
		broken := Rules[i].Broken(v)
		for j := range broken {
			broken[j].Rule = Rules[i].ID
		}
		found = append(found, broken...)
	}
	return found
}
