// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
)

// customerRules look at the customer's account and address.
var customerRules = []Rule{
	{ID: "website-address", Says: "A submitted web address has a domain name.", SaysJA: "送信するウェブサイトはドメイン名を含む必要があります。",
		Source: "reference 4.2, ruling 14 [W]", Broken: websiteAddress},
	{ID: "website-own", Says: "The website is the customer's own, not a page on a social network, and a bare .co domain ends in a slash. The signed API takes both.",
		SaysJA: "ウェブサイトはお客様自身のもので、ソーシャルメディアのページは使えません。.co で終わるドメインには末尾にスラッシュを付けます。署名付き API ではどちらも受け付けます。",
		Source: "guide to bulk import, field “customer website”; the API's model and workbook are silent", Broken: websiteOwn},
	{ID: "us-state-listed", Says: "A state of the United States is spelled as in AWS's list.", SaysJA: "アメリカ合衆国の州は一覧の表記で指定します。",
		Source: "reference B5 [W]", Broken: usStateListed},
	{ID: "postal-code-format", Says: "A submitted postal code has the format of its country.", SaysJA: "送信する郵便番号は国ごとの形式に従います。",
		Source: "reference 4.5, B7 [W]", Broken: postalCodeFormat},
	{ID: "launch-needs-account", Says: "A consulting partner launches with the customer's 12-digit AWS account id.",
		SaysJA: "コンサルティングパートナーがローンチするには、お客様の 12 桁の AWS アカウント ID が必要です。",
		Source: "reference B29 [W]", Broken: launchNeedsAccount},
}

const (
	websitePath = "Customer.Account.WebsiteUrl"
	countryPath = "Customer.Account.Address.CountryCode"
	statePath   = "Customer.Account.Address.StateOrRegion"
	postalPath  = "Customer.Account.Address.PostalCode"
	accountPath = "Customer.Account.AwsAccountId"
)

// website is the pattern of the data-model workbook, as it stands there.
var website = regexp.MustCompile(`^(?:((http|https)://)??(www[.])??([a-zA-Z0-9]|-)+?([.][a-zA-Z0-9(-|/|=|?)??]+?)+?)$`)

func websiteAddress(v *view) []catalogue.Violation {
	if url := v.text(websitePath); !v.at(OnSubmit) || url == "" || website.MatchString(url) {
		return nil
	}
	return one(breach(websitePath, catalogue.InvalidStringFormat, v.text(websitePath), words{
		en: "customer.account.websiteUrl is not a valid web address", ja: "お客様のウェブサイトの形式が正しくありません。",
		fixEN: "Enter the address as www.example.com or https://www.example.com.", fixJA: "www.example.com または https://www.example.com の形式で入力してください。",
	}))
}

// websiteOwn asks of people, whatever page or file they use, what AWS asks of them in its import sheet: it is one field.
// What AWS's API takes is published apart and says nothing of it, so a signed call is not held against it.
func websiteOwn(v *view) []catalogue.Violation {
	address := v.text(websitePath)
	if v.API || !v.saving() || address == "" || !v.changed(websitePath) && !v.at(OnSubmit) {
		return nil
	}
	if OnSocialNetwork(address) {
		return one(breach(websitePath, catalogue.InvalidValue, address, words{
			en: "customer.account.websiteUrl is a page on a social network", ja: "お客様のウェブサイトがソーシャルメディアのページです。",
			fixEN: "Enter the customer's own website.", fixJA: "お客様自身のウェブサイトを入力してください。",
		}))
	}
	if u, ok := parsed(address); ok && strings.HasSuffix(u.Hostname(), ".co") && u.Path == "" {
		return one(breach(websitePath, catalogue.InvalidValue, address, words{
			en:    "customer.account.websiteUrl ends in .co, which is often a .com or .co.jp that was cut off",
			ja:    "お客様のウェブサイトの末尾が .co です。.com や .co.jp の入力ミスの可能性があります。",
			fixEN: "Enter the whole domain; if .co is right, end it with a slash, as in www.example.co/.",
			fixJA: "ドメイン全体を入力してください。.co で正しい場合は、www.example.co/ のように末尾にスラッシュを付けます。",
		}))
	}
	return nil
}

// social are the sites whose pages are nobody's own website.
var social = []string{"facebook.com", "fb.com", "instagram.com", "twitter.com", "x.com", "linkedin.com", "youtube.com", "tiktok.com", "line.me",
	"pinterest.com", "threads.net", "weibo.com", "vk.com", "ameblo.jp", "note.com"}

// OnSocialNetwork says whether a web address is a page on a social network.
func OnSocialNetwork(address string) bool { return OnSite(address, social) }

// OnSite says whether a web address lies on one of some sites.
func OnSite(address string, sites []string) bool {
	u, ok := parsed(address)
	return ok && slices.ContainsFunc(sites, func(s string) bool { return u.Hostname() == s || strings.HasSuffix(u.Hostname(), "."+s) })
}

// parsed reads a web address, with or without the scheme before it.
func parsed(address string) (*url.URL, bool) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(strings.ToLower(strings.TrimSpace(address)))
	return u, err == nil && u.Hostname() != ""
}

func usStateListed(v *view) []catalogue.Violation {
	name := v.text(statePath)
	if !v.at(OnSubmit) || v.text(countryPath) != "US" || name == "" {
		return nil
	}
	if _, listed := catalogue.Find("us_state", name); listed {
		return nil
	}
	return one(breach(statePath, catalogue.InvalidEnumValue, name, words{
		en: "customer.account.address.stateOrRegion is not a listed state of the United States", ja: "州の値がアメリカ合衆国の州の一覧にありません。",
		fixEN: "Choose the state from the list, with its full name as in California.", fixJA: "一覧から州を選択してください（例: California）。略称は使えません。",
	}))
}

func postalCodeGiven(v *view) []catalogue.Violation {
	found := byConditions("postal-code-given")(v)
	for i := range found {
		country := catalogue.Postal(v.text(countryPath))
		found[i].Message += " " + country.Country
		found[i].MessageJA = valueJA("country", country.ISO) + "のお客様の場合、「郵便番号」が必要です。"
		if country.Format != "" {
			found[i].FixEN, found[i].FixJA = postalFix(country.Format)
		}
	}
	return found
}

// postalFix shows a code of a published format.
func postalFix(format string) (en, ja string) {
	format = strings.ReplaceAll(format, " OR ", " or ")
	forms := strings.Split(format, " or ")
	for i, form := range forms {
		forms[i] = postalExample(form)
	}
	return "Enter the postal code in a form such as " + strings.Join(forms, " or ") + ".",
		"郵便番号を " + strings.Join(forms, " または ") + " のような形式で入力してください。"
}

// optional are the parts of a published format that a code may lack.
var optional = regexp.MustCompile(`\([^)]*\)`)

// postalExample is a code of one form of a published format, in which A stands for a letter, and N or 9 for a digit; beside N or
// other digits, a 9 is what it says.
func postalExample(form string) string {
	form = optional.ReplaceAllString(form, "")
	nine := !strings.ContainsAny(form, "N012345678")
	digit, letter := '0', 'A'-1
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'N' || r == '9' && nine:
			digit = '1' + (digit-'0')%9
			return digit
		case r == 'A':
			letter++
			return letter
		}
		return r
	}, form)
}

func postalCodeFormat(v *view) []catalogue.Violation {
	code, country := v.text(postalPath), v.text(countryPath)
	if !v.at(OnSubmit) || code == "" || country == "" {
		return nil
	}
	rule := catalogue.Postal(country)
	if rule.Fits(code) {
		return nil
	}
	format := rule.Format
	if format == "" {
		format = "1-20 characters"
	}
	fixEN, fixJA := postalFix(format)
	if rule.Format == "" {
		fixEN, fixJA = "Enter at most 20 characters.", "20 文字以内で入力してください。"
	}
	return one(breach(postalPath, catalogue.InvalidStringFormat, code, words{
		en:    "The postal code is invalid for country " + rule.Country + ", " + rule.Country + " postal code must be in " + format + " format.",
		ja:    "郵便番号の形式が国（" + valueJA("country", country) + "）の形式と一致しません。",
		fixEN: fixEN, fixJA: fixJA,
	}))
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

func launchNeedsAccount(v *view) []catalogue.Violation {
	if absent := byConditions("launch-needs-account")(v); absent != nil {
		return absent
	}
	id := v.text(accountPath)
	if !v.saving() || v.stage != StageLaunched || !v.Partner.Consulting || id == "" || accountID.MatchString(id) || !v.mayMeet(accountPath) {
		return nil
	}
	return one(breach(accountPath, catalogue.InvalidStringFormat, id, words{
		en: "customer.account.awsAccountId must be a 12-digit account id to launch", ja: "ローンチするには、12 桁の AWS アカウント ID が必要です。",
		fixEN: "Enter the 12 digits of the customer's AWS account.", fixJA: "お客様の AWS アカウント ID を 12 桁の数字で入力してください。",
	}))
}
