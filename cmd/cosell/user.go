// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"cosell/internal/central/audit"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/staff"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/websession"
	"cosell/internal/websession/password"
)

// A userCommand is for people who are locked out, also while a Cosell runs on the data.
type userCommand struct {
	Reset userReset `cmd:"" help:"Print a link by which a user sets a new password, once and within 24 hours."`
}

// actionReset is how the audit log knows the command.
const actionReset = "userReset"

type userReset struct {
	Email      string `arg:"" help:"Mail address that the user signs in with." placeholder:"EMAIL"`
	Data       string `help:"Data folder." default:"./cosell-data" placeholder:"DIR"`
	Pages      string `help:"Address of the pages, where COSELL_PORTAL_URL does not say it." placeholder:"URL"`
	SecondStep bool   `help:"Take the second step at sign-in away as well, for who has lost the device."`
}

// Run makes the link and prints it.
func (c *userReset) Run(s *session) (err error) {
	if _, err := os.Stat(c.Data); err != nil {
		return fmt.Errorf("data folder: %w; give another one with --data", err)
	}
	cfg, err := config.Load(config.Sources{Env: s.env, Flags: map[string]string{"data-dir": c.Data}})
	if err != nil {
		return err
	}
	if cfg.Origin("LOG_LEVEL") == "default" {
		cfg.LogLevel = "warn"
	}
	at, err := c.pages(cfg)
	if err != nil {
		return err
	}
	g, err := layGround(s.ctx, cfg, s.errout, append(centralSchemas(), connectorSchemas()...), &clock.Movable{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	link, u, err := c.issue(s.ctx, g, at)
	if fault.Is(err, fault.NotFound) {
		return fmt.Errorf("nobody signs in with %s; look at the spelling, or at --data", c.Email)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s (%s, %s) sets a password here, once and before %s:\n%s\n", u.Name(), u.Account, u.Role,
		clock.System{}.Now().Add(staff.Life(u)).UTC().Format("2006-01-02 15:04 UTC"), link)
	return nil
}

// pages is the address that the link begins with.
func (c *userReset) pages(cfg config.Config) (*url.URL, error) {
	switch {
	case c.Pages != "":
		at, err := url.Parse(c.Pages)
		if err != nil || at.Host == "" {
			return nil, fmt.Errorf("--pages: %q is no address such as http://127.0.0.1:8080", c.Pages)
		}
		return at, nil
	case cfg.PortalURL != nil:
		return cfg.PortalURL, nil
	}
	return url.Parse("http://" + cfg.PortalListen)
}

func (c *userReset) issue(ctx context.Context, g *ground, pages *url.URL) (string, identity.User, error) {
	room := audit.New(g.db)
	people := identity.New(g.db, g.box, clock.System{}, password.New(1))
	links := staff.New(staff.Options{DB: g.db, Clock: clock.System{}, Identity: people, Jobs: g.jobs,
		LinkURL: func() string { return strings.TrimSuffix(pages.String(), "/") + passwordPath }})
	ctx = audit.Follow(ctx, audit.Trail{Door: audit.DoorOperator, Action: actionReset, Kind: "system", Actor: "operator", ActorName: "Operator"})
	link, u, err := links.Issue(ctx, c.Email)
	if err != nil {
		return "", u, err
	}
	if c.SecondStep {
		sessions, err := websession.New(g.db, g.log, websession.Settings{BaseURL: pages, Clock: clock.System{}, Box: g.box}, people.Realm())
		if err != nil {
			return "", u, err
		}
		if err := sessions.DropFactor(ctx, identity.RealmName, u.Account, u.ID); err != nil {
			return "", u, err
		}
	}
	return link, u, room.Chain(ctx, u.Account)
}
