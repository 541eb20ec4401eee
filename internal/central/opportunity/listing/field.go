// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package listing finds pages of opportunities: any filter with any sort, at a cost that does not grow with the table.
//
// A page is found in one of four ways. Walk goes along the index of the sort and passes over what the filters refuse.
// Gather takes the rows that a narrow filter finds by its own index, a bounded number, and sorts them here. Streams
// merges one walk for each state, or for each value of the sort that is asked for. Fortnights merges one walk for each fortnight of
// a filter on creation in the order of changes, and the other way round. No statement makes the database scan
// the table or sort by itself.
package listing

import (
	"strings"
	"unicode"

	"cosell/internal/ace/rule"
)

// A Field is a column that lists filter or sort by.
type Field int

// The fields.
const (
	Number      Field = iota // of the identifier: O123 has 123
	Modified                 // microseconds
	Created                  // microseconds
	Submitted                // microseconds; the AWS desk's sort; 0 for a draft
	Shared                   // microseconds; when AWS shared it, 0 for what AWS did not share
	CloseDay                 // as 20261231; 0 for none
	Company                  // folded
	Title                    // folded
	Amount                   // hundredths of the AWS entry's currency
	State                    // StateOf
	Owner                    // mail address
	PartnerRef               // the partner's own identifier
	Origin                   //
	Involvement              //
	Account                  // the tenant; for the AWS desk
)

// A column is how a field is stored.
type column struct {
	name  string
	bytes bool    // folded text
	index string  // whose first columns are tenant, catalog and this one; empty for none
	but   *string // the value that the index leaves out; nil for none
	above bool    // the index has what is above 0 alone
}

// What most records have, or drafts have, and no index holds.
var partnerReferral, undecided = "Partner Referral", ""

var columns = map[Field]column{
	Number:      {name: "number", index: "opportunity_identifier"},
	Modified:    {name: "modified_us", index: "opportunity_modified"},
	Created:     {name: "created_us", index: "opportunity_created"},
	Submitted:   {name: "submitted_us", index: "opportunity_handed_in", above: true},
	Shared:      {name: "shared_us", index: "opportunity_shared", above: true},
	CloseDay:    {name: "close_day", index: "opportunity_close"},
	Company:     {name: "company_key", bytes: true, index: "opportunity_company"},
	Title:       {name: "title_key", bytes: true, index: "opportunity_title"},
	Amount:      {name: "amount_cents", index: "opportunity_amount"},
	State:       {name: "state", index: "opportunity_state"},
	Owner:       {name: "owner", index: "opportunity_owner"},
	PartnerRef:  {name: "partner_ref", index: "opportunity_partner_ref"},
	Origin:      {name: "origin", index: "opportunity_referral", but: &partnerReferral},
	Involvement: {name: "involvement", index: "opportunity_involvement", but: &undecided},
	Account:     {name: "account_id"},
}

// sorts are the fields that a tenant's list may be sorted by: each has an index that is its whole ORDER BY.
var sorts = map[Field]bool{Number: true, Modified: true, Created: true, CloseDay: true, Company: true, Title: true, Amount: true}

// An Op compares a column with values.
type Op int

// The comparisons.
const (
	In     Op = iota // any of the values
	NotIn            // none of them
	From             // at least
	Until            // at most
	Prefix           // begins with any of the values: folded text only
)

// A Cond is one filter; all filters of a query hold together.
type Cond struct {
	Field  Field
	Op     Op
	Values []any // int64, string, or []byte for folded text
}

// Fold makes text comparable: without regard to case, to spaces around it and to runs of spaces inside.
func Fold(s string) []byte {
	return []byte(strings.ToLower(strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")))
}

// Reviews and Stages are the values that a state is made of, in AWS's order.
var (
	Reviews = []string{rule.ReviewPending, rule.ReviewSubmitted, rule.ReviewInReview, rule.ReviewApproved, rule.ReviewRejected, rule.ReviewActionRequired}
	Stages  = []string{rule.StageProspect, rule.StageQualified, rule.StageTechnicalValidation, rule.StageBusinessValidation,
		rule.StageCommitted, rule.StageLaunched, rule.StageClosedLost}
)

var stateNumber = func() map[[2]string]int64 {
	numbers := map[[2]string]int64{}
	for i, review := range Reviews {
		for j, stage := range Stages {
			numbers[[2]string{review, stage}] = int64(10*(i+1) + j + 1)
		}
	}
	return numbers
}()

// StateOf is the number under which a review status and a stage are stored together; 0 for values that AWS does not have.
func StateOf(review, stage string) int64 { return stateNumber[[2]string{review, stage}] }

// States are the states with a review status and a stage that want takes, as values of a Cond.
func States(want func(review, stage string) bool) []any {
	found := []any{}
	for _, review := range Reviews {
		for _, stage := range Stages {
			if want(review, stage) {
				found = append(found, StateOf(review, stage))
			}
		}
	}
	return found
}
