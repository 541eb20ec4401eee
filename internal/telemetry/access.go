// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"

	"cosell/internal/clock"
)

type contextKey int

const (
	keyRequest contextKey = iota
	keyClient
)

// WithRequestID is a context whose log lines carry id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, keyRequest, id)
}

// RequestID is the id of the request that ctx belongs to; empty outside of requests.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(keyRequest).(string)
	return id
}

// Client is the network address that the request came from; the zero Addr outside of requests.
func Client(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(keyClient).(netip.Addr)
	return a
}

// WithClient is a context of a request from addr.
func WithClient(ctx context.Context, addr netip.Addr) context.Context {
	return context.WithValue(ctx, keyClient, addr)
}

// Access stands around all handlers of a door: it gives each request its id and client address, logs it with
// its outcome, counts it, and turns a panic into Failed.
type Access struct {
	Door    string // "portal" or "aws": a label of the metrics
	Log     *slog.Logger
	Metrics *Metrics
	Clock   clock.Clock
	Proxies []netip.Prefix                               // whose X-Forwarded-For is believed
	Failed  func(w http.ResponseWriter, r *http.Request) // answers for a handler that panicked
}

// Wrap is next with all of that around it. The query is not logged: it may hold what people searched for.
func (a Access) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := a.Clock.Now()
		client := clientOf(r, a.Proxies)
		ctx := WithClient(WithRequestID(r.Context(), uuid.NewString()), client)
		r = r.WithContext(ctx)
		out := &answer{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				a.panicked(out, r, p)
			}
			took := a.Clock.Now().Sub(start)
			a.Metrics.Request(a.Door, r.Method, r.Pattern, out.code(), took)
			a.Log.LogAttrs(ctx, levelOf(out.code()), "request", slog.String("door", a.Door), slog.String("method", r.Method),
				slog.String("path", r.URL.Path), slog.Int("status", out.code()), slog.Int64("bytes", out.bytes),
				slog.Int64("us", took.Microseconds()), slog.String("client", client.String()))
			if out.aborted {
				panic(http.ErrAbortHandler) // net/http closes the connection, which tells the client
			}
		}()
		next.ServeHTTP(out, r)
	})
}

func (a Access) panicked(out *answer, r *http.Request, p any) {
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		out.aborted = true
		return
	}
	a.Log.ErrorContext(r.Context(), "handler panicked", "door", a.Door, "panic", p, "stack", strings.Split(string(debug.Stack()), "\n"))
	if out.status != 0 {
		out.aborted = true // half an answer is out: it must not look whole
		return
	}
	a.Failed(out, r)
}

func levelOf(status int) slog.Level {
	if status >= http.StatusInternalServerError {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// An answer remembers what was answered.
type answer struct {
	http.ResponseWriter
	status  int
	bytes   int64
	aborted bool
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) code() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}

// clientOf is the address of the peer, or, behind believed proxies, the last address that is not one of them.
func clientOf(r *http.Request, proxies []netip.Prefix) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	addr = addr.Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(addr, proxies); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap().WithZone("")
	}
	return addr
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}
