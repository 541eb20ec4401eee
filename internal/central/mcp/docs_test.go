// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mcp

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosell/internal/central/assistant"
)

var update = flag.Bool("update", false, "write the table of tools; read the diff")

const begin, end = "<!-- tools: begin -->\n", "<!-- tools: end -->\n"

func TestTheTableOfToolsIsThatOfTheRows(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "docs", "mcp.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the table", path)
	}
	var table strings.Builder
	table.WriteString("| Scope | For | Effect | What it does |\n| --- | --- | --- | --- |\n")
	for _, s := range assistant.Scopes {
		who := "partner"
		if s.Desk {
			who = "AWS desk"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", s.Name, who, s.Effect, s.HelpEN)
	}
	want := before + begin + table.String() + end + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(page) {
		t.Errorf("%s is not what the rows say any more: run this test with -update and read the diff", path)
	}
}

func TestEveryScopeThatIsAToolHasItsToolAndItsWords(t *testing.T) {
	t.Parallel()
	bound := map[string]bool{}
	for _, b := range bindings {
		if s, known := assistant.Find(b.name); !known || s.Effect == assistant.Unmasks || bound[b.name] {
			t.Errorf("%s is a tool without a scope, or twice", b.name)
		}
		bound[b.name] = true
	}
	for _, s := range assistant.Scopes {
		if s.Effect != assistant.Unmasks && !bound[s.Name] {
			t.Errorf("%s is a scope without a tool", s.Name)
		}
		for _, words := range []string{s.EN, s.JA, s.HelpEN, s.HelpJA} {
			if words == "" {
				t.Errorf("%s has no words in a language", s.Name)
			}
		}
		if strings.HasPrefix(s.Name, "propose_") != (s.Effect == assistant.Proposes) {
			t.Errorf("the name of %s does not say what it does", s.Name)
		}
	}
}

// Whatever stands in a record: an assistant gets no character that people cannot see, and no person without the scope.
func FuzzShown(f *testing.F) {
	f.Add("Call\u200b on\U000E0041 Monday\n", "a@b.example")
	f.Add("\x00\x1b[31m", "***")
	f.Fuzz(func(t *testing.T, text, person string) {
		v, err := shown(map[string]any{"text": text, "Contacts": []any{map[string]any{"Email": "q" + person}},
			"diff": []any{map[string]any{"path": "Customer.Contacts[0].Email", "before": nil, "after": "q" + person}}}, false)
		if err != nil {
			t.Fatal(err)
		}
		out := v.(map[string]any)
		for _, r := range out["text"].(string) {
			if visible(r) != r {
				t.Fatalf("%U is shown", r)
			}
		}
		email := out["Contacts"].([]any)[0].(map[string]any)["Email"]
		line := out["diff"].([]any)[0].(map[string]any)
		if email != "***" || line["after"] != "***" || line["before"] != nil {
			t.Fatalf("a person is shown: %v %v", email, line)
		}
	})
}
