// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import "cosell/internal/config"

// A configCommand prints the settings.
type configCommand struct {
	YAML bool `name:"yaml" help:"Print a file that COSELL_CONFIG can name."`
}

// Run prints what is in force, or everything that is wrong with it.
func (c *configCommand) Run(s *session) error {
	cfg, err := config.Load(config.Sources{Env: s.env})
	if err != nil {
		return err
	}
	if c.YAML {
		return cfg.PrintYAML(s.out)
	}
	return cfg.Print(s.out)
}
