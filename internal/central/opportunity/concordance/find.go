// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package concordance

import (
	"errors"

	"cosell/internal/ace/fact"
	"cosell/internal/sqldb"
)

// A Place is whose records are meant, in which catalog.
type Place struct{ Account, Catalog string }

// few is how many candidates are so few that asking each is cheaper than reading on.
const few = 500

// Find is what the concordance knows of some needs: who may meet all of them, nil for everybody, and who surely does not.
// exact says that in and out are all there is to know; else the facts have to be asked.
func Find(tx *sqldb.Tx, p Place, needs []fact.Need) (in, out *Set, exact bool, err error) {
	exact = true
	for _, need := range needs {
		exact = exact && need.Exact
		var met *Set
		for _, group := range need.Groups {
			if !need.Exact && met != nil && met.Size() < few {
				break
			}
			one, err := p.union(tx, group)
			if err != nil {
				return nil, nil, false, err
			}
			if met == nil {
				met = one
			} else {
				met.keep(one)
			}
		}
		switch {
		case met == nil:
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
	if in != nil && out != nil {
		in.Drop(out)
		out = nil
	}
	return in, out, exact, nil
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
		var numbers []byte
		if err := rows.Scan(&i, &numbers); err != nil {
			return err
		}
		s.at(i).decode(numbers)
	}
	return rows.Err()
}
