// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosell/internal/aws/account"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/test/program"
)

// accountCoverage is docs/account-coverage.md.
func accountCoverage(proven map[string]proof) string {
	var b strings.Builder
	served, refused := accountapi.Served(), accountapi.Refused()
	fmt.Fprintf(&b, `# Operations of the Account API

Written by `+"`go test ./test/conformance -run TestAccountCoverage -update`"+` from the list of operations of AWS's model (%s), what the
program serves, and the promises that AWS's own SDK for JavaScript checks against the running program.

%d of %d operations are served. %d are known, checked and authorised, and then refused with one of AWS's own errors, since they need a
register that only AWS keeps.

| Operation | Served | Action | Resource | Condition keys |
| --- | --- | --- | --- | --- |
`, account.APIVersion, len(served), len(account.Operations), len(refused))
	for _, o := range served {
		fmt.Fprintf(&b, "| [%s](#%s) | yes | `%s` | `%s` | `%s` |\n", o.Name, strings.ToLower(o.Name), o.Action, o.Resource, strings.Join(o.Keys, "`, `"))
	}
	b.WriteString("\n| Operation | Refused with | Why |\n| --- | --- | --- |\n")
	for _, o := range refused {
		fmt.Fprintf(&b, "| %s | `%s` `%s` | %s |\n", o.Name, o.Error, o.Reason, o.Why)
	}
	for _, o := range served {
		fmt.Fprintf(&b, "\n## %s\n\n", o.Name)
		for _, promise := range proven[o.Name].promises {
			fmt.Fprintf(&b, "- %s\n", strings.NewReplacer("<", `\<`, "*", `\*`).Replace(promise))
		}
	}
	return b.String()
}

func TestAccountCoveragePageIsCurrent(t *testing.T) {
	t.Parallel()
	proven := proofs(t)
	for _, o := range accountapi.Served() {
		if len(proven[o.Name].promises) == 0 {
			t.Errorf("%s is served, and no describe('%s') in test/conformance/*.test.mjs proves it", o.Name, o.Name)
		}
	}
	page := filepath.Join(program.Root(t), "docs", "account-coverage.md")
	want := accountCoverage(proven)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/account-coverage.md is not what the scripts and the program say (%v). Run go test ./test/conformance -run TestAccountCoverage -update and read the diff.", err)
	}
}
