// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package support

import (
	"fmt"
	"strconv"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
)

// stale refuses what was said to an old version of a case.
func stale(now int64) error {
	return &fault.Fault{Kind: fault.Conflict, Version: strconv.FormatInt(now, 10), Msg: "Somebody has written in the case since you opened it. Read it again and retry."}
}

func at(field string, code catalogue.Code, rule, value, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: field, Path: field, At: field, Code: code, Rule: "case-" + rule, Value: catalogue.Shown(value, false),
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

var (
	noSubject = at("subject", catalogue.RequiredFieldMissing, "subject", "", "The subject is missing.", "件名は必須です。", "Say in a line what it is about.", "内容を 1 行で入力してください。")

	longSubject = at("subject", catalogue.InvalidStringFormat, "subject", "", fmt.Sprintf("The subject is longer than %d characters.", mostSubject),
		fmt.Sprintf("件名は %d 文字以内です。", mostSubject), "Shorten it.", "短くしてください。")

	noBody = at("body", catalogue.RequiredFieldMissing, "body", "", "The text is missing.", "本文は必須です。",
		"Describe the problem, what you have tried, and any error message.", "問題の内容、試したこと、エラーメッセージを入力してください。")

	longBody = at("body", catalogue.InvalidStringFormat, "body", "", fmt.Sprintf("The text is longer than %d characters.", mostBody),
		fmt.Sprintf("本文は %d 文字以内です。", mostBody), "Shorten it, or attach the rest as a file.", "短くするか、残りをファイルで添付してください。")

	manyFiles = at("files", catalogue.InvalidValue, "files", "", fmt.Sprintf("A message has at most %d files.", MostFiles),
		fmt.Sprintf("添付できるファイルは 1 件のメッセージにつき %d 個までです。", MostFiles), "Send the rest with another message.", "残りは別のメッセージで送信してください。")

	notThere = at("files", catalogue.InvalidValue, "files", "", "A file is not there, or has not come whole.", "ファイルが見つからないか、アップロードが完了していません。",
		"Choose the file again.", "ファイルを選択し直してください。")

	noName = at("name", catalogue.RequiredFieldMissing, "file-name", "", "The file has no name.", "ファイル名がありません。", "Give it one.", "ファイル名を付けてください。")

	looseFiles = at("files", catalogue.ActionNotPermitted, "files", "", fmt.Sprintf("You have uploaded %d files that belong to no message.", mostLoose),
		fmt.Sprintf("未送信のファイルが %d 個あります。", mostLoose), "Send your message, or try again tomorrow.", "メッセージを送信するか、明日もう一度お試しください。")
)

func noTopic(given string) catalogue.Violation {
	return at("topic", catalogue.InvalidEnumValue, "topic", given, "The topic is not on the list.", "トピックが選択されていません。", "Choose what the case is about.", "お問い合わせの内容を選択してください。")
}

func noOpportunity(given string) catalogue.Violation {
	return at("opportunity", catalogue.InvalidValue, "opportunity", given, "There is no such opportunity of yours.", "このオポチュニティは見つかりません。",
		"Give the identifier of one of your opportunities, such as O1234567, or leave it empty.", "自社のオポチュニティの ID (例: O1234567) を入力するか、空欄にしてください。")
}

func cannot(now State) catalogue.Violation {
	v := fault.State("case-state", "The case takes no such step: it is "+string(now)+".", "現在の状態ではこの操作はできません。",
		"Read it again. A case that is resolved is reopened first.", "ページを再読み込みしてください。解決済みのケースは、先に再オープンしてください。")
	v.Field, v.Value = "case", string(now)
	return v
}

func size(bytes int64) string { return strconv.FormatInt(bytes>>20, 10) + " MiB" }

func badKind(name string) catalogue.Violation {
	return at("name", catalogue.InvalidValue, "file-kind", name, "Files such as "+name+" are not taken.", name+" は添付できない種類のファイルです。",
		"Take "+name+" away. Attach "+strings.Join(Endings, " ")+", and put others into a .zip file.",
		name+" は添付できません。"+strings.Join(Endings, " ")+" を添付できます。それ以外は .zip にまとめてください。")
}

func badContent(name string) catalogue.Violation {
	return at("name", catalogue.InvalidValue, "file-content", name, "What is in "+name+" is not what its name says.", name+" の内容が拡張子と一致していません。",
		"Save "+name+" in the format that its name says, or put it into a .zip file.", name+" を拡張子どおりの形式で保存し直すか、.zip にまとめてください。")
}

func emptyFile(name string) catalogue.Violation {
	return at("size", catalogue.InvalidValue, "file-size", name, name+" is empty.", name+" は空のファイルです。", "Choose another file than "+name+", which is empty.", name+" は空です。別のファイルを選択してください。")
}

func largeFile(name string, most int64) catalogue.Violation {
	return at("size", catalogue.InvalidValue, "file-size", name, name+" is larger than "+size(most)+".", name+" は "+size(most)+" を超えています。",
		"Attach a part of "+name+", or pack it: a file has at most "+size(most)+".", name+" は "+size(most)+" を超えています。必要な部分だけを添付するか、圧縮してください。")
}

func badPiece(name string) catalogue.Violation {
	return at("data", catalogue.InvalidValue, "file-piece", name, "A piece of "+name+" does not fit.", name+" の送信に失敗しました。",
		"Choose "+name+" again.", name+" を選択し直してください。")
}

func fullCase(most int64) catalogue.Violation {
	return at("files", catalogue.InvalidValue, "files", "", "The files of this case would have more than "+size(most)+" together.", "このケースの添付ファイルの合計が "+size(most)+" を超えます。",
		"Attach less.", "添付するファイルを減らしてください。")
}
