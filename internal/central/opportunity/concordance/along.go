// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package concordance

import (
	"database/sql"
	"errors"
	"slices"
	"strings"

	"cosell/internal/ace/fact"
	"cosell/internal/sqldb"
)

// A Stretch is records whose keys of a field of days or numbers lie from Low to High, and nobody else's of those who are looked for.
type Stretch struct {
	Set       *Set
	Low, High string // keys; what has none counts as nothing
}

// An Along goes through records in the order of a field of days or numbers. It reads years, and only of the years that have
// somebody the months, and so on: how many records there are, and where they lie, hardly matters.
type Along struct {
	Tx      *sqldb.Tx
	Place   Place
	Field   *fact.Field
	Falling bool
	From    string // the key to begin at; empty for the edge
	Little  int    // a stretch of more records is parted, where it can be

	take    func(Stretch) (more bool, err error)
	pending *Stretch
}

// errEnough ends a walk.
var errEnough = errors.New("enough")

// Each gives the records of a set to take, in stretches, for as long as it asks for more. Records before the key to begin at may be
// among the first.
func (a *Along) Each(in *Set, take func(Stretch) (more bool, err error)) error {
	a.take = take
	err := a.all(in)
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func (a *Along) all(in *Set) error {
	nothing := strings.Repeat("0", a.Field.Whole())
	has, err := a.Place.union(a.Tx, []fact.Span{a.Field.Present()})
	if err != nil {
		return err
	}
	zero, err := a.stretches(nothing[:len(nothing)-1], nothing, in)
	if err != nil {
		return err
	}
	has.keep(in)
	for _, s := range zero {
		has.Drop(s.Set)
	}
	rest := Stretch{in.without(has), nothing, nothing}
	if !a.Falling && a.From <= nothing {
		if err := a.give(rest); err != nil {
			return err
		}
	}
	if err := a.under("", has); err != nil {
		return err
	}
	if a.Falling {
		if err := a.give(rest); err != nil {
			return err
		}
	}
	return a.flush()
}

// under goes through those whose keys begin so.
func (a *Along) under(beginning string, in *Set) error {
	span, parts := a.Field.Finer(beginning)
	if !parts {
		return a.give(Stretch{in, beginning, beginning})
	}
	all, err := a.read(span, in)
	if err != nil {
		return err
	}
	if a.Falling {
		slices.Reverse(all)
	}
	whole := a.Field.Whole()
	for _, s := range all {
		at := s.Low
		if n := len(at); a.From != "" && (a.Falling && at > a.From[:n] || !a.Falling && at < a.From[:n]) {
			continue // it lies before
		}
		if s.Set.Size() > a.Little && len(at) < whole {
			err = a.under(at, s.Set)
		} else {
			s.Low, s.High = at+strings.Repeat("0", whole-len(at)), at+strings.Repeat("9", whole-len(at))
			err = a.give(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// give hands over a stretch; small ones that follow each other go together.
func (a *Along) give(s Stretch) error {
	if s.Set.Size() == 0 {
		return nil
	}
	if p := a.pending; p != nil && p.Set.Size()+s.Set.Size() <= a.Little {
		p.Set.join(s.Set)
		p.Low, p.High = min(p.Low, s.Low), max(p.High, s.High)
	} else {
		if err := a.flush(); err != nil {
			return err
		}
		a.pending = &s
	}
	if a.pending.Set.Size() >= a.Little/4 {
		return a.flush()
	}
	return nil
}

func (a *Along) flush() error {
	if a.pending == nil {
		return nil
	}
	s := *a.pending
	a.pending = nil
	more, err := a.take(s)
	if err == nil && !more {
		return errEnough
	}
	return err
}

// stretches are those of a set who have one key, if anybody has.
func (a *Along) stretches(beginning, key string, in *Set) ([]Stretch, error) {
	span, _ := a.Field.Finer(beginning)
	all, err := a.read(span, in)
	return slices.DeleteFunc(all, func(s Stretch) bool { return s.Low != key }), err
}

const termsOf = `SELECT term, block, numbers FROM opportunity_posting WHERE account_id = ? AND catalog = ? AND field = ? AND term >= ? AND term <= ?
	ORDER BY term, block`

// read parts a set by the terms of a span, rising. The beginning that a term stands for is where its stretch is low.
func (a *Along) read(span fact.Span, in *Set) (all []Stretch, err error) {
	rows, err := a.Tx.Query(termsOf, a.Place.Account, a.Place.Catalog, span.Field, []byte(span.Low), []byte(span.High))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var last string
	for rows.Next() {
		var i int64
		var term, numbers sql.RawBytes // read before the next row
		if err := rows.Scan(&term, &i, &numbers); err != nil {
			return nil, err
		}
		mine := in.blocks[i]
		if mine == nil {
			continue
		}
		var b block
		b.decode(numbers)
		if !b.keep(mine) {
			continue
		}
		if string(term) != last {
			last = string(term)
			all = append(all, Stretch{Set: NewSet(), Low: fact.Beginning(last)})
		}
		all[len(all)-1].Set.blocks[i] = &b
	}
	return all, rows.Err()
}
