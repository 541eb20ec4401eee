// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// spendRules look at the expected customer spend: the monthly entry everyone sees (target company AWS) and the partner's
// own total contract value (target company Self, with a contract duration).
var spendRules = []Rule{
	{ID: "one-aws-entry", Says: "There is one spend entry for AWS, with its amount, and at most one for the partner.",
		SaysJA: "想定支出は AWS 向けに 1 件（金額必須）、自社向けに最大 1 件です。", Source: "reference 4.1, 4.2 [W]", Broken: oneAWSEntry},
	{ID: "spend-positive", Says: "An expected spend is more than zero and at most 1,000,000,000,000,000.",
		SaysJA: "想定支出は 0 より大きく 1,000,000,000,000,000 以下でなければなりません。", Source: "reference 4.2, B17 [W]", Broken: spendPositive},
	{ID: "spend-monthly", Says: "The spend for AWS is monthly; the partner's own may have the frequency None.",
		SaysJA: "AWS 向けの想定支出の頻度は「毎月」です。", Source: "reference B18, ruling 3 [W][D]", Broken: spendMonthly},
	{ID: "spend-currency", Says: "Spend is in USD or EUR, and in EUR for the partition aws-eusc.",
		SaysJA: "想定支出の通貨は USD または EUR です（パーティション aws-eusc では EUR）。", Source: "reference B20, ruling 5 [D]", Broken: spendCurrency},
	{ID: "same-currency", Says: "All spend entries have one currency.", SaysJA: "想定支出の通貨はすべて同じでなければなりません。",
		Source: "reference 4.6 [D]", Broken: sameCurrency},
	{ID: "target-company-aws-or-self", Says: "With a contract duration the target company is AWS or Self.",
		SaysJA: "契約期間がある場合、支出の対象企業は AWS または Self です。", Source: "reference 4.6, ruling 4 [D]", Broken: targetCompanyAWSOrSelf},
	{ID: "self-needs-duration", Says: "The partner's own spend entry needs a contract duration.",
		SaysJA: "対象企業 Self の想定支出には契約期間が必要です。", Source: "reference 4.6 [D]", Broken: selfNeedsDuration},
	{ID: "duration-needs-self", Says: "A contract duration needs the partner's own spend entry.",
		SaysJA: "契約期間には対象企業 Self の想定支出が必要です。", Source: "reference 4.6 [D]", Broken: durationNeedsSelf},
	{ID: "one-self-entry", Says: "There is at most one spend entry of the partner's own.", SaysJA: "対象企業 Self の想定支出は 1 件までです。",
		Source: "reference 4.6 [D]", Broken: oneSelfEntry},
	{ID: "self-without-estimate", Says: "The partner's own spend entry does not go with a pricing estimate.",
		SaysJA: "対象企業 Self の想定支出と料金見積もり URL は併用できません。", Source: "reference 4.6 [D]", Broken: selfWithoutEstimate},
	{ID: "duration-in-range", Says: "A contract runs 1 to 144 months.", SaysJA: "契約期間は 1 か月から 144 か月です。",
		Source: "reference 4.2 [M]", Broken: durationInRange},
	{ID: "estimate-readable", Says: "Without an amount the pricing estimate must be one that can be read.",
		SaysJA: "金額を省略する場合、料金見積もり URL は読み取れるものでなければなりません。", Source: "reference 4.6 [D]", Broken: estimateReadable},
}

const (
	spendPath    = "Project.ExpectedCustomerSpend"
	durationPath = "Project.ExpectedContractDuration"
	forAWS       = "AWS"
	forSelf      = "Self"
	maxEntries   = 2
	maxMonths    = 144
)

func member(i int, name string) string { return spendPath + "[" + strconv.Itoa(i) + "]." + name }

// entries counts the spend entries of one target company.
func (v *view) entries(company string) int {
	count := 0
	for _, entry := range v.spend {
		if doc.Text(entry, "TargetCompany") == company {
			count++
		}
	}
	return count
}

var (
	amountForm = regexp.MustCompile(`^[0-9]{1,31}(\.[0-9]{0,9})?$`)
	maxSpend   = decimal.New(1, 15)
)

// money reads an amount as the wire carries it; exponents and endless digits are none.
func money(text string) (decimal.Decimal, bool) {
	if !amountForm.MatchString(text) {
		return decimal.Zero, false
	}
	amount, err := decimal.NewFromString(text)
	return amount, err == nil
}

func oneAWSEntry(v *view) []catalogue.Violation {
	if !v.saving() {
		return nil
	}
	if len(v.spend) > maxEntries || v.entries(forAWS) > 1 {
		return one(breach(spendPath, catalogue.TooManyValues, "", words{
			en:    "project.expectedCustomerSpend must have one entry for AWS and at most one for Self",
			ja:    "想定支出は、AWS 向け 1 件と自社向け 1 件までです。",
			fixEN: "Keep one spend entry for AWS and at most one for Self.", fixJA: "想定支出を AWS 向け 1 件、Self 向け最大 1 件にしてください。",
		}))
	}
	if !v.at(OnSubmit) || !v.given(spendPath+"[].Amount") {
		return nil // submit-needs-basics tells an absent amount
	}
	for _, entry := range v.spend {
		if doc.Text(entry, "TargetCompany") == forAWS && doc.Text(entry, "Amount") != "" {
			return nil
		}
	}
	return one(missing(spendPath+"[].Amount", "for the entry with target company AWS", "対象企業が AWS の場合"))
}

func spendPositive(v *view) []catalogue.Violation {
	if !v.saving() {
		return nil
	}
	var found []catalogue.Violation
	for i, entry := range v.spend {
		text := doc.Text(entry, "Amount")
		if text == "" {
			continue
		}
		if amount, ok := money(text); ok && amount.IsPositive() && amount.LessThanOrEqual(maxSpend) {
			continue
		}
		found = append(found, breach(member(i, "Amount"), catalogue.ValueOutOfRange, text, words{
			en:    "project.expectedCustomerSpend.amount must be greater than zero and at most 1000000000000000",
			ja:    "想定支出の金額は 0 より大きく 1000000000000000 以下でなければなりません。",
			fixEN: "Enter the expected spend as digits, more than 0.", fixJA: "想定支出を 0 より大きい数字で入力してください。",
		}))
	}
	return found
}

func spendMonthly(v *view) []catalogue.Violation {
	if !v.saving() {
		return nil
	}
	var found []catalogue.Violation
	for i, entry := range v.spend {
		frequency, company := doc.Text(entry, "Frequency"), doc.Text(entry, "TargetCompany")
		if frequency == "" || frequency == "Monthly" || frequency == "None" && company == forSelf {
			continue
		}
		found = append(found, breach(member(i, "Frequency"), catalogue.InvalidValue, frequency, words{
			en: "project.expectedCustomerSpend.frequency must be Monthly", ja: "想定支出の頻度は「毎月」でなければなりません。",
			fixEN: "Enter the spend per month; divide a yearly amount by 12.", fixJA: "月額で入力してください。年額は 12 で割ってください。",
		}))
	}
	return found
}

func spendCurrency(v *view) []catalogue.Violation {
	if !v.saving() {
		return nil
	}
	sovereign := v.text("Project.AwsPartition") == "aws-eusc"
	var found []catalogue.Violation
	for i, entry := range v.spend {
		currency := doc.Text(entry, "CurrencyCode")
		if currency == "" || currency == "EUR" || currency == "USD" && !sovereign {
			continue
		}
		w := words{
			en: "project.expectedCustomerSpend.currencyCode must be USD or EUR", ja: "想定支出の通貨は USD または EUR でなければなりません。",
			fixEN: "Convert the amount to USD or EUR.", fixJA: "金額を USD または EUR に換算してください。",
		}
		if sovereign {
			w = words{
				en:    "project.expectedCustomerSpend.currencyCode must be EUR when awsPartition is aws-eusc",
				ja:    "パーティション aws-eusc では、想定支出の通貨は EUR でなければなりません。",
				fixEN: "Convert the amount to EUR.", fixJA: "金額を EUR に換算してください。",
			}
		}
		found = append(found, breach(member(i, "CurrencyCode"), catalogue.InvalidValue, currency, w))
	}
	return found
}

func sameCurrency(v *view) []catalogue.Violation {
	if !v.saving() || len(v.spend) < 2 {
		return nil
	}
	first := doc.Text(v.spend[0], "CurrencyCode")
	for i, entry := range v.spend[1:] {
		if currency := doc.Text(entry, "CurrencyCode"); currency != first && currency != "" && first != "" {
			return one(breach(member(i+1, "CurrencyCode"), catalogue.InvalidValue, currency, words{
				en: "project.expectedCustomerSpend.currencyCode must be the same in all entries", ja: "想定支出の通貨が項目ごとに異なります。",
				fixEN: "Use one currency for all spend entries.", fixJA: "すべての想定支出に同じ通貨を使用してください。",
			}))
		}
	}
	return nil
}

func targetCompanyAWSOrSelf(v *view) []catalogue.Violation {
	if !v.saving() || !v.duration {
		return nil
	}
	var found []catalogue.Violation
	for i, entry := range v.spend {
		company := doc.Text(entry, "TargetCompany")
		if company == "" || company == forAWS || company == forSelf {
			continue
		}
		found = append(found, breach(member(i, "TargetCompany"), catalogue.InvalidValue, company, words{
			en: "project.expectedCustomerSpend.targetCompany must be AWS or Self", ja: "支出の対象企業は AWS または Self でなければなりません。",
			fixEN: "Set the target company to AWS or Self.", fixJA: "対象企業を AWS または Self にしてください。",
		}))
	}
	return found
}

func selfNeedsDuration(v *view) []catalogue.Violation {
	if !v.saving() || v.duration || v.entries(forSelf) == 0 {
		return nil
	}
	return one(breach(durationPath, catalogue.InvalidValue, "", words{
		en:    "project.expectedContractDuration is required with a spend entry of target company Self",
		ja:    "対象企業 Self の想定支出には契約期間が必要です。",
		fixEN: "Enter the contract duration in months, or remove the Self entry.", fixJA: "契約期間（月数）を入力するか、Self の想定支出を削除してください。",
	}))
}

func durationNeedsSelf(v *view) []catalogue.Violation {
	if !v.saving() || !v.duration || v.entries(forSelf) > 0 {
		return nil
	}
	return one(breach(spendPath, catalogue.InvalidValue, "", words{
		en:    "project.expectedCustomerSpend must have an entry of target company Self when a contract duration is given",
		ja:    "契約期間を指定する場合、対象企業 Self の想定支出が必要です。",
		fixEN: "Add the total contract value as a Self entry, or remove the duration.", fixJA: "契約総額を Self の想定支出として追加するか、契約期間を削除してください。",
	}))
}

func oneSelfEntry(v *view) []catalogue.Violation {
	if !v.saving() || v.entries(forSelf) <= 1 {
		return nil
	}
	return one(breach(spendPath, catalogue.InvalidValue, "", words{
		en: "project.expectedCustomerSpend can have at most one entry of target company Self", ja: "対象企業 Self の想定支出は 1 件までです。",
		fixEN: "Keep one Self entry.", fixJA: "Self の想定支出を 1 件にしてください。",
	}))
}

func selfWithoutEstimate(v *view) []catalogue.Violation {
	at := slices.IndexFunc(v.spend, func(entry doc.Doc) bool { return doc.Text(entry, "EstimationUrl") != "" })
	if !v.saving() || v.entries(forSelf) == 0 || at < 0 {
		return nil
	}
	return one(breach(member(at, "EstimationUrl"), catalogue.InvalidValue, doc.Text(v.spend[at], "EstimationUrl"), words{
		en:    "project.expectedCustomerSpend.estimationUrl cannot be given together with an entry of target company Self",
		ja:    "対象企業 Self の想定支出がある場合、料金見積もり URL は指定できません。",
		fixEN: "Remove the estimate or the Self entry.", fixJA: "料金見積もり URL か Self の想定支出のどちらかを削除してください。",
	}))
}

func durationInRange(v *view) []catalogue.Violation {
	text := v.text(durationPath + ".Value")
	months, err := strconv.Atoi(text)
	if !v.saving() || text == "" || err == nil && 1 <= months && months <= maxMonths && strconv.Itoa(months) == text {
		return nil
	}
	return one(breach(durationPath+".Value", catalogue.ValueOutOfRange, text, words{
		en: "project.expectedContractDuration.value must be a whole number from 1 to 144", ja: "契約期間は 1 から 144 までの整数でなければなりません。",
		fixEN: "Enter 1 to 144 months.", fixJA: "1～144 か月で入力してください。",
	}))
}

func estimateReadable(v *view) []catalogue.Violation {
	if !v.saving() || v.Estimate == nil {
		return nil
	}
	for i, entry := range v.spend {
		url := doc.Text(entry, "EstimationUrl")
		if url == "" || doc.Text(entry, "Amount") != "" {
			continue
		}
		if _, ok := v.Estimate(url); ok {
			continue
		}
		return one(breach(member(i, "EstimationUrl"), catalogue.InvalidValue, url, words{
			en: "project.expectedCustomerSpend.estimationUrl cannot be read", ja: "料金見積もり URL を読み取れません。",
			fixEN: "Enter the amount, or the link of a saved estimate.", fixJA: "金額を入力するか、保存済みの見積もりのリンクを指定してください。",
		}))
	}
	return nil
}
