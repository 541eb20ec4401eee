// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
)

// readObject reads a request's member as the API takes it. Every value but true and false is a text there.
func (p *parser) readObject(n *yaml.Node) doc.Doc {
	d, isObject := p.plain(n).(doc.Doc)
	if !isObject {
		p.wrong(n.Line, "Here stands no object of the API.", "API のオブジェクトではありません。", "Write members such as Customer and Project.", "Customer や Project などの項目を記述してください。")
	}
	return d
}

func (p *parser) plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		d := doc.Doc{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i]
			if _, twice := d[name.Value]; twice {
				p.wrong(name.Line, fmt.Sprintf("%s stands here twice.", name.Value), fmt.Sprintf("%s が重複しています。", name.Value), "Keep one.", "1 つだけ残してください。")
			}
			d[name.Value] = p.plain(n.Content[i+1])
		}
		return d
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, e := range n.Content {
			list[i] = p.plain(e)
		}
		return list
	case yaml.ScalarNode:
		if strings.Contains(n.Value, "\x00") {
			p.wrong(n.Line, "The text has a character that cannot be stored.", "保存できない文字が含まれています。", "Take U+0000 out.", "U+0000 を削除してください。")
		}
		switch n.Tag {
		case "!!null":
			return nil
		case "!!bool":
			return strings.EqualFold(n.Value, "true")
		}
		return n.Value
	case yaml.DocumentNode, yaml.AliasNode:
	}
	p.wrong(n.Line, "Aliases are not read.", "エイリアスは使用できません。", "Write the value out.", "値をそのまま記述してください。")
	return nil
}

// modelled holds the request of a step against what the interface would refuse it for: AWS's model, and what a referral or a
// lead must have. n is the step.
func (p *parser) modelled(n *yaml.Node, g Given) {
	catalog := cmp.Or(p.script.For.Catalog, selling.CatalogAWS)
	if g.Opportunity != nil {
		d := doc.Clone(g.Opportunity)
		if day := g.closes(time.Unix(0, 0)); day != "" { // the day is set when the step is done; here its form counts
			doc.Set(d, catalogue.PathCloseDate, day)
		}
		p.refused(n, keyOpportunity, "", engagement.CheckReferral(catalog, d))
	}
	if g.Lead != nil {
		broken, err := engagement.CheckLead(catalog, g.Lead)
		if err != nil {
			p.wrong(n.Line, sentence("The lead cannot be read: "+err.Error()), "リードを読み取れません。", "Write it as the API takes it.", "API の形式で記述してください。")
		}
		p.refused(n, keyLead, "Lead", broken)
	}
	if g.Opportunity != nil || g.Lead != nil {
		p.refused(n, "", "", engagement.Wording(g.Message, g.contacts()))
	}
}

// spelt is how a step calls what an invitation has.
var spelt = strings.NewReplacer("Message", keyMessage, "Contacts", keyTeam, "BusinessTitle", "title", "Email", "email", "FirstName", "first", "LastName", "last")

// refused tells what stands against a part of a step, at its line. The part is the value of a key, in which places begin with
// a prefix; without a key it is the step itself.
func (p *parser) refused(step *yaml.Node, key, prefix string, broken []catalogue.Violation) {
	for _, v := range broken {
		at := strings.TrimPrefix(strings.TrimPrefix(v.At, prefix), ".")
		if key == "" {
			at = spelt.Replace(at)
		} else {
			at = strings.TrimSuffix(key+"."+at, ".")
		}
		p.problems = append(p.problems, Problem{Line: lineAt(step, at), Field: at, Rule: v.Rule,
			What:   sentence(fmt.Sprintf("%s: %s", at, v.Message)) + " (" + v.Rule + ")",
			WhatJA: fmt.Sprintf("%s: %s（%s）", at, v.MessageJA, v.Rule), Fix: v.FixEN, FixJA: v.FixJA})
	}
}

// hop is a step on the way to a value: a member, or an element of a list.
var hop = regexp.MustCompile(`[^.\[\]]+|\[[0-9]+\]`)

// lineAt is where a value stands below a node; where it does not stand, what should have it.
func lineAt(n *yaml.Node, path string) int {
	line := n.Line
	for _, name := range hop.FindAllString(path, -1) {
		at, next := below(n, name)
		if next == nil {
			return line
		}
		n, line = next, at
	}
	return line
}

func below(n *yaml.Node, name string) (line int, next *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i].Line, n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(strings.Trim(name, "[]")); err == nil && strings.HasPrefix(name, "[") && i < len(n.Content) {
			return n.Content[i].Line, n.Content[i]
		}
	case yaml.DocumentNode, yaml.ScalarNode, yaml.AliasNode:
	}
	return 0, nil
}
