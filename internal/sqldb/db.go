// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sqldb is the store: one SQL text on SQLite, embedded, or on PostgreSQL for several nodes.
//
// On SQLite there is one writer. Write transactions that arrive together run as savepoints of one transaction
// and are answered after its commit, so that a durable commit is paid for once by many.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"

	"cosell/internal/clock"
)

const readers = 8 // connections that read SQLite at once; PostgreSQL gets as many for everything

// A DB is an open database.
type DB struct {
	dialect Dialect
	path    string // SQLite's file; empty on PostgreSQL
	write   *sql.DB
	read    *sql.DB
	clock   clock.Clock
	writes  *statements // nil on PostgreSQL, like the next two
	reads   *statements
	group   *group
}

// Open opens "sqlite:/dir/file.db" or "postgres://user@host/name". The SQLite file is made when missing.
func Open(ctx context.Context, url string, clk clock.Clock) (*DB, error) {
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"), clk)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return openPostgres(ctx, url, clk)
	}
	return nil, errors.New(`database url: want "sqlite:/dir/file.db" or "postgres://user@host/name"`)
}

// Pragmas are per connection, so they stand in the name that every connection is opened with.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)"

func openSQLite(ctx context.Context, path string, clk clock.Clock) (*DB, error) {
	name := "file:" + path + pragmas
	w, err := sql.Open("sqlite", name+"&_pragma=cache_size(-8192)&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
	// The writer comes first: it creates the file and its log.
	if err := w.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, w.Close()))
	}
	r, err := sql.Open("sqlite", name+"&_pragma=cache_size(-2048)&_pragma=query_only(1)")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, w.Close()))
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	d := &DB{dialect: onSQLite, path: path, write: w, read: r, clock: clk}
	d.writes, d.reads = newStatements(w), newStatements(r)
	d.group = newGroup(d)
	return d, nil
}

func openPostgres(ctx context.Context, url string, clk clock.Clock) (*DB, error) {
	p, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	p.SetMaxOpenConns(4 * readers)
	p.SetMaxIdleConns(readers)
	p.SetConnMaxIdleTime(5 * time.Minute)
	if err := p.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("open database: %w", errors.Join(err, p.Close()))
	}
	return &DB{dialect: onPostgres, write: p, read: p, clock: clk}, nil
}

// Dialect says which of the two databases this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// File is SQLite's file; empty on PostgreSQL.
func (d *DB) File() string { return d.path }

// Writer is the pool that writes, for engines that bring their own SQL. On SQLite it holds one connection:
// whoever keeps it, stops every other writer.
func (d *DB) Writer() *sql.DB { return d.write }

// Clock is the clock that transactions are stamped by.
func (d *DB) Clock() clock.Clock { return d.clock }

// Ping asks the database for a sign of life.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	if err := d.read.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return classify(err)
	}
	return nil
}

// Close waits for transactions that have begun and closes the database.
func (d *DB) Close() error {
	if d.group == nil {
		return d.write.Close()
	}
	d.group.stop()
	return errors.Join(d.writes.close(), d.reads.close(), d.read.Close(), d.write.Close())
}

// Micros is how an instant is stored: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time is the instant that Micros stored.
func Time(us int64) time.Time { return time.UnixMicro(us).UTC() }
