// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package allowance counts how often an account has done something within any 24 hours, in the transaction that does it: what
// is refused or rolled back counts for nothing.
package allowance

import (
	"context"
	"embed"
	"encoding/json"
	"io/fs"
	"time"

	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "allowance", Files: files}
}

// Window is the time that a quota is over. It rolls: any 24 hours count, not days of the calendar.
const Window = 24 * time.Hour

// An Allowance is what an account may do so often. The zero Allowance allows nothing.
type Allowance struct {
	Account, Catalog string
	Name             string
	Limit            int // times in a Window
}

// Take counts one more use, and says whether the quota had room for it. Takers of one quota wait for each other.
func (a Allowance) Take(tx *sqldb.Tx) (bool, error) {
	now := sqldb.Micros(tx.Now())
	if _, err := tx.Exec(`INSERT INTO allowance_use (account_id, catalog, name, used, last_us) VALUES (?, ?, ?, '[]', ?)
		ON CONFLICT (account_id, catalog, name) DO NOTHING`, a.Account, a.Catalog, a.Name, now); err != nil {
		return false, err
	}
	var text string
	if err := tx.Row(`SELECT used FROM allowance_use WHERE account_id = ? AND catalog = ? AND name = ?`+tx.Dialect().Lock,
		a.Account, a.Catalog, a.Name).Scan(&text); err != nil {
		return false, err
	}
	var used, recent []int64
	if err := json.Unmarshal([]byte(text), &used); err != nil {
		return false, err
	}
	for _, at := range used {
		if at > now-Window.Microseconds() {
			recent = append(recent, at)
		}
	}
	if len(recent) >= a.Limit {
		return false, nil
	}
	kept, err := json.Marshal(append(recent, now))
	if err != nil {
		return false, err
	}
	_, err = tx.Exec(`UPDATE allowance_use SET used = ?, last_us = ? WHERE account_id = ? AND catalog = ? AND name = ?`,
		string(kept), now, a.Account, a.Catalog, a.Name)
	return true, err
}

// Prune forgets uses that count no more, and says of how many quotas.
func Prune(ctx context.Context, db *sqldb.DB) (n int64, err error) {
	err = db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err = tx.Exec(`DELETE FROM allowance_use WHERE last_us <= ?`, sqldb.Micros(tx.Now().Add(-Window)))
		return err
	})
	return n, err
}

// pruneJob forgets uses that count no more.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "allowance.prune" }

// Schedule has uses that count no more forgotten every hour.
func Schedule(jobs *jobq.Jobs, db *sqldb.DB) {
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error {
		_, err := Prune(ctx, db)
		return err
	}, jobq.Policy{})
	jobs.Every(pruneJob{}, time.Hour)
}
