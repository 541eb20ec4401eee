// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package story has the real binary tell its story on both databases.
package story

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

func TestTheStoryIsTold(t *testing.T) {
	t.Parallel()
	for _, on := range []struct {
		name string
		url  func(testing.TB) string
	}{
		{"SQLite", func(testing.TB) string { return "" }},
		{"PostgreSQL", sqldbtest.PostgresURL},
	} {
		t.Run(on.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), program.Binary(t), "demo", "--story")
			cmd.Env = os.Environ()
			if url := on.url(t); url != "" {
				cmd.Env = append(cmd.Env, "COSELL_DATABASE_URL="+url)
			}
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, step := range []string{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "both sides were read, nothing was written", "The story is told"} {
				if !strings.Contains(string(out), step) {
					t.Errorf("%q was not told:\n%s", step, out)
				}
			}
		})
	}
}
