// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"cosell/internal/central/scenario"
)

// A scenarioCommand is about scripts; nothing has to run for it.
type scenarioCommand struct {
	Check checkScenario `cmd:"" help:"Say what is wrong with a file, line by line."`
	List  listScenarios `cmd:"" help:"List the scenarios that come with the program."`
	Show  showScenario  `cmd:"" help:"Print a scenario that comes with the program, to begin another with."`
}

type checkScenario struct {
	File string `arg:"" help:"YAML file."`
}

// Run prints each mistake as FILE:LINE, what, and how to mend it.
func (c *checkScenario) Run(s *session) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	script, problems := scenario.Parse(text)
	for _, p := range problems {
		fmt.Fprintf(s.out, "%s:%d: %s %s\n", c.File, p.Line, p.What, p.Fix)
	}
	if len(problems) > 0 {
		return exitCode(1)
	}
	_, err = fmt.Fprintf(s.out, "%s: scenario %s can be played\n", c.File, script.Name)
	return err
}

type listScenarios struct{}

// Run lists names and what each is about.
func (listScenarios) Run(s *session) error {
	t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, sc := range scenario.Shipped() {
		fmt.Fprintf(t, "%s\t%s\n\t%s\n", sc.Name, sc.Title.EN, sc.Says.EN)
	}
	return t.Flush()
}

type showScenario struct {
	Name string `arg:"" help:"Name."`
}

// Run prints the script.
func (c *showScenario) Run(s *session) error {
	sc, found := scenario.ShippedAs(c.Name)
	if !found {
		return fmt.Errorf("no scenario %q comes with the program: see cosell scenario list", c.Name)
	}
	_, err := fmt.Fprint(s.out, sc.Text)
	return err
}
