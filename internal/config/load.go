// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Sources is where values are looked for.
type Sources struct {
	Flags map[string]string // by Setting.Flag; only those that were given
	Env   []string          // as of os.Environ

	Called map[string]string // how the command calls a flag, by Setting.Flag, where it is not called that
}

// A Problem is one thing that is wrong.
type Problem struct {
	Setting string // name of the row, or the unknown name as it was written
	From    string // "flag", "environment", or file and line
	Value   string // empty when it is secret or there is none
	Why     string
	Fix     string
	flag    string // as the command calls it, where the value comes from one
}

func (p Problem) String() string {
	var b strings.Builder
	switch {
	case p.flag != "":
		b.WriteString("--" + p.flag)
	case setting(p.Setting) != nil:
		fmt.Fprintf(&b, "%s (%s)", Prefix+p.Setting, p.From)
	default:
		fmt.Fprintf(&b, "%s (%s)", p.Setting, p.From)
	}
	if p.Value != "" {
		fmt.Fprintf(&b, " %q", p.Value)
	}
	fmt.Fprintf(&b, " %s: %s.", p.Why, p.Fix)
	return b.String()
}

// Problems is the error of Load: all that is wrong, in the order of the table.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps), len(ps)+1)
	for i, p := range ps {
		lines[i] = "  " + p.String()
	}
	return "the configuration cannot be used:\n" + strings.Join(lines, "\n")
}

// A given is one value and where it was found.
type given struct{ value, from string }

// Load reads all sources. Its error is Problems.
func Load(from Sources) (Config, error) {
	env, ps := fromEnvironment(from.Env)
	flags, more := fromFlags(from.Flags)
	ps = append(ps, more...)
	path := env["CONFIG"].value
	if f, ok := flags["CONFIG"]; ok {
		path = f.value
	}
	file, more := fromFile(path)
	ps = append(ps, more...)

	c := Config{origin: map[string]string{}}
	for _, s := range Settings {
		v := given{s.Default, "default"}
		for _, source := range []map[string]given{file, env, flags} { // the last one wins
			if g, ok := source[s.Name]; ok {
				v = g
			}
		}
		c.origin[s.Name] = origin(v.from)
		if err := s.take(&c, v.value); err != nil {
			p := wrong(s, v)
			if v.from == "flag" {
				p.called(s, from.Called)
			}
			ps = append(ps, p)
		}
	}
	if len(ps) == 0 {
		ps = c.consistent()
	}
	if len(ps) > 0 {
		return Config{}, Problems(ps)
	}
	c.derive()
	return c, nil
}

// called names the flag instead of its setting.
func (p *Problem) called(s Setting, names map[string]string) {
	p.flag = cmp.Or(names[s.Flag()], s.Flag())
	if s.Example != "" {
		p.Fix = "write for example --" + p.flag + " " + s.Example
	}
}

func origin(from string) string {
	switch from {
	case "default", "environment", "flag":
		return from
	}
	return "file"
}

func wrong(s Setting, v given) Problem {
	p := Problem{Setting: s.Name, From: v.from, Value: v.value, Why: "is not " + s.Rule,
		Fix: "set it to such a value"}
	if s.Example != "" {
		p.Fix = "write for example " + s.Variable() + "=" + s.Example
	}
	if s.Secret || s.mask != nil { // a value that cannot be read cannot be masked either
		p.Value = ""
	}
	if v.value == "" {
		p.Why = "is empty; want " + s.Rule
	}
	return p
}

// beside are variables of this program that are no settings: they tell its clients where a running one is, and who they are.
// A shell that has them may start another.
var beside = []string{"COSELL_CONTROL_URL", "COSELL_CONTROL_TOKEN", "COSELL_MCP_TOKEN"}

func fromEnvironment(env []string) (map[string]given, []Problem) {
	found := map[string]given{}
	var ps []Problem
	for _, line := range env {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, Prefix) {
			continue
		}
		if slices.Contains(beside, name) {
			continue
		}
		s := setting(strings.TrimPrefix(name, Prefix))
		if s == nil {
			ps = append(ps, unknown(name, "environment", func(s Setting) string { return s.Variable() }))
			continue
		}
		found[s.Name] = given{value, "environment"}
	}
	slices.SortFunc(ps, func(a, b Problem) int { return strings.Compare(a.Setting, b.Setting) })
	return found, ps
}

func fromFlags(flags map[string]string) (map[string]given, []Problem) {
	found := map[string]given{}
	var ps []Problem
	for _, s := range Settings {
		value, ok := flags[s.Flag()]
		if !ok {
			continue
		}
		if s.Secret {
			ps = append(ps, Problem{Setting: s.Name, From: "flag", Why: "is secret, and others can read the command line",
				Fix: "give it in the environment or in the file"})
			continue
		}
		found[s.Name] = given{value, "flag"}
	}
	return found, ps
}

// fromFile reads the YAML file: one level of keys, lists for settings of several values.
func fromFile(path string) (map[string]given, []Problem) {
	if path == "" {
		return nil, nil
	}
	trouble := func(line int, why, fix string) []Problem {
		at := path
		if line > 0 {
			at = fmt.Sprintf("%s:%d", path, line)
		}
		return []Problem{{Setting: "CONFIG", From: at, Why: why, Fix: fix}}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, trouble(0, "cannot be opened", err.Error())
	}
	defer f.Close() // it was only read
	var doc yaml.Node
	dec := yaml.NewDecoder(io.LimitReader(f, 1<<20))
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, trouble(0, "is not YAML", err.Error())
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, trouble(0, "has more than one document", "keep one")
	}
	top := doc.Content[0]
	if top.Kind == yaml.ScalarNode && top.Tag == "!!null" {
		return nil, nil
	}
	if top.Kind != yaml.MappingNode {
		return nil, trouble(top.Line, "is not a list of keys and values", "write lines such as poll_seconds: 300")
	}
	return fromKeys(path, top.Content)
}

func fromKeys(path string, nodes []*yaml.Node) (map[string]given, []Problem) {
	found := map[string]given{}
	var ps []Problem
	for i := 0; i+1 < len(nodes); i += 2 {
		key, value := nodes[i], nodes[i+1]
		at := fmt.Sprintf("%s:%d", path, key.Line)
		s := setting(strings.ToUpper(key.Value))
		if s == nil || s.Key() != key.Value {
			ps = append(ps, unknown(key.Value, at, func(s Setting) string { return s.Key() }))
			continue
		}
		text, ok := scalar(value)
		switch _, twice := found[s.Name]; {
		case twice:
			ps = append(ps, Problem{Setting: s.Name, From: at, Why: "stands in the file twice", Fix: "keep one"})
		case s.notInFile:
			ps = append(ps, Problem{Setting: s.Name, From: at, Why: "cannot be set inside the file", Fix: "remove the line"})
		case !ok:
			ps = append(ps, wrong(*s, given{"", at}))
		default:
			found[s.Name] = given{text, at}
		}
	}
	return found, ps
}

// scalar is a plain value, or a list of plain values joined with commas.
func scalar(n *yaml.Node) (string, bool) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "", true
		}
		return n.Value, true
	case yaml.SequenceNode:
		words := make([]string, len(n.Content))
		for i, item := range n.Content {
			if item.Kind != yaml.ScalarNode {
				return "", false
			}
			words[i] = item.Value
		}
		return strings.Join(words, ","), true
	default: // a map, or a reference to another place
		return "", false
	}
}

func unknown(name, from string, spell func(Setting) string) Problem {
	p := Problem{Setting: name, From: from, Why: "is not a setting", Fix: "remove it; `cosell config` prints all settings"}
	best := len(name)/2 + 1 // further away is not a slip of the pen
	for _, s := range Settings {
		if d := distance(strings.ToLower(name), strings.ToLower(spell(s))); d < best {
			best, p.Fix = d, "did you mean "+spell(s)+"?"
		}
	}
	p.Fix = strings.TrimSuffix(p.Fix, ".")
	return p
}

// distance is how many letters must be added, dropped or changed to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, last+1)
		}
	}
	return row[len(b)]
}
