// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"

	"cosell/cmd/cosell/demo"
	"cosell/internal/clock"
	"cosell/internal/config"
)

// tell plays the story on a data folder of its own, which is gone afterwards. A PostgreSQL database that the settings
// name is used instead of the embedded one; it must be empty.
func tell(s *session) (err error) {
	dir, err := os.MkdirTemp("", "cosell-story")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cfg, err := config.Load(config.Sources{Env: s.env, Flags: map[string]string{
		"data-dir": dir, "portal-listen": "127.0.0.1:0", "aws-listen": "127.0.0.1:0"}})
	if err != nil {
		return err
	}
	if cfg.Origin("LOG_LEVEL") == "default" {
		cfg.LogLevel = "error"
	}
	tryable(&cfg)
	g, err := layGround(s.ctx, cfg, s.errout, append(centralSchemas(), connectorSchemas()...), &clock.Movable{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	h, err := furnish(s.ctx, g, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	b := h.builder()
	if err := b.People(s.ctx); err != nil {
		return err
	}
	if err := h.start(s.ctx); err != nil {
		return err
	}
	story := &demo.Story{Builder: b, Ledger: h.ledger, Out: s.out}
	return story.Tell(s.ctx)
}
