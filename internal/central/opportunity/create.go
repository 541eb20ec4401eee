// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/tag"
	"cosell/internal/sqldb"
)

// Creation asks for a new opportunity. The request is the body of CreateOpportunity; members that are not part of an
// opportunity are left aside.
type Creation struct {
	Catalog string
	Request doc.Doc
	Ticket  idempotency.Ticket
}

// Created is the answer of CreateOpportunity.
type Created struct {
	Key    Key
	Answer selling.CreateOpportunityResponse
}

// Create makes a draft. The same request with the same token makes nothing and gets the answer of the first one.
func (r *Room) Create(ctx context.Context, c identity.Caller, in Creation) (Created, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return Created{}, err
	}
	for range tries {
		out, err := r.create(ctx, c, in)
		if !errors.Is(err, sqldb.ErrDuplicate) && !fault.Is(err, fault.BusinessInvalid) {
			return out, err
		}
		// Something is taken, the token or the partner's identifier: perhaps by this very request, sent before.
		if again, seen, lookup := r.replayed(ctx, in); seen || lookup != nil {
			return again, lookup
		}
		if !errors.Is(err, sqldb.ErrDuplicate) {
			return Created{}, err
		}
	}
	return Created{}, errors.New("an opportunity could not be created: others were faster each time")
}

func (r *Room) create(ctx context.Context, c identity.Caller, in Creation) (Created, error) {
	rec, err := r.draft(ctx, c, in)
	if fault.Is(err, fault.BusinessInvalid) {
		// The very same request may have been served elsewhere meanwhile, and its record breaks this one: then it is answered, not refused.
		if out, seen, lookup := r.replayed(ctx, in); seen || lookup != nil {
			return out, lookup
		}
	}
	if err != nil {
		return Created{}, err
	}
	if rec.Number, err = r.numbers[in.Catalog].Next(ctx); err != nil {
		return Created{}, err
	}
	if err := r.seal(ctx, rec); err != nil {
		return Created{}, err
	}
	l, err := r.line(ctx, c, nil, step{action: ActionCreate, after: rec})
	if err != nil {
		return Created{}, err
	}
	var out Created
	tags := tag.In(in.Request)
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		rec.Version, rec.Created = 1, selling.Instant(tx.Now())
		rec.Modified = rec.Created
		var answer []byte
		if out, answer, err = rec.created(); err != nil {
			return err
		}
		// The token comes first: when it is taken, nothing has been written yet that had to be undone.
		if err := in.Ticket.Keep(tx, answer); err != nil {
			return err
		}
		if rec.Origin == OriginAWS {
			return r.Refer(tx, rec)
		}
		if err := r.insert(tx, rec); err != nil {
			return err
		}
		if err := l.insert(tx, rec); err != nil {
			return err
		}
		if err := tag.Give(tx, rec.ARN(), tags); err != nil {
			return err
		}
		if err := r.tell(tx, rec, awsevent.OpportunityCreated); err != nil {
			return err
		}
		return r.happened(tx, Happening{ActionCreate, nil, rec})
	})
	return out, err
}

func (r *Record) created() (out Created, answer []byte, err error) {
	out = Created{Key: r.Key, Answer: selling.CreateOpportunityResponse{
		ID: r.ID(), LastModifiedDate: r.Locked(), PartnerOpportunityIdentifier: selling.OrNull(doc.Text(r.Doc, referencePath)),
	}}
	answer, err = json.Marshal(out.Answer)
	return out, answer, err
}

// replayed finds the answer that was given to this request before.
func (r *Room) replayed(ctx context.Context, in Creation) (out Created, seen bool, err error) {
	if in.Ticket.Token == "" {
		return Created{}, false, nil
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		answer, found, err := in.Ticket.Seen(tx)
		if !found || err != nil {
			return err
		}
		seen = true
		if err := json.Unmarshal(answer, &out.Answer); err != nil {
			return err
		}
		out.Key = Key{in.Ticket.Account, in.Catalog, ParseID(out.Answer.ID)}
		return nil
	})
	return out, seen, err
}

// draft is the record that a request asks for, held against the rules.
func (r *Room) draft(ctx context.Context, c identity.Caller, in Creation) (*Record, error) {
	rec, q := r.proposed(ctx, c, in.Catalog, in.Request)
	broken, err := q.broken()
	if err != nil {
		return nil, err
	}
	broken = append(broken, tag.Check(tag.In(in.Request))...)
	if len(broken) > 0 {
		return nil, fault.Broken(broken...)
	}
	return rec, r.staff(ctx, c, rec)
}

// Who found an opportunity.
const (
	OriginPartner = "Partner Referral"
	OriginAWS     = "AWS Referral"
)

// proposed is what a request for a new record asks for, with AWS's corrections, and the question whether it may be.
func (r *Room) proposed(ctx context.Context, c identity.Caller, catalog string, request doc.Doc) (*Record, *question) {
	rec := &Record{Key: Key{Account: c.Account, Catalog: catalog}, Doc: request, Origin: doc.Text(request, selling.MemberOrigin)}
	if rec.Origin == "" {
		rec.Origin = OriginPartner
	}
	q := r.ask(ctx, c, rule.OnCreate, nil, rec)
	q.normalize(rec)
	return rec, q
}

// ownerTitle is the role of the owner in the team.
const ownerTitle = "OpportunityOwner"

// staff names the owner: the user who creates the record, else the alliance lead.
func (r *Room) staff(ctx context.Context, c identity.Caller, rec *Record) error {
	owner, err := r.ownerOf(ctx, c)
	if err != nil || owner.Email == "" {
		return err
	}
	rec.own(owner)
	return nil
}

// trusted is how long an owner that was looked up is taken for current: creating by an access key is the busiest call.
const trusted = time.Second

// owners remembers for a moment who owns what a caller creates.
type owners struct {
	mu sync.Mutex
	by map[[2]string]ownership // account, mail address of the caller
}

type ownership struct {
	user  identity.User
	until time.Time
}

func (r *Room) ownerOf(ctx context.Context, c identity.Caller) (owner identity.User, err error) {
	who, now := [2]string{c.Account, c.Email}, r.Clock.Now()
	r.owners.mu.Lock()
	known, found := r.owners.by[who]
	r.owners.mu.Unlock()
	if found && now.Before(known.until) {
		return known.user, nil
	}
	if owner, err = r.findOwner(ctx, c); err != nil {
		return identity.User{}, err
	}
	r.owners.mu.Lock()
	defer r.owners.mu.Unlock()
	if len(r.owners.by) >= mostOwners {
		clear(r.owners.by)
	}
	r.owners.by[who] = ownership{owner, now.Add(trusted)}
	return owner, nil
}

// mostOwners bounds what is remembered.
const mostOwners = 4096

func (r *Room) findOwner(ctx context.Context, c identity.Caller) (owner identity.User, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if c.Email != "" {
			var found bool
			if owner, found, err = identity.FindOwner(tx, c.Account, c.Email); found || err != nil {
				return err
			}
		}
		owner, err = identity.Lead(tx, c.Account)
		return err
	})
	return owner, err
}

// own puts the owner into the record and its team.
func (r *Record) own(u identity.User) {
	r.Owner, r.OwnerName = u.Email, u.Name()
	r.seat(doc.Doc{"BusinessTitle": ownerTitle, "Email": u.Email, "FirstName": u.FirstName, "LastName": u.LastName})
}

// seat gives a role in the team to somebody.
func (r *Record) seat(who doc.Doc) {
	team, _ := doc.Get(r.Doc, teamPath).([]any)
	team = slices.DeleteFunc(slices.Clone(team), func(v any) bool {
		m, _ := v.(doc.Doc)
		return doc.Text(m, "BusinessTitle") == doc.Text(who, "BusinessTitle")
	})
	r.Doc[teamPath] = append(team, who)
}
