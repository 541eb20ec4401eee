// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package staff

import (
	"fmt"

	"cosell/internal/central/identity"
	"cosell/internal/mail"
)

// A text is a mail in each language.
type text map[string]struct{ subject, body string }

// words are the mail of a purpose in a language: who wrote, the partner, the link.
var words = map[Purpose]text{
	Invitation: {
		"en": {"Your invitation to Cosell", "%s has invited you to work with AWS on behalf of %s.\n\nSet your password here; the link is good for 7 days and once:\n\n%s\n"},
		"ja": {"Cosell への招待", "%s さんから、%s のユーザーとして Cosell に招待されました。\n\n次のリンクからパスワードを設定してください（有効期間は 7 日間、使用できるのは 1 回だけです）。\n\n%s\n"},
	},
	Reset: {
		"en": {"Set a new password for Cosell", "%s has asked for a new password for you at %s.\n\nSet it here; the link is good for 24 hours and once. Until then your old password is good:\n\n%s\n"},
		"ja": {"Cosell のパスワード再設定", "%s さんが、%s でのあなたのパスワードの再設定を依頼しました。\n\n次のリンクから新しいパスワードを設定してください（有効期間は 24 時間、使用できるのは 1 回だけです）。設定するまでは、現在のパスワードを引き続き使用できます。\n\n%s\n"},
	},
}

// forgotten are the words for who has asked for a link without being signed in: the partner, the link.
var forgotten = text{
	"en": {"Set a new password for Cosell", "Somebody who gave your mail address, most likely you, has forgotten the password at %s.\n\nSet a new one here; the link is good for 24 hours and once:\n\n%s\n\nIf it was not you, there is nothing to do: your password stays as it is.\n"},
	"ja": {"Cosell のパスワード再設定", "%s でのパスワードの再設定が、あなたの E メールアドレスでリクエストされました。\n\n次のリンクから新しいパスワードを設定してください（有効期間は 24 時間、使用できるのは 1 回だけです）。\n\n%s\n\n心当たりがない場合、操作は不要です。現在のパスワードは変わりません。\n"},
}

// letter is the mail with a link from a colleague.
func letter(to identity.User, from identity.Caller, p Purpose, link string) mail.Letter {
	return words[p].to(to, from.Name, from.Partner.Name, link)
}

// reminder is the mail with a link that the user asked for.
func reminder(to identity.User, partner, link string) mail.Letter {
	return forgotten.to(to, partner, link)
}

// to is the mail in the user's language, or in both where nobody has said which.
func (x text) to(u identity.User, values ...any) mail.Letter {
	fill := func(language string) string { return fmt.Sprintf(x[language].body, values...) }
	if w, known := x[u.Language]; known {
		return mail.Letter{To: u.Email, Subject: w.subject, Body: fill(u.Language)}
	}
	return mail.Letter{To: u.Email, Subject: x["en"].subject + " / " + x["ja"].subject, Body: fill("en") + "\n" + fill("ja")}
}
