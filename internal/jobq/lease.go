// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/sqldb"
)

// A node's lease on a job is a number that it raises every beat. Another node takes the job when it has seen the
// same number for a whole lease by its own clock: nodes whose clocks differ never take a living job. At worst
// that is lease + 2 beats after the node's death, less than a minute.
const (
	lease = 30 * time.Second
	beat  = 10 * time.Second
)

// A sight is how a job of another node was first seen.
type sight struct {
	fence, beat int64
	since       time.Time
}

// keep renews this node's leases and takes over those that nobody renews.
func (q *Jobs) keep() {
	defer q.loops.Done()
	renewed := q.clock.Now()
	for {
		timer := q.clock.After(beat)
		if err := q.renew(context.Background()); err == nil {
			renewed = q.clock.Now()
		} else {
			q.log.Error("leases of jobs are not renewed", "error", err)
			if q.clock.Now().Sub(renewed) >= lease {
				q.drop(nil) // others may have them by now
			}
		}
		if err := q.takeOver(context.Background()); err != nil {
			q.log.Error("jobs of nodes that are gone are not taken over", "error", err)
		}
		select {
		case <-timer:
		case <-q.over:
			return
		}
	}
}

// renew raises the number of every job that runs here, and ends the runs whose jobs were given to others.
func (q *Jobs) renew(ctx context.Context) error {
	q.mu.Lock()
	runs := make([]*run, 0, len(q.running))
	for _, r := range q.running {
		runs = append(runs, r)
	}
	q.mu.Unlock()
	if len(runs) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	var lost map[int64]bool
	err := q.db.InTx(ctx, func(tx *sqldb.Tx) error {
		lost = map[int64]bool{}
		for _, r := range runs {
			n, err := tx.Exec(`UPDATE job SET beat = beat + 1`+mine, r.ID, r.fence)
			if err != nil {
				return err
			}
			lost[r.ID] = n == 0
		}
		return nil
	})
	if err == nil {
		q.drop(func(r *run) bool { return lost[r.ID] })
	}
	return err
}

// drop ends the runs that which names, or all. A run that was stored meanwhile is no longer among them.
func (q *Jobs) drop(which func(*run) bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.running {
		if which == nil || which(r) {
			r.cancel(ErrLost)
		}
	}
}

// takeOver gives jobs back that other nodes hold and have not renewed for a lease.
func (q *Jobs) takeOver(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beat)
	defer cancel()
	now, seen := q.clock.Now(), map[int64]sight{}
	expired := map[int64]sight{}
	err := q.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`SELECT id, fence, beat FROM job WHERE state = 1 AND node <> ?`, q.node)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err tells
		for rows.Next() {
			var id int64
			s := sight{since: now}
			if err := rows.Scan(&id, &s.fence, &s.beat); err != nil {
				return err
			}
			if was, ok := q.seen[id]; ok && was.fence == s.fence && was.beat == s.beat && !was.since.After(now) {
				s.since = was.since
			}
			seen[id] = s
			if now.Sub(s.since) >= lease {
				expired[id] = s
			}
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	q.seen = seen
	if len(expired) == 0 {
		return nil
	}
	return q.free(ctx, expired)
}

// A job whose node was gone is not to blame at first: it runs again at once, at no cost of an attempt. But it may
// be what kills its nodes, so each further loss in a row postpones it longer, and the last buries it.
const tooManyLosses = 10

// afterLoss is how long a job waits after its second loss in a row, its third, ...
func afterLoss(losses int) time.Duration {
	return time.Duration((losses-1)*(losses-1)) * time.Second
}

// free makes jobs of lost runs wait again.
func (q *Jobs) free(ctx context.Context, expired map[int64]sight) error {
	var freed []loss
	err := q.db.InTx(ctx, func(tx *sqldb.Tx) error {
		freed = nil
		for id, s := range expired {
			l := loss{id: id}
			err := tx.Row(`UPDATE job SET state = 0, node = '', attempt = attempt - 1, losses = losses + 1,
				again_at = NULL, again_priority = NULL
				WHERE id = ? AND fence = ? AND beat = ? AND state = 1 RETURNING kind, losses`, id, s.fence, s.beat).
				Scan(&l.kind, &l.losses)
			if errors.Is(err, sqldb.ErrNone) {
				continue // it lives, or somebody else was faster
			}
			if err != nil {
				return err
			}
			if err := l.judge(tx); err != nil {
				return err
			}
			freed = append(freed, l)
		}
		tx.AfterCommit(q.poke)
		return nil
	})
	for _, l := range freed {
		q.log.Warn("the node of a job is gone", "kind", l.kind, "job", l.id, "losses", l.losses)
	}
	return err
}

// A loss is a job whose node was gone.
type loss struct {
	id     int64
	kind   string
	losses int
}

// judge postpones the job, or buries it.
func (l loss) judge(tx *sqldb.Tx) (err error) {
	switch {
	case l.losses >= tooManyLosses:
		_, err = tx.Exec(`UPDATE job SET state = 2, run_at = ?, error = ? WHERE id = ?`, sqldb.Micros(tx.Now()),
			fmt.Sprintf("%d nodes in a row were gone while they ran it", l.losses), l.id)
	case l.losses > 1:
		_, err = tx.Exec(`UPDATE job SET postponed = 1, run_at = ? WHERE id = ?`,
			sqldb.Micros(tx.Now().Add(afterLoss(l.losses))), l.id)
	}
	return err
}
