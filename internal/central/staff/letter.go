// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package staff

import (
	"fmt"

	"cosell/internal/central/identity"
	"cosell/internal/mail"
)

// words are the mail of a purpose in a language: who wrote, the partner, the link.
var words = map[Purpose]map[string]struct{ subject, body string }{
	Invitation: {
		"en": {"Your invitation to Cosell", "%s has invited you to work with AWS on behalf of %s.\n\nSet your password here; the link is good for 7 days and once:\n\n%s\n"},
		"ja": {"Cosell への招待", "%s さんから、%s の利用者として Cosell に招待されました。\n\n次のリンクからパスワードを設定してください（有効期間は 7 日間、使用できるのは 1 回だけです）。\n\n%s\n"},
	},
	Reset: {
		"en": {"Set a new password for Cosell", "%s has asked for a new password for you at %s.\n\nSet it here; the link is good for 24 hours and once. Until then your old password is good:\n\n%s\n"},
		"ja": {"Cosell のパスワード再設定", "%s さんが、%s でのあなたのパスワードの再設定を依頼しました。\n\n次のリンクから新しいパスワードを設定してください（有効期間は 24 時間、使用できるのは 1 回だけです）。設定するまでは、現在のパスワードを引き続き使用できます。\n\n%s\n"},
	},
}

// letter is the mail with a link: in the user's language, or in both where nobody has said which.
func letter(to identity.User, from identity.Caller, p Purpose, link string) mail.Letter {
	fill := func(language string) string {
		return fmt.Sprintf(words[p][language].body, from.Name, from.Partner.Name, link)
	}
	if w, known := words[p][to.Language]; known {
		return mail.Letter{To: to.Email, Subject: w.subject, Body: fill(to.Language)}
	}
	return mail.Letter{To: to.Email, Subject: words[p]["en"].subject + " / " + words[p]["ja"].subject, Body: fill("en") + "\n" + fill("ja")}
}
