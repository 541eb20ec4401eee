// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

var update = flag.Bool("update", false, "write the files that tests compare with; read the diff")

// same compares with a committed file, or writes it.
func same(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the endpoints are any more: run this test with -update and read the diff", path)
	}
}

func TestTheCommittedDocumentIsThatOfTheEndpoints(t *testing.T) {
	t.Parallel()
	s := newStage(t, sqldbtest.SQLite, clock.NewManual(sqldbtest.Start))
	text, err := s.portal.Document()
	if err != nil {
		t.Fatal(err)
	}
	same(t, filepath.Join("..", "..", "..", "web", "openapi", "central.json"), text)
}
