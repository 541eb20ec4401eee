// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
	"cosell/internal/websession/openid"
)

// ReturnPath is the page that the provider sends people back to.
const ReturnPath = "/login/return"

// attemptLife is how long somebody may take at the provider.
const attemptLife = 10 * time.Minute

// longestNext is how long the address of the page may be that somebody goes to afterwards. The cookie must hold it.
const longestNext = 1024

// ProviderLeave is where the browser goes to sign in.
type ProviderLeave struct {
	Address string `json:"address"`
}

// ProviderReturn is what sign-in by the provider has led to.
type ProviderReturn struct {
	CurrentSession
	Next string `json:"next,omitempty" doc:"path of the page that was asked for before sign-in"`
}

type (
	providerLeaveIn struct {
		Body struct {
			_    struct{} `json:"-" additionalProperties:"true"`
			Next string   `json:"next" required:"false" doc:"path of the page to go to afterwards"`
		}
	}
	leaveOut struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
		Body      ProviderLeave
	}
	providerReturnIn struct {
		Body struct {
			_      struct{} `json:"-" additionalProperties:"true"`
			Code   string   `json:"code" required:"false"`
			State  string   `json:"state" required:"false"`
			Error  string   `json:"error" required:"false" doc:"what the provider refused with"`
			Issuer string   `json:"iss" required:"false" doc:"who says that it sent the browser back (RFC 9207)"`
		}
	}
	returnOut struct {
		SetCookie []http.Cookie `header:"Set-Cookie"`
		Body      ProviderReturn
	}
)

func (s *Sessions) registerProvider(api huma.API) {
	at := func(id, method, path, summary string, status int, errors ...int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/session/" + path, Summary: summary, Tags: []string{"session"},
			DefaultStatus: status, Errors: append(errors, 503), MaxBodyBytes: 8 << 10}
	}
	huma.Register(api, at("leaveForProvider", http.MethodPost, "provider", "Begin to sign in by the provider", 200, 409), s.leave)
	huma.Register(api, at("returnFromProvider", http.MethodPost, "provider/return", "Sign in by what the provider says", 200, 401, 403, 409), s.comeBack)
	huma.Register(api, at("unlinkIdentity", http.MethodDelete, "identities/{id}", "Forget who the provider says the user is", 204, 401, 404), s.unlinkIdentity)
}

// What can go wrong on the way over the provider. The pages say the same in Japanese.
var (
	providerOff = problem(http.StatusConflict, "provider-off",
		"Sign-in by another provider is not set up here. Sign in with your password.")
	providerAway = problem(http.StatusServiceUnavailable, "provider-away",
		"The sign-in provider does not answer. Try again in a minute, or sign in with your password. If it goes on, tell whoever runs the provider.")
	providerLate = problem(http.StatusUnauthorized, "provider-late",
		"This sign-in was begun in another browser, took more than 10 minutes, or was used already. Begin again from the sign-in page.")
	providerNo = problem(http.StatusUnauthorized, "provider-no",
		"The sign-in provider did not let you in, or you cancelled. Try again, or ask whoever manages your account there.")
	providerDoubt = problem(http.StatusUnauthorized, "provider-doubt",
		"The sign-in provider and this program do not agree, or its answer cannot be trusted, so nobody was signed in. Ask whoever runs this program to check the provider's settings; the log says what is wrong.")
	identityUnverified = problem(http.StatusForbidden, "identity-unverified",
		"The sign-in provider has not verified your email address. Have it verified there, or ask whoever manages your account there.")
	identityUnknown = problem(http.StatusForbidden, "identity-unknown",
		"Nobody here has the email address that the sign-in provider knows you by. Ask your alliance lead to invite you with it.")
	identitySeveral = problem(http.StatusForbidden, "identity-several",
		"Several users here have your email address. Sign in with your password, or ask whoever runs this program to change one of them.")
	identityShut = problem(http.StatusForbidden, "identity-shut",
		"Your access is switched off, or your invitation is still open. Use the link in the invitation, or ask your alliance lead.")
	identityOther = problem(http.StatusForbidden, "identity-other",
		"You are linked to another account at the sign-in provider. Sign in with your password and remove that link under Sign-in and sessions, then try again.")
)

// An attempt is what the browser keeps until it comes back. It is sealed: nobody else can read it, or make one.
type attempt struct {
	openid.Attempt
	Next  string
	Until int64
}

// attemptTenant and attemptPlace are what a sealed attempt is tied to.
const (
	attemptTenant = "websession"
	attemptPlace  = "attempt"
)

// providerName is what people call the provider; empty where there is none.
func (s *Sessions) providerName() string {
	if s.settings.Provider == nil {
		return ""
	}
	return s.settings.Provider.Name()
}

func (s *Sessions) attemptName() string { return s.cookieName() + "-attempt" }

// attemptCookie carries an attempt; an empty one makes the browser forget it. Lax: the way back begins at another site.
func (s *Sessions) attemptCookie(value string) http.Cookie {
	c := s.cookie(value)
	c.Name = s.attemptName()
	if value != "" {
		c.MaxAge = int(attemptLife.Seconds())
	}
	return c
}

// leave sends the browser to the provider.
func (s *Sessions) leave(ctx context.Context, in *providerLeaveIn) (*leaveOut, error) {
	p := s.settings.Provider
	if p == nil {
		return nil, providerOff
	}
	address, kept, err := p.Begin(ctx)
	if err != nil {
		return nil, s.doubted(ctx, err)
	}
	text, err := json.Marshal(attempt{kept, localPath(in.Body.Next), s.clock.Now().Add(attemptLife).Unix()})
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	sealed, err := s.settings.Box.SealBrief(attemptTenant, attemptPlace, text)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return &leaveOut{s.attemptCookie(base64.RawURLEncoding.EncodeToString(sealed)), ProviderLeave{address}}, nil
}

// kept is the attempt of the browser, if it is the one that the state belongs to.
func (s *Sessions) kept(cookie, state string) (a attempt, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return attempt{}, false
	}
	text, err := s.settings.Box.OpenBrief(attemptTenant, attemptPlace, sealed)
	if err != nil || json.Unmarshal(text, &a) != nil {
		return attempt{}, false
	}
	return a, same(a.State, state) && s.clock.Now().Unix() < a.Until
}

// comeBack makes a session of what the provider says. The attempt is over then, whatever comes of it.
func (s *Sessions) comeBack(ctx context.Context, in *providerReturnIn) (*returnOut, error) {
	v, _ := ctx.Value(contextKey{}).(*visit)
	switch {
	case s.settings.Provider == nil:
		return nil, providerOff
	case v == nil:
		return nil, s.failed(ctx, errors.New("the endpoint does not stand behind Guard"))
	}
	a, ok := s.kept(v.attempt, in.Body.State)
	if !ok {
		return nil, providerLate
	}
	out, refused := s.returned(ctx, in, v, a)
	gone := s.attemptCookie("")
	if refused != nil {
		return nil, huma.ErrorWithHeaders(refused, http.Header{"Set-Cookie": {gone.String()}})
	}
	out.SetCookie = append(out.SetCookie, gone)
	return out, nil
}

func (s *Sessions) returned(ctx context.Context, in *providerReturnIn, v *visit, a attempt) (*returnOut, *Problem) {
	p := s.settings.Provider
	switch {
	case in.Body.Issuer != "" && in.Body.Issuer != p.Issuer():
		return nil, s.doubted(ctx, errors.New("another issuer has sent the browser back"))
	case in.Body.Error != "" || in.Body.Code == "":
		s.log.InfoContext(ctx, "the OpenID provider refused somebody", "error", cut(telemetry.Plain(in.Body.Error), 100))
		return nil, declined(in.Body.Error)
	}
	who, err := p.Finish(ctx, in.Body.Code, a.Attempt)
	if err != nil {
		return nil, s.doubted(ctx, err)
	}
	one, refused := s.recognise(ctx, who)
	if refused != nil {
		s.log.InfoContext(ctx, "sign-in refused", "code", refused.Code)
		return nil, refused
	}
	pending := ""
	if !who.Several { // else the provider has asked for a second step
		if pending, err = s.waits(ctx, one.realm, one.user); err != nil {
			return nil, s.failed(ctx, err)
		}
	}
	token, session, err := s.begin(ctx, one.realm, one.user, v, pending, func(tx *sqldb.Tx) error { return s.linkIdentity(tx, one, who) })
	switch {
	case errors.Is(err, errOther):
		s.log.InfoContext(ctx, "sign-in refused", "code", identityOther.Code)
		return nil, identityOther
	case err != nil:
		return nil, s.failed(ctx, err)
	}
	out := &returnOut{SetCookie: []http.Cookie{s.cookie(token)}, Body: ProviderReturn{Next: a.Next}}
	if pending != "" {
		out.Body.Pending = pending
		return out, nil
	}
	s.log.InfoContext(ctx, "signed in", "realm", one.realm, "user", one.user.ID, "by", p.Issuer())
	out.Body.CurrentSession = current(view(session))
	return out, nil
}

// declined is the answer for what the provider sends people back with. Source: RFC 6749, section 4.1.2.1.
func declined(code string) *Problem {
	switch code {
	case "server_error", "temporarily_unavailable":
		return providerAway
	case "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope":
		return providerDoubt
	}
	return providerNo // access_denied, and what OpenID Connect adds: somebody has to do something there
}

// doubted is the answer for what the provider has not said, or not so that it could be believed. The reason goes to the log.
func (s *Sessions) doubted(ctx context.Context, err error) *Problem {
	s.log.WarnContext(ctx, "OpenID provider", "error", cut(telemetry.Plain(err.Error()), 500))
	switch {
	case errors.Is(err, openid.ErrUnreachable), errors.Is(err, context.Canceled):
		return providerAway
	case errors.Is(err, openid.ErrCode):
		return providerLate
	}
	return providerDoubt
}

// localPath is the address if it is one of our pages, else nothing: nobody is led to another site after sign-in.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || len(next) > longestNext || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) ||
		u.Scheme != "" || u.Host != "" || u.User != nil {
		return ""
	}
	return next
}
