// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded

import (
	"cosell/internal/ace/catalogue"
	"cosell/internal/connector/crm"
)

// prefixes tell from an id which object it belongs to.
var prefixes = map[string]string{
	crm.Account: "AC-", crm.Contact: "CT-", crm.Opportunity: "OP-", crm.Lead: "LD-", crm.ACEOpportunity: "AO-", crm.ACELead: "AL-",
}

var objects = []crm.Object{
	{Name: crm.Account, Label: "Account", LabelJA: "取引先", NameIn: []string{"Name"}, Fields: account()},
	{Name: crm.Contact, Label: "Contact", LabelJA: "取引先責任者", NameIn: []string{"FirstName", "LastName"}, Fields: contact()},
	{Name: crm.Opportunity, Label: "Opportunity", LabelJA: "商談", NameIn: []string{"Name"}, Fields: opportunity()},
	{Name: crm.Lead, Label: "Lead", LabelJA: "リード", NameIn: []string{"Company"}, Fields: lead()},
	{Name: crm.ACEOpportunity, Label: "ACE Opportunity", LabelJA: "ACE 商談", NameIn: []string{"Name"}, Fields: aceOpportunity()},
	{Name: crm.ACELead, Label: "ACE Lead", LabelJA: "ACE リード", NameIn: []string{"Name"}, Fields: aceLead()},
}

// Objects describes the objects of this CRM. Callers do not change the answer.
func Objects() []crm.Object { return objects }

// ObjectNamed is the description of one object.
func ObjectNamed(name string) (crm.Object, bool) {
	for _, o := range objects {
		if o.Name == name {
			return o, true
		}
	}
	return crm.Object{}, false
}

// choices are the values of one of ACE's lists, for fields that exist because of ACE.
func choices(set string) []crm.Value {
	var out []crm.Value
	for _, v := range catalogue.Values(set) {
		if v.API == "" {
			continue
		}
		out = append(out, crm.Value{Value: v.API, Label: v.EN, LabelJA: orElse(v.JA, v.EN)})
	}
	return out
}

// countries are chosen by name, as salespeople do; the mapping turns names into codes.
func countries() []crm.Value {
	var out []crm.Value
	for _, v := range catalogue.Values("country") {
		name := orElse(v.S3, v.EN)
		if v.API == "" || name == "" {
			continue
		}
		out = append(out, crm.Value{Value: name, Label: name, LabelJA: orElse(v.JA, name)})
	}
	return out
}

func products() []crm.Value {
	var out []crm.Value
	for _, p := range catalogue.Products() {
		out = append(out, crm.Value{Value: p.ID, Label: p.Name, LabelJA: p.Name})
	}
	return out
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// own is a picklist of the CRM itself: value, English, Japanese.
func own(rows ...[2]string) []crm.Value {
	var out []crm.Value
	for _, r := range rows {
		out = append(out, crm.Value{Value: r[0], Label: r[0], LabelJA: r[1]})
	}
	return out
}

func account() []crm.Field {
	return []crm.Field{
		{Name: "Name", Label: "Account name", LabelJA: "取引先名", Section: "Account", Type: crm.Text, Length: 255, Required: true},
		{Name: "Industry", Label: "Industry", LabelJA: "業種", Section: "Account", Type: crm.Picklist, Values: industries},
		{Name: "OtherIndustry", Label: "Other industry", LabelJA: "その他の業種", Section: "Account", Type: crm.Text, Length: 255},
		{Name: "Website", Label: "Website", LabelJA: "Web サイト", Section: "Account", Type: crm.URL, Length: 255},
		{Name: "Duns", Label: "D-U-N-S number", LabelJA: "D-U-N-S ナンバー", Section: "Account", Type: crm.Text, Length: 11},
		{Name: "AwsAccountId", Label: "AWS account ID", LabelJA: "AWS アカウント ID", Section: "Account", Type: crm.Text, Length: 14},
		{Name: "Phone", Label: "Phone", LabelJA: "電話", Section: "Account", Type: crm.Phone, Length: 40},
		{Name: "BillingStreet", Label: "Street", LabelJA: "町名・番地", Section: "Address", Type: crm.Text, Length: 255},
		{Name: "BillingCity", Label: "City", LabelJA: "市区郡", Section: "Address", Type: crm.Text, Length: 255},
		{Name: "BillingState", Label: "State or region", LabelJA: "都道府県・州", Section: "Address", Type: crm.Text, Length: 255},
		{Name: "BillingPostalCode", Label: "Postal code", LabelJA: "郵便番号", Section: "Address", Type: crm.Text, Length: 20},
		{Name: "BillingCountry", Label: "Country", LabelJA: "国", Section: "Address", Type: crm.Picklist, Values: countries(), Open: true},
		{Name: "Owner", Label: "Owner", LabelJA: "所有者", Section: "Account", Type: crm.Email, Length: 255},
	}
}

func contact() []crm.Field {
	return []crm.Field{
		{Name: "AccountId", Label: "Account", LabelJA: "取引先", Section: "Contact", Type: crm.Reference, To: crm.Account, Required: true},
		{Name: "FirstName", Label: "First name", LabelJA: "名", Section: "Contact", Type: crm.Text, Length: 80, Sensitive: true},
		{Name: "LastName", Label: "Last name", LabelJA: "姓", Section: "Contact", Type: crm.Text, Length: 80, Required: true, Sensitive: true},
		{Name: "Title", Label: "Title", LabelJA: "役職", Section: "Contact", Type: crm.Text, Length: 80, Sensitive: true},
		{Name: "Email", Label: "E-mail", LabelJA: "メール", Section: "Contact", Type: crm.Email, Length: 255, Sensitive: true},
		{Name: "Phone", Label: "Phone", LabelJA: "電話", Section: "Contact", Type: crm.Phone, Length: 40, Sensitive: true},
	}
}

func opportunity() []crm.Field {
	return append(deal(), coSell()...)
}

func deal() []crm.Field {
	return []crm.Field{
		{Name: "Name", Label: "Opportunity name", LabelJA: "商談名", Section: "Opportunity", Type: crm.Text, Length: 255, Required: true},
		{Name: "AccountId", Label: "Account", LabelJA: "取引先", Section: "Opportunity", Type: crm.Reference, To: crm.Account, Required: true},
		{Name: "ContactId", Label: "Primary contact", LabelJA: "主担当者", Section: "Opportunity", Type: crm.Reference, To: crm.Contact},
		{Name: "Owner", Label: "Owner", LabelJA: "所有者", Section: "Opportunity", Type: crm.Email, Length: 255},
		{Name: "StageName", Label: "Stage", LabelJA: "フェーズ", Section: "Opportunity", Type: crm.Picklist, Required: true, Values: stages},
		{Name: "CloseDate", Label: "Target close date", LabelJA: "ターゲット終了日", Section: "Opportunity", Type: crm.Date, Required: true},
		{Name: "Amount", Label: "Amount", LabelJA: "金額", Section: "Opportunity", Type: crm.Currency},
		{Name: "CurrencyIsoCode", Label: "Currency", LabelJA: "通貨", Section: "Opportunity", Type: crm.Picklist, Values: choices("currency")},
		{Name: "Type", Label: "Type", LabelJA: "種別", Section: "Opportunity", Type: crm.Picklist,
			Values: own([2]string{"New Business", "新規"}, [2]string{"Renewal", "更新"}, [2]string{"Upsell", "拡張"})},
		{Name: "NextStep", Label: "Next step", LabelJA: "次のステップ", Section: "Opportunity", Type: crm.Text, Length: 255},
		{Name: "LossReason", Label: "Loss reason", LabelJA: "失注理由", Section: "Opportunity", Type: crm.Picklist, Values: lossReasons},
		{Name: "Description", Label: "Customer's business problem", LabelJA: "お客様のビジネス課題", Section: "Opportunity", Type: crm.LongText, Length: 32000},
	}
}

// coSell are the fields that a CRM's opportunity has because of ACE.
func coSell() []crm.Field {
	const section = "AWS co-selling"
	return []crm.Field{
		{Name: "AwsMonthlyRevenue", Label: "Expected monthly AWS revenue", LabelJA: "AWS 月間想定収益", Section: section, Type: crm.Currency},
		{Name: "UseCase", Label: "Use case", LabelJA: "ユースケース", Section: section, Type: crm.Picklist, Values: choices("use_case")},
		{Name: "DeliveryModels", Label: "Delivery models", LabelJA: "提供モデル", Section: section, Type: crm.MultiPicklist, Values: choices("delivery_model")},
		{Name: "SalesActivities", Label: "Sales activities", LabelJA: "営業活動", Section: section, Type: crm.MultiPicklist, Values: choices("sales_activity")},
		{Name: "PrimaryNeeds", Label: "Needs from AWS", LabelJA: "AWS に求める支援", Section: section, Type: crm.MultiPicklist, Values: choices("primary_need_from_aws")},
		{Name: "Solutions", Label: "Solutions offered", LabelJA: "提案ソリューション", Section: section, Type: crm.MultiPicklist, Open: true},
		{Name: "OtherSolution", Label: "Other solution", LabelJA: "その他のソリューション", Section: section, Type: crm.Text, Length: 255},
		{Name: "AwsProducts", Label: "AWS products", LabelJA: "AWS 製品", Section: section, Type: crm.MultiPicklist, Values: products()},
		{Name: "NationalSecurity", Label: "National security", LabelJA: "国家安全保障", Section: section, Type: crm.Boolean},
		{Name: "Competitor", Label: "Competitor", LabelJA: "競合", Section: section, Type: crm.Picklist, Values: choices("competitor")},
		{Name: "OtherCompetitors", Label: "Other competitors", LabelJA: "その他の競合", Section: section, Type: crm.Text, Length: 255},
		{Name: "ApnPrograms", Label: "APN programs", LabelJA: "APN プログラム", Section: section, Type: crm.MultiPicklist, Values: choices("apn_program")},
		{Name: "EstimationUrl", Label: "Pricing calculator link", LabelJA: "料金見積もりのリンク", Section: section, Type: crm.URL, Length: 255},
		{Name: "AwsPartition", Label: "AWS partition", LabelJA: "AWS パーティション", Section: section, Type: crm.Picklist, Values: choices("aws_partition")},
		{Name: "ParentOpportunityId", Label: "Parent AWS opportunity", LabelJA: "親の AWS 案件", Section: section, Type: crm.Text, Length: 20},
		{Name: "AdditionalComments", Label: "Additional comments", LabelJA: "追加コメント", Section: section, Type: crm.LongText, Length: 255},
		{Name: "FromMarketing", Label: "From a marketing activity", LabelJA: "マーケティング活動から", Section: section, Type: crm.Boolean},
		{Name: "MarketingFundsUsed", Label: "Marketing funds used", LabelJA: "マーケティング資金の利用", Section: section, Type: crm.Boolean},
		{Name: "CampaignName", Label: "Campaign", LabelJA: "キャンペーン", Section: section, Type: crm.Text, Length: 255},
		{Name: "MarketingChannels", Label: "Marketing channels", LabelJA: "マーケティングチャネル", Section: section, Type: crm.MultiPicklist, Values: choices("marketing_channel")},
		{Name: "MarketingUseCases", Label: "Marketing use cases", LabelJA: "マーケティングユースケース", Section: section, Type: crm.MultiPicklist, Values: choices("marketing_use_case")},
	}
}

func aceOpportunity() []crm.Field {
	text := func(name, label, ja string) crm.Field {
		return crm.Field{Name: name, Label: label, LabelJA: ja, Section: "AWS Partner Central", Type: crm.Text, ReadOnly: true}
	}
	of := func(set string, f crm.Field) crm.Field {
		f.Values = choices(set)
		return f
	}
	return []crm.Field{
		{Name: "OpportunityRef", Label: "Opportunity", LabelJA: "商談", Section: "AWS Partner Central", Type: crm.Text, To: crm.Opportunity, ExternalID: true, ReadOnly: true},
		{Name: "AwsOpportunityId", Label: "AWS opportunity ID", LabelJA: "AWS 案件 ID", Section: "AWS Partner Central", Type: crm.Text, ExternalID: true, ReadOnly: true},
		text("Name", "Name", "名前"), text("Catalog", "Catalog", "カタログ"),
		of("review_status", text("ReviewStatus", "Review status", "レビュー状況")),
		of("review_status_reason", text("ReviewStatusReason", "Reason", "レビュー結果の理由")),
		{Name: "ReviewComments", Label: "Review comments", LabelJA: "レビューコメント", Section: "AWS Partner Central", Type: crm.LongText, ReadOnly: true},
		of("stage", text("Stage", "Stage", "ステージ")), of("involvement_type", text("InvolvementType", "AWS involvement", "AWS の関与")),
		of("visibility", text("Visibility", "Visibility", "公開範囲")), of("aws_stage", text("AwsStage", "AWS stage", "AWS のステージ")),
		of("aws_closed_lost_reason", text("AwsClosedLostReason", "AWS closed lost reason", "AWS の失注理由")),
		{Name: "AwsCloseDate", Label: "AWS close date", LabelJA: "AWS 終了日", Section: "AWS Partner Central", Type: crm.Date, ReadOnly: true},
		text("AwsNextSteps", "AWS next steps", "AWS の次のステップ"), of("cosell_motion", text("CosellMotion", "Co-sell motion", "共同販売モーション")),
		{Name: "AwsTeam", Label: "AWS team", LabelJA: "AWS のチーム", Section: "AWS Partner Central", Type: crm.LongText, ReadOnly: true, Sensitive: true},
		of("engagement_score", text("EngagementScore", "Engagement score", "エンゲージメントスコア")), text("NextBestActions", "Next best actions", "推奨される次の行動"),
		{Name: "LastSyncDate", Label: "Last synced", LabelJA: "最終同期日時", Section: "AWS Partner Central", Type: crm.DateTime, ReadOnly: true},
	}
}

func lead() []crm.Field {
	return []crm.Field{
		{Name: "Company", Label: "Company", LabelJA: "会社", Section: "Lead", Type: crm.Text, Length: 255, Required: true},
		{Name: "FirstName", Label: "First name", LabelJA: "名", Section: "Lead", Type: crm.Text, Length: 80, Sensitive: true},
		{Name: "LastName", Label: "Last name", LabelJA: "姓", Section: "Lead", Type: crm.Text, Length: 80, Sensitive: true},
		{Name: "Title", Label: "Title", LabelJA: "役職", Section: "Lead", Type: crm.Text, Length: 80, Sensitive: true},
		{Name: "Email", Label: "E-mail", LabelJA: "メール", Section: "Lead", Type: crm.Email, Length: 255, Sensitive: true},
		{Name: "Phone", Label: "Phone", LabelJA: "電話", Section: "Lead", Type: crm.Phone, Length: 40, Sensitive: true},
		{Name: "Industry", Label: "Industry", LabelJA: "業種", Section: "Lead", Type: crm.Picklist, Values: industries},
		{Name: "Country", Label: "Country", LabelJA: "国", Section: "Lead", Type: crm.Picklist, Values: countries(), Open: true},
		{Name: "Status", Label: "Status", LabelJA: "状況", Section: "Lead", Type: crm.Picklist,
			Values: own([2]string{"Open", "未対応"}, [2]string{"Working", "対応中"}, [2]string{"Qualified", "評価済み"}, [2]string{"Unqualified", "対象外"})},
		{Name: "Owner", Label: "Owner", LabelJA: "所有者", Section: "Lead", Type: crm.Email, Length: 255},
	}
}

func aceLead() []crm.Field {
	return []crm.Field{
		{Name: "AwsLeadId", Label: "AWS lead ID", LabelJA: "AWS リード ID", Section: "AWS Partner Central", Type: crm.Text, ExternalID: true, ReadOnly: true},
		{Name: "Name", Label: "Company", LabelJA: "会社", Section: "AWS Partner Central", Type: crm.Text, ReadOnly: true},
		{Name: "LeadRef", Label: "Lead", LabelJA: "リード", Section: "AWS Partner Central", Type: crm.Reference, To: crm.Lead, ReadOnly: true},
		{Name: "Status", Label: "Status", LabelJA: "状況", Section: "AWS Partner Central", Type: crm.Text, ReadOnly: true},
		{Name: "LastSyncDate", Label: "Last synced", LabelJA: "最終同期日時", Section: "AWS Partner Central", Type: crm.DateTime, ReadOnly: true},
	}
}

var stages = own([2]string{"Prospecting", "見込み"}, [2]string{"Qualification", "評価"}, [2]string{"Needs Analysis", "ニーズ分析"},
	[2]string{"Proposal", "提案"}, [2]string{"Negotiation", "交渉"}, [2]string{"Contract Signed", "契約締結"},
	[2]string{"Closed Won", "成立"}, [2]string{"Closed Lost", "不成立"})

var lossReasons = own([2]string{"Price", "価格"}, [2]string{"No Budget", "予算なし"}, [2]string{"No Decision", "決定されず"},
	[2]string{"Lost to Competitor", "競合に敗れた"}, [2]string{"Technical", "技術的制約"}, [2]string{"Security", "セキュリティ"},
	[2]string{"Legal", "法務"}, [2]string{"On-Premises", "オンプレミスを選択"}, [2]string{"Other", "その他"})

// industries are those that CRMs come with; they are not ACE's.
var industries = own([2]string{"Aerospace & Defense", "航空宇宙・防衛"}, [2]string{"Agriculture", "農業"}, [2]string{"Automotive", "自動車"},
	[2]string{"Banking & Financial Services", "銀行・金融"}, [2]string{"Computers & Electronics", "コンピュータ・電子機器"},
	[2]string{"Construction & Real Estate", "建設・不動産"}, [2]string{"Consumer Goods", "消費財"}, [2]string{"Education", "教育"},
	[2]string{"Energy", "エネルギー"}, [2]string{"Entertainment & Media", "メディア・娯楽"}, [2]string{"Food & Beverage", "食品・飲料"},
	[2]string{"Gaming", "ゲーム"}, [2]string{"Government", "官公庁"}, [2]string{"Healthcare", "医療"}, [2]string{"Hospitality", "宿泊・飲食"},
	[2]string{"Insurance", "保険"}, [2]string{"Life Sciences", "ライフサイエンス"}, [2]string{"Manufacturing", "製造"},
	[2]string{"Marketing & Advertising", "広告・マーケティング"}, [2]string{"Mining", "鉱業"}, [2]string{"Not For Profit", "非営利"},
	[2]string{"Oil & Gas", "石油・ガス"}, [2]string{"Professional Services", "専門サービス"}, [2]string{"Retail", "小売"},
	[2]string{"Software & Internet", "ソフトウェア・インターネット"}, [2]string{"Telecommunications", "通信"},
	[2]string{"Transportation & Logistics", "運輸・物流"}, [2]string{"Travel", "旅行"}, [2]string{"Utilities", "公益事業"},
	[2]string{"Wholesale & Distribution", "卸売・流通"}, [2]string{"Other", "その他"})
