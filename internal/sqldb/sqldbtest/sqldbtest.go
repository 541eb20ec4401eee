// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sqldbtest gives tests real databases: SQLite always, PostgreSQL from a private throw-away cluster.
package sqldbtest

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// Start is what a test's clock shows at first: a Friday morning.
var Start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// Each runs test on SQLite and on PostgreSQL, each fresh and migrated, with a clock that stands still.
// Without PostgreSQL that half is skipped, in words; under CI it fails.
func Each(t *testing.T, test func(*testing.T, *sqldb.DB, *clock.Manual), schemas ...sqldb.Schema) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		clk := clock.NewManual(Start)
		test(t, SQLite(t, clk, schemas...), clk)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		clk := clock.NewManual(Start)
		test(t, Postgres(t, clk, schemas...), clk)
	})
}

// SQLite is a fresh database in the test's folder.
func SQLite(t testing.TB, clk clock.Clock, schemas ...sqldb.Schema) *sqldb.DB {
	t.Helper()
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"), clk, schemas)
}

// Postgres is a fresh database on the test binary's own cluster, which is started by the first test that asks.
func Postgres(t testing.TB, clk clock.Clock, schemas ...sqldb.Schema) *sqldb.DB {
	t.Helper()
	return open(t, PostgresURL(t), clk, schemas)
}

// PostgresURL is the address of a fresh, empty PostgreSQL database.
func PostgresURL(t testing.TB) string {
	t.Helper()
	c, err := shared()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("PostgreSQL for tests: %v", err)
		}
		t.Skipf("not run on PostgreSQL: %v", err)
	}
	url, err := c.create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func open(t testing.TB, url string, clk clock.Clock, schemas []sqldb.Schema) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context(), append([]sqldb.Schema{sqldb.Ground()}, schemas...)...); err != nil {
		t.Fatal(err)
	}
	return db
}
