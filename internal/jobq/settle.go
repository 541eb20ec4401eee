// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"cosell/internal/sqldb"
)

// An outcome is a finished run that is not stored yet.
type outcome struct {
	run  *run
	err  error
	how  Outcome
	at   time.Time
	took time.Duration
}

// maxError is how much of an error's text a job keeps, in bytes.
const maxError = 2000

// work runs the handler of r and judges how it ended.
func (q *Jobs) work(ctx context.Context, r *run) outcome {
	h := q.handlers[r.Kind]
	// The machine's clock, not ours: a run hangs in real time, and moving ours must not end it.
	limited, cancel := context.WithTimeout(ctx, h.policy.Timeout)
	defer cancel()
	err := guard(limited, h, r)
	now := q.clock.Now()
	o := outcome{run: r, err: err, took: now.Sub(r.begun)}
	if err != nil && context.Cause(ctx) != nil { // the run was ended from outside, and that is why it failed
		o.how, o.at = Interrupted, now
		return o
	}
	o.how, o.at = next(err, r.Attempt, h.policy, now)
	return o
}

// guard turns a panic of the handler into an error.
func guard(ctx context.Context, h handler, r *run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the handler panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return h.do(ctx, r)
}

const mine = ` WHERE id = ? AND fence = ? AND state = 1`

// settle stores how the run ended, unless the job has been given to another run.
func (o *outcome) settle(tx *sqldb.Tx) (err error) {
	var n int64
	switch id, fence := o.run.ID, o.run.fence; o.how {
	case Done: // but erase has left it
	case Buried:
		n, err = tx.Exec(`UPDATE job SET state = 2, run_at = ?, error = ?, node = ''`+mine+` AND again_at IS NULL`,
			sqldb.Micros(o.at), o.text(), id, fence)
	case Retried, Snoozed:
		free := 0 // attempts that the run does not cost
		if o.how == Snoozed {
			free = 1
		}
		n, err = tx.Exec(`UPDATE job SET state = 0, node = '', attempt = attempt - ?, losses = 0, error = ?,
			postponed = CASE WHEN again_priority = 0 THEN 0 ELSE 1 END,
			run_at = CASE WHEN again_priority = 0 THEN again_at ELSE ? END,
			priority = CASE WHEN again_priority < priority THEN again_priority ELSE priority END,
			again_at = NULL, again_priority = NULL`+mine, free, o.text(), sqldb.Micros(o.at), id, fence)
	case Interrupted:
		n, err = tx.Exec(`UPDATE job SET state = 0, node = '', attempt = attempt - 1`+mine, id, fence)
	}
	if err != nil || n == 1 {
		return err
	}
	// It was enqueued again meanwhile, so it starts afresh: what it is to see was stored after it began.
	n, err = tx.Exec(`UPDATE job SET state = 0, node = '', attempt = 0, losses = 0, error = '', postponed = 0, run_at = again_at,
		priority = again_priority, again_at = NULL, again_priority = NULL`+mine+` AND again_at IS NOT NULL`, o.run.ID, o.run.fence)
	if err == nil && n == 0 {
		o.how = Lost
	}
	return err
}

func (o *outcome) text() string {
	text := strings.ToValidUTF8(o.err.Error(), "\uFFFD")
	if len(text) > maxError {
		text = strings.ToValidUTF8(text[:maxError], "")
	}
	return strings.ReplaceAll(text, "\x00", "\uFFFD") // PostgreSQL has no text with a zero byte
}

// erase deletes the jobs that are done and were not enqueued again meanwhile, and says which.
func erase(tx *sqldb.Tx, all []outcome) (gone map[int64]bool, err error) {
	var args []any
	for _, o := range all {
		if o.how == Done {
			args = append(args, o.run.ID, o.run.fence)
		}
	}
	gone = map[int64]bool{}
	if len(args) == 0 {
		return gone, nil
	}
	pairs := 1
	for pairs < len(args)/2 {
		pairs *= 2 // a few texts of statements, not one for each number
	}
	for len(args) < 2*pairs {
		args = append(args, args[:2]...)
	}
	rows, err := tx.Query(`DELETE FROM job WHERE state = 1 AND again_at IS NULL AND (id = ? AND fence = ?`+
		strings.Repeat(` OR id = ? AND fence = ?`, pairs-1)+`) RETURNING id`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		gone[id] = true
	}
	return gone, rows.Err()
}

// store settles outcomes in one transaction.
func (q *Jobs) store(ctx context.Context, all []outcome) error {
	judged := make([]Outcome, len(all))
	for i, o := range all {
		judged[i] = o.how
	}
	err := q.db.InTx(ctx, func(tx *sqldb.Tx) error {
		for i := range all {
			all[i].how = judged[i] // the transaction may be run again
		}
		gone, err := erase(tx, all)
		if err != nil {
			return err
		}
		for i := range all {
			if gone[all[i].run.ID] {
				continue
			}
			if err := all[i].settle(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store how jobs ended: %w", err)
	}
	for _, o := range all {
		q.tell(o)
	}
	return nil
}

func (q *Jobs) tell(o outcome) {
	r := o.run
	q.observe(Run{Kind: r.Kind, Queue: r.Queue, Outcome: o.how, Waited: r.begun.Sub(r.dueAt), Took: o.took})
	switch o.how {
	case Buried:
		q.log.Error("job is dead", "kind", r.Kind, "job", r.ID, "attempt", r.Attempt, "error", o.err)
	case Retried:
		q.log.Warn("job failed and runs again", "kind", r.Kind, "job", r.ID, "attempt", r.Attempt, "at", o.at, "error", o.err)
	case Lost:
		q.log.Warn("job was given to another run", "kind", r.Kind, "job", r.ID)
	}
}
