// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package awsjson speaks AWS's JSON protocol (awsJson1_0 and awsJson1_1), as server and as client.
//
// It knows targets, request ids, error envelopes and statuses. It does not read what is inside a body: operations
// receive the bytes and answer bytes.
package awsjson

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"cosell/internal/clock"
)

// MaxBody is the largest request body that AWS reads, in bytes, and the limit here unless the configuration says otherwise.
const MaxBody = 1 << 20

// An Operation answers the JSON body of one request. A nil answer without error is AWS's empty output: 200, no bytes.
type Operation func(ctx context.Context, body []byte) (answer []byte, err error)

// A Service is one AWS service behind this door.
type Service struct {
	Target         string // what stands before the dot in X-Amz-Target
	SigningName    string // the service in the credential scope
	ErrorNamespace string // stands before the exception's name in errors
	Version        string // of the JSON protocol: "1.0" or "1.1"; empty means 1.0
	Operations     map[string]Operation
}

// A Call says which operation a request asks for.
type Call struct {
	Service     string // target prefix; empty when no service here knows the request
	SigningName string
	Operation   string
	RequestID   string
}

// An Exchange is one finished request, as metrics and the access log see it.
type Exchange struct {
	Call
	Status     int
	ErrorType  string // empty on success
	Err        error  // what the operation answered, with its cause
	Duration   time.Duration
	UserAgent  string
	Integrator string // X-Amzn-User-Agent: how a product names itself to AWS
	Remote     string
	BytesIn    int
	BytesOut   int
}

// Config is what a server is made of. Services is required; the rest may be left out.
type Config struct {
	Services []Service
	// Authenticate sees every request before its operation, with the whole body, and may put the caller into the
	// context. CallOf(r.Context()) says what is asked for. An *Error is answered as it is.
	Authenticate func(r *http.Request, body []byte) (context.Context, error)
	// Observe sees every request after its answer. ctx is the one that the operation had.
	Observe func(ctx context.Context, x Exchange)
	Log     *slog.Logger
	Clock   clock.Clock
	MaxBody int64 // bytes; 0: MaxBody
}

// A Server is the door to all services. It is an http.Handler.
type Server struct {
	services map[string]*Service
	ordered  []*Service
	cfg      Config
}

// NewServer opens the door. Two services with one target prefix are a mistake in the wiring.
func NewServer(cfg Config) (*Server, error) {
	s := &Server{services: map[string]*Service{}, cfg: cfg}
	for i := range cfg.Services {
		svc := &cfg.Services[i]
		if svc.Target == "" || s.services[svc.Target] != nil {
			return nil, fmt.Errorf("service %q: every service needs a target prefix of its own", svc.Target)
		}
		if svc.Version != "" && svc.Version != "1.0" && svc.Version != "1.1" {
			return nil, fmt.Errorf("service %q: there is no version %q of the JSON protocol", svc.Target, svc.Version)
		}
		s.services[svc.Target] = svc
		s.ordered = append(s.ordered, svc)
	}
	if s.cfg.Log == nil {
		s.cfg.Log = slog.New(slog.DiscardHandler)
	}
	if s.cfg.Clock == nil {
		s.cfg.Clock = clock.System{}
	}
	if s.cfg.MaxBody == 0 {
		s.cfg.MaxBody = MaxBody
	}
	return s, nil
}

type callKey struct{}

// CallOf is the call that a context belongs to; the zero Call outside of a request.
func CallOf(ctx context.Context) Call {
	if c, ok := ctx.Value(callKey{}).(*Call); ok {
		return *c
	}
	return Call{}
}

// request is one request on its way through the server.
type request struct {
	Exchange
	http    *http.Request
	service *Service
	byName  bool // came as POST /{Operation}
	ctx     context.Context
}

// ServeHTTP answers one request. It never panics and never answers without a request id.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.cfg.Clock.Now()
	q := &request{http: r}
	q.RequestID = newRequestID()
	q.UserAgent = shortened(r.UserAgent())
	q.Integrator = shortened(r.Header.Get("X-Amzn-User-Agent"))
	q.Remote = r.RemoteAddr
	q.ctx = context.WithValue(r.Context(), callKey{}, &q.Call)
	q.http = r.WithContext(q.ctx)

	answer, err := s.serve(w, q)
	if err != nil {
		answer = s.refuse(w, q, err)
	} else {
		q.Status = http.StatusOK
	}
	h := w.Header()
	h["Content-Type"] = q.contentType()
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

// serve reads, authenticates and runs. The order is AWS's: signature first, then whether the target is known.
func (s *Server) serve(w http.ResponseWriter, q *request) (answer []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			if abort, ok := p.(error); ok && errors.Is(abort, http.ErrAbortHandler) {
				panic(p) // net/http's own way to drop a connection
			}
			answer, err = nil, Internal(&panicked{value: p, stack: debug.Stack()})
		}
	}()
	do, unknown := s.route(q)
	if q.http.Method != http.MethodPost {
		return nil, UnknownOperation("Operations are called with POST, not " + q.http.Method + ".")
	}
	body, err := readBody(w, q.http, s.cfg.MaxBody)
	if err != nil {
		return nil, err
	}
	q.BytesIn = len(body)
	if s.cfg.Authenticate != nil {
		ctx, err := s.cfg.Authenticate(q.http, body)
		if err != nil {
			return nil, err
		}
		q.ctx = ctx
	}
	if unknown != nil {
		return nil, unknown
	}
	return do(q.ctx, body)
}

// route finds the operation, by X-Amz-Target or by path. The refusal is held back until the signature is checked.
func (s *Server) route(q *request) (Operation, error) {
	r := q.http
	path := strings.TrimPrefix(r.URL.Path, "/")
	targets := r.Header["X-Amz-Target"]
	if len(targets) == 0 {
		return s.routeByName(q, path)
	}
	prefix, name, _ := strings.Cut(targets[0], ".")
	q.service = s.services[prefix]
	if q.service != nil {
		q.Service, q.SigningName = q.service.Target, q.service.SigningName
	}
	if path != "" || len(targets) > 1 {
		return nil, UnknownOperation("Send one X-Amz-Target header to the path /, or POST /{Operation} without it.")
	}
	if q.service == nil || q.service.Operations[name] == nil {
		return nil, UnknownOperation(fmt.Sprintf("The operation %q is not known here.", shortened(targets[0])))
	}
	q.Operation = name
	return q.service.Operations[name], contentTypeFault(r, q.service.mediaType())
}

// routeByName serves POST /{Operation}, the route of AWS's public request collection. Where two services share an
// operation's name, the credential scope says which one is meant.
func (s *Server) routeByName(q *request, name string) (Operation, error) {
	q.byName = true
	for _, svc := range s.ordered {
		if svc.Operations[name] == nil || (q.service != nil && !signedFor(q.http, svc)) {
			continue
		}
		q.service = svc
	}
	if q.service == nil {
		return nil, UnknownOperation(fmt.Sprintf("Send an X-Amz-Target header, or POST /{Operation}; %q is no operation here.",
			shortened("/"+name)))
	}
	q.Service, q.SigningName, q.Operation = q.service.Target, q.service.SigningName, name
	return q.service.Operations[name], contentTypeFault(q.http, "application/json")
}

func signedFor(r *http.Request, svc *Service) bool {
	return strings.Contains(r.Header.Get("Authorization"), "/"+svc.SigningName+"/aws4_request")
}

// contentTypeFault refuses other media types: a browser's form must never reach an operation.
func contentTypeFault(r *http.Request, want string) error {
	got, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	got = strings.TrimSpace(got)
	if strings.EqualFold(got, want) {
		return nil
	}
	return UnknownOperation(fmt.Sprintf("The Content-Type is %q. Send %s.", shortened(got), want))
}

// mediaType is what a service's requests and answers are, when they come by X-Amz-Target.
func (s *Service) mediaType() string {
	if s.Version == "1.1" {
		return "application/x-amz-json-1.1"
	}
	return "application/x-amz-json-1.0"
}

// contentType is that of the answer. A request for no service here is answered in the oldest protocol.
func (q *request) contentType() []string {
	switch {
	case q.byName:
		return []string{"application/json"}
	case q.service == nil:
		return []string{"application/x-amz-json-1.0"}
	}
	return []string{q.service.mediaType()}
}

// refuse turns any error into the envelope, and logs what only the log may know.
func (s *Server) refuse(w http.ResponseWriter, q *request, err error) []byte {
	e, ours := errors.AsType[*Error](err)
	switch {
	case ours:
	case errors.Is(err, context.Canceled) && q.http.Context().Err() != nil:
		e = aborted(err)
	default:
		e = Internal(err)
	}
	q.Status, q.ErrorType, q.Err = e.Status, e.Type, err
	if e.Status >= http.StatusInternalServerError {
		attrs := []any{"operation", q.Operation, "requestId", q.RequestID, "error", err}
		if p, ok := errors.AsType[*panicked](e); ok {
			attrs = append(attrs, "stack", string(p.stack))
		}
		s.cfg.Log.ErrorContext(q.ctx, "an operation failed on our side", attrs...)
	}
	var service string
	if q.service != nil {
		service = q.service.ErrorNamespace
	}
	namespace := e.namespace(service)
	w.Header()["x-amzn-ErrorType"] = []string{e.Type + ":http://internal.amazon.com/coral/" + namespace + "/"}
	return e.body(namespace, !q.byName)
}

// panicked is a panic of an operation, with the place where it happened.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// shortened keeps what strangers send from flooding logs and messages.
func shortened(s string) string {
	const most = 256
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
