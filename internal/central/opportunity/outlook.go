// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity/listing"
)

// An Outlook is what may be done with a record now, so that a page offers nothing that would be refused.
type Outlook struct {
	Editable                                      []string // paths of the catalogue; "*" for every field that a partner writes
	MayUpdate, MaySubmit, MayAssociate, MayAssign bool
	NextStages                                    []string
	Problems                                      []catalogue.Violation // what a submission would be refused for; none unless MaySubmit
}

// Outlook says what the caller may do with a record.
func (r *Room) Outlook(ctx context.Context, c identity.Caller, rec *Record) (Outlook, error) {
	state := rec.State()
	o := Outlook{
		Editable:  []string{},
		MayUpdate: rule.MayCall(state, rule.CallUpdate, ""), MaySubmit: rule.MayCall(state, rule.CallSubmit, ""),
		MayAssociate: rule.MayCall(state, rule.CallAssociate, rule.Solutions), MayAssign: rule.MayCall(state, rule.CallAssign, ""),
		NextStages: []string{}, Problems: []catalogue.Violation{},
	}
	if state == rule.Draft {
		o.Editable = []string{"*"}
	} else {
		for _, f := range catalogue.Opportunity.From("Opportunity") {
			if f.SetBy("UpdateOpportunity") && rule.MayEdit(state, f.Path) {
				o.Editable = append(o.Editable, f.Path)
			}
		}
	}
	if rule.MayEdit(state, stagePath) {
		for _, stage := range listing.Stages {
			if stage != rec.Stage() && rule.NextStage(rec.Stage(), stage) {
				o.NextStages = append(o.NextStages, stage)
			}
		}
	}
	if !o.MaySubmit {
		return o, nil
	}
	involvement := rec.Involvement
	if involvement == "" {
		involvement = selling.CoSell
		if needs := rec.needs(); len(needs) == 1 && needs[0] == rule.NoSupport {
			involvement = selling.ForVisibilityOnly
		}
	}
	_, q := r.handing(ctx, c, rec, involvement, rec.Visibility)
	err := q.gather(&o.Problems)
	return o, err
}

// thorough is how many characters of business problem tell a reviewer enough.
const thorough = 40

// Hints are what the automatic reviewer asks the partner to mend, all of it open to correction then: the rules of
// submission as they stand today, and a business problem that says too little.
func (r *Room) Hints(ctx context.Context, c identity.Caller, rec *Record) ([]catalogue.Violation, error) {
	draft := rec.clone()
	doc.Set(draft.Doc, reviewPath, rule.ReviewPending)
	found := []catalogue.Violation{}
	_, q := r.handing(ctx, c, draft, rec.Involvement, rec.Visibility)
	err := q.gather(&found)
	const path = catalogue.PathBusinessProblem
	if n := utf8.RuneCountInString(doc.Text(rec.Doc, path)); n < thorough {
		found = append(found, catalogue.Violation{
			Field: catalogue.WireName(path), Path: path, At: path, Code: catalogue.InvalidValue, Rule: "problem-thorough",
			Message: "project.customerBusinessProblem says too little", MessageJA: "お客様のビジネス課題の説明が不足しています。",
			FixEN: "Describe the customer's business problem in more detail.", FixJA: "お客様のビジネス課題をより詳しく記載してください。",
		})
	}
	return found, err
}
