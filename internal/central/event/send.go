// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/input"
)

// drained is how much of an answer is read so that its connection can be used again. Answers that do not say that they
// are this short are cut off: the status is all that counts.
const drained = 64 << 10

// bring makes one attempt. A destination that refuses the token gets a fresh one, once.
func (b *Bus) bring(ctx context.Context, c course) Verdict {
	if c.target.Queue == "" && c.connection.version == 0 {
		return Verdict{Code: codeResource, Final: true,
			Message: "The target, its destination or its connection no longer exists."}
	}
	l, v := c.load()
	if !v.Delivered() {
		return v
	}
	if c.target.Queue != "" {
		return b.queues.send(ctx, b.limit, c, l)
	}
	keep, err := b.open(ctx, c.Account, c.connection)
	if err != nil {
		return Verdict{Code: codeInternal, Message: "The secrets of connection " + c.connection.Name + " cannot be opened."}
	}
	if c.connection.Auth != OAuth {
		_, v := b.send(ctx, c, l, keep, "")
		return v
	}
	token, v := b.tokens.of(ctx, c.connection, keep, "")
	if !v.Delivered() {
		return v
	}
	status, v := b.send(ctx, c, l, keep, token)
	if status != http.StatusUnauthorized && status != http.StatusProxyAuthRequired {
		return v
	}
	if token, v = b.tokens.of(ctx, c.connection, keep, token); !v.Delivered() {
		return v
	}
	_, v = b.send(ctx, c, l, keep, token)
	return v
}

// A load is what a target gets.
type load struct {
	body  []byte
	event doc.Doc // nil when nothing of the target looks into the event
}

// load makes what the target wants out of the event.
func (c *course) load() (l load, v Verdict) {
	envelope, err := c.event.envelope()
	if err != nil {
		return l, Verdict{Code: codeInternal, Message: "The event cannot be written.", Final: true}
	}
	l.body = envelope
	if c.looksInside() {
		if l.event, err = doc.Parse(envelope); err != nil {
			return l, Verdict{Code: codeInternal, Message: "The event cannot be read.", Final: true}
		}
	}
	switch s := &c.target.Settings; {
	case s.Input != "":
		l.body = []byte(s.Input)
	case s.InputPath != "":
		path, err := input.ParsePath(s.InputPath)
		found, ok := path.Find(l.event)
		if err != nil || !ok {
			return l, Verdict{Code: codeParameter, Final: true, Message: "The event has nothing at the input path " + s.InputPath + "."}
		}
		l.body = doc.AppendValue(nil, found)
	case s.Transformer != nil:
		template, err := input.ParseTemplate(s.Transformer.Paths, s.Transformer.Template)
		if err != nil {
			return l, Verdict{Code: codeParameter, Final: true, Message: "The input transformer cannot be used."}
		}
		l.body = template.Fill(input.Occasion{Event: l.event, RuleARN: RuleARN(c.Account, c.rule), RuleName: c.rule,
			Accepted: c.event.accepted().Format(time.RFC3339)})
	}
	return l, Verdict{}
}

// looksInside says whether making the load takes more than the event's text.
func (c *course) looksInside() bool {
	s := &c.target.Settings
	return s.InputPath != "" || s.Transformer != nil || len(s.Path)+len(s.Header)+len(s.Query) > 0 || strings.HasPrefix(s.Group, "$.")
}

// value is a target's value for a call: itself, or what a path finds in the event.
func (l load) value(text string) string {
	if !strings.HasPrefix(text, "$.") {
		return text
	}
	path, err := input.ParsePath(text)
	if err != nil {
		return ""
	}
	found, _ := path.Text(l.event)
	return found
}

func (b *Bus) send(ctx context.Context, c course, l load, keep withheld, token string) (status int, v Verdict) {
	ctx, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	req, err := c.request(ctx, l, keep)
	if err != nil {
		return 0, Verdict{Code: codeParameter, Message: "The call cannot be made: " + err.Error() + ".", Final: true}
	}
	switch c.connection.Auth {
	case OAuth:
		req.Header.Set("Authorization", "Bearer "+token)
	case Basic:
		req.SetBasicAuth(c.connection.ClientID, keep.Secret)
	case APIKey:
		req.Header.Set(c.connection.ClientID, keep.Secret)
	}
	return b.call(req)
}

// request is the call without the proof of who makes it. The connection's parameters win over those of the target.
func (c *course) request(ctx context.Context, l load, keep withheld) (*http.Request, error) {
	params := keep.whole("Params", c.connection.Params)
	address, err := c.address(l, params)
	if err != nil {
		return nil, err
	}
	body, err := withMembers(l.body, params)
	if err != nil {
		return nil, err
	}
	var reader io.Reader = bytes.NewReader(body)
	if c.destination.Method == http.MethodGet || c.destination.Method == http.MethodHead {
		reader = nil
	}
	req, err := http.NewRequestWithContext(ctx, c.destination.Method, address, reader)
	if err != nil {
		return nil, fmt.Errorf("the destination's address cannot be used")
	}
	for name, v := range c.target.Header {
		text := l.value(v)
		var f form
		if f.value(name, text); f.err() != nil {
			return nil, fmt.Errorf("the event's value for the header %s has line breaks or control characters", name)
		}
		req.Header.Set(name, text)
	}
	for _, p := range params {
		if p.In == InHeader {
			req.Header.Set(p.Name, p.Value)
		}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "Amazon/EventBridge/ApiDestinations")
	return req, nil
}

// address fills the stars and adds the query. What comes out of an event stays one segment of the path.
func (c *course) address(l load, params []Parameter) (string, error) {
	parts := strings.Split(c.destination.URL, "*")
	if stars := len(parts) - 1; stars != len(c.target.Path) {
		return "", fmt.Errorf("the destination's address has %d stars, and its target gives %d values", stars, len(c.target.Path))
	}
	var b strings.Builder
	for i, part := range parts {
		b.WriteString(part)
		if i == len(c.target.Path) {
			break
		}
		v := l.value(c.target.Path[i])
		if v == "" || v == "." || v == ".." {
			return "", fmt.Errorf("the value %q cannot stand in the destination's address", v)
		}
		b.WriteString(url.PathEscape(v))
	}
	u, err := url.Parse(b.String())
	if err != nil {
		return "", fmt.Errorf("the destination's address cannot be used")
	}
	query := u.Query()
	added := false
	for name, v := range c.target.Query {
		query.Set(name, l.value(v))
		added = true
	}
	for _, p := range params {
		if p.In == InQuery {
			query.Set(p.Name, p.Value)
			added = true
		}
	}
	if added {
		u.RawQuery = query.Encode()
	}
	return u.String(), nil
}

// withMembers puts the connection's parameters of the body into it, where it is an object.
func withMembers(body []byte, params []Parameter) ([]byte, error) {
	var d doc.Doc
	for _, p := range params {
		if p.In != InBody {
			continue
		}
		if d == nil {
			var err error
			if d, err = doc.Parse(body); err != nil {
				return nil, fmt.Errorf("the connection adds members to a body that is no JSON object")
			}
		}
		d[p.Name] = p.Value
	}
	if d == nil {
		return body, nil
	}
	return doc.Append(nil, d), nil
}

// call sends a request and judges the answer by its status.
func (b *Bus) call(req *http.Request) (status int, v Verdict) {
	answer, err := b.client.HTTP().Do(req)
	if err != nil {
		return 0, judgeFailure(err)
	}
	if 0 <= answer.ContentLength && answer.ContentLength <= drained {
		_, _ = io.Copy(io.Discard, answer.Body) // for the connection's sake
	}
	_ = answer.Body.Close() // nothing was written
	return answer.StatusCode, judgeAnswer(answer.StatusCode, answer.Header, b.clock.Now())
}
