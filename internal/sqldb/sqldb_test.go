// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

var notes = sqldb.Schema{Room: "note", Files: fstest.MapFS{"0001_note.sql": {Data: []byte(`-- +goose Up
CREATE TABLE note (account_id TEXT NOT NULL, id BIGINT NOT NULL, text TEXT NOT NULL, sealed {{blob}}, PRIMARY KEY (account_id, id));
-- +goose Down
DROP TABLE note;
`)}}}

func insert(id int, text string) func(*sqldb.Tx) error {
	return func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO note (account_id, id, text) VALUES (?, ?, ?)`, "111111111111", id, text)
		return err
	}
}

func count(t *testing.T, db *sqldb.DB) (n int) {
	t.Helper()
	err := db.View(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(`SELECT COUNT(*) FROM note`).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTransactionsThatShareACommitSucceedAndFailAlone(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		boom := errors.New("boom")
		var all sync.WaitGroup
		for i := range 200 {
			all.Go(func() {
				err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
					if err := insert(i, "x")(tx); err != nil {
						return err
					}
					if i%4 == 0 {
						return boom
					}
					return nil
				})
				if (i%4 == 0) != errors.Is(err, boom) {
					t.Errorf("unit %d: %v", i, err)
				}
			})
		}
		all.Wait()
		if n := count(t, db); n != 150 {
			t.Errorf("%d rows, want 150", n)
		}
	}, notes)
}

func TestATakenKeyIsTold(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		if err := db.InTx(t.Context(), insert(1, "a")); err != nil {
			t.Fatal(err)
		}
		if err := db.InTx(t.Context(), insert(1, "b")); !errors.Is(err, sqldb.ErrDuplicate) {
			t.Errorf("second insert: %v, want ErrDuplicate", err)
		}
	}, notes)
}

func TestAPanicReachesItsCallerAndNobodyElse(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		func() {
			defer func() {
				if p := recover(); p != "ouch" {
					t.Errorf("recovered %v", p)
				}
			}()
			_ = db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				if err := insert(1, "a")(tx); err != nil {
					t.Error(err)
				}
				panic("ouch")
			})
		}()
		if err := db.InTx(t.Context(), insert(2, "b")); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db); n != 1 {
			t.Errorf("%d rows, want the second alone", n)
		}
	}, notes)
}

func TestATransactionHasOneNow(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		clk.Advance(1500 * time.Nanosecond)
		err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			first := tx.Now()
			clk.Advance(time.Hour)
			if !tx.Now().Equal(first) {
				return fmt.Errorf("now moved to %v", tx.Now())
			}
			if got := sqldb.Time(sqldb.Micros(first)); !got.Equal(first) {
				return fmt.Errorf("stored as %v, was %v", got, first)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestAfterCommitIsCalledOnlyForWhatIsDurable(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		called := 0
		for _, fails := range []error{nil, errors.New("no")} {
			_ = db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				tx.AfterCommit(func() { called++ })
				return fails
			})
		}
		if called != 1 {
			t.Errorf("called %d times, want once", called)
		}
	})
}

func TestNodesNeverShareANumber(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		seen := map[int64]bool{}
		for _, s := range []*sqldb.Sequence{db.Sequence("o", 5000001), db.Sequence("o", 5000001)} {
			for range 250 {
				n, err := s.Next(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if seen[n] || n < 5000001 {
					t.Fatalf("number %d again, or too small", n)
				}
				seen[n] = true
			}
		}
	})
}

func TestMigrateRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		newer := sqldb.Schema{Room: "note", Files: fstest.MapFS{
			"0001_note.sql": notes.Files.(fstest.MapFS)["0001_note.sql"],
			"0002_more.sql": {Data: []byte("-- +goose Up\nSELECT 1;\n")},
		}}
		if err := db.Migrate(t.Context(), newer); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context(), notes); err == nil {
			t.Error("an older program took a newer database")
		}
	}, notes)
}

func TestARowThatIsNotThereIsErrNone(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		err := db.View(t.Context(), func(tx *sqldb.Tx) error {
			var text string
			return tx.Row(`SELECT text FROM note WHERE account_id = ? AND id = ?`, "1", 1).Scan(&text)
		})
		if !errors.Is(err, sqldb.ErrNone) {
			t.Errorf("%v, want ErrNone", err)
		}
	}, notes)
}

func TestARowIsReadWithoutATransaction(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		const one = `SELECT text FROM note WHERE account_id = ? AND id = ?`
		var text string
		if err := db.Row(t.Context(), one, "1", 1).Scan(&text); !errors.Is(err, sqldb.ErrNone) {
			t.Errorf("no row: %v, want ErrNone", err)
		}
		for _, want := range []string{"first", "second"} {
			if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(`INSERT INTO note (account_id, id, text) VALUES ('1', 1, ?) ON CONFLICT (account_id, id) DO UPDATE SET text = excluded.text`, want)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := db.Row(t.Context(), one, "1", 1).Scan(&text); err != nil || text != want {
				t.Errorf("%q, %v, want %q", text, err, want)
			}
		}
		if err := db.Row(t.Context(), `SELECT nothing FROM nowhere`).Scan(&text); err == nil {
			t.Error("a wrong query answers")
		}
		if err := db.Row(t.Context(), `UPDATE note SET text = 'third' RETURNING text`).Scan(&text); err == nil {
			t.Error("a row that is read was written")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Row(ctx, one, "1", 1).Scan(&text); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want canceled", err)
		}
	}, notes)
}
