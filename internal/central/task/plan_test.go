// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"testing"

	"cosell/internal/aws/selling"
	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestEveryListIsReadFromAnIndexInItsOrder(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		for _, falling := range []bool{false, true} {
			for _, after := range []*page.Mark{nil, {Key: "5", ID: "task-1"}} {
				sqldbtest.NoScanNoSort(t, db, selectLeader, selling.CatalogAWS, "111111111111", 1)
				w := page.Walk{By: "start_us", ID: "id", Size: 10, Falling: falling, After: after}
				for _, kind := range []string{fromOpportunity, byInvitation, fromEngagement} {
					q := query{catalog: selling.CatalogAWS, kind: kind}
					for _, column := range []string{"", "status"} { // what is looked up by an identifier has few rows, and may be sorted
						if column != "" {
							q.filter(column, []any{selling.TaskFailed})
						}
						sql, args := q.sql("111111111111", &w)
						sqldbtest.NoScanNoSort(t, db, sql, args...)
					}
				}
				for name, sort := range prospectingSorts {
					w.By, w.Bytes = sort.column, sort.bytes
					for _, in := range []selling.ListProspectingFromEngagementTasksRequest{{}, {TaskName: []string{"a", "b"}},
						{StartAfter: "2026-01-01T00:00:00Z", StartBefore: "2026-02-01T00:00:00Z"}} {
						if name != "StartTime" && in.StartAfter != "" {
							continue // either index may be walked
						}
						in.Catalog = selling.CatalogAWS
						sql, args, err := prospectingQuery("111111111111", in, &w)
						if err != nil {
							t.Fatal(err)
						}
						sqldbtest.NoScanNoSort(t, db, sql, args...)
					}
				}
			}
		}
	}, Schema())
}
