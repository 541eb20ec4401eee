// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	smtp "github.com/wneessen/go-mail"
)

// How the connection to a mail server is protected.
const (
	StartTLS = "starttls" // it begins in the clear, and sends nothing before it is encrypted
	Implicit = "implicit" // it is encrypted from the first byte
	Plain    = "off"      // it is not, for a server on this machine or in a network that is trusted
)

// A Server is the mail server that letters are sent through.
type Server struct {
	Host     string
	Port     int
	TLS      string // StartTLS, Implicit or Plain
	User     string // empty: without signing in
	Password string
	From     string         // the sender: address, or name and address
	Roots    *x509.CertPool // whom the server's certificate may be from; nil: whom this machine trusts
}

// ParseSender reads the sender of all letters.
func ParseSender(from string) (*mail.Address, error) {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("%q is no mail address such as Cosell <no-reply@example.com>", from)
	}
	return a, nil
}

// patience is how long a mail server may take for one step.
const patience = 30 * time.Second

func (s *Server) client() (*smtp.Client, error) {
	options := []smtp.Option{smtp.WithPort(s.Port), smtp.WithTimeout(patience),
		smtp.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})}
	switch s.TLS {
	case Plain:
		options = append(options, smtp.WithTLSPolicy(smtp.NoTLS))
	case Implicit:
		options = append(options, smtp.WithSSL())
	default:
		options = append(options, smtp.WithTLSPolicy(smtp.TLSMandatory))
	}
	if s.User != "" {
		auth := smtp.SMTPAuthAutoDiscover
		if s.TLS == Plain {
			auth = smtp.SMTPAuthPlainNoEnc // the settings allow it
		}
		options = append(options, smtp.WithSMTPAuth(auth), smtp.WithUsername(s.User), smtp.WithPassword(s.Password))
	}
	return smtp.NewClient(s.Host, options...)
}

// message is a letter as it is sent. Its Message-ID is the letter's own, so that whoever gets it a second time, after a
// connection that broke at the very end, knows it again.
func (s *Server) message(l Letter) (*smtp.Msg, error) {
	from, err := ParseSender(s.From)
	if err != nil {
		return nil, err
	}
	m := smtp.NewMsg(smtp.WithCharset(smtp.CharsetUTF8), smtp.WithEncoding(smtp.EncodingB64), smtp.WithNoDefaultUserAgent())
	m.FromMailAddress(from)
	if err := m.To(l.To); err != nil {
		return nil, fatal{fmt.Errorf("the address cannot be written to: %w", err)}
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	m.SetMessageIDWithValue(strings.ToLower(l.ID) + "@" + domain)
	m.SetDateWithValue(l.Sent)
	m.Subject(l.Subject)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if l.Unsubscribe != "" {
		m.SetGenHeaderPreformatted(smtp.HeaderListUnsubscribe, "<"+l.Unsubscribe+">")
	}
	m.SetBodyString(smtp.TypeTextPlain, l.Body)
	if l.HTML != "" {
		m.AddAlternativeString(smtp.TypeTextHTML, l.HTML)
	}
	return m, nil
}

// fatal is a refusal that no second try mends.
type fatal struct{ error }

func (f fatal) Unwrap() error { return f.error }

// send hands a letter to the server. A fatal error says that the server will never take it.
func (s *Server) send(ctx context.Context, l Letter) error {
	m, err := s.message(l)
	if err != nil {
		return err
	}
	c, err := s.client()
	if err != nil {
		return err
	}
	conn, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	defer func() { _ = c.CloseWithSMTPClient(conn) }() // what was taken is taken
	err = c.SendWithSMTPClient(conn, m)
	if err == nil || m.IsDelivered() {
		return nil
	}
	refusal, said := errors.AsType[*smtp.SendError](err)
	if said && refusal.ErrorCode() >= 500 && (refusal.Reason == smtp.ErrSMTPRcptTo || refusal.Reason == smtp.ErrSMTPDataClose || refusal.Reason == smtp.ErrSMTPData) {
		return fatal{err} // of the sender or the sign-in it is the settings' fault, which somebody may mend
	}
	return err
}
