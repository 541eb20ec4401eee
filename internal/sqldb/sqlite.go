// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // driver "sqlite"

	"cosell/internal/clock"
)

// Pragmas are per connection, so they stand in the name that every connection is opened with. Cache sizes are in
// KiB when negative. The log is moved into the file when it holds 4000 pages, 16 MiB: pages that many commits have
// touched are then moved once. It is cut to that size after a reader has kept it from being reused.
const (
	pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cell_size_check(1)&_pragma=journal_size_limit(16777216)"
	forWriter = "&_pragma=cache_size(-8192)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate"
	forReader = "&_pragma=cache_size(-2048)&_pragma=query_only(1)"
)

// oldest is the first SQLite whose write-ahead log never loses a commit to a race between two checkpoints.
var oldest = [3]int{3, 51, 3}

func openSQLite(ctx context.Context, path string, clk clock.Clock) (*DB, error) {
	name := "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + pragmas
	w, err := sql.Open("sqlite", name+forWriter)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
	// The writer comes first: it creates the file and its log, which two processes cannot do at once.
	unlock, err := lockFile(ctx, path)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	defer unlock()
	if err := checkSQLite(ctx, w); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, w.Close()))
	}
	r, err := sql.Open("sqlite", name+forReader)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, w.Close()))
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	r.SetConnMaxIdleTime(time.Minute) // each keeps some 4 MB
	d := &DB{dialect: onSQLite, path: path, write: w, read: r, clock: clk, failed: make(chan error, 1)}
	d.writes, d.reads = newStatements(w), newStatements(r)
	d.group = newGroup(d)
	return d, nil
}

// checkSQLite refuses a library or a file system on which an answered commit could be lost.
func checkSQLite(ctx context.Context, w *sql.DB) error {
	var version, journal string
	if err := w.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return classify(err)
	}
	if !atLeast(version, oldest) {
		return fmt.Errorf("SQLite %s is too old: this program needs %d.%d.%d", version, oldest[0], oldest[1], oldest[2])
	}
	if err := w.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&journal); err != nil {
		return classify(err)
	}
	if journal != "wal" {
		return fmt.Errorf("the file system cannot share a write-ahead log (journal mode %q): use a local disk", journal)
	}
	return nil
}

func atLeast(version string, least [3]int) bool {
	parts := strings.SplitN(version, ".", 3)
	for i, want := range least {
		if i >= len(parts) {
			return false
		}
		if n, err := strconv.Atoi(parts[i]); err != nil || n != want {
			return err == nil && n > want
		}
	}
	return true
}

// viewSQLite runs do on a snapshot. Waiting for a connection ends with the caller; a query is short.
func (d *DB) viewSQLite(ctx context.Context, do func(*Tx) error) error {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	t := &Tx{db: d, ctx: ctx, run: context.Background(), script: newScript(d.reads), reads: true, now: d.now()}
	defer t.script.end()                // runs last: the connection is back by then
	defer func() { _ = conn.Close() }() // it goes back to the pool
	if t.tx, err = conn.BeginTx(t.run, nil); err != nil {
		return t.seen(err)
	}
	defer func() { _ = t.tx.Rollback() }() // nothing was written
	return t.judge(do(t))
}

// rowSQLite runs a query by the statement that the pool has prepared, or prepares it.
func (d *DB) rowSQLite(ctx context.Context, query string, args []any) *Row {
	if err := ctx.Err(); err != nil {
		return &Row{err: err}
	}
	t := &Tx{db: d, ctx: ctx, run: context.Background(), reads: true}
	st := d.reads.of(query)
	if st == nil {
		d.reads.learn([]string{query})
		if st = d.reads.of(query); st == nil {
			return &Row{tx: t, row: d.read.QueryRowContext(t.run, query, args...)}
		}
	}
	return &Row{tx: t, row: st.QueryRowContext(t.run, args...)}
}
