// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"strings"
	"testing"

	"cosell/internal/clock"
	"cosell/internal/connector/keyset"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// No page of the log reads the whole table or sorts, whatever is filtered by.
func TestEveryPageOfTheLogIsReadFromAnIndex(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), secret.Schema(), Schema())
	one, two := []string{"a"}, []string{"a", "b"}
	for _, f := range []Filter{{}, {Outcomes: one}, {Outcomes: two}, {NotOutcomes: one}, {Directions: one}, {Operations: two}, {Records: one}, {Records: two},
		{Opportunities: one, Outcomes: one}, {Records: one, Operations: one}, {Text: "a"}, {After: sqldbtest.Start, Before: sqldbtest.Start, Outcomes: two}} {
		where, args := f.where("111122223333")
		for _, desc := range []bool{true, false} {
			for _, mark := range []keyset.Mark{{}, {Key: 1, ID: "y"}, {Key: 1, ID: "y", Back: true}} {
				behind, more, orderBy := keyset.Order{Column: "at", ID: "id", Desc: desc}.Clause(mark)
				text := `SELECT ` + logColumns + ` FROM ledger_log WHERE ` + where + behind + orderBy + ` LIMIT 20`
				if got := explain(t, db, text, append(args, more...)); strings.Contains(got, "TEMP B-TREE") || strings.Contains(got, "SCAN") {
					t.Fatalf("%+v:\n%s\n%s", f, got, text)
				}
			}
		}
	}
}

func explain(t *testing.T, db *sqldb.DB, query string, args []any) string {
	t.Helper()
	var lines []string
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		rows, err := tx.Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error shows in rows.Err
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				return err
			}
			lines = append(lines, detail)
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
