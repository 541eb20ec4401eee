// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"testing"
	"time"
)

func TestTheSampleWorldIsWhole(t *testing.T) {
	t.Parallel()
	w, err := Sample()
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Partners) != 2 || len(w.Accounts) != 12 || len(w.Deals) != 25 {
		t.Errorf("%d partners, %d accounts, %d deals; the README promises 2, 12 and 25", len(w.Partners), len(w.Accounts), len(w.Deals))
	}
	accounts, solutions := map[string]bool{}, map[string]bool{}
	for _, a := range w.Accounts {
		accounts[a.Key] = true
	}
	for _, s := range w.Solutions {
		solutions[s.ID] = true
	}
	for _, d := range w.Deals {
		if !accounts[d.Account] || !solutions[d.Solution] {
			t.Errorf("deal %q: account %q or solution %q is unknown", d.Name, d.Account, d.Solution)
		}
		if d.Problem == "" || d.Amount == "" || d.Stage == "" || d.Close <= 0 {
			t.Errorf("deal %q is not whole", d.Name)
		}
	}
	owners := map[string]bool{"": true}
	for _, s := range w.Sellers {
		owners[s.Email] = true
		if u, ok := Owner(s.Partner, s.Email); ok != (s.Central != "") || u.Email != s.Central {
			t.Errorf("CRM user %s is %q in Partner Central, want %q", s.Email, u.Email, s.Central)
		}
	}
	for _, d := range w.Deals {
		if !owners[d.Owner] {
			t.Errorf("deal %q: owner %q is no user of the CRM", d.Name, d.Owner)
		}
	}
	if _, ok := Owner(w.Partners[1].Account, w.Sellers[0].Email); ok {
		t.Error("a CRM user is known in another partner's account")
	}
	for _, c := range w.Contacts {
		if !accounts[c.Account] {
			t.Errorf("contact %s: account %q is unknown", c.Email, c.Account)
		}
	}
}

func TestTheSamplePastIsInOrderAndPast(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 0, 30, 0, 0, time.UTC)
	last := time.Time{}
	for _, h := range must().history(now) {
		if h.at.Before(last) || !h.at.Before(now) {
			t.Errorf("%q on %v: out of order or in the future", h.step.What, h.at)
		}
		last = h.at
	}
}
