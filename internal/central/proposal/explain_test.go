// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"testing"

	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// No page of the list reads the whole table or sorts, whatever is filtered by.
func TestEveryPageOfTheListIsReadFromAnIndex(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		for _, own := range []string{"", "u"} {
			for _, statuses := range [][]Status{nil, {Pending}, {Expired}, {Executed, Rejected}, Statuses} {
				for _, mark := range []page.Mark{{}, {Key: "1", ID: "y"}, {Key: "1", ID: "y", Back: true}} {
					where, args := Query{Statuses: statuses}.where("1", own, sqldbtest.Start)
					text, args, err := statement(where, args, mark, 20)
					if err != nil {
						t.Fatal(err)
					}
					sqldbtest.NoScanNoSort(t, db, text, args...)
				}
			}
		}
	}, secret.Schema(), Schema())
}
