// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package outbound_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"cosell/internal/outbound"
)

// authority signs certificates of test servers; how changes what is signed.
func authority(t *testing.T) (roots *x509.CertPool, issue func(how func(*x509.Certificate)) tls.Certificate) {
	t.Helper()
	key := newKey(t)
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, NotBefore: time.Unix(0, 0),
		NotAfter: time.Unix(1<<33, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	ca = sign(t, ca, ca, key, key)
	roots = x509.NewCertPool()
	roots.AddCert(ca)
	return roots, func(how func(*x509.Certificate)) tls.Certificate {
		leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Test server"}, NotBefore: time.Unix(0, 0),
			NotAfter: time.Unix(1<<33, 0), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
		how(leaf)
		own := newKey(t)
		return tls.Certificate{Certificate: [][]byte{sign(t, leaf, ca, own, key).Raw}, PrivateKey: own}
	}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func sign(t *testing.T, c, by *x509.Certificate, key, with *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	raw, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, with)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestACertificateIsAlwaysVerified(t *testing.T) {
	t.Parallel()
	roots, issue := authority(t)
	stranger, _ := authority(t)
	good := issue(func(*x509.Certificate) {})
	for name, c := range map[string]struct {
		cert  tls.Certificate
		roots *x509.CertPool
		max   uint16
		ok    bool
	}{
		"good":              {good, roots, 0, true},
		"TLS 1.2":           {good, roots, tls.VersionTLS12, true},
		"TLS 1.1":           {good, roots, tls.VersionTLS11, false},
		"unknown authority": {good, stranger, 0, false},
		"system's own":      {good, nil, 0, false},
		"expired":           {issue(func(c *x509.Certificate) { c.NotAfter = time.Unix(1e9, 0) }), roots, 0, false},
		"not yet":           {issue(func(c *x509.Certificate) { c.NotBefore = time.Unix(1<<33-1, 0) }), roots, 0, false},
		"other host":        {issue(func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"other.example"} }), roots, 0, false},
		"for clients only": {issue(func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}), roots, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			s.TLS = &tls.Config{Certificates: []tls.Certificate{c.cert}, MinVersion: tls.VersionTLS10, MaxVersion: c.max} //nolint:gosec // the old server is the point
			s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
			s.EnableHTTP2 = true
			s.StartTLS()
			defer s.Close()
			client := outbound.New(outbound.Settings{Allow: here, Roots: c.roots, Timeout: 20 * time.Second})
			defer client.Close()
			a, err := client.Send(request(t, s.URL))
			if (err == nil) != c.ok || (c.ok && a.Status != 200) {
				t.Errorf("%+v, %v; want success %v", a, err, c.ok)
			}
		})
	}
}
