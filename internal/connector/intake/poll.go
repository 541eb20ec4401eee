// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

const (
	pageSize = 100         // AWS's largest page
	overlap  = time.Minute // for changes that were stamped before the cursor and became visible after it
)

// Poll looks at AWS for opportunities that changed since it last looked, and has those synced that changed otherwise than
// the ledger knows. Events may get lost; this finds what they would have told.
func (r *Room) Poll(ctx context.Context, account string) error {
	t, has := r.sync.Tenant(account)
	if !has {
		return jobq.Dead{Err: fmt.Errorf("no tenant %s", account)}
	}
	name := sync.PollCursor(t.Remote.Catalog())
	var since string
	if err := r.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		since, _, err = r.ledger.Cursor(tx, account, name)
		return err
	}); err != nil {
		return err
	}
	in := selling.ListOpportunitiesRequest{MaxResults: pageSize, Sort: &selling.Sort{SortBy: "LastModifiedDate", SortOrder: selling.Ascending}}
	if at, err := time.Parse(time.RFC3339Nano, since); err == nil {
		in.LastModifiedDate = &selling.LastModifiedFilter{After: selling.Timestamp(at.Add(-overlap))}
	}
	newest := since
	for {
		page, err := r.page(ctx, t, in)
		if err != nil {
			return err
		}
		if newest, err = r.compare(ctx, t, page.OpportunitySummaries, name, newest); err != nil {
			return err
		}
		if page.NextToken == nil || *page.NextToken == "" {
			return nil
		}
		in.NextToken = *page.NextToken
	}
}

func (r *Room) page(ctx context.Context, t sync.Tenant, in selling.ListOpportunitiesRequest) (selling.ListOpportunitiesResponse, error) {
	var none selling.ListOpportunitiesResponse
	if err := r.sync.Turn(ctx, t.Account, ledger.Reads, ledger.Backfill, r.sync.Patience); err != nil {
		return none, err
	}
	page, err := t.Remote.List(ctx, in)
	if err == nil {
		return page, r.sync.Reached(ctx, t.Account)
	}
	return none, r.sync.Halted(ctx, t.Account, err)
}

// compare has the records synced of which a page knows something newer, and moves the cursor behind the page: a list in
// ascending order shows a record that changes meanwhile again at its end.
func (r *Room) compare(ctx context.Context, t sync.Tenant, page []selling.OpportunitySummary, name, newest string) (string, error) {
	err := r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, s := range page {
			if later(s.LastModifiedDate, newest) {
				newest = s.LastModifiedDate
			}
			p, err := r.ledger.ByOpportunity(tx, t.Account, t.Remote.Catalog(), s.ID)
			if errors.Is(err, ledger.ErrNone) {
				continue // not from this CRM
			}
			if err != nil {
				return err
			}
			if same(p.AWSModified, s.LastModifiedDate) {
				continue // what the ledger knows: mostly our own writes
			}
			if err := r.sync.Wake(tx, p.Key, jobq.Event); err != nil {
				return err
			}
		}
		return r.ledger.SetCursor(tx, t.Account, name, newest)
	})
	return newest, err
}

// same compares as instants: lists may print a time less precisely than the record does.
func same(a, b string) bool { return a == b || a != "" && b != "" && !later(a, b) && !later(b, a) }

func later(a, b string) bool {
	at, err := time.Parse(time.RFC3339Nano, a)
	if err != nil {
		return false
	}
	bt, err := time.Parse(time.RFC3339Nano, b)
	return err != nil || at.After(bt)
}

// feedCursor names how far the CRM's feed was read.
const feedCursor = "crm"

// feedPage is how many changes are read at once.
const feedPage = 500

// Feed reads what changed in a CRM that does not tell by itself. A reader that was away too long looks at every record
// that is shared.
func (r *Room) Feed(ctx context.Context, account string) error {
	t, has := r.sync.Tenant(account)
	if !has {
		return jobq.Dead{Err: fmt.Errorf("no tenant %s", account)}
	}
	var after string
	if err := r.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		after, _, err = r.ledger.Cursor(tx, account, feedCursor)
		return err
	}); err != nil {
		return err
	}
	for {
		changes, err := t.CRM.Changes(ctx, after, feedPage)
		if errors.Is(err, crm.ErrExpired) {
			return r.scan(ctx, t)
		}
		if err != nil || len(changes) == 0 {
			return err
		}
		after = changes[len(changes)-1].Cursor
		if err := r.db.InTx(ctx, func(tx *sqldb.Tx) error {
			for _, c := range changes {
				if err := r.sync.Changed(tx, account, c); err != nil {
					return err
				}
			}
			return r.ledger.SetCursor(tx, account, feedCursor, after)
		}); err != nil {
			return err
		}
	}
}

// scan has every shared record synced, and goes on from the feed's newest change as it was before.
func (r *Room) scan(ctx context.Context, t sync.Tenant) error {
	head, err := t.CRM.Head(ctx)
	if err != nil {
		return err
	}
	for after := ""; ; {
		done := false
		if err := r.db.InTx(ctx, func(tx *sqldb.Tx) error {
			keys, err := r.ledger.Shared(tx, t.Account, t.Remote.Catalog(), crm.Opportunity, after, feedPage)
			if err != nil {
				return err
			}
			for _, k := range keys {
				if err := r.sync.Wake(tx, k, jobq.Backfill); err != nil {
					return err
				}
			}
			if done = len(keys) == 0; done {
				return r.ledger.SetCursor(tx, t.Account, feedCursor, head)
			}
			after = keys[len(keys)-1].Record
			return nil
		}); err != nil || done {
			return err
		}
	}
}
