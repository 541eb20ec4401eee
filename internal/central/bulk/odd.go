// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"strconv"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/fault"
)

// An oddity is something that can be wrong only of a cell of a sheet, not of an opportunity. In its words @ is the field,
// # the value that would do, and % the number of characters.
type oddity struct {
	id             string
	code           catalogue.Code
	en, ja         string // what is wrong
	mendEN, mendJA string
}

var (
	oddFormula = oddity{"sheet-formula", catalogue.InvalidValue, "The cell of @ holds a formula.", "@のセルに数式が入っています。",
		"Copy the cell and paste it as a value.", "セルをコピーし、値として貼り付けてください。"}
	oddBroken = oddity{"sheet-broken", catalogue.InvalidValue, "The cell of @ holds an error of the spreadsheet, or was too narrow when it was saved.",
		"@のセルに表計算ソフトのエラーが入っているか、列幅が足りないまま保存されています。", "Enter the value itself.", "値を入力し直してください。"}
	oddLength = oddity{"sheet-length", catalogue.InvalidValue, "@ has more than % characters, which is the most in a sheet.", "@は、インポートでは % 文字以内です。",
		"Shorten it to % characters.", "% 文字以内にしてください。"}
	oddDay = oddity{"sheet-day", catalogue.InvalidStringFormat, "@ is not a date.", "@が日付ではありません。",
		"Enter the date as month/day/year, such as 03/31/2027.", "日付を 2027/03/31 または 03/31/2027（月/日/年）の形式で入力してください。"}
	oddOrder = oddity{"sheet-day-order", catalogue.InvalidStringFormat, "@ has the day before the month.", "@の月と日の順序が逆です。",
		"Enter # (month/day/year), and check the other rows: a spreadsheet that turns dates round does so everywhere.",
		"#（月/日/年）と入力してください。ほかの行の日付も、月と日が入れ替わっていないか確認してください。"}
	oddZeros = oddity{"sheet-zeros", catalogue.InvalidStringFormat, "@ has lost the zeros that it begins with.", "@の先頭の 0 が失われています。",
		"Enter #. In the file, make the column text before you type.", "# と入力してください。ファイルでは、入力する前に列の書式を「文字列」にします。"}
	oddScientific = oddity{"sheet-scientific", catalogue.InvalidStringFormat, "The spreadsheet has shortened the number of @, and digits are lost.", "@の数値が表計算ソフトにより指数表記に変換され、桁が失われています。",
		"Enter all digits again. In the file, make the column text before you type.", "すべての桁を入力し直してください。ファイルでは、入力する前に列の書式を「文字列」にします。"}
	oddCurrency = oddity{"sheet-currency", catalogue.InvalidValue, "@ is in another currency than #.", "@に # 以外の通貨が入力されています。",
		"Enter the amount in #.", "# での金額を入力してください。"}
	oddTwice = oddity{"sheet-twice", catalogue.DuplicateKeyValue, "@ stands in line # as well.", "@が # 行目と重複しています。",
		"Give every row an identifier of its own, or leave it empty.", "行ごとに異なる識別子を指定するか、空欄にしてください。"}
	oddKey = oddity{"sheet-record", catalogue.InvalidValue, "There is no opportunity # that you may change.", "変更できるオポチュニティ # が見つかりません。",
		"Leave the identifiers of the prepared file as they are.", "準備したファイルの ID は変更しないでください。"}
	oddVersion = oddity{"sheet-version", catalogue.InvalidValue, "@ does not say on what version of the record the change was decided.", "@から、変更の元になったバージョンを読み取れません。",
		"Leave this column of the prepared file as it is.", "準備したファイルのこの列は変更しないでください。"}
	oddStale = oddity{"sheet-stale", catalogue.InvalidResourceState, "The opportunity was changed after the file was prepared.", "ファイルの準備後に、このオポチュニティが変更されています。",
		"Prepare a new file, and make your change there.", "ファイルを準備し直して、変更をやり直してください。"}
)

// odd is the oddity of a cell of the column.
func (c *Column) odd(o oddity, value, better string) *catalogue.Violation {
	en, ja := c.Named()
	most := strconv.Itoa(c.ImportMaxLen)
	say := func(text, name string) string {
		return strings.NewReplacer("@", name, "#", better, "%", most).Replace(text)
	}
	return &catalogue.Violation{Field: c.ID, Path: c.Path, At: c.Path, Code: o.code, Rule: o.id, Value: catalogue.Shown(value, c.Sensitive),
		Message: say(o.en, en), MessageJA: say(o.ja, ja), FixEN: say(o.mendEN, en), FixJA: say(o.mendJA, ja)}
}

// unreadable says in words why a file was refused.
func unreadable(t *sheet.Trouble) catalogue.Violation {
	w := troubles[t.Code]
	fill := strings.NewReplacer("#", strconv.Itoa(t.Line), "%", strconv.FormatInt(t.Most, 10), "@", strconv.Itoa(t.Column))
	return fileFault("sheet-"+string(t.Code), fill.Replace(w.en), fill.Replace(w.ja), fill.Replace(w.mendEN), fill.Replace(w.mendJA))
}

// fileFault stands against a file as a whole.
func fileFault(rule, en, ja, mendEN, mendJA string) catalogue.Violation {
	return catalogue.Violation{Field: "file", Path: "file", At: "file", Code: catalogue.InvalidValue, Rule: rule,
		Message: en, MessageJA: ja, FixEN: mendEN, FixJA: mendJA}
}

// troubles are the words for each reason: # is the line, % the bound, @ the column.
var troubles = map[sheet.Code]struct{ en, ja, mendEN, mendJA string }{
	sheet.Empty: {"The file is empty.", "ファイルが空です。", "Fill in the template and upload it.", "テンプレートに入力してアップロードしてください。"},
	sheet.Large: {"The file is larger than % bytes.", "ファイルが % バイトを超えています。", "Split it into several files.", "複数のファイルに分割してください。"},
	sheet.Packed: {"The file unpacks to more than any sheet of opportunities needs.", "展開後のファイルが大きすぎます。",
		"Copy the rows into a new template and upload that.", "行を新しいテンプレートに貼り付けて、アップロードしてください。"},
	sheet.Rows: {"The file has more rows than may be brought in at once: line # is one too many.", "一度に取り込める行数を超えています（# 行目で上限に達しました）。",
		"Split it into several files, each with its heading.", "見出し行を付けて、複数のファイルに分割してください。"},
	sheet.Columns: {"Line # has more than % columns.", "# 行目の列数が % を超えています。", "Use the columns of the template only.", "テンプレートの列だけを使用してください。"},
	sheet.Long:    {"The cell in line #, column @ has more than % characters.", "# 行目、@ 列目のセルが % 文字を超えています。", "Shorten it.", "短くしてください。"},
	sheet.Encoding: {"The file has characters that cannot be read, in line # or before.", "# 行目までに、読み取れない文字があります。",
		"Save it as “CSV UTF-8” and upload it again.", "「CSV UTF-8（コンマ区切り）」形式で保存し直して、アップロードしてください。"},
	sheet.Quote: {"In the row that begins in line # a quotation mark is not closed, or stands alone inside of a text.", "# 行目から始まる行で、引用符（\"）が閉じられていないか、文字列の途中にあります。",
		"Close the quotation mark, or write it twice inside of a text.", "引用符を閉じるか、文字列の中では \"\" のように 2 つ続けて入力してください。"},
	sheet.OldExcel: {"The file is of an old Excel (.xls), or protected by a password.", "古い形式（.xls）、またはパスワードで保護されたファイルです。",
		"Save it as .xlsx or CSV without a password.", "パスワードなしの .xlsx または CSV 形式で保存し直してください。"},
	sheet.Damaged: {"The workbook is damaged and cannot be read.", "ブックが壊れているため、読み取れません。",
		"Open it in your spreadsheet, save it again as .xlsx, and upload that.", "表計算ソフトで開き、.xlsx 形式で保存し直してアップロードしてください。"},
	sheet.NoSheet: {"The workbook has no sheet with cells.", "ブックにセルのあるシートがありません。", "Use the template.", "テンプレートを使用してください。"},
}

// refused turns why a row could not be carried out into words.
func refused(err error) []catalogue.Violation {
	f := fault.Of(err)
	if f.Kind == fault.Conflict && f.Version != "" {
		return []catalogue.Violation{*named(idModified).odd(oddStale, "", "")}
	}
	if len(f.Violations) > 0 {
		return f.Violations
	}
	w, known := refusals[f.Kind]
	if !known {
		w = wordsOf{f.Msg, "処理できませんでした。", "Look at the record by itself.", "該当のレコードを個別に確認してください。"}
	}
	return []catalogue.Violation{{Code: catalogue.ActionNotPermitted, Rule: "bulk-refused", Message: w.en, MessageJA: w.ja, FixEN: w.mendEN, FixJA: w.mendJA}}
}

// wordsOf say what is wrong and how to mend it.
type wordsOf struct{ en, ja, mendEN, mendJA string }

// refusals are the words for refusals that are of no field.
var refusals = map[fault.Kind]wordsOf{
	fault.NotFound: {"There is no such record, or you may not see it.", "対象が見つからないか、表示する権限がありません。",
		"Look for it in the list, and choose it there.", "一覧で対象を検索し、選択し直してください。"},
	fault.AccessDenied: {"Your role does not allow this.", "この操作を行う権限がありません。",
		"Ask your alliance lead for the role, or have a colleague do it.", "アライアンスリードに権限を依頼するか、権限のある担当者に依頼してください。"},
	fault.Conflict: {"Somebody or something else has changed the record meanwhile.", "ほかの操作により、対象の状態が変わっています。",
		"Look at the record, and begin again if it is still needed.", "対象を確認し、必要であればもう一度操作してください。"},
}

// final says whether trying again cannot help: somebody has refused, and nothing of ours has failed.
func final(err error) bool {
	switch fault.Of(err).Kind {
	case fault.Invalid, fault.BusinessInvalid, fault.NotFound, fault.Conflict, fault.AccessDenied, fault.QuotaExceeded:
		return true
	case fault.Internal, fault.Throttled, fault.Unavailable:
	}
	return false
}
