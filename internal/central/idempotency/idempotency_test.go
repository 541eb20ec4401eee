// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package idempotency_test

import (
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestAnAnswerIsKeptForItsRequestAndNoOther(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		mine := idempotency.Ticket{Account: "1", Catalog: "AWS", Operation: "Create", Token: "t", Request: [32]byte{1}}
		keep := func(ticket idempotency.Ticket, answer string) error {
			return db.InTx(t.Context(), func(tx *sqldb.Tx) error { return ticket.Keep(tx, []byte(answer)) })
		}
		seen := func(ticket idempotency.Ticket) (answer string, found bool, err error) {
			err = db.View(t.Context(), func(tx *sqldb.Tx) error {
				text, ok, err := ticket.Seen(tx)
				answer, found = string(text), ok
				return err
			})
			return answer, found, err
		}
		if err := keep(mine, "first"); err != nil {
			t.Fatal(err)
		}
		if err := keep(mine, "second"); !errors.Is(err, sqldb.ErrDuplicate) {
			t.Errorf("kept twice: %v", err)
		}
		if answer, found, err := seen(mine); answer != "first" || !found || err != nil {
			t.Errorf("%q %v %v", answer, found, err)
		}
		for name, change := range map[string]func(*idempotency.Ticket){
			"account": func(x *idempotency.Ticket) { x.Account = "2" }, "catalog": func(x *idempotency.Ticket) { x.Catalog = "Sandbox" },
			"operation": func(x *idempotency.Ticket) { x.Operation = "Start" }, "token": func(x *idempotency.Ticket) { x.Token = "u" },
		} {
			other := mine
			change(&other)
			if _, found, err := seen(other); found || err != nil {
				t.Errorf("another %s is the same ticket: %v", name, err)
			}
		}
		other := mine
		other.Request = [32]byte{2}
		if _, _, err := seen(other); !fault.Is(err, fault.Conflict) {
			t.Errorf("another request with the token: %v", err)
		}
		if n, err := idempotency.Prune(t.Context(), db); n != 0 || err != nil {
			t.Errorf("pruned %d at once, %v", n, err)
		}
		clk.Advance(24 * time.Hour)
		if n, err := idempotency.Prune(t.Context(), db); n != 0 || err != nil {
			t.Errorf("pruned %d after a day, %v", n, err)
		}
		clk.Advance(idempotency.Retention)
		if n, err := idempotency.Prune(t.Context(), db); n != 1 || err != nil {
			t.Errorf("pruned %d at the end, %v", n, err)
		}
	}, idempotency.Schema())
}

func TestTheJobKeepsItsName(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, idempotency.Schema(), jobq.Schema())
	jobs := jobq.New(db, clk, slog.New(slog.DiscardHandler))
	idempotency.Schedule(jobs, db)
	if got := jobs.Kinds(); !slices.Equal(got, []string{"idempotency.prune {}"}) {
		t.Errorf("kinds %v: a stored job would not be found any more", got)
	}
}
