// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cosell/test/program"
)

// A block is a piece of code on a page, in a language.
type block struct{ language, text string }

var (
	fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")
	file  = regexp.MustCompile(`^(?:#|//) (\w+\.\w+)\n`)
)

func blocks(t *testing.T, page string) (all []block) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(program.Root(t), "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		all = append(all, block{m[1], m[2]})
	}
	return all
}

// guide is the page for people whose program calls Cosell.
const guide = "offline-partner-central.md"

// desk prepares a folder as a reader has it after installing what the page says: the binary, the SDKs, and python3 and aws of
// the system.
func desk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	modules, err := filepath.Abs("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"bin/cosell": program.Binary(t), "node_modules": modules, "tools/python3": python, "tools/aws": cli} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, at); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} { // what `go get` would write
		text, err := os.ReadFile(filepath.Join(program.Root(t), name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestTheGuideDoesWhatItSays saves the page's programs under the names that they begin with, and runs its commands in their
// order in one shell.
func TestTheGuideDoesWhatItSays(t *testing.T) {
	t.Parallel()
	needSDK(t)
	_, err := os.Stat(cli)
	need(t, err == nil && found("bash"), "the AWS CLI or bash is not installed; on Debian run `apt-get install awscli`")
	data := needBoto(t)
	dir := desk(t)
	var shell strings.Builder
	shell.WriteString("set -euo pipefail\n")
	for _, b := range blocks(t, guide) {
		if b.language == "sh" {
			shell.WriteString(b.text)
			continue
		}
		name := file.FindStringSubmatch(b.text)
		if name == nil {
			t.Fatalf("a program in %s does not begin with its name: %.80q", b.language, b.text)
		}
		if err := os.WriteFile(filepath.Join(dir, name[1]), []byte(b.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if b.language != "java" && !strings.Contains(strings.Join(commands(t), ""), name[1]) {
			t.Errorf("no command runs %s", name[1])
		}
	}
	shell.WriteString("wait\n")
	env := []string{"PATH=" + filepath.Join(dir, "tools") + ":" + os.Getenv("PATH"), "AWS_DATA_PATH=" + data, "AWS_CONFIG_FILE=/dev/null",
		"AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_PAGER=", "PYTHONWARNINGS=ignore", "GOFLAGS=-mod=mod", "CGO_ENABLED=0", "NODE_NO_WARNINGS=1"}
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "AWS_") && !strings.HasPrefix(e, "COSELL_") && !strings.HasPrefix(e, "PATH=") {
			env = append(env, e)
		}
	}
	// Whatever fails, the shell's end is the sandbox's.
	out := runTool(t, dir, env, "bash", "-c", "set -m; trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"+shell.String())
	for _, want := range []string{"is in review", "is In review", "is Action Required", "Action Required Please give the street.", "lifeCycle.targetCloseDate",
		":user/Integration", "200 OK", `"detail-type":"Opportunity Created"`, "only-mine {"} {
		if !strings.Contains(out, want) {
			t.Errorf("what the commands print has no %q:\n%s", want, out)
		}
	}
}

func commands(t *testing.T) (all []string) {
	t.Helper()
	for _, b := range blocks(t, guide) {
		if b.language == "sh" {
			all = append(all, b.text)
		}
	}
	return all
}

func TestTheGuideSaysTheSameInJapanese(t *testing.T) {
	t.Parallel()
	english, japanese := blocks(t, guide), blocks(t, strings.TrimSuffix(guide, ".md")+".ja.md")
	if len(english) == 0 || !slices.Equal(english, japanese) {
		t.Errorf("the programs and commands of the two pages differ: %d and %d of them", len(english), len(japanese))
	}
}
