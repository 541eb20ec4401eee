// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
)

var (
	invitesItself = catalogue.Violation{Code: account.CodeIncompatibleConnectionInvitationRequest, Rule: "connection-not-oneself",
		Message: "A partner does not connect with itself.", MessageJA: "自分自身と接続することはできません。",
		FixEN: "Send the identifier of another partner.", FixJA: "別のパートナーの識別子を指定してください。"}

	filterUnknown = catalogue.Violation{Field: "connectionType", Path: "ConnectionType", At: "ConnectionType", Code: catalogue.InvalidValue, Rule: "connection-filter",
		Message: "The filter names no type or status of connections.", MessageJA: "接続の種類またはステータスとして正しくない条件です。",
		FixEN: "Send OPPORTUNITY_COLLABORATION or SUBSIDIARY, and behind a colon ACTIVE or CANCELED if wanted.",
		FixJA: "OPPORTUNITY_COLLABORATION または SUBSIDIARY を指定し、必要に応じてコロンの後に ACTIVE または CANCELED を付けてください。"}

	excludesNobody = excluded(catalogue.ActionNotPermitted, "connection-exclusion",
		"Participants are excluded only with the access type ALLOW_BY_DEFAULT_DENY_SOME.", "参加者を除外できるのは、アクセスタイプが ALLOW_BY_DEFAULT_DENY_SOME の場合のみです。",
		"Send that access type, or leave the list out.", "このアクセスタイプを指定するか、リストを省略してください。")

	excludesTwice = excluded(catalogue.DuplicateKeyValue, "connection-exclusion-once",
		"A participant is excluded twice.", "同じ参加者が複数回指定されています。", "Give each participant once.", "各参加者は 1 回だけ指定してください。")
)

func excluded(code catalogue.Code, rule, en, ja, fixEN, fixJA string) catalogue.Violation {
	const path = "ExcludedParticipantIdentifiers"
	return catalogue.Violation{Field: catalogue.WireName(path), Path: path, At: path, Code: code, Rule: rule, Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}
