// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A Problem is one thing that is wrong with a script.
type Problem struct {
	Line         int
	What, WhatJA string
	Fix, FixJA   string

	Field, Rule string // of a request that the script has, and the rule that it breaks; empty for the script itself
}

func (p Problem) String() string { return fmt.Sprintf("line %d: %s %s", p.Line, p.What, p.Fix) }

// maxText is how long a script may be, in bytes.
const maxText = 64 << 10

// Parse reads a script and tells everything that is wrong with it, in the order of its lines.
func Parse(text []byte) (Script, []Problem) {
	p := &parser{script: Script{Text: string(text), Calendar: None}}
	if len(text) > maxText || !utf8.Valid(text) {
		p.wrong(1, "The scenario is longer than 64 KiB, or no UTF-8 text.", "シナリオが 64 KiB を超えているか、UTF-8 のテキストではありません。",
			"Shorten it, and save it as UTF-8.", "短くし、UTF-8 で保存してください。")
		return Script{}, p.problems
	}
	if root := p.document(text); root != nil {
		p.readScript(root)
	}
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Line - b.Line })
		return Script{}, p.problems
	}
	return p.script, nil
}

// A parser reads one script.
type parser struct {
	script   Script
	problems []Problem
}

func (p *parser) wrong(line int, what, whatJA, fix, fixJA string) {
	p.problems = append(p.problems, Problem{Line: line, What: what, WhatJA: whatJA, Fix: fix, FixJA: fixJA})
}

// lineOf finds the line in an error of the YAML library.
var lineOf = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?(?:line ([0-9]+): )?((?s:.*))$`)

// document is the root of the one document that a script is.
func (p *parser) document(text []byte) *yaml.Node {
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			p.wrong(1, "The scenario is empty.", "シナリオが空です。", "Begin with its name.", "名前（name）から記述してください。")
			return nil
		}
		m := lineOf.FindStringSubmatch(strings.TrimPrefix(err.Error(), "yaml: "))
		line, convErr := strconv.Atoi(m[1])
		if convErr != nil {
			line = 1
		}
		p.wrong(line, "This is no YAML: "+m[2]+".", "YAML として読み取れません: "+m[2], "Mend the line, or the one before it.", "この行、または前の行を修正してください。")
		return nil
	}
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		p.wrong(max(more.Line, 1), "A second document follows.", "2 つ目のドキュメントがあります。", "Keep one scenario in a file.", "1 ファイルに 1 つのシナリオだけを記述してください。")
		return nil
	}
	return doc.Content[0]
}

// A field is a member of a mapping, and how it is read.
type field struct {
	need bool
	read func(*yaml.Node)
}

// fields reads a mapping: each member once, none that is not known, all that are needed.
func (p *parser) fields(n *yaml.Node, of, ofJA string, known map[string]field) {
	names := strings.Join(slices.Sorted(maps.Keys(known)), ", ")
	if n.Kind != yaml.MappingNode {
		p.wrong(n.Line, "Here stands no "+of+".", ofJA+"ではありません。", "Write members such as "+names+".", names+" などの項目を記述してください。")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		f, ok := known[name.Value]
		switch {
		case !ok:
			p.wrong(name.Line, fmt.Sprintf("A %s has no member %q.", of, name.Value), fmt.Sprintf("%sに項目 %q はありません。", ofJA, name.Value),
				"Choose from "+names+".", names+" から選択してください。")
		case seen[name.Value]:
			p.wrong(name.Line, fmt.Sprintf("%s stands here twice.", name.Value), fmt.Sprintf("%s が重複しています。", name.Value), "Keep one.", "1 つだけ残してください。")
		case value.Kind == yaml.AliasNode:
			p.wrong(value.Line, "Aliases are not read.", "エイリアスは使用できません。", "Write the value out.", "値をそのまま記述してください。")
		default:
			f.read(value)
		}
		seen[name.Value] = true
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if known[name].need && !seen[name] {
			p.wrong(n.Line, fmt.Sprintf("The %s has no %s.", of, name), fmt.Sprintf("%sに %s がありません。", ofJA, name), "Add "+name+".", name+" を追加してください。")
		}
	}
}

// list reads the elements of a list of at most so many.
func (p *parser) list(n *yaml.Node, of, ofJA string, most int, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || len(n.Content) > most {
		p.wrong(n.Line, fmt.Sprintf("Here stands no list of 1 to %d %ss.", most, of), fmt.Sprintf("1 から %d 件の%sのリストではありません。", most, ofJA),
			fmt.Sprintf("Write 1 to %d, each beginning with a dash.", most), fmt.Sprintf("ハイフンで始まる要素を 1 から %d 件記述してください。", most))
		return
	}
	for _, e := range n.Content {
		read(e)
	}
}

// text reads a text of at most so many characters.
func (p *parser) text(most int, into *string) field { return field{read: p.scalar(most, into)} }

func (f field) needed() field {
	f.need = true
	return f
}

func (p *parser) scalar(most int, into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" || utf8.RuneCountInString(n.Value) > most ||
			strings.Contains(n.Value, "\x00") {
			p.wrong(n.Line, fmt.Sprintf("Here stands no text of 1 to %d characters.", most), fmt.Sprintf("1 から %d 文字のテキストではありません。", most),
				"Write a text, in quotation marks if need be.", "テキストを記述してください。必要なら引用符で囲みます。")
			return
		}
		*into = n.Value
	}
}

// number reads a whole number.
func (p *parser) number(low, high int, into *int) field {
	return field{read: func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < low || v > high {
			p.wrong(n.Line, fmt.Sprintf("%q is no whole number from %d to %d.", n.Value, low, high), fmt.Sprintf("%q は %d から %d までの整数ではありません。", n.Value, low, high),
				"Write such a number.", "整数を記述してください。")
			return
		}
		*into = v
	}}
}

// choice reads one of several values.
func (p *parser) choice(of []string, into *string) field {
	return field{read: func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || !slices.Contains(of, n.Value) {
			list := strings.Join(of, ", ")
			p.wrong(n.Line, fmt.Sprintf("%q is not one of those that there are.", n.Value), fmt.Sprintf("%q は選択肢にありません。", n.Value),
				"Choose from "+list+".", list+" から選択してください。")
			return
		}
		*into = n.Value
	}}
}

// checked reads a text in a way of its own, whose error says what is wrong and what to write instead.
func (p *parser) checked(read func(string) error) field {
	return field{read: func(n *yaml.Node) {
		var text string
		before := len(p.problems)
		p.scalar(maxWords, &text)(n)
		if len(p.problems) > before {
			return
		}
		if err := read(text); err != nil {
			p.wrong(n.Line, sentence(err.Error()), fmt.Sprintf("%q は使用できません。", text), "Write it in that form.", "形式を確認してください: "+err.Error())
		}
	}}
}

func sentence(s string) string { return strings.TrimSuffix(s, ".") + "." }
