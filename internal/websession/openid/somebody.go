// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package openid

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Somebody is whom the provider vouches for.
type Somebody struct {
	Subject  string // the provider's lasting name
	Email    string
	Verified bool // the provider has proven that the mail address is theirs
	Several  bool // more than one factor was asked for
}

// longestSubject is what OpenID Connect Core 1.0, section 2 allows.
const longestSubject = 255

// claims are what is read of an ID token, beside what the library checks.
type claims struct {
	Email    string  `json:"email"`
	Verified yes     `json:"email_verified"`
	Party    string  `json:"azp"`
	Methods  methods `json:"amr"`
}

// yes is a claim that is true. Some providers write it as text.
type yes bool

// UnmarshalJSON takes true and "true"; whatever else is not true.
func (y *yes) UnmarshalJSON(text []byte) error {
	*y = string(text) == `true` || string(text) == `"true"`
	return nil
}

// methods are how somebody proved it to the provider. What is no list says nothing.
type methods []string

// UnmarshalJSON takes a list of words.
func (m *methods) UnmarshalJSON(text []byte) error {
	var words []string
	if json.Unmarshal(text, &words) == nil {
		*m = words
	}
	return nil
}

// vouched reads a token whose signature, issuer, audience and time are right.
func (p *Provider) vouched(token *oidc.IDToken, a Attempt) (Somebody, error) {
	if a.Nonce == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return Somebody{}, errors.New("the ID token was made for another attempt")
	}
	var raw json.RawMessage
	if err := token.Claims(&raw); err != nil {
		return Somebody{}, fmt.Errorf("read ID token: %w", err)
	}
	said, err := read(raw)
	if err != nil {
		return Somebody{}, err
	}
	// OpenID Connect Core 1.0, section 3.1.3.7: a token for several must have been asked for by us.
	if (len(token.Audience) > 1 || said.Party != "") && said.Party != p.cfg.ClientID {
		return Somebody{}, errors.New("the ID token was made for another program")
	}
	if token.Subject == "" || len(token.Subject) > longestSubject {
		return Somebody{}, errors.New("the ID token names nobody")
	}
	return Somebody{Subject: token.Subject, Email: said.Email, Verified: bool(said.Verified),
		Several: slices.Contains(said.Methods, "mfa")}, nil // RFC 8176
}

// read takes claims as they are written, whose own kinds nobody has checked.
func read(text []byte) (c claims, err error) {
	if err := json.Unmarshal(text, &c); err != nil {
		return claims{}, fmt.Errorf("read claims: %w", err)
	}
	return c, nil
}

// asked is who it is with the mail address that the provider tells only who asks for it: OpenID Connect Core 1.0, section 5.4.
func asked(ctx context.Context, its *oidc.Provider, token *oidc.IDToken, tokens *oauth2.Token, who Somebody) (Somebody, error) {
	if token.AccessTokenHash != "" {
		if err := token.VerifyAccessToken(tokens.AccessToken); err != nil {
			return Somebody{}, fmt.Errorf("check access token: %w", err)
		}
	}
	info, err := its.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return Somebody{}, fmt.Errorf("%w: ask for mail address: %w", ErrUnreachable, err)
	}
	if info.Subject != who.Subject {
		return Somebody{}, errors.New("the OpenID provider tells the mail address of somebody else")
	}
	var raw json.RawMessage
	if err := info.Claims(&raw); err != nil {
		return Somebody{}, fmt.Errorf("read user info: %w", err)
	}
	said, err := read(raw)
	if err != nil {
		return Somebody{}, err
	}
	who.Email, who.Verified = said.Email, bool(said.Verified)
	return who, nil
}
