// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package idempotency_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

type answer struct {
	Name string `json:"name"`
	N    int64  `json:"n"`
}

// does are both ways to do something once; what is done is counted in a table.
func does(t *testing.T, test func(t *testing.T, w *work)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		master, err := secret.ParseMasterKey(strings.Repeat("7", 64))
		if err != nil {
			t.Fatal(err)
		}
		box, err := secret.Open(db, master)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`CREATE TABLE done (token TEXT NOT NULL, name TEXT NOT NULL)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		desk := idempotency.Desk{DB: db, Box: box}
		for name, once := range map[string]func(idempotency.Ticket, func(*sqldb.Tx) (answer, error)) (answer, error){
			"plain": func(k idempotency.Ticket, do func(*sqldb.Tx) (answer, error)) (answer, error) {
				return idempotency.Once(t.Context(), db, k, do)
			},
			"sealed": func(k idempotency.Ticket, do func(*sqldb.Tx) (answer, error)) (answer, error) {
				return idempotency.OnceSealed(t.Context(), desk, k, do)
			},
		} {
			test(t, &work{t: t, db: db, desk: desk, name: name, once: once})
		}
	}, idempotency.Schema(), secret.Schema())
}

type work struct {
	t    *testing.T
	db   *sqldb.DB
	desk idempotency.Desk
	name string
	once func(idempotency.Ticket, func(*sqldb.Tx) (answer, error)) (answer, error)
}

func (w *work) ticket(token string, request byte) idempotency.Ticket {
	return idempotency.Ticket{Account: "1", Catalog: "AWS", Operation: w.name, Token: token, Request: [32]byte{request}}
}

// do notes the work, and answers how often it was noted.
func (w *work) do(token string) func(tx *sqldb.Tx) (answer, error) {
	return func(tx *sqldb.Tx) (a answer, err error) {
		a.Name = "Hanako Sato"
		if _, err := tx.Exec(`INSERT INTO done (token, name) VALUES (?, ?)`, token, w.name); err != nil {
			return a, err
		}
		return a, tx.Row(`SELECT count(*) FROM done WHERE token = ? AND name = ?`, token, w.name).Scan(&a.N)
	}
}

func (w *work) done(token string) (n int) {
	w.t.Helper()
	if err := w.db.Row(w.t.Context(), `SELECT count(*) FROM done WHERE token = ? AND name = ?`, token, w.name).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestOneRequestSentManyTimesAtOnceIsDoneOnce(t *testing.T) {
	t.Parallel()
	does(t, func(t *testing.T, w *work) {
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				if a, err := w.once(w.ticket("t", 1), w.do("t")); err != nil || a != (answer{"Hanako Sato", 1}) {
					t.Errorf("%s: %+v %v", w.name, a, err)
				}
			})
		}
		all.Wait()
		if n := w.done("t"); n != 1 {
			t.Errorf("%s: done %d times", w.name, n)
		}
		if _, err := w.once(w.ticket("t", 2), w.do("t")); !fault.Is(err, fault.Conflict) || w.done("t") != 1 {
			t.Errorf("%s: another request with the token: %v", w.name, err)
		}
	})
}

func TestWithoutATokenEachRequestIsDone(t *testing.T) {
	t.Parallel()
	does(t, func(t *testing.T, w *work) {
		for n := range int64(2) {
			if a, err := w.once(w.ticket("", 1), w.do("")); err != nil || a.N != n+1 {
				t.Errorf("%s: %+v %v", w.name, a, err)
			}
		}
	})
}

func TestARefusalLeavesNothingAndMayBeTriedAgain(t *testing.T) {
	t.Parallel()
	does(t, func(t *testing.T, w *work) {
		refused := errors.New("refused")
		_, err := w.once(w.ticket("t", 1), func(tx *sqldb.Tx) (answer, error) {
			if a, err := w.do("t")(tx); err != nil {
				return a, err
			}
			return answer{}, refused
		})
		if !errors.Is(err, refused) || w.done("t") != 0 {
			t.Errorf("%s: %v", w.name, err)
		}
		if a, err := w.once(w.ticket("t", 1), w.do("t")); err != nil || a.N != 1 {
			t.Errorf("%s: tried again: %+v %v", w.name, a, err)
		}
	})
}

func TestASealedAnswerIsReadByNobodyElse(t *testing.T) {
	t.Parallel()
	does(t, func(t *testing.T, w *work) {
		if w.name == "plain" {
			return
		}
		if _, err := w.once(w.ticket("t", 1), w.do("t")); err != nil {
			t.Fatal(err)
		}
		var kept string
		if err := w.db.Row(t.Context(), `SELECT answer FROM client_token WHERE operation = ?`, w.name).Scan(&kept); err != nil || strings.Contains(kept, "Sato") {
			t.Errorf("%q %v", kept, err)
		}
		if a, seen, err := idempotency.Answered[answer](t.Context(), w.desk, w.ticket("t", 1)); !seen || a.N != 1 || err != nil {
			t.Errorf("%+v %v %v", a, seen, err)
		}
		// An answer that somebody moved to another ticket does not open there.
		if err := w.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			return w.ticket("u", 1).Keep(tx, []byte(kept))
		}); err != nil {
			t.Fatal(err)
		}
		if a, _, err := idempotency.Answered[answer](t.Context(), w.desk, w.ticket("u", 1)); err == nil {
			t.Errorf("moved, it reads %+v", a)
		}
	})
}
