// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"testing"

	"cosell/internal/aws/selling"
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
				for _, after := range []*page.Mark{nil, {Key: "1", ID: "task-1"}} {
					w := page.Walk{By: "started_us", ID: "id", Falling: falling, Size: 10, After: after}
					query, args := selectUpdates(&w, Query{Catalog: selling.CatalogAWS, Part: part})
					sqldbtest.NoScanNoSort(t, db, query, args...)
				}
			}
		}
	}, Schema())
}
