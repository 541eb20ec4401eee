// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/cmd/cosell/demo"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/config"
	"cosell/internal/connector/plan"
	"cosell/internal/telemetry"
	"cosell/internal/websession/password"
)

// A demoCommand starts everything with sample data.
type demoCommand struct {
	Data      string `help:"Folder for the demo's data." default:"./cosell-data" placeholder:"DIR"`
	Fresh     bool   `help:"Begin again: forget what is in the data folder."`
	Listen    string `help:"Address of the pages; port 0 takes a free one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Story     bool   `help:"Tell the main job, step by step with its times, on data of its own, and end."`
	AWSListen string `name:"aws-listen" help:"Address of the AWS operations; port 0 takes a free one." default:"127.0.0.1:8081" placeholder:"HOST:PORT"`
}

// Run serves until it is told to end.
func (c *demoCommand) Run(s *session) (err error) {
	if c.Story {
		return tell(s)
	}
	cfg, err := config.Load(config.Sources{Env: s.env, Flags: map[string]string{
		"data-dir": c.Data, "portal-listen": c.Listen, "aws-listen": c.AWSListen}})
	if err != nil {
		return err
	}
	if cfg.Origin("LOG_LEVEL") == "default" {
		cfg.LogLevel = "warn" // the first screen is what a newcomer is to read
	}
	tryable(&cfg)
	leave, err := occupy(cfg.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	known, err := c.prepare(cfg)
	if err != nil {
		return err
	}
	return live(s, cfg, known)
}

// tryable has the demo take bursts, unless the settings say otherwise: scripts and people who try things out send several
// writes in a second.
func tryable(cfg *config.Config) {
	if cfg.Origin("QUOTAS") == "default" {
		cfg.Quotas = false
	}
}

// garbage is how much the heap may grow between two collections, in percent of what is alive. Little is alive, some
// 10 MB, so that collecting at Go's own 100 would take a fifth of the processor under load.
const garbage = 300

// settle gives back what starting has used, and from then on collects less often, unless the environment says how often.
func settle() {
	debug.FreeOSMemory()
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(garbage)
	}
}

// prepare clears the data folder where that is wanted or needed, and answers the credentials of the data that stays.
func (c *demoCommand) prepare(cfg config.Config) (*demo.Credentials, error) {
	if err := os.Remove(filepath.Join(cfg.DataDir, factsFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if !c.Fresh {
		known, err := readCredentials(cfg.DataDir)
		if err == nil {
			return &known, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	// There is nothing, or sample data that an earlier start did not finish: nobody knows its passwords.
	if cfg.Origin("DATABASE_URL") == "default" {
		return nil, forget(cfg.DataDir)
	}
	if c.Fresh {
		return nil, errors.New("--fresh empties only the database in the data folder: give the demo a new one in COSELL_DATABASE_URL instead")
	}
	return nil, nil
}

// live opens the doors, makes the sample data when there is none, and serves.
func live(s *session, cfg config.Config, known *demo.Credentials) (err error) {
	g, err := layGround(s.ctx, cfg, s.errout, schemas())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	h, err := furnish(g, known)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if known == nil {
		if err := h.seed(s.ctx); err != nil {
			return fmt.Errorf("sample data: %w", err)
		}
	}
	if err := h.start(s.ctx); err != nil {
		return err
	}
	f := h.facts()
	if err := writeWhole(filepath.Join(cfg.DataDir, factsFile), f); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(filepath.Join(cfg.DataDir, factsFile))) }()
	if err := screen(s.out, f, cfg.DataDir); err != nil {
		return err
	}
	settle()
	return h.wait(s.ctx)
}

// A house is the whole program, wired.
type house struct {
	*ground
	*central
	*connector
	hasher      *password.Hasher
	credentials demo.Credentials
	aws, portal *door
	hurry       bool // nothing that goes on can be kept any more
}

// furnish builds the rooms and opens the doors. What comes in is answered from now on, but nothing works by itself.
func furnish(g *ground, known *demo.Credentials) (h *house, err error) {
	h = &house{ground: g, hasher: password.New(g.cfg.PasswordParallel)}
	if h.central, err = furnishCentral(g, h.hasher); err != nil {
		return nil, err
	}
	if known != nil {
		h.credentials = *known
	} else {
		h.credentials = drawCredentials()
	}
	if h.aws, err = open("aws", g.cfg.AWSListen); err != nil {
		return nil, err
	}
	if h.portal, err = open("portal", g.cfg.PortalListen); err != nil {
		return nil, errors.Join(err, h.aws.listener.Close())
	}
	h.pagesAt = func() string { return base(g.cfg.PortalURL, h.portal) }
	if h.connector, err = furnishConnector(g, h.remote()); err != nil {
		return nil, errors.Join(err, h.aws.listener.Close(), h.portal.listener.Close())
	}
	wire, err := h.awsDoor(g)
	if err != nil {
		return nil, errors.Join(err, h.aws.listener.Close(), h.portal.listener.Close())
	}
	h.aws.serve(telemetry.Access{Door: "aws", Log: g.log, Metrics: g.metrics, Clock: g.clock, Proxies: g.cfg.TrustedProxies}.Wrap(wire), g.log)
	pages, err := h.pagesDoor()
	if err != nil {
		return nil, errors.Join(err, h.aws.listener.Close(), h.portal.listener.Close())
	}
	h.portal.serve(pages, g.log)
	return h, nil // events are led to the connector once there are partners
}

// drawCredentials makes new ones for a new data folder.
func drawCredentials() demo.Credentials {
	c := demo.Credentials{Password: draw(), Keys: map[string]demo.Key{}, Webhook: rand.Text()}
	for _, account := range demo.Accounts() {
		c.Keys[account] = demo.Key{ID: "AKIA" + rand.Text()[:16], Secret: rand.Text() + rand.Text()[:14]}
	}
	return c
}

func (h *house) seed(ctx context.Context) error {
	if there, err := h.identity.Partners(ctx); err != nil {
		return err
	} else if len(there) > 0 {
		return fmt.Errorf("the database holds data already and %s is not in %s: start with the data folder that belongs to this database, or give the demo an empty one",
			credentialsFile, h.cfg.DataDir)
	}
	defer h.quotas.Suspend()() // months pass within seconds
	b := h.builder()
	b.Begun = h.tellConnector
	if err := b.Build(ctx); err != nil {
		return err
	}
	return writeWhole(filepath.Join(h.cfg.DataDir, credentialsFile), h.credentials)
}

func (h *house) builder() *demo.Builder {
	return &demo.Builder{Clock: h.clock, Jobs: h.jobs, Identity: h.identity, Solutions: h.solutions, Profiles: h.profiles, Desk: h.desk, CRM: h.crm, Sync: h.sync,
		Hash: h.hasher.Hash, Selling: h.selling, Account: h.account, Credentials: h.credentials}
}

// remote is the Partner Central of the first partner's connector: the one in this program, unless settings name another.
func (h *house) remote() remoteCentral {
	account := demo.Accounts()[0]
	key := h.credentials.Keys[account]
	at := remoteCentral{account: account, url: h.aws.url(), catalog: h.cfg.RemoteCatalog, keyID: key.ID, secret: key.Secret,
		webhook: h.credentials.Webhook, partner: rule.Partner{Consulting: demo.Partners()[0].Path == "consulting"},
		owner: func(email string) plan.Person {
			u, ok := demo.Owner(account, email)
			if !ok {
				return plan.Person{}
			}
			first, last := u.Names()
			return plan.Person{Email: u.Email, FirstName: first, LastName: last}
		}}
	if h.cfg.RemoteURL != nil {
		at.owner = nil // the people of the sample are nobody there
		at.url, at.keyID, at.secret = h.cfg.RemoteURL.String(), h.cfg.RemoteAccessKeyID, h.cfg.RemoteSecretAccessKey
	}
	return at
}

// selling is a client of this Partner Central over the wire, with an account's own keys.
func (h *house) selling(of string) (*awsjson.Client, error) {
	return h.client(of, selling.Target, selling.SigningName)
}

// account is the same for the Account API.
func (h *house) account(of string) (*awsjson.Client, error) {
	return h.client(of, account.Target, account.SigningName)
}

func (h *house) client(of, target, signingName string) (*awsjson.Client, error) {
	key := h.credentials.Keys[of]
	return awsjson.NewClient(awsjson.ClientConfig{Endpoint: h.aws.url(), Target: target, SigningName: signingName,
		Region: selling.Region, Credentials: credentials.NewStaticCredentialsProvider(key.ID, key.Secret, ""), Attempts: 1, Clock: h.clock})
}

// start has the program work by itself.
func (h *house) start(ctx context.Context) error {
	if err := h.tellConnector(ctx); err != nil {
		return err
	}
	h.sync.Serve()
	return h.jobs.Start(ctx)
}

// wait serves until ctx ends or the program cannot go on.
func (h *house) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		h.health.Drain()
		return nil
	case err := <-h.db.Failed():
		h.hurry = true
		return fmt.Errorf("the database cannot be trusted any more: %w", err)
	case err := <-h.aws.done:
		return err
	case err := <-h.portal.done:
		return err
	}
}

// close ends what has begun, within the time that drain gives to all of it: first the jobs, since they call on both doors.
func (h *house) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if h.hurry {
		cancel() // who waits is told while the jobs end
	}
	err := h.jobs.Stop(ctx)
	portal := make(chan error, 1)
	go func() { portal <- h.portal.close(ctx, h.log) }()
	return errors.Join(err, h.aws.close(ctx, h.log), <-portal)
}

// facts are what demo.json and the first screen tell.
func (h *house) facts() facts {
	f := facts{Portal: base(h.cfg.PortalURL, h.portal), AWS: base(h.cfg.AWSURL, h.aws)}
	for _, p := range demo.Partners() {
		key := h.credentials.Keys[p.Account]
		f.Partners = append(f.Partners, partnerFacts{Name: p.Name, AccountID: p.Account, AccessKeyID: key.ID, SecretAccessKey: key.Secret})
	}
	for _, u := range demo.People() {
		f.Users = append(f.Users, userFacts{Role: u.Role, Name: u.Name, Email: u.Email, Password: h.credentials.Password})
	}
	return f
}
