// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb_test

import (
	"cmp"
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

// Units that share a commit: the one in the middle fails after it has written, or in a way of its own.
func TestAUnitThatFailsIsUndoneAloneAndTheOthersAreKeptOnce(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	for name, bad := range map[string]func(*sqldb.Tx) error{
		"after an insert": func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`INSERT INTO note (account_id, id, text) VALUES ('1', 99, 'bad')`)
			return errors.Join(err, refused)
		},
		"after a returned row": func(tx *sqldb.Tx) error {
			var id int
			return errors.Join(tx.Row(`INSERT INTO note (account_id, id, text) VALUES ('1', 99, 'bad') RETURNING id`).Scan(&id), refused)
		},
		"after a deletion and a refused insert": func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(`DELETE FROM note WHERE id = 0`); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO note (account_id, id, text) VALUES ('1', 98, 'a'), ('1', 98, 'b')`)
			if !errors.Is(err, sqldb.ErrDuplicate) {
				return err
			}
			return refused
		},
		"before it writes": func(tx *sqldb.Tx) error {
			n, err := tx.Exec(`UPDATE note SET text = 'bad' WHERE id = 97`)
			return errors.Join(err, fmt.Errorf("%d rows: %w", n, refused))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := sqldbtest.SQLite(t, clock.System{}, notes)
			release, begun := make(chan struct{}), make(chan struct{})
			var callers sync.WaitGroup
			callers.Go(func() { // keeps the writer busy, so that the others share the next commit
				_ = db.InTx(t.Context(), func(tx *sqldb.Tx) error {
					select {
					case <-begun:
					default:
						close(begun)
					}
					<-release
					_, err := tx.Exec(`INSERT INTO note (account_id, id, text) VALUES ('1', 0, 'first')`)
					return err
				})
			})
			<-begun
			for id := 1; id <= 20; id++ {
				callers.Go(func() {
					if id%5 == 0 {
						if err := db.InTx(t.Context(), bad); !errors.Is(err, refused) {
							t.Errorf("%v, want the unit's own error", err)
						}
						return
					}
					told := 0
					if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
						tx.AfterCommit(func() { told++ })
						_, err := tx.Exec(`INSERT INTO note (account_id, id, text) VALUES ('1', ?, 'good')`, id)
						return err
					}); err != nil || told != 1 {
						t.Errorf("unit %d: %v, told %d times", id, err, told)
					}
				})
			}
			close(release)
			callers.Wait()
			var good, all int
			if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
				return tx.Row(`SELECT SUM(text = 'good'), COUNT(*) FROM note`).Scan(&good, &all)
			}); err != nil || good != 16 || all != 17 {
				t.Errorf("%d good of %d rows (%v), want 16 of 17", good, all, err)
			}
		})
	}
}

func TestAWitnessSeesEveryWriteInsideOfItAndNoOther(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		var refuse error
		db.Witness(func(tx *sqldb.Tx, about []sqldb.Subject) error {
			for _, s := range about {
				if _, err := tx.Exec(`INSERT INTO seen (tenant, name) VALUES (?, ?)`, s.Tenant, s.Name); err != nil {
					return err
				}
			}
			return refuse
		})
		write := func(text string, then error) error {
			return db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				tx.About("a", text)
				tx.About("a", text) // said twice, seen once
				if text != "" {
					if _, err := tx.Exec(`INSERT INTO note (text) VALUES (?)`, text); err != nil {
						return err
					}
				}
				return then
			})
		}
		count := func(table string) (n int) {
			if err := db.Row(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		oops := errors.New("oops")
		for _, one := range []struct {
			text         string
			then, refuse error
			notes, seen  int
		}{
			{"kept", nil, nil, 1, 1}, {"", nil, nil, 1, 1}, {"undone", oops, nil, 1, 1}, {"refused", nil, oops, 1, 1}, {"again", nil, nil, 2, 2},
		} {
			refuse = one.refuse
			if err := write(one.text, one.then); !errors.Is(err, cmp.Or(one.then, one.refuse)) {
				t.Errorf("%q: %v", one.text, err)
			}
			if n, m := count("note"), count("seen"); n != one.notes || m != one.seen {
				t.Errorf("%q: %d notes and %d seen, want %d and %d", one.text, n, m, one.notes, one.seen)
			}
		}
	}, sqldb.Schema{Room: "note", Files: fstest.MapFS{"0001_note.sql": {Data: []byte("-- +goose Up\nCREATE TABLE note (text TEXT NOT NULL);\nCREATE TABLE seen (tenant TEXT NOT NULL, name TEXT NOT NULL);\n")}}})
}
