// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package openid asks another provider who somebody is: the side of OpenID Connect that relies on it, by authorization code
// with PKCE. What the provider answers is a stranger's text until all of it is checked.
package openid

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"cosell/internal/clock"
)

var (
	// ErrUnreachable is the error of a provider that does not answer, or answers that it cannot.
	ErrUnreachable = errors.New("the OpenID provider cannot be reached")
	// ErrCode is the error of a code that the provider does not take: it is used up, too old, or another program's.
	ErrCode = errors.New("the OpenID provider does not take the code")
)

// algorithms are the signatures that are taken: asymmetric ones. Neither "none" nor those that the client's own secret could
// make.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

const (
	patience = 5 * time.Second // for one answer of the provider, unless the config says otherwise
	respite  = 5 * time.Second // before a provider that could not be reached is asked again
)

// A Config is the provider, and this program as it knows it.
type Config struct {
	Issuer   string // address, exactly as the provider calls itself
	Name     string // as people know it; empty: the issuer's host
	ClientID string
	Secret   string
	Redirect string         // address that the provider sends people back to
	Networks []netip.Prefix // private ones that may be called, beside the host of the issuer
	Timeout  time.Duration  // of one call; zero: 5 s
	Clock    clock.Clock
}

// A Provider is asked who somebody is. It need not be reachable before that.
type Provider struct {
	cfg    Config
	name   string
	client *http.Client
	asking chan struct{} // holds one while somebody asks for the endpoints
	its    *oidc.Provider
	style  oauth2.AuthStyle
	failed error // of the last attempt to ask for the endpoints
	until  time.Time
}

// New is a provider that has not been asked anything yet.
func New(cfg Config) (*Provider, error) {
	issuer, err := url.Parse(cfg.Issuer)
	if err != nil {
		return nil, fmt.Errorf("address of the OpenID provider: %w", err)
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = patience
	}
	name := cfg.Name
	if name == "" {
		name = issuer.Host
	}
	return &Provider{cfg: cfg, name: name, client: newClient(issuer, cfg.Networks, cfg.Timeout), asking: make(chan struct{}, 1)}, nil
}

// Issuer is the provider's name for itself.
func (p *Provider) Issuer() string { return p.cfg.Issuer }

// Name is what people call the provider.
func (p *Provider) Name() string { return p.name }

// An Attempt is what has to be kept between sending somebody away and the return.
type Attempt struct{ State, Nonce, Verifier string }

// discovered asks the provider for its endpoints, until it has answered once. Whoever comes meanwhile waits for that one answer.
func (p *Provider) discovered(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	if p.its == nil {
		if p.failed != nil && p.cfg.Clock.Now().Before(p.until) {
			return nil, nil, p.failed
		}
		if p.failed = p.discover(context.WithoutCancel(ctx)); p.failed != nil { // others wait for the answer too
			p.until = p.cfg.Clock.Now().Add(respite)
			return nil, nil, p.failed
		}
	}
	endpoint := p.its.Endpoint()
	endpoint.AuthStyle = p.style
	return p.its, &oauth2.Config{ClientID: p.cfg.ClientID, ClientSecret: p.cfg.Secret, RedirectURL: p.cfg.Redirect, Endpoint: endpoint,
		Scopes: []string{oidc.ScopeOpenID, "email"}}, nil
}

func (p *Provider) discover(ctx context.Context) error {
	its, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.cfg.Issuer)
	var other *oidc.IssuerMismatchError
	if errors.As(err, &other) {
		return fmt.Errorf("discover OpenID provider: %w", err)
	}
	if err != nil {
		return fmt.Errorf("%w: discover: %w", ErrUnreachable, err)
	}
	var told struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
		Keys    string   `json:"jwks_uri"`
	}
	if err := its.Claims(&told); err != nil {
		return fmt.Errorf("read what the OpenID provider says of itself: %w", err)
	}
	for _, at := range []string{its.Endpoint().AuthURL, its.Endpoint().TokenURL, told.Keys} {
		if err := p.decent(at); err != nil {
			return err
		}
	}
	p.its, p.style = its, oauth2.AuthStyleInHeader // what is meant where nothing is said: OpenID Connect Discovery 1.0, section 3
	if len(told.Methods) > 0 && !slices.Contains(told.Methods, "client_secret_basic") {
		p.style = oauth2.AuthStyleInParams
	}
	return nil
}

// decent refuses endpoints that are none, and plain ones of a provider that is called by https: browsers are sent there.
func (p *Provider) decent(endpoint string) error {
	at, err := url.Parse(endpoint)
	issuer, _ := url.Parse(p.cfg.Issuer) // New has read it
	if err != nil || at.Host == "" || at.Scheme != "https" && (at.Scheme != "http" || issuer.Scheme != "http") {
		return fmt.Errorf("the OpenID provider names an endpoint that is no address to go to: %q", endpoint)
	}
	return nil
}

// Begin is where somebody is sent, and what to keep until the return.
func (p *Provider) Begin(ctx context.Context) (address string, a Attempt, err error) {
	_, client, err := p.discovered(ctx)
	if err != nil {
		return "", Attempt{}, err
	}
	a = Attempt{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier()}
	return client.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), a, nil
}

// Finish trades the code of a return for who it is. The caller has compared the state already.
func (p *Provider) Finish(ctx context.Context, code string, a Attempt) (Somebody, error) {
	its, client, err := p.discovered(ctx)
	if err != nil {
		return Somebody{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := client.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Somebody{}, exchanged(err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return Somebody{}, errors.New("the OpenID provider's answer has no ID token")
	}
	// The keys are asked for each time, so that a key that was withdrawn counts no more.
	token, err := its.VerifierContext(ctx, &oidc.Config{ClientID: p.cfg.ClientID, SupportedSigningAlgs: algorithms, Now: p.cfg.Clock.Now}).Verify(ctx, raw)
	if err != nil {
		return Somebody{}, fmt.Errorf("check ID token: %w", err)
	}
	who, err := p.vouched(token, a)
	if err != nil || who.Email != "" || its.UserInfoEndpoint() == "" {
		return who, err
	}
	return asked(ctx, its, token, tokens, who)
}

// exchanged sorts what goes wrong with a code: a provider that is down, a code that is not taken, and whatever else.
func exchanged(err error) error {
	var told *oauth2.RetrieveError
	switch {
	case !errors.As(err, &told), told.Response != nil && told.Response.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("%w: trade code: %w", ErrUnreachable, err)
	case told.ErrorCode == "invalid_grant": // RFC 6749, section 5.2
		return fmt.Errorf("%w: %w", ErrCode, err)
	}
	return fmt.Errorf("trade code: %w", err)
}
