// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"

	"cosell/internal/ace/rule"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// invite has AWS publish its own side of an account's opportunity to the engagement of a place, from the approval on. Before
// it, that side says next to nothing. Source: reference 6.1, 14.3.
func invite(tx *sqldb.Tx, p place, account string) error {
	_, err := tx.Exec(`INSERT INTO aws_publication (account_id, catalog, number, engagement) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		account, p.catalog, p.number, p.engagement)
	return err
}

// publications are the engagements to which AWS publishes its side of a record.
func publications(tx *sqldb.Tx, k opportunity.Key) ([]string, error) {
	return texts(tx, `SELECT engagement FROM aws_publication WHERE account_id = ? AND catalog = ? AND number = ? ORDER BY engagement`,
		k.Account, k.Catalog, k.Number)
}

// publishAWS takes AWS's next snapshots of its side of a record, wherever that changed.
func (r *Room) publishAWS(ctx context.Context, k opportunity.Key, t *template) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		engagements, err := publications(tx, k)
		if err != nil {
			return err
		}
		for _, e := range engagements {
			members, err := r.members(tx, k.Account, k.Catalog, e)
			if err != nil {
				return err
			}
			s, rec, err := r.fresh(tx, place{k.Catalog, e, k.Number, t}, k.Account)
			if err != nil {
				return err
			}
			if rec.Review() != rule.ReviewApproved {
				return nil
			}
			s.creator = identity.AWS
			if err := r.follow(tx, s, rec, members); err != nil {
				return err
			}
		}
		return nil
	})
}
