// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package websession signs people in and knows them again: sessions in the database, a cookie, and a guard
// against requests that other sites make in their name.
//
// Who may sign in is decided by realms, which register here. A session holds no rights: at each request its realm
// is asked for the user as he is now, so a user who was disabled is out at once, on all nodes.
package websession

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/websession/openid"
)

var (
	// ErrWrong is a realm's answer for an unknown user, a wrong password, and a user who may not sign in.
	ErrWrong = errors.New("the email or the password is wrong")
	// ErrGone is a realm's answer for a user who does not exist any more or may not sign in any more.
	ErrGone = errors.New("the user is gone")
)

// A Subject is a signed-in user as his realm describes him.
type Subject struct {
	ID       string
	Name     string
	Email    string
	Role     string
	Account  Account
	Language string // "en", "ja", or empty when he has not chosen
	Features []string
	Admin    bool // answers for others: where a second step is required, it is of him
}

// An Account is the organisation that a user belongs to.
type Account struct {
	ID   string
	Name string
}

// A Realm is one authority that knows users.
type Realm struct {
	Name string
	// Authenticate takes as long for an unknown user as for a wrong password (see password.Hasher.Verify), and
	// answers ErrWrong for both.
	Authenticate func(ctx context.Context, email, password string) (Subject, error)
	// Lookup is the user as he is now; ErrGone when he may not be signed in.
	Lookup func(ctx context.Context, userID string) (Subject, error)
	// ByEmail is the user who has this mail address in lower case: ErrWrong when nobody has it, ErrGone when whoever has it may
	// not be signed in.
	ByEmail func(ctx context.Context, email string) (Subject, error)
	// SetLanguage keeps the language that the user has chosen, "en" or "ja".
	SetLanguage func(ctx context.Context, userID, language string) error
	// ChangePassword takes a new password if the present one is right; else ErrWrong. Nil: passwords are not changed here.
	ChangePassword func(ctx context.Context, userID, email, present, next string) error
}

// A Session is who makes a request.
type Session struct {
	ID    string
	Realm string
	Subject

	pending string // what it still waits for
}

// Settings are the numbers of New.
type Settings struct {
	Idle     time.Duration    // a session that is not used for so long ends
	Absolute time.Duration    // a session ends so long after sign-in
	BaseURL  *url.URL         // of the pages as browsers see them; https makes the cookie Secure
	Second   string           // whether a second step is asked for: off, optional or required; empty: off
	Box      *secret.Box      // seals the keys of second steps
	Provider *openid.Provider // vouches for people too; nil: nobody does
	Clock    clock.Clock      // sessions and failed sign-ins age by it; nil: the database's
}

// Sessions are the sessions of all realms.
type Sessions struct {
	db       *sqldb.DB
	clock    clock.Clock
	log      *slog.Logger
	settings Settings
	realms   []Realm
	origins  *http.CrossOriginProtection
}

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this room.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "websession", Files: files}
}

// New takes the realms in the order in which they are asked at sign-in.
func New(db *sqldb.DB, log *slog.Logger, settings Settings, realms ...Realm) (*Sessions, error) {
	s := &Sessions{db: db, clock: db.Clock(), log: log, settings: settings, realms: realms, origins: http.NewCrossOriginProtection()}
	if settings.Clock != nil {
		s.clock = settings.Clock
	}
	// Behind a proxy that changes the Host header, the address that browsers see is still ours.
	if err := s.origins.AddTrustedOrigin(settings.BaseURL.Scheme + "://" + settings.BaseURL.Host); err != nil {
		return nil, fmt.Errorf("address of the pages: %w", err)
	}
	return s, nil
}

func (s *Sessions) realm(name string) *Realm {
	for i := range s.realms {
		if s.realms[i].Name == name {
			return &s.realms[i]
		}
	}
	return nil
}

type contextKey struct{}

// visit is what the guard has found out about a request.
type visit struct {
	session *Session // nil when nobody is signed in
	half    *Session // of somebody who has given the password, and not yet what else is asked for
	token   string   // of the cookie; empty when there is none
	agent   string
	attempt string // to sign in by the provider, sealed
}

// From is the session of a request that came through Guard; false when nobody is signed in.
func From(ctx context.Context) (Session, bool) {
	v, _ := ctx.Value(contextKey{}).(*visit)
	if v == nil || v.session == nil {
		return Session{}, false
	}
	return *v.session, true
}

// With is a context that belongs to a session: for tests of pages' endpoints and for work in a user's name.
func With(ctx context.Context, session Session) context.Context {
	return context.WithValue(ctx, contextKey{}, &visit{session: &session})
}

// cookieName begins with __Host- where the browser can hold us to it. Without TLS, Secure would keep some
// browsers and most other clients from sending the cookie, also to this machine itself.
func (s *Sessions) cookieName() string {
	if s.secure() {
		return "__Host-cosell"
	}
	return "cosell"
}

func (s *Sessions) secure() bool { return s.settings.BaseURL.Scheme == "https" }

// cookie carries the token; an empty token makes the browser forget it.
func (s *Sessions) cookie(token string) http.Cookie {
	age := int(s.settings.Absolute.Seconds())
	if token == "" {
		age = -1
	}
	return http.Cookie{Name: s.cookieName(), Value: token, Path: "/", MaxAge: age,
		Secure: s.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode}
}
