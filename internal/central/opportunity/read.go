// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"errors"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

const selectAnswer = `SELECT owner, contacts_at, contacts, doc FROM opportunity WHERE account_id = ? AND catalog = ? AND number = ?`

// Get is a record as GetOpportunity answers it: the stored text, with the customer contacts put in.
func (r *Room) Get(ctx context.Context, c identity.Caller, catalog, id string) ([]byte, error) {
	if err := r.enter(c, catalog); err != nil {
		return nil, err
	}
	k, err := key(c, catalog, id)
	if err != nil {
		return nil, err
	}
	var owner string
	var at int
	var contacts, text []byte
	err = r.DB.Row(ctx, selectAnswer, k.Account, k.Catalog, k.Number).Scan(&owner, &at, &contacts, &text)
	if errors.Is(err, sqldb.ErrNone) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	if err := mayTouch(c, &Record{Owner: owner}); err != nil {
		return nil, err
	}
	return k.whole(text, at, contacts, r.opener(ctx, k))
}

// Read is a record with all that is known of it.
func (r *Room) Read(ctx context.Context, c identity.Caller, catalog, id string) (*Record, error) {
	if err := r.enter(c, catalog); err != nil {
		return nil, err
	}
	k, err := key(c, catalog, id)
	if err != nil {
		return nil, err
	}
	rec, err := r.load(ctx, k)
	if err != nil {
		return nil, err
	}
	return rec, mayTouch(c, rec)
}

// ReadFor is Read for rooms that have asked already who wants to know.
func (r *Room) ReadFor(ctx context.Context, k Key) (*Record, error) { return r.load(ctx, k) }

// HandedInAs is the record of an identifier, whoever's it is; a draft is nobody's business but its partner's.
func (r *Room) HandedInAs(ctx context.Context, catalog, id string) (k Key, err error) {
	k = Key{Catalog: catalog, Number: ParseID(id)}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT account_id FROM opportunity WHERE catalog = ? AND number = ? AND `+listing.HandedIn, catalog, k.Number).Scan(&k.Account)
	})
	if errors.Is(err, sqldb.ErrNone) {
		return Key{}, fault.Missing()
	}
	return k, err
}

// TitleOf is the project title of a record.
func TitleOf(tx *sqldb.Tx, k Key) (title string, err error) {
	err = tx.Row(`SELECT title FROM opportunity WHERE account_id = ? AND catalog = ? AND number = ?`, k.Account, k.Catalog, k.Number).Scan(&title)
	return title, err
}

// ReviewOf is the review status of a record; empty for one that is not there.
func (r *Room) ReviewOf(ctx context.Context, account, catalog, id string) (status string, err error) {
	err = r.DB.Row(ctx, `SELECT review FROM opportunity WHERE account_id = ? AND catalog = ? AND number = ?`, account, catalog, ParseID(id)).Scan(&status)
	if errors.Is(err, sqldb.ErrNone) {
		return "", nil
	}
	return status, err
}
