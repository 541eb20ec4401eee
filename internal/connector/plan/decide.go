// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/mapping"
)

// decide compares one field on both sides with the base.
func (m *maker) decide(p mapping.Pair) Field {
	f := Field{Pair: p, Base: m.base.CRM[p.Path], CRM: m.crm[p.Path], AWS: m.aws[p.Path]}
	said := true
	if _, fits := m.crm[p.Path]; !fits && p.Way != mapping.ToCRM {
		said = false
	}
	switch {
	case !said:
		return f.as(Refused, "The CRM's value cannot be expressed in ACE's terms.", "CRM の値を ACE の値に変換できません。")
	case m.AWS == nil && crm.Empty(f.CRM):
		return f.as(Same, "Nothing is entered.", "入力されていません。")
	case m.AWS == nil:
		return f.as(ToAWS, "The opportunity is new to AWS.", "AWS にとって新しい案件です。")
	case mapping.Same(f.CRM, f.AWS):
		return f.as(Same, "Both sides say the same.", "両方の値が同じです。")
	}
	return m.lock(m.compare(f))
}

func (m *maker) compare(f Field) Field {
	p := f.Pair
	edited := !mapping.Same(f.CRM, m.base.CRM[p.Path])
	answered := !mapping.Same(f.AWS, m.base.AWS[p.Path])
	if m.Base == nil {
		// The two never agreed: what is entered counts as an edit, on either side.
		edited, answered = !crm.Empty(f.CRM), !crm.Empty(f.AWS)
	}
	switch {
	case edited && answered && p.Way == mapping.Both:
		return m.conflict(f)
	case edited && p.Way != mapping.ToCRM:
		return f.as(ToAWS, "It was changed in the CRM.", "CRM で変更されました。")
	case answered && p.Way != mapping.ToAWS:
		return f.as(ToCRM, "It was changed at AWS.", "AWS で変更されました。")
	case answered:
		return f.as(Same, "It was changed at AWS; the mapping does not bring this field back.", "AWS で変更されましたが、この項目は CRM に取り込まない設定です。")
	case edited:
		return f.as(Same, "It was changed in the CRM; the mapping does not send this field.", "CRM で変更されましたが、この項目は送らない設定です。")
	}
	return f.as(Same, "Nobody changed it; AWS keeps its own form of the value.", "変更はありません。AWS は独自の形で値を保持しています。")
}

func (m *maker) conflict(f Field) Field {
	winner, why, whyJA := f.Pair.Wins, "Both sides changed it; for this field the CRM's value counts.", "両方で変更されました。この項目は CRM の値を優先します。"
	switch {
	case winner == mapping.AWSWins:
		why, whyJA = "Both sides changed it; for this field AWS's value counts.", "両方で変更されました。この項目は AWS の値を優先します。"
	case winner == mapping.LatestWins && m.AWSTime.After(m.CRMTime):
		winner, why, whyJA = mapping.AWSWins, "Both sides changed it; AWS's edit is the later one.", "両方で変更されました。AWS での変更の方が新しいです。"
	case winner == mapping.LatestWins:
		winner, why, whyJA = mapping.CRMWins, "Both sides changed it; the CRM's edit is the later one.", "両方で変更されました。CRM での変更の方が新しいです。"
	}
	f = f.as(Conflict, why, whyJA)
	f.Winner = winner
	return f
}

// lock keeps back what AWS does not let the partner change now.
func (m *maker) lock(f Field) Field {
	state := m.plan.State
	if f.Goes() != ToAWS || mayChange(state, f.Pair.Path) {
		return f
	}
	later := mayChange(rule.Approved, f.Pair.Path) || mayChange(rule.ActionRequired, f.Pair.Path)
	switch {
	case state == rule.InReview && later:
		return f.as(Parked, "AWS is reviewing the opportunity; the edit is sent when the review ends.", "AWS がレビュー中です。レビューが終わると送信します。")
	case state == rule.ActionRequired && mayChange(rule.Approved, f.Pair.Path):
		return f.as(Parked, "AWS asked for other corrections; this field can change once the opportunity is approved.", "AWS が別の修正を求めています。この項目は承認後に変更できます。")
	}
	f.Locked = true
	return f.as(Refused, "ACE does not let this field change any more: the opportunity is "+state.String()+".", "案件の状態("+stateJA[state]+")では、ACE はこの項目の変更を認めません。")
}

// answer keeps back every edit while AWS's question is open: a write would send the opportunity back to review and take the
// question with it. What was edited before the question was seen goes out together with what answers it.
func (m *maker) answer() {
	if m.plan.State != rule.ActionRequired {
		return
	}
	comment := doc.Text(m.AWS, catalogue.PathReviewComments)
	m.plan.Asked = m.base.Question == 0 || m.base.Review != rule.ReviewActionRequired || comment != "" && comment != m.base.Comment
	m.plan.Answers = !m.plan.Asked && m.Answered == m.base.Question
	for _, f := range m.plan.Fields {
		old, waits := m.base.Waiting[f.Pair.Path]
		if f.Goes() == ToAWS && !m.plan.Asked && (!waits || !mapping.Same(f.CRM, old)) {
			m.plan.Answers = true
		}
	}
	for i, f := range m.plan.Fields {
		if f.Goes() == ToAWS && !m.plan.Answers {
			m.plan.Fields[i] = f.as(Parked, "AWS asked a question; the edit is sent together with your answer.", "AWS から質問が届いています。回答とあわせて送信します。")
		}
	}
}

var stateJA = map[rule.State]string{
	rule.Unknown: "不明", rule.Draft: "下書き", rule.InReview: "レビュー中", rule.ActionRequired: "要対応", rule.Approved: "承認済み",
	rule.Launched: "ローンチ済み", rule.ClosedLost: "失注", rule.Rejected: "却下",
}

// mayChange says whether the partner may change a field in a state, associations included.
func mayChange(s rule.State, path string) bool {
	if kind, ok := strings.CutPrefix(path, "RelatedEntityIdentifiers."); ok {
		return rule.MayCall(s, rule.CallAssociate, kind) && rule.MayCall(s, rule.CallDisassociate, kind)
	}
	return rule.MayCall(s, rule.CallUpdate, "") && rule.MayEdit(s, path)
}

func (f Field) as(d Decision, why, whyJA string) Field {
	f.Decision, f.Why, f.WhyJA = d, why, whyJA
	return f
}
