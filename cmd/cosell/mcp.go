// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"cosell/internal/central/mcp"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/websession/password"
)

// An mcpCommand answers one assistant over stdin and stdout.
type mcpCommand struct {
	Data  string `help:"Data folder. While a Cosell runs on it, that one answers; otherwise its database is opened." default:"./cosell-data" placeholder:"DIR"`
	URL   string `name:"url" help:"Address of a running Cosell instead, such as http://127.0.0.1:8080." placeholder:"URL"`
	Token string `help:"Token of the assistant. A command line can be read by others: give the variable COSELL_MCP_TOKEN instead." placeholder:"TOKEN"`
}

// tokenVariable holds the token where no flag gives it.
const tokenVariable = "COSELL_MCP_TOKEN"

// Run answers until stdin ends.
func (c *mcpCommand) Run(s *session) error {
	token := c.Token
	s.env = slices.DeleteFunc(slices.Clone(s.env), func(line string) bool { // it is no setting
		v, found := strings.CutPrefix(line, tokenVariable+"=")
		if found && token == "" {
			token = v
		}
		return found
	})
	if token == "" {
		return fmt.Errorf("there is no token: issue one on the page Assistants, and give it as %s", tokenVariable)
	}
	stdio := &sdk.IOTransport{Reader: io.NopCloser(s.in), Writer: kept{s.out}}
	if c.URL != "" {
		return ended(mcp.Bridge(s.ctx, c.URL, token, version, stdio))
	}
	if _, err := os.Stat(c.Data); err != nil {
		return fmt.Errorf("data folder: %w; give another one with --data, or an address with --url", err)
	}
	leave, err := occupy(c.Data)
	if err == nil {
		return errors.Join(c.open(s, token, stdio), leave())
	}
	address, lost := running(c.Data)
	if address == "" || lost != nil {
		return errors.Join(err, lost)
	}
	return ended(mcp.Bridge(s.ctx, address, token, version, stdio))
}

// running is the address that a Cosell has written down while it runs on a data folder; empty when there is none.
func running(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, factsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var f facts
	if err := json.Unmarshal(text, &f); err != nil {
		return "", fmt.Errorf("%s: %w", factsFile, err)
	}
	return f.Portal, nil
}

// open answers from the database of a data folder on which nothing runs. Work that is due waits for the next start.
func (c *mcpCommand) open(s *session, token string, stdio sdk.Transport) (err error) {
	cfg, err := config.Load(config.Sources{Env: s.env, Flags: map[string]string{"data-dir": c.Data}})
	if err != nil {
		return err
	}
	if cfg.Origin("LOG_LEVEL") == "default" {
		cfg.LogLevel = "warn"
	}
	g, err := layGround(s.ctx, cfg, s.errout, append(centralSchemas(), connectorSchemas()...), &clock.Movable{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.db.Close()) }()
	pages := "http://" + cfg.PortalListen
	if cfg.PortalURL != nil {
		pages = cfg.PortalURL.String()
	}
	central, err := furnishCentral(s.ctx, g, password.New(cfg.PasswordParallel))
	if err != nil {
		return err
	}
	return ended(central.assistantDoor(g, pages).Serve(s.ctx, token, stdio))
}

// ended is how a session came to its end: an assistant that closes its side is no failure.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// kept is a writer that closing leaves open: it is the process's own.
type kept struct{ io.Writer }

// Close does nothing.
func (kept) Close() error { return nil }
