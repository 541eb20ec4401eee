// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// mostReferrals is how many referrals that wait for an answer a list looks at: they lapse after five business days.
const mostReferrals = 500

// A Referred is an opportunity of AWS that waits for the answer of its partner, as far as the invitation tells it.
type Referred struct {
	ID             string // of the invitation
	Shared, Lapses time.Time
	Offer          selling.OpportunityInvitation
}

// Referrals are AWS's referrals that wait for an answer and that takes takes in by when they were shared, the latest first.
// capped says that there are more. Who sees only own records sees none.
func (r *Room) Referrals(ctx context.Context, c identity.Caller, catalog string, takes func(shared time.Time) bool) (all []Referred, capped bool, err error) {
	if takes == nil || !c.UsesACE() || c.OwnOnly() {
		return nil, false, nil
	}
	if err := enter(c, catalog); err != nil {
		return nil, false, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		found, err := invitations(tx, `SELECT `+invitationColumns+` FROM engagement_invitation WHERE receiver = ? AND catalog = ? AND status = 'PENDING'
			AND COALESCE(sender, sender) = ? AND payload_type = ? ORDER BY invited_us DESC, id DESC LIMIT ?`,
			[]any{c.Account, catalog, identity.AWS, selling.PayloadOpportunity, mostReferrals + 1})
		if err != nil {
			return err
		}
		if capped = len(found) > mostReferrals; capped {
			found = found[:mostReferrals]
		}
		for _, i := range found {
			if !takes(i.Invited()) || !tx.Now().Before(instant(i.expires)) {
				continue
			}
			p, err := r.Offer(tx, i)
			if err != nil {
				return err
			}
			all = append(all, Referred{ID: i.ID, Shared: i.Invited(), Lapses: instant(i.expires), Offer: *p.OpportunityInvitation})
		}
		return nil
	})
	return all, capped, err
}
