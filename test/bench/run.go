// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// The load's opportunity, as partners send it.
//
//go:embed opportunity.json
var fixtureText []byte

// Options say what to measure and where.
type Options struct {
	Dir      string
	Only     []string // suites; empty for all
	Events   int      // that are sent to measure their delays; 0 means 3,000
	Profile  string   // file that the server's processor time during wire is written down in, where it is not empty
	Progress io.Writer
}

// Run measures the suites one after the other.
func Run(ctx context.Context, o Options) (results []Result, err error) {
	var fixture map[string]any
	if err := json.Unmarshal(fixtureText, &fixture); err != nil {
		return nil, err
	}
	suites := []struct {
		name string
		run  func(dir string) ([]Result, error)
	}{
		{"wire", func(dir string) ([]Result, error) { return Wire(ctx, dir, o.Profile, fixture) }},
		{"footprint", func(dir string) ([]Result, error) { return Footprint(ctx, dir) }},
		{"sandbox", func(string) ([]Result, error) { return Sandbox(ctx) }},
		{"propagation", func(dir string) ([]Result, error) { return Propagation(ctx, dir) }},
		{"rules", func(string) ([]Result, error) { return Rules() }},
		{"events", func(dir string) ([]Result, error) { return Events(ctx, dir, cmp.Or(o.Events, 3000)) }},
		{"lists", func(dir string) ([]Result, error) {
			r, err := Lists(ctx, dir, fixture)
			return []Result{r}, err
		}},
		{"views", func(string) ([]Result, error) {
			r, err := Views(ctx, filepath.Join(o.Dir, "lists"), fixture, o.Progress)
			return []Result{r}, err
		}},
	}
	pin(os.Getpid(), 1)
	for _, s := range suites {
		if len(o.Only) > 0 && !slices.Contains(o.Only, s.name) {
			continue
		}
		dir := filepath.Join(o.Dir, s.name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		fmt.Fprintf(o.Progress, "measuring %s ...\n", s.name)
		more, err := s.run(dir)
		if err != nil {
			return results, fmt.Errorf("%s: %w", s.name, err)
		}
		results = append(results, more...)
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("no such suite: %v; there are wire, footprint, sandbox, propagation, rules, events, lists, views", o.Only)
	}
	return results, nil
}
