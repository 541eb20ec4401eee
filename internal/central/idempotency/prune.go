// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package idempotency

import (
	"context"
	"time"

	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// pruneJob forgets old answers.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "idempotency.prune" }

// Schedule has old answers forgotten every hour.
func Schedule(jobs *jobq.Jobs, db *sqldb.DB) {
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error {
		_, err := Prune(ctx, db)
		return err
	}, jobq.Policy{})
	jobs.Every(pruneJob{}, time.Hour)
}
