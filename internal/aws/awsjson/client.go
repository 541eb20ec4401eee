// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsjson

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"cosell/internal/clock"
)

// MaxAnswer is the largest answer that a client reads, in bytes.
const MaxAnswer = 16 << 20

// ClientConfig is what a client is made of. Endpoint, Target, SigningName, Region and Credentials are required.
type ClientConfig struct {
	Endpoint    string // base URL of the service
	Target      string // prefix of X-Amz-Target
	SigningName string
	Region      string
	Credentials aws.CredentialsProvider
	HTTP        *http.Client // nil: one with a timeout of 30 seconds
	Attempts    int          // 0: the SDK's standard, 3; 1: the caller retries itself
	Integrator  string       // X-Amzn-User-Agent, "{Integrator}|{Product}"
	Clock       clock.Clock
}

// A Client calls one service. It signs, retries and decodes errors as AWS's SDKs do, and is safe for concurrent use.
type Client struct {
	cfg         ClientConfig
	url         string
	http        *http.Client
	credentials *aws.CredentialsCache
	signer      *v4.Signer
	retryer     aws.RetryerV2
	skew        atomic.Int64 // how far the service's clock is ahead of ours, as time.Duration
}

// NewClient makes a client; it does not call anybody yet.
func NewClient(cfg ClientConfig) (*Client, error) {
	at, err := url.Parse(cfg.Endpoint)
	if err != nil || at.Host == "" || (at.Scheme != "http" && at.Scheme != "https") {
		return nil, fmt.Errorf("endpoint %q: give a base URL such as https://partnercentral-selling.us-east-1.api.aws", cfg.Endpoint)
	}
	if cfg.Target == "" || cfg.SigningName == "" || cfg.Region == "" || cfg.Credentials == nil {
		return nil, fmt.Errorf("client of %s: target, signing name, region and credentials are required", cfg.Endpoint)
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System{}
	}
	h := http.Client{Timeout: 30 * time.Second}
	if cfg.HTTP != nil {
		h = *cfg.HTTP
	}
	// A redirect would carry the signed request to another host.
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{
		cfg: cfg, url: strings.TrimSuffix(at.String(), "/") + "/", http: &h,
		credentials: aws.NewCredentialsCache(cfg.Credentials), signer: v4.NewSigner(),
		retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			if cfg.Attempts > 0 {
				o.MaxAttempts = cfg.Attempts
			}
		}),
	}, nil
}

// Call runs one operation. in is a struct, a map or, already encoded, []byte; out is a pointer to any of them, or nil. What AWS refuses is
// an *APIError.
func (c *Client) Call(ctx context.Context, operation string, in, out any) error {
	body, err := encode(in)
	if err != nil {
		return fmt.Errorf("%s: encode the request: %w", operation, err)
	}
	answer, err := c.attempts(ctx, operation, body)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if err := decode(answer, out); err != nil {
		return fmt.Errorf("%s: decode the answer: %w", operation, err)
	}
	return nil
}

// attempts calls until it succeeds, the error is not to be retried, or the attempts are used up. A clock that was found to be off costs
// one attempt more: the service refused the signature, so nothing has happened yet.
func (c *Client) attempts(ctx context.Context, operation string, body []byte) ([]byte, error) {
	corrected := false
	for n := 1; ; n++ {
		answer, err := c.once(ctx, operation, body)
		if err == nil {
			return answer, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if s, off := errors.AsType[*skewed](err); off && !corrected {
			c.skew.Store(int64(s.ahead))
			corrected = true
			n--
			continue
		}
		if n >= c.retryer.MaxAttempts() || !c.retryer.IsErrorRetryable(err) {
			return nil, err
		}
		if err := c.pause(ctx, n, err); err != nil {
			return nil, err
		}
	}
}

// pause waits before attempt n+1, unless retries have been used up for a while: then cause is the end of it.
func (c *Client) pause(ctx context.Context, n int, cause error) error {
	if _, err := c.retryer.GetRetryToken(ctx, cause); err != nil {
		return cause
	}
	delay, err := c.retryer.RetryDelay(n, cause)
	if err != nil {
		return cause
	}
	select {
	case <-c.cfg.Clock.After(delay):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w, while waiting to retry: %w", ctx.Err(), cause)
	}
}

func (c *Client) once(ctx context.Context, operation string, body []byte) ([]byte, error) {
	creds, err := c.credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", c.cfg.Target+"."+operation)
	r.Header.Set("User-Agent", "cosell")
	if c.cfg.Integrator != "" {
		r.Header.Set("X-Amzn-User-Agent", c.cfg.Integrator)
	}
	hash := sha256.Sum256(body)
	at := c.cfg.Clock.Now().Add(time.Duration(c.skew.Load()))
	if err := c.signer.SignHTTP(ctx, creds, r, hex.EncodeToString(hash[:]), c.cfg.SigningName, c.cfg.Region, at); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, &unsent{err}
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, MaxAnswer+1))
	if err != nil {
		return nil, &unsent{fmt.Errorf("read the answer: %w", err)}
	}
	if len(answer) > MaxAnswer {
		return nil, fmt.Errorf("the answer is larger than %d bytes", MaxAnswer)
	}
	if res.StatusCode != http.StatusOK {
		return nil, withSkew(apiError(res, answer), res, at, c.cfg.Clock.Now())
	}
	return answer, nil
}

// unsent marks a request whose outcome is unknown because the connection failed; the retryer asks for ConnectionError.
type unsent struct{ err error }

func (u *unsent) Error() string         { return u.err.Error() }
func (u *unsent) Unwrap() error         { return u.err }
func (u *unsent) ConnectionError() bool { return true }

// skewed marks a refusal whose cause is our clock.
type skewed struct {
	*APIError
	ahead time.Duration
}

func (s *skewed) Unwrap() error { return s.APIError }

// clockCodes are the refusals that a wrong clock causes.
var clockCodes = map[string]bool{
	"InvalidSignatureException": true, "SignatureDoesNotMatch": true, "AuthFailure": true,
	"RequestTimeTooSkewed": true, "RequestExpired": true, "RequestInTheFuture": true,
}

// withSkew asks the answer's Date whether our clock explains the refusal. AWS's SDKs see four minutes as the limit, since the same
// codes also stand for a wrong secret.
func withSkew(e *APIError, res *http.Response, signedAt, now time.Time) error {
	const limit = 4 * time.Minute
	theirs, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil || !clockCodes[e.Type] || theirs.Sub(signedAt).Abs() < limit {
		return e
	}
	return &skewed{APIError: e, ahead: theirs.Sub(now)}
}

func encode(in any) ([]byte, error) {
	switch v := in.(type) {
	case nil:
		return []byte("{}"), nil
	case []byte:
		return v, nil
	case json.RawMessage:
		return v, nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(in); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decode keeps numbers as they were written when out holds documents.
func decode(answer []byte, out any) error {
	if out == nil || len(answer) == 0 {
		return nil
	}
	switch raw := out.(type) {
	case *[]byte:
		*raw = answer
		return nil
	case *json.RawMessage:
		*raw = answer
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	return d.Decode(out)
}
