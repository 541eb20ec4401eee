// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package concordance

import (
	"database/sql"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"cosell/internal/ace/fact"
	"cosell/internal/sqldb"
)

// PutAside remembers that a record has changed since it was read, in the transaction that changes it.
func PutAside(tx *sqldb.Tx, p Place, number int64) error {
	_, err := tx.Exec(`INSERT INTO opportunity_unread (account_id, catalog, number, mark) VALUES (?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, number) DO UPDATE SET mark = excluded.mark`, p.Account, p.Catalog, number, rand.Int64())
	return err
}

// An aside is a record that was put aside. The mark is another one each time that it changes.
type aside struct{ number, mark int64 }

// Unread are up to most records that have changed since they were read.
func Unread(tx *sqldb.Tx, p Place, most int) ([]int64, error) {
	all, err := p.asides(tx, most)
	numbers := make([]int64, len(all))
	for i, a := range all {
		numbers[i] = a.number
	}
	return numbers, err
}

func (p Place) asides(tx *sqldb.Tx, most int) (all []aside, err error) {
	rows, err := tx.Query(`SELECT number, mark FROM opportunity_unread WHERE account_id = ? AND catalog = ? ORDER BY number LIMIT ?`,
		p.Account, p.Catalog, most)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var a aside
		if err := rows.Scan(&a.number, &a.mark); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Places are where records wait to be read.
func Places(tx *sqldb.Tx) (all []Place, err error) {
	rows, err := tx.Query(`SELECT DISTINCT account_id, catalog FROM opportunity_unread`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p Place
		if err := rows.Scan(&p.Account, &p.Catalog); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// A Gathering is what some records said when they were asked, to be taken in as long as they have not changed since.
type Gathering []gathered

type gathered struct {
	aside
	was, now    fact.Facts // what the concordance has of the record: as long as its mark is the same, nobody has taken it in
	comes, goes []fact.Term
}

// Gather asks up to most records that were put aside. ask gives the facts of a record in the transaction, which writes
// nothing and keeps nobody from writing. All that can be worked out before the concordance is written is worked out here.
func Gather(tx *sqldb.Tx, p Place, s *fact.Sheet, most int, ask func(number int64) (fact.Facts, error)) (Gathering, error) {
	all, err := p.asides(tx, most)
	if err != nil {
		return nil, err
	}
	g := make(Gathering, len(all))
	for i, a := range all {
		g[i].aside = a
		if g[i].now, err = ask(a.number); err != nil {
			return nil, err
		}
		if g[i].was, err = p.had(tx, a.number); err != nil {
			return nil, err
		}
		g[i].comes, g[i].goes = differ(s.Terms(g[i].was), s.Terms(g[i].now))
	}
	return g, nil
}

// TakeIn writes what was gathered into the concordance. A record whose mark is another one now has changed, or somebody else
// has taken it in: it is left alone. Of several who write at a place, one goes after the other. note is told of every record that
// is taken in: what the concordance had of it, and what it has now.
func (g Gathering) TakeIn(tx *sqldb.Tx, p Place, note func(was, now fact.Facts)) error {
	if err := p.hold(tx); err != nil {
		return err
	}
	d := deltas{}
	for i := range g {
		a := &g[i]
		n, err := tx.Exec(`DELETE FROM opportunity_unread WHERE account_id = ? AND catalog = ? AND number = ? AND mark = ?`,
			p.Account, p.Catalog, a.number, a.mark)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		note(a.was, a.now)
		if err := p.keep(tx, a.number, a.now); err != nil {
			return err
		}
		d.note(a)
	}
	return d.apply(tx, p)
}

// hold lets one reader at a time work at a place: blocks are read, changed and written.
func (p Place) hold(tx *sqldb.Tx) error {
	if _, err := tx.Exec(`INSERT INTO opportunity_reading (account_id, catalog, at_us) VALUES (?, ?, 0) ON CONFLICT DO NOTHING`, p.Account, p.Catalog); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE opportunity_reading SET at_us = ? WHERE account_id = ? AND catalog = ?`, sqldb.Micros(tx.Now()), p.Account, p.Catalog)
	return err
}

// had are the facts of a record that the concordance has.
func (p Place) had(tx *sqldb.Tx, number int64) (fact.Facts, error) {
	var text []byte
	err := tx.Row(`SELECT facts FROM opportunity_fact WHERE account_id = ? AND catalog = ? AND number = ?`, p.Account, p.Catalog, number).Scan(&text)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return nil, err
	}
	return fact.Decode(text), nil
}

func (p Place) keep(tx *sqldb.Tx, number int64, f fact.Facts) error {
	_, err := tx.Exec(`INSERT INTO opportunity_fact (account_id, catalog, number, facts) VALUES (?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, number) DO UPDATE SET facts = excluded.facts`, p.Account, p.Catalog, number, f.Encode())
	return err
}

// differ tells which terms come and which go.
func differ(was, now []fact.Term) (comes, goes []fact.Term) {
	if len(was) == 0 {
		return now, nil
	}
	stays := make(map[fact.Term]bool, len(was))
	for _, t := range was {
		stays[t] = true
	}
	for _, t := range now {
		if stays[t] {
			delete(stays, t)
			continue
		}
		comes = append(comes, t)
	}
	return comes, slices.Collect(maps.Keys(stays))
}

// A spot is one block of one term.
type spot struct {
	fact.Term
	block int64
}

// A move is a number that comes to a spot, or goes.
type move struct {
	number int64
	comes  bool
}

// deltas are the moves at each spot.
type deltas map[spot][]move

func (d deltas) note(g *gathered) {
	for _, t := range g.comes {
		d.put(t, move{g.number, true})
	}
	for _, t := range g.goes {
		d.put(t, move{g.number, false})
	}
}

func (d deltas) put(t fact.Term, m move) {
	at := spot{t, m.number / span}
	d[at] = append(d[at], m)
}

const (
	spotIs = ` WHERE account_id = ? AND catalog = ? AND field = ? AND term = ? AND block = ?`
	putAt  = `INSERT INTO opportunity_posting (account_id, catalog, field, term, block, numbers) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, field, term, block) DO UPDATE SET numbers = excluded.numbers`
)

func (d deltas) apply(tx *sqldb.Tx, p Place) error {
	for at, moves := range d {
		key := []any{p.Account, p.Catalog, at.Field, []byte(at.Text), at.block}
		var text []byte
		err := tx.Row(`SELECT numbers FROM opportunity_posting`+spotIs, key...).Scan(&text)
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return err
		}
		var b block
		b.decode(text)
		for _, m := range moves {
			if m.comes {
				b.put(int(m.number % span))
			} else {
				b.take(int(m.number % span))
			}
		}
		if b.size() == 0 {
			_, err = tx.Exec(`DELETE FROM opportunity_posting`+spotIs, key...)
		} else {
			_, err = tx.Exec(putAt, append(key, b.encode())...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// asked is how many records' facts are read by one statement.
const asked = 200

// Facts are the facts of some records as they were read last, as far as some conditions ask for them; all without conditions.
func Facts(tx *sqldb.Tx, p Place, numbers []int64, conds ...fact.Cond) (map[int64]fact.Facts, error) {
	all := make(map[int64]fact.Facts, len(numbers))
	for len(numbers) > 0 {
		n := min(len(numbers), asked)
		if err := p.facts(tx, numbers[:n], conds, all); err != nil {
			return nil, err
		}
		numbers = numbers[n:]
	}
	return all, nil
}

func (p Place) facts(tx *sqldb.Tx, numbers []int64, conds []fact.Cond, into map[int64]fact.Facts) (err error) {
	args := []any{p.Account, p.Catalog}
	for _, n := range numbers {
		args = append(args, n)
	}
	rows, err := tx.Query(`SELECT number, facts FROM opportunity_fact WHERE account_id = ? AND catalog = ? AND number IN (?`+
		strings.Repeat(", ?", len(numbers)-1)+`)`, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var n int64
		var text sql.RawBytes // read before the next row
		if err := rows.Scan(&n, &text); err != nil {
			return err
		}
		into[n] = fact.DecodeFor(text, conds...)
	}
	return rows.Err()
}
