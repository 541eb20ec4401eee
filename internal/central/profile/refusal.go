// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"strconv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
)

// States that stand in the way.
var (
	updateWaits = fault.State("profile-one-update", "An update of the profile is being reviewed.", "プロフィールの更新をレビューしています。",
		"Wait for its end, or withdraw it.", "レビューが終わるまで待つか、更新を取り下げてください。")
	updatesSpent = fault.State("profile-updates-a-day", "The profile was updated as often as one day allows.", "1 日に更新できる回数の上限に達しました。",
		"Try again tomorrow.", "明日もう一度お試しください。")
	visibilitySpent = fault.State("profile-visibility-a-day", "The visibility was changed as often as one day allows.", "1 日に公開範囲を変更できる回数の上限に達しました。",
		"Try again tomorrow.", "明日もう一度お試しください。")
	noProfile = fault.State("profile-there", "Your company has no profile yet.", "自社のプロフィールがまだありません。",
		"Enter its contents first.", "先に内容を入力してください。")
)

// endedAs are what people are told of an update that has ended, by its status.
var endedAs = map[string]catalogue.Violation{
	account.TaskSucceeded: fault.State("profile-update-open", "The update was reviewed and published already.", "この更新はすでにレビューを通過し、公開されています。",
		"Start another one.", "もう一度更新してください。"),
	account.TaskFailed: fault.State("profile-update-open", "The update was reviewed and refused already.", "この更新はすでにレビューで却下されています。",
		"See what was found, and start another one.", "指摘された点を確認し、もう一度更新してください。"),
	account.TaskCanceled: fault.State("profile-update-open", "The update was withdrawn already.", "この更新はすでに取り下げられています。",
		"Start another one.", "もう一度更新してください。"),
}

// Refusals of the account's own state: AWS gives them a code and no field.
var (
	businessUnverified = catalogue.Violation{Code: account.CodeIncompatibleKnowYourBusinessStatus, Rule: "partner-business-verified",
		Message: "The business of the account is not verified.", MessageJA: "アカウントの事業者の検証が完了していません。",
		FixEN: "Run StartVerification with BusinessVerificationDetails, and wait until it has succeeded.",
		FixJA: "BusinessVerificationDetails を指定して StartVerification を実行し、成功するまでお待ちください。"}
	registrantUnverified = catalogue.Violation{Code: account.CodeIncompatibleIdentityVerificationStatus, Rule: "partner-registrant-verified",
		Message: "The registrant of the account is not verified.", MessageJA: "アカウントの登録者の本人確認が完了していません。",
		FixEN: "Run StartVerification with RegistrantVerificationDetails, and complete it at its CompletionUrl.",
		FixJA: "RegistrantVerificationDetails を指定して StartVerification を実行し、CompletionUrl で本人確認を完了してください。"}
	otherLegalName = catalogue.Violation{Code: account.CodeIncompatibleLegalName, Rule: "partner-legal-name",
		Message: "The legal name is not the one that was verified.", MessageJA: "正式名称が、検証済みの名称と一致しません。",
		FixEN: "Send the LegalName of the business verification.", FixJA: "事業者の検証で使用した LegalName を指定してください。"}
	unfitDomain = catalogue.Violation{Code: account.CodeIncompatibleDomain, Rule: "partner-own-domain",
		Message: "The e-mail domain belongs to a mail provider, or is none.", MessageJA: "このメールドメインは一般のメールサービスのものか、ドメインとして正しくありません。",
		FixEN: "Use an address at a domain of your own organisation.", FixJA: "自社のドメインのメールアドレスを使用してください。"}
)

// Refusals of a field.
var (
	codeMissing = catalogue.Violation{Field: "emailVerificationCode", Path: "EmailVerificationCode", At: "EmailVerificationCode",
		Code: catalogue.RequiredFieldMissing, Rule: "contact-code",
		Message: "Another mail address of the alliance lead needs a verification code.", MessageJA: "アライアンスリードのメールアドレスを変更するには確認コードが必要です。",
		FixEN: "Send a code to the new address, and give it here.",
		FixJA: "新しいアドレスに確認コードを送信し、そのコードを入力してください。"}
	sandboxTags = tags(catalogue.ActionNotPermitted, "partner-sandbox-tags", "Tags are not supported in the catalog Sandbox.", "Sandbox カタログではタグを使用できません。",
		"Leave Tags out.", "Tags を指定しないでください。")
	tagTwice = tags(catalogue.DuplicateKeyValue, "tag-once", "A tag key is there twice.", "同じタグキーが複数あります。",
		"Give each key once.", "各キーは 1 回だけ指定してください。")
	tagReserved = tags(catalogue.ActionNotPermitted, "tag-reserved", "Tag keys that begin with aws: are AWS's own.", "aws: で始まるタグキーは AWS 専用です。",
		"Choose another key.", "別のキーを使用してください。")
	tagMisspelt = tags(catalogue.InvalidStringFormat, "tag-text", "Tags have letters, digits, spaces and _.:/=+-@ only.", "タグに使用できるのは文字、数字、空白、および _.:/=+-@ のみです。",
		"Take other characters out.", "その他の文字を削除してください。")
	tooManyTags = tags(catalogue.TooManyValues, "tag-count", "A partner has at most 200 tags.", "パートナーに付けられるタグは 200 個までです。",
		"Remove tags with UntagResource first.", "先に UntagResource でタグを削除してください。")
)

func tags(code catalogue.Code, rule, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: "tags", Path: "Tags", At: "Tags", Code: code, Rule: rule, Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

// detailsBroken says what is wrong with an update before anybody moderates it.
func detailsBroken(d account.TaskDetails) (broken []catalogue.Violation) {
	twice := func(path, at string) {
		broken = append(broken, catalogue.Violation{Field: catalogue.WireName(path), Path: path, At: at, Code: catalogue.DuplicateKeyValue, Rule: "profile-once",
			Message: "A value is there twice.", MessageJA: "同じ値が複数あります。", FixEN: "Give each value once.", FixJA: "各値は 1 回だけ指定してください。"})
	}
	segments := map[string]bool{}
	for _, s := range d.IndustrySegments {
		if segments[s] {
			twice("TaskDetails.IndustrySegments", "TaskDetails.IndustrySegments")
		}
		segments[s] = true
	}
	locales := map[string]bool{d.TranslationSourceLocale: true}
	for i, l := range d.LocalizedContents {
		if locales[l.Locale] {
			twice("TaskDetails.LocalizedContents[].Locale", "TaskDetails.LocalizedContents["+strconv.Itoa(i)+"].Locale")
		}
		locales[l.Locale] = true
	}
	return broken
}
