// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/connector/ledger"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const account = "111122223333"

// reserve takes a call that may be made within a minute, and says when.
func reserve(t *testing.T, l *ledger.Ledger, published ledger.Limit) time.Time {
	t.Helper()
	at, wait, err := l.Reserve(t.Context(), account, published, ledger.Human, time.Minute)
	if err != nil || wait > 0 {
		t.Fatalf("reserve: wait %s, %v", wait, err)
	}
	return at
}

func TestALimitThatIsGivenHoldsInsteadOfThePublishedOne(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, ledger.Schema())
	l := ledger.New(db, nil, nil, ledger.Limit{Kind: ledger.Writes.Kind, Second: 3, Day: 4})
	for n := range 3 {
		if at := reserve(t, l, ledger.Writes); !at.Equal(clk.Now()) {
			t.Errorf("write %d of three in a second is made at %s", n+1, at)
		}
	}
	if at := reserve(t, l, ledger.Writes); at.Sub(clk.Now()) < time.Second {
		t.Errorf("the fourth write is made at %s, within the second of the first three", at)
	}
	_, wait, err := l.Reserve(t.Context(), account, ledger.Writes, ledger.Human, time.Minute)
	if err != nil || wait < 23*time.Hour {
		t.Errorf("the fifth write of a day with four waits %s, %v", wait, err)
	}
	err = db.View(t.Context(), func(tx *sqldb.Tx) error {
		u, err := l.Used(tx, account, ledger.Writes)
		if u.Second != 3 || u.Day != 4 || u.InDay != 4 {
			t.Errorf("the gauge shows %+v", u)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for range ledger.Reads.Second {
		reserve(t, l, ledger.Reads)
	}
	if at := reserve(t, l, ledger.Reads); at.Sub(clk.Now()) < time.Second {
		t.Error("the published limit of reads does not hold any more")
	}
}

func TestALimitThatWasLoweredHoldsAtOnce(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, ledger.Schema())
	high := ledger.New(db, nil, nil, ledger.Limit{Kind: ledger.Writes.Kind, Second: 5, Day: 100})
	for range 5 {
		reserve(t, high, ledger.Writes)
	}
	low := ledger.New(db, nil, nil)
	last := clk.Now()
	for range 3 {
		at := reserve(t, low, ledger.Writes)
		if at.Sub(last) < time.Second {
			t.Errorf("a write at %s comes %s after the one before", at, at.Sub(last))
		}
		last = at
	}
}
