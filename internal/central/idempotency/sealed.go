// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package idempotency

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"cosell/internal/central/fault"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

// A Desk answers tickets whose answers hold personal data: they are kept sealed.
type Desk struct {
	DB  *sqldb.DB
	Box *secret.Box
}

// Answered is the answer that was given for a ticket before.
func Answered[Out any](ctx context.Context, d Desk, t Ticket) (out Out, seen bool, err error) {
	err = d.DB.View(ctx, func(tx *sqldb.Tx) error {
		out, seen, err = answered[Out](d, tx, t)
		return err
	})
	return out, seen, err
}

// OnceSealed answers a ticket: with what was answered before, or with what do decides, whose answer is kept in the same
// transaction. A refusal leaves nothing behind, so the same ticket may be tried again.
func OnceSealed[Out any](ctx context.Context, d Desk, t Ticket, do func(tx *sqldb.Tx) (Out, error)) (out Out, err error) {
	err = d.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		var seen bool
		if out, seen, err = answered[Out](d, tx, t); seen || err != nil {
			return err
		}
		if out, err = do(tx); err != nil || t.Token == "" {
			return err
		}
		text, err := json.Marshal(out)
		if err != nil {
			return err
		}
		sealed, err := d.Box.SealTx(tx, t.Account, t.where(), text)
		if err != nil {
			return err
		}
		return t.Keep(tx, []byte(base64.StdEncoding.EncodeToString(sealed)))
	})
	if errors.Is(err, sqldb.ErrDuplicate) || err != nil && t.Token != "" && fault.Of(err).Kind != fault.Internal {
		// The very same request may have been served elsewhere meanwhile: then it is answered, not refused.
		if again, seen, lookup := Answered[Out](ctx, d, t); seen && lookup == nil {
			return again, nil
		}
	}
	return out, err
}

func (t Ticket) where() string {
	return "client_token.answer/" + t.Catalog + "/" + t.Operation + "/" + t.Token
}

func answered[Out any](d Desk, tx *sqldb.Tx, t Ticket) (out Out, seen bool, err error) {
	text, seen, err := t.Seen(tx)
	if !seen || err != nil {
		return out, false, err
	}
	sealed, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		return out, false, fmt.Errorf("the answer for a token cannot be read: %w", err)
	}
	plain, err := d.Box.OpenTx(tx, t.Account, t.where(), sealed)
	if err != nil {
		return out, false, err
	}
	return out, true, json.Unmarshal(plain, &out)
}
