// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/us"
)

// calendars are the business days of the countries whose holidays are known, and of all others.
var calendars = sync.OnceValue(func() map[string]*cal.BusinessCalendar {
	all := map[string]*cal.BusinessCalendar{"": cal.NewBusinessCalendar(), "JP": cal.NewBusinessCalendar(), "US": cal.NewBusinessCalendar()}
	all["JP"].AddHoliday(jp.Holidays...)
	all["US"].AddHoliday(us.Holidays...)
	return all
})

// american are the zones of the United States that are met most.
var american = []string{"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "US/"}

// business says whether somebody of the zone works on a day.
func (t Times) business(day time.Time) bool {
	country := ""
	if t.Zone == "Asia/Tokyo" || t.Zone == "Japan" {
		country = "JP"
	}
	for _, zone := range american {
		if strings.HasPrefix(t.Zone, zone) {
			country = "US"
		}
	}
	return calendars()[country].IsWorkday(day)
}

// furthest is how many days ahead a digest is looked for: no country is on holiday for longer.
const furthest = 40

// next is when what is told at an instant is mailed with a digest of a way.
func (t Times) next(w Way, told time.Time) time.Time {
	zone := t.location()
	year, month, day := told.In(zone).Date()
	for ahead := range furthest {
		at := time.Date(year, month, day+ahead, t.Minute/60, t.Minute%60, 0, 0, zone)
		if at.After(told) && t.has(w, at) {
			return at
		}
	}
	return told.AddDate(0, 0, furthest)
}

// has says whether a digest of a way comes on a day: a week's on Monday, or on its first business day.
func (t Times) has(w Way, day time.Time) bool {
	if t.Business && !t.business(day) {
		return false
	}
	if w != Weekly {
		return true
	}
	for day.Weekday() != time.Monday {
		if day = day.AddDate(0, 0, -1); !t.Business || t.business(day) {
			return false // an earlier day of the week has it
		}
	}
	return true
}
