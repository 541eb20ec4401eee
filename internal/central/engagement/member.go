// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"errors"

	"cosell/internal/central/fault"
	"cosell/internal/sqldb"
)

// Members are the accounts of an engagement in the order in which they joined, identity.AWS for AWS.
func (r *Room) Members(tx *sqldb.Tx, catalog, engagement string) ([]string, error) {
	all, err := accounts(tx, `SELECT member FROM engagement_member WHERE catalog = ? AND engagement = ? ORDER BY joined_us, member`, catalog, engagement)
	if err == nil && len(all) == 0 {
		return nil, fault.Missing()
	}
	return all, err
}

// Joined are the engagements that an account is a member of, by identifier, those behind after, at most limit of them.
func (r *Room) Joined(tx *sqldb.Tx, catalog, account, after string, limit int) ([]string, error) {
	return accounts(tx, `SELECT engagement FROM engagement_member WHERE catalog = ? AND member = ? AND engagement > ? ORDER BY engagement LIMIT ?`,
		catalog, account, after, limit)
}

// accounts is a query of one text per row.
func accounts(tx *sqldb.Tx, query string, args ...any) (all []string, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}
