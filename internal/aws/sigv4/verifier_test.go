// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sigv4_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"pgregory.net/rapid"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/sigv4"
	"cosell/internal/clock"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const (
	selling = "partnercentral-selling"
	account = "partnercentral-account"
	secret  = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

var keys = map[string]sigv4.Key{
	"AKIAPERMANENT": {ID: "AKIAPERMANENT", Secret: secret, Principal: "permanent"},
	"ASIATEMPORARY": {ID: "ASIATEMPORARY", Secret: "temporary" + secret, SessionToken: "token+/=", Expires: noon.Add(time.Hour), Principal: "temporary"},
}

func lookup(_ context.Context, id string) (sigv4.Key, error) {
	if k, ok := keys[id]; ok {
		return k, nil
	}
	return sigv4.Key{}, sigv4.ErrUnknownKey
}

func verifierAt(now time.Time) *sigv4.Verifier {
	return sigv4.New(sigv4.Config{
		Region: "us-east-1", Services: []string{selling, account}, Lookup: lookup, Clock: clock.NewManual(now),
	})
}

// A wish is a request to be signed, and how.
type wish struct {
	method, target string
	header         map[string]string
	body           []byte
	key            sigv4.Key
	service        string
	region         string
	at             time.Time
}

func create() wish {
	return wish{
		method: http.MethodPost, target: "/",
		header:  map[string]string{"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSPartnerCentralSelling.CreateOpportunity"},
		body:    []byte(`{"Catalog":"Sandbox"}`),
		key:     keys["AKIAPERMANENT"],
		service: selling, region: "us-east-1", at: noon,
	}
}

// signed signs with AWS's own signer and turns the request into what a server receives.
func signed(t fataler, w wish) *http.Request {
	r, err := http.NewRequest(w.method, "http://cosell.example:8443"+w.target, bytes.NewReader(w.body))
	if err != nil {
		t.Fatalf("request: %v", err)
	}
	for k, v := range w.header {
		r.Header.Set(k, v)
	}
	sum := sha256.Sum256(w.body)
	creds := aws.Credentials{AccessKeyID: w.key.ID, SecretAccessKey: w.key.Secret, SessionToken: w.key.SessionToken}
	err = v4.NewSigner().SignHTTP(context.Background(), creds, r, hex.EncodeToString(sum[:]), w.service, w.region, w.at)
	if err != nil {
		t.Fatalf("sign: %v", err)
	}
	return received(r, w.body)
}

type fataler interface {
	Fatalf(format string, args ...any)
}

func received(r *http.Request, body []byte) *http.Request {
	in := httptest.NewRequest(r.Method, r.URL.RequestURI(), bytes.NewReader(body))
	in.Host = r.URL.Host
	in.Header = r.Header
	return in
}

func refusal(t fataler, err error) string {
	var e *awsjson.Error
	if !errors.As(err, &e) {
		t.Fatalf("err = %v, want a refusal", err)
	}
	if e.Status != http.StatusForbidden {
		t.Fatalf("%s has status %d, want 403", e.Type, e.Status)
	}
	return e.Type
}

func drawWish(t *rapid.T) wish {
	w := create()
	w.method = rapid.SampledFrom([]string{"POST", "GET", "PUT"}).Draw(t, "method")
	w.target = "/"
	for range rapid.IntRange(0, 3).Draw(t, "segments") {
		w.target += url.PathEscape(rapid.StringMatching(`[A-Za-z0-9 ~_.+=:@-]{1,8}`).Draw(t, "segment")) + "/"
	}
	query := url.Values{}
	for range rapid.IntRange(0, 3).Draw(t, "parameters") {
		query.Add(rapid.StringMatching(`[ab/~: -]{1,2}`).Draw(t, "name"), rapid.StringMatching(`[ -~]{0,6}`).Draw(t, "value"))
	}
	if len(query) > 0 {
		w.target += "?" + query.Encode()
	}
	for range rapid.IntRange(0, 4).Draw(t, "headers") {
		name := rapid.SampledFrom([]string{"X-Amz-Meta-A", "X-Amz-User-Agent", "Amz-Sdk-Request", "X-Amzn-User-Agent", "Accept", "Content-Encoding"}).Draw(t, "header")
		w.header[name] = rapid.StringMatching(`[!-~]([ -~]{0,20}[!-~])?`).Draw(t, "header value")
	}
	w.body = rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "body")
	w.key = keys[rapid.SampledFrom([]string{"AKIAPERMANENT", "ASIATEMPORARY"}).Draw(t, "key")]
	w.service = rapid.SampledFrom([]string{selling, account}).Draw(t, "service")
	return w
}

func TestWhatAWSsSignerSignsIsAccepted(t *testing.T) {
	t.Parallel()
	v := verifierAt(noon)
	rapid.Check(t, func(t *rapid.T) {
		w := drawWish(t)
		key, err := v.Verify(signed(t, w), w.body, w.service)
		if err != nil {
			t.Fatalf("refused %+v: %v", w, err)
		}
		if key.Principal != w.key.Principal {
			t.Fatalf("principal %v, want %v", key.Principal, w.key.Principal)
		}
	})
}

// mutations change one thing of a signed request each. A mutation that finds nothing to change says so.
var mutations = map[string]func(t *rapid.T, r *http.Request, body *[]byte) (changed bool){
	"the method": func(_ *rapid.T, r *http.Request, _ *[]byte) bool { r.Method = "PATCH"; return true },
	"the host":   func(_ *rapid.T, r *http.Request, _ *[]byte) bool { r.Host = "other.example:8443"; return true },
	"the path":   func(_ *rapid.T, r *http.Request, _ *[]byte) bool { r.URL.Path += "x"; r.URL.RawPath = ""; return true },
	"the query": func(t *rapid.T, r *http.Request, _ *[]byte) bool {
		r.URL.RawQuery += rapid.SampledFrom([]string{"&extra=1", "&extra", "&a;b", "&%zz", "&=", "&X-Amz-Expires=9"}).Draw(t, "query")
		return true
	},
	"a byte of the body": func(t *rapid.T, _ *http.Request, body *[]byte) bool {
		if len(*body) == 0 {
			return false
		}
		i := rapid.IntRange(0, len(*body)-1).Draw(t, "at")
		(*body)[i] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		return true
	},
	"the length of the body": func(_ *rapid.T, _ *http.Request, body *[]byte) bool { *body = append(*body, ' '); return true },
	"a signed header": func(t *rapid.T, r *http.Request, _ *[]byte) bool {
		name := rapid.SampledFrom([]string{"X-Amz-Target", "Content-Type", "X-Amz-Meta-A"}).Draw(t, "header")
		if r.Header[name] == nil {
			return false
		}
		r.Header.Set(name, r.Header.Get(name)+"x")
		return true
	},
	"a second value": func(_ *rapid.T, r *http.Request, _ *[]byte) bool {
		r.Header.Add("X-Amz-Target", "AWSPartnerCentralSelling.GetOpportunity")
		return true
	},
	"a header less":        func(_ *rapid.T, r *http.Request, _ *[]byte) bool { r.Header.Del("Content-Type"); return true },
	"an x-amz header more": func(_ *rapid.T, r *http.Request, _ *[]byte) bool { r.Header.Set("X-Amz-Added", "1"); return true },
	"the date": func(_ *rapid.T, r *http.Request, _ *[]byte) bool {
		r.Header.Set("X-Amz-Date", noon.Add(time.Second).Format("20060102T150405Z"))
		return true
	},
	"the session token": func(_ *rapid.T, r *http.Request, _ *[]byte) bool {
		r.Header.Set("X-Amz-Security-Token", "another")
		return true
	},
	"the session token, gone": func(_ *rapid.T, r *http.Request, _ *[]byte) bool {
		had := r.Header["X-Amz-Security-Token"] != nil
		r.Header.Del("X-Amz-Security-Token")
		return had
	},
	"a bit of the Authorization header": func(t *rapid.T, r *http.Request, _ *[]byte) bool {
		a := []byte(r.Header.Get("Authorization"))
		a[rapid.IntRange(0, len(a)-1).Draw(t, "at")] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		r.Header.Set("Authorization", string(a))
		return true
	},
}

func TestEveryMutationIsRefused(t *testing.T) {
	t.Parallel()
	v := verifierAt(noon)
	for name, mutate := range mutations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				w := drawWish(t)
				r, body := signed(t, w), bytes.Clone(w.body)
				if !mutate(t, r, &body) {
					t.Skip("nothing to change")
				}
				_, err := v.Verify(r, body, w.service)
				refusal(t, err)
			})
		})
	}
}

func TestEveryFlippedBitOfTheAuthorizationHeaderIsRefused(t *testing.T) {
	t.Parallel()
	v, w := verifierAt(noon), create()
	whole := signed(t, w).Header.Get("Authorization")
	r := signed(t, w)
	for i := range whole {
		for bit := range 8 {
			bad := []byte(whole)
			bad[i] ^= 1 << bit
			r.Header.Set("Authorization", string(bad))
			if _, err := v.Verify(r, w.body, selling); err == nil {
				t.Fatalf("accepted with bit %d of byte %d flipped: %s", bit, i, bad)
			}
		}
	}
}

func TestTheDateMayBeFifteenMinutesOff(t *testing.T) {
	t.Parallel()
	const most = 15 * time.Minute
	cases := []struct {
		off  time.Duration
		want string
	}{
		{0, ""},
		{-most + time.Second, ""}, {-most, ""}, {-most - time.Second, "Signature expired: "},
		{most - time.Second, ""}, {most, ""}, {most + time.Second, "Signature not yet current: "},
	}
	for _, c := range cases {
		w := create()
		w.at = noon.Add(c.off)
		_, err := verifierAt(noon).Verify(signed(t, w), w.body, selling)
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("signed %v off: %v, want %q", c.off, err, c.want)
		}
	}
}

func TestASignatureHoldsForItsOwnScopeOnly(t *testing.T) {
	t.Parallel()
	v := verifierAt(noon)
	s3 := create()
	s3.service = "s3"
	elsewhere := create()
	elsewhere.region = "eu-west-1"
	other := create()
	other.service = account
	for name, w := range map[string]wish{"another service": s3, "another region": elsewhere, "another service of this door": other} {
		_, err := v.Verify(signed(t, w), w.body, selling)
		if got := refusal(t, err); got != "InvalidSignatureException" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if _, err := v.Verify(signed(t, other), other.body, ""); err != nil {
		t.Errorf("no service is asked for, and one of ours was signed: %v", err)
	}
	if _, err := v.Verify(signed(t, s3), s3.body, ""); err == nil {
		t.Error("no service is asked for, and s3 was accepted")
	}
}

func TestTheCredentialDateIsTheDayOfTheRequest(t *testing.T) {
	t.Parallel()
	w := create()
	r := signed(t, w)
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/20261120/", "/20261119/", 1))
	_, err := verifierAt(noon).Verify(r, w.body, selling)
	if got := refusal(t, err); got != "InvalidSignatureException" || !strings.Contains(err.Error(), "Date in Credential scope") {
		t.Errorf("err = %v", err)
	}
}

func TestWhatMustBeSignedIsSigned(t *testing.T) {
	t.Parallel()
	w := create()
	w.key = keys["ASIATEMPORARY"]
	w.header["X-Amz-Meta-A"] = "a"
	w.header["X-Amz-Content-Sha256"] = hexSum(w.body)
	for _, name := range []string{"host", "x-amz-date", "x-amz-target", "x-amz-security-token", "x-amz-meta-a", "x-amz-content-sha256"} {
		r := signed(t, w)
		before := r.Header.Get("Authorization")
		after := strings.NewReplacer(";"+name, "", name+";", "").Replace(before)
		if before == after {
			t.Fatalf("%s is not among the signed headers of %s", name, before)
		}
		r.Header.Set("Authorization", after)
		_, err := verifierAt(noon).Verify(r, w.body, selling)
		if refusal(t, err) != "InvalidSignatureException" || !strings.Contains(err.Error(), name) {
			t.Errorf("%s unsigned: %v", name, err)
		}
	}
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestUnsignedAndStreamedBodiesAreRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", hexSum([]byte("another body")), ""} {
		w := create()
		w.header["X-Amz-Content-Sha256"] = value
		_, err := verifierAt(noon).Verify(signed(t, w), w.body, selling)
		if got := refusal(t, err); got != "InvalidSignatureException" {
			t.Errorf("%q: %s", value, got)
		}
	}
	w := create()
	w.header["X-Amz-Content-Sha256"] = hexSum(w.body)
	if _, err := verifierAt(noon).Verify(signed(t, w), w.body, selling); err != nil {
		t.Errorf("the true hash: %v", err)
	}
}

func TestARequestIsSignedOnce(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(r *http.Request)
		want   string
	}{
		"no signature":      {func(r *http.Request) { r.Header.Del("Authorization") }, "MissingAuthenticationToken"},
		"an empty header":   {func(r *http.Request) { r.Header.Set("Authorization", "") }, "MissingAuthenticationToken"},
		"two headers":       {func(r *http.Request) { r.Header.Add("Authorization", r.Header.Get("Authorization")) }, "IncompleteSignature"},
		"header and query":  {func(r *http.Request) { r.URL.RawQuery = "X-Amz-Signature=0" }, "IncompleteSignature"},
		"header and %query": {func(r *http.Request) { r.URL.RawQuery = "x%2Damz-signature=0" }, "IncompleteSignature"},
		"query only": {func(r *http.Request) {
			r.Header.Del("Authorization")
			r.URL.RawQuery = "X-Amz-Algorithm=AWS4-HMAC-SHA256"
		}, "MissingAuthenticationToken"},
		"two dates":     {func(r *http.Request) { r.Header.Add("X-Amz-Date", "20261120T120000Z") }, "IncompleteSignature"},
		"no date":       {func(r *http.Request) { r.Header.Del("X-Amz-Date") }, "IncompleteSignature"},
		"not a date":    {func(r *http.Request) { r.Header.Set("X-Amz-Date", "yesterday") }, "IncompleteSignature"},
		"short date":    {func(r *http.Request) { r.Header.Set("X-Amz-Date", "2026") }, "IncompleteSignature"},
		"other scheme":  {func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, "IncompleteSignature"},
		"10^4 headers":  {func(r *http.Request) { signMany(r, 10_000) }, "IncompleteSignature"},
		"101 headers":   {func(r *http.Request) { signMany(r, 101) }, "IncompleteSignature"},
		"a twice":       {func(r *http.Request) { replaceSigned(r, "a;a;host") }, "IncompleteSignature"},
		"unsorted":      {func(r *http.Request) { replaceSigned(r, "x-amz-date;host") }, "IncompleteSignature"},
		"upper case":    {func(r *http.Request) { replaceSigned(r, "Host;X-Amz-Date") }, "IncompleteSignature"},
		"absent header": {func(r *http.Request) { replaceSigned(r, "content-type;host;not-there;x-amz-date;x-amz-target") }, "InvalidSignatureException"},
	}
	for name, c := range cases {
		w := create()
		r := signed(t, w)
		c.change(r)
		_, err := verifierAt(noon).Verify(r, w.body, selling)
		if got := refusal(t, err); got != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func replaceSigned(r *http.Request, list string) {
	head, tail, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	_, signature, _ := strings.Cut(tail, ",")
	r.Header.Set("Authorization", head+"SignedHeaders="+list+","+signature)
}

func signMany(r *http.Request, n int) {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("h%05d", i)
	}
	replaceSigned(r, strings.Join(names, ";"))
}

func TestAnUnknownKeyIsRefusedInTheSameShape(t *testing.T) {
	t.Parallel()
	unknown := create()
	unknown.key = sigv4.Key{ID: "AKIAUNKNOWN", Secret: secret}
	stranger := create()
	stranger.key.SessionToken = "a token that the key does not have"
	tokenless := create()
	tokenless.key = sigv4.Key{ID: "ASIATEMPORARY", Secret: keys["ASIATEMPORARY"].Secret}
	for name, w := range map[string]wish{"unknown key": unknown, "token for a permanent key": stranger, "no token for a temporary key": tokenless} {
		_, err := verifierAt(noon).Verify(signed(t, w), w.body, selling)
		if got := refusal(t, err); got != "UnrecognizedClientException" {
			t.Errorf("%s: %s", name, got)
		}
	}
	wrong := create()
	wrong.key.Secret = "wrong"
	_, err := verifierAt(noon).Verify(signed(t, wrong), wrong.body, selling)
	if got := refusal(t, err); got != "InvalidSignatureException" {
		t.Errorf("wrong secret: %s", got)
	}
}

func TestASessionTokenComesOnce(t *testing.T) {
	t.Parallel()
	w := create()
	w.key = keys["ASIATEMPORARY"]
	r := signed(t, w)
	if _, err := verifierAt(noon).Verify(r, w.body, selling); err != nil {
		t.Fatal(err)
	}
	r.Header.Add("X-Amz-Security-Token", "another")
	_, err := verifierAt(noon).Verify(r, w.body, selling)
	if got := refusal(t, err); got != "IncompleteSignature" {
		t.Errorf("two tokens: %s", got)
	}
}

func TestExpiredCredentialsAreRefusedOnlyToTheirOwner(t *testing.T) {
	t.Parallel()
	w := create()
	w.key, w.at = keys["ASIATEMPORARY"], noon.Add(time.Hour)
	late := verifierAt(w.at)
	_, err := late.Verify(signed(t, w), w.body, selling)
	if got := refusal(t, err); got != "ExpiredTokenException" {
		t.Errorf("%s", got)
	}
	w.key.Secret = "guessed"
	_, err = late.Verify(signed(t, w), w.body, selling)
	if got := refusal(t, err); got != "InvalidSignatureException" {
		t.Errorf("a guess learned that the key is expired: %s", got)
	}
}

func TestALookupThatFailsIsNoRefusal(t *testing.T) {
	t.Parallel()
	down := errors.New("database gone")
	v := sigv4.New(sigv4.Config{
		Region: "us-east-1", Services: []string{selling}, Clock: clock.NewManual(noon),
		Lookup: func(context.Context, string) (sigv4.Key, error) { return sigv4.Key{}, down },
	})
	w := create()
	if _, err := v.Verify(signed(t, w), w.body, selling); !errors.Is(err, down) {
		t.Errorf("err = %v", err)
	}
}

func TestAChangedSecretEndsTheOldOne(t *testing.T) {
	t.Parallel()
	current := secret
	v := sigv4.New(sigv4.Config{
		Region: "us-east-1", Services: []string{selling}, Clock: clock.NewManual(noon),
		Lookup: func(context.Context, string) (sigv4.Key, error) { return sigv4.Key{Secret: current}, nil },
	})
	w := create()
	r := signed(t, w)
	if _, err := v.Verify(r, w.body, selling); err != nil {
		t.Fatal(err)
	}
	current = "rotated"
	if _, err := v.Verify(r, w.body, selling); err == nil {
		t.Error("the old secret still signs")
	}
}
