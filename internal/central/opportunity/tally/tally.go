// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package tally counts opportunities by what charts show of them.
//
// A record stands in a few slots of each chart, and which ones follows from its facts alone. The slots' counts are kept
// where the facts are: whoever reads a changed record into the concordance takes what it was out of its slots and puts what
// it is into them. What is not read yet, a reader of the counts corrects by itself, so that they are exact at any time.
package tally

import (
	"slices"
	"strings"

	"cosell/internal/ace/fact"
	"cosell/internal/ace/rule"
)

// A Chart is a way of counting.
type Chart string

// The charts, with what a key consists of. Values are folded as facts are; months are 202612, days 20261231, and what has
// no value has an empty one. Open is a stage before Launched and Closed Lost; the pipeline is what is open and not rejected.
const (
	Stages    Chart = "stages"  // the pipeline by stage and month of the target close date
	Money     Chart = "money"   // the pipeline by stage, month and currency, with the monthly revenue
	Reviews   Chart = "reviews" // all records by review status
	Rounds    Chart = "rounds"  // what was handed in, by how often AWS sent it back
	Steps     Chart = "steps"   // approved and open, by the day of the last change of next steps
	Due       Chart = "due"     // the pipeline by target close date
	Moves     Chart = "moves"   // the pipeline by how often the target close date was put off
	Closed    Chart = "closed"  // what is launched or lost, by stage and month of that
	LostFor   Chart = "lost"    // what is lost, by reason and month
	HelpedOut Chart = "helped"  // what is launched, by what the partner needed from AWS and month
	Trades    Chart = "trades"  // the pipeline by the customer's industry
	Sides     Chart = "sides"   // by the partner's stage and AWS's, as far as AWS discloses it
)

// OwnerFact is the fact that says whose a record is. It is no field of the sheet, so no filter reaches it.
const OwnerFact = "@owner"

// separator stands between the parts of a key: facts have no control characters.
const separator = "\x1f"

// A Slot is one place of a chart.
type Slot struct {
	Chart Chart
	Key   string
}

// Parts are the values that the key consists of.
func (s Slot) Parts() []string { return strings.Split(s.Key, separator) }

func slot(c Chart, parts ...string) Slot { return Slot{c, strings.Join(parts, separator)} }

// A Past names the fields of the sheet that the history fills, which this package does not know by itself.
type Past struct{ RoundTrips, CloseMoves, StepsChanged, Closed string }

var (
	open = folded(rule.StageProspect, rule.StageQualified, rule.StageTechnicalValidation, rule.StageBusinessValidation, rule.StageCommitted)

	launched, lost              = fact.Fold(rule.StageLaunched), fact.Fold(rule.StageClosedLost)
	pending, approved, rejected = fact.Fold(rule.ReviewPending), fact.Fold(rule.ReviewApproved), fact.Fold(rule.ReviewRejected)
)

func folded(values ...string) (all []string) {
	for _, v := range values {
		all = append(all, fact.Fold(v))
	}
	return all
}

// of is a field's first value, empty for none.
func of(f fact.Facts, id string) string {
	if len(f[id]) == 0 {
		return ""
	}
	return f[id][0]
}

// month is 202612 of the day 20261231.
func month(day string) string { return day[:min(len(day), len("202612"))] }

// Slots are where a record stands, each with the revenue in hundredths that it brings there.
func (p Past) Slots(f fact.Facts) map[Slot]string {
	all := map[Slot]string{}
	if len(f) == 0 {
		return all
	}
	put := func(c Chart, parts ...string) { all[slot(c, parts...)] = "" }
	stage, review, closes := of(f, "stage"), of(f, "review_status"), of(f, "target_close_date")
	put(Reviews, review)
	if review != pending {
		put(Rounds, count(of(f, p.RoundTrips)))
	}
	if slices.Contains(open, stage) && review != rejected {
		put(Stages, stage, month(closes))
		put(Due, closes)
		put(Trades, of(f, "industry"))
		put(Moves, count(of(f, p.CloseMoves)))
		for currency, revenue := range revenues(f) {
			all[slot(Money, stage, month(closes), currency)] = revenue
		}
	}
	if slices.Contains(open, stage) && review == approved {
		put(Steps, of(f, p.StepsChanged))
	}
	ended := month(of(f, p.Closed))
	switch stage {
	case launched:
		put(Closed, stage, ended)
		for _, need := range f["primary_need_from_aws"] {
			put(HelpedOut, need, ended)
		}
	case lost:
		put(Closed, stage, ended)
		put(LostFor, of(f, "closed_lost_reason"), ended)
	}
	if theirs := of(f, "aws_stage"); theirs != "" {
		put(Sides, stage, theirs)
	}
	return all
}

// revenues are the revenue of each currency that a record names; a record that names none has it without one.
func revenues(f fact.Facts) map[string]string {
	amounts, currencies := f["expected_monthly_aws_revenue"], f["expected_spend_currency"]
	if len(currencies) == 0 {
		currencies = []string{""}
	}
	all := map[string]string{}
	for i, currency := range currencies {
		all[currency] = ""
		if i < len(amounts) {
			all[currency] = amounts[i]
		}
	}
	return all
}

// count is how often, of a number as facts have it: in hundredths, with all its digits.
func count(key string) string {
	whole := strings.TrimLeft(key, "0")
	if len(whole) <= 2 {
		return "0"
	}
	return whole[:len(whole)-2]
}
