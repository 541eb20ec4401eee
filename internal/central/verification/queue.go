// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package verification

import (
	"context"
	"errors"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// The parts of the desk's list. The empty one is all.
const (
	Waiting = "waiting" // for the registry, the registrant or the desk
	Decided = "decided"
)

// A Query is what the AWS desk asks its list for.
type Query struct {
	Part  string   // Waiting, Decided or empty
	Types []string // none: both
	Asc   bool     // the oldest first
	Size  int      `json:"-"` // rows
	Token string   `json:"-"` // of the page before
}

// A Case is a verification as the AWS desk sees it. The link of a registrant is not among it: whoever holds it is taken for him.
type Case struct {
	Partner        identity.Partner
	Type           string
	Attempt        int64 // how often it was begun; what a decision is made on
	Status, Reason string
	Business       *account.BusinessVerificationDetails // nil for a registrant
	Started        time.Time
	Completed      time.Time // zero while it waits
	Expires        time.Time // of the registrant's link; zero for a business
}

// Queue is a page of verifications of all partners, and the token of the next one.
func (r *Room) Queue(ctx context.Context, c identity.Caller, in Query) (cases []Case, next *string, err error) {
	if !c.Reviews() {
		return nil, nil, fault.Denied("Only the AWS desk sees the verifications of all partners.")
	}
	w := page.Walk{By: "started_us", ID: "account_id || '/' || type", Falling: !in.Asc, Size: in.Size}
	if err := w.Begin(ctx, r.tokens, identity.AWS, "verification.Queue", in, in.Token); err != nil {
		return nil, nil, err
	}
	query, args := selectCases(&w, in)
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		cases, next, err = nil, nil, nil
		found, err := keysOf(tx, query, args)
		if err != nil {
			return err
		}
		found, next, err = page.End(ctx, &w, r.tokens, identity.AWS, found, func(k key) page.Mark { return page.Number(k.started, k.account+"/"+k.kind) })
		if err != nil {
			return err
		}
		for _, k := range found {
			one, err := r.file(tx, k)
			if err != nil {
				return err
			}
			cases = append(cases, one)
		}
		return nil
	})
	return cases, next, err
}

// selectCases is the query of a page: it finds the rows in their order by an index.
func selectCases(w *page.Walk, in Query) (string, []any) {
	query := `SELECT account_id, type, started_us FROM verification WHERE started_us > ?`
	args := []any{-1}
	switch in.Part {
	case Waiting:
		query += ` AND completed_us IS NULL`
	case Decided:
		query += ` AND completed_us IS NOT NULL`
	}
	more, args := page.In("type", in.Types, args)
	end, args := w.Continue(args)
	return query + more + end, args
}

// A key names the verification of a type that an account has.
type key struct {
	account, kind string
	started       int64
}

func keysOf(tx *sqldb.Tx, query string, args []any) (all []key, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var k key
		if err := rows.Scan(&k.account, &k.kind, &k.started); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// file opens one verification for the desk.
func (r *Room) file(tx *sqldb.Tx, k key) (Case, error) {
	rec, err := r.load(tx, k.account, k.kind)
	if err != nil {
		return Case{}, err
	}
	p, err := identity.Of(tx, k.account)
	return Case{Partner: p, Type: rec.kind, Attempt: rec.attempt, Status: rec.status, Reason: rec.reason, Business: rec.details.Business,
		Started: rec.started, Completed: rec.completed, Expires: rec.expires}, err
}
