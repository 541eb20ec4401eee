// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"cosell/internal/sqldb"
)

// A Depth is how many jobs of a kind are in a state.
type Depth struct {
	Kind   string
	State  string // "waiting", "running" or "dead"
	Jobs   int64
	Oldest time.Time // when the oldest of them was or is due, or has died; zero when there are none
}

// states are the words for a job's state, by the number that is stored.
var states = []string{"waiting", "running", "dead"}

// Depths counts the jobs by kind and state, for the metrics: each kind that has a handler, be there none of it, and each
// kind that there is.
func (q *Jobs) Depths(ctx context.Context) (list []Depth, err error) {
	var found map[[2]string]Depth
	err = q.db.View(ctx, func(tx *sqldb.Tx) error {
		found = map[[2]string]Depth{}
		rows, err := tx.Query(`SELECT kind, state, COUNT(*), MIN(run_at) FROM job GROUP BY kind, state`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err tells
		for rows.Next() {
			var d Depth
			var state int
			var oldest int64
			if err := rows.Scan(&d.Kind, &state, &d.Jobs, &oldest); err != nil {
				return err
			}
			d.State, d.Oldest = states[state], sqldb.Time(oldest)
			found[[2]string{d.Kind, d.State}] = d
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	for kind := range q.handlers {
		for _, state := range states {
			if _, there := found[[2]string{kind, state}]; !there {
				found[[2]string{kind, state}] = Depth{Kind: kind, State: state}
			}
		}
	}
	for _, d := range found {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b Depth) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(slices.Index(states, a.State), slices.Index(states, b.State)))
	})
	return list, nil
}
