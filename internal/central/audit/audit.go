// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package audit keeps, for each account, a log of who did what that can only grow and that shows when somebody has tampered
// with it.
//
// An entry is written in the transaction that it tells of, by the database's witness, so that no use case can forget it. A
// moment later it is chained: its hash covers what it says and the hash before. Whoever keeps a head (a position and its hash)
// can prove later that nothing up to there was changed, taken out or put in.
package audit

import (
	"context"
	"embed"
	"io/fs"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "audit", Files: files}
}

// An Entry is one thing that was done.
type Entry struct {
	Account  string
	Position int64 // in the account's chain, from 1
	At       time.Time
	Trail
	Remote  string // network address that it came from
	Subject string // what was changed, as its room names it; empty where the target says it all
	Hash    string // hexadecimal SHA-256 over the hash before and the entry

	tie int64 // tells entries of one instant apart
}

// A Room keeps the logs.
type Room struct {
	db   *sqldb.DB
	last atomic.Int64 // tie that was given last
}

// New is the room, and makes it the database's witness.
func New(db *sqldb.DB) *Room {
	r := &Room{db: db}
	db.Witness(r.see)
	return r
}

// see writes an entry for each account whose things a transaction changes. What nobody and no job has asked for, such as a
// session that ages, is not told; nor what a job does without changing anything that has a name, such as tidying.
func (r *Room) see(tx *sqldb.Tx, about []sqldb.Subject) error {
	t := followed(tx.Context())
	if t == nil {
		if jobq.KindOf(tx.Context()) == "" {
			return nil
		}
		t = &Trail{Kind: "system", Actor: "system", ActorName: "Cosell", Door: DoorJob, Action: jobq.KindOf(tx.Context())}
	} else if len(about) == 0 && t.Account != "" {
		about = []sqldb.Subject{{Tenant: t.Account}}
	}
	for _, s := range about {
		if err := r.note(tx, s, t); err != nil {
			return err
		}
	}
	return nil
}

const insertEntry = `INSERT INTO audit_entry (account_id, at_us, tie, kind, actor, actor_name, proposer, door, action, target, subject, request, remote)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// note writes one entry. Another account's log gets to know which account did something to it, and nothing else of it.
func (r *Room) note(tx *sqldb.Tx, s sqldb.Subject, t *Trail) error {
	remote := ""
	if from := telemetry.Client(tx.Context()); from.IsValid() {
		remote = from.String()
	}
	if t.Account != "" && t.Account != s.Tenant {
		t, remote = &Trail{Kind: t.Kind, Actor: t.Account, Door: t.Door, Action: t.Action}, ""
	}
	actor := t.Actor
	if actor == "" {
		actor = s.Name // who signs in is known by what changes
	}
	_, err := tx.Exec(insertEntry, s.Tenant, sqldb.Micros(tx.Now()), r.tie(tx), t.Kind, actor, t.ActorName, t.Proposer, t.Door, t.Action,
		t.Target, s.Name, t.Request, remote)
	return err
}

// tie tells entries of one instant apart: in their order within a node, and by chance between nodes.
func (r *Room) tie(tx *sqldb.Tx) int64 {
	for {
		was := r.last.Load()
		next := max(was+1, tx.Now().UnixMilli()<<20|rand.Int64N(1<<20))
		if r.last.CompareAndSwap(was, next) {
			return next
		}
	}
}

// Reads says whether a caller may read the log of its account: those who answer for it.
func Reads(c identity.Caller) bool { return c.Administers() || c.Reviews() }

type chaining struct{}

func (chaining) Kind() string { return "audit.chain" }

// every is how long an entry waits for its place in the chain at most, unless somebody looks before.
const every = 15 * time.Second

// Schedule has what is new chained from time to time.
func (r *Room) Schedule(jobs *jobq.Jobs) {
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[chaining]) error { return r.ChainAll(ctx) }, jobq.Policy{})
	jobs.Every(chaining{}, every)
}
