// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cosell/internal/websession"
	"cosell/internal/websession/openid"
	"cosell/internal/websession/openid/openidtest"
)

// rely puts a provider beside the passwords of both nodes.
func (s *stage) rely(t *testing.T, idp *openidtest.Provider) {
	t.Helper()
	var err error
	s.provider, err = openid.New(openid.Config{Issuer: idp.Issuer(), Name: "Example ID", ClientID: openidtest.ClientID, Secret: openidtest.Secret,
		Redirect: public + websession.ReturnPath, Timeout: 2 * time.Second, Clock: s.clk})
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(public)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.node {
		s.node[i] = s.start(t, at)
	}
}

// by runs a test with a provider that people can sign in by.
func by(t *testing.T, second string, test func(*testing.T, *stage, *openidtest.Provider)) {
	t.Helper()
	eachWith(t, public, second, func(t *testing.T, s *stage) {
		idp := openidtest.New(t, s.clk)
		s.rely(t, idp)
		test(t, s, idp)
	})
}

// keep takes over the cookies of an answer as a browser does.
func (b *browser) keep(w *httptest.ResponseRecorder) {
	jar := map[string]string{}
	for pair := range strings.SplitSeq(b.cookie, "; ") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			jar[name] = value
		}
	}
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(jar, c.Name)
		} else {
			jar[c.Name] = c.Value
		}
	}
	b.cookie = ""
	for name, value := range maps.All(jar) {
		b.cookie += name + "=" + value + "; "
	}
	b.cookie = strings.TrimSuffix(b.cookie, "; ")
}

// sent is an answer with its body.
type sent struct {
	*httptest.ResponseRecorder
	body map[string]any
}

func (b *browser) send(node int, method, path string, body map[string]string) sent {
	text := ""
	if method == "POST" {
		whole, _ := json.Marshal(body)
		text = string(whole)
	}
	w := b.on(node, method, path, text)
	b.keep(w)
	out := map[string]any{}
	_ = json.Unmarshal(w.Body.Bytes(), &out) // what is no JSON has no fields that a test could find
	return sent{w, out}
}

// leave begins to sign in and answers where the browser is sent, and the state.
func (b *browser) leave(t *testing.T, next string) (address, state string) {
	t.Helper()
	out := b.send(0, "POST", "/api/session/provider", map[string]string{"next": next})
	address, _ = out.body["address"].(string)
	u, err := url.Parse(address)
	if out.Code != 200 || err != nil {
		t.Fatalf("leave: %d %v", out.Code, out.body)
	}
	return address, u.Query().Get("state")
}

// comeBack returns with a code to another node than the one that was left.
func (b *browser) comeBack(code, state string) sent {
	return b.send(1, "POST", "/api/session/provider/return", map[string]string{"code": code, "state": state})
}

// through goes over the provider and back.
func (b *browser) through(t *testing.T, idp *openidtest.Provider) sent {
	t.Helper()
	address, state := b.leave(t, "/opportunities?sort=company")
	return b.comeBack(idp.Approve(t, address), state)
}

func TestWhomTheProviderVouchesForIsSignedInAndKnownAgain(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		b := s.browser()
		if out := b.send(0, "GET", "/api/session", nil); out.body["provider"] != "Example ID" {
			t.Errorf("offered: %v", out.body)
		}
		idp.Claims["email"] = "Ann@Example.COM"
		out := b.through(t, idp)
		if out.Code != 200 || out.body["next"] != "/opportunities?sort=company" || out.body["user"].(map[string]any)["id"] != "u1" {
			t.Fatalf("first: %d %v", out.Code, out.body)
		}
		b.wantIn(t, 0, true)

		idp.Claims = map[string]any{"sub": "sub-1", "email": "somebody-else@example.com"} // the name lasts, whatever the mail address
		s.clk.Advance(time.Hour)
		again := s.browser()
		if out := again.through(t, idp); out.Code != 200 || out.body["user"].(map[string]any)["id"] != "u1" {
			t.Fatalf("again: %d %v", out.Code, out.body)
		}
		security := again.send(0, "GET", "/api/session/security", nil).body
		linked := security["identities"].([]any)
		if len(linked) != 1 || security["provider"] != "Example ID" {
			t.Fatalf("linked: %v", security)
		}
		one := linked[0].(map[string]any)
		if one["issuer"] != idp.Issuer() || one["name"] != "Example ID" || one["email"] != "Ann@Example.COM" || one["made"] == one["seen"] {
			t.Errorf("linked: %v", one)
		}

		bob := s.browser()
		bob.must(t, "bob@example.com")
		id := one["id"].(string)
		if out := bob.send(0, "DELETE", "/api/session/identities/"+id, nil); out.Code != 404 {
			t.Errorf("somebody else's link was removed: %d", out.Code)
		}
		if out := s.browser().send(0, "DELETE", "/api/session/identities/"+id, nil); out.Code != 401 {
			t.Errorf("removed by nobody: %d", out.Code)
		}
		if out := again.send(0, "DELETE", "/api/session/identities/"+id, nil); out.Code != 204 {
			t.Errorf("remove: %d %v", out.Code, out.body)
		}
		if out := again.send(0, "DELETE", "/api/session/identities/"+id, nil); out.Code != 404 {
			t.Errorf("removed twice: %d", out.Code)
		}
		if out := s.browser().through(t, idp); out.Code != 403 || out.body["code"] != "identity-unverified" {
			t.Errorf("signed in by a removed link: %d %v", out.Code, out.body)
		}
	})
}

func TestWhoIsNotExactlyOneActiveUserIsToldWhoCanMendIt(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		s.central.shut = map[string]bool{"gone@example.com": true}
		s.central.users["gone@example.com"] = websession.Subject{ID: "u9"}
		s.central.users["book@example.com"] = websession.Subject{ID: "u7"}
		s.central.users["sue@example.com"] = websession.Subject{ID: "u8"} // in both realms
		for _, c := range []struct {
			name   string
			claims map[string]any
			want   string
		}{
			{"unverified", map[string]any{"email": "ann@example.com", "email_verified": false}, "identity-unverified"},
			{"nothing said of it", map[string]any{"email": "ann@example.com"}, "identity-unverified"},
			{"no address", map[string]any{"email_verified": true}, "identity-unverified"},
			{"unknown", map[string]any{"email": "eve@example.com", "email_verified": true}, "identity-unknown"},
			{"lookalike", map[string]any{"email": "ann@e\u212aample.com", "email_verified": true}, "identity-unknown"},
			{"lookalike that turns into it", map[string]any{"email": "boo\u212a@example.com", "email_verified": true}, "identity-unknown"},
			{"deactivated", map[string]any{"email": "gone@example.com", "email_verified": true}, "identity-shut"},
			{"two users", map[string]any{"email": "sue@example.com", "email_verified": true}, "identity-several"},
		} {
			idp.Claims = map[string]any{"sub": "sub of " + c.name}
			maps.Copy(idp.Claims, c.claims)
			b := s.browser()
			out := b.through(t, idp)
			if out.Code != 403 || out.body["code"] != c.want || len(out.body["detail"].(string)) < 40 {
				t.Errorf("%s: %d %v", c.name, out.Code, out.body)
			}
			b.wantIn(t, 0, false)
		}

		idp.Claims = map[string]any{"sub": "ann at the provider", "email": "ann@example.com", "email_verified": true}
		b := s.browser()
		if out := b.through(t, idp); out.Code != 200 {
			t.Fatalf("ann: %d %v", out.Code, out.body)
		}
		idp.Claims["sub"] = "who has the address now"
		if out := s.browser().through(t, idp); out.Code != 403 || out.body["code"] != "identity-other" {
			t.Errorf("an address that was given to somebody else: %d %v", out.Code, out.body)
		}
		idp.Claims["sub"] = "ann at the provider"
		s.central.shut["ann@example.com"] = true
		if out := s.browser().through(t, idp); out.Code != 403 || out.body["code"] != "identity-shut" {
			t.Errorf("linked, and deactivated since: %d %v", out.Code, out.body)
		}
		s.central.fails = errors.New("the realm is broken")
		idp.Claims["sub"] = "new"
		if out := s.browser().through(t, idp); out.Code != 500 {
			t.Errorf("a realm that is broken: %d %v", out.Code, out.body)
		}
	})
}

func TestOnlyTheBrowserThatLeftComesBackAndOnce(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		late := func(name string, out sent) {
			t.Helper()
			if out.Code != 401 || out.body["code"] != "provider-late" {
				t.Errorf("%s: %d %v", name, out.Code, out.body)
			}
		}
		b := s.browser()
		address, state := b.leave(t, "")
		mine := b.cookie
		code := idp.Approve(t, address)

		other := s.browser()
		late("another browser", other.comeBack(code, state))
		other.leave(t, "")
		late("another browser with an attempt of its own", other.comeBack(code, state))
		late("no state", b.comeBack(code, ""))
		late("another state", b.comeBack(code, "x"+state))
		for _, forged := range []string{"", "x", "AAAA", mine[:len(mine)-2], "__Host-cosell-attempt=" + strings.Repeat("A", 3000)} {
			other.cookie = forged
			late("forged cookie", other.comeBack(code, state))
		}

		if out := b.comeBack(code, state); out.Code != 200 || b.cookie == mine {
			t.Fatalf("the browser that left: %d %v", out.Code, out.body)
		}
		late("the same again", b.comeBack(code, state))
		b.cookie = mine // somebody who keeps what the browser forgets
		late("a code that was used", b.comeBack(code, state))

		b = s.browser()
		address, state = b.leave(t, "")
		code = idp.Approve(t, address)
		s.clk.Advance(11 * time.Minute)
		late("too late", b.comeBack(code, state))
	})
}

func TestACodeThatALyingProviderTakesTwiceIsStillOneBrowsers(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		idp.Tell(openidtest.Lie{Forgets: true})
		b, other := s.browser(), s.browser()
		address, state := b.leave(t, "")
		code := idp.Approve(t, address)
		if out := b.comeBack(code, state); out.Code != 200 {
			t.Fatalf("%d %v", out.Code, out.body)
		}
		_, own := other.leave(t, "")
		if out := other.comeBack(code, own); out.Code == 200 {
			t.Errorf("another attempt with the same code: %v", out.body)
		}
	})
}

func TestWhatTheProviderCannotOrWillNotSayIsToldApart(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		refused := func(want string, status int, how func(b *browser, code, state string) sent) {
			t.Helper()
			b := s.browser()
			address, state := b.leave(t, "")
			out := how(b, idp.Approve(t, address), state)
			if out.Code != status || out.body["code"] != want {
				t.Errorf("want %s: %d %v", want, out.Code, out.body)
			}
			if strings.Contains(b.cookie, "attempt") {
				t.Errorf("%s: the attempt is not over: %s", want, b.cookie)
			}
			b.wantIn(t, 0, false)
		}
		back := func(b *browser, more map[string]string) sent {
			return b.send(1, "POST", "/api/session/provider/return", more)
		}
		refused("provider-no", 401, func(b *browser, _, state string) sent {
			return back(b, map[string]string{"state": state, "error": "access_denied"})
		})
		refused("provider-no", 401, func(b *browser, _, state string) sent {
			return back(b, map[string]string{"state": state})
		})
		refused("provider-away", 503, func(b *browser, _, state string) sent {
			return back(b, map[string]string{"state": state, "error": "temporarily_unavailable"})
		})
		refused("provider-doubt", 401, func(b *browser, _, state string) sent {
			return back(b, map[string]string{"state": state, "error": "invalid_scope"})
		})
		refused("provider-doubt", 401, func(b *browser, code, state string) sent {
			return back(b, map[string]string{"state": state, "code": code, "iss": "https://evil.example"})
		})
		for _, lie := range []openidtest.Lie{{Algorithm: "none"}, {Algorithm: "HS256"}, {OtherKey: true}, {Claims: map[string]any{"nonce": "x"}},
			{Claims: map[string]any{"iss": "https://evil.example"}}, {Claims: map[string]any{"aud": "other"}}, {NoToken: true}} {
			refused("provider-doubt", 401, func(b *browser, code, state string) sent {
				idp.Tell(lie)
				defer func() { idp.Tell(openidtest.Lie{}) }()
				return b.comeBack(code, state)
			})
		}
		for _, lie := range []openidtest.Lie{{Down: true}, {Hangs: true}, {Endless: true}} {
			refused("provider-away", 503, func(b *browser, code, state string) sent {
				idp.Tell(lie)
				defer func() { idp.Tell(openidtest.Lie{}) }()
				return b.comeBack(code, state)
			})
		}
		if log := s.log.String(); strings.Contains(log, openidtest.Secret) || !strings.Contains(log, "nonce") && !strings.Contains(log, "another attempt") {
			t.Errorf("the log: %s", log)
		}
		idp.Tell(openidtest.Lie{Down: true})
		s.rely(t, idp)
		if out := s.browser().send(0, "POST", "/api/session/provider", map[string]string{}); out.Code != 503 || out.body["code"] != "provider-away" {
			t.Errorf("leaving for a provider that is down: %d %v", out.Code, out.body)
		}
	})
}

func TestWhoIsKnownAtOneProviderIsNobodyAtAnother(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		if out := s.browser().through(t, idp); out.Code != 200 {
			t.Fatalf("%d %v", out.Code, out.body)
		}
		another := openidtest.New(t, s.clk)
		s.rely(t, another)
		another.Claims = map[string]any{"sub": "sub-1", "email": "bob@example.com", "email_verified": true} // the name that ann has elsewhere
		b := s.browser()
		if out := b.through(t, another); out.Code != 200 || out.body["user"].(map[string]any)["id"] != "u2" {
			t.Errorf("%d %v", out.Code, out.body)
		}
		s.rely(t, idp)
		idp.Tell(openidtest.Lie{Claims: map[string]any{"iss": another.Issuer()}})
		if out := s.browser().through(t, idp); out.Code != 401 {
			t.Errorf("a token in another's name: %d %v", out.Code, out.body)
		}
	})
}

func TestASecondStepIsAskedForUnlessTheProviderHasAsked(t *testing.T) {
	t.Parallel()
	by(t, "required", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		b := s.browser()
		out := b.through(t, idp)
		if out.Code != 200 || out.body["pending"] != "enrol" || out.body["user"] != nil {
			t.Fatalf("an administrator: %d %v", out.Code, out.body)
		}
		if out := b.send(0, "GET", "/api/sessions", nil); out.Code != 401 {
			t.Errorf("in without the second step: %d", out.Code)
		}
		status, started := b.post("/api/session/factor", map[string]string{})
		if status != 200 {
			t.Fatalf("the provider's word is as good as the password: %d %v", status, started)
		}
		idp.Claims["amr"] = []string{"pwd", "mfa"}
		if out := b.through(t, idp); out.Code != 200 || out.body["pending"] != nil || out.body["user"] == nil {
			t.Errorf("with several factors: %d %v", out.Code, out.body)
		}
		b.wantIn(t, 0, true)
		idp.Claims = map[string]any{"sub": "bob at the provider", "email": "bob@example.com", "email_verified": true}
		if out := s.browser().through(t, idp); out.Code != 200 || out.body["pending"] != nil {
			t.Errorf("no administrator: %d %v", out.Code, out.body)
		}
	})
}

func TestNobodyIsLedToAnotherSite(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, idp *openidtest.Provider) {
		for next, want := range map[string]any{"/leads?x=%2F#part": "/leads?x=%2F#part", "": nil, "https://evil.example/": nil, "//evil.example/": nil, `/\evil.example`: nil,
			"leads": nil, "/\tevil": nil, "javascript:alert(1)": nil, "/" + strings.Repeat("x", 2000): nil} {
			b := s.browser()
			address, state := b.leave(t, next)
			if out := b.comeBack(idp.Approve(t, address), state); out.Code != 200 || out.body["next"] != want {
				t.Errorf("%.40q: %d %v", next, out.Code, out.body["next"])
			}
		}
	})
}

func TestTheAttemptIsSealedAndShort(t *testing.T) {
	t.Parallel()
	by(t, "", func(t *testing.T, s *stage, _ *openidtest.Provider) {
		w := s.browser().on(0, "POST", "/api/session/provider", `{"next":"/secretpage"}`)
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%v", cookies)
		}
		c := cookies[0]
		if c.Name != "__Host-cosell-attempt" || !c.HttpOnly || !c.Secure || c.Path != "/" || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 600 {
			t.Errorf("%+v", c)
		}
		if strings.Contains(c.Value, "secretpage") || len(c.Value) > 3000 {
			t.Errorf("not sealed: %s", c.Value)
		}
		if w := s.browser().on(0, "POST", "/api/session/provider", `{}`, "Sec-Fetch-Site", "cross-site"); w.Code != 403 {
			t.Errorf("begun by another site: %d", w.Code)
		}
	})
	each(t, local, func(t *testing.T, s *stage) {
		b := s.browser()
		if out := b.send(0, "GET", "/api/session", nil); out.body["provider"] != nil {
			t.Errorf("a provider where there is none: %v", out.body)
		}
		for _, path := range []string{"provider", "provider/return"} {
			if out := b.send(0, "POST", "/api/session/"+path, map[string]string{}); out.Code != 409 || out.body["code"] != "provider-off" {
				t.Errorf("%s: %d %v", path, out.Code, out.body)
			}
		}
	})
}
