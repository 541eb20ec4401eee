// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package support

import (
	"context"
	"errors"

	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A Query is what a list of cases is asked for.
type Query struct {
	States, Topics []string // none: all
	Partners       []string // accounts, for the AWS desk; none: all
	Asc            bool     // what has changed longest ago first
	Size           int      `json:"-"`
	Token          string   `json:"-"`
}

// List is a page of the cases that are the caller's business, and the token of the next one.
func (r *Room) List(ctx context.Context, c identity.Caller, in Query) (all []Case, next *string, err error) {
	if err := enter(c); err != nil {
		return nil, nil, err
	}
	w := page.Walk{By: "changed_us", ID: "id", Falling: !in.Asc, Size: in.Size}
	if err := w.Begin(ctx, r.Tokens, c.Account, "support.List/"+c.Principal, in, in.Token); err != nil {
		return nil, nil, err
	}
	query, args := selectCases(&w, c, in)
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if all, err = cases(tx, query, args); err != nil {
			return err
		}
		all, next, err = page.End(ctx, &w, r.Tokens, c.Account, all, func(one Case) page.Mark { return page.Number(sqldb.Micros(one.Changed), one.ID) })
		for i := range all {
			if err == nil {
				all[i].Partner, err = identity.Of(tx, all[i].Account)
			}
		}
		return err
	})
	return all, next, err
}

// selectCases is the query of a page: it finds the rows in their order by an index.
func selectCases(w *page.Walk, c identity.Caller, in Query) (string, []any) {
	query, args := `SELECT `+columns+` FROM support_case WHERE changed_us > ?`, []any{-1}
	if !c.Reviews() {
		query, args = query+` AND account_id = ?`, append(args, c.Account)
		in.Partners = nil
	}
	if c.OwnOnly() {
		query, args = query+` AND opened_by = ?`, append(args, c.Principal)
	}
	states, args := page.In("state", in.States, args)
	topics, args := page.In("topic", in.Topics, args)
	partners, args := page.In("account_id", in.Partners, args)
	end, args := w.Continue(args)
	return query + states + topics + partners + end, args
}

func cases(tx *sqldb.Tx, query string, args []any) (all []Case, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		c, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}
