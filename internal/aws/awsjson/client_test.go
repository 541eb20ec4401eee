// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsjson_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/sigv4"
	"cosell/internal/clock"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// A rush clock stands still and never makes anybody wait.
type rush struct{ *clock.Manual }

func (r rush) After(d time.Duration) <-chan time.Time {
	r.Advance(d)
	return r.Manual.After(0)
}

func client(t *testing.T, url string, change func(*awsjson.ClientConfig)) *awsjson.Client {
	t.Helper()
	cfg := awsjson.ClientConfig{
		Endpoint: url, Target: "AWSPartnerCentralSelling", SigningName: "partnercentral-selling", Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""), Integrator: "Cosell|Connector",
		Clock: rush{clock.NewManual(noon)},
	}
	if change != nil {
		change(&cfg)
	}
	c, err := awsjson.NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answers is a server that plays the given answers in turn, the last one for ever, and counts the calls.
func answers(t *testing.T, in ...func(http.ResponseWriter, *http.Request)) (url string, calls *atomic.Int32) {
	t.Helper()
	calls = new(atomic.Int32)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(calls.Add(1))
		w.Header().Set("Date", noon.Format(http.TimeFormat))
		in[min(n, len(in))-1](w, r)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, calls
}

func says(status int, header, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		if header != "" {
			w.Header().Set("x-amzn-ErrorType", header)
		}
		w.Header().Set("x-amzn-RequestId", "8c56be05-0000-4000-8000-000000000001")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestClientAndServerUnderstandEachOther(t *testing.T) {
	t.Parallel()
	v := sigv4.New(sigv4.Config{
		Region: "us-east-1", Services: []string{"partnercentral-selling"}, Clock: clock.NewManual(noon),
		Lookup: func(context.Context, string) (sigv4.Key, error) { return sigv4.Key{Secret: "secret"}, nil },
	})
	url := serve(t, awsjson.Config{
		Authenticate: func(r *http.Request, body []byte) (context.Context, error) {
			_, err := v.Verify(r, body, awsjson.CallOf(r.Context()).SigningName)
			return r.Context(), err
		},
	}, map[string]awsjson.Operation{
		"CreateOpportunity": echo,
		"SubmitOpportunity": func(context.Context, []byte) ([]byte, error) { return nil, nil },
		"UpdateOpportunity": func(context.Context, []byte) ([]byte, error) {
			return nil, awsjson.Validation(awsjson.BusinessValidationFailed, "Broken.",
				awsjson.FieldError{FieldName: "lifeCycle.stage", Message: "No.", Code: "INVALID_VALUE"})
		},
	})
	c := client(t, url, nil)
	in := map[string]any{"Title": "a <b> & 商談", "Amount": json.Number("1.50")}
	var doc map[string]any
	if err := c.Call(t.Context(), "CreateOpportunity", in, &doc); err != nil || doc["Title"] != in["Title"] || doc["Amount"] != in["Amount"] {
		t.Errorf("a document came back as %v, %v", doc, err)
	}
	var raw []byte
	if err := c.Call(t.Context(), "CreateOpportunity", []byte(`{"A":1}`), &raw); err != nil || string(raw) != `{"A":1}` {
		t.Errorf("bytes came back as %s, %v", raw, err)
	}
	var typed struct{ Catalog string }
	if err := c.Call(t.Context(), "CreateOpportunity", struct{ Catalog string }{"AWS"}, &typed); err != nil || typed.Catalog != "AWS" {
		t.Errorf("a struct came back as %+v, %v", typed, err)
	}
	if err := c.Call(t.Context(), "SubmitOpportunity", nil, nil); err != nil {
		t.Errorf("empty output: %v", err)
	}
	err := c.Call(t.Context(), "UpdateOpportunity", in, nil)
	e, ok := errors.AsType[*awsjson.APIError](err)
	if !ok || e.Type != "ValidationException" || e.Message != "Broken." || e.Reason != awsjson.BusinessValidationFailed || e.Status != 400 ||
		!uuid.MatchString(e.RequestID) || len(e.ErrorList) != 1 || e.ErrorList[0].Code != "INVALID_VALUE" || e.ErrorList[0].FieldName != "lifeCycle.stage" {
		t.Errorf("the refusal is read as %+v, %v", e, err)
	}
	if general, ok := errors.AsType[smithy.APIError](err); !ok || general.ErrorCode() != "ValidationException" || general.ErrorFault() != smithy.FaultClient {
		t.Errorf("the refusal is no smithy.APIError: %v", err)
	}
}

func TestAnErrorIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	cases := []struct {
		status             int
		header, body       string
		wantType, wantText string
	}{
		{400, "ValidationException:http://internal.amazon.com/coral/x/", `{"Message":"m"}`, "ValidationException", "m"},
		{400, "", `{"__type":"com.amazon.x#ConflictException","message":"m"}`, "ConflictException", "m"},
		{400, "", `{"__type":"ConflictException","message":"m"}`, "ConflictException", "m"},
		{400, "", `{"code":"ThrottledException","message":"m"}`, "ThrottledException", "m"},
		{418, "", `<html>proxy</html>`, "UnknownError", "<html>proxy</html>"},
		{400, "", ``, "UnknownError", ""},
		{400, "", `[]`, "UnknownError", "[]"},
		{302, "", `moved`, "UnknownError", "moved"},
	}
	for _, c := range cases {
		url, _ := answers(t, says(c.status, c.header, c.body))
		err := client(t, url, func(cfg *awsjson.ClientConfig) { cfg.Attempts = 1 }).Call(t.Context(), "GetOpportunity", nil, nil)
		e, ok := errors.AsType[*awsjson.APIError](err)
		if !ok || e.Type != c.wantType || e.Message != c.wantText || e.Status != c.status {
			t.Errorf("%+v is read as %+v, %v", c, e, err)
		}
	}
}

func TestWhatPassesIsRetriedAndWhatDoesNotIsNot(t *testing.T) {
	t.Parallel()
	throttled := says(400, "ThrottlingException", `{"Message":"slow"}`)
	broken := says(500, "InternalServerException", `{"Message":"oops"}`)
	fine := says(200, "", `{}`)
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	cases := map[string]struct {
		script   []func(http.ResponseWriter, *http.Request)
		attempts int
		calls    int32
		fails    bool
	}{
		"throttled, broken, fine":          {[]func(http.ResponseWriter, *http.Request){throttled, broken, fine}, 0, 3, false},
		"the connection ends, then fine":   {[]func(http.ResponseWriter, *http.Request){hangUp, fine}, 0, 2, false},
		"throttled for ever":               {[]func(http.ResponseWriter, *http.Request){throttled}, 0, 3, true},
		"the caller retries itself":        {[]func(http.ResponseWriter, *http.Request){throttled, fine}, 1, 1, true},
		"the caller retries itself, ended": {[]func(http.ResponseWriter, *http.Request){hangUp, fine}, 1, 1, true},
		"conflict":                         {[]func(http.ResponseWriter, *http.Request){says(400, "ConflictException", `{}`), fine}, 0, 1, true},
		"validation":                       {[]func(http.ResponseWriter, *http.Request){says(400, "ValidationException", `{}`), fine}, 0, 1, true},
		"wrong secret":                     {[]func(http.ResponseWriter, *http.Request){says(403, "InvalidSignatureException", `{}`), fine}, 0, 1, true},
	}
	for name, c := range cases {
		url, calls := answers(t, c.script...)
		err := client(t, url, func(cfg *awsjson.ClientConfig) { cfg.Attempts = c.attempts }).Call(t.Context(), "GetOpportunity", nil, nil)
		if calls.Load() != c.calls || (err != nil) != c.fails {
			t.Errorf("%s: %d calls, %v; want %d", name, calls.Load(), err, c.calls)
		}
	}
}

func TestAWrongClockIsCorrectedFromTheAnswersDate(t *testing.T) {
	t.Parallel()
	v := sigv4.New(sigv4.Config{
		Region: "us-east-1", Services: []string{"partnercentral-selling"}, Clock: clock.NewManual(noon),
		Lookup: func(context.Context, string) (sigv4.Key, error) { return sigv4.Key{Secret: "secret"}, nil },
	})
	for _, off := range []time.Duration{-72 * time.Hour, 16 * time.Minute} {
		var refused, admitted atomic.Int32
		url, _ := answers(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if _, err := v.Verify(r, body, ""); err != nil {
				refused.Add(1)
				says(403, "InvalidSignatureException", `{"Message":"Signature expired"}`)(w, r)
				return
			}
			admitted.Add(1)
		})
		c := client(t, url, func(cfg *awsjson.ClientConfig) {
			cfg.Attempts = 1
			cfg.Clock = rush{clock.NewManual(noon.Add(off))}
		})
		for range 3 {
			if err := c.Call(t.Context(), "GetOpportunity", nil, nil); err != nil {
				t.Errorf("a clock %v off: %v", off, err)
			}
		}
		if refused.Load() != 1 || admitted.Load() != 3 {
			t.Errorf("a clock %v off: refused %d times, admitted %d", off, refused.Load(), admitted.Load())
		}
	}
}

func TestAClockThatCannotBeCorrectedEndsInTheRefusal(t *testing.T) {
	t.Parallel()
	url, calls := answers(t, says(403, "InvalidSignatureException", `{"Message":"never"}`))
	c := client(t, url, func(cfg *awsjson.ClientConfig) { cfg.Clock = rush{clock.NewManual(noon.Add(time.Hour))} })
	err := c.Call(t.Context(), "GetOpportunity", nil, nil)
	if e, ok := errors.AsType[*awsjson.APIError](err); !ok || e.Type != "InvalidSignatureException" || calls.Load() != 2 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

func TestACancelledCallIsNotRetried(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	url, calls := answers(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server notices a client's end only after its body
		cancel()
		<-r.Context().Done()
	})
	if err := client(t, url, nil).Call(ctx, "GetOpportunity", nil, nil); !errors.Is(err, context.Canceled) || calls.Load() != 1 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

func TestAnAnswerOverTheLimitIsNotRead(t *testing.T) {
	t.Parallel()
	url, _ := answers(t, says(200, "", strings.Repeat(" ", awsjson.MaxAnswer+1)))
	var out []byte
	if err := client(t, url, nil).Call(t.Context(), "GetOpportunity", nil, &out); err == nil || out != nil {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere, calls := answers(t, says(200, "", `{}`))
	url, _ := answers(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
	})
	if err := client(t, url, nil).Call(t.Context(), "GetOpportunity", nil, nil); err == nil || calls.Load() != 0 {
		t.Errorf("the signed request went to another host %d times, %v", calls.Load(), err)
	}
}

func TestAnAnswerThatIsNoJSONIsAnError(t *testing.T) {
	t.Parallel()
	url, _ := answers(t, says(200, "", `<html>`))
	var out map[string]any
	if err := client(t, url, nil).Call(t.Context(), "GetOpportunity", nil, &out); err == nil || !strings.Contains(err.Error(), "GetOpportunity") {
		t.Errorf("err = %v", err)
	}
}

func TestAClientNeedsAnAddressAndKeys(t *testing.T) {
	t.Parallel()
	keys := credentials.NewStaticCredentialsProvider("A", "s", "")
	for _, cfg := range []awsjson.ClientConfig{
		{},
		{Endpoint: "localhost:80", Target: "T", SigningName: "s", Region: "r", Credentials: keys},
		{Endpoint: "http://localhost", Target: "T", SigningName: "s", Region: "r"},
		{Endpoint: "http://localhost", SigningName: "s", Region: "r", Credentials: keys},
	} {
		if _, err := awsjson.NewClient(cfg); err == nil {
			t.Errorf("accepted %+v", cfg)
		}
	}
}

// FuzzClientReadsAnyError makes sure that no answer of a stranger breaks the client.
func FuzzClientReadsAnyError(f *testing.F) {
	f.Add(400, "ValidationException:x", `{"__type":"a#b","Message":"m","ErrorList":[{"Code":"c"}]}`)
	f.Add(500, "", `{"Message":7}`)
	f.Fuzz(func(t *testing.T, status int, header, body string) {
		if status < 400 || status > 599 || strings.ContainsAny(header, "\r\n\x00") {
			t.Skip("no error status, or no header")
		}
		c, err := awsjson.NewClient(awsjson.ClientConfig{
			Endpoint: "http://service.example", Target: "T", SigningName: "s", Region: "r", Attempts: 1,
			Credentials: credentials.NewStaticCredentialsProvider("A", "s", ""),
			HTTP: &http.Client{Transport: transport(func(*http.Request) *http.Response {
				return &http.Response{StatusCode: status, Header: http.Header{"X-Amzn-Errortype": {header}}, Body: io.NopCloser(strings.NewReader(body))}
			})},
		})
		if err != nil {
			t.Fatal(err)
		}
		e, ok := errors.AsType[*awsjson.APIError](c.Call(t.Context(), "GetOpportunity", nil, nil))
		if !ok || e.Type == "" || e.Status != status || e.Error() == "" {
			t.Fatalf("read as %+v", e)
		}
	})
}

type transport func(*http.Request) *http.Response

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }
