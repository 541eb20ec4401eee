// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package pipeline is what a partner's dashboard shows: figures of its opportunities and invitations, each with the list
// that it counts. A figure and its list never differ: what is counted is what the list's filters ask for, at any time.
//
// Days and months are UTC's, as those of lists are. Money is never added over currencies.
package pipeline

import (
	"context"
	"slices"
	"time"

	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/tally"
	"cosell/internal/clock"
)

// Options are what the room works with. All is needed.
type Options struct {
	Opportunities *opportunity.Room
	Engagements   *engagement.Room
	Clock         clock.Clock
}

// A Room counts.
type Room struct{ Options }

// New is the room.
func New(o Options) *Room { return &Room{o} }

// The lists that figures count.
const (
	Opportunities = "opportunities"
	Invitations   = "invitations"
)

// A Figure is a number, and the list behind it.
type Figure struct {
	Series   string // what is compared within a group, such as stages; empty in charts without series
	At       string // the group: a month, a reason, a currency
	Count    int64
	Amount   string // monthly revenue in the currency; empty in charts without money
	Currency string
	List     string
	Filters  []opportunity.Filter
}

// A Chart is figures that belong together.
type Chart struct {
	ID      string
	Figures []Figure
}

// A Board is the whole dashboard.
type Board struct {
	Day        time.Time // today
	Currencies []string  // of the pipeline, the most frequent first
	Charts     []Chart
}

// Board counts what the caller may see: somebody who sees only its own opportunities has no invitations.
func (r *Room) Board(ctx context.Context, c identity.Caller, catalog string) (Board, error) {
	counts, err := r.Opportunities.Counts(ctx, c, catalog)
	if err != nil {
		return Board{}, err
	}
	var waiting []engagement.Waiting
	answers := !c.OwnOnly()
	if answers {
		if waiting, err = r.Engagements.Waiting(ctx, c, catalog); err != nil {
			return Board{}, err
		}
	}
	d := drawing{cells: cellsOf(counts), waiting: waiting, answers: answers, now: r.Clock.Now().UTC()}
	year, month, day := d.now.Date()
	d.today, d.month = time.Date(year, month, day, 0, 0, 0, 0, time.UTC), time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	b := Board{Day: d.today, Currencies: d.currencies(), Charts: []Chart{}}
	for _, one := range charts {
		b.Charts = append(b.Charts, Chart{one.id, one.draw(&d)})
	}
	return b, nil
}

// A drawing is what charts are drawn from.
type drawing struct {
	cells        map[tally.Chart][]cell
	waiting      []engagement.Waiting
	answers      bool // the caller answers invitations
	now          time.Time
	today, month time.Time
}

// charts are all charts, in the order of the page.
var charts = []struct {
	id   string
	draw func(*drawing) []Figure
}{
	{"now", (*drawing).standing},
	{"revenue", (*drawing).revenue},
	{"stages", (*drawing).stages},
	{"money", (*drawing).money},
	{"waiting", (*drawing).waitingFor},
	{"expiring", (*drawing).expiring},
	{"rounds", (*drawing).rounds},
	{"steps", (*drawing).steps},
	{"due", (*drawing).due},
	{"moves", (*drawing).moves},
	{"closed", (*drawing).closed},
	{"lost", (*drawing).lost},
	{"helped", (*drawing).helped},
	{"sides", (*drawing).sides},
}

// A cell is a slot with the parts of its key.
type cell struct {
	parts []string
	tally.Sum
}

func cellsOf(counts tally.Counts) map[tally.Chart][]cell {
	all := map[tally.Chart][]cell{}
	for s, sum := range counts {
		if sum.Records != 0 {
			all[s.Chart] = append(all[s.Chart], cell{s.Parts(), sum})
		}
	}
	return all
}

// sum adds up the slots of a chart that want takes, by the parts of their keys.
func (d *drawing) sum(c tally.Chart, want func(parts []string) bool) (total tally.Sum) {
	for _, one := range d.cells[c] {
		if want(one.parts) {
			total.Records += one.Records
			total.Amount = total.Amount.Add(one.Amount)
		}
	}
	return total
}

// values are the different values of one part of a chart's keys, the most frequent first.
func (d *drawing) values(c tally.Chart, part int, want func(parts []string) bool) []string {
	by := map[string]int64{}
	for _, one := range d.cells[c] {
		if want(one.parts) {
			by[one.parts[part]] += one.Records
		}
	}
	all := make([]string, 0, len(by))
	for v := range by {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b string) int {
		if by[a] != by[b] {
			return int(by[b] - by[a])
		}
		if a < b {
			return -1
		}
		return 1
	})
	return all
}

func all([]string) bool { return true }
