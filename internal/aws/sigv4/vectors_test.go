// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sigv4_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/sigv4"
	"cosell/internal/clock"
)

// The worked example of AWS's documentation, "Create a signed AWS API request".
func TestTheExampleOfAWSsDocumentationIsAccepted(t *testing.T) {
	t.Parallel()
	v := sigv4.New(sigv4.Config{
		Region: "us-east-1", Services: []string{"iam"}, Clock: clock.NewManual(time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)),
		Lookup: func(context.Context, string) (sigv4.Key, error) {
			return sigv4.Key{Secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, nil
		},
	})
	r := httptest.NewRequest(http.MethodGet, "/?Action=ListUsers&Version=2010-05-08", http.NoBody)
	r.Host = "iam.amazonaws.com"
	r.Header = http.Header{
		"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"},
		"X-Amz-Date":   {"20150830T123600Z"},
		"Authorization": {"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, " +
			"Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"},
	}
	if _, err := v.Verify(r, nil, "iam"); err != nil {
		t.Error(err)
	}
}

// signedByHand signs with a canonical request that the test wrote out, as clients do that sign more than AWS's SDK for Go.
func signedByHand(r *http.Request, names []string, body string) {
	slices.Sort(names)
	values := map[string]string{"host": r.Host, "content-length": fmt.Sprint(len(body)), "transfer-encoding": "chunked"}
	var headers strings.Builder
	for _, n := range names {
		v, apart := values[n]
		if !apart {
			v = strings.Join(strings.Fields(r.Header.Get(n)), " ")
		}
		headers.WriteString(n + ":" + v + "\n")
	}
	list := strings.Join(names, ";")
	hash := hexSum([]byte(strings.Join([]string{r.Method, "/", "", headers.String(), list, hexSum([]byte(body))}, "\n")))
	stamp := noon.Format("20060102T150405Z")
	scope := stamp[:8] + "/us-east-1/" + selling + "/aws4_request"
	key := []byte("AWS4" + secret)
	for _, part := range strings.Split(scope, "/") {
		key = hmacOf(key, part)
	}
	signature := fmt.Sprintf("%x", hmacOf(key, strings.Join([]string{"AWS4-HMAC-SHA256", stamp, scope, hash}, "\n")))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAPERMANENT/"+scope+",SignedHeaders="+list+",Signature="+signature)
}

func hmacOf(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func TestHeadersThatTheSDKNeverSignsMayBeSigned(t *testing.T) {
	t.Parallel()
	const body = `{"Catalog":"AWS"}`
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Host = "localhost:4566"
	r.Header.Set("X-Amz-Date", noon.Format("20060102T150405Z"))
	r.Header.Set("User-Agent", "  curl/7.88   (a  client)  ")
	r.Header.Set("X-Amzn-Trace-Id", "Root=1-2-3")
	r.Header.Set("Expect", "100-continue")
	r.TransferEncoding = []string{"chunked"}
	signedByHand(r, []string{"host", "x-amz-date", "user-agent", "x-amzn-trace-id", "expect", "content-length", "transfer-encoding"}, body)
	if _, err := verifierAt(noon).Verify(r, []byte(body), selling); err != nil {
		t.Fatal(err)
	}
	r.Header.Set("User-Agent", "another")
	if _, err := verifierAt(noon).Verify(r, []byte(body), selling); err == nil {
		t.Error("a signed User-Agent was changed, and accepted")
	}
}

func TestADateHeaderMayStandForXAmzDate(t *testing.T) {
	t.Parallel()
	const body = `{}`
	request := func(names ...string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Date", noon.Format(http.TimeFormat))
		signedByHand(r, names, body)
		return r
	}
	if _, err := verifierAt(noon).Verify(request("host", "date"), []byte(body), selling); err != nil {
		t.Error(err)
	}
	if _, err := verifierAt(noon).Verify(request("host"), []byte(body), selling); err == nil {
		t.Error("an unsigned date was accepted")
	}
}

func TestParametersAreOrderedAsTheyLookEscaped(t *testing.T) {
	t.Parallel()
	w := create()
	w.target = "/?b=0&b=%3A&a-b=1&a%2Fb=2&a=+&a=%2B"
	if _, err := verifierAt(noon).Verify(signed(t, w), w.body, selling); err != nil {
		t.Error(err)
	}
}
