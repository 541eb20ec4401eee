// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package outbound

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// never are networks that no address of the open internet is in, besides those that netip knows by name.
// Source: IANA special-purpose address registries.
var never = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "3fff::/20",
)

var (
	// global is all that is handed out of IPv6; what lies outside is special in some way.
	global = netip.MustParsePrefix("2000::/3")
	sixTo4 = netip.MustParsePrefix("2002::/16")
	nat64  = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		all[i] = netip.MustParsePrefix(t)
	}
	return all
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// public says whether the address is one of the open internet. IPv4 addresses that are carried inside of IPv6
// addresses are judged as what they are.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if a.Zone() != "" {
		return false
	}
	if a.Is6() {
		b := a.As16()
		switch {
		case nat64.Contains(a):
			return public(netip.AddrFrom4([4]byte(b[12:])))
		case sixTo4.Contains(a):
			return public(netip.AddrFrom4([4]byte(b[2:6])))
		case !global.Contains(a):
			return false
		}
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !within(a, never)
}

const fixNetwork = "call another address, or have the operator add its network to COSELL_OUTBOUND_NETWORKS"

// mayConnect is the decision: address is the IP address and port that a connection is about to be opened to.
func (c *Client) mayConnect(address string, secure bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return &Refused{address, "is not an internet address", "call a host by its name"}
	}
	if r := c.judge(address, at, secure); r != nil {
		return r
	}
	return nil
}

// judge is nil when the address may be called.
func (c *Client) judge(target string, at netip.AddrPort, secure bool) *Refused {
	ip := at.Addr().Unmap()
	switch {
	case within(ip.WithZone(""), c.settings.Allow):
		return nil
	case !public(ip):
		return &Refused{target, "does not belong to the open internet", fixNetwork}
	case !secure:
		return &Refused{target, "would be called without encryption", "use https"}
	case !slices.Contains(c.settings.Ports, at.Port()):
		return &Refused{target, "has a port that is not called", "use port " + strconv.Itoa(int(c.settings.Ports[0]))}
	}
	return nil
}

// Check says what is wrong with an address that somebody is about to save; the error is a *Refused. What passes
// may still be refused when it is called, since names are resolved only then.
func (c *Client) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil { // its text would repeat the address with a password in it
		return &Refused{"the address", "cannot be read", "write it as https://host/path"}
	}
	return c.check(u)
}

func (c *Client) check(u *url.URL) error {
	target := u.Scheme + "://" + u.Host
	refuse := func(why, fix string) error { return &Refused{target, why, fix} }
	host, port := u.Hostname(), u.Port()
	switch {
	case u.Scheme != "https" && u.Scheme != "http" || u.Opaque != "":
		return &Refused{"the address", "does not begin with https://", "write it as https://host/path"}
	case u.User != nil:
		return refuse("has a user name or password in it", "leave them out and give credentials in their own field")
	case host == "":
		return refuse("has no host", "write it as https://host/path")
	case strings.HasSuffix(u.Host, ":"):
		return refuse("has a colon without a port", "leave the colon out or name a port")
	}
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return refuse("has no valid port", "use a port from 1 to 65535")
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		if r := c.judge(target, netip.AddrPortFrom(ip, uint16(n)), u.Scheme == "https"); r != nil {
			return r
		}
		return nil
	}
	if err := checkName(target, host); err != nil {
		return err
	}
	return c.checkReach(target, host, uint16(n), u.Scheme == "https")
}

// checkReach refuses what no network could allow. Where the operator allows networks, a name may lie in them, and
// then only connecting can tell.
func (c *Client) checkReach(target, name string, port uint16, secure bool) error {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	here := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	switch {
	case (name == "localhost" || strings.HasSuffix(name, ".localhost")) &&
		!within(here, c.settings.Allow) && !within(netip.IPv6Loopback(), c.settings.Allow):
		return &Refused{target, "is this machine itself", fixNetwork}
	case len(c.settings.Allow) > 0:
		return nil
	case !secure:
		return &Refused{target, "would be called without encryption", "use https"}
	case !slices.Contains(c.settings.Ports, port):
		return &Refused{target, "has a port that is not called", "use port " + strconv.Itoa(int(c.settings.Ports[0]))}
	}
	return nil
}

// checkName takes host names as DNS has them. Numbers in other notations (0x7f.1, 2130706433) would be taken for
// addresses by some resolvers, and other scripts hide what a name really is.
func checkName(target, host string) error {
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || len(host) > 253 || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return &Refused{target, "is not a host name", "use letters, digits and hyphens; write other scripts in their xn-- form"}
		}
	}
	last := labels[len(labels)-1]
	if strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return &Refused{target, "is a number and not a host name", "write an address as four numbers with dots, or use a name"}
	}
	return nil
}
