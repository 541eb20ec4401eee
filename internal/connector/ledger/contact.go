// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"errors"
	"time"

	"cosell/internal/sqldb"
)

// A Contact is how it stands between an account and Partner Central. While it is paused nobody calls, but one probe when
// the pause ends: a service that is down is not made worse by everybody's retries.
type Contact struct {
	LastOK      time.Time
	Kind        string // of the last error: "credential", "down"; "" when the last call succeeded
	Error       string
	Failures    int
	PausedUntil time.Time
}

// Contact reads how it stands.
func (l *Ledger) Contact(tx *sqldb.Tx, account string) (Contact, error) {
	var c Contact
	var ok, until int64
	err := tx.Row(`SELECT last_ok, last_error, kind, failures, paused_until FROM ledger_contact WHERE account_id = ?`, account).
		Scan(&ok, &c.Error, &c.Kind, &c.Failures, &until)
	if errors.Is(err, sqldb.ErrNone) {
		return c, nil
	}
	if ok > 0 {
		c.LastOK = sqldb.Time(ok)
	}
	if until > 0 {
		c.PausedUntil = sqldb.Time(until)
	}
	return c, err
}

// probing is how long one probe keeps others back.
const probing = 15 * time.Second

// Enter says how long to wait before calling: zero when calls are made freely, or when this caller is the probe.
func (l *Ledger) Enter(tx *sqldb.Tx, account string) (time.Duration, error) {
	c, err := l.Contact(tx, account)
	if err != nil || c.Failures == 0 {
		return 0, err
	}
	if wait := c.PausedUntil.Sub(tx.Now()); wait > 0 {
		return wait, nil
	}
	// Of those that come now, the one whose update hits is the probe.
	n, err := tx.Exec(`UPDATE ledger_contact SET paused_until = ? WHERE account_id = ? AND paused_until = ?`,
		sqldb.Micros(tx.Now().Add(probing)), account, micros(c.PausedUntil))
	if err != nil || n == 1 {
		return 0, err
	}
	return probing, nil
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

const longest = 5 * time.Minute

// Failed notes a call that says something about the contact, and pauses it: twice as long each time, five minutes at most.
func (l *Ledger) Failed(tx *sqldb.Tx, account, kind, message string) (time.Duration, error) {
	c, err := l.Contact(tx, account)
	if err != nil {
		return 0, err
	}
	pause := min(time.Second<<min(c.Failures, 10), longest)
	if kind == "credential" {
		pause = min(30*time.Second<<min(c.Failures, 10), longest)
	}
	_, err = tx.Exec(`INSERT INTO ledger_contact (account_id, last_ok, last_error, kind, failures, paused_until) VALUES (?, 0, ?, ?, 1, ?)
		ON CONFLICT (account_id) DO UPDATE SET last_error = excluded.last_error, kind = excluded.kind,
		failures = ledger_contact.failures + 1, paused_until = excluded.paused_until`,
		account, clip(message), kind, sqldb.Micros(tx.Now().Add(pause)))
	return pause, err
}

// Succeeded notes that Partner Central answers.
func (l *Ledger) Succeeded(tx *sqldb.Tx, account string) error {
	_, err := tx.Exec(`INSERT INTO ledger_contact (account_id, last_ok, last_error, kind, failures, paused_until) VALUES (?, ?, '', '', 0, 0)
		ON CONFLICT (account_id) DO UPDATE SET last_ok = excluded.last_ok, last_error = '', kind = '', failures = 0, paused_until = 0`,
		account, sqldb.Micros(tx.Now()))
	return err
}
