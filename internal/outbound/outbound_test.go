// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package outbound_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cosell/internal/outbound"
)

var here = networks("127.0.0.0/8")

func request(t *testing.T, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	if r, ok := err.(*outbound.Refused); !ok || r.Why == "" || r.Fix == "" {
		t.Errorf("%v, want a bare refusal", err)
	}
}

func TestACallInsideIsRefusedBeforeItConnects(t *testing.T) {
	t.Parallel()
	var connected atomic.Int64
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ConnState = func(net.Conn, http.ConnState) { connected.Add(1) }
	s.StartTLS()
	defer s.Close()
	c := outbound.New(outbound.Settings{Ports: []uint16{portOf(t, s.URL)}})
	_, err := c.Send(request(t, s.URL))
	wantRefused(t, err)
	var r *outbound.Refused
	res, err := c.HTTP().Do(request(t, s.URL))
	if !errors.As(err, &r) {
		t.Errorf("through the library's client: %v", err)
	}
	if err == nil {
		_ = res.Body.Close()
	}
	if n := connected.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func portOf(t *testing.T, address string) uint16 {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	at, err := netip.ParseAddrPort(u.Host)
	if err != nil {
		t.Fatal(err)
	}
	return at.Port()
}

func TestANameIsJudgedByWhatItPointsToWhenItIsCalled(t *testing.T) {
	t.Parallel()
	var hits atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer s.Close()
	port := strings.TrimPrefix(s.URL, "http://127.0.0.1")
	for _, points := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.1.1", "0.0.0.0"} {
		names := resolver(t, netip.MustParseAddr(points))
		c := outbound.New(outbound.Settings{Resolver: names, Ports: []uint16{portOf(t, s.URL)}})
		if err := c.Check("https://rebind.example" + port); err != nil {
			t.Fatalf("the name alone is harmless: %v", err)
		}
		_, err := c.Send(request(t, "https://rebind.example"+port))
		wantRefused(t, err)
		// With another network allowed, http is possible, and still not to this one.
		c = outbound.New(outbound.Settings{Resolver: names, Allow: networks("10.99.0.0/16")})
		_, err = c.Send(request(t, "http://rebind.example"+port))
		wantRefused(t, err)
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("%d requests came through", n)
	}
	c := outbound.New(outbound.Settings{Resolver: resolver(t, netip.MustParseAddr("127.0.0.1")), Allow: here})
	if a, err := c.Send(request(t, "http://crm.example"+port)); err != nil || a.Status != 200 || hits.Load() != 1 {
		t.Errorf("the operator's own network: %+v, %v", a, err)
	}
}

// resolver asks a name server of the test, which says of every name that it is at addr.
func resolver(t *testing.T, addr netip.Addr) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	go func() {
		b := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(b)
			if err != nil {
				return // closed
			}
			if _, err := server.WriteTo(answer(b[:n], addr), from); err != nil {
				return
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// answer is the reply to a DNS question (RFC 1035): the address for type A, nothing for others.
func answer(query []byte, addr netip.Addr) []byte {
	end := 12
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	question := query[12 : end+5]
	isA := binary.BigEndian.Uint16(question[len(question)-4:]) == 1
	reply := append([]byte(nil), query[:2]...)
	reply = append(reply, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0)
	reply = append(reply, question...)
	if isA {
		reply[7] = 1
		ip := addr.As4()
		reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		reply = append(reply, ip[:]...)
	}
	return reply
}

func TestARedirectIsAnAnswerAndNotFollowed(t *testing.T) {
	t.Parallel()
	var hits atomic.Int64
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer inside.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, inside.URL, status)
		}))
		a, err := outbound.New(outbound.Settings{Allow: here}).Send(request(t, s.URL))
		if err != nil || a.Status != status {
			t.Errorf("%d: %+v, %v", status, a, err)
		}
		s.Close()
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("followed %d times", n)
	}
}

func TestTheProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	c := outbound.New(outbound.Settings{Resolver: resolver(t, netip.MustParseAddr("127.0.0.1"))})
	_, err := c.Send(request(t, "https://crm.example/"))
	wantRefused(t, err)
}

func TestABodyIsReadUpToTheLimit(t *testing.T) {
	t.Parallel()
	for size, cut := range map[int]bool{0: false, 1: false, 99: false, 100: false, 101: true, 5000: true} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			if _, err := w.Write(bytes.Repeat([]byte("x"), size)); err != nil {
				t.Error(err)
			}
		}))
		c := outbound.New(outbound.Settings{Allow: here, Limit: 100})
		a, err := c.Send(request(t, s.URL))
		if err != nil || a.Status != 502 || a.Cut != cut || len(a.Body) != min(size, 100) {
			t.Errorf("%d bytes: %+v, %v", size, a, err)
		}
		res, err := c.HTTP().Do(request(t, s.URL))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(res.Body); errors.Is(err, outbound.ErrTooLong) != cut {
			t.Errorf("%d bytes through the library's client: %v", size, err)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
		s.Close()
	}
}

func TestAGigabyteAndAStreamWithoutEndCostOnlyTheLimit(t *testing.T) {
	t.Parallel()
	for name, length := range map[string]string{"gigabyte": "1073741824", "without end": ""} {
		sent := make(chan int, 1)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if length != "" {
				w.Header().Set("Content-Length", length)
			}
			n, block := 0, make([]byte, 32<<10)
			for {
				m, err := w.Write(block)
				if n += m; err != nil || n >= 1<<30 {
					sent <- n
					return
				}
			}
		}))
		c := outbound.New(outbound.Settings{Allow: here, Timeout: 20 * time.Second})
		a, err := c.Send(request(t, s.URL))
		if err != nil || !a.Cut || len(a.Body) != 64<<10 {
			t.Errorf("%s: %v", name, err)
		}
		if n := <-sent; n > 64<<20 { // what the buffers of both ends hold
			t.Errorf("%s: the server could send %d bytes", name, n)
		}
		s.Close()
	}
}

func TestAServerThatHangsIsLeftAfterTheTimeLimit(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	for name, handle := range map[string]http.HandlerFunc{
		"before the answer": func(_ http.ResponseWriter, r *http.Request) { hang(r, release) },
		"inside the body": func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.WriteString(w, "half"); err != nil {
				t.Error(err)
			}
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			hang(r, release)
		},
	} {
		t.Run(name, func(t *testing.T) {
			left := make(chan struct{})
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					t.Error(err)
				}
				handle(w, r)
				close(left)
			}))
			defer s.Close()
			a, err := outbound.New(outbound.Settings{Allow: here, Timeout: 100 * time.Millisecond}).Send(request(t, s.URL))
			var n net.Error
			if !errors.As(err, &n) || !n.Timeout() {
				t.Errorf("%+v, %v; want a timeout", a, err)
			}
			<-left // the connection was given up, not kept
		})
	}
}

func hang(r *http.Request, release chan struct{}) {
	select {
	case <-r.Context().Done():
	case <-release:
	}
}

func TestAServerThatSaysNothingOrRubbishIsAnError(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]string{
		"nothing": "", "rubbish": "hello\r\n\r\n", "half a header": "HTTP/1.1 200 OK\r\nContent-Le", "half a body": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
		"a huge header": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "both lengths": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return // closed
					}
					_, _ = conn.Read(make([]byte, 4096)) // whatever it is
					_, _ = io.WriteString(conn, says)    // the client may leave in the middle
					_ = conn.Close()
				}
			}()
			if a, err := outbound.New(outbound.Settings{Allow: here, Timeout: 10 * time.Second}).Send(request(t, "http://"+l.Addr().String())); err == nil {
				t.Errorf("took %+v", a)
			}
		})
	}
}

func TestCompressedAnswersAreNeitherAskedForNorInflated(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e := r.Header.Get("Accept-Encoding"); e != "" {
			t.Errorf("asked for %s", e)
		}
		w.Header().Set("Content-Encoding", "gzip")
		if _, err := io.WriteString(w, "raw"); err != nil {
			t.Error(err)
		}
	}))
	defer s.Close()
	if a, err := outbound.New(outbound.Settings{Allow: here}).Send(request(t, s.URL)); err != nil || string(a.Body) != "raw" {
		t.Errorf("%+v, %v", a, err)
	}
}
