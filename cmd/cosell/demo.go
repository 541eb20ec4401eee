// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"

	"cosell/cmd/cosell/demo"
	"cosell/internal/ace/rule"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/connector/plan"
	connectorportal "cosell/internal/connector/portal"
	"cosell/internal/websession"
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
		"data-dir": c.Data, "portal-listen": c.Listen, "aws-listen": c.AWSListen}, Called: flagNames})
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
	known, err := clearOut(cfg, c.Fresh)
	if err != nil {
		return err
	}
	return live(s, cfg, known)
}

// tryable has the demo take bursts, unless the settings say otherwise: scripts and people who try things out send several
// writes in a second, and sign in with a password that the screen shows.
func tryable(cfg *config.Config) {
	if cfg.Origin("SECOND_STEP") == "default" {
		cfg.SecondStep = websession.SecondOptional
	}
	if cfg.Origin("QUOTAS") == "default" {
		cfg.Quotas = false
	}
}

// live opens the doors, makes the sample data when there is none, and serves.
func live(s *session, cfg config.Config, known *demo.Credentials) (err error) {
	collectSeldom()
	g, err := layGround(s.ctx, cfg, s.errout, append(centralSchemas(), connectorSchemas()...), &clock.Movable{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	h, err := furnish(s.ctx, g, known)
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
	f := h.facts(demo.People())
	for _, u := range h.facts(demo.Joining()).Users {
		u.Joining = true
		f.Users = append(f.Users, u)
	}
	withdraw, err := h.announce(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, withdraw()) }()
	if err := screen(s.out, f, cfg.DataDir); err != nil {
		return err
	}
	settle()
	return h.wait(s.ctx)
}

// An estate is the whole program, wired: Partner Central, and the connector with its CRM.
type estate struct {
	*house
	*connector
}

// furnish builds the rooms and opens the doors. What comes in is answered from now on, but nothing works by itself.
func furnish(ctx context.Context, g *ground, known *demo.Credentials) (*estate, error) {
	h, err := openHouse(ctx, g, known)
	if err != nil {
		return nil, err
	}
	e := &estate{house: h}
	if e.connector, err = furnishConnector(g, e.remote()); err != nil {
		return nil, errors.Join(err, h.shut())
	}
	pages := connectorportal.New(connectorportal.Rooms{CRM: e.crm, Ledger: e.ledger, Sync: e.sync, Jobs: g.jobs, Log: g.log,
		Poll: g.cfg.PollInterval})
	return e, h.serve(annex{ // events are led to the connector once there are partners
		realms: []websession.Realm{e.crm.Realm(h.hasher, e.company, false)},
		api:    map[string]http.Handler{"/api/connector/": pages.Handler()},
		hooks:  map[string]http.Handler{webhookPath + "/": http.StripPrefix(webhookPath, e.intake.Handler())},
	})
}

func (e *estate) seed(ctx context.Context) error {
	if err := e.mustBeNew(ctx); err != nil {
		return err
	}
	defer e.quotas.Suspend()() // months pass within seconds
	b := e.builder()
	b.Begun = e.tellConnector
	if err := b.Build(ctx); err != nil {
		return err
	}
	return writeWhole(filepath.Join(e.cfg.DataDir, credentialsFile), e.credentials)
}

// builder makes sample data on both sides.
func (e *estate) builder() *demo.Builder {
	b := e.house.builder()
	b.CRM, b.Sync = e.crm, e.sync
	return b
}

// remote is the Partner Central of the first partner's connector: the one in this program, unless settings name another.
func (e *estate) remote() remoteCentral {
	account := demo.Accounts()[0]
	key := e.credentials.Keys[account]
	at := remoteCentral{account: account, url: e.aws.url(), catalog: e.cfg.RemoteCatalog, keyID: key.ID, secret: key.Secret,
		webhook: e.credentials.Webhook, partner: rule.Partner{Consulting: demo.Partners()[0].Path == "consulting"},
		owner: func(email string) plan.Person {
			u, ok := demo.Owner(account, email)
			if !ok {
				return plan.Person{}
			}
			first, last := u.Names()
			return plan.Person{Email: u.Email, FirstName: first, LastName: last}
		}, knows: func(email string) bool { return demo.Known(account, email) }}
	if e.cfg.RemoteURL != nil {
		at.owner, at.knows = nil, nil // the people of the sample are nobody there
		at.url, at.keyID, at.secret = e.cfg.RemoteURL.String(), e.cfg.RemoteAccessKeyID, e.cfg.RemoteSecretAccessKey
	}
	return at
}

// start has the program work by itself.
func (e *estate) start(ctx context.Context) error {
	if err := e.tellConnector(ctx); err != nil {
		return err
	}
	e.sync.Serve()
	return e.jobs.Start(ctx)
}

// company is what the CRM calls the company of its users: the name under which Partner Central knows it.
func (e *estate) company(account string) string {
	p, err := e.identity.Partner(context.Background(), account)
	if err != nil {
		return account
	}
	return p.Name
}
