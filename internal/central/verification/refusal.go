// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package verification

import (
	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
)

// KnownCatalog refuses a catalog other than AWS and Sandbox.
func KnownCatalog(catalog string) error {
	if catalog == selling.CatalogAWS || catalog == selling.CatalogSandbox {
		return nil
	}
	return fault.Broken(catalogue.Violation{Field: "catalog", Path: "Catalog", At: "Catalog", Code: catalogue.InvalidValue, Rule: "account-catalog",
		Value: catalogue.Shown(catalog, false), Message: "The catalog does not exist.", MessageJA: "このカタログは存在しません。",
		FixEN: "Use the catalog AWS or Sandbox.", FixJA: "カタログには AWS または Sandbox を指定してください。"})
}

var (
	detailsMissing = catalogue.Violation{Field: "verificationDetails", Path: "VerificationDetails", At: "VerificationDetails",
		Code: catalogue.RequiredFieldMissing, Rule: "verification-details",
		Message: "The verification needs the details of what is to be verified.", MessageJA: "検証する内容の詳細が必要です。",
		FixEN: "Send BusinessVerificationDetails or RegistrantVerificationDetails.",
		FixJA: "BusinessVerificationDetails または RegistrantVerificationDetails を送信してください。"}

	wrongCode = catalogue.Violation{Field: "emailVerificationCode", Path: "EmailVerificationCode", At: "EmailVerificationCode",
		Code: catalogue.InvalidValue, Rule: "verification-code", Value: catalogue.Hidden,
		Message: "The verification code is wrong, was used, or has expired.", MessageJA: "確認コードが正しくないか、使用済みまたは期限切れです。",
		FixEN: "Send a new code to the same address, and use it within one hour.",
		FixJA: "同じアドレスに新しいコードを送信し、1 時間以内に使用してください。"}

	codesSpent = fault.State("verification-codes-a-day",
		"This address has got the most codes of one day.", "このアドレスに 1 日に送信できる確認コードの上限に達しました。",
		"Use the last code, or try again tomorrow.", "最後に届いたコードを使用するか、明日もう一度お試しください。")

	reasonMissing = catalogue.Violation{Field: "reason", Path: "Reason", At: "Reason", Code: catalogue.RequiredFieldMissing, Rule: "verification-says-why",
		Message: "A verification that is turned down needs a reason.", MessageJA: "検証を却下するには理由が必要です。",
		FixEN: "Say what the partner has to correct, in at most 200 characters.", FixJA: "パートナーが修正すべき点を 200 文字以内で入力してください。"}

	begunAnew = catalogue.Violation{Field: "attempt", Path: "Attempt", At: "Attempt", Code: catalogue.InvalidValue, Rule: "verification-attempt",
		Message: "The partner has begun the verification anew since you opened it.", MessageJA: "この検証は、開いた後にパートナーによって再度開始されました。",
		FixEN: "Read it again, and decide on what it says now.", FixJA: "内容を読み直してから判定してください。"}

	undecidable = catalogue.Violation{Field: "status", Path: "Status", At: "Status", Code: catalogue.InvalidResourceState, Rule: "verification-open",
		Message:   "Only a verification that is open is decided, as SUCCEEDED, FAILED or REJECTED, with a reason of at most 200 characters.",
		MessageJA: "判定できるのは未完了の検証のみです。結果は SUCCEEDED、FAILED、REJECTED のいずれかで、理由は 200 文字以内です。",
		FixEN:     "Read the verification again.", FixJA: "検証の状態をもう一度確認してください。"}
)
