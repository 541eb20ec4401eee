// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cosell/test/program"
)

// A proof is where an operation is tried, with the promises that are kept there, in their own words.
type proof struct {
	in       []place
	promises []string
}

// A place is a file of tests, seen from docs, and what of it is meant.
type place struct{ name, file string }

// links are the places as Markdown.
func (p proof) links() string {
	all := make([]string, len(p.in))
	for i, at := range p.in {
		all[i] = fmt.Sprintf("[%s](%s)", at.name, at.file)
	}
	return strings.Join(all, ", ")
}

func (p proof) at(where place) proof {
	if !slices.Contains(p.in, where) {
		p.in = append(p.in, where)
	}
	return p
}

// A promise is a test of a script: of whom it speaks, and what it says.
type promise struct{ of, says string }

var (
	group = regexp.MustCompile(`^describe\('([^']+)'`)
	title = regexp.MustCompile("^  test\\((?:'([^']+)'|\"([^\"]+)\")")
)

func promisesIn(t *testing.T, script string) (all []promise) {
	t.Helper()
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	of := ""
	for line := range strings.Lines(string(text)) {
		if m := group.FindStringSubmatch(line); m != nil {
			of = m[1]
		}
		if m := title.FindStringSubmatch(line); m != nil {
			all = append(all, promise{of, m[1] + m[2]})
		}
	}
	return all
}

// ofAccount says whether a script is about the Account API: tags have operations of the same names in both APIs.
func ofAccount(script string) bool { return script == "account.test.mjs" }

// proofs reads the wanted scripts: what stands under describe('{Operation}') proves that operation.
func proofs(t *testing.T, wanted func(script string) bool) map[string]proof {
	t.Helper()
	scripts, err := filepath.Glob("*.test.mjs")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]proof{}
	for _, script := range scripts {
		if !wanted(script) {
			continue
		}
		for _, one := range promisesIn(t, script) {
			p := all[one.of].at(place{script, "../test/conformance/" + script})
			p.promises = append(p.promises, one.says)
			all[one.of] = p
		}
	}
	return all
}

// inGo are the tests in Go in which AWS's own clients call EventBridge and STS, or an operation is held against golden text.
var inGo = []string{"internal/central/awsapi/eventbridge/*_test.go", "internal/central/awsapi/sts/*_test.go", "test/conformance/gosdk_test.go"}

var (
	function = regexp.MustCompile(`^func (Test\w+|\(?\w+)`)
	called   = regexp.MustCompile(`\.([A-Z]\w+)\(ctx,`)
	recorded = regexp.MustCompile(`^\t\{"[a-z-]+", "([A-Z]\w+)", `)
)

// goldenTest holds the rows of recorded requests of its file against golden text.
const goldenTest = "TestOperationsAnswerAsRecorded"

// goProofs reads the Go tests: a call of the operation by AWS's client inside a test, or a row of recorded requests.
func goProofs(t *testing.T) map[string]proof {
	t.Helper()
	root, all := program.Root(t), map[string]proof{}
	for _, pattern := range inGo {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			at, err := filepath.Rel(filepath.Join(root, "docs"), file)
			if err != nil {
				t.Fatal(err)
			}
			readGo(string(text), filepath.ToSlash(at), all)
		}
	}
	return all
}

func readGo(text, file string, all map[string]proof) {
	in := ""
	for line := range strings.Lines(text) {
		if m := function.FindStringSubmatch(line); m != nil {
			in = m[1]
		}
		if m := recorded.FindStringSubmatch(line); m != nil && strings.Contains(text, "func "+goldenTest+"(") {
			all[m[1]] = all[m[1]].at(place{goldenTest, file})
		}
		for _, m := range called.FindAllStringSubmatch(line, -1) {
			if strings.HasPrefix(in, "Test") {
				all[m[1]] = all[m[1]].at(place{in, file})
			}
		}
	}
}
