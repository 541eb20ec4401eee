// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package verification

import (
	"testing"

	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestTheDesksListIsReadAlongAnIndex(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		for _, part := range []string{"", Waiting, Decided} {
			for _, falling := range []bool{false, true} {
				for _, after := range []*page.Mark{nil, {Key: "1", ID: "111111111111/BUSINESS_VERIFICATION"}} {
					w := page.Walk{By: "started_us", ID: "account_id || '/' || type", Falling: falling, Size: 10, After: after}
					query, args := selectCases(&w, Query{Part: part, Types: []string{"BUSINESS_VERIFICATION"}})
					sqldbtest.NoScanNoSort(t, db, query, args...)
				}
			}
		}
	}, Schema())
}
