// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/central/portal"
	"cosell/internal/central/quirk"
	"cosell/internal/central/quota"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/websession"
	"cosell/internal/websession/openid"
)

// A stage is Central with its pages' endpoints, served over HTTP with sessions.
type stage struct {
	*centraltest.World
	t       testing.TB
	clk     *clock.Manual
	portal  *portal.Portal
	server  *httptest.Server
	log     bytes.Buffer
	clients map[string]*http.Client // signed in, by mail address
}

type opening func(testing.TB, clock.Clock, ...sqldb.Schema) *sqldb.DB

func newStage(t testing.TB, open opening, clk *clock.Manual) *stage {
	t.Helper()
	return furnish(t, open(t, clk, schemas()...), clk)
}

func schemas() []sqldb.Schema { return append(centraltest.Schemas(), websession.Schema()) }

func furnish(t testing.TB, db *sqldb.DB, clk *clock.Manual, provider ...*openid.Provider) *stage {
	t.Helper()
	s := &stage{World: centraltest.New(t, db, clk), t: t, clk: clk, clients: map[string]*http.Client{}}
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	s.server = httptest.NewUnstartedServer(nil)
	base := &url.URL{Scheme: "http", Host: s.server.Listener.Addr().String()}
	settings := websession.Settings{Idle: 12 * time.Hour, Absolute: 7 * 24 * time.Hour, BaseURL: base, Second: websession.SecondOptional, Box: s.Box}
	for _, p := range provider {
		settings.Provider = p
	}
	sessions, err := websession.New(db, log, settings, s.Identity.Realm())
	if err != nil {
		t.Fatal(err)
	}
	quotas, err := quota.New(quota.Options{DB: db, Clock: clk, On: true})
	if err != nil {
		t.Fatal(err)
	}
	s.portal = portal.New(portal.Rooms{Sessions: sessions, Identity: s.Identity, Opportunities: s.Opportunities, Engagements: s.Engagements, Solutions: s.Solutions,
		Review: s.Desk, Events: s.Bus, Links: s.Links, Verifications: s.Verifications, Proposals: s.Proposals,
		Assistants: s.Assistants, Scenarios: s.Scenarios, Log: log, Quotas: quotas, Audit: s.Audit,
		Tasks: s.Tasks, Snapshots: s.Snapshots, Connections: s.Connections, Profiles: s.Profiles, Views: s.Views, Bulk: s.Bulk, Notices: s.Notices,
		Staff: s.Staff, Pipeline: s.Pipeline, Recommendations: s.Recommendations,
		Channels: s.Channels, Support: s.Support,
		Quirks: quirk.New(quirk.Options{DB: db, Clock: clk, Log: log, Bus: s.Bus})})
	s.server.Config.Handler = sessions.Guard(s.portal.Handler())
	s.server.Start()
	t.Cleanup(s.server.Close)
	return s
}

// A reply is what the server answered.
type reply struct {
	status int
	header http.Header
	text   string
	body   doc.Doc
}

// str is a value of the answer as text, by path.
func (r reply) str(path string) string {
	v, _ := doc.Get(r.body, path).(string)
	return v
}

// list is a list of the answer.
func (r reply) list(path string) []any {
	v, _ := doc.Get(r.body, path).([]any)
	return v
}

// client is a signed-in browser. An empty mail address is nobody.
func (s *stage) client(email string) *http.Client {
	s.t.Helper()
	if c := s.clients[email]; c != nil {
		return c
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	s.clients[email] = c
	if email != "" {
		r := s.do(c, "POST", "/api/session", map[string]any{"email": email, "password": centraltest.Password})
		if r.status != 200 {
			s.t.Fatalf("sign-in of %s: %d %s", email, r.status, r.text)
		}
	}
	return c
}

// call makes a request as somebody.
func (s *stage) call(who identity.Caller, method, path string, body any) reply {
	s.t.Helper()
	return s.do(s.client(who.Email), method, path, body)
}

func (s *stage) do(c *http.Client, method, path string, body any) reply {
	s.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case string:
		text = []byte(b)
	default:
		var err error
		if text, err = json.Marshal(b); err != nil {
			s.t.Fatal(err)
		}
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, bytes.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	r := reply{status: res.StatusCode, header: res.Header, text: string(answer)}
	if strings.HasSuffix(res.Header.Get("Content-Type"), "json") {
		if r.body, err = doc.Parse(answer); err != nil {
			s.t.Fatalf("%s %s answers %s: %v", method, path, answer, err)
		}
	}
	return r
}

// want checks a status.
func (s *stage) want(r reply, status int) reply {
	s.t.Helper()
	if r.status != status {
		s.t.Fatalf("answered %d, want %d: %s\nlog: %s", r.status, status, r.text, s.log.String())
	}
	return r
}
