// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// These tests measure the machine's time. What is promised is 2 s until callers are told and 5 s until recovery; a
// machine that does much else at once gets twice that.
const (
	told      = 4 * time.Second
	recovered = 10 * time.Second
)

func openNotes(t *testing.T, address string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), address, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // the server may be gone
	if err := db.Migrate(t.Context(), notes); err != nil {
		t.Fatal(err)
	}
	return db
}

// refused fails unless forty callers at once are soon told that the database is gone.
func refused(t *testing.T, db *sqldb.DB) {
	t.Helper()
	var callers sync.WaitGroup
	begun := time.Now()
	for id := range 40 {
		callers.Go(func() {
			var err error
			if id%2 == 0 {
				err = db.InTx(t.Context(), insert(1000+id, "x"))
			} else {
				err = db.View(t.Context(), func(tx *sqldb.Tx) error {
					var n int
					return tx.Row(`SELECT COUNT(*) FROM note`).Scan(&n)
				})
			}
			if took := time.Since(begun); !errors.Is(err, sqldb.ErrUnavailable) || took > told {
				t.Errorf("after %v: %v", took, err)
			}
		})
	}
	callers.Wait()
	t.Logf("told after %v", time.Since(begun))
}

// serves fails unless the database soon serves again.
func serves(t *testing.T, db *sqldb.DB, id int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), recovered)
	defer cancel()
	begun := time.Now()
	var last error
	for {
		err := db.InTx(ctx, insert(id, "back"))
		if err == nil {
			t.Logf("served after %v", time.Since(begun))
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("not recovered: %v", last)
		}
		last = err
		time.Sleep(10 * time.Millisecond)
	}
}

// busy opens several connections, so that the pool holds some when the server goes.
func busy(t *testing.T, db *sqldb.DB) {
	t.Helper()
	var callers sync.WaitGroup
	for id := range 16 {
		callers.Go(func() {
			if err := db.InTx(t.Context(), insert(id, "x")); err != nil {
				t.Error(err)
			}
		})
	}
	callers.Wait()
}

func TestACrashedServerIsToldAndItsReturnNoticed(t *testing.T) {
	t.Parallel()
	c := sqldbtest.NewCluster(t)
	db := openNotes(t, c.Database(t))
	busy(t, db)
	c.Crash(t)
	refused(t, db)
	c.Restart(t)
	serves(t, db, 100)
	if n := count(t, db); n != 17 {
		t.Errorf("%d rows, want 17", n)
	}
}

func TestAFrozenServerIsToldAndItsReturnNoticed(t *testing.T) {
	t.Parallel()
	c := sqldbtest.NewCluster(t)
	db := openNotes(t, c.Database(t))
	busy(t, db)
	c.Freeze(t)
	refused(t, db)
	refused(t, db)
	c.Thaw(t)
	serves(t, db, 100)
}

func TestAServerThatFreezesInsideATransactionIsTold(t *testing.T) {
	t.Parallel()
	c := sqldbtest.NewCluster(t)
	db := openNotes(t, c.Database(t))
	var begun time.Time
	err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		if err := insert(1, "x")(tx); err != nil {
			return err
		}
		c.Freeze(t)
		begun = time.Now()
		return insert(2, "y")(tx)
	})
	if took := time.Since(begun); !errors.Is(err, sqldb.ErrUnavailable) || took > told {
		t.Errorf("after %v: %v", took, err)
	}
	c.Thaw(t)
	serves(t, db, 3)
	if n := count(t, db); n != 1 {
		t.Errorf("%d rows, want the last alone", n)
	}
}

func TestASlowTransactionIsLeftAlone(t *testing.T) {
	t.Parallel()
	c := sqldbtest.NewCluster(t)
	db := openNotes(t, c.Database(t))
	err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`SELECT pg_sleep(2.5)`); err != nil {
			return err
		}
		return insert(1, "slow")(tx)
	})
	if err != nil {
		t.Error(err)
	}
}

func TestACommitThatIsCutIsUnavailableWhateverBecameOfIt(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before the server has it": false, "before its answer": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sqldbtest.NewCluster(t)
			direct := openNotes(t, c.Database(t))
			var mu sync.Mutex
			armed, passed := false, false
			folder := sqldbtest.Wire{Server: c.Folder(), Cut: func(_ int, toServer bool, b []byte) bool {
				mu.Lock()
				defer mu.Unlock()
				if !armed {
					return false
				}
				if toServer && bytes.Contains(bytes.ToLower(b), []byte("commit")) {
					passed = true
					return !after
				}
				return passed && !toServer
			}}.Serve(t)
			db, err := sqldb.Open(t.Context(), sqldbtest.Address(folder, "t1"), clock.System{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() }) // its wire may be cut
			mu.Lock()
			armed = true
			mu.Unlock()
			if err := db.InTx(t.Context(), insert(1, "x")); !errors.Is(err, sqldb.ErrUnavailable) {
				t.Errorf("%v, want ErrUnavailable", err)
			}
			mu.Lock()
			armed, passed = false, false
			mu.Unlock()
			serves(t, db, 2)
			want := 1
			if after {
				want = 2
			}
			if n := count(t, direct); n != want {
				t.Errorf("%d rows, want %d", n, want)
			}
		})
	}
}
