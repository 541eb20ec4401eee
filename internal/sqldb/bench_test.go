// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// deals is shaped like what one CreateOpportunity stores: the record, its history, its token, event and job.
var deals = sqldb.Schema{Room: "deal", Files: fstest.MapFS{"0001_deal.sql": {Data: []byte(`-- +goose Up
CREATE TABLE deal (account_id TEXT NOT NULL, id TEXT NOT NULL, stage TEXT NOT NULL, modified BIGINT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (account_id, id));
CREATE INDEX deal_modified ON deal (account_id, modified, id);
CREATE TABLE history (account_id TEXT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL, change TEXT NOT NULL, PRIMARY KEY (account_id, id, version));
CREATE TABLE token (account_id TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (account_id, token));
CREATE TABLE happening (id {{serial}}, body TEXT NOT NULL);
`)}}}

var document = `{"Customer":{"Account":{"CompanyName":"` + strings.Repeat("x", 2700) + `"}}}`

// BenchmarkWrite compares durable single-row INSERTs on one bare connection with transactions of five statements.
func BenchmarkWrite(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		file := filepath.Join(b.TempDir(), "bare.db")
		db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		db.SetMaxOpenConns(1)
		for _, text := range []string{`CREATE TABLE deal (account_id TEXT NOT NULL, id TEXT NOT NULL, stage TEXT NOT NULL, modified BIGINT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (account_id, id))`,
			`CREATE INDEX deal_modified ON deal (account_id, modified, id)`} {
			if _, err := db.Exec(text); err != nil {
				b.Fatal(err)
			}
		}
		insert, err := db.Prepare(`INSERT INTO deal VALUES (?, ?, ?, ?, ?)`)
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			if _, err := insert.Exec("111111111111", fmt.Sprintf("O%d", i), "Qualified", i, document); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, callers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("five statements, %d callers", callers), func(b *testing.B) {
			db := sqldbtest.SQLite(b, clock.System{}, deals)
			var n atomic.Int64
			b.SetParallelism(callers)
			if callers == 1 {
				for b.Loop() {
					create(b, db, n.Add(1))
				}
				return
			}
			b.SetParallelism(callers / 2)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					create(b, db, n.Add(1))
				}
			})
		})
	}
}

func create(b *testing.B, db *sqldb.DB, n int64) {
	id := fmt.Sprintf("O%d", n)
	err := db.InTx(b.Context(), func(tx *sqldb.Tx) error {
		var taken string
		if err := tx.Row(`SELECT id FROM token WHERE account_id = ? AND token = ?`, "111111111111", id).Scan(&taken); err != sqldb.ErrNone {
			return fmt.Errorf("token: %w", err)
		}
		if _, err := tx.Exec(`INSERT INTO deal VALUES (?, ?, ?, ?, ?)`, "111111111111", id, "Qualified", n, document); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO history VALUES (?, ?, ?, ?)`, "111111111111", id, 1, "created"); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO token VALUES (?, ?, ?)`, "111111111111", id, id); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO happening (body) VALUES (?)`, "event")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
