// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded

import (
	"strings"
	"testing"

	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/keyset"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// No list reads the whole table or sorts: every order has its index, whatever is filtered by.
func TestEveryListIsReadFromAnIndex(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), Schema())
	filters := [][]Filter{nil, {{Operator: ":", Values: []string{"a"}}}}
	for name, c := range properties {
		for op := range strings.FieldsSeq(c.ops) {
			filters = append(filters, []Filter{{Property: name, Operator: op, Values: []string{"2026-11-20"}}}, []Filter{{Property: name, Operator: op, Values: []string{"2026-11-20", "2026-11-21"}}})
		}
	}
	for sort, column := range sorts {
		for _, desc := range []bool{false, true} {
			for _, f := range filters {
				q := Query{Object: crm.Opportunity, Filters: f, Sort: sort}
				where, args, err := q.where("111122223333", false)
				if err != nil {
					t.Fatal(err)
				}
				order := keyset.Order{Column: column, ID: "id", Desc: desc}
				for _, mark := range []keyset.Mark{{}, {Key: "x", ID: "y"}, {Key: "x", ID: "y", Back: true}} {
					behind, more, orderBy := order.Clause(mark)
					text := `SELECT ` + columns + ` FROM crm_record WHERE ` + where + behind + orderBy + ` LIMIT 20`
					if got := explain(t, db, text, append(args, more...)); strings.Contains(got, "TEMP B-TREE") || strings.Contains(got, "SCAN crm_record") {
						t.Fatalf("%s %+v:\n%s\n%s", column, f, got, text)
					}
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
		defer func() { _ = rows.Close() }()
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
