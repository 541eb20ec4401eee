// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package assistant_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cosell/internal/central/assistant"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestATokenStandsForItsUserAsLongAsBothAreGood(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := centraltest.New(t, db, clk)
		token, text, err := w.Assistants.Issue(t.Context(), w.A.User, " Helper ", []string{"get_opportunity", "get_opportunity", "list_products"}, 2)
		if err != nil || token.Name != "Helper" || len(token.Scopes) != 2 {
			t.Fatalf("issued %+v, %v", token, err)
		}
		g, err := w.Assistants.Open(t.Context(), text)
		if err != nil || g.Caller.Email != w.A.User.Email || !g.May("get_opportunity") || g.May("list_opportunities") || g.May("review_queue") || g.May("") {
			t.Errorf("opened %+v, %v", g, err)
		}
		clk.Advance(time.Hour)
		if _, err := w.Assistants.Open(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		all, err := w.Assistants.Tokens(t.Context(), w.A.User)
		if err != nil || len(all) != 1 || !all[0].Used.Equal(clk.Now()) {
			t.Errorf("tokens %+v, %v", all, err)
		}
		if err := w.Identity.SetActive(t.Context(), w.A.Account, w.A.User.Principal, false); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Assistants.Open(t.Context(), text); !errors.Is(err, assistant.ErrNoToken) {
			t.Errorf("of a user who is gone: %v", err)
		}
		if err := w.Identity.SetActive(t.Context(), w.A.Account, w.A.User.Principal, true); err != nil {
			t.Fatal(err)
		}
		clk.Advance(48 * time.Hour)
		if _, err := w.Assistants.Open(t.Context(), text); !errors.Is(err, assistant.ErrNoToken) {
			t.Errorf("after its end: %v", err)
		}
	}, centraltest.Schemas()...)
}

func TestAUserHasAsManyTokensAsCanBeOverseen(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := centraltest.New(t, db, clk)
		issue := func(i int) error {
			_, _, err := w.Assistants.Issue(t.Context(), w.A.Lead, fmt.Sprint("Helper ", i), []string{"list_products"}, 1)
			return err
		}
		for i := range assistant.MostTokens {
			if err := issue(i); err != nil {
				t.Fatal(err)
			}
		}
		if err := issue(99); !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("one more: %v", err)
		}
		clk.Advance(25 * time.Hour)
		if err := issue(99); err != nil {
			t.Errorf("after the others ended: %v", err)
		}
	}, centraltest.Schemas()...)
}

func FuzzOpen(f *testing.F) {
	f.Add("cosell_mcp_AAAA")
	f.Add("cosell_mcp_\x00")
	f.Add("")
	w := centraltest.New(f, sqldbtest.SQLite(f, clock.NewManual(sqldbtest.Start), centraltest.Schemas()...), clock.NewManual(sqldbtest.Start))
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := w.Assistants.Open(t.Context(), text); !errors.Is(err, assistant.ErrNoToken) {
			t.Fatalf("%q is answered with %v", text, err)
		}
	})
}
