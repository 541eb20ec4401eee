// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsjson_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/awsjson"
	"cosell/internal/clock"
)

const namespace = "com.amazon.partnerintegrationapi.common"

var (
	byTarget = map[string]string{"Content-Type": "application/x-amz-json-1.0"}
	uuid     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
)

// serve starts a server with one service and hands back its address.
func serve(t *testing.T, cfg awsjson.Config, operations map[string]awsjson.Operation) string {
	t.Helper()
	cfg.Services = append(cfg.Services, awsjson.Service{
		Target: "AWSPartnerCentralSelling", SigningName: "partnercentral-selling", ErrorNamespace: namespace, Operations: operations,
	})
	s, err := awsjson.NewServer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return srv.URL
}

type answer struct {
	status      int
	kind        string // Content-Type
	length      string // Content-Length
	errorType   string
	requestID   string
	body        string
	closesAfter bool
}

func post(t *testing.T, url, operation, body string, header map[string]string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if operation != "" {
		r.Header.Set("X-Amz-Target", operation)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	return do(t, r)
}

func do(t *testing.T, r *http.Request) answer {
	t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{
		status: res.StatusCode, kind: res.Header.Get("Content-Type"), length: res.Header.Get("Content-Length"),
		errorType: res.Header.Get("X-Amzn-Errortype"), requestID: res.Header.Get("X-Amzn-Requestid"), body: string(b), closesAfter: res.Close,
	}
	if !uuid.MatchString(a.requestID) {
		t.Errorf("%s %s: x-amzn-RequestId is %q, want a UUID", r.Method, r.URL.Path, a.requestID)
	}
	return a
}

func echo(_ context.Context, body []byte) ([]byte, error) { return body, nil }

const create = "AWSPartnerCentralSelling.CreateOpportunity"

func TestAnOperationIsFoundByTarget(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{"CreateOpportunity": echo})
	got := post(t, url, create, `{"Catalog":"AWS"}`, byTarget)
	if got.status != 200 || got.body != `{"Catalog":"AWS"}` || got.kind != "application/x-amz-json-1.0" || got.length != "17" || got.errorType != "" {
		t.Errorf("%+v", got)
	}
}

func TestAnOperationIsFoundByPath(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{
		"CreateOpportunity": echo,
		"GetOpportunity":    func(context.Context, []byte) ([]byte, error) { return nil, awsjson.NotFound("Resource not found") },
	})
	asJSON := map[string]string{"Content-Type": "application/json; charset=utf-8"}
	if got := post(t, url+"/CreateOpportunity", "", `{}`, asJSON); got.status != 200 || got.kind != "application/json" || got.body != `{}` {
		t.Errorf("%+v", got)
	}
	got := post(t, url+"/GetOpportunity", "", `{}`, asJSON)
	want := "ResourceNotFoundException:http://internal.amazon.com/coral/" + namespace + "/"
	if got.status != 400 || got.kind != "application/json" || got.body != `{"Message":"Resource not found"}` || got.errorType != want {
		t.Errorf("%+v", got)
	}
}

func TestEmptyOutputIsAnEmptyBody(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{
		"SubmitOpportunity": func(context.Context, []byte) ([]byte, error) { return nil, nil },
	})
	got := post(t, url, "AWSPartnerCentralSelling.SubmitOpportunity", `{}`, byTarget)
	if got.status != 200 || got.length != "0" || got.body != "" || got.kind != "application/x-amz-json-1.0" {
		t.Errorf("%+v", got)
	}
}

func TestARefusalHasAWSsEnvelope(t *testing.T) {
	t.Parallel()
	cases := []struct {
		err    error
		status int
		name   string
		body   string
	}{
		{awsjson.Validation(awsjson.BusinessValidationFailed, "Invalid <request> & more",
			awsjson.FieldError{FieldName: "lifeCycle.closedLostReason", Message: "Say why.", Code: "REQUIRED_FIELD_MISSING"},
			awsjson.FieldError{Message: "x", Code: "INVALID_VALUE"}),
			400, "ValidationException", `"Message":"Invalid <request> & more","Reason":"BUSINESS_VALIDATION_FAILED","ErrorList":[{"FieldName":"lifeCycle.closedLostReason",` +
				`"Message":"Say why.","Code":"REQUIRED_FIELD_MISSING"},{"Message":"x","Code":"INVALID_VALUE"}]}`},
		{&awsjson.Error{Type: "ValidationException", Status: 400, Message: "no", Reason: awsjson.BusinessValidationFailed, Details: []awsjson.Detail{
			{Field: &awsjson.FieldDetail{Name: "tags", Message: "twice", Code: "DUPLICATE_VALUE"}}, {Business: &awsjson.BusinessDetail{Message: "not yet", Code: "INVALID_ACCOUNT_STATE"}}}},
			400, "ValidationException", `"Message":"no","Reason":"BUSINESS_VALIDATION_FAILED","ErrorDetails":[{"FieldValidationError":{"Name":"tags","Message":"twice","Code":"DUPLICATE_VALUE"}},` +
				`{"BusinessValidationError":{"Message":"not yet","Code":"INVALID_ACCOUNT_STATE"}}]}`},
		{awsjson.AccessDenied("no"), 400, "AccessDeniedException", `"Message":"no"}`},
		{awsjson.NotFound("no"), 400, "ResourceNotFoundException", `"Message":"no"}`},
		{awsjson.Conflict("no"), 400, "ConflictException", `"Message":"no"}`},
		{awsjson.Throttling("no"), 400, "ThrottlingException", `"Message":"no"}`},
		{awsjson.Quota("no"), 400, "ServiceQuotaExceededException", `"Message":"no"}`},
		{fmt.Errorf("wrapped: %w", awsjson.Conflict("no")), 400, "ConflictException", `"Message":"no"}`},
		{awsjson.Internal(errors.New("secret detail")), 500, "InternalServerException",
			`"Message":"The request failed on the server. Retry it; if it fails again, report the request id."}`},
		{errors.New("secret detail"), 500, "InternalServerException",
			`"Message":"The request failed on the server. Retry it; if it fails again, report the request id."}`},
	}
	for _, c := range cases {
		url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{
			"CreateOpportunity": func(context.Context, []byte) ([]byte, error) { return []byte("never seen"), c.err },
		})
		got := post(t, url, create, `{}`, byTarget)
		want := `{"__type":"` + namespace + "#" + c.name + `",` + c.body
		if got.status != c.status || got.body != want || got.errorType != c.name+":http://internal.amazon.com/coral/"+namespace+"/" {
			t.Errorf("%v:\n got %+v\nwant %s", c.err, got, want)
		}
	}
}

func TestTheFrontDoorAnswersUnderItsOwnNamespace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    *awsjson.Error
		status int
	}{
		{awsjson.Serialization("no"), 400},
		{awsjson.MissingAuthenticationToken("no"), 403},
		{awsjson.IncompleteSignature("no"), 403},
		{awsjson.InvalidSignature("no"), 403},
		{awsjson.UnrecognizedClient(), 403},
		{awsjson.ExpiredToken(), 403},
		{awsjson.ServiceUnavailable(errors.New("disk full")), 503},
	} {
		ran := false
		url := serve(t, awsjson.Config{
			Authenticate: func(*http.Request, []byte) (context.Context, error) { return nil, c.err },
		}, map[string]awsjson.Operation{
			"CreateOpportunity": func(context.Context, []byte) ([]byte, error) { ran = true; return nil, nil },
		})
		got := post(t, url, create, `{}`, byTarget)
		if got.status != c.status || !strings.HasPrefix(got.body, `{"__type":"com.amazon.coral.service#`+c.err.Type+`","Message":"`) {
			t.Errorf("%s: %+v", c.err.Type, got)
		}
		if ran {
			t.Errorf("%s: the operation ran although the request was refused", c.err.Type)
		}
	}
}

func TestWhatNobodyServesIsAnUnknownOperation(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{"CreateOpportunity": echo})
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for name, got := range map[string]answer{
		"operation":         post(t, url, "AWSPartnerCentralSelling.Nothing", `{}`, byTarget),
		"service":           post(t, url, "DynamoDB_20120810.CreateOpportunity", `{}`, byTarget),
		"target without .":  post(t, url, "CreateOpportunity", `{}`, byTarget),
		"empty operation":   post(t, url, "AWSPartnerCentralSelling.", `{}`, byTarget),
		"path and target":   post(t, url+"/CreateOpportunity", create, `{}`, byTarget),
		"path":              post(t, url+"/Nothing", "", `{}`, map[string]string{"Content-Type": "application/json"}),
		"no path":           post(t, url, "", `{}`, map[string]string{"Content-Type": "application/json"}),
		"form by target":    post(t, url, create, `{}`, form),
		"form by path":      post(t, url+"/CreateOpportunity", "", `{}`, form),
		"plain JSON target": post(t, url, create, `{}`, map[string]string{"Content-Type": "application/json"}),
	} {
		if got.status != 404 || !strings.Contains(got.errorType, "UnknownOperationException:") || !strings.Contains(got.body, `"Message":"`) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		r, err := http.NewRequestWithContext(t.Context(), method, url+"/CreateOpportunity", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Http-Method-Override", "POST")
		if got := do(t, r); got.status != 404 {
			t.Errorf("%s: %+v", method, got)
		}
	}
}

func TestTheSignatureIsCheckedBeforeTheTarget(t *testing.T) {
	t.Parallel()
	var asked []awsjson.Call
	url := serve(t, awsjson.Config{
		Authenticate: func(r *http.Request, _ []byte) (context.Context, error) {
			asked = append(asked, awsjson.CallOf(r.Context()))
			return nil, awsjson.UnrecognizedClient()
		},
	}, map[string]awsjson.Operation{"CreateOpportunity": echo})
	for _, target := range []string{"AWSPartnerCentralSelling.Nothing", create} {
		if got := post(t, url, target, `{}`, byTarget); got.status != 403 {
			t.Errorf("%s: %+v", target, got)
		}
	}
	if len(asked) != 2 || asked[0].SigningName != "partnercentral-selling" || asked[0].Operation != "" || asked[1].Operation != "CreateOpportunity" {
		t.Errorf("Authenticate was asked for %+v", asked)
	}
}

func TestTheCredentialScopeTellsServicesWithOneOperationNameApart(t *testing.T) {
	t.Parallel()
	named := func(name string) map[string]awsjson.Operation {
		return map[string]awsjson.Operation{"TagResource": func(context.Context, []byte) ([]byte, error) { return []byte(name), nil }}
	}
	url := serve(t, awsjson.Config{Services: []awsjson.Service{
		{Target: "PartnerCentralAccount", SigningName: "partnercentral-account", Operations: named("account")},
	}}, named("selling"))
	for _, want := range []string{"account", "selling"} {
		got := post(t, url+"/TagResource", "", `{}`, map[string]string{
			"Content-Type":  "application/json",
			"Authorization": "AWS4-HMAC-SHA256 Credential=A/20261120/us-east-1/partnercentral-" + want + "/aws4_request",
		})
		if got.body != want {
			t.Errorf("signed for %s: %+v", want, got)
		}
	}
}

func TestABodyOverOneMiBIsRefused(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{"CreateOpportunity": echo})
	if got := post(t, url, create, strings.Repeat("x", awsjson.MaxBody), byTarget); got.status != 200 || len(got.body) != awsjson.MaxBody {
		t.Errorf("1 MiB: status %d, %d bytes back", got.status, len(got.body))
	}
	got := post(t, url, create, strings.Repeat("x", awsjson.MaxBody+1), byTarget)
	if got.status != 413 || !strings.Contains(got.body, "RequestEntityTooLargeException") {
		t.Errorf("declared: %+v", got)
	}
	chunked, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, io.MultiReader(strings.NewReader(strings.Repeat("x", awsjson.MaxBody+1))))
	if err != nil {
		t.Fatal(err)
	}
	chunked.Header.Set("Content-Type", "application/x-amz-json-1.0")
	chunked.Header.Set("X-Amz-Target", create)
	if got := do(t, chunked); got.status != 413 {
		t.Errorf("chunked: %+v", got)
	}
}

func TestTheLimitOfABodyMayBeSet(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{MaxBody: 8}, map[string]awsjson.Operation{"CreateOpportunity": echo})
	if got := post(t, url, create, "12345678", byTarget); got.status != 200 {
		t.Errorf("at the limit: %+v", got)
	}
	if got := post(t, url, create, "123456789", byTarget); got.status != 413 || !strings.Contains(got.body, "larger than 8 bytes") {
		t.Errorf("over the limit: %+v", got)
	}
}

func TestABodyThatEndsEarlyIsTheClientsFault(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{"CreateOpportunity": echo})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: "+create+"\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 100\r\n\r\n{}")
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestTimeout {
		t.Errorf("status %d, want 408", res.StatusCode)
	}
}

func TestHeadersAreSpeltAsAWSSpellsThem(t *testing.T) {
	t.Parallel()
	url := serve(t, awsjson.Config{}, map[string]awsjson.Operation{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	raw, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"\r\nx-amzn-RequestId: ", "\r\nx-amzn-ErrorType: "} {
		if !strings.Contains(string(raw), name) {
			t.Errorf("no %q in %s", name, raw)
		}
	}
}

func TestAPanicIsAnInternalErrorWithItsStackInTheLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var seen awsjson.Exchange
	done := make(chan struct{})
	url := serve(t, awsjson.Config{
		Log:     slog.New(slog.NewTextHandler(&log, nil)),
		Observe: func(_ context.Context, x awsjson.Exchange) { seen = x; close(done) },
	}, map[string]awsjson.Operation{"CreateOpportunity": func(context.Context, []byte) ([]byte, error) { panic("a broken invariant") }})
	got := post(t, url, create, `{}`, byTarget)
	<-done
	if got.status != 500 || !strings.Contains(got.body, namespace+"#InternalServerException") || strings.Contains(got.body, "invariant") {
		t.Errorf("%+v", got)
	}
	for _, want := range []string{"a broken invariant", got.requestID, "server_test.go", "CreateOpportunity"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q: %s", want, log.String())
		}
	}
	if seen.Status != 500 || seen.ErrorType != "InternalServerException" || seen.RequestID != got.requestID {
		t.Errorf("observed %+v", seen)
	}
}

func TestEveryRequestIsObserved(t *testing.T) {
	t.Parallel()
	type keyOf struct{}
	clk := clock.NewManual(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	seen := make(chan awsjson.Exchange, 1)
	url := serve(t, awsjson.Config{
		Clock: clk,
		Authenticate: func(r *http.Request, _ []byte) (context.Context, error) {
			return context.WithValue(r.Context(), keyOf{}, "caller"), nil
		},
		Observe: func(ctx context.Context, x awsjson.Exchange) {
			if ctx.Value(keyOf{}) != "caller" {
				t.Error("the observer does not see the caller's context")
			}
			seen <- x
		},
	}, map[string]awsjson.Operation{"CreateOpportunity": func(ctx context.Context, body []byte) ([]byte, error) {
		clk.Advance(3 * time.Millisecond)
		if awsjson.CallOf(ctx).Operation != "CreateOpportunity" {
			t.Error("the operation does not see its call")
		}
		return append(body, ' '), nil
	}})
	got := post(t, url, create, `{}`, map[string]string{
		"Content-Type": "application/x-amz-json-1.0", "User-Agent": "aws-sdk-js/3", "X-Amzn-User-Agent": "Integrator|Product" + strings.Repeat("x", 1000),
	})
	x := <-seen
	if x.Service != "AWSPartnerCentralSelling" || x.Operation != "CreateOpportunity" || x.Status != 200 || x.ErrorType != "" || x.Err != nil ||
		x.Duration != 3*time.Millisecond || x.RequestID != got.requestID || x.UserAgent != "aws-sdk-js/3" || x.BytesIn != 2 || x.BytesOut != 3 {
		t.Errorf("observed %+v", x)
	}
	if !strings.HasPrefix(x.Integrator, "Integrator|Product") || len(x.Integrator) > 300 {
		t.Errorf("integrator %d characters: %.40s", len(x.Integrator), x.Integrator)
	}
}

func TestAClientThatLeftIsNoFaultOfOurs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s, err := awsjson.NewServer(awsjson.Config{
		Log: slog.New(slog.NewTextHandler(&log, nil)),
		Services: []awsjson.Service{{Target: "AWSPartnerCentralSelling", Operations: map[string]awsjson.Operation{
			"CreateOpportunity": func(ctx context.Context, _ []byte) ([]byte, error) { return nil, fmt.Errorf("load: %w", ctx.Err()) },
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader(`{}`))
	r.Header.Set("X-Amz-Target", create)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || log.Len() != 0 {
		t.Errorf("status %d, logged %q", w.Code, log.String())
	}
}

func TestTwoServicesCannotShareATarget(t *testing.T) {
	t.Parallel()
	if _, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{{Target: "A"}, {Target: "A"}}}); err == nil {
		t.Error("accepted")
	}
}

func TestEachServiceSpeaksItsVersionOfTheProtocol(t *testing.T) {
	t.Parallel()
	ok := map[string]awsjson.Operation{"Do": func(context.Context, []byte) ([]byte, error) { return []byte("{}"), nil }}
	s, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{{Target: "Old", Operations: ok}, {Target: "New", Version: "1.1", Operations: ok}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		target, sent string
		status       int
		answered     string
	}{
		{"Old.Do", "1.0", 200, "1.0"}, {"New.Do", "1.1", 200, "1.1"}, {"Old.Do", "1.1", 404, "1.0"}, {"New.Do", "1.0", 404, "1.1"}, {"None.Do", "1.1", 404, "1.0"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/x-amz-json-"+c.sent)
		r.Header.Set("X-Amz-Target", c.target)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Type"); w.Code != c.status || got != "application/x-amz-json-"+c.answered {
			t.Errorf("%s in %s: %d in %s, want %d in %s", c.target, c.sent, w.Code, got, c.status, c.answered)
		}
	}
	if _, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{{Target: "X", Version: "2"}}}); err == nil {
		t.Error("a version that there is none of is taken")
	}
}
