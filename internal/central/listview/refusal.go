// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listview

import "cosell/internal/ace/catalogue"

func violation(field, rule, value, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: rule, Value: catalogue.Shown(value, false),
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

func unknownList(kind string) catalogue.Violation {
	return violation("list", "view-list", kind, "There are no views of this list.", "この一覧にはビューがありません。",
		"Choose opportunities or leads.", "オポチュニティまたはリードを選択してください。")
}

func badName(name string) catalogue.Violation {
	return violation("name", "view-name", name, "The name of a view has 1 to 80 characters.", "ビュー名は 1〜80 文字で指定します。",
		"Enter a name of at most 80 characters.", "80 文字以内でビュー名を入力してください。")
}

func badColumns() catalogue.Violation {
	return violation("columns", "view-columns", "", "The columns of the list are not JSON of the agreed form, or too many.", "列の設定が正しい形式でないか、多すぎます。",
		"Choose columns that the list offers.", "一覧にある列を選択してください。")
}

func taken(name string) catalogue.Violation {
	return violation("name", "view-name-taken", name, "There is a view of this name already.", "同じ名前のビューがすでにあります。",
		"Choose another name, or update the view that has it.", "別の名前を付けるか、既存のビューを更新してください。")
}

func tooMany() catalogue.Violation {
	return violation("name", "views-limit", "", "You have 100 views of this list, which is the most.", "この一覧に保存できるビューは 100 個までです。",
		"Delete a view that you do not need any more.", "不要なビューを削除してください。")
}

func nobody(email string) catalogue.Violation {
	return violation("email", "view-receiver", email, "This is no active colleague who works with the list.", "この一覧を利用できる有効な同僚ではありません。",
		"Choose an alliance lead, a member of the alliance team, an ACE manager or an ACE user of your company.",
		"自社のアライアンスリード、アライアンスチーム、ACE マネージャー、ACE ユーザーのいずれかを選択してください。")
}
