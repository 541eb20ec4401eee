// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"iter"
	"strings"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Query asks for entries, the newest first. Empty fields ask for all.
type Query struct {
	Actor       string
	Actions     []string  // any of them
	Subject     string    // as Short has it
	From, Until time.Time // from the first to before the second
	Before      int64     // position; 0: from the end
	Size        int
}

var denied = fault.Denied("Only the alliance lead or a cloud administrator reads the audit log.")

// Page is one page of the log of the caller's account, and the position to go on before; 0 at the end.
func (r *Room) Page(ctx context.Context, c identity.Caller, q Query) (page []*Entry, before int64, err error) {
	if !Reads(c) {
		return nil, 0, denied
	}
	if err := r.Chain(ctx, c.Account); err != nil {
		return nil, 0, err
	}
	size := q.Size
	q.Size++ // one more says whether there is another page
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		page, err = r.find(tx, c.Account, q)
		return err
	})
	if len(page) > size {
		page = page[:size]
		before = page[size-1].Position
	}
	return page, before, err
}

// All are the entries that a query asks for, for an export. They are read a part at a time.
func (r *Room) All(ctx context.Context, c identity.Caller, q Query) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		for q.Size = batch; ; {
			part, before, err := r.Page(ctx, c, q)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range part {
				if !yield(e, nil) {
					return
				}
			}
			if q.Before = before; before == 0 {
				return
			}
		}
	}
}

// Check is Verify for the caller's own account.
func (r *Room) Check(ctx context.Context, c identity.Caller, kept Head) (Finding, error) {
	if !Reads(c) {
		return Finding{}, denied
	}
	return r.Verify(ctx, c.Account, kept)
}

// counted is as far as entries are counted.
const counted = 1000

// Count is how many entries a query asks for, and whether there are more than were counted.
func (r *Room) Count(ctx context.Context, c identity.Caller, q Query) (n int, capped bool, err error) {
	if !Reads(c) {
		return 0, false, denied
	}
	q.Before = 0
	where, args := q.where(c.Account)
	err = r.db.Row(ctx, `SELECT count(*) FROM (SELECT 1 AS one FROM audit_chain c WHERE `+where+` LIMIT ?) AS found`, append(args, counted+1)...).Scan(&n)
	return min(n, counted), n > counted, err
}

func (r *Room) find(tx *sqldb.Tx, account string, q Query) ([]*Entry, error) {
	where, args := q.where(account)
	return r.entries(tx, selectEntry+`, c.position, c.hash FROM audit_chain c JOIN audit_entry e
		ON e.account_id = c.account_id AND e.at_us = c.at_us AND e.tie = c.tie WHERE `+where+" ORDER BY c.position DESC LIMIT ?", append(args, q.Size)...)
}

// where is the condition on the chain.
func (q Query) where(account string) (where string, args []any) {
	where, args = "c.account_id = ?", []any{account}
	for _, one := range []struct {
		sql   string
		value string
	}{{" AND c.actor = ?", q.Actor}, {" AND c.subject = ?", q.Subject}} {
		if one.value != "" {
			where, args = where+one.sql, append(args, one.value)
		}
	}
	if len(q.Actions) > 0 {
		where += " AND c.action IN (?" + strings.Repeat(", ?", len(q.Actions)-1) + ")"
		for _, action := range q.Actions {
			args = append(args, action)
		}
	}
	if !q.From.IsZero() {
		where, args = where+" AND c.at_us >= ?", append(args, sqldb.Micros(q.From))
	}
	if !q.Until.IsZero() {
		where, args = where+" AND c.at_us < ?", append(args, sqldb.Micros(q.Until))
	}
	if q.Before > 0 {
		where, args = where+" AND c.position < ?", append(args, q.Before)
	}
	return where, args
}
