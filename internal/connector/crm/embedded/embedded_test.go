// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/crmtest"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/internal/websession"
)

const kaede, harbor = "111122223333", "444455556666"

func world(t *testing.T, db *sqldb.DB) crmtest.World {
	t.Helper()
	room := embedded.New(db, newBox(t, db), nil)
	return crmtest.World{CRM: room.Tenant(kaede), Other: room.Tenant(harbor),
		Seller: func(ctx context.Context, w crm.Write) (crm.Record, error) {
			return room.Save(ctx, embedded.User{Account: kaede, ID: "US-1", Email: "seller@kaede.example"}, w)
		}}
}

func TestTheEmbeddedCRMKeepsTheContractOnSQLite(t *testing.T) {
	t.Parallel()
	crmtest.Run(t, func(t *testing.T) crmtest.World {
		return world(t, sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), schemas()...))
	})
}

func TestTheEmbeddedCRMKeepsTheContractOnPostgreSQL(t *testing.T) {
	t.Parallel()
	crmtest.Run(t, func(t *testing.T) crmtest.World {
		return world(t, sqldbtest.Postgres(t, clock.NewManual(sqldbtest.Start), schemas()...))
	})
}

func TestPersonalDataStandsNowhereInTheDatabase(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	file := filepath.Join(t.TempDir(), "crm.db")
	db, err := sqldb.Open(t.Context(), "sqlite:"+file, clk)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), append([]sqldb.Schema{sqldb.Ground()}, schemas()...)...); err != nil {
		t.Fatal(err)
	}
	w := world(t, db)
	a, err := w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": "Acme"}})
	if err != nil {
		t.Fatal(err)
	}
	made, err := w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Contact, Fields: crm.Fields{"AccountId": a.ID, "FirstName": "Canaryfirst",
		"LastName": "Canarylast", "Email": "canary@acme.example", "Phone": "+81399990000"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.CRM.Read(t.Context(), crm.Contact, made.ID)
	if err != nil || got.Fields.Text("Email") != "canary@acme.example" {
		t.Fatalf("reads %v, %v", got.Fields, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + "-wal"} {
		text, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, canary := range []string{"anaryfirst", "anarylast", "anary@acme", "99990000"} {
			if bytes.Contains(text, []byte(canary)) {
				t.Errorf("%s holds %q in clear", filepath.Base(name), canary)
			}
		}
	}
}

func TestAReaderBehindThePrunedChangesIsTold(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, schemas()...)
	room := embedded.New(db, newBox(t, db), nil)
	crmOf := room.Tenant(kaede)
	newOne := func() {
		if _, err := crmOf.Upsert(t.Context(), crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": "A"}}); err != nil {
			t.Fatal(err)
		}
	}
	newOne()
	old, err := crmOf.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	newOne()
	clk.Advance(73 * time.Hour)
	newOne()
	if err := crmOf.Prune(t.Context(), clk.Now().Add(-72*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := crmOf.Changes(t.Context(), old, 10); !errors.Is(err, crm.ErrExpired) {
		t.Errorf("a cursor before the pruned changes: %v, want ErrExpired", err)
	}
	if left, err := crmOf.Changes(t.Context(), "", 10); err != nil || len(left) != 1 {
		t.Errorf("%d changes are kept (%v), want 1", len(left), err)
	}
}

func TestAChangeIsToldInItsOwnTransaction(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), schemas()...)
	no := errors.New("the queue is full")
	room := embedded.New(db, newBox(t, db), func(*sqldb.Tx, string, crm.Change) error { return no })
	if _, err := room.Tenant(kaede).Upsert(t.Context(), crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": "A"}}); !errors.Is(err, no) {
		t.Fatalf("the write answers %v", err)
	}
	if ids, err := room.Tenant(kaede).Scan(t.Context(), crm.Account, "", 5); err != nil || len(ids) != 0 {
		t.Errorf("a record whose change was not told is kept: %v %v", ids, err)
	}
}

func TestUsersSignInByAddress(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), schemas()...)
	room := embedded.New(db, newBox(t, db), nil)
	u, err := room.AddUser(t.Context(), embedded.User{Account: kaede, Email: "Seller@Kaede.example", Name: "Midori", Role: embedded.Seller}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	got, hash, err := room.UserByEmail(t.Context(), "seller@KAEDE.example")
	if err != nil || hash != "hash" || got.ID != u.ID || !got.Active {
		t.Errorf("found %+v %q %v", got, hash, err)
	}
	if _, err := room.AddUser(t.Context(), embedded.User{Account: harbor, Email: "seller@kaede.example", Role: embedded.Seller}, "x"); err == nil {
		t.Error("a second tenant takes the address")
	}
	if _, err := room.User(t.Context(), harbor, u.ID); !errors.Is(err, embedded.ErrNoUser) {
		t.Errorf("another tenant finds the user: %v", err)
	}

	realm := room.Realm(nil, func(account string) string { return "company " + account }, false)
	who, err := realm.ByEmail(t.Context(), "seller@kaede.example")
	if err != nil || who.ID != u.ID || who.Account.Name != "company "+kaede {
		t.Errorf("by address: %+v, %v", who, err)
	}
	if _, err := realm.ByEmail(t.Context(), "nobody@kaede.example"); !errors.Is(err, websession.ErrWrong) {
		t.Errorf("nobody's address: %v", err)
	}
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { _, err := tx.Exec(`UPDATE crm_user SET active = 0`); return err }); err != nil {
		t.Fatal(err)
	}
	if _, err := realm.ByEmail(t.Context(), "seller@kaede.example"); !errors.Is(err, websession.ErrGone) {
		t.Errorf("the address of somebody who was shut out: %v", err)
	}
}
