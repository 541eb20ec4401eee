// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"errors"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A Seat is a member as the others know it.
type Seat struct {
	Account, Company string
	Joined           time.Time
	InvitedBy        string // company; empty for who made the engagement
}

// A Roster is who is in an engagement, by when they joined, and how many more partners may be invited.
type Roster struct {
	Seats []Seat
	Left  int
}

// NewRoster is that of an opportunity that nobody else works on yet: its partner has one seat.
func NewRoster() Roster { return Roster{Left: maxPartners - 1} }

// RosterOf tells a member who else is in, and who invited whom.
func (r *Room) RosterOf(ctx context.Context, c identity.Caller, catalog, id string) (out Roster, err error) {
	if err := enter(c, catalog); err != nil {
		return out, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		e, err := find(tx, catalog, id, c.Account)
		if err != nil {
			return err
		}
		members, err := membersOf(tx, e.catalog, e.id, "", nil)
		if err != nil {
			return err
		}
		by, err := invitedInto(tx, e)
		if err != nil {
			return err
		}
		if out.Left, err = seatsLeft(tx, e.catalog, e.id); err != nil {
			return err
		}
		for _, m := range members {
			out.Seats = append(out.Seats, Seat{m.account, m.company, instant(m.joined), by[m.account]})
		}
		return nil
	})
	return out, err
}

// invitedInto is who brought whom into an engagement, by company.
func invitedInto(tx *sqldb.Tx, e *engagement) (by map[string]string, err error) {
	rows, err := tx.Query(`SELECT receiver, company FROM engagement_invitation WHERE catalog = ? AND engagement = ? AND status = ?`,
		e.catalog, e.id, rule.InvitationAccepted)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	by = map[string]string{}
	for rows.Next() {
		var receiver, company string
		if err := rows.Scan(&receiver, &company); err != nil {
			return nil, err
		}
		by[receiver] = company
	}
	return by, rows.Err()
}

// Offered is what an invitation to an opportunity tells its receiver before it accepts, but for the message.
func Offered(rec *opportunity.Record) *selling.OpportunityInvitation {
	o, _ := offered(rec.Doc)
	o.SenderContacts = team(rec.Doc)
	return o
}
