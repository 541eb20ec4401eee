// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package config is every setting of the program in one table.
//
// A value comes from a flag, from the environment (COSELL_...) or from a YAML file, in this order, else it is
// the default. Whatever is wrong is told at once.
package config

import (
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"time"
)

// A Config is the settings as the program uses them.
type Config struct {
	File          string // where the YAML file was; empty when there is none
	DataDir       string
	DatabaseURL   string
	MasterKey     string
	MasterKeyFile string

	PortalListen   string
	AWSListen      string
	PortalURL      *url.URL
	AWSURL         *url.URL
	AllowPlainHTTP bool
	TrustedProxies []netip.Prefix
	BodyLimitKiB   int

	LogLevel  string
	LogFormat string
	Metrics   string

	DeadJobRetention time.Duration

	SessionIdle      time.Duration
	SessionAbsolute  time.Duration
	PasswordParallel int
	SecondStep       string
	OIDCIssuer       string
	OIDCClientID     string
	OIDCClientSecret string
	OIDCName         string

	ReviewAuto               bool
	ReviewAutoDelay          time.Duration
	RegistryDelay            time.Duration
	ModerationDelay          time.Duration
	SolutionRequiredAtSubmit bool
	EventRetention           time.Duration
	ProposalLife             time.Duration
	BulkRows                 int
	BulkRecords              int
	DeadLetterRetention      time.Duration
	QueueURL                 *url.URL
	QueueRegion              string
	QueueAccessKeyID         string
	QueueSecretAccessKey     string
	SupportFileMiB           int
	SupportCaseMiB           int
	SlackURL                 *url.URL
	SlackToken               string

	MailHost         string
	MailPort         int
	MailTLS          string
	MailUser         string
	MailPassword     string
	MailPasswordFile string
	MailFrom         string

	Quotas         bool
	QuotaPercent   int
	QuotaOverrides string

	RemoteURL             *url.URL
	RemoteCatalog         string
	RemoteAccessKeyID     string
	RemoteSecretAccessKey string

	WritesPerSecond  int
	WritesPerDay     int
	ReadsPerSecond   int
	ReadsPerDay      int
	PollInterval     time.Duration
	SyncLogRetention time.Duration
	OutboundNetworks []netip.Prefix

	origin map[string]string // setting name: where its value comes from
}

// Origin says where the value of a setting comes from: "flag", "environment", "file" or "default".
func (c Config) Origin(name string) string {
	if o := c.origin[name]; o != "" {
		return o
	}
	return "default"
}

// derive fills what follows from other settings.
func (c *Config) derive() {
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite:" + filepath.Join(c.DataDir, "cosell.db")
	}
	if c.MasterKey == "" && c.MasterKeyFile == "" {
		c.MasterKeyFile = filepath.Join(c.DataDir, "master.key")
	}
}

// consistent says what is wrong between settings that are each right.
func (c *Config) consistent() []Problem {
	var ps []Problem
	if c.SessionIdle > c.SessionAbsolute {
		ps = append(ps, Problem{Setting: "SESSION_IDLE_HOURS", From: c.Origin("SESSION_IDLE_HOURS"),
			Why: "is longer than COSELL_SESSION_ABSOLUTE_HOURS",
			Fix: "make it the same or shorter, or raise COSELL_SESSION_ABSOLUTE_HOURS"})
	}
	if c.MasterKey != "" && c.MasterKeyFile != "" {
		ps = append(ps, Problem{Setting: "MASTER_KEY", From: c.Origin("MASTER_KEY"),
			Why: "and COSELL_MASTER_KEY_FILE are both given", Fix: "keep one of the two"})
	}
	if (c.RemoteAccessKeyID == "") != (c.RemoteSecretAccessKey == "") {
		ps = append(ps, Problem{Setting: "REMOTE_ACCESS_KEY_ID", From: c.Origin("REMOTE_ACCESS_KEY_ID"),
			Why: "and COSELL_REMOTE_SECRET_ACCESS_KEY belong together and one is missing", Fix: "give both or neither"})
	}
	ps = append(ps, c.mailConsistent()...)
	ps = append(ps, c.providerConsistent()...)
	for _, at := range []struct {
		name string
		url  *url.URL
	}{{"PORTAL_URL", c.PortalURL}, {"AWS_URL", c.AWSURL}, {"REMOTE_URL", c.RemoteURL}, {"SLACK_URL", c.SlackURL}} {
		if at.url != nil && at.url.Scheme == "http" && !c.AllowPlainHTTP && !loopback(at.url.Hostname()) {
			ps = append(ps, Problem{Setting: at.name, From: c.Origin(at.name), Value: at.url.Redacted(),
				Why: "would send sign-ins or keys unencrypted over a network",
				Fix: "use https, or set COSELL_ALLOW_PLAIN_HTTP=on for a network that you trust"})
		}
	}
	return ps
}

// mailConsistent is the same of the settings of mail.
func (c *Config) mailConsistent() []Problem {
	var ps []Problem
	if c.MailHost != "" {
		if _, err := mail.ParseAddress(c.MailFrom); err != nil {
			ps = append(ps, Problem{Setting: "MAIL_FROM", From: c.Origin("MAIL_FROM"), Value: c.MailFrom,
				Why: "is no mail address, and COSELL_SMTP_HOST needs a sender", Fix: "give an address such as Cosell <no-reply@example.com>"})
		}
	}
	if c.MailPassword != "" && c.MailPasswordFile != "" {
		ps = append(ps, Problem{Setting: "SMTP_PASSWORD", From: c.Origin("SMTP_PASSWORD"),
			Why: "and COSELL_SMTP_PASSWORD_FILE are both given", Fix: "keep one of the two"})
	}
	if (c.MailUser == "") != (c.MailPassword == "" && c.MailPasswordFile == "") {
		ps = append(ps, Problem{Setting: "SMTP_USER", From: c.Origin("SMTP_USER"),
			Why: "and its password belong together and one is missing", Fix: "give both or neither"})
	}
	if c.MailHost != "" && c.MailTLS == "off" && !c.AllowPlainHTTP && !loopback(c.MailHost) {
		ps = append(ps, Problem{Setting: "SMTP_TLS", From: c.Origin("SMTP_TLS"), Value: c.MailTLS,
			Why: "would send letters and the password unencrypted over a network",
			Fix: "use starttls or implicit, or set COSELL_ALLOW_PLAIN_HTTP=on for a network that you trust"})
	}
	return ps
}

// providerConsistent is the same of the settings of sign-in by another provider.
func (c *Config) providerConsistent() []Problem {
	var ps []Problem
	of := []struct{ name, value string }{{"OIDC_ISSUER", c.OIDCIssuer}, {"OIDC_CLIENT_ID", c.OIDCClientID}, {"OIDC_CLIENT_SECRET", c.OIDCClientSecret}}
	some := c.OIDCName != "" || slices.ContainsFunc(of, func(s struct{ name, value string }) bool { return s.value != "" })
	for _, s := range of {
		if some && s.value == "" {
			ps = append(ps, Problem{Setting: s.name, From: c.Origin(s.name), Why: "is missing, and sign-in by OpenID Connect needs issuer, client and secret",
				Fix: "give COSELL_OIDC_ISSUER, COSELL_OIDC_CLIENT_ID and COSELL_OIDC_CLIENT_SECRET, or none of them and no COSELL_OIDC_NAME"})
		}
	}
	if at, err := url.Parse(c.OIDCIssuer); err == nil && at.Scheme == "http" && !c.AllowPlainHTTP && !loopback(at.Hostname()) {
		ps = append(ps, Problem{Setting: "OIDC_ISSUER", From: c.Origin("OIDC_ISSUER"), Value: c.OIDCIssuer,
			Why: "would send the client's secret unencrypted over a network",
			Fix: "use https, or set COSELL_ALLOW_PLAIN_HTTP=on for a network that you trust"})
	}
	return ps
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// setting is the row called name, or nil.
func setting(name string) *Setting {
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &Settings[i]
}
