// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package hint

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
)

// The fields that hints stand at.
const (
	title      = "Project.Title"
	problem    = "Project.CustomerBusinessProblem"
	company    = "Customer.Account.CompanyName"
	website    = "Customer.Account.WebsiteUrl"
	contacts   = "Customer.Contacts"
	close      = "LifeCycle.TargetCloseDate"
	stage      = "LifeCycle.Stage"
	next       = "LifeCycle.NextSteps"
	spend      = "Project.ExpectedCustomerSpend"
	activities = "Project.SalesActivities"
	needs      = "PrimaryNeedsFromAws"
	team       = "OpportunityTeam"
	solutions  = "RelatedEntityIdentifiers.Solutions"
	products   = "RelatedEntityIdentifiers.AwsProducts"
)

// What is thin, in the weight of its text, and what is odd in days and dollars a month. Chosen, not published by AWS.
const (
	thinProblem = 100
	thinTitle   = 10
	thinStep    = 16
	nearDays    = 14
	farDays     = 2 * 365
	lowSpend    = 100
	highSpend   = 1_000_000
	manyNeeds   = 4
)

// Hints are all hints, in the order of the form.
var Hints = []Hint{
	{ID: "company-placeholder", Path: company, WhyEN: "The customer's name looks like a placeholder.", WhyJA: "お客様名が仮の値のように見えます。",
		AskEN: "Please give the customer's registered company name.", AskJA: "お客様の正式な会社名をご記入ください。",
		finds: func(d *Deal) bool { return isPlaceholder(doc.Text(d.Doc, company)) }},
	{ID: "website-social", Path: website, WhyEN: "The website is a page of a social network or of a directory, not the customer's own.", WhyJA: "Web サイトがお客様自身のものではなく、SNS や企業一覧のページです。",
		AskEN: "Please give the address of the customer's own website.", AskJA: "お客様ご自身の Web サイトの URL をご記入ください。",
		finds: func(d *Deal) bool { return onSharedSite(doc.Text(d.Doc, website)) }},
	{ID: "contact-missing", Path: contacts, WhyEN: "There is no contact at the customer.", WhyJA: "お客様の連絡先がありません。",
		AskEN: "Please add a contact at the customer who knows of the project.", AskJA: "本プロジェクトをご存じのお客様の連絡先を追加してください。",
		finds: func(d *Deal) bool { return len(mails(d.Doc, contacts)) == 0 }},
	{ID: "contact-freemail", Path: contacts, WhyEN: "A contact at the customer uses a private mail address.", WhyJA: "お客様の連絡先に個人用のメールアドレスが使われています。",
		AskEN: "Please give the business mail address of your contact at the customer.", AskJA: "お客様のご担当者の業務用メールアドレスをご記入ください。",
		finds: func(d *Deal) bool {
			return slices.ContainsFunc(mails(d.Doc, contacts), func(m string) bool { return slices.Contains(freeMail, domain(m)) })
		}},
	{ID: "contact-is-partner", Path: contacts, WhyEN: "A contact at the customer has an address of the partner's own.", WhyJA: "お客様の連絡先に、パートナー自身のドメインのメールアドレスが使われています。",
		AskEN: "Please name a contact who works for the customer, not for you.", AskJA: "自社ではなく、お客様側のご担当者を連絡先としてご記入ください。",
		finds: func(d *Deal) bool {
			own := mails(d.Doc, team)
			return slices.ContainsFunc(mails(d.Doc, contacts), func(m string) bool {
				return slices.ContainsFunc(own, func(o string) bool { return domain(o) == domain(m) && !slices.Contains(freeMail, domain(m)) })
			})
		}},
	{ID: "title-thin", Path: title, WhyEN: "The title is short or a placeholder.", WhyJA: "プロジェクト名が短いか、仮の値のように見えます。",
		AskEN: "Please give a title that says what the project is.", AskJA: "プロジェクトの内容が分かる名称をご記入ください。",
		finds: func(d *Deal) bool {
			t := doc.Text(d.Doc, title)
			return weight(t) < thinTitle || isPlaceholder(t)
		}},
	{ID: "problem-short", Path: problem, WhyEN: "The business problem says little.", WhyJA: "お客様のビジネス課題の説明が短すぎます。",
		AskEN: "Please describe the customer's problem, what it costs today, and how AWS services will solve it.", AskJA: "お客様の課題、現状の影響、AWS サービスによる解決方法を具体的にご記入ください。",
		finds: func(d *Deal) bool { return weight(doc.Text(d.Doc, problem)) < thinProblem }},
	{ID: "problem-repeats-title", Path: problem, WhyEN: "The business problem repeats the title.", WhyJA: "お客様のビジネス課題がプロジェクト名の繰り返しになっています。",
		AskEN: "The business problem repeats the title. Please describe the problem that the customer wants to solve.", AskJA: "ビジネス課題がプロジェクト名と同じ内容です。お客様が解決したい課題をご記入ください。",
		finds: func(d *Deal) bool {
			t, p := fold(doc.Text(d.Doc, title)), fold(doc.Text(d.Doc, problem))
			return t != "" && strings.HasPrefix(p, t) && len(p) < 2*len(t)
		}},
	{ID: "activities-behind-stage", Path: activities, WhyEN: "The stage is further than the sales activities.", WhyJA: "ステージが販売アクティビティより先に進んでいます。",
		AskEN: "The stage is ahead of the sales activities. Please add what was done with the customer, or correct the stage.", AskJA: "ステージに対して販売アクティビティが不足しています。実施済みの活動を追加するか、ステージを修正してください。",
		finds: func(d *Deal) bool {
			return slices.Contains(laterStages, doc.Text(d.Doc, stage)) && !slices.ContainsFunc(doc.Texts(d.Doc, activities), func(a string) bool { return a != firstActivity })
		}},
	{ID: "needs-many", Path: needs, WhyEN: "Much is asked of AWS at once.", WhyJA: "AWS への依頼内容が多岐にわたっています。",
		AskEN: "Which kind of support do you need from AWS first?", AskJA: "AWS に最も優先して支援を希望される内容をお知らせください。",
		finds: func(d *Deal) bool { return len(doc.Texts(d.Doc, needs)) >= manyNeeds }},
	{ID: "spend-missing", Path: spend, WhyEN: "No monthly AWS revenue is expected.", WhyJA: "AWS の月間想定収益がないか、0 になっています。",
		AskEN: "Please estimate the monthly AWS revenue of this project.", AskJA: "本プロジェクトの AWS 月間想定収益をご記入ください。",
		finds: func(d *Deal) bool { return monthly(d.Doc) == 0 }},
	{ID: "spend-low", Path: spend, WhyEN: "The expected monthly AWS revenue is very low.", WhyJA: "AWS の月間想定収益が非常に少額です。",
		AskEN: "The expected monthly AWS revenue is very low. Please check it: it is the amount a month, in US dollars.", AskJA: "AWS の月間想定収益が非常に少額です。月額 (米ドル) で記入されているかご確認ください。",
		finds: func(d *Deal) bool { n := monthly(d.Doc); return n > 0 && n < lowSpend }},
	{ID: "spend-high", Path: spend, WhyEN: "The expected monthly AWS revenue is implausibly high.", WhyJA: "AWS の月間想定収益が高額すぎる可能性があります。",
		AskEN: "Please explain how the expected monthly AWS revenue was estimated. It is the amount a month, in US dollars.", AskJA: "AWS の月間想定収益の算出根拠をお知らせください。月額 (米ドル) で記入されているかもご確認ください。",
		finds: func(d *Deal) bool { return monthly(d.Doc) > highSpend }},
	{ID: "solution-missing", Path: solutions, WhyEN: "No solution is associated.", WhyJA: "ソリューションが関連付けられていません。",
		AskEN: "Please associate the solution that you sell in this project.", AskJA: "本プロジェクトで提供するソリューションを関連付けてください。",
		finds: func(d *Deal) bool { return len(d.Solutions) == 0 }},
	{ID: "products-missing", Path: products, WhyEN: "No AWS product is associated.", WhyJA: "AWS 製品が関連付けられていません。",
		AskEN: "Please associate the AWS products that the customer will use.", AskJA: "お客様が利用する予定の AWS 製品を関連付けてください。",
		finds: func(d *Deal) bool { return len(d.Products) == 0 }},
	{ID: "close-past", Path: close, WhyEN: "The target close date is over.", WhyJA: "ターゲット終了日を過ぎています。",
		AskEN: "The target close date is over. Please give the date on which you now expect to close the deal.", AskJA: "ターゲット終了日を過ぎています。現在の見込み日に更新してください。",
		finds: func(d *Deal) bool { days, given := d.daysToClose(); return given && days < 0 }},
	{ID: "close-near", Path: close, WhyEN: "The target close date is near for so early a stage.", WhyJA: "初期のステージに対して、ターゲット終了日が近すぎます。",
		AskEN: "The target close date is near for this stage. Is the date right, and has the customer decided?", AskJA: "現在のステージに対してターゲット終了日が近いようです。日付とお客様の検討状況をご確認ください。",
		finds: func(d *Deal) bool {
			days, given := d.daysToClose()
			return given && days >= 0 && days < nearDays && slices.Contains(earlyStages, doc.Text(d.Doc, stage))
		}},
	{ID: "close-far", Path: close, WhyEN: "The target close date is more than two years away.", WhyJA: "ターゲット終了日が 2 年以上先です。",
		AskEN: "The target close date is more than two years away. Please check it.", AskJA: "ターゲット終了日が 2 年以上先になっています。日付をご確認ください。",
		finds: func(d *Deal) bool { days, given := d.daysToClose(); return given && days > farDays }},
	{ID: "next-step-missing", Path: next, WhyEN: "No next step is given.", WhyJA: "次のステップが記入されていません。",
		AskEN: "What are the next steps with the customer, and by when?", AskJA: "お客様との次のステップと時期をご記入ください。",
		finds: func(d *Deal) bool { return fold(doc.Text(d.Doc, next)) == "" }},
	{ID: "next-step-thin", Path: next, WhyEN: "The next step says little.", WhyJA: "次のステップの内容が具体的ではありません。",
		AskEN: "Please say in the next steps what happens, who does it, and by when.", AskJA: "次のステップには、内容、担当者、時期を具体的にご記入ください。",
		finds: func(d *Deal) bool {
			t := doc.Text(d.Doc, next)
			return fold(t) != "" && (weight(t) < thinStep || isPlaceholder(t))
		}},
}

// stages that come early, and those that need more than a first talk.
var (
	earlyStages   = []string{"Prospect", "Qualified"}
	laterStages   = []string{"Technical Validation", "Business Validation", "Committed", "Launched"}
	firstActivity = "Initialized discussions with customer"
)

// placeholder finds texts that stand for others which nobody has entered yet.
var placeholder = regexp.MustCompile(`(?i)^\W*(test|tests|testing|tbd|tba|todo|n/?a|none|dummy|sample|example|asdf|foo|bar|x{2,}|テスト|ダミー|サンプル|未定|なし|無し)\W*[0-9]*\W*(company|corp|inc|株式会社|会社)?\W*$`)

func isPlaceholder(text string) bool { return placeholder.MatchString(strings.TrimSpace(text)) }

// shared are sites, beside those of social networks, on which anybody has pages.
var shared = []string{"wikipedia.org", "crunchbase.com", "sites.google.com", "wantedly.com", "github.com"}

func onSharedSite(address string) bool {
	return rule.OnSocialNetwork(address) || rule.OnSite(address, shared)
}

// freeMail are hosts where anybody has an address.
var freeMail = []string{"gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.jp", "outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "live.jp", "icloud.com",
	"me.com", "aol.com", "gmx.de", "gmx.net", "proton.me", "qq.com", "163.com", "naver.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "nifty.com"}

func mails(d doc.Doc, path string) (all []string) {
	for _, person := range doc.Objects(d, path) {
		if m := doc.Text(person, "Email"); m != "" {
			all = append(all, strings.ToLower(m))
		}
	}
	return all
}

func domain(mail string) string { return mail[strings.LastIndexByte(mail, '@')+1:] }

func fold(text string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || strings.ContainsRune("　。、.,・", r) }), " "))
}

// monthly is the AWS revenue that is expected each month, in whatever currency; 0 when none is.
func monthly(d doc.Doc) float64 {
	for _, entry := range doc.Objects(d, spend) {
		if doc.Text(entry, "TargetCompany") != "AWS" {
			continue
		}
		if n, err := strconv.ParseFloat(doc.Text(entry, "Amount"), 64); err == nil {
			return n
		}
	}
	return 0
}

// daysToClose is how many days the target close date is away, and whether there is one.
func (d *Deal) daysToClose() (days int, given bool) {
	t, err := time.Parse(time.DateOnly, doc.Text(d.Doc, close))
	if err != nil {
		return 0, false
	}
	y, m, day := d.Now.UTC().Date()
	return int(t.Sub(time.Date(y, m, day, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour)), true
}
