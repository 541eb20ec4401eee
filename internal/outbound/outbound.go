// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package outbound calls addresses that users have typed in, without being led into networks that are not theirs.
//
// What may be called is decided at the moment of connecting, on the address that the name has just been resolved
// to: a name that looked harmless when it was saved may point anywhere later.
package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Settings are the rules of a Client. The zero value is the strictest.
type Settings struct {
	Allow    []netip.Prefix // the operator's own networks that may be called, over http and at any port too
	Ports    []uint16       // ports elsewhere; when empty 443 and 8443
	Timeout  time.Duration  // of a whole call with its body; when zero 5 s
	Limit    int64          // bytes of an answer's body that are read; when zero 64 KiB
	Roots    *x509.CertPool // who may vouch for servers; when nil those of the system
	Resolver *net.Resolver  // when nil that of the system
}

const (
	defaultTimeout = 5 * time.Second
	defaultLimit   = 64 << 10
	headerLimit    = 64 << 10
)

// ErrTooLong ends the reading of a body that is longer than the limit.
var ErrTooLong = errors.New("the answer's body is longer than the limit")

// A Refused is the error of a call that is against the rules. It stays so: a later attempt will not help, until
// the address or the rules change.
type Refused struct {
	Target string // what was refused: an address without user and query
	Why    string
	Fix    string
}

func (r *Refused) Error() string { return fmt.Sprintf("%s %s: %s", r.Target, r.Why, r.Fix) }

// A Client makes calls. It follows no redirect, uses no proxy, keeps no cookie, and always verifies certificates.
type Client struct {
	settings Settings
	http     *http.Client
	plain    *http.Transport
	secure   *http.Transport
}

// New is a client with these rules.
func New(s Settings) *Client {
	if s.Timeout == 0 {
		s.Timeout = defaultTimeout
	}
	if s.Limit == 0 {
		s.Limit = defaultLimit
	}
	if len(s.Ports) == 0 {
		s.Ports = []uint16{443, 8443}
	}
	c := &Client{settings: s}
	c.plain, c.secure = c.transport(false), c.transport(true)
	c.http = &http.Client{
		Transport:     roundTripper{c},
		Timeout:       s.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// HTTP is the client for libraries that want one. A body that is too long ends with ErrTooLong.
func (c *Client) HTTP() *http.Client { return c.http }

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// An Answer is what a server said. It is a stranger's text: show it to nobody as it is.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Cut    bool // the body was longer than the limit
}

// Send makes a call and reads its answer, up to the limit. Whatever the status is, it is no error.
func (c *Client) Send(r *http.Request) (_ *Answer, err error) {
	res, err := c.http.Do(r)
	if err != nil {
		return nil, tell(err)
	}
	body, err := io.ReadAll(res.Body)
	a := &Answer{Status: res.StatusCode, Header: res.Header, Body: body, Cut: errors.Is(err, ErrTooLong)}
	closed := res.Body.Close()
	if err != nil && !a.Cut {
		return nil, tell(err)
	}
	if closed != nil && !a.Cut {
		return nil, tell(closed)
	}
	return a, nil
}

// tell takes the refusal out of what the standard library has wrapped around it.
func tell(err error) error {
	var r *Refused
	if errors.As(err, &r) {
		return r
	}
	return err
}

func (c *Client) transport(secure bool) *http.Transport {
	d := &net.Dialer{Timeout: c.settings.Timeout, Resolver: c.settings.Resolver,
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			return c.mayConnect(address, secure)
		}}
	return &http.Transport{
		Proxy:                  nil, // also not the one of the environment: it would resolve names where we cannot look
		DialContext:            d.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.settings.Roots},
		TLSHandshakeTimeout:    c.settings.Timeout,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what is inflated has no length that could be limited beforehand
		MaxResponseHeaderBytes: headerLimit,
		MaxConnsPerHost:        16,
		MaxIdleConnsPerHost:    2,
		MaxIdleConns:           64,
		IdleConnTimeout:        30 * time.Second,
	}
}

type roundTripper struct{ client *Client }

// RoundTrip holds the call's address to the rules and its answer to the limit.
func (t roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.client.check(r.URL); err != nil {
		if r.Body != nil {
			err = errors.Join(err, r.Body.Close())
		}
		return nil, err
	}
	via := t.client.secure
	if r.URL.Scheme == "http" {
		via = t.client.plain
	}
	res, err := via.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusSwitchingProtocols {
		res.Body = &limited{ReadCloser: res.Body, left: t.client.settings.Limit}
	}
	return res, nil
}

// CloseIdleConnections is what http.Client.CloseIdleConnections calls.
func (t roundTripper) CloseIdleConnections() {
	t.client.plain.CloseIdleConnections()
	t.client.secure.CloseIdleConnections()
}

// limited is a body that ends with ErrTooLong after so many bytes.
type limited struct {
	io.ReadCloser
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left == 0 {
		var one [1]byte
		n, err := l.ReadCloser.Read(one[:])
		if n > 0 {
			return 0, ErrTooLong
		}
		return 0, err
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.ReadCloser.Read(p)
	l.left -= int64(n)
	return n, err
}
