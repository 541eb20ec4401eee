// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package collaboration

import (
	"fmt"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
)

// stale refuses what was decided on an old version of a channel.
func stale(now int64) error {
	return &fault.Fault{Kind: fault.Conflict, Version: version(now), Msg: "The channel was changed since you opened it. Read it again and retry."}
}

func state(rule, en, ja, fixEN, fixJA string) catalogue.Violation {
	v := fault.State("channel-"+rule, en, ja, fixEN, fixJA)
	v.Field = "channel"
	return v
}

func atField(field string, code catalogue.Code, rule, value, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: field, Path: field, At: field, Code: code, Rule: "channel-" + rule, Value: catalogue.Shown(value, false),
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

// What an opportunity needs before a channel is asked for. Source: Selling guide, "Slack でのコラボレーションチャンネルの作成".
var (
	notApproved = state("needs-approval", "AWS has not approved this opportunity.", "このオポチュニティはまだ AWS に承認されていません。",
		"Submit it, and wait until AWS has approved it.", "オポチュニティを送信し、AWS の承認後にリクエストしてください。")
	notCoSell = state("needs-co-sell", "AWS does not sell this opportunity with you: it is shared for visibility only.",
		"このオポチュニティは AWS との共同販売ではなく、可視化のみで共有されています。",
		"Ask the AWS desk for co-sell support first.", "先に AWS に共同販売のサポートを依頼してください。")
	tooEarly = state("needs-stage", "The opportunity has not reached the stage Qualified.", "ステージが「認定済み」に達していません。",
		"Move the stage to Qualified or further.", "ステージを「認定済み」以降に進めてください。")
	lost = state("not-lost", "The opportunity is closed as lost.", "このオポチュニティは失注としてクローズされています。",
		"Ask for a channel for an opportunity that is alive.", "進行中のオポチュニティでリクエストしてください。")
	already = state("one-at-a-time", "There is a channel for this opportunity, or a request for one.", "このオポチュニティには、すでにチャンネルまたはリクエストがあります。",
		"Use that one. It stands above.", "既存のチャンネルまたはリクエストを使用してください。")
)

var (
	nobody = atField("people", catalogue.RequiredFieldMissing, "people", "", "Nobody was chosen for the channel.", "チャンネルに追加するユーザーが選択されていません。",
		"Choose at least one person.", "ユーザーを 1 人以上選択してください。")
	tooMany = atField("people", catalogue.InvalidValue, "people", "", fmt.Sprintf("More than %d people were chosen.", mostPeople),
		fmt.Sprintf("選択できるユーザーは %d 人までです。", mostPeople), fmt.Sprintf("Choose at most %d.", mostPeople), fmt.Sprintf("%d 人以内で選択してください。", mostPeople))
	longPurpose = atField("purpose", catalogue.InvalidStringFormat, "purpose", "", fmt.Sprintf("The purpose is longer than %d characters.", mostPurpose),
		fmt.Sprintf("目的は %d 文字以内です。", mostPurpose), "Shorten it.", "短くしてください。")
	noReason = atField("reason", catalogue.RequiredFieldMissing, "says-why", "", "A request that is declined needs a reason.", "却下するには理由が必要です。",
		fmt.Sprintf("Tell the partner why, in at most %d characters.", mostPurpose), fmt.Sprintf("パートナーに伝える理由を %d 文字以内で入力してください。", mostPurpose))
	noLink = atField("link", catalogue.InvalidStringFormat, "link", "", "This is no address of a Slack channel.", "Slack チャンネルのリンクではありません。",
		"Copy the channel's link in Slack; it begins with https:// and its host ends in .slack.com.",
		"Slack でチャンネルのリンクをコピーしてください (https:// で始まり、ホスト名が .slack.com で終わります)。")
)

func stranger(id string) catalogue.Violation {
	return atField("people", catalogue.InvalidValue, "people", id, "Somebody who was chosen is no active ACE user of your organisation.",
		"選択されたユーザーの中に、自社の有効な ACE ユーザーでない人がいます。", "Reload the page and choose from the list.", "ページを再読み込みし、一覧から選択してください。")
}

func unwilling(names []string) catalogue.Violation {
	return atField("people", catalogue.ActionNotPermitted, "opt-out", strings.Join(names, ", "), strings.Join(names, ", ")+" wants no invitations to channels.",
		strings.Join(names, "、")+"さんはチャンネルへの招待を希望していません。", "Take them out of the request.", "リクエストから外してください。")
}

func cannot(from, to State) catalogue.Violation {
	v := state("state", "The channel cannot become "+string(to)+": it is "+string(from)+".", "現在の状態ではこの操作はできません。",
		"Read it again.", "ページを再読み込みして状態を確認してください。")
	v.Value = string(from)
	return v
}

func cannotStand(from Stand) catalogue.Violation {
	v := state("invitation", "The invitation is "+string(from)+", and takes no such answer.", "この招待には、現在その回答はできません。",
		"Read the page again.", "ページを再読み込みして状態を確認してください。")
	v.Value = string(from)
	return v
}
