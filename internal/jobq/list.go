// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"cosell/internal/sqldb"
)

// An Entry is a job as an operator sees it.
type Entry struct {
	ID       int64
	Kind     string
	Queue    string
	Priority Level
	Args     json.RawMessage
	Key      string // of a unique job
	Attempt  int    // runs so far that count
	MadeAt   time.Time
	At       time.Time // when it is due; of a dead job, when it died
	Error    string    // of its last run
}

// listed is how many jobs a list shows at most.
const listed = 1000

const entry = `SELECT id, kind, queue, priority, args, COALESCE(ukey, ''), attempt, made_at, run_at, error FROM job `

// Dead lists jobs that were given up, the latest first, 1,000 at most.
func (q *Jobs) Dead(ctx context.Context) ([]Entry, error) {
	return q.list(ctx, entry+`WHERE state = 2 ORDER BY id DESC LIMIT ?`)
}

// Waiting lists jobs that wait or run, the oldest first, 1,000 at most.
func (q *Jobs) Waiting(ctx context.Context) ([]Entry, error) {
	return q.list(ctx, entry+`WHERE state < 2 ORDER BY id LIMIT ?`)
}

func (q *Jobs) list(ctx context.Context, query string) (list []Entry, err error) {
	err = q.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(query, listed)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err tells
		for rows.Next() {
			var e Entry
			var args []byte
			var made, at int64
			if err := rows.Scan(&e.ID, &e.Kind, &e.Queue, &e.Priority, &args, &e.Key, &e.Attempt, &made, &at, &e.Error); err != nil {
				return err
			}
			e.Args, e.MadeAt, e.At = args, sqldb.Time(made), sqldb.Time(at)
			list = append(list, e)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	return list, nil
}

// Redrive gives a dead job a fresh start, now and before all others. sqldb.ErrNone says that there is no such
// dead job. Where a job with its key lives already, that one stands for both.
func (q *Jobs) Redrive(ctx context.Context, id int64) error {
	err := q.db.InTx(ctx, func(tx *sqldb.Tx) error {
		o := order{priority: Human, at: tx.Now()}
		err := tx.Row(`DELETE FROM job WHERE id = ? AND state = 2 RETURNING kind, queue, args, ukey`, id).
			Scan(&o.kind, &o.queue, &o.args, &o.key)
		if err != nil {
			return err
		}
		return q.place(tx, o)
	})
	if err != nil {
		return fmt.Errorf("redrive job %d: %w", id, err)
	}
	return nil
}
