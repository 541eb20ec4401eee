// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession_test

import (
	"io"
	"net/url"
	"strings"
	"testing"

	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/internal/websession"
)

func TestOtherSitesCannotWriteInAUsersName(t *testing.T) {
	t.Parallel()
	each(t, public, func(t *testing.T, s *stage) {
		for _, c := range []struct {
			name, method, body string
			headers            []string
			want               int
		}{
			{"same origin", "POST", "{}", nil, 200},
			{"same origin, charset", "POST", "{}", []string{"Content-Type", "application/json; charset=utf-8"}, 200},
			{"same origin, no body", "POST", "", nil, 200},
			{"same origin, delete", "DELETE", "", nil, 200},
			{"typed address", "GET", "", []string{"Sec-Fetch-Site", "none"}, 200},
			{"link of another site", "GET", "", []string{"Sec-Fetch-Site", "cross-site"}, 200},
			{"cross site", "POST", "{}", []string{"Sec-Fetch-Site", "cross-site"}, 403},
			{"same site, other origin", "POST", "{}", []string{"Sec-Fetch-Site", "same-site"}, 403},
			{"cross site delete", "DELETE", "", []string{"Sec-Fetch-Site", "cross-site"}, 403},
			{"cross site put", "PUT", "{}", []string{"Sec-Fetch-Site", "cross-site"}, 403},
			{"old browser, other origin", "POST", "{}", []string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, 403},
			{"old browser, null origin", "POST", "{}", []string{"Sec-Fetch-Site", "", "Origin", "null"}, 403},
			{"old browser, own origin", "POST", "{}", []string{"Sec-Fetch-Site", "", "Origin", public}, 200},
			{"own origin through a proxy", "POST", "{}", []string{"Sec-Fetch-Site", "cross-site", "Origin", public}, 200},
			{"program", "POST", "{}", []string{"Sec-Fetch-Site", ""}, 200},
			{"form", "POST", "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
			{"plain text", "POST", "{}", []string{"Content-Type", "text/plain"}, 415},
			{"no type", "POST", "{}", []string{"Content-Type", ""}, 415},
			{"broken type", "POST", "{}", []string{"Content-Type", "application/json; ="}, 415},
			{"very old form without fields", "POST", "", []string{"Sec-Fetch-Site", "", "Content-Type", "application/x-www-form-urlencoded"}, 415},
			{"nothing known", "POST", "", []string{"Sec-Fetch-Site", ""}, 415},
		} {
			b := s.browser()
			b.must(t, "ann@example.com")
			if w := b.on(0, c.method, "/api/central/x", c.body, c.headers...); w.Code != c.want {
				t.Errorf("%s: %d %s, want %d", c.name, w.Code, w.Body, c.want)
			}
			if w := s.browser().on(0, c.method, "/api/central/x", c.body, c.headers...); w.Code < 400 {
				t.Errorf("%s without a cookie: %d", c.name, w.Code)
			}
		}
	})
}

func TestARealmsPagesAreForItsUsersOnly(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		ann, sue := s.browser(), s.browser()
		ann.must(t, "ann@example.com")
		sue.must(t, "sue@example.com")
		if w := ann.on(0, "GET", "/api/central/x", ""); w.Code != 200 || w.Body.String() != "ann@example.com" {
			t.Errorf("ann: %d %s", w.Code, w.Body)
		}
		if w := sue.on(0, "GET", "/api/central/x", ""); w.Code != 403 || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("sue: %d %s", w.Code, w.Body)
		}
	})
}

func TestWhatIsNoSignInIsRefusedAndNeverA500(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		for _, body := range []string{"{", "[]", "null", `"x"`, `{"email":1}`, `{"email":{},"password":[]}`, `{"email":"` + strings.Repeat("x", 9<<10) + `"}`, "\xff", "{}", `{"Email":"a","EMAIL":"b"}`} {
			if w := s.browser().on(0, "POST", "/api/session", body); w.Code < 400 || w.Code >= 500 {
				t.Errorf("%.20q: %d %s", body, w.Code, w.Body)
			}
		}
		for _, cookie := range []string{"cosell=", "cosell=x; cosell=y", "cosell=" + strings.Repeat("z", 4000), "cosell=\x00", "=;;"} {
			b := s.browser()
			b.cookie = cookie
			b.wantIn(t, 0, false)
		}
	})
}

func TestADatabaseThatIsGoneSignsNobodyOut(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db, err := sqldb.Open(t.Context(), "sqlite:"+t.TempDir()+"/test.db", clk)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), sqldb.Ground(), websession.Schema(), secret.Schema()); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(local)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{db: db, clk: clk, central: &house{users: map[string]websession.Subject{"ann@example.com": {ID: "u1"}}}, connector: &house{}}
	s.node[0] = s.start(t, at)
	b := s.browser()
	b.must(t, "ann@example.com")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/session", "/api/central/x"} {
		w := b.on(0, "GET", path, "")
		body, err := io.ReadAll(w.Body)
		if err != nil || w.Code < 500 || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %s", path, w.Code, body)
		}
	}
}
