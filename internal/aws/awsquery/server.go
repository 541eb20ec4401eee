// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package awsquery speaks AWS's query protocol as a server: parameters in a form or a query string, answers and errors in
// XML. Services older than JSON speak it, STS among them.
package awsquery

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"cosell/internal/aws/awsjson"
	"cosell/internal/clock"
)

// MaxBody is the largest form that is read, in bytes.
const MaxBody = 64 << 10

// An Operation answers one request. The answer is a struct that encoding/xml writes; its element is named here.
type Operation func(ctx context.Context, p Params) (answer any, err error)

// Config is what a server is made of. All but Observe, Log and Clock is required.
type Config struct {
	Namespace  string // of the XML
	Version    string // the only one
	Operations map[string]Operation
	// Authenticate sees every request before its operation, with the whole body, and puts the caller into the context. An
	// *awsjson.Error of it is translated.
	Authenticate func(r *http.Request, body []byte) (context.Context, error)
	// Observe sees every request after its answer.
	Observe func(ctx context.Context, x awsjson.Exchange)
	Log     *slog.Logger
	Clock   clock.Clock
}

// A Server is the door to one service. It is an http.Handler.
type Server struct{ cfg Config }

// NewServer opens the door.
func NewServer(cfg Config) *Server {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System{}
	}
	return &Server{cfg}
}

// Asks says whether a request speaks this protocol, so that one address can serve others beside it.
func Asks(r *http.Request) bool {
	if len(r.Header["X-Amz-Target"]) > 0 || r.URL.Path != "/" && r.URL.Path != "" {
		return false
	}
	if r.Method == http.MethodGet {
		return strings.HasPrefix(r.URL.RawQuery, "Action=") || strings.Contains(r.URL.RawQuery, "&Action=")
	}
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return r.Method == http.MethodPost && strings.EqualFold(strings.TrimSpace(media), "application/x-www-form-urlencoded")
}

// Beside serves this protocol's requests, and hands all others to next.
func (s *Server) Beside(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if Asks(r) {
			s.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ServeHTTP answers one request. It never panics and never answers without a request id.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.cfg.Clock.Now()
	q := &request{http: r, ctx: r.Context()}
	q.RequestID, q.Status = uuid.NewString(), http.StatusOK
	q.UserAgent, q.Remote = r.UserAgent(), r.RemoteAddr
	answer, err := s.serve(w, q)
	if err != nil {
		answer = s.refuse(q, err)
	}
	h := w.Header()
	h["Content-Type"] = []string{"text/xml"}
	h["Content-Length"] = []string{strconv.Itoa(len(answer))}
	h["x-amzn-RequestId"] = []string{q.RequestID} // spelt as AWS spells it
	w.WriteHeader(q.Status)
	// A client that went away is no fault of ours, and nobody is left to tell.
	q.BytesOut, _ = w.Write(answer)
	if s.cfg.Observe != nil {
		q.Duration = s.cfg.Clock.Now().Sub(began)
		s.cfg.Observe(q.ctx, q.Exchange)
	}
}

// request is one request on its way through the server.
type request struct {
	awsjson.Exchange
	http *http.Request
	ctx  context.Context
}

// serve reads, authenticates and runs: first the signature, then whether the action is known.
func (s *Server) serve(w http.ResponseWriter, q *request) (answer []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			if abort, ok := p.(error); ok && errors.Is(abort, http.ErrAbortHandler) {
				panic(p) // net/http's own way to drop a connection
			}
			answer, err = nil, Internal(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	body, err := io.ReadAll(http.MaxBytesReader(w, q.http.Body, MaxBody))
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return nil, &Error{Code: "RequestEntityTooLarge", Status: http.StatusRequestEntityTooLarge,
			Message: fmt.Sprintf("The request body is larger than %d bytes.", MaxBody)}
	}
	if err != nil {
		return nil, &Error{Code: "RequestTimeout", Status: http.StatusRequestTimeout, Message: "The request body did not arrive in full.", Cause: err}
	}
	q.BytesIn = len(body)
	if q.ctx, err = s.authenticated(q.http, body); err != nil {
		return nil, err
	}
	text := string(body)
	if q.http.Method == http.MethodGet {
		text = q.http.URL.RawQuery
	}
	action, version, params, err := decode(text)
	if err != nil {
		return nil, err
	}
	do := s.cfg.Operations[action]
	switch {
	case action == "":
		return nil, &Error{Code: "MissingAction", Status: http.StatusBadRequest, Message: "The request has no Action parameter."}
	case do == nil || version != s.cfg.Version:
		return nil, &Error{Code: "InvalidAction", Status: http.StatusBadRequest,
			Message: fmt.Sprintf("Could not find operation %.100s for version %.40s", action, version)}
	}
	q.Operation = action
	out, err := do(q.ctx, params)
	if err != nil {
		return nil, err
	}
	return s.encode(action, q.RequestID, out)
}

// authenticated is the context with the caller; on a refusal that of the request.
func (s *Server) authenticated(r *http.Request, body []byte) (context.Context, error) {
	if r.Method == http.MethodPost && len(r.URL.RawQuery) > 0 {
		if query, err := url.ParseQuery(r.URL.RawQuery); err != nil || query.Has("Action") {
			return r.Context(), malformed("Send the parameters in the form or in the query string, not in both.")
		}
	}
	ctx, err := s.cfg.Authenticate(r, body)
	if err != nil {
		return r.Context(), err
	}
	return ctx, nil
}

// encode writes an answer as AWS does: {Action}Response around {Action}Result and the request id.
func (s *Server) encode(action, id string, out any) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<%sResponse xmlns="%s">`, action, s.cfg.Namespace)
	if err := xml.NewEncoder(&b).EncodeElement(out, xml.StartElement{Name: xml.Name{Local: action + "Result"}}); err != nil {
		return nil, fmt.Errorf("write the answer of %s: %w", action, err)
	}
	fmt.Fprintf(&b, `<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></%sResponse>`, id, action)
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// refuse turns any error into the XML envelope, and logs what only the log may know.
func (s *Server) refuse(q *request, err error) []byte {
	e, ours := errors.AsType[*Error](err)
	if !ours {
		if j, front := errors.AsType[*awsjson.Error](err); front {
			e = frontDoor(j)
		} else {
			e = Internal(err)
		}
	}
	q.Status, q.ErrorType, q.Err = e.Status, e.Code, err
	kind := "Sender"
	if e.Status >= http.StatusInternalServerError {
		kind = "Receiver"
		s.cfg.Log.ErrorContext(q.ctx, "an operation failed on our side", "operation", q.Operation, "requestId", q.RequestID, "error", e)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<ErrorResponse xmlns="%s"><Error><Type>%s</Type><Code>%s</Code><Message>`, s.cfg.Namespace, kind, e.Code)
	_ = xml.EscapeText(&b, []byte(e.Message)) // a buffer takes everything
	fmt.Fprintf(&b, "</Message></Error><RequestId>%s</RequestId></ErrorResponse>\n", q.RequestID)
	return b.Bytes()
}
