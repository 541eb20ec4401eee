// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"gopkg.in/yaml.v3"
)

// Print writes all settings as a table: value, where it comes from, what it is. Secrets are not shown.
func (c Config) Print(w io.Writer) error {
	var b strings.Builder
	group := ""
	for _, s := range Settings {
		if s.Group != group {
			if group != "" {
				b.WriteByte('\n')
			}
			group = s.Group
			fmt.Fprintf(&b, "%s\n", strings.ToUpper(group))
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", s.Variable(), dash(s.Value(c)), c.Origin(s.Name), s.Help)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if _, err := io.WriteString(t, b.String()); err != nil {
		return err
	}
	return t.Flush()
}

// PrintYAML writes the settings as a file that Load reads. Secrets stand there as comments, without their value.
func (c Config) PrintYAML(w io.Writer) error {
	group := ""
	for _, s := range Settings {
		if s.notInFile {
			continue
		}
		if s.Group != group {
			group = s.Group
			if _, err := fmt.Fprintf(w, "\n# %s\n", group); err != nil {
				return err
			}
		}
		line, err := yaml.Marshal(map[string]string{s.Key(): s.Value(c)})
		if err != nil {
			return err
		}
		hidden := ""
		if s.Secret || s.get(&c) == "" || s.Value(c) != s.get(&c) {
			hidden, line = "# ", []byte(s.Key()+":\n")
		}
		if _, err := fmt.Fprintf(w, "# %s (%s)\n%s%s", s.Help, s.Rule, hidden, line); err != nil {
			return err
		}
	}
	return nil
}

//go:generate go test -run ^TestTheConfigurationPageIsCurrent$ . -update

// Page writes the documentation of all settings as Markdown.
func Page(w io.Writer) error {
	var b strings.Builder
	b.WriteString(`# Configuration

Generated from the table in ` + "`internal/config/settings.go`" + `; do not edit.

Each setting is a flag (` + "`--poll-seconds 60`" + `), a variable (` + "`COSELL_POLL_SECONDS=60`" + `) or a line of the YAML file that
` + "`COSELL_CONFIG`" + ` names (` + "`poll_seconds: 60`" + `). A flag wins over the environment, the environment over the file. Unknown
names are refused, and everything that is wrong is told at once. ` + "`cosell config`" + ` prints what is in force. Secrets are
never printed and are no flags, since other users of a machine can read command lines.
`)
	group := ""
	for _, s := range Settings {
		if s.Group != group {
			group = s.Group
			fmt.Fprintf(&b, "\n## %s\n\n| variable | default | what | value |\n| --- | --- | --- | --- |\n", group)
		}
		value := s.Rule
		if s.Secret {
			value += " (secret)"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Variable(), code(s.Default), s.Help, value)
	}
	b.WriteString(`
## Variables of commands

Commands that talk to a program which runs already read these instead of settings.

| variable | what |
| --- | --- |
| ` + "`COSELL_CONTROL_URL`" + ` | Address of the program that ` + "`cosell act`" + ` and ` + "`cosell scenario`" + ` direct; ` + "`--url`" + ` wins over it |
| ` + "`COSELL_CONTROL_TOKEN`" + ` | Its control token; ` + "`--token`" + ` wins over it |
| ` + "`COSELL_MCP_TOKEN`" + ` | Token of the assistant that ` + "`cosell mcp`" + ` serves over stdio |
`)
	_, err := io.WriteString(w, b.String())
	return err
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
