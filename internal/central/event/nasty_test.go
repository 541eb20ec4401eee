// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestEveryAnswerIsRetriableOrFinalAsEventBridgeHasIt(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk), newSink(t)
	for _, c := range []struct {
		status int
		state  event.State
		code   string
	}{
		{200, event.Delivered, ""}, {201, event.Delivered, ""}, {204, event.Delivered, ""}, {299, event.Delivered, ""},
		{300, event.Dead, "ERROR_FROM_TARGET"}, {302, event.Dead, "ERROR_FROM_TARGET"}, {400, event.Dead, "ERROR_FROM_TARGET"},
		{401, event.Waiting, "NO_PERMISSIONS"}, {402, event.Dead, "ERROR_FROM_TARGET"}, {403, event.Dead, "ERROR_FROM_TARGET"},
		{404, event.Dead, "ERROR_FROM_TARGET"}, {407, event.Waiting, "NO_PERMISSIONS"}, {408, event.Dead, "ERROR_FROM_TARGET"},
		{409, event.Waiting, "ERROR_FROM_TARGET"}, {410, event.Dead, "ERROR_FROM_TARGET"}, {429, event.Waiting, "THROTTLING"},
		{431, event.Dead, "ERROR_FROM_TARGET"}, {500, event.Waiting, "ERROR_FROM_TARGET"}, {503, event.Waiting, "ERROR_FROM_TARGET"},
		{599, event.Waiting, "ERROR_FROM_TARGET"},
	} {
		d.connect(s, event.Target{})
		s.status(c.status)
		d.clk.Advance(time.Millisecond)
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		if got := d.list()[0]; got.State != c.state || got.Code != c.code {
			t.Errorf("%d makes it %s %s (%s), want %s %s", c.status, got.State, got.Code, got.Message, c.state, c.code)
		}
	}
}

func TestATargetSaysWhenItWantsToBeCalledAgain(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk), newSink(t)
	d.connect(s, event.Target{})
	for header, want := range map[string]time.Duration{
		"120": 2 * time.Minute, clk.Now().Add(20 * time.Minute).Format(http.TimeFormat): 20 * time.Minute,
		"999999999999": time.Hour, "soon": 0, "-5": 0, "": 0, "12x": 0,
	} {
		s.answer = func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
			return false
		}
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		var found bool
		for _, got := range d.list(event.Waiting) {
			wait := got.Due.Sub(clk.Now())
			found = found || wait == want || want == 0 && wait > 0 && wait < 2*time.Second
		}
		if !found {
			t.Errorf("after %q no delivery waits for %s", header, want)
		}
	}
}

func TestOneTokenServesUntilItEndsIsRefusedOrItsConnectionChanges(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		send := func() {
			t.Helper()
			d.clk.Advance(time.Second)
			d.publish(opportunityUpdated(tenant, "O1"))
			d.work()
			if got := d.list()[0]; got.State != event.Delivered || got.Attempts != 1 {
				t.Fatalf("the delivery is %+v", got)
			}
		}
		want := func(n int, when string) {
			t.Helper()
			if s.tokens != n {
				t.Errorf("%s %d tokens were fetched, want %d", when, s.tokens, n)
			}
		}
		send()
		send()
		want(1, "at first")
		d.clk.Advance(58 * time.Minute)
		send()
		want(1, "shortly before it ends")
		d.clk.Advance(time.Minute)
		send()
		want(2, "when it ends")
		var refused []string
		s.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if token := r.Header.Get("Authorization"); token == "Bearer token-2" {
				refused = append(refused, token)
				w.WriteHeader(http.StatusUnauthorized)
				return false
			}
			return true
		}
		send() // one attempt: refused, fresh token, taken
		want(3, "when it is refused")
		if len(refused) != 1 {
			t.Errorf("the refused token was sent %d times", len(refused))
		}
		d.connect(s, event.Target{})
		send()
		want(4, "when the connection changes")
	})
}

func TestATokenEndpointThatFailsIsRetriedAndLeaksNothing(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := impatientDesk(t, clk), newSink(t)
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	good := s.grant
	for name, c := range map[string]struct {
		grant http.HandlerFunc
		code  string
	}{
		"refuses the client": {answer(401, `canary-answer`), "NO_PERMISSIONS"},
		"wants another way":  {answer(400, `canary-answer`), "NO_PERMISSIONS"},
		"redirects":          {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, "NO_PERMISSIONS"},
		"created":            {answer(201, `{"access_token":"x"}`), "NO_PERMISSIONS"},
		"is busy":            {answer(429, ``), "THROTTLING"},
		"is down":            {answer(503, ``), "ERROR_FROM_TARGET"},
		"is not JSON":        {answer(200, `<html>canary-answer`), "ERROR_FROM_TARGET"},
		"has no token":       {answer(200, `{}`), "ERROR_FROM_TARGET"},
		"smuggles a header":  {answer(200, `{"access_token":"a\r\nX-Evil: 1"}`), "ERROR_FROM_TARGET"},
		"never ends": {func(w http.ResponseWriter, _ *http.Request) {
			for b := bytes.Repeat([]byte(" "), 1<<12); ; {
				if _, err := w.Write(b); err != nil {
					return
				}
			}
		}, "ERROR_FROM_TARGET"},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "CONNECTION_FAILURE"},
		"hangs": {func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // only then the server notices that the client is gone
			<-r.Context().Done()
		}, "TIMEOUT"},
	} {
		d.connect(s, event.Target{})
		s.mu.Lock()
		s.grant = c.grant
		s.mu.Unlock()
		d.clk.Advance(time.Millisecond)
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		got := d.list()[0]
		if got.State != event.Waiting || got.Code != c.code {
			t.Errorf("a token endpoint that %s: %s %s (%s), want %s", name, got.State, got.Code, got.Message, c.code)
		}
		if strings.Contains(got.Message, "canary") {
			t.Errorf("a token endpoint that %s shows itself: %s", name, got.Message)
		}
		s.mu.Lock()
		s.grant = good
		s.mu.Unlock()
		for id := got.ID; ; {
			one, err := d.Delivery(t.Context(), lead, id)
			if err != nil {
				t.Fatal(err)
			}
			if one.State == event.Delivered {
				break
			}
			if one.Attempts > 2 {
				t.Fatalf("after a token endpoint that %s: %+v", name, one)
			}
			d.clk.Set(one.Due)
			d.work()
		}
	}
}

func TestNastyTargetsEndInTimeWithTheirCode(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := impatientDesk(t, clk), newSink(t)
	secure := httptest.NewTLSServer(http.NotFoundHandler()) // its certificate is trusted by nobody
	t.Cleanup(secure.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	endless := func(w http.ResponseWriter, r *http.Request) bool {
		for b := make([]byte, 1<<12); r.Context().Err() == nil; {
			if _, err := w.Write(b); err != nil {
				break
			}
		}
		return false
	}
	drips := func(length string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Length", length)
			_, _ = w.Write([]byte("a"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return false
		}
	}
	for name, c := range map[string]struct {
		url    string
		answer func(http.ResponseWriter, *http.Request) bool
		state  event.State
		code   string
	}{
		"never answers": {"", func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return false }, event.Waiting, "TIMEOUT"},
		"hangs up":      {"", func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }, event.Waiting, "CONNECTION_FAILURE"},
		"redirects in a circle": {"", func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/events", http.StatusTemporaryRedirect)
			return false
		}, event.Dead, "ERROR_FROM_TARGET"},
		"never ends":         {"", endless, event.Delivered, ""},
		"drips ten gigabyte": {"", drips("10737418240"), event.Delivered, ""},
		"drips a kilobyte":   {"", drips("1000"), event.Delivered, ""},
		"speaks no HTTP":     {plain(t, "220 mail.example ESMTP\r\n"), nil, event.Waiting, "CONNECTION_FAILURE"},
		"sends endless headers": {plain(t, "HTTP/1.1 200 OK\r\n"+strings.Repeat("X: "+strings.Repeat("x", 1000)+"\r\n", 12_000)), nil,
			event.Waiting, "CONNECTION_FAILURE"},
		"has a certificate of its own": {secure.URL, nil, event.Waiting, "SDK_CLIENT_ERROR"},
		"speaks no TLS":                {strings.Replace(s.URL, "http:", "https:", 1), nil, event.Waiting, "SDK_CLIENT_ERROR"},
		"is not there":                 {closed.URL, nil, event.Waiting, "CONNECTION_FAILURE"},
		"has no name":                  {"http://nowhere.invalid/", nil, event.Waiting, "CONNECTION_FAILURE"},
	} {
		d.connect(s, event.Target{})
		if c.url != "" {
			if err := d.PutDestination(t.Context(), lead, event.Destination{Name: "crm", URL: c.url, Connection: "crm"}); err != nil {
				t.Fatal(err)
			}
		} else {
			s.mu.Lock()
			s.answer = c.answer
			s.mu.Unlock()
		}
		d.clk.Advance(time.Millisecond)
		d.publish(opportunityUpdated(tenant, "O1"))
		began := time.Now()
		d.work()
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("a target that %s holds a worker for %s, the limit is 2 s", name, took)
		}
		if got := d.list()[0]; got.State != c.state || got.Code != c.code {
			t.Errorf("a target that %s: %s %s (%s), want %s %s", name, got.State, got.Code, got.Message, c.state, c.code)
		}
	}
}

// plain answers every connection with the same bytes, without reading.
func plain(t *testing.T, answer string) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = c.Write([]byte(answer))
				_ = c.Close()
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestASlowTargetDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	clk := clock.System{}
	db := sqldbtest.SQLite(t, clk, schemas...)
	d := newDeskOn(t, db, clk, impatient)
	slow, fast := newSink(t), newSink(t)
	slow.answer = func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return false }
	for name, s := range map[string]*sink{"slow": slow, "fast": fast} {
		for _, err := range []error{
			d.PutConnection(t.Context(), lead, event.Connection{Name: name, TokenURL: s.URL + "/token", ClientID: "me", Secret: "canary-secret"}),
			d.PutDestination(t.Context(), lead, event.Destination{Name: name, URL: s.URL + "/events", Connection: name}),
			d.PutRule(t.Context(), lead, event.Rule{Name: name, Enabled: true, Pattern: `{"source":[{"prefix":"aws"}]}`,
				Targets: []event.Target{{ID: name, Destination: name}}}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	const n = 100
	arrived := make(chan struct{}, n)
	fast.answer = func(http.ResponseWriter, *http.Request) bool { arrived <- struct{}{}; return true }
	if err := d.jobs.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		d.publish(opportunityUpdated(tenant, fmt.Sprint("O", i)))
	}
	began := time.Now()
	for range n {
		select {
		case <-arrived:
		case <-time.After(60 * time.Second):
			t.Fatalf("only %d of %d events arrived at the healthy target", len(fast.got), n)
		}
	}
	// One by one behind the slow target, 100 events would take 100 x 2 s over 24 workers and more.
	t.Logf("%d events arrived in %s", n, time.Since(began))
	if err := d.jobs.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAStoppedNodeCountsNoAttempt(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk), newSink(t)
	d.connect(s, event.Target{})
	reached := make(chan struct{})
	s.answer = func(_ http.ResponseWriter, r *http.Request) bool { close(reached); <-r.Context().Done(); return false }
	d.publish(opportunityUpdated(tenant, "O1"))
	if err := d.jobs.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-reached
	stop, now := context.WithCancel(t.Context())
	now()
	_ = d.jobs.Stop(stop) // it says that it had to interrupt a job
	if got := d.only(); got.State != event.Waiting || got.Attempts != 0 {
		t.Errorf("after the stop: %+v", got)
	}
	s.status(http.StatusOK)
	again := newDesk(t, d.db, clk)
	again.work()
	clk.Advance(2 * time.Minute)
	again.work()
	if got := d.only(); got.State != event.Delivered || got.Attempts != 1 {
		t.Errorf("after the start: %+v", got)
	}
}

func TestJobsAreStoredAsTheyWereReleased(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk)
	want := `event.bury {"account":"","delivery":"","queue":""}` + "\n" + `event.deliver {"account":"","delivery":"","attempt":0}` +
		"\nevent.prune {}\n" + `event.replay {"account":"","replay":"","after":""}` + "\nevent.sweep {}"
	if got := strings.Join(d.jobs.Kinds(), "\n"); got != want {
		t.Errorf("jobs that wait in a database would not be understood any more:\n%s\nwant\n%s", got, want)
	}
}

func TestASecretIsStoredSealedOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		var sealed []byte
		err := d.db.View(t.Context(), func(tx *sqldb.Tx) error {
			return tx.Row(`SELECT secret FROM event_connection`).Scan(&sealed)
		})
		if err != nil || len(sealed) == 0 || bytes.Contains(sealed, []byte("canary-secret")) {
			t.Errorf("the stored secret is %q, %v", sealed, err)
		}
		c := event.Connection{Name: "crm", TokenURL: s.URL + "/token", ClientID: "me", Scope: "events"}
		if err := d.PutConnection(t.Context(), lead, c); err != nil { // keeps the secret
			t.Fatal(err)
		}
		list, err := d.Connections(t.Context(), lead, event.Window{})
		if err != nil || len(list.Items) != 1 || list.Items[0].Secret != "" || list.Items[0].Scope != "events" || list.Items[0].ClientIn != "header" {
			t.Errorf("connections are %+v, %v", list, err)
		}
		d.clk.Advance(time.Second)
		d.publish(opportunityUpdated(tenant, "O2"))
		d.work()
		if got := d.list()[0]; got.State != event.Delivered {
			t.Errorf("with the kept secret: %+v", got)
		}
	})
}
