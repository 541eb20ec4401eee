// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldbtest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosell/internal/sqldb"
)

// Frozen fails when a released migration was changed: databases out there have run it, so a change goes into a
// new file. Released are those that testdata/released.txt lists, by hash. To release, run the test once with
// COSELL_RELEASE=1, which lists the files that are not listed yet.
func Frozen(t *testing.T, schemas ...sqldb.Schema) {
	t.Helper()
	list := filepath.Join("testdata", "released.txt")
	released := readReleased(t, list)
	var fresh bytes.Buffer
	for _, s := range schemas {
		files, err := fs.Glob(s.Files, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(s.Files, file)
			if err != nil {
				t.Fatal(err)
			}
			name, sum := s.Room+"/"+file, fmt.Sprintf("%x", sha256.Sum256(text))
			switch was, ok := released[name]; {
			case !ok:
				fmt.Fprintf(&fresh, "%s %s\n", name, sum)
			case was != sum:
				t.Errorf("%s is released and was changed: put the change into a new file", name)
			}
			delete(released, name)
		}
	}
	for name := range released {
		t.Errorf("%s is released and is gone", name)
	}
	if os.Getenv("COSELL_RELEASE") == "1" {
		release(t, list, fresh.Bytes())
	}
}

func readReleased(t *testing.T, list string) map[string]string {
	t.Helper()
	released := map[string]string{}
	text, err := os.ReadFile(list)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // nothing is released yet
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		name, sum, ok := strings.Cut(lines.Text(), " ")
		if !ok {
			t.Fatalf("%s: want a name and a hash: %q", list, lines.Text())
		}
		released[name] = sum
	}
	return released
}

func release(t *testing.T, list string, lines []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(list), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(list, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(lines); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
