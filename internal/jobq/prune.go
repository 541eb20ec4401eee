// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"fmt"
	"time"

	"cosell/internal/sqldb"
)

// The pruning of dead jobs: how often, and how many in one transaction, so that the writer is not held up for long.
const (
	pruneEvery  = time.Hour
	pruneAtOnce = 500
)

// prune is the job that forgets dead jobs.
type prune struct{}

// Kind names the job.
func (prune) Kind() string { return "jobq.prune" }

// Forget has dead jobs deleted once they are dead for as long as retention. Until then they are listed by Dead, and
// Redrive takes them up again.
func (q *Jobs) Forget(retention time.Duration) {
	Handle(q, func(ctx context.Context, _ Job[prune]) error {
		for {
			n, err := q.forget(ctx, retention)
			if err != nil {
				return fmt.Errorf("forget dead jobs: %w", err)
			}
			if n < pruneAtOnce {
				return nil
			}
		}
	}, Policy{Timeout: 10 * time.Minute})
	q.Every(prune{}, pruneEvery)
}

func (q *Jobs) forget(ctx context.Context, retention time.Duration) (n int64, err error) {
	err = q.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err = tx.Exec(forgetDead, sqldb.Micros(tx.Now().Add(-retention)), pruneAtOnce)
		return err
	})
	return n, err
}

// forgetDead walks the index of dead jobs by when they died.
const forgetDead = `DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state = 2 AND run_at < ? ORDER BY run_at, id LIMIT ?)`
