// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package idempotency

import (
	"context"
	"encoding/json"
	"errors"

	"cosell/internal/sqldb"
)

// Once does something in a transaction of its own, and keeps the answer with it. The same request with the same token
// does nothing and gets the answer of the first one, also while the first one is still at work.
func Once[T any](ctx context.Context, db *sqldb.DB, t Ticket, do func(*sqldb.Tx) (T, error)) (out T, err error) {
	if again, seen, err := Replay[T](ctx, db, t); seen || err != nil {
		return again, err
	}
	err = db.InTx(ctx, func(tx *sqldb.Tx) error {
		if out, err = do(tx); err != nil {
			return err
		}
		return t.KeepAnswer(tx, out)
	})
	if err == nil {
		return out, nil
	}
	// Something is taken or refused: perhaps by this very request, served elsewhere meanwhile. Then it is answered.
	again, seen, lookup := Replay[T](ctx, db, t)
	if seen {
		return again, lookup
	}
	return out, errors.Join(err, lookup)
}

// Replay finds the answer that was given to a request before.
func Replay[T any](ctx context.Context, db *sqldb.DB, t Ticket) (out T, seen bool, err error) {
	if t.Token == "" {
		return out, false, nil
	}
	err = db.View(ctx, func(tx *sqldb.Tx) error {
		answer, found, err := t.Seen(tx)
		if !found || err != nil {
			return err
		}
		seen = true
		return json.Unmarshal(answer, &out)
	})
	return out, seen, err
}

// KeepAnswer is Keep for an answer that is not written yet.
func (t Ticket) KeepAnswer(tx *sqldb.Tx, answer any) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return t.Keep(tx, text)
}
