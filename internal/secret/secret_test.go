// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package secret_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const (
	acme  = "111111111111"
	other = "222222222222"
	place = "access_key.secret/7"
)

func key(t testing.TB, digit string) secret.MasterKey {
	t.Helper()
	k, err := secret.ParseMasterKey(strings.Repeat(digit, 64))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func box(t testing.TB, db *sqldb.DB, master secret.MasterKey, also ...secret.MasterKey) *secret.Box {
	t.Helper()
	b, err := secret.Open(db, master, also...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func seal(t testing.TB, b *secret.Box, tenant, where, plain string) []byte {
	t.Helper()
	s, err := b.Seal(t.Context(), tenant, where, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantOpen(t *testing.T, b *secret.Box, tenant, where string, sealed []byte, want string) {
	t.Helper()
	plain, err := b.Open(t.Context(), tenant, where, sealed)
	if err != nil || string(plain) != want {
		t.Errorf("opened %q, %v; want %q", plain, err, want)
	}
}

func TestWhatIsSealedOpensOnEveryNodeAndAfterARestart(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		a := box(t, db, key(t, "a"))
		sealed := seal(t, a, acme, place, "hunter2")
		if bytes.Contains(sealed, []byte("hunter2")) || bytes.Equal(sealed, seal(t, a, acme, place, "hunter2")) {
			t.Error("the sealed value shows what is inside")
		}
		wantOpen(t, a, acme, place, sealed, "hunter2")
		wantOpen(t, box(t, db, key(t, "a")), acme, place, sealed, "hunter2")
		wantOpen(t, a, acme, place, seal(t, a, acme, place, ""), "")
	}, secret.Schema())
}

func TestAValueThatWasMovedOrDamagedIsRefused(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		b := box(t, db, key(t, "a"))
		sealed := seal(t, b, acme, place, "hunter2")
		seal(t, b, other, place, "x")
		for _, c := range []struct{ tenant, where string }{
			{acme, "access_key.secret/8"}, {acme, "contact.email/7"}, {other, place}, {"333333333333", place}, {acme + "a", place[1:]}, {acme[:11], acme[11:] + place},
		} {
			if p, err := b.Open(t.Context(), c.tenant, c.where, sealed); !errors.Is(err, secret.ErrUnreadable) || p != nil {
				t.Errorf("at %s %s: %q, %v", c.tenant, c.where, p, err)
			}
		}
		for i := range sealed {
			bad := bytes.Clone(sealed)
			bad[i] ^= 1
			if p, err := b.Open(t.Context(), acme, place, bad); !errors.Is(err, secret.ErrUnreadable) || p != nil {
				t.Errorf("byte %d changed: %q, %v", i, p, err)
			}
			if p, err := b.Open(t.Context(), acme, place, sealed[:i]); !errors.Is(err, secret.ErrUnreadable) || p != nil {
				t.Errorf("cut at %d: %q, %v", i, p, err)
			}
		}
	}, secret.Schema())
}

func TestAWrongOrMissingMasterKeyIsRefusedAtOnceWithoutShowingKeys(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		seal(t, box(t, db, key(t, "a")), acme, place, "hunter2")
		for name, k := range map[string]secret.MasterKey{"wrong": key(t, "b"), "missing": {}} {
			_, err := secret.Open(db, k)
			if !errors.Is(err, secret.ErrMasterKey) {
				t.Fatalf("%s key: %v", name, err)
			}
			if text := err.Error(); strings.Contains(text, "aaaaaaaa") || strings.Contains(text, "bbbbbbbb") {
				t.Errorf("%s key: the error shows a key: %s", name, text)
			}
		}
		if _, err := secret.Open(db, key(t, "b")); !strings.Contains(err.Error(), key(t, "a").ID()) {
			t.Errorf("the error does not name the key that is wanted: %v", err)
		}
	}, secret.Schema())
}

func TestTheFirstMasterKeyIsRememberedBeforeAnythingIsSealed(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		box(t, db, key(t, "a"))
		if _, err := secret.Open(db, key(t, "b")); !errors.Is(err, secret.ErrMasterKey) {
			t.Errorf("a second node with another key: %v", err)
		}
	}, secret.Schema())
}

func TestNodesThatSealFirstAtOnceAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		nodes := make([]*secret.Box, 8)
		for i := range nodes {
			nodes[i] = box(t, db, key(t, "a"))
		}
		sealed := make([][]byte, 4*len(nodes))
		var all sync.WaitGroup
		for i := range sealed {
			all.Go(func() {
				b, where := nodes[i%len(nodes)], fmt.Sprint("contact.email/", i)
				err := db.InTx(t.Context(), func(tx *sqldb.Tx) (err error) {
					if i%2 == 0 {
						return nil
					}
					sealed[i], err = b.SealTx(tx, acme, where, []byte(where))
					return err
				})
				if err == nil && i%2 == 0 {
					sealed[i], err = b.Seal(t.Context(), acme, where, []byte(where))
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for i, s := range sealed {
			wantOpen(t, nodes[(i+3)%len(nodes)], acme, fmt.Sprint("contact.email/", i), s, fmt.Sprint("contact.email/", i))
		}
		if n := keys(t, db, acme); n != 1 {
			t.Errorf("%d data keys, want one", n)
		}
	}, secret.Schema())
}

func keys(t *testing.T, db *sqldb.DB, tenant string) (n int) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT COUNT(*) FROM data_key WHERE account_id = ?`, tenant).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAKeyOfARolledBackTransactionIsNeverUsedAgain(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		b, boom := box(t, db, key(t, "a")), errors.New("boom")
		err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			s, err := b.SealTx(tx, acme, place, []byte("x"))
			if err != nil {
				return err
			}
			if plain, err := b.OpenTx(tx, acme, place, s); err != nil || string(plain) != "x" {
				t.Errorf("in the same transaction: %q, %v", plain, err)
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		sealed := seal(t, b, acme, place, "hunter2")
		wantOpen(t, box(t, db, key(t, "a")), acme, place, sealed, "hunter2")
	}, secret.Schema())
}

func TestRotationCanBeStoppedAndRunAgainWhileValuesStayReadable(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		old := box(t, db, key(t, "a"))
		sealed := map[string][]byte{}
		for i := range 230 {
			tenant := fmt.Sprintf("%012d", i)
			sealed[tenant] = seal(t, old, tenant, place, "of "+tenant)
		}
		both := box(t, db, key(t, "b"), key(t, "a"))
		// The master key of one row is lost in the middle: what was done until there stays done.
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`UPDATE data_key SET master = 'lost' WHERE account_id = ?`, "000000000150")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if n, err := both.Rotate(t.Context()); n != 100 || !errors.Is(err, secret.ErrMasterKey) {
			t.Fatalf("wrapped %d, %v; want 100 and an error", n, err)
		}
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`UPDATE data_key SET master = ? WHERE account_id = ?`, key(t, "a").ID(), "000000000150")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := secret.Open(db, key(t, "b")); !errors.Is(err, secret.ErrMasterKey) {
			t.Errorf("the new key alone in the middle of the rotation: %v", err)
		}
		both = box(t, db, key(t, "b"), key(t, "a"))
		if n, err := both.Rotate(t.Context()); n != 130 || err != nil {
			t.Fatalf("wrapped %d, %v; want the other 130", n, err)
		}
		now := box(t, db, key(t, "b"))
		for tenant, s := range sealed {
			wantOpen(t, now, tenant, place, s, "of "+tenant)
		}
		wantOpen(t, old, "000000000001", place, sealed["000000000001"], "of 000000000001") // in memory, as while running
		if _, err := secret.Open(db, key(t, "a")); !errors.Is(err, secret.ErrMasterKey) {
			t.Errorf("the old key after the rotation: %v", err)
		}
	}, secret.Schema())
}

func TestAForgottenTenantIsUnreadableOnAllNodesWithinAMinute(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		a, b := box(t, db, key(t, "a")), box(t, db, key(t, "a"))
		sealed, kept := seal(t, a, acme, place, "hunter2"), seal(t, a, other, place, "kept")
		wantOpen(t, b, acme, place, sealed, "hunter2")
		if err := a.Forget(t.Context(), acme); err != nil {
			t.Fatal(err)
		}
		clk.Advance(61 * time.Second)
		for _, n := range []*secret.Box{a, b, box(t, db, key(t, "a"))} {
			if p, err := n.Open(t.Context(), acme, place, sealed); !errors.Is(err, secret.ErrForgotten) {
				t.Errorf("opened %q, %v", p, err)
			}
		}
		wantOpen(t, b, other, place, kept, "kept")
		wantOpen(t, b, acme, place, seal(t, a, acme, place, "anew"), "anew")
		if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
			var wrapped []byte
			if err := tx.Row(`SELECT wrapped FROM data_key WHERE account_id = ? AND number = 1`, acme).Scan(&wrapped); err != nil {
				return err
			}
			if slices.Max(wrapped) != 0 {
				t.Error("the destroyed key is still in its row")
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}, secret.Schema())
}

func TestADataKeyIsChangedBeforeItsNoncesMayRepeat(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		first := seal(t, box(t, db, key(t, "a")), acme, place, "early")
		for i, used := range []int64{1<<32 - 1<<14, 1<<32 - 1<<14 + 1} {
			if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(`UPDATE data_key SET seals = ? WHERE account_id = ? AND number = 1`, used, acme)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			b := box(t, db, key(t, "a"))
			late := seal(t, b, acme, place, "late")
			if n := keys(t, db, acme); n != i+1 {
				t.Errorf("%d keys after %d seals, want %d", n, used, i+1)
			}
			wantOpen(t, b, acme, place, first, "early")
			wantOpen(t, b, acme, place, late, "late")
		}
	}, secret.Schema())
}

func TestABlockOfSealsIsTakenFromTheDatabaseWhenTheLastIsUsedUp(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), secret.Schema())
	b := box(t, db, key(t, "a"))
	for range 1<<14 + 1 {
		seal(t, b, acme, place, "x")
	}
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		var seals int
		err := tx.Row(`SELECT seals FROM data_key WHERE account_id = ?`, acme).Scan(&seals)
		if seals != 2<<14 {
			t.Errorf("%d seals are taken, want %d", seals, 2<<14)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

func TestRenewSealsUnderANewKeyAndKeepsTheOld(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		b := box(t, db, key(t, "a"))
		before := seal(t, b, acme, place, "before")
		if err := b.Renew(t.Context(), acme); err != nil {
			t.Fatal(err)
		}
		after := seal(t, b, acme, place, "after")
		if bytes.Equal(before[:5], after[:5]) {
			t.Error("both values name the same key")
		}
		wantOpen(t, b, acme, place, before, "before")
		wantOpen(t, b, acme, place, after, "after")
	}, secret.Schema())
}

func TestADatabaseThatIsGoneIsAnErrorAndNotAnUnreadableValue(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), secret.Schema())
	sealed := seal(t, box(t, db, key(t, "a")), acme, place, "x")
	fresh := box(t, db, key(t, "a"))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fresh.Open(gone, acme, place, sealed); err == nil || errors.Is(err, secret.ErrUnreadable) {
		t.Errorf("open: %v", err)
	}
	if _, err := fresh.Seal(gone, acme, place, nil); err == nil {
		t.Error("sealed without a key")
	}
}

func TestAnyBytesAreOpenedOrRefused(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, clock.NewManual(sqldbtest.Start), secret.Schema())
	b := box(t, db, key(t, "a"))
	rapid.Check(t, func(rt *rapid.T) {
		tenant, where := rapid.String().Draw(rt, "tenant"), rapid.String().Draw(rt, "where")
		plain := rapid.SliceOf(rapid.Byte()).Draw(rt, "plain")
		s, err := b.Seal(t.Context(), tenant, where, plain)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := b.Open(t.Context(), tenant, where, s); err != nil || !bytes.Equal(got, plain) {
			rt.Fatalf("%q, %v", got, err)
		}
		if _, err := b.Open(t.Context(), tenant, where, plain); err == nil {
			rt.Fatal("opened what was never sealed")
		}
	})
}

func TestSealedValuesLeaveNoPlainTextInTheDatabaseFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, err := sqldb.Open(t.Context(), "sqlite:"+dir+"/test.db", clock.NewManual(sqldbtest.Start))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), sqldb.Ground(), secret.Schema()); err != nil {
		t.Fatal(err)
	}
	b := box(t, db, key(t, "a"))
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		s, err := b.SealTx(tx, acme, place, []byte("CANARY-5511"))
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO data_key VALUES ('x', 1, ?, 'm', 0, 1, 0)`, s)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	seen := 0
	check := func() {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(dir + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte("CANARY-5511")) {
				t.Errorf("%s shows it", f.Name())
			}
			seen += len(text)
		}
	}
	check()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	check()
	if seen == 0 {
		t.Error("there was nothing to look through")
	}
}

func BenchmarkSeal3KB(b *testing.B) {
	x := box(b, sqldbtest.SQLite(b, clock.System{}, secret.Schema()), key(b, "a"))
	plain := make([]byte, 3<<10)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		if _, err := x.Seal(b.Context(), acme, place, plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen3KB(b *testing.B) {
	x := box(b, sqldbtest.SQLite(b, clock.System{}, secret.Schema()), key(b, "a"))
	sealed := seal(b, x, acme, place, strings.Repeat("x", 3<<10))
	b.SetBytes(int64(len(sealed)))
	for b.Loop() {
		if _, err := x.Open(b.Context(), acme, place, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
