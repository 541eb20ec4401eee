// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/websession/password"
	"cosell/internal/websession/totp"
)

// SecurityView is how the user proves who he is.
type SecurityView struct {
	Password      bool `json:"password" doc:"whether the password can be changed here"`
	Offered       bool `json:"offered" doc:"whether codes of an app can be used"`
	On            bool `json:"on" doc:"whether codes of an app are used"`
	Required      bool `json:"required" doc:"whether the role needs them"`
	RecoveryCodes int  `json:"recoveryCodes" doc:"that are left"`

	Provider   string           `json:"provider,omitempty" doc:"by what name people know the provider that they can sign in by too; absent where there is none"`
	Identities []LinkedIdentity `json:"identities" nullable:"false" doc:"who providers say the user is"`
}

// FactorStart is a key for an app. It is shown once.
type FactorStart struct {
	Key  string `json:"key" doc:"to be typed"`
	URI  string `json:"uri"`
	Side int    `json:"side" doc:"of the QR code"`
	Path string `json:"path" doc:"of the QR code, for SVG"`
}

// FactorCodes are recovery codes. They are shown once.
type FactorCodes struct {
	Codes []string `json:"codes" nullable:"false"`
}

type (
	securityOut struct{ Body SecurityView }
	startOut    struct{ Body FactorStart }
	codesOut    struct {
		SetCookie []http.Cookie `header:"Set-Cookie"`
		Body      FactorCodes
	}
	codeIn struct {
		Body struct {
			_    struct{} `json:"-" additionalProperties:"true"`
			Code string   `json:"code" required:"false" doc:"of the app, or a recovery code"`
		}
	}
	startIn struct {
		Body struct {
			_        struct{} `json:"-" additionalProperties:"true"`
			Password string   `json:"password" required:"false" doc:"again; not needed right after it was given at sign-in"`
		}
	}
	passwordIn struct {
		Body struct {
			_       struct{} `json:"-" additionalProperties:"true"`
			Current string   `json:"current" required:"false"`
			Next    string   `json:"next" required:"false"`
		}
	}
)

func (s *Sessions) registerSecurity(api huma.API) {
	at := func(id, method, path, summary string, status int, errors ...int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/session/" + path, Summary: summary, Tags: []string{"session"},
			DefaultStatus: status, Errors: append(errors, 401, 503), MaxBodyBytes: 8 << 10}
	}
	huma.Register(api, at("giveCode", http.MethodPost, "code", "Sign in: the second step", 200, 429), s.giveCode)
	huma.Register(api, at("getSecurity", http.MethodGet, "security", "Read how the user proves who he is", 200), s.security)
	huma.Register(api, at("changePassword", http.MethodPost, "password", "Change the password", 204, 409, 422, 429), s.changePassword)
	huma.Register(api, at("startFactor", http.MethodPost, "factor", "Begin to use codes of an app", 200, 409, 429), s.beginFactor)
	huma.Register(api, at("confirmFactor", http.MethodPost, "factor/confirm", "Prove that the app has the key", 200, 429), s.endFactor)
	huma.Register(api, at("removeFactor", http.MethodPost, "factor/remove", "Use codes of an app no more", 204, 409, 429), s.removeFactor)
	huma.Register(api, at("renewRecoveryCodes", http.MethodPost, "factor/codes", "Make new recovery codes", 200, 409, 429), s.renew)
	huma.Register(api, at("endOtherSessions", http.MethodDelete, "others", "End the user's other sessions", 204), s.endOthers)
}

var (
	wrongCode = problem(http.StatusUnauthorized, "wrong-code", "The code is wrong, or was used already. Wait for the next one and try again.")
	factorOn  = problem(http.StatusConflict, "factor-on", "Codes of an app are used already. Remove them first.")
	factorOff = problem(http.StatusConflict, "factor-off", "Codes of an app are not offered here.")
	needed    = problem(http.StatusConflict, "factor-needed", "Your role needs a second step at sign-in.")
)

// guarded slows guessing down around a proof; what the proof refuses with is answered as refused.
func (s *Sessions) guarded(ctx context.Context, key string, proof func() error, refused *Problem) error {
	wait, err := s.attempt(ctx, key)
	if err != nil {
		return s.failed(ctx, err)
	}
	if wait > 0 {
		return tooMany(wait)
	}
	err = proof()
	switch {
	case errors.Is(err, errCode), errors.Is(err, ErrWrong):
		return refused
	case err != nil:
		if again := s.uncount(ctx, key); again != nil || !errors.Is(err, password.ErrBusy) {
			return s.failed(ctx, errors.Join(err, again))
		}
		return tooMany(5 * time.Second)
	}
	if err := s.succeeded(ctx, key); err != nil {
		return s.failed(ctx, err)
	}
	return nil
}

// codeKey is what guesses of codes count under: apart from passwords, whose success must not forgive them.
func codeKey(x Session) string { return "code of " + x.Realm + " " + x.Subject.ID }

func (s *Sessions) giveCode(ctx context.Context, in *codeIn) (*signInOut, error) {
	v, _ := ctx.Value(contextKey{}).(*visit)
	if v == nil || v.half == nil || v.half.pending != waitsForCode {
		return nil, signedOut
	}
	x := *v.half
	if err := s.guarded(ctx, codeKey(x), func() error { return s.prove(ctx, x, in.Body.Code) }, wrongCode); err != nil {
		return nil, err
	}
	return s.whole(ctx, x, v)
}

// whole makes a session that waited for something a whole one, under a new token.
func (s *Sessions) whole(ctx context.Context, x Session, v *visit) (*signInOut, error) {
	token, session, err := s.begin(ctx, x.Realm, x.Subject, v, "", nil)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	s.log.InfoContext(ctx, "signed in", "realm", x.Realm, "user", x.Subject.ID)
	return &signInOut{SetCookie: s.cookie(token), Body: current(view(session))}, nil
}

func (s *Sessions) security(ctx context.Context, _ *struct{}) (*securityOut, error) {
	who, ok := From(ctx)
	if !ok {
		return nil, signedOut
	}
	on, left, err := s.factorState(ctx, who)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	linked, err := s.identities(ctx, who)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return &securityOut{SecurityView{Password: s.realm(who.Realm).ChangePassword != nil, Offered: s.second() != SecondOff, On: on,
		Required: s.required(who.Subject), RecoveryCodes: left, Provider: s.providerName(), Identities: linked}}, nil
}

// changePassword ends the user's other sessions: who else has the old password is out.
func (s *Sessions) changePassword(ctx context.Context, in *passwordIn) (*struct{}, error) {
	who, ok := From(ctx)
	if !ok {
		return nil, signedOut
	}
	change := s.realm(who.Realm).ChangePassword
	if change == nil {
		return nil, problem(http.StatusConflict, "state", "Passwords are not changed here.")
	}
	if err := password.Check(in.Body.Next); err != nil {
		return nil, problem(http.StatusUnprocessableEntity, "weak-password", err.Error())
	}
	wrong := problem(http.StatusUnprocessableEntity, "wrong-password", "The present password is wrong. Type it again.")
	err := s.guarded(ctx, who.Email, func() error { return change(ctx, who.Subject.ID, who.Email, in.Body.Current, in.Body.Next) }, wrong)
	if err != nil {
		return nil, err
	}
	if err := s.EndAll(ctx, who.Realm, who.Subject.ID, who.ID); err != nil {
		return nil, s.failed(ctx, err)
	}
	return nil, nil
}

// enrolling is who may begin to use codes: somebody who is signed in, or whose role needs them before.
func enrolling(ctx context.Context) (x Session, half bool, ok bool) {
	if who, ok := From(ctx); ok {
		return who, false, true
	}
	v, _ := ctx.Value(contextKey{}).(*visit)
	if v == nil || v.half == nil || v.half.pending != waitsForEnrol {
		return Session{}, false, false
	}
	return *v.half, true, true
}

func (s *Sessions) beginFactor(ctx context.Context, in *startIn) (*startOut, error) {
	x, half, ok := enrolling(ctx)
	switch {
	case !ok:
		return nil, signedOut
	case s.second() == SecondOff:
		return nil, factorOff
	}
	if !half { // a session that somebody else has got hold of must not lock its user out
		wrong := problem(http.StatusUnprocessableEntity, "wrong-password", "The password is wrong. Type it again.")
		again := func() error {
			_, err := s.realm(x.Realm).Authenticate(ctx, x.Email, in.Body.Password)
			return err
		}
		if err := s.guarded(ctx, x.Email, again, wrong); err != nil {
			return nil, err
		}
	}
	key, taken, err := s.startFactor(ctx, x)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	if taken {
		return nil, factorOn
	}
	uri := totp.URI("Cosell", x.Email, key)
	picture, err := totp.Draw(uri)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return &startOut{FactorStart{Key: totp.Text(key), URI: uri, Side: picture.Side, Path: picture.Path}}, nil
}

func (s *Sessions) endFactor(ctx context.Context, in *codeIn) (*codesOut, error) {
	x, half, ok := enrolling(ctx)
	if !ok {
		return nil, signedOut
	}
	out := &codesOut{}
	if err := s.guarded(ctx, codeKey(x), func() (err error) {
		out.Body.Codes, err = s.confirmFactor(ctx, x, in.Body.Code)
		return err
	}, wrongCode); err != nil {
		return nil, err
	}
	if half {
		v, _ := ctx.Value(contextKey{}).(*visit)
		in, err := s.whole(ctx, x, v)
		if err != nil {
			return nil, err
		}
		out.SetCookie = []http.Cookie{in.SetCookie}
	}
	return out, nil
}

// proven is the signed-in user who has given a code once more.
func (s *Sessions) proven(ctx context.Context, code string) (Session, error) {
	who, ok := From(ctx)
	if !ok {
		return Session{}, signedOut
	}
	return who, s.guarded(ctx, codeKey(who), func() error { return s.prove(ctx, who, code) },
		problem(http.StatusUnprocessableEntity, "wrong-code", wrongCode.Detail))
}

func (s *Sessions) removeFactor(ctx context.Context, in *codeIn) (*struct{}, error) {
	if who, ok := From(ctx); ok && s.required(who.Subject) {
		return nil, needed
	}
	who, err := s.proven(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	if err := s.DropFactor(ctx, who.Realm, who.Account.ID, who.Subject.ID); err != nil {
		return nil, s.failed(ctx, err)
	}
	return nil, nil
}

func (s *Sessions) renew(ctx context.Context, in *codeIn) (*codesOut, error) {
	who, err := s.proven(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	out := &codesOut{}
	if out.Body.Codes, err = s.renewCodes(ctx, who); err != nil {
		return nil, s.failed(ctx, err)
	}
	return out, nil
}

func (s *Sessions) endOthers(ctx context.Context, _ *struct{}) (*struct{}, error) {
	who, ok := From(ctx)
	if !ok {
		return nil, signedOut
	}
	if err := s.EndAll(ctx, who.Realm, who.Subject.ID, who.ID); err != nil {
		return nil, s.failed(ctx, err)
	}
	return nil, nil
}
