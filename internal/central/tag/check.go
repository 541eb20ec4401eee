// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package tag

import (
	"fmt"
	"strconv"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
)

// Most is how many tags a resource may have. Source: reference 2.
const Most = 200

// reserved begins keys that only AWS gives.
const reserved = "aws:"

// In are the tags of a request, which has passed the model's checks.
func In(request doc.Doc) []selling.Tag {
	var all []selling.Tag
	for _, t := range doc.Objects(request, "Tags") {
		all = append(all, selling.Tag{Key: doc.Text(t, "Key"), Value: doc.Text(t, "Value")})
	}
	return all
}

// Check is everything that is wrong with tags that pass the model: a key twice, or one that AWS keeps for itself.
func Check(tags []selling.Tag) (broken []catalogue.Violation) {
	seen := map[string]bool{}
	for i, t := range tags {
		if len(t.Key) >= len(reserved) && strings.EqualFold(t.Key[:len(reserved)], reserved) {
			broken = append(broken, violation(i, catalogue.ActionNotPermitted, "tag-reserved", t.Key,
				"a tag key must not begin with aws:, which is reserved", "aws: で始まるタグキーは予約されています。",
				"Choose a key that does not begin with aws:.", "aws: で始まらないキーを指定してください。"))
		}
		if seen[t.Key] {
			broken = append(broken, violation(i, catalogue.DuplicateKeyValue, "tag-once", t.Key,
				"the tag key is given twice", "同じタグキーが 2 回指定されています。",
				"Give each key once.", "各キーを 1 回だけ指定してください。"))
		}
		seen[t.Key] = true
	}
	return broken
}

func violation(i int, code catalogue.Code, rule, key, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: "tags.key", Path: "Tags[].Key", At: "Tags[" + strconv.Itoa(i) + "].Key", Code: code, Rule: rule,
		Value: catalogue.Shown(key, false), Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

func tooMany(n int) catalogue.Violation {
	return catalogue.Violation{Field: "tags", Path: "Tags", At: "Tags", Code: catalogue.TooManyValues, Rule: "tag-most", Value: strconv.Itoa(n),
		Message: fmt.Sprintf("a resource has at most %d tags; with these it would have %d", Most, n), MessageJA: fmt.Sprintf("タグは最大 %d 個です。", Most),
		FixEN: "Untag the resource first, or give fewer tags.", FixJA: "不要なタグを削除するか、タグの数を減らしてください。"}
}
