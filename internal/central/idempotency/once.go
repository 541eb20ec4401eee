// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package idempotency

import (
	"context"
	"encoding/json"
	"errors"

	"cosell/internal/sqldb"
)

// A form is how an answer is written down.
type form interface {
	write(tx *sqldb.Tx, t Ticket, answer []byte) ([]byte, error)
	read(tx *sqldb.Tx, t Ticket, kept []byte) ([]byte, error)
}

// plain answers stand as they are: they hold identifiers and instants, and nothing of persons.
type plain struct{}

func (plain) write(_ *sqldb.Tx, _ Ticket, answer []byte) ([]byte, error) { return answer, nil }
func (plain) read(_ *sqldb.Tx, _ Ticket, kept []byte) ([]byte, error)    { return kept, nil }

// Once does something in a transaction of its own, and keeps the answer with it. The same request with the same token
// does nothing and gets the answer of the first one, also while the first one is still at work. A refusal leaves nothing
// behind, so the same ticket may be tried again.
func Once[T any](ctx context.Context, db *sqldb.DB, t Ticket, do func(*sqldb.Tx) (T, error)) (T, error) {
	return once(ctx, db, plain{}, t, do)
}

func once[T any](ctx context.Context, db *sqldb.DB, f form, t Ticket, do func(*sqldb.Tx) (T, error)) (out T, err error) {
	if again, seen, err := replay[T](ctx, db, f, t); seen || err != nil {
		return again, err
	}
	err = db.InTx(ctx, func(tx *sqldb.Tx) error {
		if out, err = do(tx); err != nil {
			return err
		}
		return keep(tx, f, t, out)
	})
	if err == nil {
		return out, nil
	}
	// Something is taken or refused: perhaps by this very request, served elsewhere meanwhile. Then it is answered.
	again, seen, lookup := replay[T](ctx, db, f, t)
	if seen {
		return again, lookup
	}
	return out, errors.Join(err, lookup)
}

// Replay finds the answer that was given to a request before.
func Replay[T any](ctx context.Context, db *sqldb.DB, t Ticket) (out T, seen bool, err error) {
	return replay[T](ctx, db, plain{}, t)
}

func replay[T any](ctx context.Context, db *sqldb.DB, f form, t Ticket) (out T, seen bool, err error) {
	if t.Token == "" {
		return out, false, nil
	}
	err = db.View(ctx, func(tx *sqldb.Tx) error {
		kept, found, err := t.Seen(tx)
		if !found || err != nil {
			return err
		}
		answer, err := f.read(tx, t, kept)
		if err != nil {
			return err
		}
		seen = true
		return json.Unmarshal(answer, &out)
	})
	return out, seen, err
}

// KeepAnswer is Keep for an answer that is not written yet.
func (t Ticket) KeepAnswer(tx *sqldb.Tx, answer any) error { return keep(tx, plain{}, t, answer) }

func keep(tx *sqldb.Tx, f form, t Ticket, answer any) error {
	if t.Token == "" {
		return nil
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	kept, err := f.write(tx, t, text)
	if err != nil {
		return err
	}
	return t.Keep(tx, kept)
}
