// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package opportunity keeps opportunities through their whole life: drafts, submissions, approved deals and their end.
//
// Every use case works in three steps: read the record, decide by the rules of ace on values alone, and store what was
// decided in one transaction with history, event and client token, provided that nobody was faster. Deciding stays out
// of the transaction because SQLite has one writer, and it should write.
package opportunity

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/clock"
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
	return sqldb.Schema{Room: "opportunity", Files: files}
}

// Options are what the room works with. All but Settings is needed.
type Options struct {
	DB       *sqldb.DB
	Box      *secret.Box
	Tokens   *page.Tokens
	Clock    clock.Clock
	Bus      *event.Bus
	Settings rule.Settings

	// Reviewed is told of every record that AWS approved or rejected, in the transaction that does it; nil: nobody is.
	Reviewed With
	// Engage gives a record that a page hands in its engagement with AWS; nil: it gets none.
	Engage With
	// Refer makes an invitation of what a partner creates in the Sandbox as AWS's referral, in place of the record.
	Refer With
	// Changed is told last of every change to a stored record, on either side, in the transaction that makes it; nil: nobody is.
	Changed With
}

// A Room keeps opportunities.
type Room struct {
	Options
	numbers map[string]*sqldb.Sequence // by catalog
	owners  owners
	watch   []func(*sqldb.Tx, Happening) error
}

// A Happening is one step of a record's life.
type Happening struct {
	Action string  // as the history calls it
	Before *Record // nil: the record is new
	After  *Record
}

// Watch has do told of every happening, in the transaction that stores it; an error of do undoes it. It is for wiring:
// nobody is added once records change.
func (r *Room) Watch(do func(*sqldb.Tx, Happening) error) { r.watch = append(r.watch, do) }

func (r *Room) happened(tx *sqldb.Tx, h Happening) error {
	for _, do := range r.watch {
		if err := do(tx, h); err != nil {
			return err
		}
	}
	return nil
}

// first is the number of the first opportunity of a catalog: AWS's identifiers have seven digits.
const first = 1_000_001

// New is the room.
func New(o Options) *Room {
	r := &Room{Options: o, numbers: map[string]*sqldb.Sequence{}, owners: owners{by: map[[2]string]ownership{}}}
	for _, catalog := range []string{selling.CatalogAWS, selling.CatalogSandbox} {
		r.numbers[catalog] = o.DB.Sequence("opportunity."+catalog, first)
	}
	return r
}

// A Key names one opportunity. Account is the tenant that it belongs to.
type Key struct {
	Account string
	Catalog string
	Number  int64
}

// ID is the identifier: O and the number.
func (k Key) ID() string { return "O" + strconv.FormatInt(k.Number, 10) }

// ARN is the key as AWS writes it in full.
func (k Key) ARN() string { return selling.OpportunityARN(k.Account, k.Catalog, k.ID()) }

// ParseID is the number of an identifier; 0 for a text that names no record here, such as O007.
func ParseID(id string) int64 {
	if len(id) < 2 || id[0] != 'O' {
		return 0
	}
	n, err := strconv.ParseInt(id[1:], 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != id[1:] {
		return 0
	}
	return n
}

// key is the opportunity that a caller names. What cannot exist is not found, like what belongs to somebody else.
func key(c identity.Caller, catalog, id string) (Key, error) {
	n := ParseID(id)
	if n <= 0 {
		return Key{}, fault.Missing()
	}
	return Key{Account: c.Account, Catalog: catalog, Number: n}, nil
}

// enter lets a caller in who works with opportunities of its account, into a catalog that exists.
func (r *Room) enter(c identity.Caller, catalog string) error {
	if !c.UsesACE() {
		return fault.Denied("Your role does not work with opportunities.")
	}
	return KnownCatalog(catalog)
}

// KnownCatalog refuses a catalog other than AWS and Sandbox.
func KnownCatalog(catalog string) error {
	if catalog == selling.CatalogAWS || catalog == selling.CatalogSandbox {
		return nil
	}
	return fault.Broken(unknownCatalog(catalog))
}

// tries is how often a step is decided anew when somebody was faster.
const tries = 8

// A step is what a use case has decided about a record.
type step struct {
	action  string   // as the history calls it
	comment string   // of the reviewer
	after   *Record  // nil: nothing is to be stored
	beside  []Change // what changed beside the document
	also    []With
}

// A With is what is stored together with a record, in its transaction.
type With func(tx *sqldb.Tx, after *Record) error

// change reads a record, has a step decided, and stores it: again from the start when somebody was faster.
func (r *Room) change(ctx context.Context, c identity.Caller, k Key, decide func(before *Record) (step, error)) (*Record, error) {
	for range tries {
		before, err := r.load(ctx, k)
		if err != nil {
			return nil, err
		}
		if err := mayTouch(c, before); err != nil {
			return nil, err
		}
		s, err := decide(before)
		if err != nil {
			return nil, err
		}
		if s.after == nil {
			return before, nil
		}
		err = r.store(ctx, c, before, s)
		if err == nil {
			return s.after, nil
		}
		if !errors.Is(err, errPassed) && !errors.Is(err, sqldb.ErrDuplicate) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%s was changed by others %d times meanwhile", k.ID(), tries)
}

// errPassed says that the record was changed after it was read.
var errPassed = errors.New("the record was changed meanwhile")

// mayTouch hides records from users who see only their own.
func mayTouch(c identity.Caller, rec *Record) error {
	if c.OwnOnly() && rec.Owner != c.Email {
		return fault.Missing()
	}
	return nil
}

// store writes a step in one transaction: record, history, event and whatever comes with it.
func (r *Room) store(ctx context.Context, c identity.Caller, before *Record, s step) error {
	if err := r.seal(ctx, s.after); err != nil {
		return err
	}
	line, err := r.line(ctx, c, before, s)
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		after := s.after
		after.Version = before.Version + 1
		after.Modified = next(before.Modified, tx.Now())
		n, err := r.replace(tx, after)
		if err != nil {
			return err
		}
		if n == 0 {
			return errPassed
		}
		if err := line.insert(tx, after); err != nil {
			return err
		}
		if err := r.tell(tx, after, awsevent.OpportunityUpdated); err != nil {
			return err
		}
		for _, with := range s.also {
			if err := with(tx, after); err != nil {
				return err
			}
		}
		if err := r.changed(tx, after); err != nil {
			return err
		}
		if err := announce(tx, c, before, s); err != nil {
			return err
		}
		return r.happened(tx, Happening{s.action, before, after})
	})
}

// changed tells whoever follows records of a change.
func (r *Room) changed(tx *sqldb.Tx, after *Record) error {
	if r.Changed == nil {
		return nil
	}
	return r.Changed(tx, after)
}

// next is the instant of a change: now, but always later than the last one, by what a timestamp can show.
func next(last, now time.Time) time.Time {
	now = selling.Instant(now)
	if now.After(last) {
		return now
	}
	return last.Add(time.Millisecond)
}

// tell puts an event about a record on its partner's bus.
func (r *Room) tell(tx *sqldb.Tx, rec *Record, make func(awsevent.Head, string) awsevent.Envelope) error {
	return Publish(r.Bus, tx, make(awsevent.Head{Account: rec.Account, Catalog: rec.Catalog}, rec.ID()))
}

// Publish puts an event of the Selling API on the bus; the bus gives it its id and its time.
func Publish(bus *event.Bus, tx *sqldb.Tx, e awsevent.Envelope) error {
	return bus.Publish(tx, event.Event{Account: e.Account, Source: e.Source, DetailType: e.DetailType, Resources: e.Resources, Detail: e.Detail})
}
