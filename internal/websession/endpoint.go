// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/websession/password"
)

// longestEmail is the longest address that mail can be sent to (RFC 5321).
const longestEmail = 254

// SessionView is the session as the pages read it. These names are also those of the OpenAPI document, where all
// rooms share one list of names.
type SessionView struct {
	Realm    string         `json:"realm" enum:"central,connector"`
	User     SessionUser    `json:"user"`
	Role     string         `json:"role"`
	Account  SessionAccount `json:"account"`
	Language string         `json:"language" doc:"en or ja; empty when the user has not chosen"`
	Features []string       `json:"features" nullable:"false"`
}

// CurrentSession is the session of whoever asks. While nobody is signed in it is empty: a first visit is no fault.
type CurrentSession struct {
	Pending  string          `json:"pending,omitempty" enum:"code,enrol" doc:"the password was right; a code of the app is asked for, or an app has to be set up first"`
	Realm    string          `json:"realm,omitempty" enum:"central,connector"`
	User     *SessionUser    `json:"user,omitempty" doc:"absent while nobody is signed in, as everything else"`
	Role     string          `json:"role,omitempty"`
	Account  *SessionAccount `json:"account,omitempty"`
	Language string          `json:"language,omitempty" doc:"en or ja; absent when the user has not chosen"`
	Features []string        `json:"features,omitzero" nullable:"false" required:"false"`
	Provider string          `json:"provider,omitempty" doc:"while nobody is signed in: by what name people know the provider that they can sign in by too; absent where there is none"`
}

// SessionUser is the signed-in user.
type SessionUser struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// SessionAccount is the organisation that the user belongs to.
type SessionAccount struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// SessionEntry is one of the user's sessions.
type SessionEntry struct {
	ID      string    `json:"id"`
	Current bool      `json:"current"`
	Made    time.Time `json:"made"`
	Seen    time.Time `json:"seen" doc:"last use, to the minute"`
	Client  string    `json:"client"`
	Agent   string    `json:"agent"`
}

type sessionOut struct{ Body SessionView }

type currentOut struct{ Body CurrentSession }

type signInIn struct {
	Body struct {
		_        struct{} `json:"-" additionalProperties:"true"`
		Email    string   `json:"email" required:"false"`
		Password string   `json:"password" required:"false"`
	}
}

type signInOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      CurrentSession
}

type languageIn struct {
	Body struct {
		_        struct{} `json:"-" additionalProperties:"true"`
		Language string   `json:"language" required:"false" doc:"en or ja"`
	}
}

type signOutIn struct {
	Everywhere bool `query:"everywhere" doc:"end the user's other sessions too"`
}

type signOutOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

type sessionsOut struct {
	Body struct {
		Items []SessionEntry `json:"items" nullable:"false"`
	}
}

type endIn struct {
	ID string `path:"id"`
}

// Register adds the endpoints of sign-in to an API that stands behind Guard.
func (s *Sessions) Register(api huma.API) {
	at := func(id, method, path, summary string, status int, errors ...int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{"session"},
			DefaultStatus: status, Errors: errors, MaxBodyBytes: 8 << 10}
	}
	huma.Register(api, at("getSession", http.MethodGet, "/api/session", "Who is signed in", 200, 503), s.get)
	huma.Register(api, at("signIn", http.MethodPost, "/api/session", "Sign in", 200, 401, 429, 503), s.signIn)
	huma.Register(api, at("setLanguage", http.MethodPatch, "/api/session", "Choose the language", 200, 401, 422, 503), s.setLanguage)
	huma.Register(api, at("signOut", http.MethodDelete, "/api/session", "Sign out", 204, 503), s.signOut)
	huma.Register(api, at("listSessions", http.MethodGet, "/api/sessions", "List the user's sessions", 200, 401, 503), s.list)
	s.registerSecurity(api)
	s.registerProvider(api)
	huma.Register(api, at("endSession", http.MethodDelete, "/api/sessions/{id}", "End one of the user's sessions", 204, 401, 404, 503), s.end)
}

func view(x Session) SessionView {
	features := x.Features
	if features == nil {
		features = []string{}
	}
	return SessionView{Realm: x.Realm, User: SessionUser{x.Subject.ID, x.Name, x.Email}, Role: x.Role, Account: SessionAccount(x.Account), Language: x.Language, Features: features}
}

func (s *Sessions) get(ctx context.Context, _ *struct{}) (*currentOut, error) {
	if who, ok := From(ctx); ok {
		return &currentOut{current(view(who))}, nil
	}
	if v, _ := ctx.Value(contextKey{}).(*visit); v != nil && v.half != nil {
		return &currentOut{CurrentSession{Pending: v.half.pending}}, nil
	}
	return &currentOut{CurrentSession{Provider: s.providerName()}}, nil
}

func current(v SessionView) CurrentSession {
	return CurrentSession{Realm: v.Realm, User: &v.User, Role: v.Role, Account: &v.Account, Language: v.Language, Features: v.Features}
}

func (s *Sessions) signIn(ctx context.Context, in *signInIn) (*signInOut, error) {
	v, ok := ctx.Value(contextKey{}).(*visit)
	if !ok {
		return nil, s.failed(ctx, errors.New("the sign-in endpoint does not stand behind Guard"))
	}
	email := strings.ToLower(strings.TrimSpace(in.Body.Email))
	if len(email) > longestEmail {
		email = email[:longestEmail] // nobody has it; it is counted and answered like any other
	}
	wait, err := s.attempt(ctx, email)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	if wait > 0 {
		return nil, tooMany(wait)
	}
	realm, who, err := s.authenticate(ctx, email, in.Body.Password)
	switch {
	case errors.Is(err, ErrWrong):
		s.log.InfoContext(ctx, "sign-in refused")
		return nil, problem(http.StatusUnauthorized, "wrong-password", "The email or the password is wrong. Check both and try again.")
	case err != nil:
		if again := s.uncount(ctx, email); again != nil || !errors.Is(err, password.ErrBusy) {
			return nil, s.failed(ctx, errors.Join(err, again))
		}
		return nil, tooMany(5 * time.Second)
	}
	if err := s.succeeded(ctx, email); err != nil {
		return nil, s.failed(ctx, err)
	}
	pending, err := s.waits(ctx, realm, who)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	token, session, err := s.begin(ctx, realm, who, v, pending, nil)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	if pending != "" {
		return &signInOut{SetCookie: s.cookie(token), Body: CurrentSession{Pending: pending}}, nil
	}
	s.log.InfoContext(ctx, "signed in", "realm", realm, "user", who.ID)
	return &signInOut{SetCookie: s.cookie(token), Body: current(view(session))}, nil
}

// authenticate asks all realms until one knows the user. When none does, each has been asked, whoever it was.
func (s *Sessions) authenticate(ctx context.Context, email, given string) (string, Subject, error) {
	for _, r := range s.realms {
		who, err := r.Authenticate(ctx, email, given)
		if err == nil {
			return r.Name, who, nil
		}
		if !errors.Is(err, ErrWrong) {
			return "", Subject{}, err
		}
	}
	return "", Subject{}, ErrWrong
}

func tooMany(wait time.Duration) error {
	return huma.ErrorWithHeaders(problem(http.StatusTooManyRequests, "too-many", "Too many attempts to sign in. Try again in "+seconds(wait)+" s."),
		http.Header{"Retry-After": {seconds(wait)}})
}

func (s *Sessions) setLanguage(ctx context.Context, in *languageIn) (*sessionOut, error) {
	who, ok := From(ctx)
	if !ok {
		return nil, signedOut
	}
	if in.Body.Language != "en" && in.Body.Language != "ja" {
		return nil, problem(http.StatusUnprocessableEntity, "invalid", `The language is not one that the pages have. Send "en" or "ja".`)
	}
	if err := s.realm(who.Realm).SetLanguage(ctx, who.Subject.ID, in.Body.Language); err != nil {
		return nil, s.failed(ctx, err)
	}
	who.Language = in.Body.Language
	return &sessionOut{view(who)}, nil
}

// signOut is fine with a session that has ended already: the cookie goes in any case.
func (s *Sessions) signOut(ctx context.Context, in *signOutIn) (*signOutOut, error) {
	who, ok := From(ctx)
	if v, _ := ctx.Value(contextKey{}).(*visit); !ok && v != nil && v.half != nil {
		who, ok = *v.half, true
		in.Everywhere = false // who has given the password alone ends nothing else
	}
	if ok {
		var err error
		if in.Everywhere {
			err = s.EndAll(ctx, who.Realm, who.Subject.ID, "")
		} else {
			_, err = s.End(ctx, who.Realm, who.Subject.ID, who.ID)
		}
		if err != nil {
			return nil, s.failed(ctx, err)
		}
	}
	return &signOutOut{s.cookie("")}, nil
}

func (s *Sessions) list(ctx context.Context, _ *struct{}) (*sessionsOut, error) {
	who, ok := From(ctx)
	if !ok {
		return nil, signedOut
	}
	entries, err := s.List(ctx, who.Realm, who.Subject.ID)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	out := &sessionsOut{}
	out.Body.Items = make([]SessionEntry, len(entries))
	for i, e := range entries {
		out.Body.Items[i] = SessionEntry{ID: e.ID, Current: e.ID == who.ID, Made: e.Made, Seen: e.Seen, Client: e.Client, Agent: e.Agent}
	}
	return out, nil
}

func (s *Sessions) end(ctx context.Context, in *endIn) (*struct{}, error) {
	who, ok := From(ctx)
	if !ok {
		return nil, signedOut
	}
	ended, err := s.End(ctx, who.Realm, who.Subject.ID, in.ID)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	if !ended {
		return nil, problem(http.StatusNotFound, "not-found", "This session has ended already.")
	}
	return nil, nil
}
