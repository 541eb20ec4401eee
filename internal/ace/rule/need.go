// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"slices"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// needRules tie together what AWS is needed for, the type of involvement, visibility and classified deals.
var needRules = []Rule{
	{ID: "needs-not-mixed", Says: "Co-sell needs and 'Do Not Need Support from AWS Sales Rep' do not stand in one list.",
		SaysJA: "「共同販売」の支援と「AWS 営業担当者の支援は不要」は同時に選択できません。", Source: "reference 3.4, B10 [W]", Broken: needsNotMixed},
	{ID: "co-sell-refuses-no-support", Says: "A co-sell submission does not say that no support is needed.",
		SaysJA: "「AWS 営業担当者の支援は不要」のまま共同販売として送信することはできません。", Source: "reference 3.4, B11 [W]", Broken: coSellRefusesNoSupport},
	{ID: "visibility-refuses-co-sell-needs", Says: "A submission for visibility only asks for no co-sell help.",
		SaysJA: "「可視性のみ」で送信する場合、共同販売の支援は選択できません。", Source: "reference 3.4, B12", Broken: visibilityRefusesCoSellNeeds},
	{ID: "needs-stay-co-sell", Says: "After approval a co-sell deal does not go back to visibility only.",
		SaysJA: "承認後に共同販売から「可視性のみ」へ戻すことはできません。", Source: "reference 3.4 [C]", Broken: needsStayCoSell},
	{ID: "upgrade-needs-details", Says: "Turning visibility into co-sell takes sales activities, next steps and a customer contact.",
		SaysJA: "「可視性のみ」から共同販売へ変更するには、販売アクティビティ、次のステップ、お客様の連絡先が必要です。", Source: "reference 3.4 [C]", Broken: upgradeNeedsDetails},
	{ID: "national-security-is-government", Says: "A classified deal belongs to the industry Government.",
		SaysJA: "国家安全保障の案件の業種は「政府」でなければなりません。", Source: "reference B8 [W]", Broken: nationalSecurityIsGovernment},
	{ID: "national-security-is-co-sell", Says: "A classified deal is co-sell with full visibility.",
		SaysJA: "国家安全保障の案件は、共同販売かつ完全な可視性でなければなりません。", Source: "reference 3.4, B9 [W]", Broken: nationalSecurityIsCoSell},
}

const needsPath = "PrimaryNeedsFromAws"

func needsNotMixed(v *view) []catalogue.Violation {
	if !v.saving() || !slices.Contains(v.needs, NoSupport) || !hasCoSellNeed(v.needs) {
		return nil
	}
	return one(breach(needsPath, catalogue.InvalidValue, NoSupport, words{
		en:    "primaryNeedsFromAws cannot combine '" + NoSupport + "' with Co-Sell needs",
		ja:    "「AWS 営業担当者の支援は不要」と共同販売の支援は同時に選択できません。",
		fixEN: "Keep either the Co-Sell needs or '" + NoSupport + "'.", fixJA: "共同販売の支援か「支援は不要」のどちらか一方にしてください。",
	}))
}

func coSellRefusesNoSupport(v *view) []catalogue.Violation {
	if v.Moment != OnSubmit || v.Involvement != CoSell || !slices.Contains(v.needs, NoSupport) {
		return nil
	}
	return one(breach(needsPath, catalogue.InvalidValue, NoSupport, words{
		en:    "Cannot submit opportunity with InvolvementType Co-Sell when PrimaryNeedsFromAws Is Do Not Need Support from AWS Sales Rep",
		ja:    "AWS に求める主な支援が「支援は不要」のため、共同販売として送信できません。",
		fixEN: "Choose at least one Co-Sell need, or submit for visibility only.", fixJA: "共同販売の支援を 1 つ以上選択するか、「可視性のみ」で送信してください。",
	}))
}

func visibilityRefusesCoSellNeeds(v *view) []catalogue.Violation {
	if v.Moment != OnSubmit || v.Involvement != VisibilityOnly || !hasCoSellNeed(v.needs) {
		return nil
	}
	return one(breach(needsPath, catalogue.InvalidValue, v.needs[0], words{
		en:    "Cannot submit opportunity with InvolvementType For Visibility Only when PrimaryNeedsFromAws contains Co-Sell needs",
		ja:    "AWS に求める主な支援に共同販売の支援が含まれているため、「可視性のみ」で送信できません。",
		fixEN: "Remove the Co-Sell needs, or submit as Co-Sell.", fixJA: "共同販売の支援を外すか、共同販売として送信してください。",
	}))
}

func (v *view) neededBefore() []string {
	if v.Before == nil {
		return nil
	}
	return doc.Texts(v.Before.Doc, needsPath)
}

func needsStayCoSell(v *view) []catalogue.Violation {
	if v.Moment != OnUpdate || v.state != Approved || !hasCoSellNeed(v.neededBefore()) || hasCoSellNeed(v.needs) {
		return nil
	}
	return one(breach(needsPath, catalogue.ActionNotPermitted, "", words{
		en:    "primaryNeedsFromAws cannot change from Co-Sell to visibility only after approval",
		ja:    "承認後に、AWS に求める主な支援を共同販売から「支援は不要」に変更することはできません。",
		fixEN: "Keep at least one Co-Sell need.", fixJA: "共同販売の支援を 1 つ以上残してください。",
	}))
}

func upgradeNeedsDetails(v *view) []catalogue.Violation {
	if v.Moment != OnUpdate || v.state != Approved || !v.visibilityOnlyBefore() || !hasCoSellNeed(v.needs) {
		return nil
	}
	var found []catalogue.Violation
	for _, path := range []string{"Project.SalesActivities", "LifeCycle.NextSteps", "Customer.Contacts[].Email"} {
		if !v.given(path) {
			found = append(found, missing(path, "to change from visibility only to Co-Sell", "「可視性のみ」から共同販売へ変更する場合"))
		}
	}
	return found
}

// visibilityOnlyBefore says whether the record was shared for visibility only. An accepted referral has no needs yet and
// was never visibility only.
func (v *view) visibilityOnlyBefore() bool {
	return slices.Contains(v.neededBefore(), NoSupport) || v.Before != nil && v.Before.Involvement == VisibilityOnly && len(v.neededBefore()) == 0
}

func nationalSecurityIsGovernment(v *view) []catalogue.Violation {
	industry := v.text("Customer.Account.Industry")
	if !v.saving() || !v.nationalSecurity() || industry == "" || industry == "Government" {
		return nil
	}
	return one(breach("Customer.Account.Industry", catalogue.InvalidValue, industry, words{
		en:    "customer.account.industry must be Government when nationalSecurity is Yes",
		ja:    "国家安全保障の機密情報を含む場合、業種は「政府」でなければなりません。",
		fixEN: "Choose the industry Government, or set national security to No.", fixJA: "業種を「政府」にするか、国家安全保障を「いいえ」にしてください。",
	}))
}

func nationalSecurityIsCoSell(v *view) []catalogue.Violation {
	if !v.saving() || !v.nationalSecurity() {
		return nil
	}
	var found []catalogue.Violation
	if slices.Contains(v.needs, NoSupport) || v.Moment == OnSubmit && v.Involvement == VisibilityOnly {
		found = append(found, breach(needsPath, catalogue.InvalidValue, "", words{
			en:    "primaryNeedsFromAws must contain Co-Sell needs when nationalSecurity is Yes",
			ja:    "国家安全保障の案件では、共同販売の支援が必要です。",
			fixEN: "Choose at least one Co-Sell need and submit as Co-Sell.", fixJA: "共同販売の支援を 1 つ以上選択し、共同販売として送信してください。",
		}))
	}
	if v.Moment == OnSubmit && v.Visibility == "Limited" {
		found = append(found, breach("Visibility", catalogue.InvalidValue, v.Visibility, words{
			en: "visibility must be Full when nationalSecurity is Yes", ja: "国家安全保障の案件では、可視性は「完全」でなければなりません。",
			fixEN: "Submit with full visibility.", fixJA: "可視性を「完全」にして送信してください。",
		}))
	}
	return found
}
