// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package collaboration

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// What a request holds at most.
const (
	mostPeople  = 25
	mostPurpose = 500 // characters
)

// A Candidate is somebody whom a partner may choose.
type Candidate struct {
	identity.User
	OptedOut bool
}

// A Tab is all that a partner sees of the channels of an opportunity.
type Tab struct {
	Channels   []Channel             // the latest first
	Stops      []catalogue.Violation // why no channel can be asked for; empty: one can be
	Candidates []Candidate
	OptedOut   bool // the caller wants no invitations
}

// Tab reads the channels of an opportunity.
func (r *Room) Tab(ctx context.Context, c identity.Caller, catalog, id string) (out Tab, err error) {
	rec, err := r.Opportunities.Read(ctx, c, catalog, id)
	if err != nil {
		return Tab{}, err
	}
	users, err := r.Identity.Owners(ctx, c)
	if err != nil {
		return Tab{}, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		out = Tab{}
		if out.Channels, err = of(tx, rec.Key); err != nil {
			return err
		}
		gone, err := optedOut(tx, c.Account)
		if err != nil {
			return err
		}
		for _, u := range users {
			out.Candidates = append(out.Candidates, Candidate{u, gone[u.ID]})
		}
		out.OptedOut, out.Stops = gone[c.Principal], stops(rec, out.Channels)
		return nil
	})
	return out, err
}

// stops are the reasons for which no channel can be asked for now.
func stops(rec *opportunity.Record, channels []Channel) (found []catalogue.Violation) {
	if rec.Review() != rule.ReviewApproved {
		found = append(found, notApproved)
	}
	if rec.Involvement != selling.CoSell {
		found = append(found, notCoSell)
	}
	switch reached := slices.Index(listing.Stages, rec.Stage()); {
	case rec.Stage() == rule.StageClosedLost:
		found = append(found, lost)
	case reached < slices.Index(listing.Stages, rule.StageQualified):
		found = append(found, tooEarly)
	}
	if slices.ContainsFunc(channels, func(c Channel) bool { return c.State.open() }) {
		found = append(found, already)
	}
	return found
}

// A Request asks for a channel.
type Request struct {
	Catalog, Opportunity string
	People               []string // ids of users
	Purpose              string
}

// Request asks the AWS desk for a channel about an opportunity. An opportunity has one at a time.
func (r *Room) Request(ctx context.Context, c identity.Caller, in Request) (Channel, error) {
	rec, err := r.Opportunities.Read(ctx, c, in.Catalog, in.Opportunity)
	if err != nil {
		return Channel{}, err
	}
	in.Purpose = strings.TrimSpace(in.Purpose)
	switch {
	case len(in.People) == 0:
		return Channel{}, fault.Malformed(nobody)
	case len(in.People) > mostPeople:
		return Channel{}, fault.Malformed(tooMany)
	case utf8.RuneCountInString(in.Purpose) > mostPurpose:
		return Channel{}, fault.Malformed(longPurpose)
	}
	var out Channel
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.Opportunities.ReadIn(tx, rec.Key)
		if err != nil {
			return err
		}
		before, err := of(tx, rec.Key)
		if err != nil {
			return err
		}
		if stands := stops(rec, before); len(stands) > 0 {
			return fault.Broken(stands...)
		}
		out = Channel{Account: rec.Account, ID: ulid.Make().String(), Catalog: rec.Catalog, Number: rec.Number, Version: 1, State: Requested,
			Title: rec.Title(), Company: rec.Company(), Purpose: in.Purpose, AskedBy: c.Principal, AskedName: c.Name, Asked: tx.Now(),
			Name: slackName(rec.Key, len(before))}
		if out.People, err = chosen(tx, rec.Account, in.People); err != nil {
			return err
		}
		if err := out.insert(tx); err != nil {
			return err
		}
		return notice.Post(tx, notice.Notice{Account: identity.AWS, Kind: notice.ChannelAsked, Subject: out.Opportunity(), Cause: out.ID, By: c.Principal,
			Data: map[string]string{"partner": c.Partner.Name, "company": out.Company}})
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return Channel{}, fault.Broken(already)
	}
	return out, err
}

// slackName is what a channel is called in Slack: no two channels share one.
func slackName(k opportunity.Key, before int) string {
	name := "ace-" + strings.ToLower(k.ID())
	if k.Catalog != selling.CatalogAWS {
		name += "-" + strings.ToLower(k.Catalog)
	}
	if before > 0 {
		name += "-" + strconv.Itoa(before+1)
	}
	return name
}

// chosen are the people of a request: active ACE users of the partner who take invitations.
func chosen(tx *sqldb.Tx, account string, ids []string) (all []Person, err error) {
	gone, err := optedOut(tx, account)
	if err != nil {
		return nil, err
	}
	var unasked []string
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for _, id := range ids {
		u, err := identity.FindUser(tx, account, id)
		switch {
		case fault.Is(err, fault.NotFound), err == nil && !u.UsesACE():
			return nil, fault.Malformed(stranger(id))
		case err != nil:
			return nil, err
		case gone[id]:
			unasked = append(unasked, u.Name())
		}
		all = append(all, Person{ID: id, Name: u.Name(), Email: u.Email, Stand: Chosen, Since: tx.Now()})
	}
	if len(unasked) > 0 {
		return nil, fault.Broken(unwilling(unasked))
	}
	return all, nil
}

// Answer is what somebody who was chosen says of his own invitation: Accepted, Refused or Left.
func (r *Room) Answer(ctx context.Context, c identity.Caller, id string, to Stand) (out Channel, err error) {
	if !c.UsesACE() {
		return Channel{}, fault.Denied("Your role does not work with opportunities.")
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		out, err = load(tx, c.Account, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(out.People, func(p Person) bool { return p.ID == c.Principal })
		if at < 0 {
			return fault.Missing()
		}
		me := &out.People[at]
		if !slices.Contains(Stands[me.Stand], to) || !out.State.open() {
			return fault.Broken(cannotStand(me.Stand))
		}
		if err := out.stand(tx, me.ID, to); err != nil {
			return err
		}
		me.Stand, me.Since = to, tx.Now()
		return nil
	})
	return out, err
}

// OptOut says whether the caller wants no invitations from now on. Those that he has not answered are declined with it.
func (r *Room) OptOut(ctx context.Context, c identity.Caller, on bool) error {
	if !c.UsesACE() {
		return fault.Denied("Your role does not work with opportunities.")
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(c.Account, identity.UserSubject(c.Principal))
		if !on {
			_, err := tx.Exec(`DELETE FROM collaboration_optout WHERE account_id = ? AND user_id = ?`, c.Account, c.Principal)
			return err
		}
		if _, err := tx.Exec(`UPDATE collaboration_person SET state = ?, since_us = ? WHERE account_id = ? AND user_id = ? AND state IN (?, ?)`,
			string(Refused), sqldb.Micros(tx.Now()), c.Account, c.Principal, string(Chosen), string(Invited)); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO collaboration_optout (account_id, user_id, since_us) VALUES (?, ?, ?) ON CONFLICT (account_id, user_id) DO NOTHING`,
			c.Account, c.Principal, sqldb.Micros(tx.Now()))
		return err
	})
}
