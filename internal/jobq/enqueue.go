// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"encoding/json"
	"fmt"
	"time"

	"cosell/internal/sqldb"
)

// A Level orders the jobs of a queue: all that is due of one level goes before the next.
type Level int

// The levels.
const (
	Human    Level = iota // somebody waits for it
	Event                 // something happened
	Backfill              // nobody waits
)

var levels = [...]Level{Human, Event, Backfill}

// An Option says more about a job that is enqueued.
type Option func(*order)

type order struct {
	kind, args string
	queue      string
	priority   Level
	at         time.Time
	key        *string
}

// At has the job run at t at the earliest.
func At(t time.Time) Option { return func(o *order) { o.at = t } }

// Unique lets one job of the kind with this key live at a time. Enqueued again while one waits, the waiting one
// stands for both: it takes the earlier time and the higher priority, and keeps its arguments. Enqueued again
// while one runs, another run follows it. A job that waits out a failure or a snooze is moved only by Human.
func Unique(key string) Option { return func(o *order) { o.key = &key } }

// Priority gives the job its level; without it, it is an Event.
func Priority(l Level) Option { return func(o *order) { o.priority = l } }

// Queue puts the job into a queue of its own concurrency, which Workers has declared.
func Queue(name string) Option { return func(o *order) { o.queue = name } }

// Enqueue adds a job in tx: it exists when tx commits, and not before.
func (q *Jobs) Enqueue(tx *sqldb.Tx, args Kind, options ...Option) error {
	text, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	o := order{kind: args.Kind(), args: string(text), queue: General, priority: Event, at: tx.Now()}
	for _, option := range options {
		option(&o)
	}
	if q.workers[o.queue] == 0 {
		return fmt.Errorf("enqueue %s: queue %q is not declared: call Workers first", o.kind, o.queue)
	}
	return q.place(tx, o)
}

const insert = `INSERT INTO job (kind, queue, priority, args, ukey, made_at, run_at) VALUES (?, ?, ?, ?, ?, ?, ?)`

// The row is written even where nothing changes: on PostgreSQL that keeps a claim from starting the waiting job
// before this transaction is over, and the job would then miss what this transaction has stored.
const insertUnique = insert + ` ON CONFLICT (kind, ukey) WHERE ukey IS NOT NULL AND state < 2 DO UPDATE SET
	priority = CASE WHEN job.state = 0 AND excluded.priority < job.priority THEN excluded.priority ELSE job.priority END,
	run_at = CASE WHEN job.state = 0 AND excluded.run_at < job.run_at AND (job.postponed = 0 OR excluded.priority = 0)
		THEN excluded.run_at ELSE job.run_at END,
	again_at = CASE WHEN job.state = 0 THEN NULL
		WHEN job.again_at < excluded.run_at THEN job.again_at ELSE excluded.run_at END,
	again_priority = CASE WHEN job.state = 0 THEN NULL
		WHEN job.again_priority < excluded.priority THEN job.again_priority ELSE excluded.priority END`

func (q *Jobs) place(tx *sqldb.Tx, o order) error {
	query := insert
	if o.key != nil {
		query = insertUnique
	}
	_, err := tx.Exec(query, o.kind, o.queue, int(o.priority), o.args, o.key, sqldb.Micros(tx.Now()), sqldb.Micros(o.at))
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", o.kind, err)
	}
	tx.AfterCommit(q.poke)
	return nil
}

// poke has the queue look for work now.
func (q *Jobs) poke() {
	select {
	case q.wake <- struct{}{}:
	default: // it will look anyway
	}
}
