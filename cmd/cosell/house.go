// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/cmd/cosell/demo"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/telemetry"
	"cosell/internal/websession"
	"cosell/internal/websession/password"
)

// A house is Partner Central with its doors: what the demo and the sandbox have in common.
type house struct {
	*ground
	*central
	hasher      *password.Hasher
	credentials demo.Credentials
	token       string // of the control interface, another one at each start
	aws, portal *door
	hurry       bool // nothing that goes on can be kept any more
}

// An annex is what stands beside Partner Central in one program.
type annex struct {
	realms []websession.Realm
	api    map[string]http.Handler // endpoints of pages, by where their paths begin
	hooks  map[string]http.Handler // what programs call, likewise
}

// openHouse builds the rooms of Partner Central and opens the doors. Nothing is answered before serve.
func openHouse(ctx context.Context, g *ground, known *demo.Credentials) (h *house, err error) {
	h = &house{ground: g, hasher: password.New(g.cfg.PasswordParallel), token: rand.Text()}
	if h.central, err = furnishCentral(ctx, g, h.hasher); err != nil {
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
	return h, nil
}

// shut closes doors at which nothing was answered yet.
func (h *house) shut() error { return errors.Join(h.aws.listener.Close(), h.portal.listener.Close()) }

// serve has both doors answer. What comes in is answered from now on, but nothing works by itself.
func (h *house) serve(a annex) error {
	wire, err := h.awsDoor(h.ground)
	if err != nil {
		return errors.Join(err, h.shut())
	}
	pages, err := h.pagesDoor(a)
	if err != nil {
		return errors.Join(err, h.shut())
	}
	h.aws.serve(telemetry.Access{Door: "aws", Log: h.log, Metrics: h.metrics, Clock: clock.System{}, Proxies: h.cfg.TrustedProxies}.Wrap(wire), h.log)
	h.portal.serve(pages, h.log)
	return nil
}

// drawCredentials makes new ones for a new data folder.
func drawCredentials() demo.Credentials {
	c := demo.Credentials{Password: draw(), Keys: map[string]demo.Key{}, Webhook: rand.Text()}
	for _, account := range demo.Accounts() {
		c.Keys[account] = demo.Key{ID: "AKIA" + rand.Text()[:16], Secret: rand.Text() + rand.Text()[:14]}
	}
	return c
}

// mustBeNew refuses to make sample data where there is some already.
func (h *house) mustBeNew(ctx context.Context) error {
	there, err := h.identity.Partners(ctx)
	if err != nil || len(there) == 0 {
		return err
	}
	return fmt.Errorf("the database holds data already and %s is not in %s: start with the data folder that belongs to this database, or give an empty one",
		credentialsFile, h.cfg.DataDir)
}

// builder makes sample data in Partner Central.
func (h *house) builder() *demo.Builder {
	return &demo.Builder{Clock: h.movable, Jobs: h.jobs, Identity: h.identity, Solutions: h.solutions, Profiles: h.profiles, Desk: h.desk, Engagements: h.engagements,
		Hash: h.hasher.Hash, Selling: h.selling, Account: h.account, Credentials: h.credentials}
}

// selling is a client of this Partner Central over the wire, with an account's own keys.
func (h *house) selling(of string) (*awsjson.Client, error) {
	return h.client(of, selling.Target, selling.SigningName)
}

// account is the same for the Account API.
func (h *house) account(of string) (*awsjson.Client, error) {
	return h.client(of, account.Target, account.SigningName)
}

// client signs by the machine's clock, as every client does.
func (h *house) client(of, target, signingName string) (*awsjson.Client, error) {
	key := h.credentials.Keys[of]
	return awsjson.NewClient(awsjson.ClientConfig{Endpoint: h.aws.url(), Target: target, SigningName: signingName,
		Region: selling.Region, Credentials: credentials.NewStaticCredentialsProvider(key.ID, key.Secret, ""), Attempts: 1, Clock: clock.System{}})
}

// announce writes demo.json, and tells how to take it away again.
func (h *house) announce(f facts) (withdraw func() error, err error) {
	path := filepath.Join(h.cfg.DataDir, factsFile)
	return func() error { return os.Remove(path) }, writeWhole(path, f)
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

// facts are what demo.json and the first screen tell, of these users.
func (h *house) facts(users []demo.User) facts {
	f := facts{Portal: base(h.cfg.PortalURL, h.portal), AWS: base(h.cfg.AWSURL, h.aws), Control: h.portal.url(), Token: h.token}
	for _, p := range demo.Partners() {
		key := h.credentials.Keys[p.Account]
		f.Partners = append(f.Partners, partnerFacts{Name: p.Name, AccountID: p.Account, AccessKeyID: key.ID, SecretAccessKey: key.Secret, Role: demo.RoleARN(p.Account)})
	}
	for _, u := range users {
		f.Users = append(f.Users, userFacts{Role: u.Role, Name: u.Name, Email: u.Email, Password: h.credentials.Password})
	}
	return f
}

// clearOut empties the data folder where that is wanted or needed, and answers the credentials of the data that stays.
func clearOut(cfg config.Config, fresh bool) (*demo.Credentials, error) {
	if err := os.Remove(filepath.Join(cfg.DataDir, factsFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if !fresh {
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
	if fresh {
		return nil, errors.New("--fresh empties only the database in the data folder: give a new one in COSELL_DATABASE_URL instead")
	}
	return nil, nil
}
