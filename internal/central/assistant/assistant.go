// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package assistant keeps the tokens by which an assistant acts for a user: what each may do, how long, and since when not.
//
// A token allows no more than its scopes and no more than the user may do now. It is shown once; only its hash is kept.
package assistant

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "assistant", Files: files}
}

const (
	// MostTokens is how many tokens of a user are good at once.
	MostTokens = 20
	// LongestDays is the longest life of a token.
	LongestDays = 365

	prefix     = "cosell_mcp_"
	tokenLen   = 32 // bytes
	longName   = 80 // characters
	mostListed = 100
	touchEvery = time.Minute // the last use is kept to this precision, to spare a write at each request
)

// A Token is one token, without its text.
type Token struct {
	Account, ID, UserID string
	Name                string // as the user calls the assistant
	Scopes              []string
	Created, Expires    time.Time
	Used                time.Time // to the minute; zero before the first use
	Revoked             time.Time // zero while it is good
}

// Allows says whether the token has a scope.
func (t Token) Allows(scope string) bool { return slices.Contains(t.Scopes, scope) }

// A Grant is a token that was shown, with the user whom it stands for as the user is now.
type Grant struct {
	Token
	Caller identity.Caller
}

// May says whether the grant has a scope and the user may still use it.
func (g Grant) May(scope string) bool {
	s, known := Find(scope)
	return known && g.Allows(scope) && s.FitsFor(g.Caller)
}

// ErrNoToken says that a token is not good: unknown, over, revoked, or its user is gone. Which, nobody learns.
var ErrNoToken = errors.New("the token is not good: it is unknown, has expired, or was revoked")

// A Room keeps tokens.
type Room struct {
	db     *sqldb.DB
	clock  clock.Clock
	people *identity.Room
}

// New is the room.
func New(db *sqldb.DB, clk clock.Clock, people *identity.Room) *Room {
	return &Room{db: db, clock: clk, people: people}
}

// Issue makes a token for the caller and answers its text, which is never shown again.
func (r *Room) Issue(ctx context.Context, c identity.Caller, name string, scopes []string, days int) (t Token, text string, err error) {
	name = strings.TrimSpace(name)
	if broken := check(c, name, scopes, days); len(broken) > 0 {
		return Token{}, "", fault.Broken(broken...)
	}
	raw := make([]byte, tokenLen)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	text = prefix + base64.RawURLEncoding.EncodeToString(raw)
	t = Token{Account: c.Account, ID: ulid.Make().String(), UserID: c.Principal, Name: name, Scopes: ordered(scopes)}
	list, err := json.Marshal(t.Scopes)
	if err != nil {
		return Token{}, "", err
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now := tx.Now()
		t.Created, t.Expires = now, now.AddDate(0, 0, days)
		var good int
		if err := tx.Row(`SELECT count(*) FROM assistant_token WHERE account_id = ? AND user_id = ? AND revoked_us = 0 AND expires_us > ?`,
			c.Account, c.Principal, sqldb.Micros(now)).Scan(&good); err != nil {
			return err
		}
		if good >= MostTokens {
			return &fault.Fault{Kind: fault.QuotaExceeded, Msg: fmt.Sprintf("You have %d tokens, which is the most. Revoke one that you do not need first.", MostTokens)}
		}
		_, err := tx.Exec(`INSERT INTO assistant_token (account_id, id, user_id, name, hash, scopes, created_us, expires_us, used_us, revoked_us)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`, t.Account, t.ID, t.UserID, t.Name, hash(text), string(list),
			sqldb.Micros(t.Created), sqldb.Micros(t.Expires))
		return err
	})
	if err != nil {
		return Token{}, "", err
	}
	return t, text, nil
}

// hash is how a token is stored: whoever reads the database cannot use it. A token is random, so no salt is needed.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// ordered are the scopes in the order of the table, each once.
func ordered(scopes []string) []string {
	out := []string{}
	for _, s := range Scopes {
		if slices.Contains(scopes, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}

func check(c identity.Caller, name string, scopes []string, days int) (broken []catalogue.Violation) {
	if n := utf8.RuneCountInString(name); n == 0 || n > longName || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		broken = append(broken, violation("name", "token-name", catalogue.Shown(name, false), "The name has 1 to 80 characters.", "名前は 1〜80 文字です。",
			"Say which assistant uses the token.", "どのアシスタントで使うかを入力してください。"))
	}
	for _, name := range scopes {
		if s, known := Find(name); !known || !s.FitsFor(c) {
			broken = append(broken, violation("scopes", "token-scope", catalogue.Shown(name, false), "The scope is not one that you can give.", "付与できない権限です。",
				"Choose scopes from the list.", "一覧から権限を選択してください。"))
		}
	}
	if !slices.ContainsFunc(scopes, func(s string) bool { return s != PersonalData }) {
		broken = append(broken, violation("scopes", "token-scope", "", "The token allows nothing.", "権限が選択されていません。",
			"Choose at least one tool.", "ツールを 1 つ以上選択してください。"))
	}
	if days < 1 || days > LongestDays {
		broken = append(broken, violation("days", "token-days", fmt.Sprint(days), "A token is good for 1 to 365 days.", "有効期間は 1〜365 日です。",
			"Choose how long the token is good for.", "有効期間を選択してください。"))
	}
	return broken
}

func violation(field, rule, value, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: rule, Value: value,
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

const columns = `account_id, id, user_id, name, scopes, created_us, expires_us, used_us, revoked_us`

func scan(scan func(...any) error) (t Token, err error) {
	var scopes string
	var created, expires, used, revoked int64
	if err := scan(&t.Account, &t.ID, &t.UserID, &t.Name, &scopes, &created, &expires, &used, &revoked); err != nil {
		return Token{}, err
	}
	if err := json.Unmarshal([]byte(scopes), &t.Scopes); err != nil {
		return Token{}, fmt.Errorf("scopes of token %s: %w", t.ID, err)
	}
	t.Created, t.Expires, t.Used, t.Revoked = sqldb.Time(created), sqldb.Time(expires), instant(used), instant(revoked)
	return t, nil
}

// instant is a time that may not have come; zero then.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return sqldb.Time(us)
}

// Tokens are the caller's own tokens, newest first, at most a hundred.
func (r *Room) Tokens(ctx context.Context, c identity.Caller) (all []Token, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT `+columns+` FROM assistant_token WHERE account_id = ? AND user_id = ?
			ORDER BY created_us DESC, id DESC LIMIT ?`, c.Account, c.Principal, mostListed)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			t, err := scan(rows.Scan)
			if err != nil {
				return err
			}
			all = append(all, t)
		}
		return rows.Err()
	})
	return all, err
}

// Revoke ends one of the caller's tokens, at once and for good.
func (r *Room) Revoke(ctx context.Context, c identity.Caller, id string) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE assistant_token SET revoked_us = ? WHERE account_id = ? AND user_id = ? AND id = ? AND revoked_us = 0`,
			sqldb.Micros(tx.Now()), c.Account, c.Principal, id)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// Open is the grant of a token's text. Token and user are read anew each time: what was taken away counts at once.
func (r *Room) Open(ctx context.Context, text string) (Grant, error) {
	if !strings.HasPrefix(text, prefix) || len(text) > 200 {
		return Grant{}, ErrNoToken
	}
	var g Grant
	now := r.clock.Now()
	err := r.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		g.Token, err = scan(tx.Row(`SELECT `+columns+` FROM assistant_token WHERE hash = ?`, hash(text)).Scan)
		return err
	})
	if errors.Is(err, sqldb.ErrNone) {
		return Grant{}, ErrNoToken
	}
	if err != nil {
		return Grant{}, err
	}
	if !r.Good(g.Token) {
		return Grant{}, ErrNoToken
	}
	g.Caller, err = r.people.CallerOf(ctx, g.UserID)
	if fault.Is(err, fault.NotFound) || err == nil && g.Caller.Account != g.Account {
		return Grant{}, ErrNoToken
	}
	if err != nil {
		return Grant{}, err
	}
	if now.Sub(g.Used) >= touchEvery {
		return g, r.touch(ctx, g.Token, now)
	}
	return g, nil
}

// Good says whether a token may be used now.
func (r *Room) Good(t Token) bool { return t.Revoked.IsZero() && r.clock.Now().Before(t.Expires) }

// touch notes that the token is used. When nothing can be written, reading still works, and so goes on.
func (r *Room) touch(ctx context.Context, t Token, now time.Time) error {
	err := r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE assistant_token SET used_us = ? WHERE account_id = ? AND id = ? AND used_us < ?`,
			sqldb.Micros(now), t.Account, t.ID, sqldb.Micros(now))
		return err
	})
	if errors.Is(err, sqldb.ErrUnavailable) {
		return nil
	}
	return err
}
