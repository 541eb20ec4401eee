// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"cosell/internal/sqldb"
	"cosell/internal/websession/totp"
)

// Whether people prove with an app on their phone who they are.
const (
	SecondOff      = "off"
	SecondOptional = "optional" // whoever wants to
	SecondRequired = "required" // administrators do, others may
)

// What a session waits for after the password.
const (
	waitsForCode  = "code"
	waitsForEnrol = "enrol"
)

// pendingLife is how long somebody may take between password and code.
const pendingLife = 15 * time.Minute

// recoveryCodes is how many codes somebody gets for the day on which the phone is lost.
const recoveryCodes = 10

// errCode is the answer for a code that is wrong or was used.
var errCode = errors.New("the code is wrong, or was used already")

// A factor is a user's second factor as it is stored.
type factor struct {
	key       []byte
	confirmed bool
	last      int64 // step of the last code that was used
}

func factorPlace(realm, user string) string { return "second_factor.secret/" + realm + "/" + user }

// factorOf reads a user's second factor; nil where there is none.
func (s *Sessions) factorOf(tx *sqldb.Tx, x Session, lock string) (*factor, error) {
	var sealed []byte
	var confirmed int64
	f := &factor{}
	err := tx.Row(`SELECT secret, confirmed_us, last_step FROM second_factor WHERE realm = ? AND user_id = ?`+lock, x.Realm, x.Subject.ID).
		Scan(&sealed, &confirmed, &f.last)
	if errors.Is(err, sqldb.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.confirmed = confirmed > 0
	f.key, err = s.settings.Box.OpenTx(tx, x.Account.ID, factorPlace(x.Realm, x.Subject.ID), sealed)
	return f, err
}

// waits says what a session of somebody whose password was right still waits for; empty: nothing.
func (s *Sessions) waits(ctx context.Context, realm string, who Subject) (pending string, err error) {
	if s.second() == SecondOff {
		return "", nil
	}
	var confirmed int64
	err = s.db.View(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT confirmed_us FROM second_factor WHERE realm = ? AND user_id = ?`, realm, who.ID).Scan(&confirmed)
	})
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return "", fmt.Errorf("find second factor: %w", err)
	}
	switch {
	case confirmed > 0:
		return waitsForCode, nil
	case s.required(who):
		return waitsForEnrol, nil
	}
	return "", nil
}

func (s *Sessions) second() string {
	if s.settings.Second == "" {
		return SecondOff
	}
	return s.settings.Second
}

func (s *Sessions) required(who Subject) bool { return s.second() == SecondRequired && who.Admin }

// startFactor makes a new key for a user, in place of one that was never confirmed. taken is true where one is in use.
func (s *Sessions) startFactor(ctx context.Context, x Session) (key []byte, taken bool, err error) {
	key = totp.NewKey()
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		sealed, err := s.settings.Box.SealTx(tx, x.Account.ID, factorPlace(x.Realm, x.Subject.ID), key)
		if err != nil {
			return err
		}
		tx.About(x.Account.ID, "user/"+x.Subject.ID)
		n, err := tx.Exec(`INSERT INTO second_factor (realm, user_id, account_id, secret, confirmed_us, last_step) VALUES (?, ?, ?, ?, 0, 0)
			ON CONFLICT (realm, user_id) DO UPDATE SET secret = excluded.secret, last_step = 0 WHERE second_factor.confirmed_us = 0`,
			x.Realm, x.Subject.ID, x.Account.ID, sealed)
		taken = n == 0
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("start second factor: %w", err)
	}
	return key, taken, nil
}

// confirmFactor takes a started key into use with its first code, and answers the recovery codes.
func (s *Sessions) confirmFactor(ctx context.Context, x Session, code string) (codes []string, err error) {
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		f, err := s.factorOf(tx, x, tx.Dialect().Lock)
		if err != nil {
			return err
		}
		if f == nil || f.confirmed {
			return errCode
		}
		step, right := totp.Check(f.key, code, s.clock.Now(), f.last)
		if !right {
			return errCode
		}
		tx.About(x.Account.ID, "user/"+x.Subject.ID)
		if _, err := tx.Exec(`UPDATE second_factor SET confirmed_us = ?, last_step = ? WHERE realm = ? AND user_id = ?`,
			sqldb.Micros(s.clock.Now()), step, x.Realm, x.Subject.ID); err != nil {
			return err
		}
		codes, err = newCodes(tx, x)
		return err
	})
	return codes, err
}

// prove takes a code of the app, or a recovery code. Either is good once.
func (s *Sessions) prove(ctx context.Context, x Session, code string) error {
	return s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		f, err := s.factorOf(tx, x, tx.Dialect().Lock)
		if err != nil {
			return err
		}
		if f == nil || !f.confirmed {
			return errCode
		}
		if step, right := totp.Check(f.key, code, s.clock.Now(), f.last); right {
			tx.Bookkeeping() // what it was given for is told of
			_, err := tx.Exec(`UPDATE second_factor SET last_step = ? WHERE realm = ? AND user_id = ?`, step, x.Realm, x.Subject.ID)
			return err
		}
		n, err := tx.Exec(`DELETE FROM recovery_code WHERE realm = ? AND user_id = ? AND hash = ?`, x.Realm, x.Subject.ID, codeHash(x, code))
		if err == nil && n == 0 {
			return errCode
		}
		tx.About(x.Account.ID, "user/"+x.Subject.ID)
		return err
	})
}

// renewCodes makes new recovery codes; the earlier ones are worth nothing from then on.
func (s *Sessions) renewCodes(ctx context.Context, x Session) (codes []string, err error) {
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(x.Account.ID, "user/"+x.Subject.ID)
		codes, err = newCodes(tx, x)
		return err
	})
	return codes, err
}

func newCodes(tx *sqldb.Tx, x Session) (codes []string, err error) {
	if _, err := tx.Exec(`DELETE FROM recovery_code WHERE realm = ? AND user_id = ?`, x.Realm, x.Subject.ID); err != nil {
		return nil, err
	}
	for range recoveryCodes {
		text := rand.Text()[:16] // 80 bits
		code := strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-")
		if _, err := tx.Exec(`INSERT INTO recovery_code (realm, user_id, hash) VALUES (?, ?, ?)`, x.Realm, x.Subject.ID, codeHash(x, code)); err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// codeHash is how a recovery code is stored. It is random and long enough that no salt is needed.
func codeHash(x Session, code string) string {
	plain := strings.ToUpper(strings.NewReplacer("-", "", " ", "", "\u3000", "").Replace(code))
	sum := sha256.Sum256([]byte(x.Realm + "\x00" + x.Subject.ID + "\x00" + plain))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// DropFactor takes a user's second factor away: somebody who answers for the user has been asked for it.
func (s *Sessions) DropFactor(ctx context.Context, realm, account, user string) error {
	err := s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(account, "user/"+user)
		if _, err := tx.Exec(`DELETE FROM recovery_code WHERE realm = ? AND user_id = ?`, realm, user); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM second_factor WHERE realm = ? AND user_id = ? AND account_id = ?`, realm, user, account)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop second factor: %w", err)
	}
	return nil
}

// factorState says whether a user has a second factor, and how many recovery codes are left.
func (s *Sessions) factorState(ctx context.Context, x Session) (on bool, left int, err error) {
	err = s.db.View(ctx, func(tx *sqldb.Tx) error {
		var n int
		if err := tx.Row(`SELECT count(*) FROM second_factor WHERE realm = ? AND user_id = ? AND confirmed_us > 0`, x.Realm, x.Subject.ID).Scan(&n); err != nil {
			return err
		}
		on = n > 0
		return tx.Row(`SELECT count(*) FROM recovery_code WHERE realm = ? AND user_id = ?`, x.Realm, x.Subject.ID).Scan(&left)
	})
	return on, left, err
}
