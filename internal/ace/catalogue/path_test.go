// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
)

func TestEveryNamedPathIsThatOfAField(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "path.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	ast.Inspect(file, func(n ast.Node) bool {
		literal, isLiteral := n.(*ast.BasicLit)
		if !isLiteral {
			return true
		}
		path, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		seen++
		if !slices.ContainsFunc(catalogue.Opportunity.Fields, func(f *catalogue.Field) bool {
			return f.Path == path || strings.HasPrefix(f.Path, path+".") || strings.HasPrefix(f.Path, path+"[]")
		}) {
			t.Errorf("%s is the path of no field", path)
		}
		return true
	})
	if seen < 20 {
		t.Errorf("only %d paths were read", seen)
	}
}
