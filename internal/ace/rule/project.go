// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// projectRules look at the project: dates, use case, competitor, marketing, references to other records, and the team.
var projectRules = []Rule{
	{ID: "dates-exist", Says: "A date is a day of the calendar.", SaysJA: "日付は実在する日でなければなりません。", Source: "reference 1.4", Broken: datesExist},
	{ID: "close-date-not-past", Says: "The target close date is today or later, in UTC.", SaysJA: "ターゲット終了日は今日（UTC）以降でなければなりません。",
		Source: "reference B2 [W]", Broken: closeDateNotPast},
	{ID: "close-date-within-60-years", Says: "The target close date lies at most 60 years ahead.", SaysJA: "ターゲット終了日は 60 年以内でなければなりません。",
		Source: "reference B3 [W]", Broken: closeDateWithin60Years},
	{ID: "use-case-listed", Says: "The use case is one of AWS's list.", SaysJA: "ユースケースは AWS の一覧から選択します。",
		Source: "reference ruling 13 [M][C]", Broken: useCaseListed},
	{ID: "competitor-name-only-for-other", Says: "Other competitors are named only with the competitor *Other.",
		SaysJA: "その他の競合名は、競合が「その他」の場合だけ入力できます。", Source: "reference B21 [W]", Broken: competitorNameOnlyForOther},
	{ID: "related-opportunity-exists", Says: "A related opportunity is one of the partner's own.", SaysJA: "親オポチュニティは自社のものでなければなりません。",
		Source: "reference B22 [M]", Broken: relatedOpportunityExists},
	{ID: "no-marketing-no-details", Says: "Marketing details are given only for a marketing activity.",
		SaysJA: "マーケティングの詳細は、マーケティング活動による案件の場合だけ入力できます。", Source: "reference B13 [M]", Broken: noMarketingNoDetails},
	{ID: "revenue-dates-in-order", Says: "A contract does not end before it starts.", SaysJA: "契約終了日は契約開始日以降でなければなりません。",
		Source: "reference B31 [W]", Broken: revenueDatesInOrder},
	{ID: "reference-unique", Says: "A partner's reference belongs to one opportunity.", SaysJA: "パートナー CRM の識別子は 1 つのオポチュニティにだけ使えます。",
		Source: "reference B33 [M]", Broken: referenceUnique},
	{ID: "team-is-account-manager", Says: "The team of a new opportunity holds the partner's account manager only.",
		SaysJA: "作成時のチームに指定できるのはパートナー営業担当者だけです。", Source: "reference B34 [M]", Broken: teamIsAccountManager},
}

const (
	closePath    = "LifeCycle.TargetCloseDate"
	startsPath   = "SoftwareRevenue.EffectiveDate"
	endsPath     = "SoftwareRevenue.ExpirationDate"
	farthestYear = 60 // years ahead that a close date may lie
)

func day(text string) (time.Time, bool) {
	date, err := time.Parse(time.DateOnly, text)
	return date, err == nil
}

func (v *view) today() time.Time { return v.Now.UTC().Truncate(24 * time.Hour) }

func datesExist(v *view) []catalogue.Violation {
	var found []catalogue.Violation
	for _, path := range []string{closePath, startsPath, endsPath} {
		text := v.text(path)
		if _, exists := day(text); !v.saving() || text == "" || exists {
			continue
		}
		en, ja := label(path)
		found = append(found, breach(path, catalogue.InvalidValue, text, words{
			en: catalogue.WireName(path) + " is not a valid date", ja: ja + "は実在する日付ではありません。",
			fixEN: "Enter " + en + " as YYYY-MM-DD.", fixJA: ja + "を YYYY-MM-DD の形式で入力してください。",
		}))
	}
	return found
}

func closeDateNotPast(v *view) []catalogue.Violation {
	date, exists := day(v.text(closePath))
	if !v.saving() || !exists || !date.Before(v.today()) {
		return nil
	}
	// A draft keeps the date it has until it is handed in, and a deal may be won or lost after the day it was meant for.
	// A simulated review judges what is there.
	may := v.state == Draft || v.stage == StageLaunched || v.stage == StageClosedLost || v.Moment == OnSimulatedReview
	if !v.at(OnSubmit) && !v.changed(closePath) && may {
		return nil
	}
	return one(breach(closePath, catalogue.ValueOutOfRange, v.text(closePath), words{
		en: "lifeCycle.targetCloseDate must not be in the past", ja: "ターゲット終了日が過去の日付です。",
		fixEN: "Enter a target close date from " + v.today().Format(time.DateOnly) + " (UTC) on.",
		fixJA: v.today().Format(time.DateOnly) + "（UTC）以降のターゲット終了日を入力してください。",
	}))
}

func closeDateWithin60Years(v *view) []catalogue.Violation {
	date, exists := day(v.text(closePath))
	last := v.today().AddDate(farthestYear, 0, 0)
	if !v.saving() || !exists || !date.After(last) {
		return nil
	}
	return one(breach(closePath, catalogue.ValueOutOfRange, v.text(closePath), words{
		en: "lifeCycle.targetCloseDate must not be more than 60 years ahead", ja: "ターゲット終了日が 60 年より先の日付です。",
		fixEN: "Enter a target close date up to " + last.Format(time.DateOnly) + " (UTC).", fixJA: last.Format(time.DateOnly) + "（UTC）以前のターゲット終了日を入力してください。",
	}))
}

func useCaseListed(v *view) []catalogue.Violation {
	const path = "Project.CustomerUseCase"
	useCase := v.text(path)
	if !v.saving() || useCase == "" || !v.changed(path) && !v.at(OnSubmit) {
		return nil
	}
	if _, listed := catalogue.Find("use_case", useCase); listed {
		return nil
	}
	return one(breach(path, catalogue.InvalidEnumValue, useCase, words{
		en: "project.customerUseCase is not a listed use case", ja: "ユースケースが一覧にありません。",
		fixEN: "Choose a use case from the list.", fixJA: "一覧からユースケースを選択してください。",
	}))
}

func competitorNameOnlyForOther(v *view) []catalogue.Violation {
	return v.forbidden("competitor-name-only-for-other", func(path string) words {
		en, ja := label(path)
		return words{
			en: catalogue.WireName(path) + " must be empty unless the competitor is *Other", ja: ja + "は、競合が「その他」の場合だけ入力できます。",
			fixEN: "Clear " + en + ", or choose the competitor *Other.", fixJA: ja + "を空にするか、競合を「その他」にしてください。",
		}
	})
}

func noMarketingNoDetails(v *view) []catalogue.Violation {
	return v.forbidden("no-marketing-no-details", func(path string) words {
		en, ja := label(path)
		return words{
			en:    catalogue.WireName(path) + " cannot have a value when marketing.source is None",
			ja:    ja + "は、マーケティング活動による案件の場合だけ入力できます。",
			fixEN: "Clear " + en + ", or set the marketing source to Marketing Activity.",
			fixJA: ja + "を空にするか、マーケティング活動による案件を「はい」にしてください。",
		}
	})
}

// forbidden is the check of conditions that forbid: what they name has no value.
func (v *view) forbidden(id string, say func(path string) words) []catalogue.Violation {
	var found []catalogue.Violation
	for _, row := range conditionsOf[id] {
		if row.Effect == Forbid && row.holds(v) && v.given(row.Path) {
			found = append(found, breach(row.Path, catalogue.InvalidValue, v.text(row.Path), say(row.Path)))
		}
	}
	return found
}

func relatedOpportunityExists(v *view) []catalogue.Violation {
	const path = "Project.RelatedOpportunityIdentifier"
	id := v.text(path)
	if !v.saving() || id == "" || v.Related == nil || !v.changed(path) || v.Related(id) {
		return nil
	}
	return one(breach(path, catalogue.InvalidValue, id, words{
		en: "project.relatedOpportunityIdentifier does not exist or is not accessible", ja: "親オポチュニティが存在しないか、アクセスできません。",
		fixEN: "Enter the id of one of your own opportunities, or leave it out.", fixJA: "自社のオポチュニティ ID を入力するか、空にしてください。",
	}))
}

func revenueDatesInOrder(v *view) []catalogue.Violation {
	starts, hasStart := day(v.text(startsPath))
	ends, hasEnd := day(v.text(endsPath))
	if !v.saving() || !hasStart || !hasEnd || !ends.Before(starts) {
		return nil
	}
	return one(breach(endsPath, catalogue.InvalidValue, v.text(endsPath), words{
		en: "softwareRevenue.expirationDate must not be before softwareRevenue.effectiveDate", ja: "契約終了日が契約開始日より前です。",
		fixEN: "Enter a contract end from " + v.text(startsPath) + " on.", fixJA: v.text(startsPath) + " 以降の契約終了日を入力してください。",
	}))
}

func referenceUnique(v *view) []catalogue.Violation {
	const path = "PartnerOpportunityIdentifier"
	reference := v.text(path)
	if !v.at(OnCreate, OnUpdate, OnSimulatedReview) || reference == "" || v.Taken == nil || !v.changed(path) {
		return nil
	}
	other := v.Taken(reference)
	if other == "" {
		return nil
	}
	return one(breach(path, catalogue.DuplicateKeyValue, reference, words{
		en: "partnerOpportunityIdentifier is already used by " + other, ja: "この識別子は " + other + " ですでに使われています。",
		fixEN: "Enter another identifier, or update " + other + " instead.", fixJA: "別の識別子を入力するか、" + other + " を更新してください。",
	}))
}

func teamIsAccountManager(v *view) []catalogue.Violation {
	if v.Moment != OnCreate {
		return nil
	}
	var found []catalogue.Violation
	doc.Each(v.After.Doc, "OpportunityTeam[].BusinessTitle", func(at string, title any) {
		if title == "PartnerAccountManager" {
			return
		}
		text, _ := title.(string)
		found = append(found, breach(at, catalogue.InvalidValue, text, words{
			en: "opportunityTeam.businessTitle must be PartnerAccountManager", ja: "チームの役割は PartnerAccountManager でなければなりません。",
			fixEN: "Send the title PartnerAccountManager; assign the owner afterwards.", fixJA: "役割を PartnerAccountManager にしてください。所有者は作成後に割り当てます。",
		}))
	})
	return found
}
