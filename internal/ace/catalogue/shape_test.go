// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import "testing"

// Shapes are compiled for the first value: a bad one would be found by a user.
func TestEveryShapeOfTheDataCompiles(t *testing.T) {
	t.Parallel()
	seen := 0
	try := func(where string, s *Shape) {
		if s == nil {
			return
		}
		seen++
		defer func() {
			if r := recover(); r != nil {
				t.Errorf("%s: %v", where, r)
			}
		}()
		s.MatchString("")
	}
	for iso, rule := range postalRules {
		try("postal code of "+iso, rule.Regex)
	}
	for _, table := range []*Table{Opportunity, Lead, accountNames} {
		for _, f := range table.Fields {
			try(f.ID, f.Pattern)
		}
	}
	for _, m := range []Model{selling, Account} {
		known := map[*shape]bool{}
		for operation, s := range m.inputs {
			tryBelow(operation, s, known, try)
		}
	}
	if seen < 250 {
		t.Errorf("only %d shapes were found", seen)
	}
}

func tryBelow(where string, s *shape, known map[*shape]bool, try func(string, *Shape)) {
	if s == nil || known[s] {
		return
	}
	known[s] = true
	if s.text != nil {
		try(where, s.text.pattern)
	}
	tryBelow(where+"[]", s.element, known, try)
	for _, m := range s.members {
		tryBelow(where+"."+m.name, m.shape, known, try)
	}
}
