// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/pages"
)

// busy is how long a page waits after it was told that it asks too often.
const busy = time.Second

// ofState are the codes that say: not now, whatever is entered.
var ofState = []catalogue.Code{catalogue.InvalidResourceState, catalogue.ActionNotPermitted}

// invalid tells what is wrong with an input. A list's query is the page's own and answers 400; where only the state of
// the record stands in the way, it answers 409.
func invalid(op huma.Operation, f *fault.Fault) error {
	wrong := violations(f.Violations)
	if op.Method == http.MethodGet {
		return pages.NewProblem(http.StatusBadRequest, "invalid", f.Msg, wrong...)
	}
	onlyState := len(f.Violations) > 0 && !slices.ContainsFunc(f.Violations, func(v catalogue.Violation) bool {
		return !slices.Contains(ofState, v.Code)
	})
	if onlyState {
		return pages.NewProblem(http.StatusConflict, "state", f.Msg, wrong...)
	}
	return pages.NewProblem(http.StatusUnprocessableEntity, "invalid", f.Msg, wrong...)
}

// standing refuses because of the state that something is in: which, and what to do, is in the room's own words.
func standing(f *fault.Fault) error {
	return pages.NewProblem(http.StatusConflict, "state", f.Msg, violations(f.Violations)...)
}

func violations(of []catalogue.Violation) []pages.Violation {
	all := make([]pages.Violation, len(of))
	for i, v := range of {
		all[i] = pages.Violation{
			Location: v.At, Field: v.Field, Code: string(v.Code), Message: v.Message, MessageJA: v.MessageJA,
			FixEN: v.FixEN, FixJA: v.FixJA, Rule: v.Rule, Value: v.Value,
		}
		if all[i].Location == "" {
			all[i].Location = v.Path
		}
		if v.Value == catalogue.Hidden {
			all[i].Value = ""
		}
	}
	return all
}

// needVersion refuses a write that does not say what it was decided on: it could undo somebody else's.
func needVersion(version string) error {
	if version != "" {
		return nil
	}
	return fault.Malformed(catalogue.Violation{
		Field: "version", Path: "version", At: "version", Code: catalogue.RequiredFieldMissing, Rule: "request-version",
		Message: "The version that the change was decided on is missing.", MessageJA: "変更の対象となるバージョンが指定されていません。",
		FixEN: "Reload the page and try again.", FixJA: "ページを再読み込みして、もう一度お試しください。",
	})
}
