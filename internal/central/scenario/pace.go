// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // calendars know where they are on every machine

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/us"
)

// A Pace is how long somebody takes. The zero Pace is no time at all.
type Pace struct {
	N    int
	Unit string // of units
}

// businessDay is the unit that a calendar counts.
const businessDay = "business day"

// units are the spans of time by name; a business day has none of its own.
var units = map[string]time.Duration{
	"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour, businessDay: 0,
}

var paceForm = regexp.MustCompile(`^([0-9]{1,4}) (second|minute|hour|day|week|business day)s?$`)

// atOnce is the zero Pace as a text.
const atOnce = "at once"

// ParsePace reads "at once", "10 minutes" or "2 business days".
func ParsePace(text string) (Pace, error) {
	if text == atOnce {
		return Pace{}, nil
	}
	m := paceForm.FindStringSubmatch(text)
	if m == nil {
		return Pace{}, fmt.Errorf("%q is no span of time; write one such as 10 minutes, 3 days, 2 business days, or %s", text, atOnce)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return Pace{}, err
	}
	return Pace{N: n, Unit: m[2]}, nil
}

func (p Pace) String() string {
	switch p.N {
	case 0:
		return atOnce
	case 1:
		return "1 " + p.Unit
	}
	return strconv.Itoa(p.N) + " " + p.Unit + "s"
}

// From is the instant at the end of the span. Business days keep the time of day of the place whose calendar counts.
func (p Pace) From(t time.Time, c Calendar) time.Time {
	if p.Unit != businessDay {
		return t.Add(time.Duration(p.N) * units[p.Unit]).UTC()
	}
	d := c.of()
	return d.business.WorkdaysFrom(t.In(d.zone), p.N).UTC()
}

// A Calendar counts business days: Monday to Friday without the holidays of a country. The zero Calendar has no holidays.
type Calendar string

// Calendars are the names of all calendars.
func Calendars() []string { return slices.Sorted(maps.Keys(places())) }

// None counts Monday to Friday in UTC.
const None = "none"

type calendar struct {
	business *cal.BusinessCalendar
	zone     *time.Location
}

// places are the calendars, each with the place whose midnight ends a day. They are made when one is first asked for.
var places = sync.OnceValue(func() map[string]calendar {
	all := map[string]calendar{}
	for _, c := range []struct {
		name, zone string
		holidays   []*cal.Holiday
	}{{None, "UTC", nil}, {"JP", "Asia/Tokyo", jp.Holidays}, {"US", "America/New_York", us.Holidays}} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			panic(err) // the zones are part of the program
		}
		b := cal.NewBusinessCalendar()
		b.AddHoliday(c.holidays...)
		all[c.name] = calendar{b, zone}
	}
	return all
})

// ParseCalendar reads the name of a calendar; an empty one is None.
func ParseCalendar(name string) (Calendar, error) {
	if name == "" {
		return None, nil
	}
	if _, known := places()[name]; !known {
		return "", fmt.Errorf("%q is no calendar; choose %s", name, strings.Join(Calendars(), ", "))
	}
	return Calendar(name), nil
}

func (c Calendar) of() calendar {
	if p, known := places()[string(c)]; known {
		return p
	}
	return places()[None]
}

// opens is the hour at which a business day begins.
const opens = 9

// NextDay is when the first business day after t's begins.
func (c Calendar) NextDay(t time.Time) time.Time {
	p := c.of()
	day := p.business.WorkdaysFrom(t.In(p.zone), 1)
	return time.Date(day.Year(), day.Month(), day.Day(), opens, 0, 0, 0, p.zone).UTC()
}
