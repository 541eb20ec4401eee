// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pages_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/pages"
)

var offer = pages.Offer{
	Properties: map[string]pages.Property{"stage": {Operators: "= !="}, "at": {Operators: "= < <= > >=", Date: true}},
	Text:       true, Sorts: []string{"at", "name"}, Sort: "at",
}

func TestAListsQueryIsReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list pages.List
		want pages.Query
	}{
		"nothing": {pages.List{}, pages.Query{Sort: "at", Size: 20}},
		"all": {pages.List{Sort: "name", Order: "asc", PageSize: "50", Cursor: "c", Filter: `{"tokens":[{"property":"stage","operator":"!=","value":["a",""]},{"operator":":","value":"x"}]}`},
			pages.Query{Sort: "name", Asc: true, Size: 50, Cursor: "c", Tokens: []pages.Token{{Property: "stage", Operator: "!=", Values: []string{"a", ""}}, {Operator: ":", Values: []string{"x"}}}}},
		"a day": {pages.List{Filter: `{"tokens":[{"property":"at","operator":">=","value":"2026-02-28"}]}`},
			pages.Query{Sort: "at", Size: 20, Tokens: []pages.Token{{Property: "at", Operator: ">=", Values: []string{"2026-02-28"}}}}},
		"no tokens": {pages.List{Filter: `{}`}, pages.Query{Sort: "at", Size: 20}},
	} {
		got, err := c.list.Read(offer)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, c.want)
		}
	}
}

func TestAListsQueryThatCannotBeReadIsRefusedAtItsPlace(t *testing.T) {
	t.Parallel()
	filter := func(text string) pages.List { return pages.List{Filter: text} }
	many := strings.Repeat(`{"operator":":","value":"x"},`, 21)
	for name, c := range map[string]struct {
		list pages.List
		at   string
	}{
		"a sort": {pages.List{Sort: "other"}, "sort"}, "an order": {pages.List{Order: "up"}, "order"},
		"a size": {pages.List{PageSize: "21"}, "pageSize"}, "no size": {pages.List{PageSize: "x"}, "pageSize"},
		"no JSON": {filter(`{`), "filter"}, "a text": {filter(`"x"`), "filter"},
		"a strange property": {filter(`{"tokens":[{"property":"x","operator":"=","value":"y"}]}`), "filter"},
		"a strange operator": {filter(`{"tokens":[{"property":"stage","operator":"<","value":"y"}]}`), "filter"},
		"free text with =":   {filter(`{"tokens":[{"operator":"=","value":"y"}]}`), "filter"},
		"no value":           {filter(`{"tokens":[{"property":"stage","operator":"="}]}`), "filter"},
		"two bounds":         {filter(`{"tokens":[{"property":"at","operator":"<","value":["2026-01-01","2026-01-02"]}]}`), "filter"},
		"no day":             {filter(`{"tokens":[{"property":"at","operator":"<","value":"2026-02-30"}]}`), "filter"},
		"a long value":       {filter(`{"tokens":[{"property":"stage","operator":"=","value":"` + strings.Repeat("x", 401) + `"}]}`), "filter"},
		"U+0000":             {filter(`{"tokens":[{"property":"stage","operator":"=","value":"a\u0000"}]}`), "filter"},
		"many tokens":        {filter(`{"tokens":[` + many[:len(many)-1] + `]}`), "filter"},
		"a long filter":      {filter(strings.Repeat(" ", 20_000) + `{}`), "filter"},
	} {
		_, err := c.list.Read(offer)
		p, ok := errors.AsType[*pages.Problem](err)
		if !ok || p.Status != 400 || p.Code != "invalid" || len(p.Errors) != 1 || p.Errors[0].Location != c.at {
			t.Errorf("%s is refused with %+v", name, err)
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add(`{"tokens":[{"property":"stage","operator":"!=","value":["a",""]}]}`)
	f.Add(`{"tokens":[{"operator":":","value":"x"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := pages.List{Filter: text}.Read(offer)
		if _, ok := errors.AsType[*pages.Problem](err); err != nil && !ok {
			t.Fatalf("%q is refused with %v", text, err)
		}
		for _, token := range q.Tokens {
			if len(token.Values) == 0 || token.Property != "" && !slices.Contains(strings.Fields(offer.Properties[token.Property].Operators), token.Operator) {
				t.Fatalf("%q is read as %+v", text, token)
			}
		}
	})
}

type thing struct {
	Body struct {
		Count int        `json:"count"`
		Free  pages.JSON `json:"free,omitempty" required:"false"`
	}
}

// A shop is an API with one endpoint, whose answer a test chooses.
func shop(t *testing.T, answer func(*thing) error) *httptest.Server {
	t.Helper()
	api, handler := pages.New("Test", func(body []byte) error {
		if strings.Contains(string(body), "strange") {
			return errors.New("a strange body")
		}
		return nil
	})
	huma.Register(api, pages.Operation("make", http.MethodPost, "/api/things", "Make", 200), func(_ context.Context, in *thing) (*thing, error) {
		return in, answer(in)
	})
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// A sent request has this status, header and body in return.
type sent struct {
	status int
	header http.Header
	body   map[string]any
}

func send(t *testing.T, s *httptest.Server, method, path, body string) sent {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	got := sent{res.StatusCode, res.Header, map[string]any{}}
	if err := json.NewDecoder(res.Body).Decode(&got.body); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRefusalsBecomeProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err        error
		status     int
		code       string
		retryAfter string
	}{
		"our own":     {pages.NewProblem(409, "stale", "Reload."), 409, "stale", ""},
		"not found":   {pages.NotFound(), 404, "not-found", ""},
		"unavailable": {pages.Unavailable(), 503, "unavailable", "2"},
		"too many":    {pages.TooMany(1500 * time.Millisecond), 429, "too-many", "2"},
		"a stranger":  {errors.New("sql: no rows in main.go:12"), 500, "internal", ""},
	} {
		got := send(t, shop(t, func(*thing) error { return c.err }), "POST", "/api/things", `{"count":1}`)
		if got.status != c.status || got.body["code"] != c.code || got.header.Get("Retry-After") != c.retryAfter ||
			got.header.Get("Content-Type") != "application/problem+json" || strings.Contains(fmt.Sprint(got.body), "sql") {
			t.Errorf("%s: %d %v", name, got.status, got.body)
		}
	}
}

func TestTheLibrarysRefusalsAreInOurWords(t *testing.T) {
	t.Parallel()
	s := shop(t, func(*thing) error { return nil })
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		code, at           string
	}{
		"a wrong type": {"POST", "/api/things", `{"count":"x"}`, 400, "invalid", "count"},
		"a missing":    {"POST", "/api/things", `{}`, 400, "invalid", ""},
		"no JSON":      {"POST", "/api/things", `{`, 400, "invalid", ""},
		"strange":      {"POST", "/api/things", `{"count":1,"free":{"strange":1}}`, 400, "invalid", ""},
		"U+0000":       {"POST", "/api/things?x=%00", `{"count":1}`, 400, "invalid", "x"},
		"no text":      {"POST", "/api/things?x=%ff", `{"count":1}`, 400, "invalid", "x"},
		"no path":      {"POST", "/api/things%00", `{"count":1}`, 404, "not-found", "-"},
		"elsewhere":    {"POST", "/api/other", `{}`, 404, "not-found", "-"},
		"otherwise":    {"PUT", "/api/things", `{}`, 404, "not-found", "-"},
	} {
		got := send(t, s, c.method, c.path, c.body)
		if got.status != c.status || got.body["code"] != c.code || strings.Contains(fmt.Sprint(got.body), "expected") {
			t.Errorf("%s: %d %v", name, got.status, got.body)
		}
		if c.at == "-" {
			continue
		}
		list, _ := got.body["errors"].([]any)
		if len(list) == 0 || list[0].(map[string]any)["location"] != c.at {
			t.Errorf("%s is refused at %v, want %q", name, got.body["errors"], c.at)
		}
	}
}

func TestFreeObjectsPassThroughUnchanged(t *testing.T) {
	t.Parallel()
	got := send(t, shop(t, func(*thing) error { return nil }), "POST", "/api/things", `{"count":1,"free":{"a":"<&>","n":1.50}}`)
	free, _ := got.body["free"].(map[string]any)
	if got.status != 200 || free["a"] != "<&>" || got.body["$schema"] != nil {
		t.Errorf("%d %v", got.status, got.body)
	}
}

// A torn body ends with an error before it is whole.
type torn struct{}

func (torn) Read([]byte) (int, error) { return 0, errors.New("malformed chunked encoding") }

func TestABodyThatDoesNotComeWholeIsTheClientsFault(t *testing.T) {
	t.Parallel()
	api, handler := pages.New("Test", func([]byte) error { return nil })
	type in struct{ Body struct{ Name string } }
	huma.Register(api, pages.Operation("save", http.MethodPost, "/save", "Save", 204), func(context.Context, *in) (*struct{}, error) {
		t.Error("the torn body was taken")
		return nil, nil
	})
	r := httptest.NewRequest(http.MethodPost, "/save", torn{})
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"code":"invalid"`) {
		t.Errorf("answered with %d %s", w.Code, w.Body)
	}
}
