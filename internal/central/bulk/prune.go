// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"time"

	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// How long runs are kept: their rows hold what was in the files.
const (
	kept      = 90 * 24 * time.Hour
	abandoned = 7 * 24 * time.Hour // a file that never came whole
	atOnce    = 20                 // runs that are forgotten in one transaction
)

// pruneJob forgets old runs.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "bulk.prune" }

func (r *Room) prune(ctx context.Context, j jobq.Job[pruneJob]) error {
	for {
		n := 0
		err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			if err := j.Hold(tx); err != nil {
				return err
			}
			old, err := outdated(tx)
			if err != nil {
				return err
			}
			n = len(old)
			for _, run := range old {
				for _, table := range []string{"DELETE FROM bulk_row", "DELETE FROM bulk_piece"} {
					if _, err := tx.Exec(table+` WHERE account_id = ? AND run = ?`, run[0], run[1]); err != nil {
						return err
					}
				}
				if _, err := tx.Exec(`DELETE FROM bulk_run WHERE account_id = ? AND id = ?`, run[0], run[1]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < atOnce {
			return err
		}
	}
}

// outdated are some runs that are old enough, as account and id.
func outdated(tx *sqldb.Tx) (old [][2]string, err error) {
	rows, err := tx.Query(`SELECT account_id, id FROM bulk_run WHERE created_us < ? AND (state = ? OR created_us < ?) ORDER BY created_us LIMIT ?`,
		sqldb.Micros(tx.Now().Add(-abandoned)), string(Uploading), sqldb.Micros(tx.Now().Add(-kept)), atOnce)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var run [2]string
		if err := rows.Scan(&run[0], &run[1]); err != nil {
			return nil, err
		}
		old = append(old, run)
	}
	return old, rows.Err()
}
