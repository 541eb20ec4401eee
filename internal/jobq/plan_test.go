// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"log/slog"
	"testing"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

type planned struct{}

func (planned) Kind() string { return "planned" }

func TestLookingForWorkReadsNoMoreThanItFinds(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		q := New(db, clk, slog.New(slog.DiscardHandler))
		q.Workers("other", 1)
		Handle(q, func(context.Context, Job[planned]) error { return nil }, Policy{})
		err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			for range 1000 { // a table that is worth an index
				if err := q.Enqueue(tx, planned{}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		q.prepare()
		sqldbtest.NoScanNoSort(t, db, q.claims.peek, q.claims.args...)
		inner := `SELECT id FROM job WHERE state = 0 AND queue = ? AND priority = ? AND run_at <= ? AND kind IN (?) ORDER BY run_at, id LIMIT 5`
		sqldbtest.NoScanNoSort(t, db, inner, General, 1, 0, "planned")
		sqldbtest.NoScanNoSort(t, db, forgetDead, 0, pruneAtOnce)
	}, Schema())
}

func TestBothDatabasesHaveTheSameTables(t *testing.T) {
	t.Parallel()
	sqldbtest.SameTables(t, Schema())
}

func TestReleasedMigrationsAreFrozen(t *testing.T) {
	t.Parallel()
	sqldbtest.Frozen(t, Schema())
}
