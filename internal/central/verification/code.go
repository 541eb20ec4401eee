// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package verification

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/allowance"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/mail"
	"cosell/internal/sqldb"
)

const (
	// CodeValidity is how long a code is good for. AWS publishes no time.
	CodeValidity = time.Hour
	// codesPerDay is how many codes an address gets in a day. Source: reference 13.
	codesPerDay = 5
	// wrongTries is how often a code may be mistyped before it is worth nothing: six digits are soon guessed.
	wrongTries = 5
)

// Send answers SendEmailVerificationCode: a code of six digits is mailed to the address. A later code replaces an earlier
// one. In the Sandbox nothing is sent and nothing counted, since any code is taken there. Source: reference 12.
func (r *Room) Send(ctx context.Context, c identity.Caller, in account.SendEmailVerificationCodeRequest) (struct{}, error) {
	if err := allowed(c); err != nil {
		return struct{}{}, err
	}
	if err := KnownCatalog(in.Catalog); err != nil || in.Catalog == selling.CatalogSandbox {
		return struct{}{}, err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return struct{}{}, err
	}
	code := fmt.Sprintf("%06d", n)
	return struct{}{}, r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		address := addressOf(in.Email)
		room, err := allowance.Allowance{Account: c.Account, Catalog: in.Catalog, Name: "code/" + address, Limit: codesPerDay}.Take(tx)
		if err != nil {
			return err
		}
		if !room {
			return fault.Because(fault.QuotaExceeded, account.LimitExceededNumberOfEmail,
				fmt.Sprintf("%d codes were sent to this address within 24 hours. Use the last one, or wait.", codesPerDay)).Telling(codesSpent)
		}
		sealed, err := r.box.SealTx(tx, c.Account, codeWhere(address), []byte(code))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO email_code (account_id, catalog, address, code, wrong, sent_us) VALUES (?, ?, ?, ?, 0, ?)
			ON CONFLICT (account_id, catalog, address) DO UPDATE SET code = excluded.code, wrong = 0, sent_us = excluded.sent_us`,
			c.Account, in.Catalog, address, sealed, sqldb.Micros(tx.Now())); err != nil {
			return err
		}
		return r.outbox.Post(tx, c.Account, mail.Letter{To: in.Email,
			Subject: "AWS Partner Central: verification code / 確認コード",
			Body: fmt.Sprintf("Your verification code is %s. It is valid for one hour. If you did not ask for it, ignore this mail.\n\n"+
				"確認コードは %s です。有効期限は 1 時間です。お心当たりのない場合は、このメールを破棄してください。\n", code, code)})
	})
}

// addressOf is an address as codes know it: its hash, in small letters.
func addressOf(email string) string { return hash(strings.ToLower(email)) }

func codeWhere(address string) string { return "email_code.code/" + address }

// A Claim is a code that somebody shows to prove that he reads an address.
type Claim struct {
	Account, Catalog string
	Email, Code      string
}

// Try looks at a claim before anything is decided by it. A wrong code counts even though the request is refused, so that
// nobody tries all of them.
func (r *Room) Try(ctx context.Context, claim Claim) error {
	if claim.Catalog == selling.CatalogSandbox {
		return nil
	}
	right := false
	err := r.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		if right, err = r.right(tx, claim); right || err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE email_code SET wrong = wrong + 1 WHERE account_id = ? AND catalog = ? AND address = ?`,
			claim.Account, claim.Catalog, addressOf(claim.Email))
		return err
	})
	if err == nil && !right {
		return fault.Broken(wrongCode)
	}
	return err
}

// Spend uses a code up in the transaction that it lets pass: it proves one thing.
func (r *Room) Spend(tx *sqldb.Tx, claim Claim) error {
	if claim.Catalog == selling.CatalogSandbox {
		return nil
	}
	right, err := r.right(tx, claim)
	if err != nil {
		return err
	}
	if !right {
		return fault.Broken(wrongCode)
	}
	_, err = tx.Exec(`DELETE FROM email_code WHERE account_id = ? AND catalog = ? AND address = ?`, claim.Account, claim.Catalog, addressOf(claim.Email))
	return err
}

// right says whether the code is the one that was sent, in time and not guessed at too often.
func (r *Room) right(tx *sqldb.Tx, claim Claim) (bool, error) {
	address := addressOf(claim.Email)
	var sealed []byte
	var wrong int
	var sent int64
	err := tx.Row(`SELECT code, wrong, sent_us FROM email_code WHERE account_id = ? AND catalog = ? AND address = ?`+tx.Dialect().Lock,
		claim.Account, claim.Catalog, address).Scan(&sealed, &wrong, &sent)
	if errors.Is(err, sqldb.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	code, err := r.box.OpenTx(tx, claim.Account, codeWhere(address), sealed)
	if err != nil {
		return false, err
	}
	return wrong < wrongTries && tx.Now().Before(sqldb.Time(sent).Add(CodeValidity)) && subtle.ConstantTimeCompare(code, []byte(claim.Code)) == 1, nil
}

// Prune forgets codes that are good for nothing any more, and says how many.
func (r *Room) Prune(ctx context.Context) (n int64, err error) {
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err = tx.Exec(`DELETE FROM email_code WHERE sent_us <= ?`, sqldb.Micros(tx.Now().Add(-CodeValidity)))
		return err
	})
	return n, err
}

// pruneJob forgets old codes.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "verification.prune" }
