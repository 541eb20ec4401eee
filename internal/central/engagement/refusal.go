// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"strconv"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
)

func number(n int) string { return strconv.Itoa(n) }

// proposed is a payload that a caller gives for a context of a type, and what is wrong with it. prefix leads to the context.
func proposed(prefix, kind string, given *selling.ContextPayload) (p selling.ContextPayload, broken []catalogue.Violation) {
	if given == nil {
		return p, []catalogue.Violation{violation(prefix+"Payload", catalogue.RequiredFieldMissing, "context-payload", "",
			"is required", "は必須です。", "Give the payload of the context.", "コンテキストの内容を指定してください。")}
	}
	p = *given
	switch {
	case typeOf(p) != kind:
		broken = append(broken, otherType(prefix+"Type", kind, typeOf(p)))
	case kind == selling.ContextProspectingResult:
		broken = append(broken, violation(prefix+"Type", catalogue.ActionNotPermitted, "context-prospecting", kind,
			"is written by a prospecting task only", "は見込み客調査タスクだけが作成します。",
			"Start a prospecting task for the engagement.", "エンゲージメントに対して見込み客調査タスクを開始してください。"))
	case p.CustomerProject != nil && p.CustomerProject.Project != nil:
		broken = append(broken, aDay(prefix+"Payload.CustomerProject.Project.TargetCompletionDate", p.CustomerProject.Project.TargetCompletionDate)...)
	case p.Lead != nil:
		people := make([]rule.Interaction, len(p.Lead.Interactions))
		for i, met := range p.Lead.Interactions {
			people[i] = person(met)
		}
		step := rule.LeadChange{Moment: rule.OnLeadUpdate, Payload: rule.LeadInvitation, Invitation: rule.InvitationAccepted, Interactions: people}
		if q := p.Lead.QualificationStatus; q != nil {
			step.Qualification = *q
		}
		broken = append(broken, rule.CheckLead(step)...)
	}
	return p, broken
}

// aDay refuses a date that no calendar has, such as 2027-02-30.
func aDay(path, date string) []catalogue.Violation {
	if _, err := time.Parse(time.DateOnly, date); err == nil {
		return nil
	}
	return []catalogue.Violation{violation(path, catalogue.InvalidValue, "engagement-date", date, "is not a date of the calendar", "は存在しない日付です。",
		"Give a date such as 2027-03-31.", "2027-03-31 のような日付を指定してください。")}
}

func otherType(path, given, is string) catalogue.Violation {
	return violation(path, catalogue.InvalidValue, "context-type", given, "must be the type of the payload and of the context", "がコンテキストの内容の種類と一致していません。",
		"Set the type to "+is+".", "種類を "+is+" にしてください。")
}

// violation is a broken rule on a field; says and ja go on after the field's name.
func violation(path string, code catalogue.Code, id, value, says, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: catalogue.WireName(path), Path: path, At: path, Code: code, Rule: id, Value: catalogue.Shown(value, false),
		Message: catalogue.WireName(path) + " " + says, MessageJA: catalogue.WireName(path) + " " + ja, FixEN: fixEN, FixJA: fixJA}
}

func withoutInteraction() catalogue.Violation {
	return violation("Lead.Interactions", catalogue.NotEnoughValues, "lead-has-interaction", "", "needs at least one interaction", "には 1 件以上のインタラクションが必要です。",
		"Add how and with whom the customer was met.", "いつ誰とどのように接触したかを追加してください。")
}
