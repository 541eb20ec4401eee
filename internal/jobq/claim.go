// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cosell/internal/sqldb"
)

// A run is one run of a job, from its claim until its outcome is stored.
type run struct {
	ID       int64
	Kind     string
	Queue    string
	Args     []byte
	Attempt  int
	Priority Level
	MadeAt   time.Time
	dueAt    time.Time
	begun    time.Time
	fence    int64
	cancel   context.CancelCauseFunc // ends the handler's context; nil in Drain
}

// claims is the SQL that depends on which queues and kinds there are.
type claims struct {
	peek  string
	args  []any
	take  string
	kinds []any
}

// prepare writes the SQL; no kind and no queue is declared later.
func (q *Jobs) prepare() {
	var parts []string
	c := claims{kinds: []any{""}} // no job is of this kind; a list must not be empty
	for _, queue := range slices.Sorted(maps.Keys(q.workers)) {
		for _, level := range levels {
			parts = append(parts, `SELECT CAST(? AS TEXT), CAST(? AS INTEGER), MIN(run_at) FROM job WHERE state = 0 AND queue = ? AND priority = ?`)
			c.args = append(c.args, queue, int(level), queue, int(level))
		}
	}
	c.peek = strings.Join(parts, "\nUNION ALL ")
	for _, kind := range slices.Sorted(maps.Keys(q.handlers)) {
		c.kinds = append(c.kinds, kind)
	}
	// The choice is made once, in a table of its own: PostgreSQL might otherwise choose again for every row.
	c.take = `WITH next AS MATERIALIZED (SELECT id FROM job WHERE state = 0 AND queue = ? AND priority = ? AND run_at <= ?
			AND kind IN (` + strings.TrimSuffix(strings.Repeat("?,", len(c.kinds)), ",") + `)
			ORDER BY run_at, id LIMIT ?` + q.db.Dialect().SkipLock + `)
		UPDATE job SET state = 1, attempt = attempt + 1, fence = fence + 1, beat = 0, node = ?,
			again_at = NULL, again_priority = NULL, postponed = 0
		WHERE id IN (SELECT id FROM next)
		RETURNING id, kind, queue, args, attempt, priority, made_at, run_at, fence`
	q.claims = c
}

// due says, by a read that disturbs nobody, where something is due now.
func (q *Jobs) due(ctx context.Context) (places []place, err error) {
	err = q.db.View(ctx, func(tx *sqldb.Tx) error {
		places = nil
		rows, err := tx.Query(q.claims.peek, q.claims.args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err tells
		for rows.Next() {
			var p place
			var at *int64
			if err := rows.Scan(&p.queue, &p.level, &at); err != nil {
				return err
			}
			if at != nil && *at <= sqldb.Micros(tx.Now()) {
				places = append(places, p)
			}
		}
		return rows.Err()
	})
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.level, b.level) })
	return places, err
}

// A place is where jobs wait: a queue and a level.
type place struct {
	queue string
	level Level
}

// claim takes at most free jobs of each queue, most urgent and oldest first.
func (q *Jobs) claim(ctx context.Context, places []place, free map[string]int) (runs []*run, err error) {
	err = q.db.InTx(ctx, func(tx *sqldb.Tx) error {
		runs = nil
		left := maps.Clone(free)
		for _, p := range places {
			if left[p.queue] <= 0 {
				continue
			}
			got, err := q.take(tx, p, left[p.queue])
			if err != nil {
				return err
			}
			left[p.queue] -= len(got)
			runs = append(runs, got...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim jobs: %w", err)
	}
	return runs, nil
}

func (q *Jobs) take(tx *sqldb.Tx, p place, n int) ([]*run, error) {
	args := append([]any{p.queue, int(p.level), sqldb.Micros(tx.Now())}, q.claims.kinds...)
	rows, err := tx.Query(q.claims.take, append(args, n, q.node)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells
	var runs []*run
	for rows.Next() {
		r := &run{begun: tx.Now()}
		var made, due int64
		if err := rows.Scan(&r.ID, &r.Kind, &r.Queue, &r.Args, &r.Attempt, &r.Priority, &made, &due, &r.fence); err != nil {
			return nil, err
		}
		r.MadeAt, r.dueAt = sqldb.Time(made), sqldb.Time(due)
		runs = append(runs, r)
	}
	slices.SortFunc(runs, func(a, b *run) int {
		return cmp.Or(a.dueAt.Compare(b.dueAt), cmp.Compare(a.ID, b.ID))
	})
	return runs, rows.Err()
}
