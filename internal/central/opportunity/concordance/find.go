// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package concordance

import (
	"database/sql"
	"errors"

	"cosell/internal/ace/fact"
	"cosell/internal/sqldb"
)

// A Place is whose records are meant, in which catalog.
type Place struct{ Account, Catalog string }

// few is how many candidates are so few that asking each is cheaper than reading on.
const few = 500

// Find is what the concordance knows of some needs: who may meet all of them. exact says that all of these do; else the facts
// have to be asked.
func Find(tx *sqldb.Tx, p Place, needs []fact.Need) (in *Set, exact bool, err error) {
	exact = true
	var out *Set
	for _, need := range needs {
		if !need.Exact {
			exact = false
			continue // what is exact leaves fewer
		}
		met, err := p.union(tx, need.Groups[0])
		switch {
		case err != nil:
			return nil, false, err
		case need.Not && out == nil:
			out = met
		case need.Not:
			out.join(met)
		case in == nil:
			in = met
		default:
			in.keep(met)
		}
	}
	if in == nil && (exact || out != nil) {
		if in, err = p.union(tx, fact.Everybody().Groups[0]); err != nil {
			return nil, false, err
		}
	}
	if out != nil {
		in.Drop(out)
	}
	in, err = p.narrow(tx, needs, in)
	return in, exact, err
}

// narrow leaves those who may meet the needs that the concordance cannot decide.
func (p Place) narrow(tx *sqldb.Tx, needs []fact.Need, in *Set) (*Set, error) {
	for _, need := range needs {
		if need.Exact {
			continue
		}
		for _, group := range need.Groups {
			if in != nil && in.Size() < few {
				return in, nil
			}
			met, err := p.union(tx, group)
			if err != nil {
				return nil, err
			}
			if in == nil {
				in = met
			} else {
				in.keep(met)
			}
		}
	}
	if in == nil {
		return p.union(tx, fact.Everybody().Groups[0])
	}
	return in, nil
}

const (
	termIs   = `SELECT block, numbers FROM opportunity_posting WHERE account_id = ? AND catalog = ? AND field = ? AND term = ?`
	termFrom = `SELECT block, numbers FROM opportunity_posting WHERE account_id = ? AND catalog = ? AND field = ? AND term >= ? AND term <= ?`
)

// union is who has any term of some spans.
func (p Place) union(tx *sqldb.Tx, spans []fact.Span) (*Set, error) {
	all := NewSet()
	for _, s := range spans {
		query, args := termIs, []any{p.Account, p.Catalog, s.Field, []byte(s.Low)}
		if s.Low != s.High {
			query, args = termFrom, append(args, []byte(s.High))
		}
		if err := all.read(tx, query, args); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Set) read(tx *sqldb.Tx, query string, args []any) (err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var i int64
		var numbers sql.RawBytes // read before the next row
		if err := rows.Scan(&i, &numbers); err != nil {
			return err
		}
		s.at(i).decode(numbers)
	}
	return rows.Err()
}
