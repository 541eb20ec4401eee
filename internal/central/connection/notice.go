// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/sqldb"
)

// announce tells the people of one side what became of an invitation. The Sandbox is for programs, and nobody is told of it.
func (r *Room) announce(tx *sqldb.Tx, c identity.Caller, i invitation, acct string, kind notice.Kind) error {
	if i.catalog != selling.CatalogAWS {
		return nil
	}
	partner := i.account
	if partner == acct {
		partner = i.other
	}
	from, err := r.side(tx, i.catalog, partner)
	if err != nil {
		return err
	}
	return notice.Post(tx, notice.Notice{Account: acct, Kind: kind, Subject: i.id, By: c.Principal,
		Data: map[string]string{"partner": from.name, "until": notice.Until(sqldb.Time(i.expires))}})
}
