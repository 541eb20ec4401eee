// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package mail is the outbox: letters are stored, sealed, in the transaction that decided to write them, and a person of
// the tenant reads them here. Nothing leaves the program.
package mail

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"time"

	"cosell/internal/jobq"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the outbox's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "mail", Files: files}
}

// Retention is how long a letter is kept at least.
const Retention = 30 * 24 * time.Hour

// A Letter is one mail.
type Letter struct {
	ID      string    `json:"-"` // is drawn by Post
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	Sent    time.Time `json:"-"`
}

// An Outbox keeps letters.
type Outbox struct {
	db  *sqldb.DB
	box *secret.Box
}

// New is the outbox. It has old letters forgotten every day once the jobs are started.
func New(db *sqldb.DB, box *secret.Box, jobs *jobq.Jobs) *Outbox {
	o := &Outbox{db: db, box: box}
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error {
		_, err := o.Prune(ctx)
		return err
	}, jobq.Policy{})
	jobs.Every(pruneJob{}, 24*time.Hour)
	return o
}

// pruneJob forgets old letters.
type pruneJob struct{}

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "mail.prune" }

func where(id string) string { return "mail.letter/" + id }

// Post writes a letter for a tenant: it exists when tx commits, and not before.
func (o *Outbox) Post(tx *sqldb.Tx, tenant string, l Letter) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	id := rand.Text()
	sealed, err := o.box.SealTx(tx, tenant, where(id), text)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO mail (account_id, id, letter, sent_us) VALUES (?, ?, ?, ?)`, tenant, id, sealed, sqldb.Micros(tx.Now()))
	return err
}

// Latest are the last letters of a tenant, the newest first.
func (o *Outbox) Latest(ctx context.Context, tenant string, most int) (all []Letter, err error) {
	type row struct {
		id     string
		sealed []byte
		sent   int64
	}
	var found []row
	err = o.db.View(ctx, func(tx *sqldb.Tx) error {
		found = nil
		rows, err := tx.Query(`SELECT id, letter, sent_us FROM mail WHERE account_id = ? ORDER BY sent_us DESC, id DESC LIMIT ?`, tenant, most)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var r row
			if err := rows.Scan(&r.id, &r.sealed, &r.sent); err != nil {
				return err
			}
			found = append(found, r)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		text, err := o.box.Open(ctx, tenant, where(r.id), r.sealed)
		if err != nil {
			return nil, fmt.Errorf("letter %s: %w", r.id, err)
		}
		l := Letter{ID: r.id, Sent: sqldb.Time(r.sent)}
		if err := json.Unmarshal(text, &l); err != nil {
			return nil, fmt.Errorf("letter %s: %w", r.id, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// Prune forgets letters that are old enough, and says how many.
func (o *Outbox) Prune(ctx context.Context) (n int64, err error) {
	err = o.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err = tx.Exec(`DELETE FROM mail WHERE sent_us < ?`, sqldb.Micros(tx.Now().Add(-Retention)))
		return err
	})
	return n, err
}
