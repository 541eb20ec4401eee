// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"fmt"

	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/central/opportunity/tally"
	"cosell/internal/sqldb"
)

// pastNames tells the tally which fields the history fills.
var pastNames = tally.Past{RoundTrips: FieldRoundTrips, CloseMoves: FieldCloseMoves, StepsChanged: FieldStepsChanged, Closed: FieldClosed}

// Counts are what charts show of the caller's opportunities: of its own alone for somebody who sees no others.
func (r *Room) Counts(ctx context.Context, c identity.Caller, catalog string) (counts tally.Counts, err error) {
	if err := r.enter(c, catalog); err != nil {
		return nil, err
	}
	p, owner := concordance.Place{Account: c.Account, Catalog: catalog}, ""
	if c.OwnOnly() {
		if owner = c.Email; owner == "" {
			return tally.Counts{}, nil // "" stands for all
		}
	}
	if err := r.readUp(ctx, p, asides); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if counts, err = tally.Read(tx, p.Account, p.Catalog, owner); err != nil {
			return err
		}
		return correct(tx, p, owner, counts)
	})
	if err != nil {
		return nil, fmt.Errorf("count opportunities: %w", err)
	}
	return counts, nil
}

// correct moves the records that were not read yet to where they are now.
func correct(tx *sqldb.Tx, p concordance.Place, owner string, counts tally.Counts) error {
	unread, err := concordance.Unread(tx, p, 2*asides)
	if err != nil {
		return err
	}
	was, err := concordance.Facts(tx, p, unread)
	if err != nil {
		return err
	}
	for _, n := range unread {
		now, err := factsOf(tx, Key{p.Account, p.Catalog, n})
		if err != nil {
			return err
		}
		pastNames.Move(counts, owner, was[n], now)
	}
	return nil
}
