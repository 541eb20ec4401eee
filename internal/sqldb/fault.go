// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

var (
	// ErrNone says that a row which was asked for is not there.
	ErrNone = errors.New("no such row")
	// ErrDuplicate says that a unique key is taken.
	ErrDuplicate = errors.New("the key is taken")
	// ErrUnavailable says that the database cannot serve now: the disk is full or read-only, or it is gone.
	// The same call may succeed later. What it means for a write stands at InTx.
	ErrUnavailable = errors.New("the database is unavailable")
)

// classify gives a driver's error its meaning, by code and never by text.
func classify(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) || errors.Is(err, ErrDuplicate) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var s *sqlite.Error
	if errors.As(err, &s) {
		return classifySQLite(s)
	}
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return classifyPostgres(p)
	}
	var n net.Error
	if errors.As(err, &n) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, sql.ErrConnDone) || isConnect(err) || pgconn.SafeToRetry(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// isDriver says whether an error that came back from a caller's function is a driver's own.
func isDriver(err error) bool {
	var s *sqlite.Error
	var p *pgconn.PgError
	return errors.As(err, &s) || errors.As(err, &p)
}

// beyondRepair says whether SQLite's file or disk can no longer be trusted: a write or a sync failed for another
// reason than lack of space, or the file is damaged.
func beyondRepair(err error) bool {
	var s *sqlite.Error
	if !errors.As(err, &s) {
		return false
	}
	switch s.Code() {
	case lib.SQLITE_IOERR_FSYNC, lib.SQLITE_IOERR_DIR_FSYNC, lib.SQLITE_IOERR_WRITE, lib.SQLITE_IOERR_TRUNCATE,
		lib.SQLITE_IOERR_READ, lib.SQLITE_IOERR_SHORT_READ, lib.SQLITE_IOERR_FSTAT, lib.SQLITE_IOERR_CLOSE,
		lib.SQLITE_IOERR_DATA, lib.SQLITE_IOERR_CORRUPTFS:
		return true
	}
	primary := s.Code() & 0xff
	return primary == lib.SQLITE_CORRUPT || primary == lib.SQLITE_NOTADB
}

func isConnect(err error) bool {
	var c *pgconn.ConnectError
	return errors.As(err, &c)
}

func classifySQLite(err *sqlite.Error) error {
	switch err.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", ErrDuplicate, err)
	}
	switch err.Code() & 0xff { // the primary code; what it means in full stands above it
	case lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_BUSY,
		lib.SQLITE_NOMEM, lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// PostgreSQL's codes: 23505 unique violation; classes 08 connection, 53 resources, 57P shutdown, 58 system.
func classifyPostgres(err *pgconn.PgError) error {
	if err.Code == "23505" {
		return fmt.Errorf("%w: %w", ErrDuplicate, err)
	}
	switch {
	case len(err.Code) != 5:
		return err
	case err.Code[:2] == "08", err.Code[:2] == "53", err.Code[:3] == "57P", err.Code[:2] == "58":
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// lostRace says whether a PostgreSQL transaction failed only because another was faster.
func lostRace(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && (p.Code == "40001" || p.Code == "40P01")
}
