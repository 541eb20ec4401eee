// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import "cosell/internal/ace/catalogue"

// requiredRules demand that fields are given; which and when is in Conditions.
var requiredRules = []Rule{
	{ID: "submit-needs-basics", Says: "A submitted opportunity has customer, project, spend and target close date.",
		SaysJA: "送信するオポチュニティには、お客様、プロジェクト、想定支出、ターゲット終了日が必要です。",
		Source: "reference 4.1, B1 [W][C]", Broken: byConditions("submit-needs-basics")},
	{ID: "us-needs-state", Says: "A customer in the United States has a state, unless the deal is classified.",
		SaysJA: "アメリカ合衆国のお客様には州が必要です（機密案件を除く）。",
		Source: "reference B5 [W][C]", Broken: byConditions("us-needs-state")},
	{ID: "postal-code-given", Says: "A customer has a postal code, unless the country has none or the deal is classified.",
		SaysJA: "郵便番号のない国と機密案件を除き、郵便番号が必要です。",
		Source: "reference 4.5, B7 [W][C]", Broken: postalCodeGiven},
	{ID: "co-sell-needs-primary-need", Says: "A co-sell submission says what AWS is needed for.",
		SaysJA: "共同販売として送信するには、AWS に求める支援が必要です。",
		Source: "reference 3.4, 4.1 [W]", Broken: byConditions("co-sell-needs-primary-need")},
	{ID: "co-sell-needs-sales-activity", Says: "A co-sell submission names at least one sales activity.",
		SaysJA: "共同販売として送信するには、販売アクティビティが 1 つ以上必要です。",
		Source: "reference 3.4, 4.1 [W][C]", Broken: byConditions("co-sell-needs-sales-activity")},
	{ID: "other-industry-named", Says: "The industry Other is described.", SaysJA: "業種「その他」には説明が必要です。",
		Source: "reference B4 [W]", Broken: byConditions("other-industry-named")},
	{ID: "marketing-needs-funding", Says: "A deal from a marketing activity says whether AWS funded it.",
		SaysJA: "マーケティング活動による案件では、AWS の資金を使用したかどうかが必要です。",
		Source: "reference B14 [W]", Broken: byConditions("marketing-needs-funding")},
	{ID: "other-competitor-named", Says: "The competitor *Other is named.", SaysJA: "競合「その他」には名前が必要です。",
		Source: "reference B21 [W]", Broken: byConditions("other-competitor-named")},
	{ID: "update-needs-stage", Says: "Every update after submission carries the stage.", SaysJA: "送信後の更新にはステージが必要です。",
		Source: "reference 3.3 [W]", Broken: stageIsSent},
	{ID: "update-needs-close-date", Says: "Every update after submission carries the target close date.",
		SaysJA: "送信後の更新にはターゲット終了日が必要です。", Source: "reference 4.1 [W]", Broken: byConditions("update-needs-close-date")},
	{ID: "qualified-needs-basics", Says: "An approved deal beyond Prospect has use case, delivery models, spend, primary need and, for co-sell, sales activities.",
		SaysJA: "「見込み客」より先の承認済み案件には、ユースケース、提供形態、想定支出、主な支援、（共同販売では）販売アクティビティが必要です。",
		Source: "reference 5.5 [T], 9.4 [D]", Broken: byConditions("qualified-needs-basics")},
	{ID: "lost-needs-reason", Says: "A closed-lost opportunity says why it was lost.", SaysJA: "失注したオポチュニティには失注理由が必要です。",
		Source: "reference B27 [M][W]", Broken: byConditions("lost-needs-reason")},
	{ID: "launch-needs-software-revenue", Says: "A SaaS co-sell deal of a program partner launches with its software revenue, unless it is sold through Marketplace.",
		SaysJA: "プログラム参加パートナーの SaaS 共同販売案件は、Marketplace 経由を除き、ソフトウェア収益の入力がないとローンチできません。",
		Source: "reference 4.4, B30 [T]", Broken: byConditions("launch-needs-software-revenue")},
}

// stageIsSent looks at the document itself: elsewhere a missing stage stands for the first one.
func stageIsSent(v *view) []catalogue.Violation {
	if v.Moment != OnUpdate || v.state == Draft || v.given("LifeCycle.Stage") {
		return nil
	}
	row := conditionsOf["update-needs-stage"][0]
	return one(missing(row.Path, row.whenEN, row.whenJA))
}
