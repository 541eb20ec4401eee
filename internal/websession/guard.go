// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
)

// A Problem is an error as the pages read it (RFC 9457), with a code that they know.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func problem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// Error is the sentence for people.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of the answer.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func (p *Problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone; nobody is left to be told
}

var (
	signedOut   = problem(http.StatusUnauthorized, "signed-out", "Nobody is signed in. Sign in and try again.")
	unavailable = problem(http.StatusServiceUnavailable, "unavailable", "The database cannot be reached. Try again in some seconds.")
	broken      = problem(http.StatusInternalServerError, "internal", "Something went wrong on our side. Try again, and name the time when you report it.")
	crossOrigin = problem(http.StatusForbidden, "forbidden", "Another site made this request. Open the page itself and try again.")
	notJSON     = problem(http.StatusUnsupportedMediaType, "invalid", "The request is not JSON. Send it with Content-Type: application/json.")
)

// Guard stands around everything below /api: it turns away what other sites send in a user's name, and finds
// out whose session it is. It lets requests of nobody pass; see Require.
func (s *Sessions) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Add("Vary", "Cookie")
		if err := s.origins.Check(r); err != nil {
			crossOrigin.write(w)
			return
		}
		if !speaksJSON(r) {
			notJSON.write(w)
			return
		}
		v := &visit{agent: cut(telemetry.Plain(r.UserAgent()), agentLen)}
		if c, err := r.Cookie(s.cookieName()); err == nil && c.Value != "" {
			v.token = c.Value
			session, err := s.find(r.Context(), c.Value)
			if err != nil {
				s.failed(r.Context(), err).write(w)
				return
			}
			if session != nil && session.pending != "" {
				session, v.half = nil, session
			}
			v.session = session
		}
		if c, err := r.Cookie(s.attemptName()); err == nil {
			v.attempt = c.Value
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, v)))
	})
}

// Require lets only users of one realm pass.
func Require(realm string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch who, ok := From(r.Context()); {
		case !ok:
			signedOut.write(w)
		case who.Realm != realm:
			problem(http.StatusForbidden, "forbidden", "Your account does not belong to this part of the program.").write(w)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// speaksJSON holds writes to a media type that a form of another site cannot send. A write without a body may
// go without, when the browser has said where it comes from; forms cannot send DELETE.
func speaksJSON(r *http.Request) bool {
	if slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, r.Method) {
		return true
	}
	if kind := r.Header.Get("Content-Type"); kind != "" || r.ContentLength != 0 {
		kind, _, err := mime.ParseMediaType(kind)
		return err == nil && kind == "application/json"
	}
	return r.Method == http.MethodDelete || r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
}

// failed is the answer for an error that is not the user's. The reason goes to the log.
func (s *Sessions) failed(ctx context.Context, err error) *Problem {
	s.log.ErrorContext(ctx, "session", "error", err)
	if errors.Is(err, sqldb.ErrUnavailable) {
		return unavailable
	}
	return broken
}

// seconds is a wait as Retry-After carries it, rounded up.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 { // not inside of a character
		n--
	}
	return s[:n]
}
