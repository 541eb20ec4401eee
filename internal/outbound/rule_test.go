// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package outbound_test

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"cosell/internal/outbound"
)

func networks(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		all[i] = netip.MustParsePrefix(t)
	}
	return all
}

var forbidden = []string{
	"https://127.0.0.1/", "https://127.1.2.3", "https://[::1]/", "https://0.0.0.0/", "https://[::]/",
	"https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.0.1/", "https://169.254.169.254/latest/meta-data",
	"https://100.64.0.1/", "https://100.127.255.255/", "https://192.0.0.8/", "https://192.0.2.1/", "https://198.18.0.1/", "https://198.51.100.1/",
	"https://203.0.113.1/", "https://224.0.0.1/", "https://239.255.255.255/", "https://240.0.0.1/", "https://255.255.255.255/",
	"https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::ffff:10.0.0.1]/", "https://[::ffff:169.254.169.254]/", "https://[::127.0.0.1]/",
	"https://[64:ff9b::127.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/", "https://[2002:a00:1::1]/",
	"https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/", "https://[fec0::1]/", "https://[ff02::1]/",
	"https://[2001::1]/", "https://[2001:db8::1]/", "https://[3fff::1]/", "https://[100::1]/", "https://[5f00::1]/",
	"https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://localhost:8443/",
	"https://2130706433/", "https://0x7f.1/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://127.0.0.1./", "https://0/", "https://1.2.3.4.5/",
	"https://１２７.0.0.1/", "https://127。0。0。1/", "https://①②⑦.0.0.1/", "https://münchen.example/", "https://exa%6dple.com%00/", "https://a..b/", "https://.b/",
	"https://user@8.8.8.8/", "https://8.8.8.8@127.0.0.1/", "https://u:p@example.com/", "https://example.com\\@127.0.0.1/", "https://example.com:/",
	"http://example.com/", "http://8.8.8.8/", "https://example.com:80/", "https://example.com:22/", "https://8.8.8.8:6379/", "https://example.com:0/",
	"https://example.com:65536/", "https://example.com:-1/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "//example.com/", "example.com", "",
	"https:example.com", "https:///path", "https://", "javascript:alert(1)", "https://exa mple.com/", "https://[::1/", "https://example.com\r\nHost: x/", "data:,x",
	"https://" + strings.Repeat("a", 64) + ".com/", "https://" + strings.Repeat("a.", 127) + "com/",
}

func TestAddressesThatLeadElsewhereAreRefusedWhenTheyAreSaved(t *testing.T) {
	t.Parallel()
	strict := outbound.New(outbound.Settings{})
	elsewhere := outbound.New(outbound.Settings{Allow: networks("10.99.0.0/16")})
	for _, address := range forbidden {
		err := strict.Check(address)
		var r *outbound.Refused
		if !errors.As(err, &r) || r.Why == "" || r.Fix == "" {
			t.Errorf("%q: %v, want a refusal", address, err)
			continue
		}
		if strings.Contains(r.Error(), "u:p") {
			t.Errorf("%q: the error has the password: %v", address, r)
		}
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		if _, err := netip.ParseAddr(u.Hostname()); err == nil && elsewhere.Check(address) == nil {
			t.Errorf("%q: allowed since another network is", address)
		}
	}
}

func TestOrdinaryAddressesPass(t *testing.T) {
	t.Parallel()
	strict := outbound.New(outbound.Settings{})
	for _, address := range []string{
		"https://example.com", "https://api.example.com:8443/v1?x=1#y", "https://8.8.8.8/", "https://[2606:4700::1111]/", "https://[64:ff9b::808:808]/",
		"https://xn--mnchen-3ya.example/", "https://EXAMPLE.com./", "https://a_b.example.com/", "https://3com.example/", "https://100.63.255.255/",
		"https://172.32.0.1/", "https://[::ffff:8.8.8.8]/", "HTTPS://example.com/",
	} {
		if err := strict.Check(address); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestTheOperatorsNetworksMayBeCalledOverHTTPAndAtAnyPort(t *testing.T) {
	t.Parallel()
	c := outbound.New(outbound.Settings{Allow: networks("10.1.0.0/16", "127.0.0.0/8", "fd00::/8"), Ports: []uint16{443}})
	for address, ok := range map[string]bool{
		"http://10.1.2.3:8080/": true, "https://10.1.2.3/": true, "http://[::ffff:10.1.2.3]/": true, "http://[fd12::1]:9/": true, "http://localhost:8081/": true,
		"http://crm.intern:8080/": true, // only connecting can tell
		"http://10.2.0.1/":        false, "http://8.8.8.8/": false, "https://8.8.8.8:8080/": false, "https://8.8.8.8/": true, "http://[::1]/": false,
	} {
		if err := c.Check(address); (err == nil) != ok {
			t.Errorf("%s: %v, want allowed %v", address, err, ok)
		}
	}
}

func FuzzWhatPassesNamesAHostOfTheOpenInternet(f *testing.F) {
	for _, a := range forbidden {
		f.Add(a)
	}
	c := outbound.New(outbound.Settings{})
	f.Fuzz(func(t *testing.T, address string) {
		if c.Check(address) != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatalf("%q passed and cannot be read: %v", address, err)
		}
		if u.Scheme != "https" || u.User != nil || u.Hostname() == "" {
			t.Errorf("%q passed", address)
		}
		if ip, err := netip.ParseAddr(u.Hostname()); err == nil && (ip.IsPrivate() || ip.Unmap().IsLoopback() || ip.Unmap().IsPrivate() || ip.IsLinkLocalUnicast()) {
			t.Errorf("%q passed", address)
		}
	})
}
