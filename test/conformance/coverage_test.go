// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/central/awsapi/eventbridge"
	"cosell/internal/central/awsapi/sts"
	"cosell/test/program"
)

var update = flag.Bool("update", false, "write docs/coverage.md again; read the diff")

// A known is an operation of one of the services, as the page shows it.
type known struct {
	name  string
	facts string // what a policy and AWS's quota say of it; empty where no model does
	// refused says with which exception, which reason and why; all empty for what is served.
	refused, reason, why string
}

// A section is a service on the page.
type section struct {
	title, version string
	operations     []known
	proven         map[string]proof
}

// refusedTest proves every refusal that the Account API's door lists.
const refusedTest = "TestEveryOperationIsServedOrRefusedWithItsReason"

func served(name, action, resource string, keys []string) known {
	return known{name: name, facts: fmt.Sprintf("Action `%s` on resource `%s`, with condition keys `%s`.", action, resource, strings.Join(keys, "`, `"))}
}

// sellingAPI is what the model of the Selling API has, served or not.
func sellingAPI() (all []known) {
	doors := awsapi.Served()
	for _, o := range selling.Operations {
		i := slices.IndexFunc(doors, func(s awsapi.ServedOperation) bool { return s.Name == o.Name })
		if i < 0 {
			all = append(all, known{name: o.Name, refused: "UnknownOperationException", why: "Not built yet."})
			continue
		}
		row := served(o.Name, doors[i].Action, doors[i].Resource, doors[i].Keys)
		row.facts += fmt.Sprintf(" AWS's quota: %d a second%s.", o.PerSecond, perDay(o))
		all = append(all, row)
	}
	return all
}

func perDay(o selling.Operation) string {
	if o.PerDay == 0 {
		return ""
	}
	return fmt.Sprintf(", %d in 24 hours", o.PerDay)
}

// accountAPI is what the model of the Account API has.
func accountAPI() (all []known) {
	for _, o := range accountapi.Served() {
		all = append(all, served(o.Name, o.Action, o.Resource, o.Keys))
	}
	for _, o := range accountapi.Refused() {
		all = append(all, known{name: o.Name, refused: o.Error, reason: o.Reason, why: o.Why})
	}
	slices.SortFunc(all, func(a, b known) int { return strings.Compare(a.name, b.name) })
	return all
}

func named(names []string) []known {
	all := make([]known, len(names))
	for i, name := range names {
		all[i].name = name
	}
	return all
}

func sections(t *testing.T) []section {
	t.Helper()
	inGo := goProofs(t)
	return []section{
		{"Selling API", selling.APIVersion, sellingAPI(), proofs(t, func(script string) bool { return !ofAccount(script) })},
		{"Account API", account.APIVersion, accountAPI(), proofs(t, ofAccount)},
		{"EventBridge", "awsJson1_1", named(eventbridge.Served()), inGo},
		{"Security Token Service", sts.Version, named(sts.Served()), inGo},
	}
}

// coverage is docs/coverage.md.
func coverage(t *testing.T, all []section) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Operations

Written by %s from the lists of operations of AWS's models, what the program
serves, and what its tests promise: those with AWS's own SDKs against the running program (`+"`test/conformance`"+`) and, for EventBridge and
STS, also those of the doors with AWS's own Go clients and recorded wire text.

An operation that is not served answers status 404 with `+"`UnknownOperationException`"+`, and nothing is stored. What a refused operation
answers is checked, authorised and one of AWS's own errors. EventBridge and STS have more operations at AWS: listed is what is here, and
[events.md](events.md) and [access.md](access.md) say what is left out.

| Service | Served | Refused with a reason |
| --- | --- | --- |
`, "`go test ./test/conformance -run TestCoverage -update`")
	for _, s := range all {
		refused := 0
		for _, o := range s.operations {
			if o.refused != "" {
				refused++
			}
		}
		fmt.Fprintf(&b, "| [%s](#%s) | %d of %d | %d |\n", s.title, anchor(s.title), len(s.operations)-refused, len(s.operations), refused)
	}
	flowsPart(t, &b)
	exceptionsPart(&b)
	for _, s := range all {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| Operation | Answer | Proven by |\n| --- | --- | --- |\n", s.title, s.version)
		for _, o := range s.operations {
			answer, by := "served", s.proven[o.name].links()
			if o.refused != "" {
				answer = fmt.Sprintf("`%s` `%s`", o.refused, o.reason)
				by = fmt.Sprintf("[%s](../internal/central/awsapi/account/refusal_test.go)", refusedTest)
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", o.name, answer, by)
		}
		for _, o := range s.operations {
			if s.proven[o.name].promises == nil && o.why == "" {
				continue
			}
			fmt.Fprintf(&b, "\n### %s: %s\n\n%s\n", s.title, o.name, o.facts+o.why)
			promises(&b, s.proven[o.name])
		}
	}
	return b.String()
}

// flowsPart lists what the flows promise.
func flowsPart(t *testing.T, b *strings.Builder) {
	b.WriteString("\n## Flows of the guides\n\nPlayed with two partners on a running program; AWS is played at the control interface, which `cosell act` calls.\n\n")
	for _, script := range flows(t) {
		for _, promise := range promisesIn(t, script) {
			fmt.Fprintf(b, "- [%s](../test/conformance/%s): %s\n", strings.TrimSuffix(script, ".flow.mjs"), script, plain(promise.says))
		}
	}
}

func promises(b *strings.Builder, p proof) {
	if len(p.promises) > 0 {
		b.WriteString("\n")
	}
	for _, promise := range p.promises {
		fmt.Fprintf(b, "- %s\n", plain(promise))
	}
}

// plain keeps words of a test from being read as Markdown.
func plain(words string) string { return strings.NewReplacer("<", `\<`, "*", `\*`).Replace(words) }

func anchor(title string) string { return strings.ReplaceAll(strings.ToLower(title), " ", "-") }

func TestCoveragePageIsCurrent(t *testing.T) {
	t.Parallel()
	all := sections(t)
	for _, s := range all {
		for _, o := range s.operations {
			if o.refused == "" && len(s.proven[o.name].in) == 0 {
				t.Errorf("%s of the %s is served, and no test proves it", o.name, s.title)
			}
		}
	}
	for service, model := range map[string]int{"Selling API": len(selling.Operations), "Account API": len(account.Operations)} {
		if i := slices.IndexFunc(all, func(s section) bool { return s.title == service }); len(all[i].operations) != model {
			t.Errorf("the %s has %d operations, the page %d", service, model, len(all[i].operations))
		}
	}
	for _, o := range awsapi.Served() {
		if _, known := selling.OperationNamed(o.Name); !known {
			t.Errorf("%s is served and is no operation of the model", o.Name)
		}
	}
	page := filepath.Join(program.Root(t), "docs", "coverage.md")
	want := coverage(t, all)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/coverage.md is not what the tests and the program say (%v). Run go test ./test/conformance -run TestCoverage -update and read the diff.", err)
	}
}
