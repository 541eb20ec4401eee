// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cosell/internal/ace/rule"
)

var update = flag.Bool("update", false, "write docs/rules.md anew; read the diff before committing it")

const pageHead = `# Rules

Generated from ` + "`internal/ace/rule`" + `: change the rows there, then run ` +
	"`go test ./internal/ace/rule -run Page -update`" + `.

The same rules stand behind every door: Selling API, pages, import and the connector's check before sending. A breach names
the field, the rule, AWS's code, what was sent and what to enter instead. Each rule has a record that keeps it and one that
breaks it under ` + "`internal/ace/rule/testdata/rules`" + `.

Sources: M the service model, D the AWS documentation, W the ACE data-model workbook, C the field sheet of the S3 exchange,
T the testing workbook, P recorded requests, G the Selling guide and the CRM guide. Numbers are those of the behaviour
reference this was written from. A rule without a letter is our reading where AWS says nothing.

| id | rule | 日本語 | source |
| --- | --- | --- | --- |
`

// page is docs/rules.md as the rows say it.
func page() string {
	var text strings.Builder
	text.WriteString(pageHead)
	for _, r := range rule.Rules {
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s |\n", r.ID, r.Says, r.SaysJA, r.Source)
	}
	text.WriteString("\n## Leads and referrals\n\n| id | rule | 日本語 | source |\n| --- | --- | --- | --- |\n")
	for _, r := range rule.LeadRules {
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s |\n", r.ID, r.Says, r.SaysJA, r.Source)
	}
	return text.String()
}

func TestThePageOfRulesIsCurrent(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "..", "docs", "rules.md")
	if *update {
		if err := os.WriteFile(file, []byte(page()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != page() {
		t.Errorf("docs/rules.md is not what the rules say (%v): run go test ./internal/ace/rule -run Page -update, and read the diff", err)
	}
}

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func TestEveryRuleIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	tell := func(id, says, saysJA, source string) {
		if !kebab.MatchString(id) || seen[id] || !strings.HasSuffix(says, ".") || !strings.HasSuffix(saysJA, "。") || source == "" {
			t.Errorf("%q (there before: %v): %q %q %q", id, seen[id], says, saysJA, source)
		}
		seen[id] = true
	}
	for _, r := range rule.Rules {
		tell(r.ID, r.Says, r.SaysJA, r.Source)
	}
	for _, r := range rule.LeadRules {
		tell(r.ID, r.Says, r.SaysJA, r.Source)
	}
	for _, condition := range rule.Conditions {
		if condition.Rule != "" && !seen[condition.Rule] {
			t.Errorf("the condition on %s names the rule %q, which is none", condition.Path, condition.Rule)
		}
	}
}
