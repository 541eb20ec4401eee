// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"cosell/internal/clock"
)

func openFile(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), "sqlite:"+path, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // a test that damages the file may have closed it
	return db
}

func table(t *testing.T, db *DB) {
	t.Helper()
	if err := db.InTx(t.Context(), put(`CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)`)); err != nil {
		t.Fatal(err)
	}
}

func put(query string, args ...any) func(*Tx) error {
	return func(tx *Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	}
}

func TestEveryPooledConnectionIsDurable(t *testing.T) {
	t.Parallel()
	db := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	for name, pool := range map[string]struct {
		db   *sql.DB
		size int
		own  map[string]string
	}{
		"writer": {db.write, 1, map[string]string{"cache_size": "-8192", "wal_autocheckpoint": "4000", "query_only": "0"}},
		"reader": {db.read, readers, map[string]string{"cache_size": "-2048", "query_only": "1"}},
	} {
		var held []*sql.Conn // all at once, so that each is another
		for range pool.size {
			conn, err := pool.db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, conn)
			want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
				"busy_timeout": "10000", "cell_size_check": "1", "journal_size_limit": "16777216"}
			for pragma, value := range pool.own {
				want[pragma] = value
			}
			for pragma, value := range want {
				var got string
				if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != value {
					t.Errorf("%s: %s is %q (%v), want %q", name, pragma, got, err, value)
				}
			}
		}
		for _, conn := range held {
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestVersionsCompareByNumber(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{
		"3.51.3": true, "3.51.10": true, "3.52.0": true, "4.0.0": true,
		"3.51.2": false, "3.9.9": false, "2.99.99": false, "3.51": false, "": false, "3.51.x": false,
	} {
		if got := atLeast(version, oldest); got != want {
			t.Errorf("%q: %v, want %v", version, got, want)
		}
	}
}

func TestAPathMayHoldAnyCharacter(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b?c#d%20e.db")
	table(t, openFile(t, path))
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestASnapshotNeitherSeesNorStopsWriters(t *testing.T) {
	t.Parallel()
	db := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	table(t, db)
	err := db.View(t.Context(), func(view *Tx) error {
		for id := range 3 {
			var n int
			if err := view.Row(`SELECT COUNT(*) FROM note`).Scan(&n); err != nil || n != 0 {
				t.Errorf("the snapshot has %d rows (%v), want none", n, err)
			}
			if err := db.InTx(t.Context(), put(`INSERT INTO note VALUES (?, 'x')`, id)); err != nil {
				return err
			}
		}
		_, err := view.Exec(`DELETE FROM note`)
		if err == nil {
			t.Error("a snapshot was written")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// hold occupies the writer until the test lets it go.
func hold(t *testing.T, db *DB) (release func()) {
	t.Helper()
	entered, leave := make(chan struct{}), make(chan struct{})
	go func() {
		_ = db.InTx(context.Background(), func(*Tx) error {
			close(entered)
			<-leave
			return nil
		})
	}()
	<-entered
	return sync.OnceFunc(func() { close(leave) })
}

func TestACallerWhoLeavesTheQueueIsNotServed(t *testing.T) {
	t.Parallel()
	db := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	table(t, db)
	release := hold(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	var callers sync.WaitGroup
	for id := range 3 * together { // more than the queue holds
		callers.Go(func() {
			if err := db.InTx(ctx, put(`INSERT INTO note VALUES (?, 'x')`, id)); !errors.Is(err, context.Canceled) {
				t.Errorf("%v, want the caller's own reason", err)
			}
		})
	}
	cancel()
	callers.Wait() // while the writer is still held
	release()
	if err := db.InTx(t.Context(), put(`INSERT INTO note VALUES (0, 'y')`)); err != nil {
		t.Errorf("the writer is hurt, or served one who had left: %v", err)
	}
}

func TestACallerWhoLeavesTooLateLearnsTheOutcome(t *testing.T) {
	t.Parallel()
	db := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	table(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.InTx(ctx, func(tx *Tx) error {
		cancel()
		_, err := tx.Exec(`INSERT INTO note VALUES (1, 'x')`)
		return err
	})
	if err != nil {
		t.Errorf("%v, want the write done", err)
	}
	if err := db.View(ctx, func(*Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a view for nobody: %v", err)
	}
}

func TestACallerWhoLeavesASnapshotRunsNoMoreStatements(t *testing.T) {
	t.Parallel()
	db := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	ctx, cancel := context.WithCancel(t.Context())
	err := db.View(ctx, func(tx *Tx) error {
		cancel()
		var n int
		return tx.Row(`SELECT 1`).Scan(&n)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want canceled", err)
	}
}

func TestADamagedFileIsToldAndWrittenNoMore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	db := openFile(t, path)
	table(t, db)
	text := make([]byte, 3000)
	for id := range 100 {
		if err := db.InTx(t.Context(), put(`INSERT INTO note VALUES (?, ?)`, id, string(text))); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil { // moves the log into the file
		t.Fatal(err)
	}
	damage(t, path)

	db = openFile(t, path)
	err := db.View(t.Context(), func(tx *Tx) error {
		rows, err := tx.Query(`SELECT text FROM note`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
		}
		return rows.Err()
	})
	if !errors.Is(err, ErrUnavailable) {
		t.Fatalf("a damaged page was read: %v", err)
	}
	select {
	case reason := <-db.Failed():
		if reason == nil {
			t.Error("failed without a reason")
		}
	default:
		t.Error("the damage is not told")
	}
	if err := db.InTx(t.Context(), put(`DELETE FROM note`)); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a damaged file was written: %v", err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("ping: %v", err)
	}
}

// damage overwrites pages in the middle of the file.
func damage(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	junk := make([]byte, 20*4096)
	for i := range junk {
		junk[i] = 0xA5
	}
	if _, err := f.WriteAt(junk, 30*4096); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnotherProcessThatWritesIsWaitedFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	one, two := openFile(t, path), openFile(t, path)
	table(t, one)
	release := hold(t, one)
	done := make(chan error)
	go func() { done <- two.InTx(context.Background(), put(`INSERT INTO note VALUES (1, 'x')`)) }()
	release()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// BenchmarkLimit asks for a few rows with a bound limit: as the text has it, and as steady has it.
func BenchmarkLimit(b *testing.B) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }() // nothing is in it
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.Context(), `CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)`); err != nil {
		b.Fatal(err)
	}
	const query = `SELECT id FROM note WHERE text > ? ORDER BY id LIMIT ?`
	for name, text := range map[string]string{"bare": query, "steady": steady(query)} {
		b.Run(name, func(b *testing.B) {
			st, err := db.PrepareContext(b.Context(), text)
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = st.Close() }() // read to its end
			for i := 0; b.Loop(); i++ {
				var id int
				if err := st.QueryRowContext(b.Context(), "a", i%7+1).Scan(&id); !errors.Is(err, sql.ErrNoRows) {
					b.Fatal(err)
				}
			}
		})
	}
}
