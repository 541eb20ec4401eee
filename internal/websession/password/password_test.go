// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package password_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"cosell/internal/websession/password"
)

const plain = "correct horse battery staple 語"

func hash(t testing.TB, h *password.Hasher) string {
	t.Helper()
	s, err := h.Hash(t.Context(), plain)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyTheRightPasswordFits(t *testing.T) {
	t.Parallel()
	h := password.New(2)
	stored := hash(t, h)
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(stored, "horse") || stored == hash(t, h) {
		t.Errorf("stored as %s", stored)
	}
	for given, want := range map[string]bool{plain: true, plain + " ": false, "": false, strings.ToUpper(plain): false, plain + strings.Repeat("x", 5000): false} {
		right, old, err := h.Verify(t.Context(), stored, given)
		if right != want || old || err != nil {
			t.Errorf("%.40q: right %v, old %v, %v", given, right, old, err)
		}
	}
}

func TestAHashOfOtherParametersFitsAndIsOld(t *testing.T) {
	t.Parallel()
	// Published test vector of the argon2 command line tool: password "password", salt "somesalt", m=64 MiB, t=2, p=1.
	const stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	right, old, err := password.New(1).Verify(t.Context(), stored, "password")
	if !right || !old || err != nil {
		t.Errorf("right %v, old %v, %v", right, old, err)
	}
}

func TestWhatIsNoHashNeverFits(t *testing.T) {
	t.Parallel()
	h := password.New(2)
	good := hash(t, h)
	for _, stored := range []string{
		"", "x", plain, strings.Replace(good, "m=19456", "m=4000000", 1), strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1), good[:strings.LastIndex(good, "$")+1], good + "$",
		"$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + strings.Repeat("A", 43),
	} {
		if right, _, err := h.Verify(t.Context(), stored, plain); right || err != nil {
			t.Errorf("%q: right %v, %v", stored, right, err)
		}
	}
}

func TestTooManyAtOnceAreTurnedAwayAndTheRestIsServed(t *testing.T) {
	t.Parallel()
	h := password.New(1)
	stored := hash(t, h)
	var all sync.WaitGroup
	var mu sync.Mutex
	served, busy := 0, 0
	start := make(chan struct{})
	for range 200 {
		all.Go(func() {
			<-start
			right, _, err := h.Verify(t.Context(), stored, plain)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case right && err == nil:
				served++
			case errors.Is(err, password.ErrBusy):
				busy++
			default:
				t.Errorf("right %v, %v", right, err)
			}
		})
	}
	close(start)
	all.Wait()
	if served < 33 || busy == 0 {
		t.Errorf("served %d, turned away %d", served, busy)
	}
	if right, _, err := h.Verify(t.Context(), stored, plain); !right || err != nil {
		t.Errorf("afterwards: %v, %v", right, err)
	}
}

func TestWhoHasGoneIsNotServed(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	h := password.New(1)
	for range 20 { // a free slot and a gone caller are both ready: either may be taken, but the count must stay right
		if _, _, err := h.Verify(gone, "", plain); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
	if right, _, err := h.Verify(t.Context(), hash(t, h), plain); !right || err != nil {
		t.Errorf("afterwards: %v, %v", right, err)
	}
}

func TestANewPasswordHasEightCharactersOrMore(t *testing.T) {
	t.Parallel()
	for p, ok := range map[string]bool{"1234567": false, "12345678": true, "語語語語語語語語": true, strings.Repeat("x", 64): true, strings.Repeat("x", 1025): false, "1234567\xff": false} {
		if err := password.Check(p); (err == nil) != ok {
			t.Errorf("%.20q: %v", p, err)
		}
	}
	if _, err := password.New(1).Hash(t.Context(), "short"); err == nil {
		t.Error("hashed a short password")
	}
}

func BenchmarkVerify(b *testing.B) {
	h := password.New(1)
	stored := hash(b, h)
	for b.Loop() {
		if right, _, err := h.Verify(b.Context(), stored, plain); !right || err != nil {
			b.Fatal(right, err)
		}
	}
}

func BenchmarkVerifyUnknownUser(b *testing.B) {
	h := password.New(1)
	for b.Loop() {
		if right, _, err := h.Verify(b.Context(), "", plain); right || err != nil {
			b.Fatal(right, err)
		}
	}
}
