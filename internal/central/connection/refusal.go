// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
)

var (
	invitesItself = catalogue.Violation{Code: account.CodeIncompatibleConnectionInvitationRequest, Rule: "connection-not-oneself",
		Message: "A partner does not connect with itself.", MessageJA: "自分自身と接続することはできません。",
		FixEN: "Send the identifier of another partner.", FixJA: "別のパートナーの識別子を指定してください。"}

	filterUnknown = catalogue.Violation{Field: "connectionType", Path: "ConnectionType", At: "ConnectionType", Code: catalogue.InvalidValue, Rule: "connection-filter",
		Message: "The filter names no type or status of connections.", MessageJA: "接続の種類またはステータスとして正しくない条件です。",
		FixEN: "Send OPPORTUNITY_COLLABORATION or SUBSIDIARY, and behind a colon ACTIVE or CANCELED if wanted.",
		FixJA: "OPPORTUNITY_COLLABORATION または SUBSIDIARY を指定し、必要に応じてコロンの後に ACTIVE または CANCELED を付けてください。"}

	reasonMissing = reason(catalogue.RequiredFieldMissing, "connection-reason", "A connection is not ended without a reason.", "接続を終了するには理由が必要です。",
		"Say in a few words why the connection ends.", "接続を終了する理由を入力してください。")

	reasonLong = reason(catalogue.InvalidStringFormat, "connection-reason-length", "The reason is longer than 256 characters.", "理由が 256 文字を超えています。",
		"Shorten the reason to 256 characters.", "理由を 256 文字以内で入力してください。")

	excludesNobody = excluded(catalogue.ActionNotPermitted, "connection-exclusion",
		"Participants are excluded only with the access type ALLOW_BY_DEFAULT_DENY_SOME.", "参加者を除外できるのは、アクセスタイプが ALLOW_BY_DEFAULT_DENY_SOME の場合のみです。",
		"Send that access type, or leave the list out.", "このアクセスタイプを指定するか、リストを省略してください。")

	excludesTwice = excluded(catalogue.DuplicateKeyValue, "connection-exclusion-once",
		"A participant is excluded twice.", "同じ参加者が複数回指定されています。", "Give each participant once.", "各参加者は 1 回だけ指定してください。")
)

func reason(code catalogue.Code, rule, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: "reason", Path: "Reason", At: "Reason", Code: code, Rule: rule, Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

func excluded(code catalogue.Code, rule, en, ja, fixEN, fixJA string) catalogue.Violation {
	const path = "ExcludedParticipantIdentifiers"
	return catalogue.Violation{Field: catalogue.WireName(path), Path: path, At: path, Code: code, Rule: rule, Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

// states are what people are told of a state that stands in the way, by AWS's reason.
var states = map[string]catalogue.Violation{
	account.DuplicateConnection: fault.State("connection-once",
		"You are connected with this partner already.", "このパートナーとはすでに接続しています。",
		"Find it among your connections.", "接続パートナーの一覧をご確認ください。"),
	account.DuplicateConnectionInvitation: fault.State("connection-request-once",
		"A request waits between you two already.", "このパートナーとの間に、応答待ちの接続リクエストがすでにあります。",
		"Answer or withdraw it first.", "先に応答するか、取り消してください。"),
	account.IncompatibleConnectionInvitationReceiver: fault.State("connection-preferences",
		"The preferences of one of you do not allow this request.", "どちらかの受信設定により、このリクエストは送信できません。",
		"Look at your own preferences, or write to the partner.", "自社の受信設定を確認するか、相手に直接ご連絡ください。"),
	account.IncompatibleConnectionState: fault.State("connection-active",
		"The connection is ended already.", "この接続はすでに終了しています。",
		"Connect again by a new request.", "再び接続するには、新しいリクエストを送信してください。"),
	account.IncompatibleConnectionPreferencesRevision: fault.State("connection-preferences-revision",
		"Somebody else changed the preferences meanwhile.", "ほかのユーザーが設定を変更しました。",
		"Reload the page, look at what they are now, and change them again.", "ページを再読み込みして現在の設定を確認し、もう一度変更してください。"),
	account.IncompatibleProfileState: fault.State("connection-public-profile",
		"Your profile is private, so the partner could not see who asks.", "自社のプロフィールが非公開のため、送信元が相手に表示されません。",
		"Make your profile public first.", "先にプロフィールを公開してください。"),
	account.SenderProfileNotFound: fault.State("connection-own-profile",
		"Your company has no profile yet.", "自社のプロフィールがまだありません。",
		"Make one first.", "先にプロフィールを作成してください。"),
	account.ReceiverProfileNotFound: fault.State("connection-receiver",
		"This partner cannot be found any more.", "このパートナーは見つかりません。",
		"Search again.", "もう一度検索してください。"),
	account.LimitExceededNumberOfConnectionInvitationPerDay: fault.State("connection-requests-a-day",
		"Your company has sent the most requests of one day.", "1 日に送信できるリクエスト数の上限に達しました。",
		"Try again tomorrow.", "明日もう一度お試しください。"),
	account.LimitExceededNumberOfOpenConnectionInvitation: fault.State("connection-open-requests",
		"Your company has the most requests that may wait for an answer.", "応答待ちのリクエスト数が上限に達しています。",
		"Withdraw one, or wait for answers.", "いずれかを取り消すか、応答をお待ちください。"),
	account.LimitExceededNumberOfActiveConnection: fault.State("connection-limit",
		"One of you has the most connections that a partner may have.", "どちらかの接続数が上限に達しています。",
		"End a connection that is not needed any more.", "不要になった接続を終了してください。"),
}

// because refuses for one of AWS's reasons: programs read the message, people what states has.
func because(k fault.Kind, reason, msg string) *fault.Fault {
	return fault.Because(k, reason, msg).Telling(states[reason])
}

// settledAs are what people are told of a request that does not wait any more, by its status.
var settledAs = map[string]catalogue.Violation{
	account.InvitationAccepted: fault.State("connection-request-pending",
		"The request was accepted already: the two of you are connected.", "このリクエストはすでに承諾され、接続されています。",
		"Find the partner among your connections.", "接続パートナーの一覧をご確認ください。"),
	account.InvitationRejected: fault.State("connection-request-pending",
		"The request was declined already.", "このリクエストはすでに辞退されています。",
		"Send a new request if you want to connect.", "接続するには、新しいリクエストを送信してください。"),
	account.InvitationCanceled: fault.State("connection-request-pending",
		"Its sender has withdrawn the request.", "このリクエストは送信者により取り消されました。",
		"Send a new request if you want to connect.", "接続するには、新しいリクエストを送信してください。"),
	account.InvitationExpired: fault.State("connection-request-pending",
		"The request has expired: nobody answered in time.", "期限までに応答がなかったため、このリクエストは期限切れになりました。",
		"Send a new request if you want to connect.", "接続するには、新しいリクエストを送信してください。"),
	account.InvitationPending: fault.State("connection-request-pending",
		"Somebody else is answering the request at this moment.", "ほかのユーザーがこのリクエストに応答しています。",
		"Reload the page.", "ページを再読み込みしてください。"),
}
