// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"errors"
	"strings"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// finderSource is what the source of a lead says that a customer's visit to the Partner Solutions Finder has brought.
const finderSource = "partner solutions finder"

// fromFinder says whether an invitation offers such a lead.
func (o offer) fromFinder() bool {
	l := o.Payload.LeadInvitation
	return l != nil && l.Interaction.SourceType != nil && strings.Contains(strings.ToLower(*l.Interaction.SourceType), finderSource)
}

// seesFinder says whether a caller sees leads of the Partner Solutions Finder: of a partner's people, the alliance lead
// alone. Programs have no role of the pages. Source: guide, note under "Leads".
func seesFinder(c identity.Caller) bool {
	return c.Role == "" || c.Role == identity.AllianceLead || c.Account == identity.AWS
}

// keepFinder notes that an engagement is about such a lead.
func keepFinder(tx *sqldb.Tx, catalog, engagement string) error {
	_, err := tx.Exec(`INSERT INTO engagement_finder (catalog, engagement) VALUES (?, ?) ON CONFLICT DO NOTHING`, catalog, engagement)
	return err
}

// seen leaves out of a query what the caller does not see; the two columns name the engagement of a row.
func seen(c identity.Caller, catalog, engagement string) string {
	if seesFinder(c) {
		return ""
	}
	return ` AND NOT EXISTS (SELECT 1 FROM engagement_finder f WHERE f.catalog = ` + catalog + ` AND f.engagement = ` + engagement + `)`
}

// maySee refuses an engagement that the caller does not see, as one that does not exist.
func maySee(tx *sqldb.Tx, c identity.Caller, catalog, engagement string) error {
	if seesFinder(c) {
		return nil
	}
	var one int
	err := tx.Row(`SELECT 1 FROM engagement_finder WHERE catalog = ? AND engagement = ?`, catalog, engagement).Scan(&one)
	if errors.Is(err, sqldb.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.Missing()
}
