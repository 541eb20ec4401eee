// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package secret_test

import (
	"errors"
	"testing"

	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb/sqldbtest"
)

func TestABriefValueNeedsNoDatabaseAndOpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), secret.Schema())
	b := box(t, db, key(t, "a"))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	sealed, err := b.SealBrief(acme, place, []byte("after Müller"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.SealBrief(acme, place, []byte("after Müller"))
	if err != nil || string(again) == string(sealed) {
		t.Errorf("the same text is closed to the same bytes twice, %v", err)
	}
	if plain, err := b.OpenBrief(acme, place, sealed); err != nil || string(plain) != "after Müller" {
		t.Errorf("opened to %q, %v", plain, err)
	}
	wrong := func(what, tenant, where string, sealed []byte) {
		t.Helper()
		if plain, err := b.OpenBrief(tenant, where, sealed); !errors.Is(err, secret.ErrUnreadable) {
			t.Errorf("%s opened to %q, %v", what, plain, err)
		}
	}
	wrong("another tenant's", other, place, sealed)
	wrong("another place's", acme, place+"1", sealed)
	wrong("an empty value", acme, place, nil)
	for i := range sealed {
		damaged := append([]byte(nil), sealed...)
		damaged[i] ^= 1
		wrong("a damaged value", acme, place, damaged)
		wrong("a shortened value", acme, place, sealed[:i])
	}
}

func TestABriefValueOutlivesAChangeOfTheMasterKeyWhileTheOldOneIsGiven(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), secret.Schema())
	old := box(t, db, key(t, "a"))
	sealed, err := old.SealBrief(acme, place, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	both := box(t, db, key(t, "b"), key(t, "a"))
	if plain, err := both.OpenBrief(acme, place, sealed); err != nil || string(plain) != "x" {
		t.Errorf("opened to %q, %v", plain, err)
	}
	if sealed, err = both.SealBrief(acme, place, []byte("y")); err != nil {
		t.Fatal(err)
	}
	if plain, err := old.OpenBrief(acme, place, sealed); !errors.Is(err, secret.ErrUnreadable) {
		t.Errorf("the old key opened what the new one closed: %q, %v", plain, err)
	}
}
