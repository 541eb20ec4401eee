// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/telemetry"
)

type line struct {
	Msg, Request, Method, Path, Client, Level string
	Status, US                                int
}

func setup(t *testing.T, handle http.HandlerFunc) (http.Handler, *telemetry.Metrics, func() []line) {
	t.Helper()
	var out bytes.Buffer
	clk := clock.NewManual(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	m := telemetry.NewMetrics()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /things/{id}", func(w http.ResponseWriter, r *http.Request) {
		clk.Advance(1500 * time.Microsecond)
		handle(w, r)
	})
	m.Register(mux, "loopback")
	a := telemetry.Access{Door: "portal", Log: telemetry.NewLog(&out, "json", slog.LevelInfo, nil), Metrics: m, Clock: clk,
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		Failed:  func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "sorry", http.StatusInternalServerError) }}
	return a.Wrap(mux), m, func() (lines []line) {
		dec := json.NewDecoder(bytes.NewReader(out.Bytes()))
		for {
			var l line
			if err := dec.Decode(&l); errors.Is(err, io.EOF) {
				return lines
			} else if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, l)
		}
	}
}

func get(h http.Handler, path, from string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = from
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestARequestIsLoggedOnceWithItsOutcomeAndWithoutItsQuery(t *testing.T) {
	t.Parallel()
	var id string
	h, _, lines := setup(t, func(w http.ResponseWriter, r *http.Request) {
		id = telemetry.RequestID(r.Context())
		w.WriteHeader(http.StatusTeapot)
	})
	get(h, "/things/7?q="+canary, "192.0.2.7:999")
	all := lines()
	want := line{Msg: "request", Request: id, Method: "GET", Path: "/things/7", Client: "192.0.2.7", Level: "INFO", Status: 418, US: 1500}
	if len(all) != 1 || all[0] != want || id == "" {
		t.Errorf("logged %+v, want %+v", all, want)
	}
}

func TestAPanicIsAnAnswerAndALogLineWithTheSameRequestID(t *testing.T) {
	t.Parallel()
	h, _, lines := setup(t, func(http.ResponseWriter, *http.Request) { panic("ouch") })
	w := get(h, "/things/7", "192.0.2.7:999")
	if w.Code != 500 || strings.Contains(w.Body.String(), "ouch") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	all := lines()
	if len(all) != 2 || all[0].Msg != "handler panicked" || all[0].Request != all[1].Request || all[1].Status != 500 || all[1].Level != "WARN" {
		t.Errorf("logged %+v", all)
	}
}

func TestHalfAnAnswerIsCutOffRatherThanCompleted(t *testing.T) {
	t.Parallel()
	h, _, lines := setup(t, func(w http.ResponseWriter, _ *http.Request) {
		if _, err := io.WriteString(w, "half"); err != nil {
			t.Error(err)
		}
		panic("ouch")
	})
	defer func() {
		p := recover()
		if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("recovered %v, want ErrAbortHandler", p)
		}
		if n := len(lines()); n != 2 {
			t.Errorf("%d lines", n)
		}
	}()
	get(h, "/things/7", "192.0.2.7:999")
}

func TestTheClientIsThePeerUnlessABelievedProxyNamesAnother(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.7:1", "", "192.0.2.7"},
		{"192.0.2.7:1", "198.51.100.1", "192.0.2.7"},
		{"10.1.1.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.1.1.1:1", "203.0.113.9, 198.51.100.1, 10.2.2.2", "198.51.100.1"},
		{"10.1.1.1:1", "rubbish", "10.1.1.1"},
		{"10.1.1.1:1", "198.51.100.1, rubbish", "10.1.1.1"},
		{"10.1.1.1:1", "", "10.1.1.1"},
		{"[::ffff:10.1.1.1]:1", "2001:db8::1", "2001:db8::1"},
		{"[fe80::1%eth0]:1", "", "fe80::1"},
	} {
		var got netip.Addr
		h, _, _ := setup(t, func(_ http.ResponseWriter, r *http.Request) { got = telemetry.Client(r.Context()) })
		headers := []string{}
		if c.forwarded != "" {
			headers = []string{"X-Forwarded-For", c.forwarded}
		}
		get(h, "/things/7", c.peer, headers...)
		if got.String() != c.want {
			t.Errorf("%s with %q is %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestMetricsAreForThisMachineOnlyWhenSaidSo(t *testing.T) {
	t.Parallel()
	h, m, _ := setup(t, func(http.ResponseWriter, *http.Request) {})
	m.Operation("GetOpportunity", "ok", time.Millisecond)
	m.Job("sync", "done", time.Millisecond)
	m.Sync("toAws", "CreateOpportunity", "done")
	m.Quota("write", "day", 7, 10000)
	m.Gauge("sessions", "Open sessions.", func() float64 { return 3 })
	get(h, "/things/7", "192.0.2.7:999")
	get(h, "/unknown/"+canary, "192.0.2.7:999")
	if w := get(h, "/metrics", "192.0.2.7:999"); w.Code != 404 {
		t.Errorf("a stranger got %d", w.Code)
	}
	if w := get(h, "/metrics", "127.0.0.1:999", "X-Forwarded-For", "192.0.2.7"); w.Code != 404 {
		t.Errorf("a stranger behind a proxy got %d", w.Code)
	}
	page := get(h, "/metrics", "127.0.0.1:999").Body.String()
	for _, want := range []string{
		`cosell_http_request_seconds_count{door="portal",method="GET",route="GET /things/{id}",status="2xx"} 1`,
		`cosell_http_request_seconds_count{door="portal",method="GET",route="other",status="4xx"} 1`,
		`cosell_operation_seconds_count{operation="GetOpportunity",outcome="ok"} 1`, `cosell_job_seconds_count{kind="sync",outcome="done"} 1`,
		`cosell_sync_total{direction="toAws",operation="CreateOpportunity",outcome="done"} 1`,
		`cosell_quota_used{quota="write",window="day"} 7`, `cosell_quota_limit{quota="write",window="day"} 10000`, "cosell_sessions 3", "go_goroutines",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("missing %s", want)
		}
	}
	if strings.Contains(page, canary) {
		t.Error("text of a stranger is a label")
	}
	off := http.NewServeMux()
	m.Register(off, "off")
	if w := get(off, "/metrics", "127.0.0.1:999"); w.Code != 404 {
		t.Errorf("off answers %d", w.Code)
	}
}

func TestReadyNamesWhatFailsAndKeepsTheReasonToItself(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	health := telemetry.NewHealth(telemetry.NewLog(&out, "text", slog.LevelInfo, nil))
	mux := http.NewServeMux()
	health.Register(mux)
	health.Add("jobs", "No job is worked.", func(context.Context) error { return nil })
	if w := get(mux, "/readyz", "192.0.2.7:1"); w.Code != 200 || strings.TrimSpace(w.Body.String()) != `{"checks":{"jobs":{"ok":true}},"status":"ready"}` {
		t.Errorf("ready: %d %s", w.Code, w.Body)
	}
	health.Add("database", "The database does not answer.", func(context.Context) error { return errors.New("host db7 refused") })
	w := get(mux, "/readyz", "192.0.2.7:1")
	if want := `{"checks":{"database":{"ok":false,"trouble":"The database does not answer."},"jobs":{"ok":true}},"status":"unready"}`; w.Code != 503 || strings.TrimSpace(w.Body.String()) != want {
		t.Errorf("unready: %d %s", w.Code, w.Body)
	}
	if !strings.Contains(out.String(), "host db7 refused") {
		t.Error("the log does not say why")
	}
	if w := get(mux, "/healthz", "192.0.2.7:1"); w.Code != 200 {
		t.Errorf("alive: %d", w.Code)
	}
	health.Drain()
	if w := get(mux, "/readyz", "192.0.2.7:1"); w.Code != 503 || !strings.Contains(w.Body.String(), "draining") {
		t.Errorf("draining: %d %s", w.Code, w.Body)
	}
}

func TestACheckThatHangsFailsAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	health := telemetry.NewHealth(slog.New(slog.DiscardHandler))
	never := make(chan struct{})
	defer close(never)
	health.Add("stuck", "It hangs.", func(context.Context) error { <-never; return nil })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if results := health.Check(ctx); results["stuck"].OK || results["stuck"].Trouble != "It hangs." {
		t.Errorf("results %+v", results)
	}
}
