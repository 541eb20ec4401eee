// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"cosell/internal/central/scenario"
)

func TestTheScriptsOfThePageCanBeRead(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "scenarios.md"))
	if err != nil {
		t.Fatal(err)
	}
	scripts := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1)
	if len(scripts) == 0 {
		t.Fatal("the page shows no script")
	}
	for _, s := range scripts {
		if _, problems := scenario.Parse(s[1]); len(problems) > 0 {
			t.Errorf("%s\n%v", s[1], problems)
		}
	}
}
