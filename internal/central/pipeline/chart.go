// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"slices"
	"strconv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/fact"
	"cosell/internal/ace/rule"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/tally"
)

var (
	openStages = []string{rule.StageProspect, rule.StageQualified, rule.StageTechnicalValidation, rule.StageBusinessValidation, rule.StageCommitted}
	allStages  = append(slices.Clone(openStages), rule.StageLaunched, rule.StageClosedLost)

	isOpen     = is("stage", openStages...)
	isApproved = is("reviewStatus", rule.ReviewApproved)
	notRefused = opportunity.Filter{Property: "reviewStatus", Operator: "!=", Values: []string{rule.ReviewRejected}}
	handedIn   = opportunity.Filter{Property: "reviewStatus", Operator: "!=", Values: []string{rule.ReviewPending}}
)

// figure is one of opportunities.
func figure(at string, sum tally.Sum, filters ...opportunity.Filter) Figure {
	return Figure{At: at, Count: sum.Records, List: Opportunities, Filters: filters}
}

// pipe is a figure of the pipeline: what is open and not rejected.
func pipe(at string, sum tally.Sum, filters ...opportunity.Filter) Figure {
	return figure(at, sum, append([]opportunity.Filter{isOpen, notRefused}, filters...)...)
}

// spelled is a value of a set as the catalogue spells it: slots have it folded.
func spelled(set, folded string) string {
	for _, v := range catalogue.Values(set) {
		if fact.Fold(v.API) == folded {
			return v.API
		}
	}
	return folded
}

func (d *drawing) review(values ...string) tally.Sum {
	return d.sum(tally.Reviews, func(parts []string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return fact.Fold(v) == parts[0] })
	})
}

// overdue counts target close dates that passed from to until days ago; until 0 has no end.
func (d *drawing) overdue(from, until int) tally.Sum {
	return d.sum(tally.Due, func(parts []string) bool {
		return parts[0] != "" && parts[0] < d.before(from) && (until == 0 || parts[0] >= d.before(until))
	})
}

// stepped counts next steps that changed last from to until days ago; 0 has no end.
func (d *drawing) stepped(from, until int) tally.Sum {
	return d.sum(tally.Steps, func(parts []string) bool {
		return parts[0] != "" && (from == 0 || parts[0] < d.before(from)) && (until == 0 || parts[0] >= d.before(until))
	})
}

// standing is how things stand now, in a few figures.
func (d *drawing) standing() []Figure {
	found := []Figure{
		pipe("pipeline", d.sum(tally.Due, all)),
		figure("action", d.review(rule.ReviewActionRequired), is("reviewStatus", rule.ReviewActionRequired)),
		figure("review", d.review(rule.ReviewSubmitted, rule.ReviewInReview), is("reviewStatus", rule.ReviewSubmitted, rule.ReviewInReview)),
		pipe("overdue", d.overdue(0, 0), compared("closeDate", "<", ago(0))),
		figure("stale", d.stepped(stale, 0), isOpen, isApproved, compared(opportunity.FieldStepsChanged, "<", ago(stale))),
	}
	if d.answers {
		found = append(found, d.referrals("referrals", daysAhead))
	}
	return found
}

// revenue is the monthly revenue of the pipeline in each currency.
func (d *drawing) revenue() (found []Figure) {
	for _, currency := range d.values(tally.Money, 2, all) {
		sum := d.sum(tally.Money, func(parts []string) bool { return parts[2] == currency })
		found = append(found, d.inMoney(pipe(spelled("currency", currency), sum), sum, currency))
	}
	return found
}

// inMoney makes a figure one of a currency.
func (d *drawing) inMoney(f Figure, sum tally.Sum, currency string) Figure {
	f.Currency, f.Amount = spelled("currency", currency), sum.Amount.String()
	f.Filters = append(f.Filters, is("expected_spend_currency", f.Currency))
	return f
}

func (d *drawing) currencies() []string {
	found := []string{}
	for _, currency := range d.values(tally.Money, 2, all) {
		if currency != "" {
			found = append(found, spelled("currency", currency))
		}
	}
	return found
}

// stages is the pipeline by stage and month.
func (d *drawing) stages() (found []Figure) {
	for _, stage := range openStages {
		for _, p := range d.ahead() {
			sum := d.sum(tally.Stages, func(parts []string) bool { return parts[0] == fact.Fold(stage) && p.holds(parts[1]) })
			f := figure(p.at, sum, append([]opportunity.Filter{is("stage", stage), notRefused}, p.filters("closeDate")...)...)
			f.Series = stage
			found = append(found, f)
		}
	}
	return found
}

// money is stages in each currency, as far as there is some.
func (d *drawing) money() (found []Figure) {
	for _, currency := range d.values(tally.Money, 2, all) {
		for _, stage := range openStages {
			for _, p := range d.ahead() {
				sum := d.sum(tally.Money, func(parts []string) bool {
					return parts[0] == fact.Fold(stage) && p.holds(parts[1]) && parts[2] == currency
				})
				if sum.Records == 0 {
					continue
				}
				f := figure(p.at, sum, append([]opportunity.Filter{is("stage", stage), notRefused}, p.filters("closeDate")...)...)
				f.Series = stage
				found = append(found, d.inMoney(f, sum, currency))
			}
		}
	}
	return found
}

// rounds is how often AWS has sent records back.
func (d *drawing) rounds() []Figure {
	return d.often(tally.Rounds, 0, opportunity.FieldRoundTrips, handedIn)
}

// moves is how often target close dates were put off.
func (d *drawing) moves() []Figure {
	return d.often(tally.Moves, 1, opportunity.FieldCloseMoves, isOpen, notRefused)
}

// often counts records by a number of times, the last figure being that or more.
func (d *drawing) often(c tally.Chart, from int, property string, filters ...opportunity.Filter) (found []Figure) {
	for n := from; n <= often; n++ {
		at, operator := strconv.Itoa(n), "="
		if n == often {
			operator = ">="
		}
		sum := d.sum(c, func(parts []string) bool {
			times, err := strconv.Atoi(parts[0])
			return err == nil && (times == n || n == often && times > n)
		})
		found = append(found, figure(at, sum, append(slices.Clone(filters), compared(property, operator, at))...))
	}
	return found
}

// steps is how old the next steps of approved and open records are.
func (d *drawing) steps() []Figure {
	const changed = opportunity.FieldStepsChanged
	missing := d.sum(tally.Steps, func(parts []string) bool { return parts[0] == "" })
	return []Figure{
		figure("fresh", d.stepped(0, stale), isOpen, isApproved, compared(changed, ">=", ago(stale))),
		figure("stale", d.stepped(stale, veryStale), isOpen, isApproved, compared(changed, "<", ago(stale)), compared(changed, ">=", ago(veryStale))),
		figure("veryStale", d.stepped(veryStale, 0), isOpen, isApproved, compared(changed, "<", ago(veryStale))),
		figure("none", missing, isOpen, isApproved, is(changed, "")),
	}
}

// due is how long target close dates have passed.
func (d *drawing) due() []Figure {
	return []Figure{
		pipe("recent", d.overdue(0, longOverdue), compared("closeDate", "<", ago(0)), compared("closeDate", ">=", ago(longOverdue))),
		pipe("long", d.overdue(longOverdue, 0), compared("closeDate", "<", ago(longOverdue))),
	}
}

// closed is what was won and lost in each of the last months.
func (d *drawing) closed() (found []Figure) {
	for _, stage := range []string{rule.StageLaunched, rule.StageClosedLost} {
		for _, p := range d.past() {
			sum := d.sum(tally.Closed, func(parts []string) bool { return parts[0] == fact.Fold(stage) && p.holds(parts[1]) })
			f := figure(p.at, sum, append([]opportunity.Filter{is("stage", stage)}, p.filters(opportunity.FieldClosed)...)...)
			f.Series = stage
			found = append(found, f)
		}
	}
	return found
}

// lost is why deals were lost within a year, helped what AWS was asked for in those that were won.
func (d *drawing) lost() []Figure {
	return d.reasons(tally.LostFor, "closed_lost_reason", "closed_lost_reason", rule.StageClosedLost)
}

func (d *drawing) helped() []Figure {
	return d.reasons(tally.HelpedOut, "primary_need_from_aws", "primary_need_from_aws", rule.StageLaunched)
}

func (d *drawing) reasons(c tally.Chart, set, property, stage string) (found []Figure) {
	year := d.year()
	within := func(parts []string) bool { return year.holds(parts[1]) }
	for _, reason := range d.values(c, 0, within) {
		sum := d.sum(c, func(parts []string) bool { return parts[0] == reason && within(parts) })
		value := spelled(set, reason)
		found = append(found, figure(value, sum,
			append([]opportunity.Filter{is("stage", stage), is(property, value)}, year.filters(opportunity.FieldClosed)...)...))
	}
	return found
}

// sides sets the partner's stage against AWS's, where AWS discloses it.
func (d *drawing) sides() (found []Figure) {
	for _, theirs := range d.values(tally.Sides, 1, all) {
		for _, own := range allStages {
			sum := d.sum(tally.Sides, func(parts []string) bool { return parts[0] == fact.Fold(own) && parts[1] == theirs })
			if sum.Records == 0 {
				continue
			}
			value := spelled("aws_stage", theirs)
			f := figure(value, sum, is("stage", own), is("aws_stage", value))
			f.Series = own
			found = append(found, f)
		}
	}
	return found
}
