// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/outbound"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const tenant = "111111111111"

var lead = identity.Caller{Account: tenant, Role: identity.AllianceLead}

// schemas are the tables that a bus needs.
var schemas = []sqldb.Schema{secret.Schema(), jobq.Schema(), identity.Schema(), notice.Schema(), event.Schema()}

// A desk is a bus with its jobs, which run when work is called.
type desk struct {
	*event.Bus
	t        testing.TB
	db       *sqldb.DB
	clk      *clock.Manual
	jobs     *jobq.Jobs
	attempts []event.Attempt
	gone     int
}

func newDesk(t *testing.T, db *sqldb.DB, clk *clock.Manual) *desk {
	t.Helper()
	d := newDeskOn(t, db, clk, patient)
	d.clk = clk
	return d
}

// A desk waits for an answer as long as EventBridge does; one that is to lose patience does so soon.
const (
	patient   = 5 * time.Second
	impatient = 2 * time.Second
)

// impatientDesk is a desk for targets that never answer.
func impatientDesk(t *testing.T, clk *clock.Manual) *desk {
	t.Helper()
	d := newDeskOn(t, sqldbtest.SQLite(t, clk, schemas...), clk, impatient)
	d.clk = clk
	return d
}

func newDeskOn(t testing.TB, db *sqldb.DB, clk clock.Clock, limit time.Duration, more ...func(*event.Options)) *desk {
	t.Helper()
	key, err := secret.ParseMasterKey("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.Open(db, key)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	d := &desk{t: t, db: db, jobs: jobq.New(db, clk, log)}
	o := event.Options{DB: db, Jobs: d.jobs, Clock: clk, Secrets: box, Pages: page.NewTokens(box, clk),
		Client: outbound.New(outbound.Settings{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}), Log: log, Limit: limit,
		OnAttempt: func(a event.Attempt) { d.attempts = append(d.attempts, a) }, OnDiscard: func(n int) { d.gone += n }}
	for _, m := range more {
		m(&o)
	}
	d.Bus = event.New(o)
	return d
}

func (d *desk) publish(e event.Event) {
	d.t.Helper()
	err := d.db.InTx(context.Background(), func(tx *sqldb.Tx) error { return d.Publish(tx, e) })
	if err != nil {
		d.t.Fatal(err)
	}
}

// work does all jobs that are due.
func (d *desk) work() {
	d.t.Helper()
	if err := d.jobs.Drain(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// connect makes a rule for all Selling events with one target at s.
func (d *desk) connect(s *sink, target event.Target) {
	d.t.Helper()
	target.ID, target.Destination = "crm", "crm"
	for _, err := range []error{
		d.PutConnection(d.t.Context(), lead, event.Connection{Name: "crm", TokenURL: s.URL + "/token", ClientID: "me",
			Secret: "canary-secret"}),
		d.PutDestination(d.t.Context(), lead, event.Destination{Name: "crm", URL: s.URL + "/events", Connection: "crm"}),
		d.PutRule(d.t.Context(), lead, event.Rule{Name: "all", Enabled: true,
			Pattern: `{"source":["aws.partnercentral-selling"]}`, Targets: []event.Target{target}}),
	} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *desk) list(states ...event.State) []event.Delivery {
	d.t.Helper()
	p, err := d.Deliveries(d.t.Context(), lead, event.DeliveryQuery{States: states, Size: 100})
	if err != nil {
		d.t.Fatal(err)
	}
	return p.Items
}

// only is the one delivery that there is.
func (d *desk) only() event.Delivery {
	d.t.Helper()
	list := d.list()
	if len(list) != 1 {
		d.t.Fatalf("%d deliveries, want one", len(list))
	}
	return list[0]
}

// A sink is a destination with its token endpoint. answer and grant may be replaced by a test.
type sink struct {
	*httptest.Server
	mu     sync.Mutex
	tokens int      // handed out
	got    []string // ids of the events that were taken, in order
	bodies []string
	grant  http.HandlerFunc
	answer func(w http.ResponseWriter, r *http.Request) bool // says whether the event is taken
}

func newSink(t testing.TB) *sink {
	t.Helper()
	s := &sink{answer: func(http.ResponseWriter, *http.Request) bool { return true }}
	s.grant = func(w http.ResponseWriter, r *http.Request) {
		if id, secret, _ := r.BasicAuth(); id != "me" || secret != "canary-secret" || r.FormValue("grant_type") != "client_credentials" {
			http.Error(w, `{"error":"invalid_client"}`, http.StatusUnauthorized)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.tokens++
		_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"Bearer","expires_in":3600}`, s.tokens)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		grant := s.grant
		s.mu.Unlock()
		grant(w, r)
	})
	mux.HandleFunc("/events", s.receive)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *sink) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	s.mu.Lock()
	answer := s.answer
	s.mu.Unlock()
	if err != nil || !answer(w, r) {
		return
	}
	var e struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, e.ID)
	s.bodies = append(s.bodies, string(body))
}

// status answers each event with the next of the statuses, and with the last one from then on.
func (s *sink) status(statuses ...int) {
	n := 0
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = func(w http.ResponseWriter, _ *http.Request) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		code := statuses[min(n, len(statuses)-1)]
		n++
		w.WriteHeader(code)
		return code/100 == 2
	}
}

// each runs a test with a desk on both databases.
func each(t *testing.T, test func(*testing.T, *desk, *sink)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		test(t, newDesk(t, db, clk), newSink(t))
	}, schemas...)
}
