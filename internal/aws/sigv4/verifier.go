// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sigv4 verifies AWS Signature Version 4 on received requests, by signing them again and comparing.
//
// Only requests signed in the Authorization header over their whole body are accepted: presigned URLs, unsigned and
// streamed payloads belong to S3. Refusals are *awsjson.Error in the words of AWS's front door.
package sigv4

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cosell/internal/aws/awsjson"
	"cosell/internal/clock"
)

// DefaultSkew is how far a request's date may be from our clock, before or after.
const DefaultSkew = 15 * time.Minute

// A Key is what the verifier must know of an access key. Principal is the caller's own, handed back as it came.
type Key struct {
	ID           string
	Secret       string
	SessionToken string    // temporary credentials only: the request must carry exactly this one
	Expires      time.Time // zero: never
	Principal    any
}

// ErrUnknownKey is what a Lookup answers for an access key that does not exist or is switched off.
var ErrUnknownKey = errors.New("unknown access key")

// Config is what a verifier is made of. Lookup, Region and Services are required.
type Config struct {
	Region   string
	Services []string // signing names that are accepted here
	Lookup   func(ctx context.Context, accessKeyID string) (Key, error)
	Clock    clock.Clock
	Skew     time.Duration // zero: DefaultSkew
}

// A Verifier checks signatures. It is safe for concurrent use.
type Verifier struct {
	cfg  Config
	keys signingKeys
}

// New makes a verifier.
func New(cfg Config) *Verifier {
	if cfg.Clock == nil {
		cfg.Clock = clock.System{}
	}
	if cfg.Skew == 0 {
		cfg.Skew = DefaultSkew
	}
	return &Verifier{cfg: cfg}
}

// Verify says whose request this is. body is the whole body as received. service is the signing name of the service that
// the request asks for; empty means that no service is known yet, and any of the configured ones will do.
// Errors other than *awsjson.Error come from Lookup.
func (v *Verifier) Verify(r *http.Request, body []byte, service string) (Key, error) {
	a, err := v.authorization(r)
	if err != nil {
		return Key{}, err
	}
	stamp, err := v.checkScope(r, &a, service)
	if err != nil {
		return Key{}, err
	}
	if err := checkCoverage(r, &a); err != nil {
		return Key{}, err
	}
	sum := sha256.Sum256(body)
	bodyHash := hex.AppendEncode(make([]byte, 0, 2*sha256.Size), sum[:])
	if err := checkBodyHash(r, bodyHash); err != nil {
		return Key{}, err
	}
	key, known, err := v.lookup(r, &a)
	if err != nil {
		return Key{}, err
	}
	signed, err := canonical(r, &a, bodyHash)
	if err != nil {
		return Key{}, err
	}
	want := v.keys.signature(key.Secret, &a, stamp, signed)
	same := subtle.ConstantTimeCompare(want[:], []byte(a.signature)) == 1
	return v.admit(r, key, known, same)
}

// admit answers only after the signature is known, so that an unknown key costs what a known one costs.
func (v *Verifier) admit(r *http.Request, key Key, known, same bool) (Key, error) {
	token := r.Header.Get("X-Amz-Security-Token")
	switch {
	case len(r.Header["X-Amz-Security-Token"]) > 1:
		return Key{}, awsjson.IncompleteSignature("The request has more than one X-Amz-Security-Token header.")
	case !known || subtle.ConstantTimeCompare([]byte(token), []byte(key.SessionToken)) != 1:
		return Key{}, awsjson.UnrecognizedClient()
	case !same:
		return Key{}, awsjson.InvalidSignature(fmt.Sprintf("The request signature we calculated does not match the signature you provided. "+
			"Check your AWS Secret Access Key and signing method. We received host %.100q and path %.100q.", r.Host, r.URL.EscapedPath()))
	case !key.Expires.IsZero() && !v.cfg.Clock.Now().Before(key.Expires):
		return Key{}, awsjson.ExpiredToken()
	}
	return key, nil
}

// authorization finds the one signature of the request.
func (v *Verifier) authorization(r *http.Request) (authorization, error) {
	headers := r.Header["Authorization"]
	presigned := r.URL.RawQuery != "" && hasPresignedQuery(r.URL.RawQuery)
	switch {
	case len(headers) > 1:
		return authorization{}, awsjson.IncompleteSignature("The request has more than one Authorization header.")
	case presigned && len(headers) == 1:
		return authorization{}, awsjson.IncompleteSignature("The request is signed in the query and in the Authorization header. Sign it once, in the header.")
	case len(headers) == 0 || headers[0] == "":
		return authorization{}, awsjson.MissingAuthenticationToken("The request is not signed. Sign it with Signature Version 4 in the Authorization header.")
	}
	return parseAuthorization(headers[0])
}

func hasPresignedQuery(raw string) bool {
	for pair := range strings.SplitSeq(raw, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if len(name) > 6 && strings.EqualFold(name[:6], "X-Amz-") {
			return true
		}
	}
	return false
}

// checkScope holds the credential scope against the request's date, our region and the service asked for. It returns the date
// as the string to sign spells it.
func (v *Verifier) checkScope(r *http.Request, a *authorization, service string) (string, error) {
	stamp, at, err := requestDate(r)
	if err != nil {
		return "", err
	}
	if a.date != stamp[:8] {
		return "", awsjson.InvalidSignature(fmt.Sprintf("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s'.", a.date, stamp[:8]))
	}
	if a.region != v.cfg.Region {
		return "", awsjson.InvalidSignature(fmt.Sprintf("Credential should be scoped to a valid region: %s, not %.40q.", v.cfg.Region, a.region))
	}
	if (service != "" && a.service != service) || !slices.Contains(v.cfg.Services, a.service) {
		want := service
		if want == "" {
			want = strings.Join(v.cfg.Services, " or ")
		}
		return "", awsjson.InvalidSignature(fmt.Sprintf("Credential should be scoped to correct service: %s, not %.40q.", want, a.service))
	}
	const form = "20060102T150405Z"
	now := v.cfg.Clock.Now()
	minutes := int(v.cfg.Skew / time.Minute)
	if first := now.Add(-v.cfg.Skew); at.Before(first) {
		return "", awsjson.InvalidSignature(fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - %d min.)",
			stamp, first.Format(form), now.Format(form), minutes))
	}
	if last := now.Add(v.cfg.Skew); at.After(last) {
		return "", awsjson.InvalidSignature(fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + %d min.)",
			stamp, last.Format(form), now.Format(form), minutes))
	}
	return stamp, nil
}

// requestDate is X-Amz-Date, or Date where a client signs that.
func requestDate(r *http.Request) (stamp string, at time.Time, err error) {
	const form = "20060102T150405Z"
	for _, name := range [...]string{"X-Amz-Date", "Date"} {
		values := r.Header[name]
		if len(values) > 1 {
			return "", at, awsjson.IncompleteSignature("The request has more than one " + name + " header.")
		}
		if len(values) == 0 {
			continue
		}
		if at, err = time.Parse(form, values[0]); err == nil {
			return values[0], at, nil
		}
		if at, err = http.ParseTime(values[0]); err == nil && name == "Date" {
			at = at.UTC()
			return at.Format(form), at, nil
		}
		return "", at, awsjson.IncompleteSignature(fmt.Sprintf("The %s header is %.40q, not a date such as 20260131T235959Z.", name, values[0]))
	}
	return "", at, awsjson.IncompleteSignature("The request has no X-Amz-Date header.")
}

// checkCoverage makes sure that the signature covers all that decides what the request does. Headers that begin with x-amzn-
// are not asked for: load balancers add their own (x-amzn-trace-id), and nothing here decides on one.
func checkCoverage(r *http.Request, a *authorization) error {
	if !a.covers("host") {
		return notSigned("host")
	}
	if r.Header["X-Amz-Date"] == nil && !a.covers("date") {
		return notSigned("date")
	}
	for name := range r.Header {
		if len(name) > 6 && strings.EqualFold(name[:6], "X-Amz-") && !a.covers(strings.ToLower(name)) {
			return notSigned(strings.ToLower(name))
		}
	}
	return nil
}

func notSigned(name string) error {
	return awsjson.InvalidSignature(fmt.Sprintf("%.100q must be a signed header: add it to SignedHeaders and sign it.", name))
}

func (a *authorization) covers(name string) bool {
	_, found := slices.BinarySearch(a.signed, name)
	return found
}

func checkBodyHash(r *http.Request, bodyHash []byte) error {
	values := r.Header["X-Amz-Content-Sha256"]
	switch {
	case len(values) == 0:
		return nil
	case len(values) > 1:
		return awsjson.IncompleteSignature("The request has more than one X-Amz-Content-Sha256 header.")
	case values[0] == "UNSIGNED-PAYLOAD" || strings.HasPrefix(values[0], "STREAMING-"):
		return awsjson.InvalidSignature("The body must be signed: " + strings.ToValidUTF8(fmt.Sprintf("%.60s", values[0]), "?") + " is not accepted by this service.")
	case subtle.ConstantTimeCompare([]byte(values[0]), bodyHash) != 1:
		return awsjson.InvalidSignature("The value of x-amz-content-sha256 is not the SHA-256 of the body that arrived.")
	}
	return nil
}

// lookup finds the key. A key that nobody knows gets a secret that signs nothing, so that the work goes on all the same.
func (v *Verifier) lookup(r *http.Request, a *authorization) (key Key, known bool, err error) {
	key, err = v.cfg.Lookup(r.Context(), a.accessKeyID)
	if errors.Is(err, ErrUnknownKey) {
		return Key{Secret: "an unknown key has no secret, but its check takes as long"}, false, nil
	}
	if err != nil {
		return Key{}, false, fmt.Errorf("look up access key: %w", err)
	}
	return key, true, nil
}
