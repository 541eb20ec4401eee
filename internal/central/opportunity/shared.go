// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"slices"
	"time"

	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// TakesReferrals says whether a list takes in referrals of AWS that nobody has accepted, by when they were shared. That, and
// whose they are, is all that a list knows of them: each filter must ask for one of the two, and some filter must. It is nil
// for a list that takes in none.
func (r *Room) TakesReferrals(filters []Filter) func(shared time.Time) bool {
	now := r.Clock.Now()
	var conds []listing.Cond
	for _, f := range filters {
		if f.Property != "shared" && f.Property != "origin" || !f.inColumns() {
			return nil
		}
		more, err := f.conds(now)
		if err != nil {
			return nil
		}
		conds = append(conds, more...)
	}
	if len(conds) == 0 || slices.ContainsFunc(conds, func(c listing.Cond) bool {
		return c.Field == listing.Origin && !slices.Contains(c.Values, any(OriginAWS))
	}) {
		return nil
	}
	return func(shared time.Time) bool {
		at := sqldb.Micros(shared)
		return !slices.ContainsFunc(conds, func(c listing.Cond) bool {
			return c.Op == listing.From && at < c.Values[0].(int64) || c.Op == listing.Until && at > c.Values[0].(int64)
		})
	}
}
