// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"

	"cosell/test/bench"
)

// A benchCommand measures.
type benchCommand struct {
	Only    []string `help:"Only these: wire, footprint, sandbox, propagation, rules, events, lists, views." placeholder:"SUITE"`
	Dir     string   `help:"Folder for databases; the large one is kept for the next run. Default: cosell-bench below the system's folder for temporary files." placeholder:"DIR"`
	Events  int      `help:"How many events are sent to measure their delays. Default: 3000, a quarter of a minute." placeholder:"N"`
	Out     string   `help:"Also write the results as JSON." placeholder:"FILE"`
	Profile string   `name:"profile" help:"Also write down where the server's processor time goes during the suite wire; cmd/cosell/default.pgo is made of it." placeholder:"FILE"`
	Bare    string   `hidden:"" help:"Serve the yardstick of the wire with the bytes of this file."`
}

// Run measures, prints a table, and fails when a figure is out of reach.
func (c *benchCommand) Run(s *session) error {
	if c.Bare != "" {
		same, err := os.ReadFile(c.Bare)
		if err != nil {
			return err
		}
		return bench.ServeBare(s.ctx, same, func(address string) { fmt.Fprintln(s.out, address) })
	}
	dir := c.Dir
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "cosell-bench")
	}
	results, err := bench.Run(s.ctx, bench.Options{Dir: dir, Only: c.Only, Events: c.Events, Profile: c.Profile, Progress: s.errout})
	if err != nil {
		return err
	}
	bench.Report(s.out, results)
	if c.Out != "" {
		f, err := os.Create(c.Out)
		if err != nil {
			return err
		}
		if err := bench.Write(f, results); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	if code := bench.Exit(results); code != 0 {
		return exitCode(code)
	}
	return nil
}
