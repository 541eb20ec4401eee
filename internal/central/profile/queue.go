// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"errors"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/central/verification"
	"cosell/internal/sqldb"
)

// The parts of the desk's list. The empty one is all.
const (
	Waiting = "waiting"
	Decided = "decided"
)

// A Query is what the AWS desk asks its list for.
type Query struct {
	Catalog string
	Part    string // Waiting, Decided or empty
	Asc     bool   // the oldest first
	Size    int    `json:"-"` // rows
	Token   string `json:"-"` // of the page before
}

// An Update is an update of a partner's profile as the AWS desk sees it.
type Update struct {
	ID       string
	Partner  identity.Partner
	Status   string
	Profile  account.TaskDetails   // what it would be
	Before   *account.TaskDetails  // what it is; nil: there is none yet
	Found    []account.ErrorDetail // for which it failed
	Suggests []account.ErrorDetail // what the rules find in it, while it waits
	Started  time.Time
	Ended    time.Time // zero while it waits
}

func reviewing(c identity.Caller) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk sees the updates of all partners' profiles.")
	}
	return nil
}

// Updates is a page of the updates of all partners' profiles, and the token of the next one.
func (r *Room) Updates(ctx context.Context, c identity.Caller, in Query) (all []Update, next *string, err error) {
	if err := errors.Join(reviewing(c), verification.KnownCatalog(in.Catalog)); err != nil {
		return nil, nil, err
	}
	w := page.Walk{By: "started_us", ID: "id", Falling: !in.Asc, Size: in.Size}
	if err := w.Begin(ctx, r.tokens, identity.AWS, "profile.Updates", in, in.Token); err != nil {
		return nil, nil, err
	}
	query, args := selectUpdates(&w, in)
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		all, next, err = nil, nil, nil
		found, err := marksOf(tx, query, args)
		if err != nil {
			return err
		}
		found, next, err = page.End(ctx, &w, r.tokens, identity.AWS, found, func(m mark) page.Mark { return page.Number(m.started, m.id) })
		if err != nil {
			return err
		}
		for _, m := range found {
			one, err := r.update(tx, m.id)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, next, err
}

// selectUpdates is the query of a page: it finds the rows in their order by an index.
func selectUpdates(w *page.Walk, in Query) (string, []any) {
	query := `SELECT id, started_us FROM profile_task WHERE catalog = ?`
	switch in.Part {
	case Waiting:
		query += ` AND ended_us IS NULL`
	case Decided:
		query += ` AND ended_us IS NOT NULL`
	}
	end, args := w.Continue([]any{in.Catalog})
	return query + end, args
}

type mark struct {
	id      string
	started int64
}

func marksOf(tx *sqldb.Tx, query string, args []any) (all []mark, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var m mark
		if err := rows.Scan(&m.id, &m.started); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// Update is one update of a partner's profile, for the AWS desk.
func (r *Room) Update(ctx context.Context, c identity.Caller, id string) (u Update, err error) {
	if err := reviewing(c); err != nil {
		return u, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		u, err = r.update(tx, id)
		return err
	})
	return u, err
}

func (r *Room) update(tx *sqldb.Tx, id string) (Update, error) {
	t, err := loadTask(tx, `id = ?`, id)
	if err != nil {
		return Update{}, err
	}
	rec, err := r.Of(tx, t.account, t.catalog)
	if err != nil {
		return Update{}, err
	}
	u := Update{ID: t.id, Status: t.status, Profile: t.details, Before: rec.Profile, Found: t.found, Started: t.started, Ended: instant(t.ended)}
	if t.ended == nil {
		if u.Suggests, err = r.suggestions(tx, rec, t.details); err != nil {
			return Update{}, err
		}
	}
	u.Partner, err = identity.Of(tx, t.account)
	return u, err
}

func instant(us *int64) time.Time {
	if us == nil {
		return time.Time{}
	}
	return sqldb.Time(*us)
}
