// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

func (p Proposal) insert(tx *sqldb.Tx, sealed []byte) error {
	_, err := tx.Exec(`INSERT INTO proposal (account_id, id, user_id, user_name, assistant, kind, number, version, modified, title,
		problems, status, hash, body, created_us, expires_us, decided_us, decider, decider_name, way, comment)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', '', '')`,
		p.Account, p.ID, p.UserID, p.UserName, p.Assistant, string(p.kind), p.Number, p.Version, p.Modified, p.Title,
		p.problems, string(p.Status), p.Hash, sealed, sqldb.Micros(p.Created), sqldb.Micros(p.Expires))
	return err
}

const columns = `account_id, id, user_id, user_name, assistant, kind, number, version, modified, title, problems, status, hash,
	created_us, expires_us, decided_us, decider, decider_name, way, comment`

// scanned are the values of a row in the order of the columns, and how they become a proposal.
func (p *Proposal) scanned() (into []any, done func(now time.Time)) {
	var created, expires, decided int64
	into = []any{&p.Account, &p.ID, &p.UserID, &p.UserName, &p.Assistant, (*string)(&p.kind), &p.Number, &p.Version, &p.Modified, &p.Title,
		&p.problems, (*string)(&p.Status), &p.Hash, &created, &expires, &decided, &p.Decider, &p.Person, (*string)(&p.Way), &p.Comment}
	return into, func(now time.Time) {
		p.Created, p.Expires = sqldb.Time(created), sqldb.Time(expires)
		if decided != 0 {
			p.Decided = sqldb.Time(decided)
		}
		if p.Status == Pending && !now.Before(p.Expires) {
			p.Status = Expired
		}
	}
}

// Read is one proposal whole. Users who see only their own records see only their own proposals.
func (r *Room) Read(ctx context.Context, c identity.Caller, id string) (Proposal, error) {
	if err := enter(c); err != nil {
		return Proposal{}, err
	}
	var p Proposal
	var sealed []byte
	into, done := p.scanned()
	err := r.DB.Row(ctx, `SELECT `+columns+`, body FROM proposal WHERE account_id = ? AND id = ?`, c.Account, id).Scan(append(into, &sealed)...)
	if errors.Is(err, sqldb.ErrNone) || err == nil && c.OwnOnly() && p.UserID != c.Principal {
		return Proposal{}, fault.Missing()
	}
	if err != nil {
		return Proposal{}, err
	}
	done(r.Clock.Now())
	plain, err := r.Box.Open(ctx, p.Account, place(p.ID), sealed)
	if err != nil {
		return Proposal{}, fmt.Errorf("proposal %s: %w", id, err)
	}
	number := p.Number
	if p.kind == Create {
		number = 0 // it was not there yet when the hash was made
	}
	if asked := (Proposal{Account: p.Account, ID: p.ID, Number: number, Version: p.Version, UserID: p.UserID}); asked.hash(plain) != p.Hash {
		return Proposal{}, fmt.Errorf("proposal %s is not what was hashed", id)
	}
	if err := json.Unmarshal(plain, &p.Body); err != nil {
		return Proposal{}, fmt.Errorf("proposal %s: %w", id, err)
	}
	return p, nil
}

// A Query asks for a page of proposals, newest first.
type Query struct {
	Statuses []Status // none: all
	Size     int      // 0: 20
	Token    string
}

// A Page is a page of proposals. Their bodies are not read.
type Page struct {
	Items          []Proposal
	Next, Previous string // tokens; empty at the ends
	Total          int    // counted up to a thousand
	Capped         bool   // there are more
}

// counted is how far proposals are counted.
const counted = 1000

// List is a page of the proposals that the caller may see.
func (r *Room) List(ctx context.Context, c identity.Caller, q Query) (out Page, err error) {
	if err := enter(c); err != nil {
		return Page{}, err
	}
	if q.Size == 0 {
		q.Size = 20
	}
	if broken := q.check(); len(broken) > 0 {
		return Page{}, fault.Malformed(broken...)
	}
	own := ""
	if c.OwnOnly() {
		own = c.Principal
	}
	bound := fmt.Sprintf("proposals %q %q", own, q.Statuses)
	var from page.Mark
	if q.Token != "" {
		if from, err = r.Tokens.Open(ctx, c.Account, bound, q.Token); err != nil {
			return Page{}, err
		}
	}
	where, args := q.where(c.Account, own, r.Clock.Now())
	var more bool
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if out.Items, err = r.read(tx, where, args, from, q.Size+1); err != nil {
			return err
		}
		if more = len(out.Items) > q.Size; more {
			out.Items = out.Items[:q.Size]
		}
		return tx.Row(`SELECT count(*) FROM (SELECT 1 AS one FROM proposal WHERE `+where+` LIMIT ?) p`,
			append(slices.Clone(args), counted+1)...).Scan(&out.Total)
	})
	if err != nil {
		return Page{}, fmt.Errorf("list proposals: %w", err)
	}
	if out.Capped = out.Total > counted; out.Capped {
		out.Total = counted
	}
	return out, r.mark(ctx, c.Account, bound, from, more, &out)
}

func (q Query) check() (broken []catalogue.Violation) {
	if q.Size < 1 || q.Size > 100 {
		broken = append(broken, wrong("size", strconv.Itoa(q.Size), "A page has 1 to 100 rows.", "1 ページは 1〜100 件です。",
			"Ask for 1 to 100 rows.", "1〜100 件で指定してください。"))
	}
	for _, s := range q.Statuses {
		if !slices.Contains(Statuses, s) {
			broken = append(broken, wrong("status", catalogue.Shown(string(s), false), "The status is not one that proposals have.", "状態が不明です。",
				"Choose pending, executed, rejected, stale or expired.", "pending、executed、rejected、stale、expired から選択してください。"))
		}
	}
	return broken
}

// where is the condition of a query. One status is found by its index; of several, the list is walked in its order.
func (q Query) where(account, own string, at time.Time) (string, []any) {
	where, args := `account_id = ?`, []any{account}
	if own != "" {
		where, args = where+` AND user_id = ?`, append(args, own)
	}
	if len(q.Statuses) == 0 {
		return where, args
	}
	now, status, any := sqldb.Micros(at), `status`, ""
	if len(q.Statuses) > 1 {
		status = `status || ''` // not by the index on status, which would have to be sorted
	}
	for i, s := range q.Statuses {
		if i > 0 {
			any += ` OR `
		}
		switch s {
		case Pending:
			any, args = any+`(`+status+` = 'pending' AND expires_us > ?)`, append(args, now)
		case Expired:
			any, args = any+`(`+status+` = 'pending' AND expires_us <= ?)`, append(args, now)
		case Executed, Rejected, Stale:
			any, args = any+status+` = ?`, append(args, string(s))
		}
	}
	return where + ` AND (` + any + `)`, args
}

// statement reads the rows behind a mark, in the order of the page or backwards.
func statement(where string, args []any, from page.Mark, limit int) (string, []any, error) {
	args = slices.Clone(args)
	compare, order := `<`, `DESC`
	if from.Back {
		compare, order = `>`, `ASC`
	}
	if from.ID != "" {
		at, err := strconv.ParseInt(from.Key, 10, 64)
		if err != nil {
			return "", nil, err
		}
		where += ` AND (created_us, id) ` + compare + ` (?, ?)`
		args = append(args, at, from.ID)
	}
	return `SELECT ` + columns + ` FROM proposal WHERE ` + where + ` ORDER BY created_us ` + order + `, id ` + order + ` LIMIT ?`, append(args, limit), nil
}

func (r *Room) read(tx *sqldb.Tx, where string, args []any, from page.Mark, limit int) ([]Proposal, error) {
	text, args, err := statement(where, args, from, limit)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	list, now := []Proposal{}, r.Clock.Now()
	for rows.Next() {
		var p Proposal
		into, done := p.scanned()
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		done(now)
		list = append(list, p)
	}
	return list, rows.Err()
}

// mark makes the tokens of the pages beside this one, and turns the items of a page that was read backwards.
func (r *Room) mark(ctx context.Context, account, bound string, from page.Mark, more bool, out *Page) (err error) {
	if len(out.Items) == 0 {
		return nil
	}
	if from.Back {
		slices.Reverse(out.Items)
	}
	at := func(p Proposal, back bool) page.Mark {
		return page.Mark{Key: strconv.FormatInt(sqldb.Micros(p.Created), 10), ID: p.ID, Back: back}
	}
	if more && !from.Back || from.Back {
		if out.Next, err = r.Tokens.Seal(ctx, account, bound, at(out.Items[len(out.Items)-1], false)); err != nil {
			return err
		}
	}
	if more && from.Back || !from.Back && from.ID != "" {
		out.Previous, err = r.Tokens.Seal(ctx, account, bound, at(out.Items[0], true))
	}
	return err
}
