// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/clock"
	"cosell/internal/connector/keyset"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const kaede, harbor = "111122223333", "444455556666"

var key = ledger.Key{Account: kaede, Catalog: "AWS", Object: "Opportunity", Record: "OP-1"}

func schemas() []sqldb.Schema { return []sqldb.Schema{secret.Schema(), ledger.Schema()} }

func newLedger(t testing.TB, db *sqldb.DB) *ledger.Ledger {
	t.Helper()
	k, err := secret.ParseMasterKey(strings.Repeat("5a", 32))
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.Open(db, k)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.New(db, box, nil)
}

func inTx(t testing.TB, db *sqldb.DB, do func(*sqldb.Tx) error) {
	t.Helper()
	if err := db.InTx(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func TestAPairingIsRememberedAsItWasKept(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		l := newLedger(t, db)
		want := ledger.Pairing{Key: key, Name: "Deal", Opportunity: "O1", State: ledger.Parked, Share: plan.Share{Involvement: "Co-Sell", Visibility: "Full"},
			SharedBy: "s@kaede.example", SharedAt: clk.Now(), Review: "Submitted", AWSModified: "2026-11-20T09:00:00.000001Z", SyncedAt: clk.Now(),
			Problems: []catalogue.Violation{{Path: "Project.Title", Code: catalogue.RequiredFieldMissing, Message: "m"}},
			Parked:   []ledger.ParkedEdit{{Object: "Opportunity", Field: "NextStep", Path: "LifeCycle.NextSteps", Value: "x", Since: clk.Now()}},
			Base:     &plan.Base{CRM: mapping.Values{"Project.DeliveryModels": []string{"Resell"}, "Project.Title": "T"}, AWS: mapping.Values{}, Rounds: 2}}
		inTx(t, db, func(tx *sqldb.Tx) error { return l.Put(tx, want) })
		inTx(t, db, func(tx *sqldb.Tx) error {
			got, err := l.Pairing(tx, key)
			if err != nil || got.Opportunity != "O1" || got.State != ledger.Parked || len(got.Problems) != 1 || len(got.Parked) != 1 || got.Parked[0].Value != "x" ||
				got.Base.Rounds != 2 || !mapping.Same(got.Base.CRM["Project.DeliveryModels"], []string{"Resell"}) || !got.SyncedAt.Equal(want.SyncedAt) {
				t.Errorf("remembered %+v, %v", got, err)
			}
			if by, err := l.ByOpportunity(tx, kaede, "AWS", "O1"); err != nil || by.Key != key {
				t.Errorf("by opportunity: %+v %v", by.Key, err)
			}
			for name, look := range map[string]func() (ledger.Pairing, error){
				"another tenant":  func() (ledger.Pairing, error) { return l.ByOpportunity(tx, harbor, "AWS", "O1") },
				"another catalog": func() (ledger.Pairing, error) { return l.ByOpportunity(tx, kaede, "Sandbox", "O1") },
				"no opportunity":  func() (ledger.Pairing, error) { return l.ByOpportunity(tx, kaede, "AWS", "") },
			} {
				if _, err := look(); !errors.Is(err, ledger.ErrNone) {
					t.Errorf("%s: %v", name, err)
				}
			}
			return nil
		})
		twin := want
		twin.Record = "OP-2"
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { return l.Put(tx, twin) }); !errors.Is(err, sqldb.ErrDuplicate) {
			t.Errorf("a second record for the opportunity: %v", err)
		}
	}, schemas()...)
}

func TestAnOpenAttemptKeepsItsTokenAndBytes(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, schemas()...)
	l := newLedger(t, db)
	a := ledger.Attempt{Key: key, Operation: "CreateOpportunity", Token: ledger.NewToken(), Body: []byte(`{"exact":  "bytes"}`), LogID: "L"}
	inTx(t, db, func(tx *sqldb.Tx) error { return l.Open(tx, a) })
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { return l.Open(tx, a) }); !errors.Is(err, sqldb.ErrDuplicate) {
		t.Errorf("a second open attempt: %v", err)
	}
	clk.Advance(time.Hour)
	inTx(t, db, func(tx *sqldb.Tx) error { return l.Again(tx, a) })
	inTx(t, db, func(tx *sqldb.Tx) error {
		got, open, err := l.Attempt(tx, key, "CreateOpportunity")
		if err != nil || !open || got.Token != a.Token || !bytes.Equal(got.Body, a.Body) || got.Tries != 2 || !got.FirstAt.Equal(sqldbtest.Start) {
			t.Errorf("attempt: %+v %v %v", got, open, err)
		}
		if err := l.Close(tx, a); err != nil {
			return err
		}
		_, open, err = l.Attempt(tx, key, "CreateOpportunity")
		if open {
			t.Error("a closed attempt is open")
		}
		return err
	})
}

func TestPayloadsAndBasesStandSealed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "l.db")
	db, err := sqldb.Open(t.Context(), "sqlite:"+file, clock.NewManual(sqldbtest.Start))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), append([]sqldb.Schema{sqldb.Ground()}, schemas()...)...); err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, db)
	const canary = "canary@acme.example"
	d := doc.Doc{"Customer": doc.Doc{"Contacts": []any{doc.Doc{"Email": canary}}}}
	inTx(t, db, func(tx *sqldb.Tx) error {
		if _, err := l.Begin(tx, ledger.Entry{Key: key, Operation: "CreateOpportunity", Outcome: ledger.LogDone, Payload: d, Answer: d}); err != nil {
			return err
		}
		if err := l.Open(tx, ledger.Attempt{Key: key, Operation: "CreateOpportunity", Body: doc.Append(nil, d)}); err != nil {
			return err
		}
		return l.Put(tx, ledger.Pairing{Key: key, Base: &plan.Base{CRM: mapping.Values{"Customer.Contacts[].Email": canary}, AWS: mapping.Values{}}})
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + "-wal"} {
		text, err := os.ReadFile(name)
		if err == nil && bytes.Contains(text, []byte(canary)) {
			t.Errorf("%s holds the contact's address in clear", filepath.Base(name))
		}
	}
}

func TestTheLogTellsHowEachSyncEnded(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		l := newLedger(t, db)
		var first ledger.Entry
		for i := range 7 {
			if i%3 == 0 {
				clk.Advance(time.Minute) // three share an instant
			}
			inTx(t, db, func(tx *sqldb.Tx) error {
				outcome := ledger.LogDone
				if i == 0 {
					outcome = ledger.LogWaiting
				}
				e, err := l.Begin(tx, ledger.Entry{Key: key, Name: "Deal_" + strings.Repeat("x", i), Direction: ledger.ToAWS, Operation: "UpdateOpportunity", Outcome: outcome,
					Message: strings.Repeat("長", 40_000)})
				if i == 0 {
					first = e
				}
				return err
			})
		}
		inTx(t, db, func(tx *sqldb.Tx) error {
			left, err := l.Unfinished(tx, key)
			if err != nil || len(left) != 1 || left[0].ID != first.ID {
				t.Errorf("unfinished: %d %v", len(left), err)
			}
			first.Outcome, first.Attempts = ledger.LogFailed, 3
			return l.Finish(tx, first)
		})
		inTx(t, db, func(tx *sqldb.Tx) error {
			e, err := l.Entry(tx, kaede, first.ID)
			if err != nil || e.Outcome != ledger.LogFailed || e.Attempts != 3 || len([]rune(e.Message)) > 4001 {
				t.Errorf("the row: %s, %d attempts, %d characters, %v", e.Outcome, e.Attempts, len([]rune(e.Message)), err)
			}
			if _, err := l.Entry(tx, harbor, first.ID); !errors.Is(err, ledger.ErrNoEntry) {
				t.Errorf("another tenant reads the row: %v", err)
			}
			tally, err := l.Tally(tx, kaede)
			if tally[ledger.LogDone] != 6 || tally[ledger.LogFailed] != 1 {
				t.Errorf("tally: %v", tally)
			}
			return err
		})
		seen := map[string]bool{}
		f := ledger.Filter{Limit: 3}
		for {
			page, err := l.List(t.Context(), kaede, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Rows {
				seen[e.ID] = true
			}
			if page.Next == "" {
				break
			}
			f.Cursor = page.Next
		}
		if len(seen) != 7 {
			t.Errorf("the pages show %d of 7 rows", len(seen))
		}
		if _, err := l.List(t.Context(), harbor, f); !errors.Is(err, keyset.ErrCursor) {
			t.Errorf("a cursor of another tenant's list: %v", err)
		}
		for text, want := range map[string]int{"deal_xx": 5, "Deal%": 0, "OP-1": 7, "O9": 0} {
			if page, err := l.List(t.Context(), kaede, ledger.Filter{Text: text, Limit: 10}); err != nil || len(page.Rows) != want {
				t.Errorf("%q finds %d rows (%v), want %d", text, len(page.Rows), err, want)
			}
		}
	}, schemas()...)
}
