// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"strconv"
	"time"

	"cosell/internal/central/opportunity"
)

// How far charts look.
const (
	monthsAhead = 6
	monthsPast  = 12
	daysAhead   = 7 // of invitations that lapse
	stale       = 14
	veryStale   = 30
	longOverdue = 30
	often       = 3
)

// A period is a stretch of months that a chart shows as one group.
type period struct {
	at          string    // its name: 2026-12, or earlier, later, none
	from, until time.Time // days; zero: no bound
}

// holds says whether a month of a slot, 202612 or none, falls into the period.
func (p period) holds(month string) bool {
	if month == "" || p.at == noDate {
		return month == "" && p.at == noDate
	}
	return (p.from.IsZero() || month >= p.from.Format("200601")) && (p.until.IsZero() || month < p.until.Format("200601"))
}

// filters ask a list for the period. A record without a date is in none but that of its own.
func (p period) filters(property string) (all []opportunity.Filter) {
	if p.at == noDate {
		return []opportunity.Filter{is(property, "")}
	}
	if !p.from.IsZero() {
		all = append(all, compared(property, ">=", p.from.Format(time.DateOnly)))
	}
	if !p.until.IsZero() {
		all = append(all, compared(property, "<", p.until.Format(time.DateOnly)))
	}
	return all
}

// The names of periods that are no months.
const (
	earlier = "earlier"
	later   = "later"
	noDate  = "none"
)

// ahead are this month and those to come, with what lies before and behind.
func (d *drawing) ahead() []period {
	all := []period{{at: earlier, until: d.month}}
	for i := range monthsAhead {
		all = append(all, d.monthAt(i))
	}
	return append(all, period{at: later, from: d.month.AddDate(0, monthsAhead, 0)}, period{at: noDate})
}

// past are the last months, this one the last.
func (d *drawing) past() (all []period) {
	for i := range monthsPast {
		all = append(all, d.monthAt(i+1-monthsPast))
	}
	return all
}

// year is past as one period.
func (d *drawing) year() period {
	return period{at: "year", from: d.month.AddDate(0, 1-monthsPast, 0), until: d.month.AddDate(0, 1, 0)}
}

func (d *drawing) monthAt(by int) period {
	from := d.month.AddDate(0, by, 0)
	return period{at: from.Format("2006-01"), from: from, until: from.AddDate(0, 1, 0)}
}

// before is the day so many days ago, as slots have days.
func (d *drawing) before(days int) string { return d.today.AddDate(0, 0, -days).Format("20060102") }

// ago is the same day as lists are asked for it: it moves with the calendar.
func ago(days int) string {
	if days == 0 {
		return "@today"
	}
	return "@today-" + strconv.Itoa(days)
}

func is(property string, values ...string) opportunity.Filter {
	return opportunity.Filter{Property: property, Operator: "=", Values: values}
}

func compared(property, operator, value string) opportunity.Filter {
	return opportunity.Filter{Property: property, Operator: operator, Values: []string{value}}
}
