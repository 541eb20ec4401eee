// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	glossary = "docs/glossary.md"
	notUsed  = "## 使わない言葉"
)

// avoided are the Japanese words that the glossary does not choose, each with the one that stands for the same thing.
func avoided(t *testing.T, root string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, glossary))
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), notUsed)
	if !found {
		t.Fatalf("%s has no part %q", glossary, notUsed)
	}
	words := map[string]string{}
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 || strings.Contains(line, "---") || strings.Contains(line, "使わない言葉") {
			continue
		}
		for word := range strings.SplitSeq(cells[2], "、") {
			words[strings.TrimSpace(word)] = strings.TrimSpace(cells[1])
		}
	}
	if len(words) < 10 {
		t.Fatalf("%s names %d words that are not used: its table is not read", glossary, len(words))
	}
	return words
}

// toldInJapanese says which files speak to people in Japanese: pages, refusals, notices, values and documents. Tests and sample
// data may say what they like.
func toldInJapanese(path string) bool {
	switch {
	case strings.HasSuffix(path, "_test.go"), path == glossary:
		return false
	case strings.HasPrefix(path, "web/src/i18n/ja/"), strings.HasPrefix(path, "internal/ace/catalogue/data/"):
		return true
	case strings.HasPrefix(path, "internal/"):
		return strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".yaml")
	}
	return strings.HasSuffix(path, ".ja.md") || path == "docs/rules.md"
}

// comment is the rest of a line of Go that people do not read in the program.
var comment = regexp.MustCompile(`^\s*//.*`)

func TestOneThingHasOneJapaneseWord(t *testing.T) {
	root := filepath.Join("..", "..")
	words := avoided(t, root)
	seen := 0
	err := filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path, err := filepath.Rel(root, at)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		if d.IsDir() {
			if d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !toldInJapanese(path) {
			return nil
		}
		seen++
		text, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			if strings.HasSuffix(path, ".go") && comment.MatchString(line) {
				continue
			}
			for word, instead := range words {
				if strings.Contains(line, word) {
					t.Errorf("%s:%d: %s says %q; the word is %q, see %s", path, n, strings.TrimSpace(line), word, instead, glossary)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("%d files are looked at: that is not the tree", seen)
	}
}
