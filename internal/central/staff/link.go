// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
	"cosell/internal/websession/password"
)

// A Purpose is what a link to set a password is for.
type Purpose string

// The purposes.
const (
	Invitation Purpose = "invitation"
	Reset      Purpose = "reset"
)

// life is how long links are good.
var life = map[Purpose]time.Duration{Invitation: 7 * 24 * time.Hour, Reset: 24 * time.Hour}

// A Newcomer is a colleague who is to come.
type Newcomer struct {
	Email, FirstName, LastName string
	Role                       identity.Role
	Language                   string // of the mail and of the pages: en or ja
}

const maxName = 80 // characters; as contacts of opportunities have

func (n Newcomer) check() error {
	for _, name := range []struct{ field, text string }{{"lastName", n.LastName}, {"firstName", n.FirstName}} {
		if strings.TrimSpace(name.text) == "" || utf8.RuneCountInString(name.text) > maxName {
			return refuse(name.field, catalogue.RequiredFieldMissing, name.text, "A name has 1 to 80 characters.", "氏名はそれぞれ 1～80 文字で入力してください。",
				"Enter the name that colleagues know.", "氏名を入力してください。")
		}
	}
	if n.Language != "en" && n.Language != "ja" {
		return refuse("language", catalogue.InvalidEnumValue, n.Language, "The pages are in English and Japanese.", "言語は英語または日本語です。",
			"Choose one of them.", "どちらかを選択してください。")
	}
	return nil
}

// Invite takes a colleague in and mails a link to set a password.
func (r *Room) Invite(ctx context.Context, c identity.Caller, n Newcomer) (id string, err error) {
	if !Manages(c) {
		return "", denied
	}
	if err := n.check(); err != nil {
		return "", err
	}
	if !slices.Contains(gives[c.Role], n.Role) {
		return "", beyond(n.Role)
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		u := identity.User{Account: c.Account, Email: strings.ToLower(strings.TrimSpace(n.Email)), FirstName: strings.TrimSpace(n.FirstName),
			LastName: strings.TrimSpace(n.LastName), Role: n.Role, Language: n.Language}
		var err error
		if u.ID, err = identity.Invite(tx, u); err != nil {
			return err
		}
		id = u.ID
		return r.write(tx, c, u, Invitation)
	})
	if f := fault.Of(err); err != nil && f.Kind == fault.Invalid && len(f.Violations) == 1 && f.Violations[0].Path == "Email" {
		return "", refuse("email", catalogue.InvalidValue, n.Email, "This is not a mail address.", "E メールアドレスの形式が正しくありません。",
			"Enter an address such as name@example.com, at most 80 characters.", "name@example.com のような形式で、80 文字以内で入力してください。")
	}
	return id, duplicate(err, n.Email)
}

// Remind mails the invitation again; the link that was mailed before is worth nothing from then on.
func (r *Room) Remind(ctx context.Context, c identity.Caller, id string) error {
	return r.change(ctx, c, Change{ID: id}, func(tx *sqldb.Tx, u identity.User) error {
		if u.State() != identity.Invited {
			return refuse("", catalogue.InvalidResourceState, string(u.State()), "There is no open invitation.", "送信済みの招待はありません。",
				"Reload the list: somebody has accepted or withdrawn it.", "招待は承諾済みか、取り消されています。一覧を再読み込みしてください。")
		}
		if err := identity.InviteAgain(tx, c.Account, u.ID); err != nil {
			return err
		}
		return r.write(tx, c, u, Invitation)
	})
}

// SendReset mails a link by which a colleague sets a new password. The old one is good until then.
func (r *Room) SendReset(ctx context.Context, c identity.Caller, id string) error {
	return r.change(ctx, c, Change{ID: id}, func(tx *sqldb.Tx, u identity.User) error {
		if u.State() != identity.Active {
			return refuse("", catalogue.InvalidResourceState, string(u.State()), "Only active users have a password.", "パスワードを再設定できるのは、有効なユーザーだけです。",
				"Invite or activate the user instead.", "招待を送るか、ユーザーを有効にしてください。")
		}
		tx.About(c.Account, identity.UserSubject(u.ID))
		return r.write(tx, c, u, Reset)
	})
}

// write makes a link and mails it. A caller without an account is the user, who has forgotten the password.
func (r *Room) write(tx *sqldb.Tx, c identity.Caller, u identity.User, p Purpose) error {
	link, err := r.link(tx, u, p)
	if err != nil {
		return err
	}
	if c.Account == "" {
		name, err := partner(tx, u.Account)
		if err != nil {
			return err
		}
		return r.Outbox.Post(tx, u.Account, reminder(u, name, link))
	}
	return r.Outbox.Post(tx, u.Account, letter(u, c, p, link))
}

// link makes a link in place of all that the user had.
func (r *Room) link(tx *sqldb.Tx, u identity.User, p Purpose) (string, error) {
	if err := forget(tx, u.Account, u.ID); err != nil {
		return "", err
	}
	now := r.Clock.Now()
	if _, err := tx.Exec(`DELETE FROM staff_link WHERE expires_us <= ?`, sqldb.Micros(now)); err != nil {
		return "", err
	}
	token := rand.Text() + rand.Text() // 256 bits and more
	_, err := tx.Exec(`INSERT INTO staff_link (token_hash, account_id, user_id, purpose, expires_us) VALUES (?, ?, ?, ?, ?)`,
		hash(token), u.Account, u.ID, string(p), sqldb.Micros(now.Add(life[p])))
	return r.LinkURL() + token, err
}

// forget takes away the links of a user.
func forget(tx *sqldb.Tx, account, user string) error {
	_, err := tx.Exec(`DELETE FROM staff_link WHERE account_id = ? AND user_id = ?`, account, user)
	return err
}

// hash is how a token is stored. It is random, so no salt is needed.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// A Link is a link to set a password, as whoever holds it sees it.
type Link struct {
	Purpose Purpose
	User    identity.User
	Partner string
}

// Read is the link of a token. Reading changes nothing, so that mail programs which follow links use none up.
func (r *Room) Read(ctx context.Context, token string) (l Link, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		l, err = r.find(tx, token, "")
		if err != nil {
			return err
		}
		l.Partner, err = partner(tx, l.User.Account)
		return err
	})
	return l, err
}

// partner is the name of whom a user works for.
func partner(tx *sqldb.Tx, account string) (string, error) {
	if account == identity.AWS {
		return "AWS", nil
	}
	p, err := identity.Of(tx, account)
	return p.Name, err
}

func (r *Room) find(tx *sqldb.Tx, token, lock string) (l Link, err error) {
	var account, user string
	err = tx.Row(`SELECT account_id, user_id, purpose FROM staff_link WHERE token_hash = ? AND expires_us > ?`+lock, hash(token), sqldb.Micros(r.Clock.Now())).
		Scan(&account, &user, &l.Purpose)
	if errors.Is(err, sqldb.ErrNone) {
		return Link{}, fault.Missing()
	}
	if err != nil {
		return Link{}, err
	}
	l.User, err = identity.FindUser(tx, account, user)
	return l, err
}

// Use sets the password by a link, once. An invitation is taken up with it.
func (r *Room) Use(ctx context.Context, token, plain string) (l Link, err error) {
	if err := password.Check(plain); err != nil {
		return Link{}, refuse("password", catalogue.InvalidValue, "", "The password has 8 characters at least, and 1024 bytes at most.",
			"パスワードは 8 文字以上、1024 バイト以内で入力してください。", "Take a longer one; a sentence is good.", "8 文字以上のパスワードを入力してください。覚えやすい文でもかまいません。")
	}
	if _, err := r.Read(ctx, token); err != nil { // hashing costs much: not for everybody who knocks
		return Link{}, err
	}
	hashed, err := r.Identity.Hashed(ctx, plain)
	if err != nil {
		return Link{}, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if l, err = r.find(tx, token, tx.Dialect().Lock); err != nil {
			return err
		}
		if err := forget(tx, l.User.Account, l.User.ID); err != nil {
			return err
		}
		return identity.StorePassword(tx, l.User.Account, l.User.ID, hashed)
	})
	return l, err
}
