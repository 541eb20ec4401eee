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
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/portal"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/pages"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/websession"
	"cosell/internal/websession/password"
)

const (
	kaede  = "111122223333"
	harbor = "444455556666"
	phrase = "correct horse battery"
)

// A stage is a connector with its pages' endpoints, served over HTTP with sessions.
type stage struct {
	t       *testing.T
	clk     *clock.Manual
	jobs    *jobq.Jobs
	crm     *embedded.Room
	central *remotetest.Central
	portal  *portal.Portal
	server  *httptest.Server
	log     bytes.Buffer
	clients map[string]*http.Client
}

func schemas() []sqldb.Schema {
	return []sqldb.Schema{jobq.Schema(), secret.Schema(), websession.Schema(), embedded.Schema(), ledger.Schema()}
}

func newStage(t *testing.T, db *sqldb.DB, clk *clock.Manual) *stage {
	t.Helper()
	s := &stage{t: t, clk: clk, central: remotetest.New(t, clk), clients: map[string]*http.Client{}}
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	key, err := secret.ParseMasterKey(strings.Repeat("5a", 32))
	must(t, err)
	box, err := secret.Open(db, key)
	must(t, err)
	m, err := mapping.New(mapping.Standard(), embedded.Objects())
	must(t, err)
	var room *sync.Room
	s.jobs = jobq.New(db, clk, log)
	s.crm = embedded.New(db, box, func(tx *sqldb.Tx, account string, c crm.Change) error { return room.Changed(tx, account, c) })
	l := ledger.New(db, box, func(tx *sqldb.Tx, k ledger.Key, st ledger.State, review string) error {
		return s.crm.Mark(tx, k.Account, k.Object, k.Record, string(st), review)
	})
	room = sync.New(sync.Config{DB: db, Clock: clk, Jobs: s.jobs, Ledger: l, Mapping: m, Log: log,
		Tenants: []sync.Tenant{{Account: kaede, CRM: s.crm.Tenant(kaede), Remote: s.central.Client(t)}}})
	hasher := password.New(2)
	hash, err := hasher.Hash(t.Context(), phrase)
	must(t, err)
	for _, u := range []embedded.User{{Account: kaede, Email: "seller@kaede.example", Name: "Midori", Role: embedded.Seller},
		{Account: kaede, Email: "ops@kaede.example", Name: "Takuya", Role: embedded.SalesOps}, {Account: harbor, Email: "ops@harbor.example", Name: "Dana", Role: embedded.SalesOps}} {
		_, err := s.crm.AddUser(t.Context(), u, hash)
		must(t, err)
	}
	s.server = httptest.NewUnstartedServer(nil)
	base := &url.URL{Scheme: "http", Host: s.server.Listener.Addr().String()}
	sessions, err := websession.New(db, log, websession.Settings{Idle: 12 * time.Hour, Absolute: 7 * 24 * time.Hour, BaseURL: base},
		s.crm.Realm(hasher, func(account string) string { return "Company " + account }, false))
	must(t, err)
	s.portal = portal.New(portal.Rooms{CRM: s.crm, Ledger: l, Sync: room, Jobs: s.jobs, Log: log, Poll: 5 * time.Minute})
	mux := http.NewServeMux()
	api, h := pages.New("Sessions", func([]byte) error { return nil })
	sessions.Register(api)
	mux.Handle("/api/session", h)
	mux.Handle("/api/connector/", s.portal.Handler())
	s.server.Config.Handler = sessions.Guard(mux)
	s.server.Start()
	t.Cleanup(s.server.Close)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// settle works what is due within some seconds.
func (s *stage) settle() {
	s.t.Helper()
	for range 40 {
		must(s.t, s.jobs.Drain(s.t.Context()))
		s.clk.Advance(time.Second)
	}
}

type reply struct {
	status int
	text   string
	body   doc.Doc
}

func (r reply) str(path string) string { return doc.Text(r.body, path) }

func (r reply) list(path string) []doc.Doc { return doc.Objects(r.body, path) }

// call makes a request as somebody, and wants a status.
func (s *stage) call(status int, email, method, path string, body any) reply {
	s.t.Helper()
	r := s.do(s.client(email), method, path, body)
	if r.status != status {
		s.t.Fatalf("%s %s answers %d, want %d: %s\nlog: %s", method, path, r.status, status, r.text, s.log.String())
	}
	return r
}

func (s *stage) client(email string) *http.Client {
	s.t.Helper()
	if c := s.clients[email]; c != nil {
		return c
	}
	jar, err := cookiejar.New(nil)
	must(s.t, err)
	c := &http.Client{Jar: jar}
	s.clients[email] = c
	if email != "" {
		if r := s.do(c, "POST", "/api/session", map[string]any{"email": email, "password": phrase}); r.status != 200 {
			s.t.Fatalf("sign-in of %s: %d %s", email, r.status, r.text)
		}
	}
	return c
}

func (s *stage) do(c *http.Client, method, path string, body any) reply {
	s.t.Helper()
	var text []byte
	if raw, is := body.(json.RawMessage); is {
		text = raw // as it stands, valid or not
	} else if body != nil {
		var err error
		text, err = json.Marshal(body)
		must(s.t, err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, bytes.NewReader(text))
	must(s.t, err)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.Do(req)
	must(s.t, err)
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	must(s.t, err)
	r := reply{status: res.StatusCode, text: string(answer)}
	if strings.HasSuffix(res.Header.Get("Content-Type"), "json") {
		r.body, err = doc.Parse(answer)
		must(s.t, err)
	}
	return r
}
