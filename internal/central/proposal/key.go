// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Key is the public half of an Ed25519 key of a person, who approves by signing with the other half.
type Key struct {
	Account, ID, UserID, Name string
	Public                    ed25519.PublicKey
	Created                   time.Time
	Revoked                   time.Time // zero while it is good
}

// MostKeys is how many keys of a person are good at once.
const MostKeys = 10

// AddKey registers a key for the signed-in person. public is a PEM block or the 32 bytes in base64.
func (r *Room) AddKey(ctx context.Context, c identity.Caller, name, public string) (Key, error) {
	if err := enter(c); err != nil {
		return Key{}, err
	}
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 80 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return Key{}, fault.Broken(wrong("name", "", "The name has 1 to 80 characters.", "名前は 1〜80 文字です。",
			"Say where the key is kept.", "鍵の保管場所がわかる名前を入力してください。"))
	}
	key, err := parsePublic(public)
	if err != nil {
		return Key{}, fault.Broken(wrong("publicKey", "", "The text is no public Ed25519 key: "+err.Error()+".", "Ed25519 の公開鍵ではありません。",
			"Paste what openssl pkey -pubout prints.", "openssl pkey -pubout の出力を貼り付けてください。"))
	}
	k := Key{Account: c.Account, ID: "key-" + ulid.Make().String(), UserID: c.Principal, Name: name, Public: key}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		k.Created = tx.Now()
		var good int
		if err := tx.Row(`SELECT count(*) FROM approval_key WHERE account_id = ? AND user_id = ? AND revoked_us = 0`, c.Account, c.Principal).
			Scan(&good); err != nil {
			return err
		}
		if good >= MostKeys {
			return &fault.Fault{Kind: fault.QuotaExceeded, Msg: fmt.Sprintf("You have %d keys, which is the most. Revoke one first.", MostKeys)}
		}
		_, err := tx.Exec(`INSERT INTO approval_key (account_id, id, user_id, name, public_key, created_us, revoked_us) VALUES (?, ?, ?, ?, ?, ?, 0)`,
			k.Account, k.ID, k.UserID, k.Name, base64.StdEncoding.EncodeToString(k.Public), sqldb.Micros(k.Created))
		return err
	})
	return k, err
}

func parsePublic(text string) (ed25519.PublicKey, error) {
	text = strings.TrimSpace(text)
	if block, _ := pem.Decode([]byte(text)); block != nil {
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, errors.New("the PEM block cannot be read")
		}
		key, ok := parsed.(ed25519.PublicKey)
		if !ok {
			return nil, errors.New("it is a key of another kind")
		}
		return key, nil
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, errors.New("it is neither a PEM block nor 32 bytes in base64")
	}
	return raw, nil
}

const keyColumns = `account_id, id, user_id, name, public_key, created_us, revoked_us`

func scanKey(scan func(...any) error) (k Key, err error) {
	var public string
	var created, revoked int64
	if err := scan(&k.Account, &k.ID, &k.UserID, &k.Name, &public, &created, &revoked); err != nil {
		return Key{}, err
	}
	k.Created = sqldb.Time(created)
	if revoked != 0 {
		k.Revoked = sqldb.Time(revoked)
	}
	k.Public, err = parsePublic(public)
	return k, err
}

// Keys are the caller's own keys, newest first, at most a hundred.
func (r *Room) Keys(ctx context.Context, c identity.Caller) (all []Key, err error) {
	if err := enter(c); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT `+keyColumns+` FROM approval_key WHERE account_id = ? AND user_id = ?
			ORDER BY created_us DESC, id DESC LIMIT 100`, c.Account, c.Principal)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			k, err := scanKey(rows.Scan)
			if err != nil {
				return err
			}
			all = append(all, k)
		}
		return rows.Err()
	})
	return all, err
}

// RevokeKey ends one of the caller's keys, at once and for good.
func (r *Room) RevokeKey(ctx context.Context, c identity.Caller, id string) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE approval_key SET revoked_us = ? WHERE account_id = ? AND user_id = ? AND id = ? AND revoked_us = 0`,
			sqldb.Micros(tx.Now()), c.Account, c.Principal, id)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// A Signed approval is one that a person gave away from the page.
type Signed struct {
	Proposal  string
	Hash      string // of the proposal that the person approved
	Key       string // id of the registered key
	Signature string // Ed25519 over Statement, in base64
}

// Statement is the text that a person signs to approve a proposal. It names account, proposal and hash, so that it is good
// for nothing else; a signature given twice is refused, since a proposal is executed once.
func Statement(account, proposal, hash string) string {
	return "cosell approval 1\n" + account + "\n" + proposal + "\n" + hash + "\n"
}

// refused is the one answer to all that is wrong with a signed approval.
func refused() error {
	return fault.Denied("The signed approval is not good: the key is unknown or revoked, or the signature is not over this proposal.")
}

// ApproveSigned executes a proposal under the rights of the person whose key has signed the approval. account is the tenant
// in which it was handed over; keys of others do not exist there.
func (r *Room) ApproveSigned(ctx context.Context, account string, in Signed) (Proposal, error) {
	var k Key
	err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		k, err = scanKey(tx.Row(`SELECT `+keyColumns+` FROM approval_key WHERE account_id = ? AND id = ? AND revoked_us = 0`, account, in.Key).Scan)
		return err
	})
	if errors.Is(err, sqldb.ErrNone) {
		return Proposal{}, refused()
	}
	if err != nil {
		return Proposal{}, err
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(in.Signature))
	if err != nil || !ed25519.Verify(k.Public, []byte(Statement(account, in.Proposal, in.Hash)), signature) {
		return Proposal{}, refused()
	}
	person, err := r.Identity.CallerOf(ctx, k.UserID)
	if fault.Is(err, fault.NotFound) || err == nil && person.Account != account {
		return Proposal{}, refused()
	}
	if err != nil {
		return Proposal{}, err
	}
	return r.approve(ctx, person, in.Proposal, in.Hash, BySignature)
}
