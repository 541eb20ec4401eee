// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"context"

	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Share invites partners into the engagement of the caller's own opportunity. Where there is none it is made, and the
// opportunity is published to it from then on. It answers the identifiers of the invitations; with is told of each in the same
// transaction. Source: reference 10.5.
func (r *Room) Share(ctx context.Context, c identity.Caller, catalog, id string, s engagement.Sharing, with ...engagement.With) (invitations []string, err error) {
	if err := enterShared(c, catalog); err != nil {
		return nil, err
	}
	rec, err := r.Opportunities.Read(ctx, c, catalog, id)
	if err != nil {
		return nil, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		now, err := r.Opportunities.ReadIn(tx, rec.Key)
		if err != nil {
			return err
		}
		place, sent, err := r.Engagements.Share(tx, c, now, s)
		if err != nil {
			return err
		}
		for _, id := range sent {
			if err := engagement.Along(tx, id, with); err != nil {
				return err
			}
		}
		invitations = sent
		_, err = r.Watch(tx, now, place, template)
		return err
	})
	return invitations, err
}

// EngagementOf is the engagement that the caller's own opportunity is worked on in, empty for none.
func (r *Room) EngagementOf(ctx context.Context, c identity.Caller, catalog, id string) (place string, err error) {
	if err := enterShared(c, catalog); err != nil {
		return "", err
	}
	rec, err := r.Opportunities.Read(ctx, c, catalog, id)
	if err != nil {
		return "", err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error { place, err = engagementOf(tx, rec.Key); return err })
	return place, err
}

func engagementOf(tx *sqldb.Tx, k opportunity.Key) (string, error) {
	id, _, err := engagement.EngagementOf(tx, k)
	return id, err
}
