// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package engagement keeps what several accounts work on together: engagements, their members and contexts, and the
// invitations into them, AWS's referrals and leads among them.
//
// An engagement belongs to its members alike. AWS takes part as the account aws. To everybody else it does not exist.
package engagement

import (
	"embed"
	"errors"
	"io/fs"
	"time"

	"cosell/internal/ace/catalogue"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/jobq"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "engagement", Files: files}
}

// Options are what the room works with. All but Connected is needed.
type Options struct {
	DB            *sqldb.DB
	Box           *secret.Box
	Tokens        *page.Tokens
	Bus           *event.Bus
	Jobs          *jobq.Jobs
	Opportunities *opportunity.Room

	// Connected says whether two partners hold an active connection for working on opportunities together, in a
	// catalog; nil: nobody is connected.
	Connected func(tx *sqldb.Tx, catalog, a, b string) (bool, error)
}

// A Room keeps engagements.
type Room struct{ Options }

// New is the room. It declares its jobs, and takes over what opportunities need of it: the answer to AWS's invitation when
// AWS has reviewed, and the invitation that a referral in the Sandbox becomes.
func New(o Options) *Room {
	r := &Room{o}
	o.Opportunities.Reviewed = r.reviewed
	o.Opportunities.Refer = r.simulate
	jobq.Handle(o.Jobs, r.expire, jobq.Policy{})
	jobq.Handle(o.Jobs, r.remind, jobq.Policy{})
	return r
}

// The most that an engagement has. AWS takes no seat of a partner. Source: reference 9.1, 9.2, 10.5, 13; decision 0019.
const (
	maxPartners     = 10
	maxContexts     = 5
	maxInteractions = 10
	maxTitle        = 40  // characters
	maxDescription  = 255 // characters
)

// enter lets a caller in who works with opportunities of its account, or sits at the AWS desk, into a catalog that exists.
// Who sees only records of their own sees nothing that an engagement shares.
func enter(c identity.Caller, catalog string) error {
	if (!c.UsesACE() || c.OwnOnly()) && !c.Reviews() {
		return fault.Denied("Your role does not work with engagements.")
	}
	return opportunity.KnownCatalog(catalog)
}

// An engagement is a stored one, without its contexts.
type engagement struct {
	catalog, id        string
	title, description string
	creator, modifier  string
	created, modified  int64 // microseconds
	types              int64
	members, contexts  int
}

const engagementColumns = `e.catalog, e.id, e.title, e.description, e.creator, e.created_us, e.modifier, e.modified_us, e.types, e.members, e.contexts`

func (e *engagement) scan(scan func(...any) error) error {
	return scan(&e.catalog, &e.id, &e.title, &e.description, &e.creator, &e.created, &e.modifier, &e.modified, &e.types, &e.members, &e.contexts)
}

// typeBits give each type of context its place in a set.
var typeBits = []struct {
	name string
	bit  int64
}{{selling.ContextCustomerProject, 1}, {selling.ContextLead, 2}, {selling.ContextProspectingResult, 4}}

func bitOf(names []string) (set int64) {
	for _, t := range typeBits {
		for _, name := range names {
			if name == t.name {
				set |= t.bit
			}
		}
	}
	return set
}

func (e *engagement) contextTypes() []string {
	names := []string{}
	for _, t := range typeBits {
		if e.types&t.bit != 0 {
			names = append(names, t.name)
		}
	}
	return names
}

// find reads an engagement for one of its members. To others it does not exist.
func find(tx *sqldb.Tx, catalog, id, account string) (*engagement, error) {
	e := &engagement{}
	err := e.scan(tx.Row(`SELECT `+engagementColumns+` FROM engagement e
		JOIN engagement_member m ON m.catalog = e.catalog AND m.engagement = e.id AND m.account_id = ?
		WHERE e.catalog = ? AND e.id = ?`, account, catalog, selling.IDOf(id)).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return nil, fault.Missing()
	}
	return e, err
}

// found makes an engagement with its first member, who also made it.
func (r *Room) found(tx *sqldb.Tx, e *engagement) error {
	company, err := companyOf(tx, e.creator)
	if err != nil {
		return err
	}
	e.id = selling.NewID("eng-", 14)
	e.title, e.description = cut(e.title, maxTitle), cut(e.description, maxDescription)
	e.created = sqldb.Micros(selling.Instant(tx.Now()))
	e.modified, e.modifier, e.members = e.created, e.creator, 1
	if _, err := tx.Exec(`INSERT INTO engagement (catalog, id, title, description, creator, created_us, modifier, modified_us, types, members, contexts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 1, 0)`, e.catalog, e.id, e.title, e.description, e.creator, e.created, e.modifier, e.modified); err != nil {
		return err
	}
	return e.seat(tx, e.creator, company)
}

func (e *engagement) seat(tx *sqldb.Tx, account, company string) error {
	_, err := tx.Exec(`INSERT INTO engagement_member (catalog, engagement, account_id, company, created_us, joined_us) VALUES (?, ?, ?, ?, ?, ?)`,
		e.catalog, e.id, account, company, e.created, sqldb.Micros(tx.Now()))
	return err
}

// touch moves the lock of an engagement on: to now, but always later than it was by what a timestamp can show.
func (e *engagement) touch(tx *sqldb.Tx, by string) error {
	now := sqldb.Micros(selling.Instant(tx.Now()))
	e.modifier = by
	return tx.Row(`UPDATE engagement SET modifier = ?, modified_us = CASE WHEN modified_us < ? THEN ? ELSE modified_us + 1000 END
		WHERE catalog = ? AND id = ? RETURNING modified_us`, by, now, now, e.catalog, e.id).Scan(&e.modified)
}

// join makes an account a member and tells all members. An account that is a member already stays one.
func (r *Room) join(tx *sqldb.Tx, catalog, id, account string) error {
	e := &engagement{}
	err := e.scan(tx.Row(`UPDATE engagement AS e SET members = e.members + 1 WHERE e.catalog = ? AND e.id = ?
		AND (? = ? OR e.members < ? + (SELECT count(*) FROM engagement_member a WHERE a.catalog = e.catalog AND a.engagement = e.id AND a.account_id = ?))
		AND NOT EXISTS (SELECT 1 FROM engagement_member m WHERE m.catalog = e.catalog AND m.engagement = e.id AND m.account_id = ?)
		RETURNING catalog, id, title, description, creator, created_us, modifier, modified_us, types, members, contexts`,
		catalog, id, account, identity.AWS, maxPartners, identity.AWS, account).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		member, err := isMember(tx, catalog, id, account)
		if member || err != nil {
			return err
		}
		return full("partners", "パートナー", maxPartners)
	}
	if err != nil {
		return err
	}
	company, err := companyOf(tx, account)
	if err != nil {
		return err
	}
	if err := e.seat(tx, account, company); err != nil {
		return err
	}
	if err := e.touch(tx, account); err != nil {
		return err
	}
	if err := r.heedAll(tx, e); err != nil {
		return err
	}
	return r.tellMembers(tx, e, func(h awsevent.Head) awsevent.Envelope { return awsevent.MemberAdded(h, e.id, account, company) })
}

// tellMembers puts an event on the bus of every member but AWS, which has none.
func (r *Room) tellMembers(tx *sqldb.Tx, e *engagement, make func(awsevent.Head) awsevent.Envelope) error {
	members, err := r.Members(tx, e.catalog, e.id)
	if err != nil {
		return err
	}
	for _, account := range members {
		if err := r.tell(tx, e.catalog, account, make); err != nil {
			return err
		}
	}
	return nil
}

func (r *Room) tell(tx *sqldb.Tx, catalog, account string, make func(awsevent.Head) awsevent.Envelope) error {
	if account == identity.AWS {
		return nil
	}
	return opportunity.Publish(r.Bus, tx, make(awsevent.Head{Account: account, Catalog: catalog}))
}

// companyOf is the name that others see an account by.
func companyOf(tx *sqldb.Tx, account string) (string, error) {
	if account == identity.AWS {
		return "AWS", nil
	}
	p, err := identity.Of(tx, account)
	return p.Name, err
}

func full(what, ja string, limit int) error {
	return (&fault.Fault{Kind: fault.QuotaExceeded, Msg: "The engagement has " + number(limit) + " " + what + ", which is the most it may have."}).Telling(
		most("The engagement", "エンゲージメントの", what, ja, limit))
}

// most tells that something is full.
func most(of, ofJA, what, whatJA string, limit int) catalogue.Violation {
	return fault.State("engagement-limit", of+" has "+number(limit)+" "+what+", which is the most it may have.", ofJA+whatJA+"が上限の "+number(limit)+" 件に達しています。",
		"Go on with those that are there.", "既存のものをご利用ください。")
}

// stamp is an instant as answers write it.
func stamp(us int64) string { return selling.Timestamp(sqldb.Time(us)) }

// instant is a stored instant that may be missing.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return sqldb.Time(us)
}

// cut keeps the first n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
