// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package remotetest

import (
	"maps"
	"slices"

	"cosell/internal/ace/doc"
)

// offers lists the partner's solutions. Unless a test names them there are two, one on each page, and every other that is
// asked for by its identifier is there too.
func (c *Central) offers(in doc.Doc) (doc.Doc, bool, error) {
	solution := func(id, name, state string) doc.Doc {
		return doc.Doc{"Catalog": "AWS", "Id": id, "Name": name, "Status": state, "Category": "Software Product", "CreatedDate": "2026-01-01T00:00:00Z"}
	}
	ids := doc.Texts(in, "Identifier")
	switch {
	case len(ids) == 0 && c.own == nil && doc.Text(in, "NextToken") == "":
		return doc.Doc{"NextToken": "more", "SolutionSummaries": []any{solution("S-0072001", "Harbour planner", "Active")}}, false, nil
	case len(ids) == 0 && c.own == nil:
		return doc.Doc{"SolutionSummaries": []any{solution("S-0072002", "Berth forecast", "Active")}}, false, nil
	case len(ids) == 0:
		ids = slices.Sorted(maps.Keys(c.own))
	}
	rows := []any{}
	for _, id := range ids {
		state, known := c.own[id]
		if c.own == nil {
			state, known = "Active", true
		}
		if known {
			rows = append(rows, solution(id, id, state))
		}
	}
	return doc.Doc{"SolutionSummaries": rows}, false, nil
}
