// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/portal"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

const desk = "/api/central/desk/"

func TestTheDeskDirectsAScenarioOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		checked := s.want(s.call(s.Reviewer, "POST", desk+"scenario-check", map[string]any{"text": "name: A B\n"}), 200)
		if list := checked.list("problems"); len(list) != 3 || list[0].(doc.Doc)["fixJa"] == "" {
			t.Errorf("checked: %s", checked.text)
		}
		refused := s.want(s.call(s.Reviewer, "POST", desk+"scenarios", map[string]any{"text": "name: A B\n"}), 422)
		if len(locations(refused)) != 3 {
			t.Errorf("refused: %s", refused.text)
		}
		s.want(s.call(s.Reviewer, "POST", desk+"scenarios", map[string]any{"name": "nothing"}), 422)
		started := s.want(s.call(s.Reviewer, "POST", desk+"scenarios", map[string]any{"name": "visibility-upgrade"}), 200)
		if started.str("titleJa") == "" || started.str("startedBy") != s.Reviewer.Name {
			t.Errorf("started: %s", started.text)
		}
		all := s.want(s.call(s.Reviewer, "GET", desk+"scenarios", nil), 200)
		if first := all.list("items")[0].(doc.Doc); first["name"] != "visibility-upgrade" || first["started"] != true || first["text"] != nil {
			t.Errorf("listed: %s", all.text)
		}
		one := s.want(s.call(s.Reviewer, "GET", desk+"scenarios/visibility-upgrade", nil), 200)
		if !strings.Contains(one.str("text"), "when: submitted") {
			t.Errorf("read: %s", one.text)
		}
		id := s.want(s.call(s.A.Lead, "POST", opportunities, with(s.complete(s.A), "submit", true)), 201).str("id")
		s.clk.Advance(2 * time.Minute)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		runs := s.want(s.call(s.Reviewer, "GET", desk+"runs?pageSize=10&filter=%7B%22tokens%22%3A%5B%7B%22property%22%3A%22scenario%22%2C%22operator%22%3A%22%3D%22%2C%22value%22%3A%22visibility-upgrade%22%7D%5D%7D", nil), 200)
		run := runs.list("items")[0].(doc.Doc)
		if run["opportunity"] != id || doc.Objects(run, "steps")[0]["state"] != "done" || doc.Objects(run, "steps")[1]["action"] != "side" {
			t.Errorf("runs: %s", runs.text)
		}
		s.want(s.call(s.Reviewer, "POST", desk+"scenarios/visibility-upgrade/stop", map[string]any{}), 200)
		s.want(s.call(s.Reviewer, "POST", desk+"scenarios/visibility-upgrade/stop", map[string]any{}), 404)
	})
}

func TestTheDeskTurnsQuirksAndReadsTheClockOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		on := s.want(s.call(s.Reviewer, "PUT", desk+"quirks/reads-lag", map[string]any{"on": true, "parameters": map[string]any{"milliseconds": "40"}}), 200)
		if on.body["on"] != true || doc.Objects(on.body, "parameters")[0]["value"] != "40" {
			t.Errorf("turned: %s", on.text)
		}
		s.want(s.call(s.Reviewer, "PUT", desk+"quirks/reads-lag", map[string]any{"on": true, "parameters": map[string]any{"milliseconds": "many"}}), 422)
		all := s.want(s.call(s.Reviewer, "GET", desk+"quirks", nil), 200)
		if first := all.list("items")[0].(doc.Doc); first["on"] != true || first["source"] == "" || first["whatJa"] == "" {
			t.Errorf("listed: %s", all.text)
		}
		now := s.want(s.call(s.Reviewer, "GET", desk+"clock", nil), 200)
		if now.body["movable"] != false {
			t.Errorf("clock: %s", now.text)
		}
		if r := s.want(s.call(s.Reviewer, "POST", desk+"clock", map[string]any{"by": "1 day"}), 409); r.str("code") != "state" {
			t.Errorf("moved: %s", r.text)
		}
		if r := s.want(s.call(s.Reviewer, "POST", desk+"clock", map[string]any{"by": "soon", "to": "x", "calendar": "FR"}), 422); len(locations(r)) != 3 {
			t.Errorf("moved by nonsense: %s", r.text)
		}
	})
}

func TestTheControlInterfaceTakesItsTokenAndNothingElse(t *testing.T) {
	t.Parallel()
	s := newStage(t, sqldbtest.SQLite, clock.NewManual(sqldbtest.Start))
	ask := func(handler http.Handler, header, path string) int {
		t.Helper()
		w := &answerOf{header: http.Header{}}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		handler.ServeHTTP(w, r)
		return w.status
	}
	control := s.portal.Control("secret")
	for _, c := range []struct {
		header, path string
		want         int
	}{
		{"Bearer secret", "/control/quirks", 200}, {"Bearer secret", "/control/opportunities", 200}, {"Bearer wrong", "/control/quirks", 401},
		{"", "/control/quirks", 401}, {"secret", "/control/quirks", 401}, {"Bearer secret", "/control/../opportunities", 404},
		{"Bearer secret", "/control/nothing", 404},
	} {
		if got := ask(control, c.header, c.path); got != c.want {
			t.Errorf("%q asks for %s: %d, want %d", c.header, c.path, got, c.want)
		}
	}
	if got := ask(s.portal.Control(""), "Bearer ", portal.ControlPath+"quirks"); got != 401 {
		t.Errorf("without a token the interface answers %d", got)
	}
}

// An answerOf keeps the status of an answer.
type answerOf struct {
	header http.Header
	status int
}

func (a *answerOf) Header() http.Header { return a.header }

func (a *answerOf) WriteHeader(status int) { a.status = status }

func (a *answerOf) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return len(p), nil
}
