// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"cosell/internal/sqldb"
)

// alone takes over at once, on SQLite, what a killed process left running: every process that works an SQLite
// file shares a lock on a file beside it for its life, and whoever gets that lock for itself knows that no other
// lives. Where another lives, leases decide as they do on PostgreSQL.
func (q *Jobs) alone(ctx context.Context) error {
	path := q.db.File()
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path+".jobs", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock the jobs: %w", err)
	}
	q.unlock = func() { _ = f.Close() } // closing gives the lock back
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = q.inherit(ctx)
	} else if errors.Is(err, syscall.EWOULDBLOCK) {
		err = nil
	}
	if err == nil {
		// Between the two locks another may hold the first and inherit: this queue runs nothing yet.
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH)
	}
	if err != nil {
		q.unlock()
		return fmt.Errorf("begin to work jobs: %w", err)
	}
	return nil
}

// inherit frees all that is marked as running.
func (q *Jobs) inherit(ctx context.Context) error {
	left := map[int64]sight{}
	err := q.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`SELECT id, fence, beat FROM job WHERE state = 1`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err tells
		for rows.Next() {
			var id int64
			var s sight
			if err := rows.Scan(&id, &s.fence, &s.beat); err != nil {
				return err
			}
			left[id] = s
		}
		return rows.Err()
	})
	if err != nil || len(left) == 0 {
		return err
	}
	return q.free(ctx, left)
}
