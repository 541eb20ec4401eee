// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"context"
	"errors"

	"cosell/internal/aws/account"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A Standing is how the caller's partner stands to another one.
type Standing string

// The standings. Open is the zero one: either may ask the other.
const (
	Open      Standing = "OPEN"
	Connected Standing = "CONNECTED"
	Asked     Standing = "ASKED"    // the caller's partner has asked, and waits
	AskedBy   Standing = "ASKED_BY" // the other has asked, and waits
	Closed    Standing = "CLOSED"   // the preferences of one of them do not allow it
)

// Standings say how the caller's partner stands to some others. Who is not among them is Open.
func (r *Room) Standings(ctx context.Context, c identity.Caller, catalog string, others []string) (all map[string]Standing, err error) {
	all = map[string]Standing{}
	if err := reads(c, catalog); err != nil || len(others) == 0 {
		return all, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		for _, mark := range []func(*sqldb.Tx, string, string, []string, map[string]Standing) error{r.closed, asked, connected} {
			if err := mark(tx, c.Account, catalog, others, all); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// closed marks those whom the preferences of either side keep apart.
func (r *Room) closed(tx *sqldb.Tx, acct, catalog string, others []string, all map[string]Standing) error {
	own, err := preferencesOf(tx, acct, catalog)
	if err != nil {
		return err
	}
	me, err := r.side(tx, catalog, acct)
	if err != nil {
		return err
	}
	for _, other := range others {
		theirs, err := preferencesOf(tx, other, catalog)
		if err != nil {
			return err
		}
		if theirs.access == account.DenyAll || theirs.excludes(me) {
			all[other] = Closed
			continue
		}
		if len(own.excluded) == 0 {
			continue
		}
		them, err := r.side(tx, catalog, other)
		if err != nil {
			return err
		}
		if own.excludes(them) {
			all[other] = Closed
		}
	}
	return nil
}

func asked(tx *sqldb.Tx, acct, catalog string, others []string, all map[string]Standing) error {
	in, args := page.In("other_account", others, []any{acct, catalog, account.OpportunityCollaboration, account.InvitationPending, sqldb.Micros(tx.Now())})
	return each(tx, `SELECT other_account, role FROM connection_invitation WHERE account_id = ? AND catalog = ? AND type = ? AND status = ?
		AND expires_us > ?`+in, args, func(other, role string) {
		all[other] = Asked
		if role == account.Receiver {
			all[other] = AskedBy
		}
	})
}

func connected(tx *sqldb.Tx, acct, catalog string, others []string, all map[string]Standing) error {
	in, args := page.In("other_account", others, []any{acct, catalog, account.OpportunityCollaboration, account.ConnectionActive})
	return each(tx, `SELECT other_account, status FROM partner_connection_type WHERE account_id = ? AND catalog = ? AND type = ? AND status = ?`+in, args,
		func(other, _ string) { all[other] = Connected })
}

func each(tx *sqldb.Tx, query string, args []any, do func(other, what string)) (err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var other, what string
		if err := rows.Scan(&other, &what); err != nil {
			return err
		}
		do(other, what)
	}
	return rows.Err()
}
