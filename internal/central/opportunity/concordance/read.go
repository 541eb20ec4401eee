// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package concordance

import (
	"errors"
	"strings"

	"cosell/internal/ace/fact"
	"cosell/internal/sqldb"
)

// PutAside remembers that a record has changed since it was read, in the transaction that changes it.
func PutAside(tx *sqldb.Tx, p Place, number int64) error {
	_, err := tx.Exec(`INSERT INTO opportunity_unread (account_id, catalog, number, mark) VALUES (?, ?, ?, 1)
		ON CONFLICT (account_id, catalog, number) DO UPDATE SET mark = opportunity_unread.mark + 1`, p.Account, p.Catalog, number)
	return err
}

// An aside is a record that was put aside. The mark rises when it changes again.
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

// A Reader reads changed records.
type Reader struct {
	Ask  func(number int64) (fact.Facts, error) // gives the facts of a record as it is now
	Note func(was, now fact.Facts)              // is told of every record that is read
}

// Read takes up to most records that were put aside into the concordance, and answers how many. Of several who read at a
// place, one goes after the other.
func Read(tx *sqldb.Tx, p Place, s *fact.Sheet, most int, by Reader) (int, error) {
	if err := p.hold(tx); err != nil {
		return 0, err
	}
	all, err := p.asides(tx, most)
	if err != nil {
		return 0, err
	}
	d := deltas{}
	for _, a := range all {
		now, err := by.Ask(a.number)
		if err != nil {
			return 0, err
		}
		was, err := p.replace(tx, a.number, now)
		if err != nil {
			return 0, err
		}
		d.note(a.number, s.Terms(was), s.Terms(now))
		by.Note(was, now)
	}
	if err := d.apply(tx, p); err != nil {
		return 0, err
	}
	for _, a := range all {
		if _, err := tx.Exec(`DELETE FROM opportunity_unread WHERE account_id = ? AND catalog = ? AND number = ? AND mark = ?`,
			p.Account, p.Catalog, a.number, a.mark); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// hold lets one reader at a time work at a place: blocks are read, changed and written.
func (p Place) hold(tx *sqldb.Tx) error {
	if _, err := tx.Exec(`INSERT INTO opportunity_reading (account_id, catalog, at_us) VALUES (?, ?, 0) ON CONFLICT DO NOTHING`, p.Account, p.Catalog); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE opportunity_reading SET at_us = ? WHERE account_id = ? AND catalog = ?`, sqldb.Micros(tx.Now()), p.Account, p.Catalog)
	return err
}

// replace stores the facts of a record and answers those that the concordance had.
func (p Place) replace(tx *sqldb.Tx, number int64, now fact.Facts) (fact.Facts, error) {
	var was []byte
	err := tx.Row(`SELECT facts FROM opportunity_fact WHERE account_id = ? AND catalog = ? AND number = ?`, p.Account, p.Catalog, number).Scan(&was)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return nil, err
	}
	_, err = tx.Exec(`INSERT INTO opportunity_fact (account_id, catalog, number, facts) VALUES (?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, number) DO UPDATE SET facts = excluded.facts`, p.Account, p.Catalog, number, now.Encode())
	return fact.Decode(was), err
}

// A spot is one block of one term.
type spot struct {
	fact.Term
	block int64
}

// deltas are which numbers come to a spot, true, and which go, false.
type deltas map[spot]map[int64]bool

func (d deltas) note(number int64, was, now []fact.Term) {
	stays := map[fact.Term]bool{}
	for _, t := range was {
		stays[t] = true
	}
	for _, t := range now {
		if stays[t] {
			delete(stays, t)
			continue
		}
		d.put(t, number, true)
	}
	for t := range stays {
		d.put(t, number, false)
	}
}

func (d deltas) put(t fact.Term, number int64, comes bool) {
	at := spot{t, number / span}
	if d[at] == nil {
		d[at] = map[int64]bool{}
	}
	d[at][number] = comes
}

const (
	spotIs = ` WHERE account_id = ? AND catalog = ? AND field = ? AND term = ? AND block = ?`
	putAt  = `INSERT INTO opportunity_posting (account_id, catalog, field, term, block, numbers) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, field, term, block) DO UPDATE SET numbers = excluded.numbers`
)

func (d deltas) apply(tx *sqldb.Tx, p Place) error {
	for at, numbers := range d {
		key := []any{p.Account, p.Catalog, at.Field, []byte(at.Text), at.block}
		var text []byte
		err := tx.Row(`SELECT numbers FROM opportunity_posting`+spotIs, key...).Scan(&text)
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return err
		}
		var b block
		b.decode(text)
		for number, comes := range numbers {
			if comes {
				b.put(int(number % span))
			} else {
				b.take(int(number % span))
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

// Facts are the facts of some records as they were read last.
func Facts(tx *sqldb.Tx, p Place, numbers []int64) (map[int64]fact.Facts, error) {
	all := make(map[int64]fact.Facts, len(numbers))
	for len(numbers) > 0 {
		n := min(len(numbers), asked)
		if err := p.facts(tx, numbers[:n], all); err != nil {
			return nil, err
		}
		numbers = numbers[n:]
	}
	return all, nil
}

func (p Place) facts(tx *sqldb.Tx, numbers []int64, into map[int64]fact.Facts) (err error) {
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
		var text []byte
		if err := rows.Scan(&n, &text); err != nil {
			return err
		}
		into[n] = fact.Decode(text)
	}
	return rows.Err()
}
