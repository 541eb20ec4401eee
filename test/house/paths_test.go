// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
)

// mayNamePaths are the places that may write a wire path of ACE as a literal, and why.
var mayNamePaths = []struct{ place, why string }{
	{"internal/ace/catalogue/", "the catalogue is where paths are written"},
	{"internal/ace/rule/", "a rule is a row about the fields that it names"},
	{"internal/connector/mapping/", "a mapping is rows from field to path"},
	{"internal/connector/remote/remotetest/", "it stands for AWS in tests: a slip of the catalogue must not be repeated there"},
}

// index finds which element of a list a path means.
var index = regexp.MustCompile(`\[\d+\]`)

// TestWirePathsStandInTheCatalogue finds a path of a field that product code has written for itself: one that is
// misspelt reads as an empty field, and nobody tells.
func TestWirePathsStandInTheCatalogue(t *testing.T) {
	t.Parallel()
	paths := wirePaths()
	if !paths["LifeCycle.Stage"] || !paths["Customer.Contacts"] || paths["Name"] {
		t.Fatalf("the catalogue is read wrongly: %d paths", len(paths))
	}
	used := map[string]bool{}
	goFiles(t, func(path string, text []byte) {
		if strings.HasSuffix(path, "_test.go") || generated(text) {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, isLiteral := n.(*ast.BasicLit)
			if !isLiteral || literal.Kind != token.STRING {
				return true
			}
			if word, err := strconv.Unquote(literal.Value); err != nil || !paths[index.ReplaceAllString(word, "[]")] {
				return true
			}
			for _, allowed := range mayNamePaths {
				if strings.HasPrefix(path, allowed.place) {
					used[allowed.place] = true
					return true
				}
			}
			line := 1 + strings.Count(string(text[:literal.Pos()-file.FileStart]), "\n")
			t.Errorf("%s:%d writes %s itself: ask the catalogue for it by name", path, line, literal.Value)
			return true
		})
	})
	for _, allowed := range mayNamePaths {
		if !used[allowed.place] {
			t.Errorf("%s names no path any more: it needs no exception", allowed.place)
		}
	}
}

// wirePaths are the paths of all fields, and what they lie in. A path of one word is a word of many other things.
func wirePaths() map[string]bool {
	all := map[string]bool{}
	for _, table := range []*catalogue.Table{catalogue.Opportunity, catalogue.Lead} {
		for _, f := range table.Fields {
			for path := f.Path; strings.Contains(path, "."); path = path[:strings.LastIndex(path, ".")] {
				all[path] = true
				all[strings.TrimSuffix(path, "[]")] = strings.Contains(strings.TrimSuffix(path, "[]"), ".")
			}
		}
	}
	return all
}
