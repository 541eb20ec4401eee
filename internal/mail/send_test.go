// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/mail"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// A postOffice is an SMTP server that keeps what it gets, and refuses as it is told to.
type postOffice struct {
	mu     sync.Mutex
	got    [][]byte
	moods  []func(*letterbox) error // of the next attempts, in order; then it takes all
	signed []string
	roots  *x509.CertPool
	port   int
}

// A letterbox is one session of it.
type letterbox struct {
	office *postOffice
	conn   *smtp.Conn
	user   string
}

func (p *postOffice) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &letterbox{office: p, conn: c}, nil
}

func (b *letterbox) AuthMechanisms() []string { return []string{sasl.Plain} }

func (b *letterbox) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "cosell" || password != "secret" {
			return smtp.ErrAuthFailed
		}
		b.user = user
		return nil
	}), nil
}

func (b *letterbox) Mail(string, *smtp.MailOptions) error { return nil }
func (b *letterbox) Reset()                               {}
func (b *letterbox) Logout() error                        { return nil }

func (b *letterbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "gone@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	return nil
}

func (b *letterbox) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	b.office.mu.Lock()
	defer b.office.mu.Unlock()
	if len(b.office.moods) > 0 {
		mood := b.office.moods[0]
		b.office.moods = b.office.moods[1:]
		if err := mood(b); err != nil {
			return err
		}
	}
	b.office.got, b.office.signed = append(b.office.got, text), append(b.office.signed, b.user)
	return nil
}

func busy(*letterbox) error {
	return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "come back later"}
}

func spam(*letterbox) error {
	return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not here"}
}

func hangUp(b *letterbox) error { return errors.Join(b.conn.Conn().Close(), io.ErrUnexpectedEOF) }

// takeAndHangUp keeps the letter, and is gone before it says so.
func takeAndHangUp(b *letterbox) error {
	b.office.got = append(b.office.got, []byte("taken"))
	return hangUp(b)
}

// open has the office answer; protection is one of mail's.
func open(t *testing.T, protection string) *postOffice {
	t.Helper()
	p := &postOffice{}
	cert := p.certificate(t)
	server := smtp.NewServer(p)
	server.Domain, server.AllowInsecureAuth = "localhost", true
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = listener.Addr().(*net.TCPAddr).Port
	switch protection {
	case mail.StartTLS:
		server.TLSConfig = config
	case mail.Implicit:
		listener = tls.NewListener(listener, config)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return p
}

func (p *postOffice) certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	p.roots = x509.NewCertPool()
	p.roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (p *postOffice) server(protection string) *mail.Server {
	return &mail.Server{Host: "localhost", Port: p.port, TLS: protection, User: "cosell", Password: "secret",
		From: "Cosell <no-reply@cosell.example>", Roots: p.roots}
}

func (p *postOffice) letters() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got
}

var letter = mail.Letter{To: "hanako@alpha.example", Subject: "オポチュニティ O1 が承認されました。次のステップを最新の状態に保ってください", Body: "佐藤 花子 様\n\nさくら商事の件です。\n",
	HTML: "<p>佐藤 花子 様</p>", Unsubscribe: "https://central.example/settings/notifications", Reader: "U1"}

// sending is an outbox that sends through an office.
func sending(t *testing.T, db *sqldb.DB, clk clock.Clock, s *mail.Server) (*mail.Outbox, *jobq.Jobs) {
	t.Helper()
	o, jobs := outbox(t, db, clk)
	o.Through(s)
	return o, jobs
}

func write(t *testing.T, db *sqldb.DB, o *mail.Outbox, l mail.Letter) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { return o.Post(tx, "1", l) }); err != nil {
		t.Fatal(err)
	}
}

func work(t *testing.T, jobs *jobq.Jobs) {
	t.Helper()
	if err := jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func only(t *testing.T, o *mail.Outbox) mail.Letter {
	t.Helper()
	all, err := o.LatestTo(t.Context(), "1", "U1", 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v %v", all, err)
	}
	return all[0]
}

func each(t *testing.T, do func(t *testing.T, db *sqldb.DB, clk *clock.Manual)) {
	sqldbtest.Each(t, do, mail.Schema(), secret.Schema(), jobq.Schema())
}

func TestALetterArrivesWholeInBothForms(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		for _, protection := range []string{mail.StartTLS, mail.Implicit, mail.Plain} {
			office := open(t, protection)
			o, jobs := sending(t, db, clk, office.server(protection))
			clk.Advance(time.Minute)
			write(t, db, o, letter)
			if got, err := o.Latest(t.Context(), "1", 1); err != nil || got[0].State != mail.Waiting {
				t.Fatalf("%s: %+v %v", protection, got, err)
			}
			work(t, jobs)
			got, err := o.Latest(t.Context(), "1", 1)
			if err != nil || got[0].State != mail.Sent || got[0].Trouble != "" {
				t.Fatalf("%s: %+v %v", protection, got, err)
			}
			if len(office.letters()) != 1 || office.signed[0] != "cosell" {
				t.Fatalf("%s: %d letters, signed in as %v", protection, len(office.letters()), office.signed)
			}
			whole(t, office.letters()[0], got[0])
		}
	})
}

// whole holds a letter as it arrived against the one that was written.
func whole(t *testing.T, raw []byte, sent mail.Letter) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != letter.Subject {
		t.Errorf("subject %q %v", subject, err)
	}
	if got := m.Header.Get("List-Unsubscribe"); got != "<https://central.example/settings/notifications>" {
		t.Error(got)
	}
	if got := m.Header.Get("Message-ID"); got != "<"+strings.ToLower(sent.ID)+"@cosell.example>" {
		t.Error(got)
	}
	if from, err := netmail.ParseAddress(m.Header.Get("From")); err != nil || from.Name != "Cosell" || from.Address != "no-reply@cosell.example" {
		t.Errorf("from %v %v", from, err)
	}
	for line := range bytes.Lines(raw) {
		if len(line) > 1000 || bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("a line that mail servers may not take: %q", line)
		}
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []struct{ kind, text string }{{"text/plain; charset=UTF-8", letter.Body}, {"text/html; charset=UTF-8", letter.HTML}} {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil || part.Header.Get("Content-Type") != want.kind || strings.ReplaceAll(string(text), "\r\n", "\n") != want.text {
			t.Errorf("%s %q %v", part.Header.Get("Content-Type"), text, err)
		}
	}
}

func TestATroubledLetterIsTriedAgainAndArrivesOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		office := open(t, mail.StartTLS)
		office.moods = []func(*letterbox) error{busy, hangUp}
		o, jobs := sending(t, db, clk, office.server(mail.StartTLS))
		write(t, db, o, letter)
		work(t, jobs)
		if got := only(t, o); got.State != mail.Waiting || !strings.Contains(got.Trouble, "come back later") || len(office.letters()) != 0 {
			t.Fatalf("after the first try: %+v", got)
		}
		for range 3 {
			clk.Advance(time.Hour)
			work(t, jobs)
		}
		if got := only(t, o); got.State != mail.Sent || len(office.letters()) != 1 {
			t.Errorf("%+v, %d letters arrived", got, len(office.letters()))
		}
	})
}

func TestALetterWhoseAnswerIsLostKeepsItsMessageID(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		office := open(t, mail.StartTLS)
		office.moods = []func(*letterbox) error{takeAndHangUp}
		o, jobs := sending(t, db, clk, office.server(mail.StartTLS))
		write(t, db, o, letter)
		work(t, jobs)
		clk.Advance(time.Hour)
		work(t, jobs)
		got := only(t, o)
		if got.State != mail.Sent || len(office.letters()) != 2 || !strings.Contains(string(office.letters()[1]), strings.ToLower(got.ID)+"@cosell.example") {
			t.Errorf("%+v, %d letters", got, len(office.letters()))
		}
	})
}

func TestARefusalForGoodIsKeptAndTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		office := open(t, mail.StartTLS)
		o, jobs := sending(t, db, clk, office.server(mail.StartTLS))
		var told []string
		o.OnRefused(func(_ *sqldb.Tx, tenant string, l mail.Letter) error {
			told = append(told, tenant+" "+l.To)
			return nil
		})
		gone := letter
		gone.To = "gone@alpha.example"
		write(t, db, o, gone)
		work(t, jobs)
		if got := only(t, o); got.State != mail.Refused || !strings.Contains(got.Trouble, "no such mailbox") || len(told) != 1 || told[0] != "1 gone@alpha.example" {
			t.Errorf("%+v, told %v", got, told)
		}
		office.moods = []func(*letterbox) error{spam}
		clk.Advance(time.Hour)
		write(t, db, o, mail.Letter{To: letter.To, Subject: "a", Body: "b"})
		work(t, jobs)
		if got, err := o.Latest(t.Context(), "1", 1); err != nil || got[0].State != mail.Refused || len(told) != 2 {
			t.Errorf("%+v %v, told %v", got, err, told)
		}
		clk.Advance(100 * time.Hour)
		work(t, jobs)
		if len(office.letters()) != 0 {
			t.Error("a refused letter is sent again")
		}
	})
}

func TestWrongSettingsCostNoLetter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		office := open(t, mail.StartTLS)
		o, jobs := outbox(t, db, clk)
		for name, wrong := range map[string]func(*mail.Server){
			"password":                  func(s *mail.Server) { s.Password = "guess" },
			"a certificate of nobody":   func(s *mail.Server) { s.Roots = x509.NewCertPool() },
			"a server without STARTTLS": func(s *mail.Server) { s.Port = open(t, mail.Plain).port },
			"nobody listens":            func(s *mail.Server) { s.Port = 1 },
		} {
			s := office.server(mail.StartTLS)
			wrong(s)
			o.Through(s)
			clk.Advance(time.Second)
			write(t, db, o, letter)
			work(t, jobs)
			got, err := o.Latest(t.Context(), "1", 1)
			if err != nil || got[0].State != mail.Waiting || got[0].Trouble == "" || strings.Contains(got[0].Trouble, "guess") {
				t.Errorf("%s: %+v %v", name, got, err)
			}
		}
		o.Through(office.server(mail.StartTLS))
		clk.Advance(time.Hour)
		work(t, jobs)
		if len(office.letters()) != 4 {
			t.Errorf("%d letters arrive once the settings are right", len(office.letters()))
		}
	})
}

func TestALetterThatNobodyTakesIsGivenUp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		o, jobs := sending(t, db, clk, &mail.Server{Host: "localhost", Port: 1, TLS: mail.Plain, From: "no-reply@cosell.example"})
		told := 0
		o.OnRefused(func(*sqldb.Tx, string, mail.Letter) error { told++; return nil })
		write(t, db, o, letter)
		for range 40 {
			work(t, jobs)
			clk.Advance(4 * time.Hour)
		}
		if got := only(t, o); got.State != mail.Stuck || told != 1 {
			t.Errorf("%+v, told %d times", got, told)
		}
	})
}

func TestASenderIsAnAddress(t *testing.T) {
	t.Parallel()
	if a, err := mail.ParseSender("共同販売 <no-reply@example.com>"); err != nil || a.Address != "no-reply@example.com" {
		t.Error(a, err)
	}
	if _, err := mail.ParseSender("nobody"); err == nil {
		t.Error("nobody is a sender")
	}
}
