// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package openid

import (
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"cosell/internal/outbound"
)

// longest is the largest answer of a provider that is read. The keys of large providers have some 20 KB.
const longest = 256 << 10

// everywhere is every network: the operator has chosen the provider, which may stand in a network of his own.
var everywhere = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}

// reach calls the provider's own host wherever that is. What else the provider names, such as another host with its keys, is
// called by the rules for strangers' addresses.
type reach struct {
	issuer     *url.URL
	own, other http.RoundTripper
}

// newClient is the client for one provider. networks are private ones that may be called beside the provider's host.
func newClient(issuer *url.URL, networks []netip.Prefix, timeout time.Duration) *http.Client {
	by := func(allow []netip.Prefix) *http.Client {
		return outbound.New(outbound.Settings{Allow: allow, Timeout: timeout, Limit: longest}).HTTP()
	}
	client := by(networks)
	client.Transport = reach{issuer: issuer, own: by(everywhere).Transport, other: client.Transport}
	return client
}

// RoundTrip calls by the rules of the address.
func (r reach) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme == r.issuer.Scheme && req.URL.Host == r.issuer.Host {
		return r.own.RoundTrip(req)
	}
	return r.other.RoundTrip(req)
}
