// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"cosell/cmd/cosell/demo"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/websession/password"
)

// A sandboxCommand starts Partner Central alone, for tests of programs that call it.
type sandboxCommand struct {
	Data      string `help:"Folder for the data; ./cosell-sandbox unless --memory is given." placeholder:"DIR"`
	Memory    bool   `help:"Keep the data in memory; it is gone at the end."`
	Fresh     bool   `help:"Begin again: forget what is in the data folder."`
	Listen    string `help:"Address of the pages and the control interface; port 0 takes a free one." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
	AWSListen string `name:"aws-listen" help:"Address of the AWS operations; port 0 takes a free one." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
}

// memory is where a system keeps files in memory; where it has no such place, they go to the folder for temporary files.
const memory = "/dev/shm"

// Run serves until it is told to end.
func (c *sandboxCommand) Run(s *session) (err error) {
	if c.Memory && c.Data != "" {
		return errors.New("--memory and --data are both given: keep one of the two")
	}
	dir := cmp.Or(c.Data, "./cosell-sandbox")
	if c.Memory {
		where := memory
		if i, err := os.Stat(memory); err != nil || !i.IsDir() {
			where = ""
		}
		if dir, err = os.MkdirTemp(where, "cosell-sandbox"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	cfg, err := config.Load(config.Sources{Env: s.env, Flags: map[string]string{
		"data-dir": dir, "portal-listen": c.Listen, "aws-listen": c.AWSListen}, Called: flagNames})
	if err != nil {
		return err
	}
	if c.Memory && cfg.Origin("DATABASE_URL") != "default" {
		return errors.New("--memory and COSELL_DATABASE_URL are both given: keep one of the two")
	}
	if cfg.Origin("LOG_LEVEL") == "default" {
		cfg.LogLevel = "warn"
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
	return sandbox(s, cfg, known)
}

// sandbox opens the doors, makes partners when there are none, and serves.
func sandbox(s *session, cfg config.Config, known *demo.Credentials) (err error) {
	collectSeldom()
	var hashed func(context.Context, string) (string, error)
	if known == nil {
		drawn := drawCredentials()
		known, hashed = &drawn, hashing(s.ctx, cfg.PasswordParallel, drawn.Password)
	}
	g, err := layGround(s.ctx, cfg, s.errout, centralSchemas(), &clock.Movable{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	h, err := openHouse(s.ctx, g, known)
	if err != nil {
		return err
	}
	if err := h.serve(annex{}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if hashed != nil {
		if err := h.settlePartners(s.ctx, hashed); err != nil {
			return fmt.Errorf("sandbox data: %w", err)
		}
	}
	if err := h.jobs.Start(s.ctx); err != nil {
		return err
	}
	f := h.facts(demo.CentralPeople())
	withdraw, err := h.announce(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, withdraw()) }()
	if err := exports(s.out, f, cfg.DataDir); err != nil {
		return err
	}
	settle()
	return h.wait(s.ctx)
}

// hashing begins to hash the password of everybody, which takes as long as all the rest of the start: it goes on beside it.
func hashing(ctx context.Context, parallel int, word string) func(context.Context, string) (string, error) {
	type outcome struct {
		hash string
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		hash, err := password.New(parallel).Hash(ctx, word)
		done <- outcome{hash, err}
	}()
	return func(context.Context, string) (string, error) {
		o := <-done
		return o.hash, o.err
	}
}

// settlePartners makes the two partners with their people, solutions and keys.
func (h *house) settlePartners(ctx context.Context, hashed func(context.Context, string) (string, error)) error {
	if err := h.mustBeNew(ctx); err != nil {
		return err
	}
	defer h.quotas.Suspend()() // the sample is made faster than any account may
	b := h.builder()
	b.Hash = hashed
	if err := b.Central(ctx); err != nil {
		return err
	}
	return writeWhole(filepath.Join(h.cfg.DataDir, credentialsFile), h.credentials)
}

// exports prints what a shell can read in, the first partner's access in force and everything else as comments.
func exports(w io.Writer, f facts, dir string) error {
	fmt.Fprintf(w, "# Cosell sandbox: Partner Central alone, catalogs AWS and Sandbox. Data in %s; Ctrl-C ends.\n", dir)
	fmt.Fprintf(w, "# Pages %s\n", f.Portal)
	for _, u := range f.Users {
		fmt.Fprintf(w, "#   %s  %s  %s\n", roleNames[u.Role], u.Email, u.Password)
	}
	for i, p := range f.Partners {
		before := ""
		if i > 0 {
			before = "# "
		}
		fmt.Fprintf(w, "# %s, account %s\n", p.Name, p.AccountID)
		fmt.Fprintf(w, "%sexport AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s\n", before, p.AccessKeyID, p.SecretAccessKey)
		fmt.Fprintf(w, "# aws sts assume-role --role-session-name me --role-arn %s\n", p.Role)
	}
	_, err := fmt.Fprintf(w, "export AWS_ENDPOINT_URL=%s AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1\nexport COSELL_CONTROL_URL=%s COSELL_CONTROL_TOKEN=%s\n", f.AWS, f.Control, f.Token)
	return err
}
