// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package idempotency remembers the answers that were given for client tokens, so that a request sent again does nothing.
//
// A token counts within one tenant, catalog and operation. An answer is kept with the record that it tells of, in one
// transaction; a request that was refused leaves nothing behind.
package idempotency

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"io/fs"
	"time"

	"cosell/internal/central/fault"
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
	return sqldb.Schema{Room: "idempotency", Files: files}
}

// Retention is how long an answer is remembered at least.
const Retention = 48 * time.Hour

// A Ticket is one request with its token. One without a token is never remembered.
type Ticket struct {
	Account, Catalog, Operation string
	Token                       string
	Request                     [sha256.Size]byte // hash of what was asked
}

// Seen finds the answer that was given for the ticket. A token that was used for another request is refused.
func (t Ticket) Seen(tx *sqldb.Tx) (answer []byte, seen bool, err error) {
	if t.Token == "" {
		return nil, false, nil
	}
	var request []byte
	err = tx.Row(`SELECT request, answer FROM client_token WHERE account_id = ? AND catalog = ? AND operation = ? AND token = ?`,
		t.Account, t.Catalog, t.Operation, t.Token).Scan(&request, &answer)
	switch {
	case errors.Is(err, sqldb.ErrNone):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case !bytes.Equal(request, t.Request[:]):
		return nil, false, (&fault.Fault{Kind: fault.Conflict, Msg: "Conflicting client token submitted for a new request body."}).Telling(fault.State("client-token",
			"This was sent before with other contents, and those were stored.", "同じ操作が別の内容ですでに送信され、保存されています。",
			"Look at what is stored, and begin again from there.", "保存された内容を確認し、そこからやり直してください。"))
	}
	return answer, true, nil
}

// Keep remembers the answer. sqldb.ErrDuplicate says that the same request was served elsewhere meanwhile.
func (t Ticket) Keep(tx *sqldb.Tx, answer []byte) error {
	if t.Token == "" {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO client_token (account_id, catalog, operation, token, request, answer, at_us) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		t.Account, t.Catalog, t.Operation, t.Token, t.Request[:], string(answer), sqldb.Micros(tx.Now()))
	return err
}

// Prune forgets answers that are old enough, and says how many.
func Prune(ctx context.Context, db *sqldb.DB) (n int64, err error) {
	err = db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err = tx.Exec(`DELETE FROM client_token WHERE at_us < ?`, sqldb.Micros(tx.Now().Add(-Retention)))
		return err
	})
	return n, err
}
