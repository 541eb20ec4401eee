// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsquery

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cosell/internal/aws/awsjson"
)

const namespace = "https://example.amazonaws.com/doc/2011-06-15/"

type echoed struct {
	Said string `xml:"Said"`
}

func server(seen *[]awsjson.Exchange) *Server {
	return NewServer(Config{Namespace: namespace, Version: "2011-06-15",
		Authenticate: func(r *http.Request, _ []byte) (context.Context, error) {
			switch r.Header.Get("Authorization") {
			case "":
				return nil, awsjson.MissingAuthenticationToken("The request is not signed.")
			case "expired":
				return nil, awsjson.ExpiredToken()
			case "unknown":
				return nil, awsjson.UnrecognizedClient()
			case "wrong":
				return nil, awsjson.InvalidSignature("No.")
			case "down":
				return nil, awsjson.ServiceUnavailable(errors.New("secret cause"))
			}
			return r.Context(), nil
		},
		Observe: func(_ context.Context, x awsjson.Exchange) { *seen = append(*seen, x) },
		Operations: map[string]Operation{
			"Echo":  func(_ context.Context, p Params) (any, error) { return echoed{p["Text"]}, p.Known("Text") },
			"Panic": func(context.Context, Params) (any, error) { panic("a broken invariant") },
			"Fail":  func(context.Context, Params) (any, error) { return nil, errors.New("secret cause") },
			"Refuse": func(context.Context, Params) (any, error) {
				return nil, &Error{Code: "AccessDenied", Status: 403, Message: "<you> & yours"}
			},
		}})
}

// post is a signed form.
func post(body, authorization string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return r
}

func TestAnAnswerIsWrittenAsAWSWritesIt(t *testing.T) {
	t.Parallel()
	var seen []awsjson.Exchange
	s := server(&seen)
	get := httptest.NewRequest(http.MethodGet, "/?Action=Echo&Version=2011-06-15&Text=a+%3Cb%3E+%26+%E5%95%86%E8%AB%87", http.NoBody)
	get.Header.Set("Authorization", "ok")
	for _, r := range []*http.Request{get, post("Action=Echo&Version=2011-06-15&Text=a+%3Cb%3E+%26+%E5%95%86%E8%AB%87", "ok")} {
		w := httptest.NewRecorder()
		s.Beside(http.NotFoundHandler()).ServeHTTP(w, r)
		id := w.Header()["x-amzn-RequestId"] //nolint:staticcheck // AWS writes the name like this
		want := `<EchoResponse xmlns="` + namespace + `"><EchoResult><Said>a &lt;b&gt; &amp; 商談</Said></EchoResult><ResponseMetadata><RequestId>` + id[0] + "</RequestId></ResponseMetadata></EchoResponse>\n"
		if w.Code != 200 || w.Body.String() != want || w.Header().Get("Content-Type") != "text/xml" {
			t.Errorf("%s answers %d %s\nwant %s", r.Method, w.Code, w.Body, want)
		}
	}
	if len(seen) != 2 || seen[0].Operation != "Echo" || seen[0].Status != 200 || seen[0].BytesOut == 0 {
		t.Errorf("observed %+v", seen)
	}
}

func TestARefusalIsWrittenAsAWSWritesIt(t *testing.T) {
	t.Parallel()
	var seen []awsjson.Exchange
	s := server(&seen)
	for name, c := range map[string]struct {
		request        *http.Request
		status         int
		kind, code, is string
	}{
		"not signed":     {post("Action=Echo", ""), 403, "Sender", "MissingAuthenticationToken", "not signed"},
		"expired":        {post("Action=Echo", "expired"), 403, "Sender", "ExpiredToken", "expired"},
		"unknown":        {post("Action=Echo", "unknown"), 403, "Sender", "InvalidClientTokenId", "invalid"},
		"wrong":          {post("Action=Echo", "wrong"), 403, "Sender", "SignatureDoesNotMatch", "No."},
		"down":           {post("Action=Echo", "down"), 503, "Receiver", "ServiceUnavailable", "retry later"},
		"no action":      {post("Version=2011-06-15", "ok"), 400, "Sender", "MissingAction", "Action"},
		"unknown action": {post("Action=Nothing&Version=2011-06-15", "ok"), 400, "Sender", "InvalidAction", "Could not find operation Nothing for version 2011-06-15"},
		"no version":     {post("Action=Echo", "ok"), 400, "Sender", "InvalidAction", "Could not find operation Echo"},
		"twice":          {post("Action=Echo&Version=2011-06-15&Text=a&Text=b", "ok"), 400, "Sender", "MalformedQueryString", "more than once"},
		"not escaped":    {post("Action=%zz", "ok"), 400, "Sender", "MalformedQueryString", "cannot be read"},
		"no text":        {post("Action=Echo&Version=2011-06-15&Text=%ff", "ok"), 400, "Sender", "MalformedQueryString", "no text"},
		"too many":       {post("Action=Echo"+strings.Repeat("&a", mostParams), "ok"), 400, "Sender", "MalformedQueryString", "more than"},
		"not served":     {post("Action=Echo&Version=2011-06-15&More=1", "ok"), 400, "Sender", "ValidationError", "More is not served"},
		"too large":      {post("Action="+strings.Repeat("a", MaxBody), "ok"), 413, "Sender", "RequestEntityTooLarge", "larger"},
		"panic":          {post("Action=Panic&Version=2011-06-15", "ok"), 500, "Receiver", "InternalFailure", "request id"},
		"fail":           {post("Action=Fail&Version=2011-06-15", "ok"), 500, "Receiver", "InternalFailure", "request id"},
		"refused":        {post("Action=Refuse&Version=2011-06-15", "ok"), 403, "Sender", "AccessDenied", "<you> & yours"},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, c.request)
		var e struct {
			XMLName xml.Name
			Type    string `xml:"Error>Type"`
			Code    string `xml:"Error>Code"`
			Message string `xml:"Error>Message"`
			ID      string `xml:"RequestId"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v in %s", name, err, w.Body)
		}
		if w.Code != c.status || e.Type != c.kind || e.Code != c.code || !strings.Contains(e.Message, c.is) || e.ID == "" || e.XMLName.Space != namespace {
			t.Errorf("%s: %d %+v", name, w.Code, e)
		}
		if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "invariant") {
			t.Errorf("%s tells the cause: %s", name, w.Body)
		}
	}
	r := post("Action=Echo&Version=2011-06-15", "ok")
	r.URL.RawQuery = "Action=Echo"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 400 {
		t.Errorf("parameters in two places: %d", w.Code)
	}
}

func TestOtherProtocolsPassBy(t *testing.T) {
	t.Parallel()
	var seen []awsjson.Exchange
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "next") })
	target := post("Action=Echo", "ok")
	target.Header.Set("X-Amz-Target", "AWSPartnerCentralSelling.GetOpportunity")
	named := post("{}", "ok")
	named.Header.Set("Content-Type", "application/json")
	path := post("Action=Echo", "ok")
	path.URL.Path = "/GetOpportunity"
	for name, r := range map[string]*http.Request{"target": target, "json": named, "path": path,
		"a plain GET": httptest.NewRequest(http.MethodGet, "/?x=1", http.NoBody), "PUT": httptest.NewRequest(http.MethodPut, "/?Action=Echo", http.NoBody)} {
		w := httptest.NewRecorder()
		server(&seen).Beside(next).ServeHTTP(w, r)
		if w.Body.String() != "next" {
			t.Errorf("%s was answered here: %s", name, w.Body)
		}
	}
}

func TestParametersAreReadByTheirForms(t *testing.T) {
	t.Parallel()
	_, _, p, err := decode("Action=A&N=900&M=x&PolicyArns.member.2.arn=b&PolicyArns.member.1.arn=a&Holes.member.2.arn=b&Odd.member.1.other=b")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := p.Whole("N", 1); n != 900 || err != nil {
		t.Error(n, err)
	}
	if n, err := p.Whole("None", 7); n != 7 || err != nil {
		t.Error(n, err)
	}
	if _, err := p.Whole("M", 1); err == nil {
		t.Error("x is taken for a number")
	}
	if all, err := p.Members("PolicyArns", "arn"); err != nil || strings.Join(all, "") != "ab" {
		t.Error(all, err)
	}
	if all, err := p.Members("None", "arn"); err != nil || all != nil {
		t.Error(all, err)
	}
	for _, list := range []string{"Holes", "Odd"} {
		if all, err := p.Members(list, "arn"); err == nil {
			t.Errorf("%s: %v", list, all)
		}
	}
}

// FuzzDecode: any form is read or refused as the client's mistake, and each name has one value.
func FuzzDecode(f *testing.F) {
	f.Add("Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws&PolicyArns.member.1.arn=x")
	f.Add("a=b&a=c;&%&=&&%00=%ff")
	f.Fuzz(func(t *testing.T, text string) {
		_, _, p, err := decode(text)
		if err != nil {
			e, ours := errors.AsType[*Error](err)
			if !ours || e.Status != 400 {
				t.Fatalf("%v is not the client's mistake", err)
			}
			return
		}
		if len(p) > mostParams {
			t.Error("too many parameters")
		}
		_, _ = p.Members("PolicyArns", "arn")
		_, _ = p.Whole("DurationSeconds", 1)
		_ = p.Known("Policy", "PolicyArns.")
	})
}
