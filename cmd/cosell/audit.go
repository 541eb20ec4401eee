// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"cosell/internal/central/audit"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/config"
)

// An auditCommand looks at the audit logs of a data folder, or of the database that the settings name, also while a Cosell runs
// on it.
type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Check the chain of every log, and print its head. Exits with 1 when one does not hold."`
	Export auditExport `cmd:"" help:"Print a log, the latest entry first, one JSON object a line."`
}

type auditSource struct {
	Data string `help:"Data folder." default:"./cosell-data" placeholder:"DIR"`
}

type auditVerify struct {
	auditSource
	Account string `help:"Only this account's log: 12 digits, or aws." placeholder:"ACCOUNT"`
	Head    string `help:"A head that was kept elsewhere (position:hash): the log must still contain it. Needs --account." placeholder:"HEAD"`
}

type auditExport struct {
	auditSource
	Account string `required:"" help:"Whose log: 12 digits, or aws." placeholder:"ACCOUNT"`
}

// open opens the logs.
func (c auditSource) open(s *session) (room *audit.Room, leave func() error, err error) {
	if _, err := os.Stat(c.Data); err != nil {
		return nil, nil, fmt.Errorf("data folder: %w; give another one with --data", err)
	}
	cfg, err := config.Load(config.Sources{Env: s.env, Flags: map[string]string{"data-dir": c.Data}})
	if err != nil {
		return nil, nil, err
	}
	if cfg.Origin("LOG_LEVEL") == "default" {
		cfg.LogLevel = "warn"
	}
	g, err := layGround(s.ctx, cfg, s.errout, append(centralSchemas(), connectorSchemas()...), &clock.Movable{})
	if err != nil {
		return nil, nil, err
	}
	return audit.New(g.db), g.db.Close, nil
}

// Run checks and tells.
func (c *auditVerify) Run(s *session) (err error) {
	kept, err := audit.ParseHead(c.Head)
	if err != nil {
		return fmt.Errorf("--head: %w", err)
	}
	if c.Head != "" && c.Account == "" {
		return errors.New("--head: say whose log it is of, with --account")
	}
	room, leave, err := c.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	accounts := []string{c.Account}
	if c.Account == "" {
		if accounts, err = room.Accounts(s.ctx); err != nil {
			return err
		}
	}
	failed := false
	for _, account := range accounts {
		f, err := room.Verify(s.ctx, account, kept)
		if err != nil {
			return err
		}
		if f.Broken == 0 {
			fmt.Fprintf(s.out, "%s  holds  %d entries  head %s\n", account, f.Head.Position, f.Head)
			continue
		}
		failed = true
		fmt.Fprintf(s.out, "%s  BROKEN at entry %d: %s\n", account, f.Broken, broken[f.Why])
	}
	if failed {
		return exitCode(1)
	}
	return nil
}

// broken says why a chain does not hold.
var broken = map[string]string{
	audit.Gone:    "an entry was taken out",
	audit.Changed: "the entry is not what was written",
	audit.Cut:     "the log does not contain the head that was kept",
	audit.Slipped: "an entry was put in later",
}

// line is an entry as it is exported.
type line struct {
	Position  int64     `json:"position"`
	At        time.Time `json:"at"`
	Kind      string    `json:"kind"`
	Actor     string    `json:"actor"`
	ActorName string    `json:"actorName,omitempty"`
	Proposer  string    `json:"proposer,omitempty"`
	Door      string    `json:"door"`
	Action    string    `json:"action"`
	Target    string    `json:"target,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	Request   string    `json:"request,omitempty"`
	Remote    string    `json:"remote,omitempty"`
	Hash      string    `json:"hash"`
}

// Run prints the log.
func (c *auditExport) Run(s *session) (err error) {
	room, leave, err := c.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	out := json.NewEncoder(s.out)
	out.SetEscapeHTML(false)
	// Whoever can open the database may read all of it; the room wants to know for whom.
	for e, err := range room.All(s.ctx, identity.Caller{Account: c.Account, System: true}, audit.Query{}) {
		if err != nil {
			return err
		}
		if err := out.Encode(line{e.Position, e.At, e.Kind, e.Actor, e.ActorName, e.Proposer, e.Door, e.Action, e.Target, e.Subject, e.Request,
			e.Remote, e.Hash}); err != nil {
			return err
		}
	}
	return nil
}
