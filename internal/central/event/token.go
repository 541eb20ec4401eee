// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"cosell/internal/clock"
)

// A token that does not say how long it lives is used for unsaid; none is used longer than longestToken.
const (
	unsaid       = 5 * time.Minute
	longestToken = 24 * time.Hour
	tokenAnswer  = 64 << 10 // bytes of a token endpoint's answer that are read
)

// tokens keeps one OAuth token for each connection. However many deliveries need one at once, one fetches it.
type tokens struct {
	client *http.Client
	clock  clock.Clock
	limit  time.Duration
	flight singleflight.Group
	mu     sync.Mutex
	by     map[string]token // by account and name of the connection
}

type token struct {
	text    string
	version int64
	until   time.Time
}

// of is a token that is not the refused one.
func (t *tokens) of(ctx context.Context, c connection, keep withheld, refused string) (string, Verdict) {
	if text := t.kept(c); text != "" && text != refused {
		return text, Verdict{}
	}
	type answer struct {
		text string
		v    Verdict
	}
	// The others who wait for this token must not fail because the first of them was cancelled.
	own := context.WithoutCancel(ctx)
	done := t.flight.DoChan(fmt.Sprintf("%s/%s/%d", c.account, c.Name, c.version), func() (any, error) {
		if text := t.kept(c); text != "" && text != refused {
			return answer{text: text}, nil
		}
		text, v := t.fetch(own, c, keep)
		return answer{text, v}, nil
	})
	select {
	case r := <-done:
		a, ok := r.Val.(answer)
		if !ok {
			return "", Verdict{Code: codeInternal, Message: "The token could not be fetched."}
		}
		return a.text, a.v
	case <-ctx.Done():
		return "", judgeFailure(ctx.Err())
	}
}

func (t *tokens) kept(c connection) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.by[c.account+"/"+c.Name]
	if k.version != c.version || !t.clock.Now().Before(k.until) {
		return ""
	}
	return k.text
}

func (t *tokens) fetch(ctx context.Context, c connection, keep withheld) (string, Verdict) {
	ctx, cancel := context.WithTimeout(ctx, t.limit)
	defer cancel()
	req, err := c.ask(ctx, keep)
	if err != nil {
		return "", Verdict{Code: codeParameter, Message: "The token address of connection " + c.Name + " cannot be used.",
			Final: true}
	}
	answer, err := t.client.Do(req)
	if err != nil {
		v := judgeFailure(err)
		v.Message = "No token for connection " + c.Name + ". " + v.Message
		return "", v
	}
	defer func() { _ = answer.Body.Close() }() // only read
	if answer.StatusCode != http.StatusOK {
		return "", t.refusal(c, answer)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, tokenAnswer))
	var got struct {
		Token   string      `json:"access_token"`
		Expires json.Number `json:"expires_in"`
	}
	if err != nil || json.Unmarshal(text, &got) != nil || got.Token == "" || strings.ContainsAny(got.Token, "\r\n\x00") {
		return "", Verdict{Code: codeTarget, Message: "The token endpoint of connection " + c.Name + " answered without a token."}
	}
	t.keep(c, got.Token, got.Expires)
	return got.Token, Verdict{}
}

// refusal judges an answer without a token. A client that is refused today may be let in once somebody has mended its
// secret, so only the tries and the age of a delivery end it.
func (t *tokens) refusal(c connection, answer *http.Response) Verdict {
	v := judgeAnswer(answer.StatusCode, answer.Header, t.clock.Now())
	if v.Delivered() || v.Final {
		v.Code, v.Final = codePermission, false
	}
	v.Message = fmt.Sprintf("The token endpoint of connection %s answered %d %s: check its address, client id and secret.",
		c.Name, answer.StatusCode, http.StatusText(answer.StatusCode))
	return v
}

// keep remembers a token for a little less than it lives.
func (t *tokens) keep(c connection, text string, expires json.Number) {
	life := unsaid
	if s, err := expires.Int64(); err == nil && s >= 0 {
		life = time.Duration(min(s, int64(longestToken/time.Second))) * time.Second
	}
	life -= min(time.Minute, life/10)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.by[c.account+"/"+c.Name] = token{text, c.version, t.clock.Now().Add(life)}
}

// ask is the call for a token, with the connection's own parameters beside those of RFC 6749, 4.4.
func (c connection) ask(ctx context.Context, keep withheld) (*http.Request, error) {
	fields, query, header := url.Values{"grant_type": {"client_credentials"}}, url.Values{}, http.Header{}
	if c.Scope != "" {
		fields.Set("scope", c.Scope)
	}
	if c.ClientIn == InBody {
		fields.Set("client_id", c.ClientID)
		fields.Set("client_secret", keep.Secret)
	}
	for _, p := range keep.whole("TokenParams", c.TokenParams) {
		switch p.In {
		case InHeader:
			header.Set(p.Name, p.Value)
		case InQuery:
			query.Set(p.Name, p.Value)
		case InBody:
			fields.Set(p.Name, p.Value)
		}
	}
	u, err := url.Parse(c.TokenURL)
	if err != nil {
		return nil, err
	}
	var body io.Reader = strings.NewReader(fields.Encode())
	if c.TokenMethod == http.MethodGet { // a GET has no body: all travels in the query
		body = nil
		for name, values := range fields {
			query[name] = append(query[name], values...)
		}
	}
	if len(query) > 0 {
		for name, values := range u.Query() {
			query[name] = append(query[name], values...)
		}
		u.RawQuery = query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, c.TokenMethod, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header = header
	if c.ClientIn == InHeader {
		req.SetBasicAuth(url.QueryEscape(c.ClientID), url.QueryEscape(keep.Secret)) // RFC 6749, 2.3.1
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	return req, nil
}
