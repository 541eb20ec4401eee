// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/internal/telemetry"
	"cosell/internal/websession"
	"cosell/internal/websession/openid"
)

// A house is a realm of a test: users by email, with their passwords in the clear.
type house struct {
	mu      sync.Mutex
	users   map[string]websession.Subject
	asked   int
	changed map[string]string // passwords, by email
	shut    map[string]bool   // who may not be signed in, by email
	fails   error
}

// right is the password of somebody.
func (h *house) right(email string) string {
	if p, ok := h.changed[email]; ok {
		return p
	}
	return "right of " + email
}

func (h *house) realm(name string) websession.Realm {
	return websession.Realm{
		Name: name,
		Authenticate: func(_ context.Context, email, given string) (websession.Subject, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.asked++
			if u, ok := h.users[email]; ok && given == h.right(email) && h.fails == nil {
				return u, nil
			}
			if h.fails != nil {
				return websession.Subject{}, h.fails
			}
			return websession.Subject{}, websession.ErrWrong
		},
		Lookup: func(_ context.Context, id string) (websession.Subject, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			for email, u := range h.users {
				if u.ID == id && !h.shut[email] {
					return u, nil
				}
			}
			return websession.Subject{}, websession.ErrGone
		},
		ByEmail: func(_ context.Context, email string) (websession.Subject, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			u, ok := h.users[email]
			switch {
			case h.fails != nil:
				return websession.Subject{}, h.fails
			case !ok:
				return websession.Subject{}, websession.ErrWrong
			case h.shut[email]:
				return websession.Subject{}, websession.ErrGone
			}
			return u, nil
		},
		ChangePassword: func(_ context.Context, _, email, present, next string) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			if present != h.right(email) {
				return websession.ErrWrong
			}
			h.changed[email] = next
			return nil
		},
		SetLanguage: func(_ context.Context, id, language string) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			for email, u := range h.users {
				if u.ID == id {
					u.Language = language
					h.users[email] = u
				}
			}
			return nil
		},
	}
}

// A stage is one database with two nodes on it.
type stage struct {
	db                 *sqldb.DB
	clk                *clock.Manual
	central, connector *house
	node               [2]http.Handler
	sessions           *websession.Sessions
	second             string // whether codes are asked for at sign-in
	provider           *openid.Provider
	writing            sync.Mutex
	log                strings.Builder
}

// locked is the log of both nodes.
type locked struct{ *stage }

func (l locked) Write(p []byte) (int, error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	return l.log.Write(p)
}

func each(t *testing.T, base string, test func(*testing.T, *stage)) {
	t.Helper()
	eachWith(t, base, "", test)
}

func eachWith(t *testing.T, base, second string, test func(*testing.T, *stage)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		s := &stage{db: db, clk: clk, second: second,
			central: &house{changed: map[string]string{}, users: map[string]websession.Subject{
				"ann@example.com": {ID: "u1", Name: "Ann", Email: "ann@example.com", Role: "AllianceLead", Admin: true, Account: websession.Account{ID: "111111111111", Name: "Acme"}},
				"bob@example.com": {ID: "u2", Name: "Bob", Email: "bob@example.com", Role: "ACEUser", Account: websession.Account{ID: "111111111111", Name: "Acme"}},
			}},
			connector: &house{changed: map[string]string{}, users: map[string]websession.Subject{
				"sue@example.com": {ID: "s1", Name: "Sue", Email: "sue@example.com", Role: "Seller", Language: "ja", Features: []string{"operations"}},
			}},
		}
		at, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.node {
			s.node[i] = s.start(t, at)
		}
		test(t, s)
	}, websession.Schema(), secret.Schema())
}

func (s *stage) start(t *testing.T, at *url.URL) http.Handler {
	t.Helper()
	master, err := secret.ParseMasterKey(strings.Repeat("0f", 32))
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.Open(s.db, master)
	if err != nil {
		t.Fatal(err)
	}
	s.sessions, err = websession.New(s.db, telemetry.NewLog(locked{s}, "text", slog.LevelDebug, nil), websession.Settings{Idle: 8 * time.Hour, Absolute: 24 * time.Hour, BaseURL: at,
		Second: s.second, Box: box, Provider: s.provider},
		s.central.realm("central"), s.connector.realm("connector"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	config := huma.DefaultConfig("test", "1")
	config.CreateHooks, config.DocsPath, config.SchemasPath = nil, "", ""
	s.sessions.Register(humago.New(mux, config))
	mux.Handle("/api/central/", websession.Require("central", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, _ := websession.From(r.Context())
		if _, err := io.WriteString(w, who.Email); err != nil {
			t.Error(err)
		}
	})))
	access := telemetry.Access{Door: "portal", Log: slog.New(slog.DiscardHandler), Metrics: telemetry.NewMetrics(), Clock: s.clk,
		Failed: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }}
	return access.Wrap(s.sessions.Guard(mux))
}

// A browser keeps its cookie and says where its requests come from.
type browser struct {
	stage  *stage
	cookie string
	from   string
}

func (s *stage) browser() *browser { return &browser{stage: s, from: "192.0.2.1:5000"} }

func (b *browser) on(node int, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.RemoteAddr = b.from
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("User-Agent", "Test\x1b[31m/1")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if b.cookie != "" {
		r.Header.Set("Cookie", b.cookie)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.stage.node[node].ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookie = c.Name + "=" + c.Value
		if c.MaxAge < 0 {
			b.cookie = ""
		}
	}
	return w
}

func (b *browser) signIn(node int, email, given string) *httptest.ResponseRecorder {
	body, _ := json.Marshal(map[string]string{"email": email, "password": given})
	return b.on(node, "POST", "/api/session", string(body))
}

func (b *browser) must(t *testing.T, email string) {
	t.Helper()
	if w := b.signIn(0, email, "right of "+strings.ToLower(strings.TrimSpace(email))); w.Code != 200 {
		t.Fatalf("sign-in of %s: %d %s", email, w.Code, w.Body)
	}
}

func (b *browser) wantIn(t *testing.T, node int, in bool) {
	t.Helper()
	w := b.on(node, "GET", "/api/session", "")
	if w.Code != 200 || in != strings.Contains(w.Body.String(), `"user":{`) || !in && strings.TrimSpace(w.Body.String()) != b.stage.nobody() {
		t.Errorf("signed in: want %v, got %d %s", in, w.Code, w.Body)
	}
	if w := b.on(node, "GET", "/api/sessions", ""); in != (w.Code == 200) || !in && (w.Code != 401 || !strings.Contains(w.Body.String(), `"code":"signed-out"`)) {
		t.Errorf("signed in: want %v, but the list of sessions is %d %s", in, w.Code, w.Body)
	}
}

// nobody is the session of a browser without one.
func (s *stage) nobody() string {
	if s.provider != nil {
		return `{"provider":"` + s.provider.Name() + `"}`
	}
	return `{}`
}

const local, public = "http://127.0.0.1:8080", "https://cosell.example.com"

func TestSignInAnswersTheSessionAndSetsACookieForThisSiteOnly(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		local:  `^cosell=[\w-]{43}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax$`,
		public: `^__Host-cosell=[\w-]{43}; Path=/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax$`,
	} {
		each(t, base, func(t *testing.T, s *stage) {
			b := s.browser()
			w := b.signIn(0, " Sue@Example.COM ", "right of sue@example.com")
			const body = `{"realm":"connector","user":{"id":"s1","name":"Sue","email":"sue@example.com"},"role":"Seller","account":{"id":"","name":""},"language":"ja","features":["operations"]}`
			if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || got != body {
				t.Errorf("%d %s\nwant %s", w.Code, got, body)
			}
			if got := w.Header().Values("Set-Cookie"); len(got) != 1 || !matches(want, got[0]) {
				t.Errorf("cookies %q, want %s", got, want)
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Error("the answer may be stored")
			}
			if w := b.on(1, "GET", "/api/session", ""); strings.TrimSpace(w.Body.String()) != body {
				t.Errorf("the other node says %d %s", w.Code, w.Body)
			}
			b.must(t, "ann@example.com")
			if w := b.on(1, "GET", "/api/session", ""); !strings.Contains(w.Body.String(), `"realm":"central"`) || !strings.Contains(w.Body.String(), `"features":[]`) {
				t.Errorf("%s", w.Body)
			}
		})
	}
}

func TestATokenFromBeforeSignInIsWorthNothingAfterwards(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		b := s.browser()
		b.cookie = "cosell=chosen-by-a-stranger"
		b.must(t, "ann@example.com")
		if b.cookie == "cosell=chosen-by-a-stranger" {
			t.Fatal("the token was taken over")
		}
		old := *b
		b.must(t, "ann@example.com")
		old.wantIn(t, 1, false)
		b.wantIn(t, 1, true)
	})
}

func TestTheDatabaseHoldsNoTokenThatCouldBeUsed(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		b := s.browser()
		b.must(t, "ann@example.com")
		var stored, agent string
		err := s.db.View(t.Context(), func(tx *sqldb.Tx) error {
			return tx.Row(`SELECT token_hash || id || realm || user_id || client, agent FROM session`).Scan(&stored, &agent)
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(stored, strings.TrimPrefix(b.cookie, "cosell=")) {
			t.Error("the token is stored")
		}
		if agent != "Test/1" {
			t.Errorf("agent %q", agent)
		}
		b.cookie = "cosell=" + stored[:43]
		b.wantIn(t, 0, false)
	})
}

func TestASessionEndsWhenItIsNotUsedAndAtTheLatestAfterADay(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		idle, busy := s.browser(), s.browser()
		idle.must(t, "ann@example.com")
		busy.must(t, "bob@example.com")
		for range 3 {
			s.clk.Advance(7*time.Hour + 59*time.Minute)
			busy.wantIn(t, 1, true)
		}
		idle.wantIn(t, 0, false)
		s.clk.Advance(2 * time.Minute)
		busy.wantIn(t, 0, true)
		s.clk.Advance(time.Minute)
		busy.wantIn(t, 0, false)
	})
}

func TestUseIsNotedAtMostOnceAMinute(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		b := s.browser()
		b.must(t, "ann@example.com")
		seen := func() (us int64) {
			if err := s.db.View(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(`SELECT seen FROM session`).Scan(&us) }); err != nil {
				t.Fatal(err)
			}
			return us
		}
		first := seen()
		s.clk.Advance(59 * time.Second)
		b.wantIn(t, 0, true)
		if seen() != first {
			t.Error("written within the minute")
		}
		s.clk.Advance(time.Second)
		b.wantIn(t, 0, true)
		if seen() != first+time.Minute.Microseconds() {
			t.Error("not written after a minute")
		}
	})
}

func TestSignOutAndDisablingHoldOnAllNodesAtOnce(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		b := s.browser()
		b.must(t, "ann@example.com")
		before := *b
		if w := b.on(0, "DELETE", "/api/session", ""); w.Code != 204 || !strings.Contains(w.Header().Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("sign-out: %d %q", w.Code, w.Header().Get("Set-Cookie"))
		}
		before.wantIn(t, 1, false)
		if w := before.on(1, "DELETE", "/api/session", ""); w.Code != 204 {
			t.Errorf("sign-out of nobody: %d", w.Code)
		}
		b.must(t, "ann@example.com")
		s.central.mu.Lock()
		delete(s.central.users, "ann@example.com")
		s.central.mu.Unlock()
		b.wantIn(t, 1, false)
		if all, err := s.sessions.List(t.Context(), "central", "u1"); err != nil || len(all) != 0 {
			t.Errorf("left: %v, %v", all, err)
		}
	})
}

func TestAUserSeesAndEndsHisOwnSessionsAndNoOthers(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		desk, phone, bob := s.browser(), s.browser(), s.browser()
		phone.from = "[2001:db8::7]:5000"
		bob.must(t, "bob@example.com")
		phone.must(t, "ann@example.com")
		s.clk.Advance(time.Second)
		desk.must(t, "ann@example.com")
		var list struct {
			Items []struct {
				ID, Client, Agent string
				Current           bool
			}
		}
		if err := json.Unmarshal(desk.on(0, "GET", "/api/sessions", "").Body.Bytes(), &list); err != nil || len(list.Items) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		if !list.Items[0].Current || list.Items[1].Current || list.Items[1].Client != "2001:db8::7" || list.Items[1].Agent != "Test/1" {
			t.Errorf("%+v", list)
		}
		end := func(b *browser) int { return b.on(1, "DELETE", "/api/sessions/"+list.Items[1].ID, "").Code }
		if code := end(bob); code != 404 {
			t.Errorf("bob ended ann's session: %d", code)
		}
		phone.wantIn(t, 1, true)
		if code := end(desk); code != 204 {
			t.Errorf("ann: %d", code)
		}
		phone.wantIn(t, 0, false)
		phone.must(t, "ann@example.com")
		if w := desk.on(0, "DELETE", "/api/session?everywhere=true", ""); w.Code != 204 {
			t.Errorf("everywhere: %d", w.Code)
		}
		phone.wantIn(t, 1, false)
		bob.wantIn(t, 1, true)
		for _, path := range []string{"/api/sessions", "/api/central/x"} {
			if w := phone.on(0, "GET", path, ""); w.Code != 401 {
				t.Errorf("%s for nobody: %d", path, w.Code)
			}
		}
	})
}

func TestTheChosenLanguageIsKeptOnTheUser(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		b := s.browser()
		if w := b.on(0, "PATCH", "/api/session", `{"language":"ja"}`); w.Code != 401 {
			t.Errorf("nobody: %d", w.Code)
		}
		b.must(t, "ann@example.com")
		if w := b.on(0, "PATCH", "/api/session", `{"language":"ja"}`); w.Code != 200 || !strings.Contains(w.Body.String(), `"language":"ja"`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := b.on(1, "GET", "/api/session", ""); !strings.Contains(w.Body.String(), `"language":"ja"`) {
			t.Errorf("the other node: %s", w.Body)
		}
		if w := b.on(0, "PATCH", "/api/session", `{"language":"fr"}`); w.Code != 422 {
			t.Errorf("fr: %d", w.Code)
		}
	})
}

func matches(pattern, s string) bool { return regexp.MustCompile(pattern).MatchString(s) }
