// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package idempotency

import (
	"context"
	"encoding/base64"
	"fmt"

	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

// A Desk answers tickets whose answers hold personal data: they are kept sealed.
type Desk struct {
	DB  *sqldb.DB
	Box *secret.Box
}

// OnceSealed is Once for an answer that is kept sealed.
func OnceSealed[Out any](ctx context.Context, d Desk, t Ticket, do func(tx *sqldb.Tx) (Out, error)) (Out, error) {
	return once(ctx, d.DB, d, t, do)
}

// Answered finds the sealed answer that was given to a request before.
func Answered[Out any](ctx context.Context, d Desk, t Ticket) (out Out, seen bool, err error) {
	return replay[Out](ctx, d.DB, d, t)
}

func (t Ticket) where() string {
	return "client_token.answer/" + t.Catalog + "/" + t.Operation + "/" + t.Token
}

// write seals an answer for its ticket alone: it opens nowhere else.
func (d Desk) write(tx *sqldb.Tx, t Ticket, answer []byte) ([]byte, error) {
	sealed, err := d.Box.SealTx(tx, t.Account, t.where(), answer)
	return []byte(base64.StdEncoding.EncodeToString(sealed)), err
}

func (d Desk) read(tx *sqldb.Tx, t Ticket, kept []byte) ([]byte, error) {
	sealed, err := base64.StdEncoding.DecodeString(string(kept))
	if err != nil {
		return nil, fmt.Errorf("the answer for a token cannot be read: %w", err)
	}
	return d.Box.OpenTx(tx, t.Account, t.where(), sealed)
}
