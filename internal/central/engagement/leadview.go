// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A LeadView is a lead with all that its page needs. The people are in it once the lead is accepted.
type LeadView struct {
	LeadRow
	Version string // of its engagement; empty while the offer waits
	Context string // of the lead in its engagement
	Title   string // of the engagement
	Message string // of the invitation
	Sender  string // company
	Job     string // of the person whom an offer hides
	May     LeadMay
}

// LeadMay is what may be done with a lead now.
type LeadMay struct{ Answer, Update, Convert, Transfer bool }

// Lead is a lead of the caller's partner, by its engagement.
func (r *Room) Lead(ctx context.Context, c identity.Caller, catalog, id string) (v LeadView, err error) {
	if err := enterLeads(c, catalog); err != nil {
		return v, err
	}
	k := leadKey{c.Account, catalog, selling.IDOf(id)}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		s, found, err := r.sighted(tx, k.account, k.catalog, k.engagement)
		if err != nil {
			return err
		}
		if !found {
			return fault.Missing()
		}
		if err := mayWork(tx, c, k); err != nil {
			return err
		}
		flags, err := leadFlags(tx, c, catalog)
		if err != nil {
			return err
		}
		s.row.Flagged = flags[k.engagement]
		if s.row.Owner, err = leadOwner(tx, k); err != nil {
			return err
		}
		v = s.view(r.DB.Clock().Now())
		return v.tell()
	})
	return v, err
}

func (s *sight) view(now time.Time) LeadView {
	v := LeadView{LeadRow: s.row, Context: s.context, Job: s.title}
	if s.offer != nil {
		v.Title, v.Message, v.Sender = s.offer.title, s.offer.message, s.offer.Company
	}
	v.May.Transfer = s.row.Number == 0
	if s.within == nil {
		v.May.Answer = s.row.Expires == 0 || now.Before(instant(s.row.Expires))
		return v
	}
	v.Version, v.Title = stamp(s.within.modified), s.within.title
	v.May.Update = s.row.Number == 0
	v.May.Convert = v.May.Update && standing(&s.row.Lead) != rule.LeadDisqualified && len(s.row.Lead.Interactions) > 0
	return v
}
