// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"regexp"
	"strconv"
	"time"
)

// day is a day that moves with the calendar: @today, @month or @quarter, some of them later or earlier.
var day = regexp.MustCompile(`^@(today|month|quarter)([+-][0-9]{1,3})?$`)

// Day reads the day of a filter: 2026-11-27, or one that moves with the calendar, in UTC. @today-7 is the day a week ago,
// @month the first of this month, @month+1 that of the next, @quarter the first of the calendar quarter.
func Day(text string, now time.Time) (time.Time, bool) {
	m := day.FindStringSubmatch(text)
	if m == nil {
		t, err := time.Parse(time.DateOnly, text)
		return t, err == nil
	}
	by := 0
	if m[2] != "" {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			return time.Time{}, false
		}
		by = n
	}
	year, month, date := now.UTC().Date()
	switch m[1] {
	case "month":
		month, date = month+time.Month(by), 1
	case "quarter":
		month, date = month-(month-1)%3+time.Month(3*by), 1
	default:
		date += by
	}
	return time.Date(year, month, date, 0, 0, 0, 0, time.UTC), true
}
