// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// An endpoint is an operation as the document lists it.
type endpoint struct{ id, method, path string }

// endpoints are all that are served, whoever adds them.
func (s *stage) endpoints() []endpoint {
	s.t.Helper()
	text, err := s.portal.Document()
	must(s.t, err)
	var d struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	must(s.t, json.Unmarshal(text, &d))
	var all []endpoint
	for path, methods := range d.Paths {
		for method, op := range methods {
			all = append(all, endpoint{op.OperationID, strings.ToUpper(method), path})
		}
	}
	slices.SortFunc(all, func(a, b endpoint) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return all
}

// body is something to send to an endpoint that takes something.
func (e endpoint) body() any {
	switch {
	case e.id == "createRecord", e.id == "updateRecord":
		return map[string]any{"fields": map[string]any{}}
	case e.method == http.MethodGet, e.id == "syncNow", e.id == "answer":
		return nil
	}
	return map[string]any{}
}

func TestWhoMayUseWhichEndpoint(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	_, id := s.deal(nil)
	s.call(202, seller, "POST", root+"/objects/Opportunity/records/"+id+"/share", map[string]any{})
	s.settle()
	row := doc.Text(s.call(200, ops, "GET", root+"/log", nil).list("items")[0], "id")
	personas := []struct{ name, email string }{{"nobody", ""}, {"seller", seller}, {"operations", ops}, {"other", rival}}
	var table strings.Builder
	fmt.Fprintf(&table, "%-16s", "operation")
	for _, p := range personas {
		fmt.Fprintf(&table, " %-10s", p.name)
	}
	for _, e := range s.endpoints() {
		path := strings.NewReplacer("{object}", "Opportunity", "records/{id}", "records/"+id, "log/{id}", "log/"+row).Replace(e.path)
		fmt.Fprintf(&table, "\n%-16s", e.id)
		for _, p := range personas {
			clk.Advance(time.Second) // so that no quota of AWS's is met
			fmt.Fprintf(&table, " %-10d", s.do(s.client(p.email), e.method, path, e.body()).status)
		}
	}
	got := []byte(regexp.MustCompile(` +\n`).ReplaceAllString(table.String()+"\n", "\n"))
	file := filepath.Join("testdata", "personas.txt")
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(file, got, 0o644))
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("who may use what is not as committed (%v): run this test with -update and read the diff\n%s", err, got)
	}
}

// leaked finds the words of libraries, databases and stacks, which no answer may have.
var leaked = regexp.MustCompile(`(?i)unmarshal|expected (string|number|integer|boolean|object|array|length|required|value)|validation failed|sql|goroutine|\.go:|invalid character|nil pointer|panic|cannot parse`)

func TestWhatCannotBeReadIsRefusedInOurOwnWords(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { whatCannotBeRead(t, newStage(t, db, clk)) }, schemas()...)
}

func whatCannotBeRead(t *testing.T, s *stage) {
	_, id := s.deal(nil)
	records := root + "/objects/Opportunity/records"
	filter := func(path, text string) string { return path + "?filter=" + url.QueryEscape(text) }
	for name, c := range map[string]struct {
		method, path string
		body         any
		status       int
		code         string
	}{
		"half a body":           {"POST", records, json.RawMessage(`{"fields":`), 400, "invalid"},
		"a member twice":        {"POST", records, json.RawMessage(`{"fields":{"Name":"a","Name":"b"}}`), 400, "invalid"},
		"a member in two cases": {"POST", records, json.RawMessage(`{"fields":{"Name":"a","name":"b"}}`), 400, "invalid"},
		"a list":                {"POST", records, json.RawMessage(`[]`), 400, "invalid"},
		"no fields":             {"POST", records, json.RawMessage(`{}`), 400, "invalid"},
		"wrong kinds":           {"POST", records, json.RawMessage(`{"fields":{"Name":{"a":1},"CloseDate":7,"DeliveryModels":"x","NationalSecurity":"maybe"}}`), 422, "invalid"},
		"an endless amount":     {"PUT", records + "/" + id, map[string]any{"version": "1", "fields": map[string]any{"Amount": "1e999999999"}}, 422, "invalid"},
		"a long text":           {"PUT", records + "/" + id, map[string]any{"version": "1", "fields": map[string]any{"Name": strings.Repeat("a", 256)}}, 422, "invalid"},
		"a strange id":          {"GET", records + "/%00%27--", nil, 404, "not-found"},
		"a strange object":      {"GET", root + "/objects/%27%20OR%201=1/records", nil, 404, "not-found"},
		"an unknown place":      {"GET", root + "/nothing", nil, 404, "not-found"},
		"an unknown method":     {"DELETE", records + "/" + id, nil, 404, "not-found"},
		"injection as property": {"GET", filter(records, `{"tokens":[{"property":"name' OR 1=1 --","operator":"=","value":"x"}]}`), nil, 400, "invalid"},
		"injection as sort":     {"GET", records + "?sort=name;DROP", nil, 400, "invalid"},
		"U+0000":                {"GET", filter(records, `{"tokens":[{"property":"name","operator":"=","value":"a\u0000"}]}`), nil, 400, "invalid"},
		"U+0000 in a field":     {"POST", records, json.RawMessage(`{"fields":{"Name":"a\u0000"}}`), 400, "invalid"},
		"log of no day":         {"GET", filter(root+"/log", `{"tokens":[{"property":"at","operator":"=","value":"2026-02-31"}]}`), nil, 400, "invalid"},
		"log by payload":        {"GET", filter(root+"/log", `{"tokens":[{"property":"payload","operator":"=","value":"x"}]}`), nil, 400, "invalid"},
		"log row":               {"GET", root + "/log/%27", nil, 404, "not-found"},
		"retry of nothing":      {"POST", root + "/log/none/retry", map[string]any{}, 404, "not-found"},
		"payload of nonsense":   {"POST", root + "/log/none/retry", json.RawMessage(`{"payload":"x"}`), 400, "invalid"},
		"share as nonsense":     {"POST", records + "/" + id + "/share", map[string]any{"involvement": "All", "visibility": "None"}, 422, "invalid"},
		"sync of an unshared":   {"POST", records + "/" + id + "/sync", nil, 409, "state"},
	} {
		r := s.do(s.client(ops), c.method, c.path, c.body)
		if r.status != c.status || r.str("code") != c.code {
			t.Errorf("%s answers %d %s, want %d %s", name, r.status, r.text, c.status, c.code)
		}
		if found := leaked.FindString(strings.ReplaceAll(r.text, "OR 1=1", "")); found != "" {
			t.Errorf("%s answers with %q: %s", name, found, r.text)
		}
		for _, e := range r.list("errors") {
			for _, member := range []string{"code", "message", "messageJa", "fixEn", "fixJa"} {
				if doc.Text(e, member) == "" {
					t.Errorf("%s leaves %s unsaid: %v", name, member, e)
				}
			}
		}
	}
	if bytes.Contains(s.log.Bytes(), []byte("level=ERROR")) {
		t.Errorf("the callers' faults are in the log as ours: %s", s.log.String())
	}
}

func TestAShutOutSellerIsOutAtOnce(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	s.call(200, seller, "GET", root+"/objects", nil)
	u, _, err := s.crm.UserByEmail(t.Context(), seller)
	must(t, err)
	must(t, s.crm.SetActive(t.Context(), u.Account, u.ID, false))
	s.call(401, seller, "GET", root+"/objects", nil)
	for _, email := range []string{seller, "nobody@kaede.example"} {
		if r := s.do(&http.Client{}, "POST", "/api/session", map[string]any{"email": email, "password": phrase}); r.status != 401 || r.str("code") != "wrong-password" {
			t.Errorf("%s signs in: %d %s", email, r.status, r.text)
		}
	}
}
