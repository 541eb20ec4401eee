// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// A view is a change with what most rules ask of it worked out once.
type view struct {
	Change
	state    State  // of the record as it is stored; Draft on create
	review   string // of the record as it is stored
	stage    string
	wasStage string
	needs    []string
	spend    []doc.Doc
	duration bool // an expected contract duration is given
}

func newView(c Change) *view {
	v := &view{Change: c, state: Draft}
	stored := c.After.Doc
	if c.Before != nil {
		stored = c.Before.Doc
	}
	v.wasStage = stageOf(stored)
	if c.Moment != OnCreate {
		v.state = StateOf(reviewOf(stored), stageOf(stored))
	}
	v.review = reviewOf(stored)
	v.stage = stageOf(c.After.Doc)
	v.needs = doc.Texts(c.After.Doc, "PrimaryNeedsFromAws")
	v.spend = doc.Objects(c.After.Doc, "Project.ExpectedCustomerSpend")
	v.duration = doc.Says(doc.Get(c.After.Doc, "Project.ExpectedContractDuration"))
	return v
}

// reviewOf and stageOf read a document; what is not there yet is what a new record begins with.
func reviewOf(d doc.Doc) string {
	if review := doc.Text(d, "LifeCycle.ReviewStatus"); review != "" {
		return review
	}
	return ReviewPending
}

func stageOf(d doc.Doc) string {
	if stage := doc.Text(d, "LifeCycle.Stage"); stage != "" {
		return stage
	}
	return StageProspect
}

// at says whether rules of a moment apply. An update of a record with action required hands it in again, so it is held
// against the rules of submission too.
func (v *view) at(moments ...Moment) bool {
	return slices.Contains(moments, v.Moment) ||
		v.Moment == OnUpdate && v.state == ActionRequired && slices.Contains(moments, OnSubmit)
}

// saving says that a document is stored or handed in: the moments at which its values are looked at.
func (v *view) saving() bool { return v.at(OnCreate, OnUpdate, OnSubmit, OnSimulatedReview) }

func (v *view) text(path string) string { return strings.TrimSpace(doc.Text(v.After.Doc, path)) }

func (v *view) before(path string) string {
	if v.Before == nil {
		return ""
	}
	return strings.TrimSpace(doc.Text(v.Before.Doc, path))
}

// given says whether the record will have something at a path: text that is not blank, or a list or object with content.
func (v *view) given(path string) bool { return given(v.After.Doc, path) }

func given(d doc.Doc, path string) bool {
	found := false
	doc.Each(d, path, func(_ string, value any) {
		if text, isText := value.(string); isText {
			found = found || strings.TrimSpace(text) != ""
		} else {
			found = found || doc.Says(value)
		}
	})
	return found
}

func (v *view) changed(path string) bool {
	return v.Before == nil || !same(doc.Get(v.Before.Doc, path), doc.Get(v.After.Doc, path))
}

// same compares two values; the order of plain lists does not count.
func same(a, b any) bool {
	if doc.Equal(doc.Doc{"v": a}, doc.Doc{"v": b}) {
		return true
	}
	listA, okA := plain(a)
	listB, okB := plain(b)
	slices.Sort(listA)
	slices.Sort(listB)
	return okA && okB && slices.Equal(listA, listB)
}

func plain(v any) ([]string, bool) {
	elements, isList := v.([]any)
	texts := doc.Texts(doc.Doc{"v": v}, "v")
	return texts, isList && len(texts) == len(elements)
}

func (v *view) nationalSecurity() bool { return v.text("NationalSecurity") == "Yes" }

// coSell says whether the deal asks for AWS's help: by the type of involvement on submission, else by the needs.
func (v *view) coSell() bool {
	if v.Involvement != "" {
		return v.Involvement == CoSell
	}
	if v.After.Involvement != "" {
		return v.After.Involvement == CoSell
	}
	return hasCoSellNeed(v.needs)
}

// The two types of involvement, and the need that stands for the second in the list of needs.
const (
	CoSell         = "Co-Sell"
	VisibilityOnly = "For Visibility Only"
	NoSupport      = "Do Not Need Support from AWS Sales Rep"
)

func hasCoSellNeed(needs []string) bool {
	return slices.ContainsFunc(needs, func(need string) bool { return need != NoSupport })
}

// solved says whether something AWS can find in its lists is associated.
func (r *Record) solved() bool { return len(r.Solutions)+len(r.MPSolutions)+len(r.MPProducts) > 0 }

// words are a breach told in both languages, and what to do about it.
type words struct {
	en, ja, fixEN, fixJA string
}

func one(v catalogue.Violation) []catalogue.Violation { return []catalogue.Violation{v} }

// breach is a violation at a path, with the offending value redacted where the catalogue says so.
func breach(path string, code catalogue.Code, value string, w words) catalogue.Violation {
	return catalogue.Violation{
		Field: catalogue.WireName(path), Path: doc.Row(path), At: path, Code: code,
		Value:   catalogue.Shown(value, catalogue.Opportunity.Sensitive(path)),
		Message: w.en, MessageJA: w.ja, FixEN: w.fixEN, FixJA: w.fixJA,
	}
}

// label is the name of a field in both languages, as it stands in a sentence; a path without a row stands for itself.
func label(path string) (en, ja string) {
	if row := catalogue.Opportunity.ByPath(path); row != nil {
		return row.Named()
	}
	return path, "「" + path + "」"
}

// missing is the breach of a field that must be given. When says under which circumstances, in both languages.
func missing(path, whenEN, whenJA string) catalogue.Violation {
	en, ja := label(path)
	verbEN, verbJA := "Enter", "を入力してください。"
	if row := catalogue.Opportunity.ByPath(path); row != nil && (row.Values != "" || row.Type == "list") {
		verbEN, verbJA = "Choose", "を選択してください。"
	}
	w := words{
		en: catalogue.WireName(path) + " is required", ja: ja + "は必須です。",
		fixEN: verbEN + " " + en + ".", fixJA: ja + verbJA,
	}
	if whenEN != "" {
		w.en += " " + whenEN
		w.ja = whenJA + "、" + ja + "が必要です。"
	}
	return breach(path, catalogue.RequiredFieldMissing, "", w)
}
