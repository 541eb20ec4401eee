// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package house

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// longest is how many lines a file of product code may have; above it two nouns share a room.
const longest = 600

// vague are package names that say nothing of what is inside.
var vague = []string{"util", "utils", "common", "helper", "helpers", "base", "core", "types", "models", "manager", "service", "impl"}

func TestRoomsAndFilesStaySmallAndNamed(t *testing.T) {
	t.Parallel()
	goFiles(t, func(path string, text []byte) {
		if n := bytes.Count(text, []byte("\n")); n > longest && !strings.HasSuffix(path, "_test.go") && !generated(text) {
			t.Errorf("%s has %d lines, at most %d: which second noun is in it?", path, n, longest)
		}
		for _, name := range vague {
			if filepath.Base(filepath.Dir(path)) == name {
				t.Errorf("%s: %q says nothing; name the trade", path, name)
			}
		}
	})
}

func TestEveryFileNamesItsLicence(t *testing.T) {
	t.Parallel()
	goFiles(t, func(path string, text []byte) {
		if !bytes.Contains(text, []byte("SPDX-License-Identifier: Apache-2.0")) {
			t.Errorf("%s: the two SPDX lines are missing", path)
		}
	})
}

// realTime finds product code that asks the machine instead of its clock.
var realTime = regexp.MustCompile(`\btime\.(Now|Sleep|After|Tick|NewTimer|NewTicker|Since|Until)\(`)

// mayAskTheMachine are the places that are about the machine: how long a call or a lock takes there, and tests.
var mayAskTheMachine = []string{"internal/clock/", "internal/sqldb/", "internal/telemetry/", "internal/sqldb/sqldbtest/", "cmd/cosell/", "test/"}

func TestProductCodeAsksItsClock(t *testing.T) {
	t.Parallel()
	goFiles(t, func(path string, text []byte) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, allowed := range mayAskTheMachine {
			if strings.HasPrefix(path, allowed) {
				return
			}
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			code, _, _ := bytes.Cut(line, []byte("//"))
			if realTime.Match(code) {
				t.Errorf("%s:%d asks the machine for the time: use clock.Clock", path, i+1)
			}
		}
	})
}

func generated(text []byte) bool { return bytes.HasPrefix(text, []byte("// Code generated ")) }

func goFiles(t *testing.T, visit func(path string, text []byte)) {
	t.Helper()
	for _, dir := range []string{"cmd", "internal", "test", "web"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			if d.IsDir() || filepath.Ext(path) != ".go" {
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			visit(filepath.ToSlash(rel), text)
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}
