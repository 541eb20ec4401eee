// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

// An endpoint is an operation as the document lists it.
type endpoint struct{ id, method, path string }

// endpoints are all below /api/central: what is served is tested, whoever adds it.
func (s *stage) endpoints() []endpoint {
	s.t.Helper()
	text, err := s.portal.Document()
	if err != nil {
		s.t.Fatal(err)
	}
	var d struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(text, &d); err != nil {
		s.t.Fatal(err)
	}
	var all []endpoint
	for path, methods := range d.Paths {
		for method, op := range methods {
			if strings.HasPrefix(path, "/api/central/") {
				all = append(all, endpoint{op.OperationID, strings.ToUpper(method), path})
			}
		}
	}
	slices.SortFunc(all, func(a, b endpoint) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return all
}

// body is something to send to an endpoint that takes something.
func (e endpoint) body() any {
	if e.method == http.MethodGet || e.method == http.MethodDelete {
		return nil
	}
	if e.id == "checkOpportunity" {
		return map[string]any{"moment": "create"}
	}
	return map[string]any{}
}

func (s *stage) person(account, name string, role identity.Role) identity.Caller {
	s.t.Helper()
	return s.Person(identity.User{Account: account, Email: name + "@alpha.example", FirstName: name, LastName: "Alpha", Role: role})
}

func TestWhoMayUseWhichEndpoint(t *testing.T) {
	t.Parallel()
	s := newStage(t, sqldbtest.SQLite, clock.NewManual(sqldbtest.Start))
	id := s.want(s.call(s.A.Lead, "POST", opportunities, with(s.complete(s.A), "submit", true)), 201).str("id")
	personas := []struct {
		name string
		who  identity.Caller
	}{
		{"nobody", identity.Caller{}}, {"lead", s.A.Lead}, {"team", s.person(s.A.Account, "team", identity.AllianceTeam)},
		{"manager", s.person(s.A.Account, "manager", identity.ACEManager)}, {"user", s.A.User}, {"admin", s.A.Admin},
		{"reviewer", s.Reviewer}, {"other", s.B.Lead},
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-22s", "operation")
	for _, p := range personas {
		fmt.Fprintf(&table, " %-8s", p.name)
	}
	for _, e := range s.endpoints() {
		fmt.Fprintf(&table, "\n%-22s", e.id)
		for _, p := range personas {
			path := strings.Replace(e.path, "{id}", id, 1)
			fmt.Fprintf(&table, " %-8d", s.call(p.who, e.method, path, e.body()).status)
		}
	}
	text := regexp.MustCompile(` +\n`).ReplaceAllString(table.String()+"\n", "\n")
	same(t, filepath.Join("testdata", "personas.txt"), []byte(text))
}

// leaked finds the words of libraries, databases and stacks, which no answer may have.
var leaked = regexp.MustCompile(`(?i)unmarshal|expected (string|number|integer|boolean|object|array|length|required|value)|validation failed|sql|goroutine|\.go:|invalid character|nil pointer|panic|cannot parse`)

func TestWhatCannotBeReadIsRefusedInOurOwnWords(t *testing.T) {
	t.Parallel()
	each(t, whatCannotBeRead)
}

func whatCannotBeRead(t *testing.T, s *stage) {
	id := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201).str("id")
	filter := func(text string) string { return opportunities + "?filter=" + url.QueryEscape(text) }
	deep := strings.Repeat(`{"a":`, 40) + `1` + strings.Repeat(`}`, 40)
	for name, c := range map[string]struct {
		method, path string
		body         any
		status       int
		code         string
	}{
		"half a body":            {"POST", opportunities, `{"document":`, 400, "invalid"},
		"a list":                 {"POST", opportunities, `[]`, 400, "invalid"},
		"nothing":                {"POST", opportunities, ``, 400, "invalid"},
		"a member twice":         {"POST", opportunities, `{"submit":false,"submit":true}`, 400, "invalid"},
		"a member in two cases":  {"POST", opportunities, `{"document":{"Customer":{},"customer":{}}}`, 400, "invalid"},
		"invalid UTF-8":          {"POST", opportunities, "{\"clientToken\":\"\xff\"}", 400, "invalid"},
		"too deep":               {"POST", opportunities, `{"document":` + deep + `}`, 400, "invalid"},
		"too long":               {"POST", opportunities, `{"clientToken":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "invalid"},
		"text for a truth":       {"POST", opportunities, `{"submit":"yes"}`, 400, "invalid"},
		"a number for a list":    {"POST", opportunities, `{"solutions":1}`, 400, "invalid"},
		"a text for a document":  {"POST", opportunities, `{"document":"x"}`, 400, "invalid"},
		"an empty form":          {"POST", opportunities, `{"submit":true}`, 422, "invalid"},
		"wrong types within":     {"POST", opportunities, `{"document":{"Customer":[],"PrimaryNeedsFromAws":"x"}}`, 422, "invalid"},
		"an endless amount":      {"POST", opportunities, `{"document":{"Project":{"ExpectedCustomerSpend":[{"Amount":"1e999999999","CurrencyCode":"USD","Frequency":"Monthly","TargetCompany":"AWS"}]}},"submit":true}`, 422, "invalid"},
		"an unknown moment":      {"POST", opportunities + "/check", `{"moment":"never"}`, 400, "invalid"},
		"no version":             {"PUT", opportunities + "/" + id, `{"document":{}}`, 422, "invalid"},
		"a version of nonsense":  {"PUT", opportunities + "/" + id, `{"document":{},"version":"yesterday"}`, 409, "stale"},
		"a strange id":           {"GET", opportunities + "/%00%27--", nil, 404, "not-found"},
		"a long id":              {"GET", opportunities + "/O" + strings.Repeat("9", 3000), nil, 404, "not-found"},
		"an unknown place":       {"GET", "/api/central/nothing", nil, 404, "not-found"},
		"an unknown method":      {"PATCH", opportunities, `{}`, 404, "not-found"},
		"filter not JSON":        {"GET", filter(`stage=Prospect`), nil, 400, "invalid"},
		"filter of other form":   {"GET", filter(`{"tokens":{"a":1}}`), nil, 400, "invalid"},
		"filter number":          {"GET", filter(`{"tokens":[{"property":"stage","operator":"=","value":7}]}`), nil, 400, "invalid"},
		"unknown property":       {"GET", filter(`{"tokens":[{"property":"doc","operator":"=","value":"x"}]}`), nil, 400, "invalid"},
		"another's property":     {"GET", filter(`{"tokens":[{"property":"partner","operator":"=","value":"222222222222"}]}`), nil, 400, "invalid"},
		"unknown operator":       {"GET", filter(`{"tokens":[{"property":"stage","operator":"~","value":"x"}]}`), nil, 400, "invalid"},
		"no values":              {"GET", filter(`{"tokens":[{"property":"stage","operator":"=","value":[]}]}`), nil, 400, "invalid"},
		"a day that is none":     {"GET", filter(`{"tokens":[{"property":"created","operator":"=","value":"2026-02-31"}]}`), nil, 400, "invalid"},
		"injection":              {"GET", filter(`{"tokens":[{"property":"company","operator":"=","value":"' OR 1=1 --"}]}`), nil, 200, ""},
		"injection as property":  {"GET", filter(`{"tokens":[{"property":"company' OR 1=1 --","operator":"=","value":"x"}]}`), nil, 400, "invalid"},
		"U+0000":                 {"GET", filter(`{"tokens":[{"property":"company","operator":"=","value":"a\u0000"}]}`), nil, 400, "invalid"},
		"U+0000 in a form":       {"POST", opportunities, `{"document":{"Project":{"Title":"a\u0000"}}}`, 400, "invalid"},
		"a lone surrogate":       {"POST", opportunities, `{"document":{"Project":{"Title":"a\ud800"}}}`, 400, "invalid"},
		"a huge revenue":         {"GET", filter(`{"tokens":[{"property":"revenue","operator":">","value":"99999999999999999999999999"}]}`), nil, 400, "invalid"},
		"an endless revenue":     {"GET", filter(`{"tokens":[{"property":"revenue","operator":">","value":"1e999999999"}]}`), nil, 400, "invalid"},
		"a huge identifier":      {"GET", filter(`{"tokens":[{"property":"id","operator":"=","value":"O99999999999999999999999999"}]}`), nil, 200, ""},
		"unknown sort":           {"GET", opportunities + "?sort=doc", nil, 400, "invalid"},
		"injection as sort":      {"GET", opportunities + "?sort=modified;DROP", nil, 400, "invalid"},
		"unknown order":          {"GET", opportunities + "?order=up", nil, 400, "invalid"},
		"page of seven":          {"GET", opportunities + "?pageSize=7", nil, 400, "invalid"},
		"page of words":          {"GET", opportunities + "?pageSize=many", nil, 400, "invalid"},
		"a cursor of nonsense":   {"GET", opportunities + "?cursor=abc", nil, 400, "invalid"},
		"history cursor":         {"GET", opportunities + "/" + id + "/history?cursor=-1", nil, 400, "invalid"},
		"no dead letters":        {"POST", "/api/central/deliveries/redrive", `{}`, 422, "invalid"},
		"deliveries of no state": {"GET", "/api/central/deliveries?filter=" + url.QueryEscape(`{"tokens":[{"property":"state","operator":"=","value":"failed"}]}`), nil, 400, "invalid"},
	} {
		r := s.call(s.A.Lead, c.method, c.path, c.body)
		if r.status != c.status || r.str("code") != c.code {
			t.Errorf("%s answers %d %s, want %d %s", name, r.status, r.text, c.status, c.code)
		}
		if c.status != 200 && r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s answers as %s", name, r.header.Get("Content-Type"))
		}
		if r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %q", name, r.header.Get("Cache-Control"))
		}
		if found := leaked.FindString(strings.Replace(r.text, "OR 1=1", "", 1)); found != "" {
			t.Errorf("%s answers with %q: %s", name, found, r.text)
		}
		for _, e := range r.list("errors") {
			if v := e.(doc.Doc); v["messageJa"] == "" || v["fixEn"] == "" || v["fixJa"] == "" || v["code"] == "" {
				t.Errorf("%s leaves something unsaid: %v", name, v)
			}
		}
	}
	if list := s.want(s.call(s.A.Lead, "GET", opportunities, nil), 200); len(list.list("items")) != 1 {
		t.Errorf("something was stored: %s", list.text)
	}
}

func TestOtherSitesCannotWriteThroughThePages(t *testing.T) {
	t.Parallel()
	s := newStage(t, sqldbtest.SQLite, clock.NewManual(sqldbtest.Start))
	lead := s.client(s.A.Lead.Email)
	for _, e := range s.endpoints() {
		if e.method == http.MethodGet {
			continue
		}
		for name, header := range map[string][2]string{
			"cross-site": {"Sec-Fetch-Site", "cross-site"}, "form": {"Content-Type", "application/x-www-form-urlencoded"},
			"plain text": {"Content-Type", "text/plain"},
		} {
			if e.method == http.MethodDelete && name != "cross-site" {
				continue // a form cannot send it
			}
			req, err := http.NewRequestWithContext(t.Context(), e.method, s.server.URL+e.path, strings.NewReader(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set(header[0], header[1])
			res, err := lead.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != 403 && res.StatusCode != 415 {
				t.Errorf("%s by %s answers %d", e.id, name, res.StatusCode)
			}
		}
	}
}

func TestReadOnlyMembersOfADocumentAreNeverTaken(t *testing.T) {
	t.Parallel()
	s := newStage(t, sqldbtest.SQLite, clock.NewManual(sqldbtest.Start))
	id := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201).str("id")
	before := s.want(s.call(s.A.Lead, "GET", opportunities+"/"+id, nil), 200)
	taken := 0
	for path, value := range map[string]any{
		"Id": "O9", "Arn": "arn:x", "Catalog": "Sandbox", "CreatedDate": "2020-01-01T00:00:00Z", "LastModifiedDate": "2020-01-01T00:00:00Z",
		"LifeCycle.ReviewStatus": "Approved", "LifeCycle.ReviewComments": "Fine", "LifeCycle.ReviewStatusReason": "Other",
		"LifeCycle.NextStepsHistory":            []any{map[string]any{"Time": "2020-01-01T00:00:00Z", "Value": "forged"}},
		"RelatedEntityIdentifiers.AwsProducts":  []any{"AWSLambda"},
		"OpportunityTeam":                       []any{map[string]any{"Email": "thief@beta.example", "FirstName": "T", "LastName": "H", "BusinessTitle": "OpportunityOwner"}},
		"Owner":                                 "thief@beta.example",
		"AwsOpportunitySummary.LifeCycle.Stage": "Launched",
		"Customer.Account.SomethingNobodyKnows": "x",
	} {
		s.clk.Advance(time.Second)
		now := s.want(s.call(s.A.Lead, "GET", opportunities+"/"+id, nil), 200)
		d := now.body["document"].(doc.Doc)
		was := doc.Clone(d)
		doc.Set(d, path, value)
		r := s.call(s.A.Lead, "PUT", opportunities+"/"+id, map[string]any{"version": now.str("version"), "document": d})
		if r.status == 200 {
			taken++
		}
		after := s.want(s.call(s.A.Lead, "GET", opportunities+"/"+id, nil), 200)
		got := after.body["document"].(doc.Doc)
		for _, changed := range doc.Diff(was, got) {
			if changed != "LastModifiedDate" {
				t.Errorf("%s was written through the page (%d): %s is %v", path, r.status, changed, doc.Get(got, changed))
			}
		}
	}
	if taken == 0 {
		t.Error("every update was refused as a whole: the test says nothing of single members")
	}
	after := s.want(s.call(s.A.Lead, "GET", opportunities+"/"+id, nil), 200)
	if after.str("owner.email") != before.str("owner.email") || after.str("document.LifeCycle.ReviewStatus") != "Pending Submission" {
		t.Errorf("after all: %s", after.text)
	}
}

func TestWithoutADatabaseThePagesSayWhenToComeBack(t *testing.T) {
	t.Parallel()
	s := newStage(t, sqldbtest.SQLite, clock.NewManual(sqldbtest.Start))
	s.want(s.call(s.A.Lead, "GET", opportunities, nil), 200)
	db := s.DB
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, e := range s.endpoints() {
		r := s.call(s.A.Lead, e.method, strings.Replace(e.path, "{id}", "O1000001", 1), e.body())
		if r.status < 500 || leaked.MatchString(r.text) || strings.Contains(r.text, "closed") {
			t.Errorf("%s answers %d %s", e.id, r.status, r.text)
		}
	}
}
