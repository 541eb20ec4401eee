// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi"
	"cosell/test/program"
)

var update = flag.Bool("update", false, "write docs/coverage.md again; read the diff")

// A proof is a script with the promises that it proves of one operation, in its own words.
type proof struct {
	script   string
	promises []string
}

var (
	group = regexp.MustCompile(`^describe\('([^']+)'`)
	named = regexp.MustCompile("^  test\\((?:'([^']+)'|\"([^\"]+)\")")
)

// proofs reads the scripts: what stands under describe('{Operation}') proves that operation.
func proofs(t *testing.T) map[string]proof {
	t.Helper()
	scripts, err := filepath.Glob("*.test.mjs")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]proof{}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		of := ""
		for line := range strings.Lines(string(text)) {
			if m := group.FindStringSubmatch(line); m != nil {
				of = m[1]
			}
			if m := named.FindStringSubmatch(line); m != nil {
				p := all[of]
				all[of] = proof{script, append(p.promises, m[1]+m[2])}
			}
		}
	}
	return all
}

// coverage is docs/coverage.md.
func coverage(served map[string]awsapi.ServedOperation, proven map[string]proof) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Operations of the Selling API

Written by `+"`go test ./test/conformance -run TestCoverage -update`"+` from the list of operations of AWS's model (%s), what the
program serves, and the promises that AWS's own SDK for JavaScript checks against the running program.

%d of %d operations are served. An operation that is not served answers status 404 with `+"`UnknownOperationException`"+` and the message
`+"`The operation \"%s.{Operation}\" is not known here.`"+` Nothing is stored.

| Operation | Served | Proven by |
| --- | --- | --- |
`, selling.APIVersion, len(served), len(selling.Operations), selling.Target)
	for _, o := range selling.Operations {
		if _, yes := served[o.Name]; !yes {
			fmt.Fprintf(&b, "| %s | not yet | answers 404 `UnknownOperationException` |\n", o.Name)
			continue
		}
		p := proven[o.Name]
		fmt.Fprintf(&b, "| [%s](#%s) | yes | [%s](../test/conformance/%s) |\n", o.Name, strings.ToLower(o.Name), p.script, p.script)
	}
	for _, o := range selling.Operations {
		a, yes := served[o.Name]
		if !yes {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\nAction `%s` on resource `%s`, with condition keys `%s`. AWS's quota: %d a second%s.\n\n",
			o.Name, a.Action, a.Resource, strings.Join(a.Keys, "`, `"), o.PerSecond, perDay(o))
		for _, promise := range proven[o.Name].promises {
			fmt.Fprintf(&b, "- %s\n", strings.NewReplacer("<", `\<`, "*", `\*`).Replace(promise))
		}
	}
	return b.String()
}

func perDay(o selling.Operation) string {
	if o.PerDay == 0 {
		return ""
	}
	return fmt.Sprintf(", %d in 24 hours", o.PerDay)
}

func TestCoveragePageIsCurrent(t *testing.T) {
	t.Parallel()
	served, proven := map[string]awsapi.ServedOperation{}, proofs(t)
	for _, o := range awsapi.Served() {
		name := o.Name
		served[name] = o
		if _, known := selling.OperationNamed(name); !known {
			t.Errorf("%s is served and is no operation of the model", name)
		}
		if len(proven[name].promises) == 0 {
			t.Errorf("%s is served, and no describe('%s') in test/conformance/*.test.mjs proves it", name, name)
		}
	}
	page := filepath.Join(program.Root(t), "docs", "coverage.md")
	want := coverage(served, proven)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/coverage.md is not what the scripts and the program say (%v). Run go test ./test/conformance -run TestCoverage -update and read the diff.", err)
	}
}
