// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package openid_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/websession/openid"
	"cosell/internal/websession/openid/openidtest"
)

var start = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)

// stage is a provider and who relies on it, by a clock.
func stage(t *testing.T) (*openidtest.Provider, *openid.Provider, *clock.Manual) {
	t.Helper()
	clk := clock.NewManual(start)
	idp := openidtest.New(t, clk)
	p, err := openid.New(openid.Config{Issuer: idp.Issuer(), Name: "Example ID", ClientID: openidtest.ClientID, Secret: openidtest.Secret,
		Redirect: "https://cosell.example/login/return", Timeout: 2 * time.Second, Clock: clk})
	if err != nil {
		t.Fatal(err)
	}
	return idp, p, clk
}

// begun is the address that somebody is sent to.
func begun(t *testing.T, p *openid.Provider) (string, openid.Attempt) {
	t.Helper()
	address, a, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return address, a
}

var lead = openid.Somebody{Subject: "sub-1", Email: "ann@example.com", Verified: true}

func TestWhomTheProviderVouchesForIsTaken(t *testing.T) {
	t.Parallel()
	idp, p, _ := stage(t)
	address, a := begun(t, p)
	if !strings.Contains(address, "code_challenge_method=S256") || strings.Contains(address, a.Verifier) || !strings.Contains(address, "state="+a.State) {
		t.Errorf("sent to %s", address)
	}
	code := idp.Approve(t, address)
	if who, err := p.Finish(t.Context(), code, a); err != nil || who != lead {
		t.Fatalf("%+v, %v", who, err)
	}
	if _, err := p.Finish(t.Context(), code, a); !errors.Is(err, openid.ErrCode) {
		t.Errorf("a code was traded twice: %v", err)
	}
}

// TestALyingProviderIsRefused plays providers and tokens that must not be believed.
func TestALyingProviderIsRefused(t *testing.T) {
	t.Parallel()
	for name, lie := range map[string]openidtest.Lie{
		"no signature":             {Algorithm: "none"},
		"signed by our own secret": {Algorithm: "HS256"},
		"signed by another key":    {OtherKey: true},
		"another program's":        {Claims: map[string]any{"aud": "somebody-else"}},
		"for several, not by us":   {Claims: map[string]any{"aud": []string{openidtest.ClientID, "other"}, "azp": "other"}},
		"for several, by nobody":   {Claims: map[string]any{"aud": []string{openidtest.ClientID, "other"}}},
		"another party's":          {Claims: map[string]any{"azp": "other"}},
		"another issuer's":         {Claims: map[string]any{"iss": "https://evil.example"}},
		"another attempt's":        {Claims: map[string]any{"nonce": "replayed"}},
		"without a nonce":          {Claims: map[string]any{"nonce": ""}},
		"of yesterday":             {Claims: map[string]any{"exp": start.Add(-24 * time.Hour).Unix()}},
		"of tomorrow":              {Claims: map[string]any{"nbf": start.Add(24 * time.Hour).Unix()}},
		"of nobody":                {Claims: map[string]any{"sub": ""}},
		"with a very long name":    {Claims: map[string]any{"sub": strings.Repeat("x", 256)}},
		"with a name of no text":   {Claims: map[string]any{"email": []int{1}}},
		"without a token":          {NoToken: true},
		"with keys beyond measure": {KeyPadding: 1 << 20},
		"that sends us inside":     {KeysAt: "http://169.254.169.254/keys"},
		"that sends us on":         {KeysRedirect: true},
		"about somebody else":      {MailElsewhere: "sub-2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			idp, p, _ := stage(t)
			idp.Tell(lie)
			address, a := begun(t, p)
			if who, err := p.Finish(t.Context(), idp.Approve(t, address), a); err == nil {
				t.Errorf("believed: %+v", who)
			}
		})
	}
}

func TestNobodyIsSentToWhereALyingProviderWants(t *testing.T) {
	t.Parallel()
	for name, lie := range map[string]openidtest.Lie{
		"another provider": {DiscoveredIssuer: "https://evil.example"},
		"a script":         {AuthorizeAt: "javascript:alert(1)"},
		"nowhere":          {AuthorizeAt: "/authorize"},
		"a file as keys":   {KeysAt: "file:///etc/passwd"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			idp, p, _ := stage(t)
			idp.Tell(lie)
			if address, _, err := p.Begin(t.Context()); err == nil || errors.Is(err, openid.ErrUnreachable) {
				t.Errorf("sent to %s, %v", address, err)
			}
		})
	}
}

func TestAProviderThatDoesNotAnswerIsGivenUpAndAskedAgainLater(t *testing.T) {
	t.Parallel()
	for name, lie := range map[string]openidtest.Lie{"down": {Down: true}, "hanging": {Hangs: true}, "endless": {Endless: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			idp, p, clk := stage(t)
			idp.Tell(lie)
			if _, _, err := p.Begin(t.Context()); !errors.Is(err, openid.ErrUnreachable) {
				t.Fatalf("begun: %v", err)
			}
			idp.Tell(openidtest.Lie{})
			if _, _, err := p.Begin(t.Context()); !errors.Is(err, openid.ErrUnreachable) {
				t.Errorf("asked again at once: %v", err)
			}
			clk.Advance(6 * time.Second)
			address, a := begun(t, p)
			code := idp.Approve(t, address)
			idp.Tell(lie)
			if _, err := p.Finish(t.Context(), code, a); !errors.Is(err, openid.ErrUnreachable) {
				t.Errorf("finished: %v", err)
			}
		})
	}
}

func TestACodeWithoutItsProofIsWorthNothing(t *testing.T) {
	t.Parallel()
	idp, p, _ := stage(t)
	address, a := begun(t, p)
	stolen := idp.Approve(t, address)
	_, other := begun(t, p)
	other.Nonce = a.Nonce
	if _, err := p.Finish(t.Context(), stolen, other); !errors.Is(err, openid.ErrCode) {
		t.Errorf("a code was traded by another attempt's proof: %v", err)
	}
}

func TestAKeyThatWasChangedCountsAtOnceAndTheWithdrawnOneNoMore(t *testing.T) {
	t.Parallel()
	idp, p, _ := stage(t)
	for range 3 {
		address, a := begun(t, p)
		if who, err := p.Finish(t.Context(), idp.Approve(t, address), a); err != nil || who != lead {
			t.Fatalf("%+v, %v", who, err)
		}
		idp.Rotate(t)
	}
	idp.Tell(openidtest.Lie{OtherKey: true})
	address, a := begun(t, p)
	if who, err := p.Finish(t.Context(), idp.Approve(t, address), a); err == nil {
		t.Errorf("believed: %+v", who)
	}
}

func TestWhatProvidersSayDifferentlyIsUnderstood(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lie  openidtest.Lie
		want openid.Somebody
	}{
		"the mail address on asking": {openidtest.Lie{MailElsewhere: "sub-1"}, lead},
		"verified as text":           {openidtest.Lie{Claims: map[string]any{"email_verified": "true"}}, lead},
		"not verified, as text":      {openidtest.Lie{Claims: map[string]any{"email_verified": "false"}}, openid.Somebody{Subject: "sub-1", Email: lead.Email}},
		"not told whether verified":  {openidtest.Lie{Claims: map[string]any{"email_verified": nil}}, openid.Somebody{Subject: "sub-1", Email: lead.Email}},
		"verified by a number":       {openidtest.Lie{Claims: map[string]any{"email_verified": 1}}, openid.Somebody{Subject: "sub-1", Email: lead.Email}},
		"several factors":            {openidtest.Lie{Claims: map[string]any{"amr": []string{"pwd", "mfa"}}}, openid.Somebody{Subject: "sub-1", Email: lead.Email, Verified: true, Several: true}},
		"one factor":                 {openidtest.Lie{Claims: map[string]any{"amr": []string{"pwd"}}}, lead},
		"factors as text":            {openidtest.Lie{Claims: map[string]any{"amr": "mfa"}}, lead},
		"for us by name":             {openidtest.Lie{Claims: map[string]any{"aud": []string{openidtest.ClientID, "other"}, "azp": openidtest.ClientID}}, lead},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			idp, p, _ := stage(t)
			idp.Tell(c.lie)
			address, a := begun(t, p)
			if who, err := p.Finish(t.Context(), idp.Approve(t, address), a); err != nil || who != c.want {
				t.Errorf("%+v, %v", who, err)
			}
		})
	}
}

// TestOtherHostsOfTheProviderAreStrangers has the keys on another host of this machine, which only the operator can allow.
func TestOtherHostsOfTheProviderAreStrangers(t *testing.T) {
	t.Parallel()
	idp, _, clk := stage(t)
	forward := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, idp.Issuer()+"/keys", http.StatusFound)
	}))
	t.Cleanup(forward.Close)
	keys := httptest.NewServer(idp.Keys())
	t.Cleanup(keys.Close)
	for _, c := range []struct {
		name, at string
		allow    []netip.Prefix
		want     bool
	}{
		{"not allowed", keys.URL, nil, false},
		{"allowed", keys.URL, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, true},
		{"allowed and leading on", forward.URL, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, false},
	} {
		p, err := openid.New(openid.Config{Issuer: idp.Issuer(), ClientID: openidtest.ClientID, Secret: openidtest.Secret, Networks: c.allow, Clock: clk})
		if err != nil {
			t.Fatal(err)
		}
		idp.Tell(openidtest.Lie{KeysAt: c.at})
		address, a := begun(t, p)
		if _, err := p.Finish(t.Context(), idp.Approve(t, address), a); (err == nil) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
