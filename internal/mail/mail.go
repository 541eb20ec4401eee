// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package mail is the outbox: letters are stored, sealed, in the transaction that decided to write them, and a person of
// the tenant reads them here. Where a mail server is named they are sent through it; elsewhere nothing leaves the program.
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

// A State is how far a letter has come.
type State string

// The states.
const (
	Kept    State = "kept"    // there is no mail server: it is read here
	Waiting State = "waiting" // it will be sent
	Sent    State = "sent"
	Refused State = "refused" // by the mail server, for good
	Stuck   State = "stuck"   // the mail server could not take it for days
)

// A Letter is one mail.
type Letter struct {
	ID          string    `json:"-"` // is drawn by Post
	To          string    `json:"to"`
	Subject     string    `json:"subject"`
	Body        string    `json:"body"`
	HTML        string    `json:"html,omitempty"`        // the same, for programs that show it; may be empty
	Unsubscribe string    `json:"unsubscribe,omitempty"` // address where the reader says how to be told; may be empty
	Reader      string    `json:"-"`                     // the person it is to, where that is one of the tenant; may be empty
	Sent        time.Time `json:"-"`                     // written
	State       State     `json:"-"`
	Trouble     string    `json:"-"` // what the mail server said last, if it did not take it
}

// An Outbox keeps letters.
type Outbox struct {
	db      *sqldb.DB
	box     *secret.Box
	jobs    *jobq.Jobs
	server  *Server // nil: nothing is sent
	refused func(tx *sqldb.Tx, tenant string, l Letter) error
}

// New is the outbox. It has old letters forgotten every day once the jobs are started.
func New(db *sqldb.DB, box *secret.Box, jobs *jobq.Jobs) *Outbox {
	o := &Outbox{db: db, box: box, jobs: jobs, refused: func(*sqldb.Tx, string, Letter) error { return nil }}
	jobs.Workers(lane, senders)
	jobq.Handle(jobs, o.send, policy)
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
	state := Kept
	if o.server != nil {
		state = Waiting
		if err := o.jobs.Enqueue(tx, sendJob{tenant, id}, jobq.Queue(lane)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`INSERT INTO mail (account_id, id, letter, sent_us, reader, state) VALUES (?, ?, ?, ?, ?, ?)`, tenant, id, sealed,
		sqldb.Micros(tx.Now()), l.Reader, string(state))
	return err
}

// A row is a letter as it is stored.
type row struct {
	id, reader, state, trouble string
	sealed                     []byte
	sent                       int64
}

const columns = `id, letter, sent_us, reader, state, trouble`

func (r *row) scan(scan func(...any) error) error {
	return scan(&r.id, &r.sealed, &r.sent, &r.reader, &r.state, &r.trouble)
}

// letter opens a row.
func (o *Outbox) letter(ctx context.Context, tenant string, r row) (Letter, error) {
	text, err := o.box.Open(ctx, tenant, where(r.id), r.sealed)
	if err != nil {
		return Letter{}, fmt.Errorf("letter %s: %w", r.id, err)
	}
	l := Letter{ID: r.id, Sent: sqldb.Time(r.sent), Reader: r.reader, State: State(r.state), Trouble: r.trouble}
	if err := json.Unmarshal(text, &l); err != nil {
		return Letter{}, fmt.Errorf("letter %s: %w", r.id, err)
	}
	return l, nil
}

// Latest are the last letters of a tenant, the newest first.
func (o *Outbox) Latest(ctx context.Context, tenant string, most int) ([]Letter, error) {
	return o.list(ctx, tenant, `account_id = ?`, tenant, most)
}

// LatestTo are the last letters to one person of a tenant, the newest first.
func (o *Outbox) LatestTo(ctx context.Context, tenant, reader string, most int) ([]Letter, error) {
	return o.list(ctx, tenant, `account_id = ? AND reader = ?`, tenant, reader, most)
}

func (o *Outbox) list(ctx context.Context, tenant, which string, args ...any) (all []Letter, err error) {
	var found []row
	err = o.db.View(ctx, func(tx *sqldb.Tx) error {
		found = nil
		rows, err := tx.Query(`SELECT `+columns+` FROM mail WHERE `+which+` ORDER BY sent_us DESC, id DESC LIMIT ?`, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var r row
			if err := r.scan(rows.Scan); err != nil {
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
		l, err := o.letter(ctx, tenant, r)
		if err != nil {
			return nil, err
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
