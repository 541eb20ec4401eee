// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"encoding/json"
	"strings"

	"cosell/internal/aws/account"
	"cosell/internal/central/identity"
	"cosell/internal/central/verification"
	"cosell/internal/sqldb"
)

// mostFound is how many partners one search shows.
const mostFound = 50

// A Listing is what everybody may know of a partner whose profile is public.
type Listing struct {
	ProfileID string
	Profile   account.TaskDetails
}

// Find is the partner finder: other partners with a public profile whose name has a text in it, by name, at most fifty.
// Source: reference 16.5.
func (r *Room) Find(ctx context.Context, c identity.Caller, catalog, name string) (found []Listing, err error) {
	if err := belongs(c); err != nil {
		return nil, err
	}
	if err := verification.KnownCatalog(catalog); err != nil {
		return nil, err
	}
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(keyOf(name)) + "%"
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		found, err = listings(tx, `SELECT profile_id, profile FROM account_partner WHERE catalog = ? AND display_key LIKE ? ESCAPE '\' AND visibility = ?
			AND account_id <> ? ORDER BY display_key LIMIT ?`, catalog, like, account.Public, c.Account, mostFound)
		return err
	})
	return found, err
}

func listings(tx *sqldb.Tx, query string, args ...any) (all []Listing, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var l Listing
		var text string
		if err := rows.Scan(&l.ProfileID, &text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &l.Profile); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}
