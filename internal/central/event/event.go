// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package event is Partner Central's event bus: what happened is stored with the decision that made it happen, judged
// by the account's rules, and brought to each target until it is taken or lies in the dead-letter queue.
package event

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/outbound"
	"cosell/internal/secret"
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
	return sqldb.Schema{Room: "event", Files: files}
}

// An Event is something that happened, as a room publishes it. The bus gives it its id and its time.
type Event struct {
	Account    string    // who receives it: the tenant
	Source     string    // aws.partnercentral-selling
	DetailType string    // Opportunity Updated
	Resources  []string  // ARNs; may be empty
	Detail     any       // becomes a JSON object, members in the order of its type
	At         time.Time // when it happened; zero means now
}

// Options are what a bus works with.
type Options struct {
	DB      *sqldb.DB
	Jobs    *jobq.Jobs
	Clock   clock.Clock
	Secrets *secret.Box
	Pages   *page.Tokens
	Client  *outbound.Client // reaches destinations and token endpoints
	Queues  Queues           // reaches queues; the zero value reaches none
	Log     *slog.Logger

	Limit     time.Duration // of one call; 0 means EventBridge's 5 seconds
	KeepDone  time.Duration // how long delivered events are kept; 0 means a week
	KeepDead  time.Duration // how long dead letters are kept; 0 means 90 days
	OnAttempt func(Attempt) // is told of each attempt, for metrics; may be nil
	OnDiscard func(n int)   // is told how many dead letters went by age; may be nil
}

// A Bus takes events and delivers them.
type Bus struct {
	db      *sqldb.DB
	jobs    *jobq.Jobs
	clock   clock.Clock
	secrets *secret.Box
	pages   *page.Tokens
	client  *outbound.Client
	queues  *queues
	log     *slog.Logger
	limit   time.Duration
	keep    map[State]time.Duration
	report  func(Attempt)
	discard func(int)
	rules   *rulebook
	tokens  *tokens
	gates   *gates
	watch   []func(*sqldb.Tx, Event) error
	copies  func(Event) int
}

// Watch has do told of every event, in the transaction that publishes it; an error of do undoes it. It is for wiring:
// nobody is added once events are published.
func (b *Bus) Watch(do func(*sqldb.Tx, Event) error) { b.watch = append(b.watch, do) }

// Repeat has each event published as often as copies says, 1 being once; each time it is an event of its own.
func (b *Bus) Repeat(copies func(Event) int) { b.copies = copies }

// New is a bus. It declares its jobs, which run once the jobs are started.
func New(o Options) *Bus {
	b := &Bus{
		db: o.DB, jobs: o.Jobs, clock: o.Clock, secrets: o.Secrets, pages: o.Pages, client: o.Client, log: o.Log,
		limit: cmp.Or(o.Limit, 5*time.Second), rules: newRulebook(o.Log), gates: newGates(o.Clock),
		keep:   map[State]time.Duration{Delivered: cmp.Or(o.KeepDone, week), Dead: cmp.Or(o.KeepDead, 90*day)},
		report: o.OnAttempt, discard: o.OnDiscard, copies: func(Event) int { return 1 },
	}
	if b.report == nil {
		b.report = func(Attempt) {}
	}
	if b.discard == nil {
		b.discard = func(int) {}
	}
	b.tokens = &tokens{client: o.Client.HTTP(), clock: o.Clock, limit: b.limit, by: map[string]token{}}
	b.queues = o.Queues.open(o.Client.HTTP())
	o.Jobs.Workers(lane, workers)
	jobq.Handle(o.Jobs, b.attempt, handling)
	jobq.Handle(o.Jobs, b.bury, burying)
	jobq.Handle(o.Jobs, b.replay, jobq.Policy{Limit: 1000, Timeout: time.Minute})
	jobq.Handle(o.Jobs, b.sweep, jobq.Policy{})
	jobq.Handle(o.Jobs, b.prune, jobq.Policy{Timeout: 10 * time.Minute})
	o.Jobs.Every(sweep{}, 5*time.Minute)
	o.Jobs.Every(prune{}, time.Hour)
	return b
}

// publish also answers by which rules the event is to be judged, so that an account without rules costs one statement.
const publish = `INSERT INTO event (account_id, id, at_us, source, detail_type, resources, detail, ruleset)
VALUES (?, ?, ?, ?, ?, ?, ?, COALESCE((SELECT version FROM event_ruleset WHERE account_id = ?), 0)) RETURNING ruleset`

// Publish stores the event in the transaction that decided it, with a delivery for each target of each rule that
// takes it.
func (b *Bus) Publish(tx *sqldb.Tx, e Event) error {
	if e.Account == "" || e.Source == "" || e.DetailType == "" {
		return fmt.Errorf("publish %q of %q: account, source and detail-type are needed", e.DetailType, e.Source)
	}
	for range max(1, b.copies(e)) {
		if _, err := b.take(tx, e); err != nil {
			return err
		}
	}
	for _, do := range b.watch {
		if err := do(tx, e); err != nil {
			return fmt.Errorf("what follows from %s: %w", e.DetailType, err)
		}
	}
	return nil
}

// take stores the event one time, and answers its id.
func (b *Bus) take(tx *sqldb.Tx, e Event) (id string, err error) {
	n, err := e.note(newID(tx.Now()), tx.Now())
	if err != nil {
		return "", fmt.Errorf("publish %s: %w", e.DetailType, err)
	}
	var version int64
	err = tx.Row(publish, n.account, n.id, sqldb.Micros(n.at), n.source, n.detailType, string(n.resources),
		string(n.detail), n.account).Scan(&version)
	if err != nil {
		return "", fmt.Errorf("store event %s: %w", e.DetailType, err)
	}
	if version == 0 {
		return n.id, nil
	}
	return n.id, b.judge(tx, n, version)
}

// judge makes the deliveries of a stored event, and has it archived.
func (b *Bus) judge(tx *sqldb.Tx, n note, version int64) error {
	rules, err := b.rules.of(tx, n.account, version)
	if err != nil {
		return fmt.Errorf("rules of %s: %w", n.account, err)
	}
	if len(rules.judges) == 0 {
		return nil
	}
	d, err := n.doc()
	if err != nil {
		return err
	}
	for _, j := range rules.taking(d) {
		if j.archive != "" {
			if err := archive(tx, n, j.archive); err != nil {
				return err
			}
			continue
		}
		for _, target := range j.targets {
			if _, err := b.plan(tx, n, j.rule, target); err != nil {
				return fmt.Errorf("plan the delivery of %s: %w", n.id, err)
			}
		}
	}
	return nil
}

// note is the event's row.
func (e Event) note(id string, at time.Time) (note, error) {
	detail, err := encode(e.Detail)
	if err != nil {
		return note{}, fmt.Errorf("detail: %w", err)
	}
	if len(detail) == 0 || detail[0] != '{' {
		return note{}, errors.New("detail must become a JSON object")
	}
	resources := e.Resources
	if resources == nil {
		resources = []string{}
	}
	list, err := encode(resources)
	if err != nil {
		return note{}, fmt.Errorf("resources: %w", err)
	}
	if !e.At.IsZero() {
		at = e.At
	}
	return note{account: e.Account, id: id, at: at, source: e.Source, detailType: e.DetailType,
		resources: list, detail: detail}, nil
}

func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // AWS sends < and & as they are
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// newID is a UUID of version 7: the instant in milliseconds, then chance. Ids of one account lie in the order of time.
func newID(now time.Time) string {
	var id uuid.UUID
	_, _ = rand.Read(id[:]) // never fails: crypto/rand ends the process instead
	ms := now.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}
