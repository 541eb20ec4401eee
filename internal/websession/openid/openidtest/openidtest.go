// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package openidtest is an OpenID provider for tests, which can be made to lie.
package openidtest

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/clock"
)

// What the provider knows this program by.
const (
	ClientID = "cosell"
	Secret   = "a secret between the two"
)

// A Lie is what is wrong with the provider; the zero Lie is the truth.
type Lie struct {
	Algorithm        string         // of the token's signature; empty: RS256
	OtherKey         bool           // the token is signed by a key that is not published
	Claims           map[string]any // in place of the true ones
	NoToken          bool
	KeyPadding       int    // bytes of rubbish among the keys
	KeysAt           string // where the keys are said to be
	KeysRedirect     bool   // the keys are somewhere else
	DiscoveredIssuer string
	AuthorizeAt      string // where people are said to be sent
	Down             bool   // nothing is answered but that it cannot be
	Hangs            bool   // nothing is answered
	Endless          bool   // answers have no end
	Forgets          bool   // codes are taken again and again
	MailElsewhere    string // the mail address is told by another endpoint only, there of this subject
}

// A Provider is a server.
type Provider struct {
	Claims  map[string]any // of whoever signs in, beside what every token has
	clock   clock.Clock
	server  *httptest.Server
	mu      sync.Mutex
	lie     Lie
	key     *rsa.PrivateKey
	keyID   string
	other   *rsa.PrivateKey
	granted map[string]url.Values // what was asked for, by code
	ended   chan struct{}
}

// New starts a provider.
func New(t testing.TB, clk clock.Clock) *Provider {
	t.Helper()
	p := &Provider{clock: clk, keyID: "1", ended: make(chan struct{}), granted: map[string]url.Values{}, Claims: map[string]any{"sub": "sub-1", "email": "ann@example.com", "email_verified": true}}
	p.key, p.other = newKey(t), newKey(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userInfo)
	p.server = httptest.NewServer(p.trouble(mux))
	t.Cleanup(p.server.Close)
	t.Cleanup(func() { close(p.ended) })
	return p
}

func newKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Tell has the provider lie from now on, or say the truth again.
func (p *Provider) Tell(l Lie) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lie = l
}

func (p *Provider) told() Lie {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lie
}

// Rotate has the provider sign by another key, and publish that one alone.
func (p *Provider) Rotate(t testing.TB) {
	t.Helper()
	key := newKey(t)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key, p.keyID = key, p.keyID+"+"
}

// trouble stands before the endpoints of a provider that does not answer as it should.
func (p *Provider) trouble(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch lie := p.told(); {
		case lie.Down:
			w.WriteHeader(http.StatusServiceUnavailable)
		case lie.Hangs:
			select {
			case <-r.Context().Done():
			case <-p.ended:
			}
		case lie.Endless:
			w.Header().Set("Content-Type", "application/json")
			for {
				if _, err := w.Write([]byte(strings.Repeat(" ", 32<<10))); err != nil {
					return
				}
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// Issuer is the provider's address.
func (p *Provider) Issuer() string { return p.server.URL }

// Keys is the endpoint of the provider's keys, to be put elsewhere.
func (p *Provider) Keys() http.Handler { return http.HandlerFunc(p.keys) }

// Approve is somebody who signs in at the provider and lets the program know: the code of the return.
func (p *Provider) Approve(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.server.URL+"/authorize?") {
		t.Fatalf("sent to %s: %v", address, err)
	}
	code := rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.granted[code] = u.Query()
	return code
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	issuer, keys := p.server.URL, p.server.URL+"/keys"
	if p.told().DiscoveredIssuer != "" {
		issuer = p.told().DiscoveredIssuer
	}
	if p.told().KeysAt != "" {
		keys = p.told().KeysAt
	}
	authorize := p.server.URL + "/authorize"
	if p.told().AuthorizeAt != "" {
		authorize = p.told().AuthorizeAt
	}
	answer(w, http.StatusOK, map[string]any{"issuer": issuer, "authorization_endpoint": authorize, "token_endpoint": p.server.URL + "/token",
		"jwks_uri": keys, "userinfo_endpoint": p.server.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}})
}

func (p *Provider) keys(w http.ResponseWriter, r *http.Request) {
	if p.told().KeysRedirect && r.URL.RawQuery == "" {
		http.Redirect(w, r, "/keys?again", http.StatusFound)
		return
	}
	p.mu.Lock()
	key, id := p.key, p.keyID
	p.mu.Unlock()
	b64 := base64.RawURLEncoding.EncodeToString
	answer(w, http.StatusOK, map[string]any{"padding": strings.Repeat("x", p.told().KeyPadding), "keys": []any{map[string]any{"kty": "RSA", "use": "sig", "kid": id, "alg": "RS256",
		"n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes())}}})
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	lie := p.told()
	p.mu.Lock()
	asked, known := p.granted[r.PostFormValue("code")]
	if !lie.Forgets {
		delete(p.granted, r.PostFormValue("code"))
	}
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	proven := base64.RawURLEncoding.EncodeToString(sum[:]) == asked.Get("code_challenge")
	plain, err := url.QueryUnescape(secret) // RFC 6749, 2.3.1
	if !known || !proven || err != nil || id != ClientID || plain != Secret {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	now := p.clock.Now()
	claims := map[string]any{"iss": p.server.URL, "aud": ClientID, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "nonce": asked.Get("nonce")}
	maps.Copy(claims, p.Claims)
	maps.Copy(claims, p.told().Claims)
	if p.told().MailElsewhere != "" {
		delete(claims, "email")
		delete(claims, "email_verified")
	}
	body := map[string]any{"access_token": "x", "token_type": "Bearer"}
	if !p.told().NoToken {
		body["id_token"] = p.signed(claims)
	}
	answer(w, http.StatusOK, body)
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer x" {
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	subject := any(p.told().MailElsewhere)
	if subject == "" {
		subject = p.Claims["sub"]
	}
	answer(w, http.StatusOK, map[string]any{"sub": subject, "email": p.Claims["email"], "email_verified": p.Claims["email_verified"]})
}

// signed is a token with these claims.
func (p *Provider) signed(claims map[string]any) string {
	algorithm := p.told().Algorithm
	if algorithm == "" {
		algorithm = "RS256"
	}
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err) // a test's own claims
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	p.mu.Lock()
	key, id := p.key, p.keyID
	p.mu.Unlock()
	head := part(map[string]any{"alg": algorithm, "kid": id, "typ": "JWT"}) + "." + part(claims)
	var signature []byte
	switch algorithm {
	case "none":
	case "HS256":
		mac := hmac.New(sha256.New, []byte(Secret))
		mac.Write([]byte(head))
		signature = mac.Sum(nil)
	default:
		if p.told().OtherKey {
			key = p.other
		}
		sum := sha256.Sum256([]byte(head))
		var err error
		if signature, err = rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:]); err != nil {
			panic(err) // the key is a test's own
		}
	}
	return head + "." + base64.RawURLEncoding.EncodeToString(signature)
}
