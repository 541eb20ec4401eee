// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"fmt"
	"strings"
)

// A breach is one way in which a value fails its shape.
type breach struct {
	code  Code
	id    string
	bound int    // the length, count or value that is passed
	want  string // the JSON type that is expected
	tail  string // AWS's words after "failed to satisfy constraint: "
}

// wantJA are the JSON types in Japanese.
var wantJA = map[string]string{
	"an object": "オブジェクト", "a list": "リスト", "a string": "文字列", "a whole number": "整数",
}

// maxListed is the number of choices up to which a fix spells them out.
const maxListed = 12

// words says a breach to a person: in Japanese what is wrong, and in both languages what to enter.
func (b breach) words(row *Field, path string) (messageJA, fixEN, fixJA string) {
	en, ja := path, "「"+path+"」"
	if row != nil {
		en, ja = row.Named()
	}
	if b.bound == 1 && (b.id == "request-short" || b.id == "request-few") {
		b.id = "request-required" // nothing is there, whichever way it was sent
	}
	switch b.id {
	case "request-required":
		return ja + "は必須です。", "Enter " + en + ".", ja + "を入力してください。"
	case "request-enum":
		return b.enumWords(row, en, ja)
	case "request-short":
		return fmt.Sprintf("%sは%d文字以上必要です。", ja, b.bound),
			fmt.Sprintf("Enter at least %d characters in %s.", b.bound, en), fmt.Sprintf("%sを%d文字以上で入力してください。", ja, b.bound)
	case "request-long":
		return fmt.Sprintf("%sは%d文字以内です。", ja, b.bound),
			fmt.Sprintf("Shorten %s to at most %d characters.", en, b.bound), fmt.Sprintf("%sを%d文字以内にしてください。", ja, b.bound)
	case "request-few":
		return fmt.Sprintf("%sは%d件以上必要です。", ja, b.bound),
			fmt.Sprintf("Give at least %d entries for %s.", b.bound, en), fmt.Sprintf("%sを%d件以上指定してください。", ja, b.bound)
	case "request-many":
		return fmt.Sprintf("%sは%d件までです。", ja, b.bound),
			fmt.Sprintf("Give at most %d entries for %s.", b.bound, en), fmt.Sprintf("%sを%d件以内にしてください。", ja, b.bound)
	case "request-small":
		return fmt.Sprintf("%sは%d以上です。", ja, b.bound),
			fmt.Sprintf("Give %s a value of at least %d.", en, b.bound), fmt.Sprintf("%sに%d以上の値を指定してください。", ja, b.bound)
	case "request-large":
		return fmt.Sprintf("%sは%d以下です。", ja, b.bound),
			fmt.Sprintf("Give %s a value of at most %d.", en, b.bound), fmt.Sprintf("%sに%d以下の値を指定してください。", ja, b.bound)
	case "request-time":
		return ja + "は日時の形式ではありません。",
			"Give " + en + " as a time such as 2026-04-01T09:00:00Z.", ja + "を 2026-04-01T09:00:00Z のような日時で指定してください。"
	case "request-type":
		return ja + "の JSON の型が違います（" + wantJA[b.want] + "が必要です）。",
			"Send " + en + " as " + b.want + ".", ja + "を" + wantJA[b.want] + "として送信してください。"
	case "request-union":
		return ja + "には、ちょうど 1 つのメンバーが必要です。",
			"Set exactly one member of " + en + ".", ja + "のメンバーを 1 つだけ指定してください。"
	default:
		return b.patternWords(row, en, ja)
	}
}

func (b breach) enumWords(row *Field, en, ja string) (messageJA, fixEN, fixJA string) {
	messageJA = ja + "の値が一覧にありません。"
	if row == nil || row.Values == "" || len(Values(row.Values)) > maxListed {
		return messageJA, "Choose a listed value for " + en + ".", ja + "を一覧から選択してください。"
	}
	var listEN, listJA []string
	for _, v := range Values(row.Values) {
		if v.API != "" {
			listEN = append(listEN, v.API)
			listJA = append(listJA, v.JA+"（"+v.API+"）")
		}
	}
	return messageJA, "Choose one of these for " + en + ": " + strings.Join(listEN, ", ") + ".",
		ja + "を次の中から選択してください: " + strings.Join(listJA, "、") + "。"
}

func (b breach) patternWords(row *Field, en, ja string) (messageJA, fixEN, fixJA string) {
	messageJA = ja + "の形式が正しくありません。"
	if row == nil || row.Hint == "" {
		return messageJA, "Correct the format of " + en + ".", ja + "の形式を修正してください。"
	}
	return messageJA, "Enter " + en + " as " + row.Hint + ".", ja + "を" + row.HintJA + "で入力してください。"
}
