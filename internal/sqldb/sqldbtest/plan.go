// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldbtest

import (
	"regexp"
	"strings"
	"testing"

	"cosell/internal/sqldb"
)

// Plan is how the database means to run a query, line by line. On PostgreSQL it is what the planner does when it
// avoids scans and sorts where it can: with a test's few rows it would scan whatever the indexes.
func Plan(t testing.TB, db *sqldb.DB, query string, args ...any) (lines []string) {
	t.Helper()
	explain := "EXPLAIN QUERY PLAN "
	if db.Dialect().Name == "postgres" {
		explain = "EXPLAIN "
	}
	err := db.View(t.Context(), func(tx *sqldb.Tx) (err error) {
		if db.Dialect().Name == "postgres" {
			for _, off := range []string{"enable_seqscan", "enable_sort", "enable_incremental_sort", "enable_bitmapscan"} {
				if _, err := tx.Exec("SET LOCAL " + off + " = off"); err != nil {
					return err
				}
			}
		}
		lines, err = read(tx, explain+query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// NoScanNoSort fails when a query reads a whole table or index, or sorts what it read: it must find its rows, in
// their order, by an index. It looks before and after the database has counted its rows, since that changes plans.
func NoScanNoSort(t testing.TB, db *sqldb.DB, query string, args ...any) {
	t.Helper()
	leading := leadingColumns(t, db)
	fitting(t, "before ANALYZE", Plan(t, db, query, args...), leading)
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec("ANALYZE")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	fitting(t, "after ANALYZE", Plan(t, db, query, args...), leading)
}

func fitting(t testing.TB, when string, plan []string, leading map[string]string) {
	t.Helper()
	for i, line := range plan {
		if scansOrSorts(line) || passesOver(plan[i:], leading) {
			t.Errorf("%s the plan scans or sorts: %q in\n%s", when, strings.TrimSpace(line), strings.Join(plan, "\n"))
			return
		}
	}
}

// leadingColumns is the first column of each index on PostgreSQL.
func leadingColumns(t testing.TB, db *sqldb.DB) map[string]string {
	t.Helper()
	if db.Dialect().Name != "postgres" {
		return nil
	}
	lines, err := texts(t, db, `SELECT i.relname || ' ' || pg_get_indexdef(x.indexrelid, 1, true)
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid`)
	if err != nil {
		t.Fatal(err)
	}
	leading := map[string]string{}
	for _, line := range lines {
		index, column, _ := strings.Cut(line, " ")
		leading[index] = column
	}
	return leading
}

var indexScan = regexp.MustCompile(`Index (?:Only )?Scan (?:Backward )?using (\S+) on`)

// passesOver says whether PostgreSQL reads an index from end to end: the condition lacks its leading column.
func passesOver(plan []string, leading map[string]string) bool {
	found := indexScan.FindStringSubmatch(plan[0])
	if found == nil {
		return false
	}
	return len(plan) < 2 || !strings.Contains(plan[1], "Index Cond:") || !strings.Contains(plan[1], leading[found[1]])
}

func scansOrSorts(line string) bool {
	step := strings.TrimLeft(strings.TrimSpace(line), "-> ")
	switch {
	case strings.HasPrefix(step, "SCAN CONSTANT ROW"), strings.Contains(step, "VIRTUAL TABLE"): // no table of ours
		return false
	case strings.HasPrefix(step, "SCAN "), strings.Contains(step, "TEMP B-TREE"): // SQLite
		return true
	case strings.HasPrefix(step, "Seq Scan"), strings.HasPrefix(step, "Parallel Seq Scan"),
		strings.HasPrefix(step, "Sort "), strings.HasPrefix(step, "Incremental Sort"): // PostgreSQL
		return true
	}
	return false
}
