// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"fmt"
	"time"

	"cosell/internal/sqldb"
)

// A periodic job is enqueued once per interval by whichever node is first.
type periodic struct {
	args     Kind
	interval time.Duration
	next     time.Time // as this node knows it; zero at first
}

// Every has a job enqueued now, if it never was, and then once an interval. What was missed while no node ran is
// made up for by one job. A kind has one interval.
func (q *Jobs) Every(args Kind, interval time.Duration) {
	q.every = append(q.every, periodic{args: args, interval: interval})
}

// tick enqueues the periodic jobs that are due.
func (q *Jobs) tick(ctx context.Context) error {
	for i := range q.every {
		p := &q.every[i]
		if wait := p.next.Sub(q.clock.Now()); wait > 0 && wait <= p.interval {
			continue
		}
		if err := q.fire(ctx, p); err != nil {
			return fmt.Errorf("enqueue %s on time: %w", p.args.Kind(), err)
		}
	}
	return nil
}

func (q *Jobs) fire(ctx context.Context, p *periodic) error {
	var next time.Time
	err := q.db.InTx(ctx, func(tx *sqldb.Tx) error {
		kind, now := p.args.Kind(), tx.Now()
		if _, err := tx.Exec(`INSERT INTO job_every (kind, next_at) VALUES (?, ?) ON CONFLICT (kind) DO NOTHING`,
			kind, sqldb.Micros(now)); err != nil {
			return err
		}
		var at int64
		if err := tx.Row(`SELECT next_at FROM job_every WHERE kind = ?`+tx.Dialect().Lock, kind).Scan(&at); err != nil {
			return err
		}
		next = sqldb.Time(at)
		if next.After(now) && next.Sub(now) <= p.interval {
			return nil // another node was first
		}
		if !next.After(now) {
			if err := q.Enqueue(tx, p.args, Unique("every")); err != nil {
				return err
			}
			next = next.Add(p.interval)
		}
		if wait := next.Sub(now); wait <= 0 || wait > p.interval { // missed some, or the interval is another now
			next = now.Add(p.interval)
		}
		_, err := tx.Exec(`UPDATE job_every SET next_at = ? WHERE kind = ?`, sqldb.Micros(next), kind)
		return err
	})
	if err == nil {
		p.next = next
	}
	return err
}
