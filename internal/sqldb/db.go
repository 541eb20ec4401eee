// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sqldb is the store: one SQL text on SQLite, embedded, or on PostgreSQL for several nodes.
//
// On SQLite there is one writer. Write transactions that arrive together run as units of one transaction
// and are answered after its commit, so that a durable commit is paid for once by many.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cosell/internal/clock"
)

const readers = 8 // connections that read SQLite at once

// A DB is an open database.
type DB struct {
	dialect Dialect
	path    string // SQLite's file; empty on PostgreSQL
	write   *sql.DB
	read    *sql.DB
	clock   clock.Clock

	writes *statements // nil on PostgreSQL, like the next two
	reads  *statements
	group  *group
	pulse  *pulse // nil on SQLite

	witness func(*Tx, []Subject) error

	failing sync.Once
	reason  atomic.Pointer[error]
	failed  chan error
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

// Dialect says which of the two databases this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// File is SQLite's file; empty on PostgreSQL.
func (d *DB) File() string { return d.path }

// Clock is the clock that transactions are stamped by.
func (d *DB) Clock() clock.Clock { return d.clock }

// Failed delivers why the database must not be written any more, once: the disk lost a write, or the file is
// damaged. The process has to end; what it had acknowledged is durable, and a new process recovers from the log.
// Nothing else helps: a sync that is asked for again answers well although what it was for is lost.
func (d *DB) Failed() <-chan error { return d.failed }

// fail stops all writing for good.
func (d *DB) fail(err error) {
	d.failing.Do(func() {
		d.reason.Store(&err)
		d.failed <- err
		close(d.failed)
	})
}

// broken is why nothing is written any more, or nil.
func (d *DB) broken() error {
	if reason := d.reason.Load(); reason != nil {
		return fmt.Errorf("%w until a restart: %w", ErrUnavailable, *reason)
	}
	return nil
}

// Ping asks the database for a sign of life.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.broken(); err != nil {
		return err
	}
	return d.View(ctx, func(tx *Tx) error {
		var one int
		return tx.Row(`SELECT 1`).Scan(&one)
	})
}

// Close waits for transactions that have begun and closes the database.
func (d *DB) Close() error {
	if d.group == nil {
		return d.write.Close()
	}
	d.group.stop()
	return errors.Join(d.writes.close(), d.reads.close(), d.read.Close(), d.write.Close())
}

func (d *DB) now() time.Time { return d.clock.Now().UTC().Truncate(time.Microsecond) }

// Micros is how an instant is stored: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time is the instant that Micros stored.
func Time(us int64) time.Time { return time.UnixMicro(us).UTC() }

// breath is how long others have the database when somebody gives way.
const breath = 250 * time.Millisecond

// GiveWay lets others have the database for a moment of the machine's time. Long work that nobody waits for calls it between its
// transactions: on SQLite, all who write stand in one line.
func (d *DB) GiveWay(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(breath):
	}
}
