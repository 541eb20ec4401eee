// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"errors"
	"fmt"
	"time"

	"cosell/internal/sqldb"
)

// An Attempt is a call with a token that is written down before it is made. As long as it is open, the call may have had
// its effect: it is made again with the same token and the same bytes, and with no others.
type Attempt struct {
	Key
	Operation string
	Token     string
	Body      []byte
	LogID     string
	Tries     int
	FirstAt   time.Time
}

func (a Attempt) where() string {
	return "ledger_attempt.body/" + a.Catalog + "/" + a.Object + "/" + a.Record + "/" + a.Operation
}

// Open keeps an attempt before its first call.
func (l *Ledger) Open(tx *sqldb.Tx, a Attempt) error {
	sealed, err := l.box.SealTx(tx, a.Account, a.where(), a.Body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO ledger_attempt (account_id, catalog, object, record_id, operation, token, log_id, tries, first_at, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
		a.Account, a.Catalog, a.Object, a.Record, a.Operation, a.Token, a.LogID, sqldb.Micros(tx.Now()), sealed)
	if err != nil {
		return fmt.Errorf("open attempt to %s for %s: %w", a.Operation, a.Key, err)
	}
	return nil
}

// Attempt is the open attempt of an operation for a record; ok is false when there is none.
func (l *Ledger) Attempt(tx *sqldb.Tx, k Key, operation string) (a Attempt, ok bool, err error) {
	a = Attempt{Key: k, Operation: operation}
	var first int64
	var sealed []byte
	err = tx.Row(`SELECT token, log_id, tries, first_at, body FROM ledger_attempt
		WHERE account_id = ? AND catalog = ? AND object = ? AND record_id = ? AND operation = ?`,
		k.Account, k.Catalog, k.Object, k.Record, operation).Scan(&a.Token, &a.LogID, &a.Tries, &first, &sealed)
	if errors.Is(err, sqldb.ErrNone) {
		return Attempt{}, false, nil
	}
	if err != nil {
		return Attempt{}, false, err
	}
	a.FirstAt = sqldb.Time(first)
	a.Body, err = l.box.OpenTx(tx, k.Account, a.where(), sealed)
	return a, err == nil, err
}

// Again counts another call of an attempt.
func (l *Ledger) Again(tx *sqldb.Tx, a Attempt) error {
	_, err := tx.Exec(`UPDATE ledger_attempt SET tries = tries + 1
		WHERE account_id = ? AND catalog = ? AND object = ? AND record_id = ? AND operation = ?`,
		a.Account, a.Catalog, a.Object, a.Record, a.Operation)
	return err
}

// Close ends an attempt whose outcome is known.
func (l *Ledger) Close(tx *sqldb.Tx, a Attempt) error {
	_, err := tx.Exec(`DELETE FROM ledger_attempt WHERE account_id = ? AND catalog = ? AND object = ? AND record_id = ? AND operation = ?`,
		a.Account, a.Catalog, a.Object, a.Record, a.Operation)
	return err
}

// Cursor is how far a feed was read; "" at the beginning.
func (l *Ledger) Cursor(tx *sqldb.Tx, account, name string) (value string, at time.Time, err error) {
	var us int64
	err = tx.Row(`SELECT value, at FROM ledger_cursor WHERE account_id = ? AND name = ?`, account, name).Scan(&value, &us)
	if errors.Is(err, sqldb.ErrNone) {
		return "", time.Time{}, nil
	}
	return value, sqldb.Time(us), err
}

// SetCursor keeps how far a feed was read.
func (l *Ledger) SetCursor(tx *sqldb.Tx, account, name, value string) error {
	_, err := tx.Exec(`INSERT INTO ledger_cursor (account_id, name, value, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value, at = excluded.at`, account, name, value, sqldb.Micros(tx.Now()))
	return err
}

// Received keeps an event's id and says whether it is new. AWS may deliver an event more than once.
func (l *Ledger) Received(tx *sqldb.Tx, account, event string) (isNew bool, err error) {
	n, err := tx.Exec(`INSERT INTO ledger_event (account_id, event_id, at) VALUES (?, ?, ?) ON CONFLICT (account_id, event_id) DO NOTHING`,
		account, event, sqldb.Micros(tx.Now()))
	return n == 1, err
}

// Events is how many events are remembered, and when the last came.
func (l *Ledger) Events(tx *sqldb.Tx, account string) (n int, last time.Time, err error) {
	var us int64
	err = tx.Row(`SELECT COUNT(*), COALESCE(MAX(at), 0) FROM ledger_event WHERE account_id = ?`, account).Scan(&n, &us)
	if us > 0 {
		last = sqldb.Time(us)
	}
	return n, last, err
}
