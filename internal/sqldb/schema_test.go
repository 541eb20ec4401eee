// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb_test

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestNodesThatStartTogetherAllMigrate(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "a.db") },
		"PostgreSQL": func(t *testing.T) string { return sqldbtest.PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := url(t)
			var nodes sync.WaitGroup
			for range 4 {
				nodes.Go(func() {
					db, err := sqldb.Open(t.Context(), address, clock.System{})
					if err != nil {
						t.Error(err)
						return
					}
					if err := db.Migrate(t.Context(), sqldb.Ground(), notes, deals); err != nil {
						t.Error(err)
					}
					if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
						_, err := tx.Exec(`SELECT 1 FROM note, deal, sequence`)
						return err
					}); err != nil {
						t.Error(err)
					}
					if err := db.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			nodes.Wait()
		})
	}
}

func TestBothDatabasesHaveTheSameTables(t *testing.T) {
	t.Parallel()
	sqldbtest.SameTables(t, notes, deals)
}

func TestReleasedMigrationsAreFrozen(t *testing.T) {
	t.Parallel()
	sqldbtest.Frozen(t, sqldb.Ground())
}

var pages = sqldb.Schema{Room: "page", Files: fstest.MapFS{"0001_page.sql": {Data: []byte(`-- +goose Up
CREATE TABLE page (account_id TEXT NOT NULL, id TEXT NOT NULL, modified BIGINT NOT NULL, PRIMARY KEY (account_id, id));
CREATE INDEX page_modified ON page (account_id, modified DESC, id DESC);
`)}}}

func TestAPlanTellsASearchFromAScanAndASort(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		const where = `SELECT id FROM page WHERE account_id = ? `
		sqldbtest.NoScanNoSort(t, db, where+`AND (modified, id) < (?, ?) ORDER BY modified DESC, id DESC LIMIT 50`, "1", 1, "a")
		for name, query := range map[string]string{
			"a scan":           `SELECT id FROM page WHERE modified = ?`,
			"a sort":           where + `ORDER BY modified, id DESC LIMIT 50`,
			"a sort of a text": `SELECT id FROM page WHERE account_id || 'x' = ? ORDER BY modified LIMIT 50`,
		} {
			caught := &catcher{TB: t}
			sqldbtest.NoScanNoSort(caught, db, query, any("1"))
			if !caught.failed {
				t.Errorf("%s passes: %q", name, sqldbtest.Plan(t, db, query, "1"))
			}
		}
	}, pages)
}

// catcher notes a failure instead of failing.
type catcher struct {
	testing.TB
	failed bool
}

func (c *catcher) Errorf(string, ...any) { c.failed = true }

func TestRoomsSeeTheirTypesInBothDialects(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		want := []byte{0, 1, 0xff}
		var got []byte
		err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(`INSERT INTO note (account_id, id, text, sealed) VALUES ('?', ?, 'what?', ?)`, 1, want); err != nil {
				return err
			}
			return tx.Row(`SELECT sealed FROM note WHERE account_id = '?' AND text = 'what?' AND id = ?`, 1).Scan(&got)
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v", got, err)
		}
	}, notes)
}
