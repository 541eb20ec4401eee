// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/sqldb"
	"cosell/internal/websession/password"
)

func TestARefusalDoesNotTellWhetherTheUserExists(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		first := s.browser().signIn(0, "nobody@example.com", "x")
		for _, email := range []string{"ann@example.com", "sue@example.com", "", strings.Repeat("x", 400), "a\x00b"} {
			before := s.central.asked + s.connector.asked
			w := s.browser().signIn(0, email, "x")
			if w.Code != 401 || w.Body.String() != first.Body.String() || fmt.Sprint(w.Header()) != fmt.Sprint(first.Header()) {
				t.Errorf("%.20q: %d %s %v", email, w.Code, w.Body, w.Header())
			}
			if n := s.central.asked + s.connector.asked - before; n != 2 {
				t.Errorf("%.20q: %d realms were asked", email, n)
			}
		}
		if strings.Contains(s.log.String(), "@") {
			t.Errorf("the log has an address:\n%s", s.log.String())
		}
	})
}

func TestGuessingBecomesSlowerAndSlowerAlsoOnAnotherNode(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		b := s.browser()
		var waits []string
		for i := range 16 {
			for range 5 {
				w := b.signIn(i%2, "ann@example.com", "guess")
				if w.Code == 401 {
					if i > 0 {
						break
					}
					continue
				}
				if w.Code != 429 || !strings.Contains(w.Body.String(), `"code":"too-many"`) {
					t.Fatalf("%d %s", w.Code, w.Body)
				}
				t.Fatalf("round %d was refused too early", i)
			}
			w := b.signIn(i%2, "Ann@example.com", "right of ann@example.com")
			if w.Code != 429 {
				t.Fatalf("round %d: %d %s", i, w.Code, w.Body)
			}
			waits = append(waits, w.Header().Get("Retry-After"))
			wait, err := time.ParseDuration(waits[i] + "s")
			if err != nil {
				t.Fatal(err)
			}
			s.clk.Advance(wait)
		}
		if got := strings.Join(waits, " "); got != "1 2 4 8 16 32 64 128 256 512 900 900 900 900 900 900" {
			t.Errorf("waits %s", got)
		}
		b.must(t, "ann@example.com")
		if w := b.signIn(0, "ann@example.com", "typo"); w.Code != 401 {
			t.Errorf("a success did not forgive: %d", w.Code)
		}
		elsewhere := s.browser()
		elsewhere.from = "198.51.100.9:1"
		elsewhere.must(t, "ann@example.com")
	})
}

func TestManyGuessesAtOnceCannotSlipThrough(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() { s.browser().signIn(i%2, "ann@example.com", "guess") })
		}
		all.Wait()
		if s.central.asked != 5 {
			t.Errorf("%d guesses were looked at, want 5", s.central.asked)
		}
	})
}

func TestOneUserGuessedAtFromManyNetworksAndManyFromOneAreBothSlowed(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		for i := range 51 {
			b := s.browser()
			b.from = fmt.Sprintf("[2001:db8:0:%x::1]:9", i)
			if w := b.signIn(i%2, "ann@example.com", "guess"); (w.Code == 429) != (i == 50) {
				t.Fatalf("network %d: %d", i, w.Code)
			}
		}
		for i := range 101 {
			b := s.browser()
			b.from = fmt.Sprintf("[2001:db8:1:1::%x]:9", i)
			if w := b.signIn(i%2, fmt.Sprint("user", i), "guess"); (w.Code == 429) != (i == 100) {
				t.Fatalf("user %d: %d", i, w.Code)
			}
		}
		s.clk.Advance(25 * time.Hour)
		s.browser().signIn(0, "x", "y")
		var left int
		if err := s.db.View(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(`SELECT COUNT(*) FROM sign_in_limit`).Scan(&left) }); err != nil || left != 3 {
			t.Errorf("%d counts are left, %v; want those of the last attempt", left, err)
		}
	})
}

func TestWhatCouldNotBeDecidedDoesNotCountAgainstTheUser(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		for err, want := range map[error]int{password.ErrBusy: 429, sqldb.ErrUnavailable: 503, errors.New("host db7 is on fire"): 500} {
			s.central.fails = err
			for range 7 {
				if w := s.browser().signIn(0, "ann@example.com", "right of ann@example.com"); w.Code != want || strings.Contains(w.Body.String(), "db7") {
					t.Fatalf("%v: %d %s", err, w.Code, w.Body)
				}
			}
		}
		s.central.fails = nil
		s.browser().must(t, "ann@example.com")
	})
}
