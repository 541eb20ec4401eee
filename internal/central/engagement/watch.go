// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"errors"

	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Watch keeps that an opportunity is to be watched in an engagement, and answers the identifier of the job. Asked again,
// it is the same job.
func (r *Room) Watch(tx *sqldb.Tx, rec *opportunity.Record, engagement, template string) (job string, err error) {
	err = tx.Row(`SELECT id FROM snapshot_job WHERE account_id = ? AND catalog = ? AND engagement = ? AND number = ? AND template = ?`,
		rec.Account, rec.Catalog, engagement, rec.Number, template).Scan(&job)
	if !errors.Is(err, sqldb.ErrNone) {
		return job, err
	}
	job = newID("job-", 13)
	_, err = tx.Exec(`INSERT INTO snapshot_job (account_id, catalog, id, engagement, number, template, status, created_us)
		VALUES (?, ?, ?, ?, ?, ?, 'Running', ?)`, rec.Account, rec.Catalog, job, engagement, rec.Number, template, sqldb.Micros(tx.Now()))
	return job, err
}
