// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package staff_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
)

var home = netip.MustParseAddr("192.0.2.7")

// letters is how many letters the outbox of the first partner has.
func letters(t *testing.T, w *centraltest.World) int {
	t.Helper()
	all, err := w.Outbox.Latest(t.Context(), w.A.Account, 100)
	must(t, err)
	return len(all)
}

// drain has every job done that is due.
func drain(t *testing.T, w *centraltest.World) {
	t.Helper()
	must(t, w.Jobs.Drain(context.Background()))
}

func TestWhoForgotThePasswordIsMailedALink(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		must(t, w.Staff.Request(t.Context(), home, "  "+strings.ToUpper(w.A.User.Email)))
		drain(t, w)
		token := mailed(t, w, w.A.User.Email)
		if _, err := w.Staff.Use(t.Context(), token, "a new password"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Staff.Use(t.Context(), token, "another password"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the link is good a second time: %v", err)
		}
		must(t, w.Staff.Request(t.Context(), home, w.A.User.Email))
		drain(t, w)
		late := mailed(t, w, w.A.User.Email)
		clk.Advance(25 * time.Hour)
		if _, err := w.Staff.Read(t.Context(), late); !fault.Is(err, fault.NotFound) {
			t.Errorf("the link is good after a day: %v", err)
		}
	})
}

func TestNobodyLearnsWhichAddressesExist(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		gone := w.Person(identity.User{Account: w.A.Account, Email: "gone@alpha.example", FirstName: "Gone", LastName: "New", Role: identity.ACEUser})
		must(t, w.Identity.SetActive(t.Context(), w.A.Account, gone.Principal, false))
		invited, err := w.Staff.Invite(t.Context(), w.A.Lead, newcomer("invited", identity.ACEUser))
		must(t, err)
		before := letters(t, w)
		for _, email := range []string{"nobody@alpha.example", gone.Email, one(t, w, invited).Email} {
			if err := w.Staff.Request(t.Context(), home, email); err != nil {
				t.Errorf("%s: %v", email, err)
			}
		}
		drain(t, w)
		if got := letters(t, w); got != before {
			t.Errorf("%d letters were written", got-before)
		}
		for range 7 { // more than an address may have in a day
			must(t, w.Staff.Request(t.Context(), home, w.A.User.Email))
			drain(t, w)
		}
		if got := letters(t, w) - before; got != 5 {
			t.Errorf("%d letters were written to one address", got)
		}
		if err := w.Staff.Request(t.Context(), home, "no address"); !fault.Is(err, fault.Invalid) {
			t.Errorf("what is no address: %v", err)
		}
	})
}

func TestOneNetworkAsksForSoManyLinksADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ask := func(from string) error {
			return w.Staff.Request(t.Context(), netip.MustParseAddr(from), "nobody@alpha.example")
		}
		for range 100 {
			must(t, ask("2001:db8::1"))
		}
		if err := ask("2001:db8::2"); !fault.Is(err, fault.Throttled) {
			t.Errorf("the same network goes on: %v", err)
		}
		if err := ask("198.51.100.1"); err != nil {
			t.Errorf("another network: %v", err)
		}
		clk.Advance(25 * time.Hour)
		if err := ask("2001:db8::1"); err != nil {
			t.Errorf("the next day: %v", err)
		}
	})
}

func TestTheOperatorHandsOutALink(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for _, who := range []identity.Caller{w.A.Lead, w.Reviewer} {
			link, u, err := w.Staff.Issue(t.Context(), who.Email)
			must(t, err)
			if u.ID != who.Principal {
				t.Errorf("%s got the link of %s", who.Email, u.Email)
			}
			l, err := w.Staff.Use(t.Context(), link[strings.Index(link, "#")+1:], "a new password")
			if err != nil || l.User.ID != who.Principal {
				t.Errorf("%s: %+v, %v", who.Email, l, err)
			}
		}
		if _, _, err := w.Staff.Issue(t.Context(), "nobody@alpha.example"); !fault.Is(err, fault.NotFound) {
			t.Errorf("nobody: %v", err)
		}
		must(t, w.Identity.SetActive(t.Context(), w.A.Account, w.A.User.Principal, false))
		if _, _, err := w.Staff.Issue(t.Context(), w.A.User.Email); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("somebody shut out: %v", err)
		}
	})
}
