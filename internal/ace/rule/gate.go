// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// gateRules say in which state a call is legal and which fields it may touch.
var gateRules = []Rule{
	{ID: "state-allows-update", Says: "An opportunity is not changed while AWS reviews it, nor after it was rejected or lost.",
		SaysJA: "レビュー中、却下後、失注後のオポチュニティは更新できません。", Source: "reference 3.2, 3.9 [D][G]", Broken: stateAllowsUpdate},
	{ID: "state-allows-submit", Says: "Only a draft, or a record that needs action, is submitted.",
		SaysJA: "送信できるのは、下書きまたは要対応のオポチュニティだけです。", Source: "reference 3.2, 3.9 [M]", Broken: stateAllowsSubmit},
	{ID: "state-allows-association", Says: "Solutions, products and offers are associated only while the state allows it.",
		SaysJA: "ソリューション、製品、オファーの関連付けは、状態が許す場合だけ変更できます。", Source: "reference 3.5 note 5, 3.9, ruling 9", Broken: stateAllowsAssociation},
	{ID: "state-allows-assignment", Says: "A draft, a record that needs action, or an approved open deal is assigned.",
		SaysJA: "担当者を変更できるのは、下書き、要対応、承認済み（進行中）のオポチュニティだけです。", Source: "reference 3.9, 7.2 [G]", Broken: stateAllowsAssignment},
	{ID: "locked-field", Says: "After submission only the fields of the state are changed; the others are locked.",
		SaysJA: "送信後は、状態ごとに決められた項目だけを変更できます。", Source: "reference 3.5, rulings 1 and 2", Broken: lockedField},
	{ID: "closed-stage-stays", Says: "A launched deal keeps its stage.", SaysJA: "ローンチ済みの案件のステージは変更できません。",
		Source: "reference 3.3", Broken: closedStageStays},
	{ID: "submit-open-stage", Says: "A deal is submitted while it is open, not launched or lost.",
		SaysJA: "ローンチ済みまたは失注の案件は送信できません。", Source: "reference 3.3, B37 [D][G]", Broken: submitOpenStage},
	{ID: "review-status-is-aws", Says: "Review status, reason and comments are AWS's; a partner does not change them.",
		SaysJA: "レビューのステータス、理由、コメントは AWS が設定します。", Source: "reference B36", Broken: reviewStatusIsAWS},
	{ID: "simulated-review-in-order", Says: "In the Sandbox a partner plays the reviewer: approve, ask for action or reject what is submitted.",
		SaysJA: "Sandbox では、送信済みの案件に対してのみ、承認、対応依頼、却下を模擬できます。", Source: "reference 3.2, 12 [W]", Broken: simulatedReviewInOrder},
	{ID: "origin-is-partner", Says: "In the catalog AWS only partner referrals are created.",
		SaysJA: "カタログ AWS で作成できるのはパートナー紹介だけです。", Source: "reference B35 [M]", Broken: originIsPartner},
}

const reviewPath = "LifeCycle.ReviewStatus"

// refusedIn is the breach of a call that the state does not allow.
func (v *view) refusedIn(path, doingEN, doingJA string) catalogue.Violation {
	status, statusJA := v.standing()
	w := words{
		en: "Opportunity cannot be " + doingEN + " while its review status is " + status,
		ja: "レビューステータスが" + statusJA + "のオポチュニティは" + doingJA + "できません。",
	}
	switch v.state {
	case InReview:
		w.fixEN, w.fixJA = "Wait for AWS's answer.", "AWS のレビュー結果をお待ちください。"
	case Draft:
		w.fixEN, w.fixJA = "Submit the opportunity first.", "先にオポチュニティを送信してください。"
	case ActionRequired:
		w.fixEN, w.fixJA = "Correct what AWS asks for and submit the opportunity again.", "AWS の指摘を修正して再送信してください。"
	case Unknown, Approved, Launched, ClosedLost, Rejected:
		w.fixEN, w.fixJA = "Create a new opportunity if the deal goes on.", "商談が続く場合は、新しいオポチュニティを作成してください。"
	}
	if v.state == Approved {
		w.fixEN, w.fixJA = "The opportunity is approved already; update it instead.", "すでに承認されています。更新してください。"
	}
	return breach(path, catalogue.InvalidResourceState, v.review, w)
}

// standing is the stored review status, and the stage where it closes the deal, as they stand in a sentence.
func (v *view) standing() (en, ja string) {
	en, ja = "'"+v.review+"'", "「"+valueJA("review_status", v.review)+"」"
	if v.state == Launched || v.state == ClosedLost {
		en += " and its stage '" + v.wasStage + "'"
		ja += "、ステージが「" + valueJA("stage", v.wasStage) + "」"
	}
	return en, ja
}

func stateAllowsUpdate(v *view) []catalogue.Violation {
	if v.Moment != OnUpdate || MayCall(v.state, CallUpdate, "") {
		return nil
	}
	return one(v.refusedIn(reviewPath, "updated", "更新"))
}

func stateAllowsSubmit(v *view) []catalogue.Violation {
	if v.Moment != OnSubmit || MayCall(v.state, CallSubmit, "") {
		return nil
	}
	return one(v.refusedIn(reviewPath, "submitted", "送信"))
}

func stateAllowsAssignment(v *view) []catalogue.Violation {
	if v.Moment != OnAssign || MayCall(v.state, CallAssign, "") {
		return nil
	}
	return one(v.refusedIn(reviewPath, "assigned", "担当者の変更が"))
}

// forSomePartners are fields that stay editable after launch for one kind of partner only.
var forSomePartners = map[string]func(Partner) bool{
	"Project.DeliveryModels":               software,
	"Project.RelatedOpportunityIdentifier": software,
	"Project.AdditionalComments":           software,
	"OpportunityType":                      software,
	"SoftwareRevenue.DeliveryModel":        special,
	"SoftwareRevenue.Value.Amount":         special,
	"SoftwareRevenue.Value.CurrencyCode":   special,
	"SoftwareRevenue.EffectiveDate":        special,
	"SoftwareRevenue.ExpirationDate":       special,
}

func software(p Partner) bool { return !p.Consulting }

func special(p Partner) bool { return p.SpecialProgram }

func lockedField(v *view) []catalogue.Violation {
	if v.Moment != OnUpdate || v.Before == nil || v.state != ActionRequired && v.state != Approved && v.state != Launched {
		return nil
	}
	var found []catalogue.Violation
	for _, path := range doc.Diff(v.Before.Doc, v.After.Doc) {
		row := catalogue.Opportunity.ByPath(path)
		if row == nil || !row.SetBy("UpdateOpportunity") || v.mayChange(path) || !v.reallyChanged(path) {
			continue
		}
		if path == "LifeCycle.Stage" && v.state == Launched {
			continue // closed-stage-stays says it better
		}
		status, statusJA := v.standing()
		en, ja := row.Named()
		found = append(found, breach(path, catalogue.ActionNotPermitted, v.text(path), words{
			en:    catalogue.WireName(path) + " cannot be changed while the review status of the opportunity is " + status,
			ja:    ja + "は、レビューステータスが" + statusJA + "の間は変更できません。",
			fixEN: "Leave " + en + " unchanged.", fixJA: ja + "を元の値に戻してください。",
		}))
	}
	return found
}

// reallyChanged is false where only the order of a plain list differs, or a default stands for what was absent.
func (v *view) reallyChanged(path string) bool {
	if value, hasDefault := defaultValues[path]; hasDefault && v.before(path) == "" && v.text(path) == value {
		return false
	}
	return strings.Contains(path, "[]") || v.changed(path)
}

func (v *view) mayChange(path string) bool {
	if !MayEdit(v.state, path) {
		return false
	}
	condition, conditional := forSomePartners[path]
	return v.state != Launched || !conditional || condition(v.Partner)
}

func closedStageStays(v *view) []catalogue.Violation {
	if v.Moment != OnUpdate || v.state != Launched || !v.given("LifeCycle.Stage") || NextStage(v.wasStage, v.stage) {
		return nil
	}
	return one(breach("LifeCycle.Stage", catalogue.ActionNotPermitted, v.stage, words{
		en:    "lifeCycle.stage cannot be changed from '" + v.wasStage + "' to '" + v.stage + "'",
		ja:    "ステージを「" + valueJA("stage", v.wasStage) + "」から「" + valueJA("stage", v.stage) + "」に変更することはできません。",
		fixEN: "Send the stage as it was; create a new opportunity for a new deal.",
		fixJA: "ステージを元に戻してください。新しい商談は新しいオポチュニティとして作成してください。",
	}))
}

func submitOpenStage(v *view) []catalogue.Violation {
	if v.Moment != OnSubmit || v.stage != StageLaunched && v.stage != StageClosedLost {
		return nil
	}
	return one(breach("LifeCycle.Stage", catalogue.InvalidValue, v.stage, words{
		en:    "Opportunity in stage '" + v.stage + "' cannot be submitted; an open stage is needed",
		ja:    "ステージ「" + valueJA("stage", v.stage) + "」のオポチュニティは送信できません。進行中のステージが必要です。",
		fixEN: "Choose a stage from Prospect to Committed.", fixJA: "「見込み客」から「コミット済み」までのステージを選択してください。",
	}))
}

func reviewStatusIsAWS(v *view) []catalogue.Violation {
	if v.Moment != OnCreate && v.Moment != OnUpdate {
		return nil
	}
	var found []catalogue.Violation
	for _, path := range []string{reviewPath, "LifeCycle.ReviewComments", "LifeCycle.ReviewStatusReason"} {
		sent, stored := v.text(path), v.before(path)
		if path == reviewPath {
			stored = v.review
			if v.Moment == OnCreate {
				stored = ReviewPending
			}
			if v.Moment == OnUpdate && v.state == ActionRequired && sent == ReviewSubmitted && v.Catalog == Sandbox {
				continue // hands the record in again, which the update does anyway
			}
		}
		if sent == "" || sent == stored {
			continue
		}
		_, ja := label(path)
		found = append(found, breach(path, catalogue.ActionNotPermitted, sent, words{
			en:    catalogue.WireName(path) + " is read-only and set by AWS",
			ja:    ja + "は AWS が設定する項目で、変更できません。",
			fixEN: "Leave it out or send it as it was.", fixJA: "この項目を送信しないか、元の値のまま送信してください。",
		}))
	}
	return found
}

// Sandbox and AWS are the two catalogs.
const (
	Sandbox = "Sandbox"
	AWS     = "AWS"
)

// UpdateMoment tells an update in which a Sandbox partner plays the reviewer from a plain one.
func UpdateMoment(catalog string, before, after doc.Doc) Moment {
	sent, stored := doc.Text(after, reviewPath), reviewOf(before)
	if catalog != Sandbox || sent == "" || sent == stored || stored == ReviewActionRequired && sent == ReviewSubmitted {
		return OnUpdate
	}
	return OnSimulatedReview
}

var simulated = []string{ReviewApproved, ReviewActionRequired, ReviewRejected}

func simulatedReviewInOrder(v *view) []catalogue.Violation {
	if v.Moment != OnSimulatedReview {
		return nil
	}
	sent := v.text(reviewPath)
	if v.Catalog == Sandbox && MayCall(v.state, CallSimulate, "") && NextReview(v.review, sent) && slices.Contains(simulated, sent) {
		return nil
	}
	return one(breach(reviewPath, catalogue.InvalidResourceState, sent, words{
		en:    "Cannot transition opportunity from status '" + v.review + "' to '" + sent + "'.",
		ja:    "オポチュニティのステータスを「" + valueJA("review_status", v.review) + "」から「" + valueJA("review_status", sent) + "」に変更することはできません。",
		fixEN: "Set Approved, Action Required or Rejected on a submitted opportunity of the Sandbox catalog.",
		fixJA: "Sandbox カタログの送信済みオポチュニティに、承認済み、要対応、却下のいずれかを設定してください。",
	}))
}

func originIsPartner(v *view) []catalogue.Violation {
	if v.Moment != OnCreate || v.Catalog == Sandbox || v.After.Origin != "AWS Referral" {
		return nil
	}
	return one(breach("Origin", catalogue.ActionNotPermitted, v.After.Origin, words{
		en: "origin must be Partner Referral in catalog AWS", ja: "カタログ AWS では、起点は「パートナー紹介」でなければなりません。",
		fixEN: "Leave the origin out, or use the Sandbox catalog.", fixJA: "起点を省略するか、Sandbox カタログを使用してください。",
	}))
}

// valueJA is the Japanese name of a choice, or its spelling where it is not one.
func valueJA(set, value string) string {
	if v, known := catalogue.Find(set, value); known {
		return v.JA
	}
	return value
}
