// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package page_test

import (
	"testing"
	"time"

	"cosell/internal/central/page"
)

func TestADayMayMoveWithTheCalendar(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("JST", 9*3600)
	for _, c := range []struct {
		text string
		now  time.Time
		want string
	}{
		{"2026-02-28", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "2026-02-28"},
		{"@today", time.Date(2026, 11, 27, 23, 59, 0, 0, time.UTC), "2026-11-27"},
		{"@today", time.Date(2026, 11, 28, 8, 59, 0, 0, tokyo), "2026-11-27"}, // it is still the 27th in UTC
		{"@today-14", time.Date(2028, 3, 1, 0, 0, 0, 0, time.UTC), "2028-02-16"},
		{"@today+3", time.Date(2026, 12, 30, 0, 0, 0, 0, time.UTC), "2027-01-02"},
		{"@month", time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC), "2026-11-01"},
		{"@month+1", time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), "2027-01-01"},
		{"@month-1", time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), "2025-12-01"},
		{"@quarter", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "2026-01-01"},
		{"@quarter", time.Date(2026, 6, 30, 23, 59, 59, 0, time.UTC), "2026-04-01"},
		{"@quarter", time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC), "2026-07-01"},
		{"@quarter+1", time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC), "2027-01-01"},
		{"@quarter-1", time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), "2025-10-01"},
		{"2026-02-31", time.Time{}, ""}, {"@year", time.Time{}, ""}, {"@today+1000", time.Time{}, ""}, {"", time.Time{}, ""},
	} {
		got, ok := page.Day(c.text, c.now)
		if ok != (c.want != "") || ok && got.Format(time.DateOnly) != c.want {
			t.Errorf("%s at %s is %s (%v), want %s", c.text, c.now, got.Format(time.DateOnly), ok, c.want)
		}
	}
}
