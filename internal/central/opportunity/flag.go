// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"errors"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// MostFlags is how many opportunities somebody may have flagged.
const MostFlags = 500

// Flag marks opportunities for the caller to follow up, or takes the mark away. A flag is the caller's own: colleagues do not
// see it, and the record does not change by it.
func (r *Room) Flag(ctx context.Context, c identity.Caller, catalog string, ids []string, on bool) error {
	if err := r.enter(c, catalog); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, id := range ids {
			k, err := key(c, catalog, id)
			if err != nil {
				return err
			}
			var owner string
			err = tx.Row(`SELECT owner FROM opportunity WHERE account_id = ? AND catalog = ? AND number = ?`, k.Account, k.Catalog, k.Number).Scan(&owner)
			if errors.Is(err, sqldb.ErrNone) {
				return fault.Missing()
			}
			if err != nil {
				return err
			}
			if err := mayTouch(c, &Record{Owner: owner}); err != nil {
				return err
			}
			if err := setFlag(tx, c, k, on); err != nil {
				return err
			}
		}
		all, err := flagged(tx, c, catalog)
		if err == nil && on && len(all) > MostFlags {
			return fault.Broken(tooManyFlags())
		}
		return err
	})
}

// Flagged says whether the caller has flagged a record.
func (r *Room) Flagged(ctx context.Context, c identity.Caller, k Key) (bool, error) {
	n := 0
	err := r.DB.Row(ctx, `SELECT count(*) FROM opportunity_flag WHERE account_id = ? AND catalog = ? AND principal = ? AND number = ?`,
		k.Account, k.Catalog, c.Principal, k.Number).Scan(&n)
	return n > 0, err
}

func setFlag(tx *sqldb.Tx, c identity.Caller, k Key, on bool) error {
	if on {
		_, err := tx.Exec(`INSERT INTO opportunity_flag (account_id, catalog, principal, number) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			k.Account, k.Catalog, c.Principal, k.Number)
		return err
	}
	_, err := tx.Exec(`DELETE FROM opportunity_flag WHERE account_id = ? AND catalog = ? AND principal = ? AND number = ?`,
		k.Account, k.Catalog, c.Principal, k.Number)
	return err
}

// flagged are the numbers that the caller has flagged.
func flagged(tx *sqldb.Tx, c identity.Caller, catalog string) (all []int64, err error) {
	rows, err := tx.Query(`SELECT number FROM opportunity_flag WHERE account_id = ? AND catalog = ? AND principal = ? ORDER BY number`,
		c.Account, catalog, c.Principal)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

func tooManyFlags() catalogue.Violation {
	return catalogue.Violation{
		Field: "flag", Path: "Flag", Code: catalogue.InvalidValue, Rule: "flags-limit",
		Message: "You have flagged 500 opportunities, which is the most.", MessageJA: "フラグを付けられるオポチュニティは 500 件までです。",
		FixEN: "Remove the flag from opportunities that you have followed up.", FixJA: "対応が済んだオポチュニティのフラグを外してください。",
	}
}
