// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"context"
	"time"

	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// Retention is how long a proposal is kept after its time is over, whatever became of it. The record's history stays.
const Retention = 90 * 24 * time.Hour

// pruneJob forgets old proposals.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "proposal.prune" }

// Schedule has old proposals forgotten every day.
func (r *Room) Schedule(jobs *jobq.Jobs) {
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error {
		_, err := r.Prune(ctx)
		return err
	}, jobq.Policy{})
	jobs.Every(pruneJob{}, 24*time.Hour)
}

// Prune forgets proposals that are old enough, and says how many.
func (r *Room) Prune(ctx context.Context) (n int64, err error) {
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err = tx.Exec(`DELETE FROM proposal WHERE expires_us < ?`, sqldb.Micros(tx.Now().Add(-Retention)))
		return err
	})
	return n, err
}
