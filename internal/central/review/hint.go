// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review

import (
	"context"
	"slices"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule/hint"
	"cosell/internal/central/identity"
)

// A Point is what a reviewer is pointed at, with what he may ask. Question is in the language of the opportunity.
type Point struct {
	ID           string // of the rule or of the hint
	Path         string // of the field
	WhyEN, WhyJA string
	Question     string
	Rule         bool // a rule of submission as it stands today, not a hint
}

// Points are what the rules and the hints find in a file: rules first.
func (r *Room) Points(ctx context.Context, f File) ([]Point, error) {
	broken, err := r.opportunities.Hints(ctx, identity.System(f.Account, f.Partner), f.Record)
	if err != nil {
		return nil, err
	}
	found := hint.Find(dealOf(f.Record, r.opportunities.Clock.Now()))
	has := func(id string) bool { return slices.ContainsFunc(found, func(h *hint.Hint) bool { return h.ID == id }) }
	language := hint.Language(f.Doc)
	points := []Point{}
	for _, v := range broken {
		if v.Rule == "problem-thorough" && has("problem-short") {
			continue // the hint asks better
		}
		points = append(points, Point{ID: v.Rule, Path: v.Path, WhyEN: v.Message, WhyJA: v.MessageJA, Question: in(language, v.FixEN, v.FixJA), Rule: true})
	}
	for _, h := range found {
		points = append(points, Point{ID: h.ID, Path: h.Path, WhyEN: h.WhyEN, WhyJA: h.WhyJA, Question: in(language, h.AskEN, h.AskJA)})
	}
	return points, nil
}

func in(language, en, ja string) string {
	if language == hint.Japanese && ja != "" {
		return ja
	}
	return en
}

func noReviewer(id string) catalogue.Violation {
	return catalogue.Violation{Field: "reviewer", Path: "reviewer", At: "reviewer", Code: catalogue.InvalidValue, Rule: "review-reviewer", Value: catalogue.Shown(id, false),
		Message: "Somebody who is no active reviewer cannot take an opportunity.", MessageJA: "有効なレビュアーではないユーザーは担当にできません。",
		FixEN: "Choose a reviewer from the list.", FixJA: "一覧からレビュアーを選択してください。"}
}

func noSort(given string) catalogue.Violation {
	return catalogue.Violation{Field: "sort", Path: "sort", Code: catalogue.InvalidValue, Rule: "list-filter", Value: catalogue.Shown(given, false),
		Message: "The queue has no such order.", MessageJA: "この並び順は使用できません。", FixEN: "Sort by waiting time, company or hints.", FixJA: "待ち時間、会社名、ヒント数のいずれかで並べ替えてください。"}
}

// notWaiting refuses to give a file that is not there.
var notWaiting = catalogue.Violation{Field: "review", Path: "review", Code: catalogue.InvalidResourceState, Rule: "review-waits",
	Message: "The opportunity does not wait at the AWS desk any more.", MessageJA: "このオポチュニティはレビュー待ちではなくなりました。",
	FixEN: "Reload the queue.", FixJA: "一覧を再読み込みしてください。"}
