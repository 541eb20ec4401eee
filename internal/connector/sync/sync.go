// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sync carries out what a plan says: it reads both sides fresh, writes under AWS's quota, and records every
// outcome in the transaction that ends it.
//
// One job works one record at a time. It takes a step, writes down what came of it, reads again and plans again, so that
// a run which was cut off anywhere is taken up by the next without doing anything twice.
package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// A Tenant is a partner whose CRM is tied to Partner Central.
type Tenant struct {
	Account string
	CRM     crm.CRM
	Remote  *remote.Client
	Partner rule.Partner
	// Owner tells who in Partner Central is the owner of a deal in the CRM; the zero Person when it is nobody. Nil leaves
	// owners alone: the people of a CRM need no account in Partner Central.
	Owner func(crmOwner string) plan.Person
	// Knows says whether the owner of a deal is anybody at all: of the CRM, or of Partner Central. Nil takes everybody.
	Knows func(crmOwner string) bool
}

func (t Tenant) key(object, record string) ledger.Key {
	return ledger.Key{Account: t.Account, Catalog: t.Remote.Catalog(), Object: object, Record: record}
}

// Config is what the room is made of.
type Config struct {
	DB      *sqldb.DB
	Clock   clock.Clock
	Jobs    *jobq.Jobs
	Ledger  *ledger.Ledger
	Mapping *mapping.Mapping
	Tenants []Tenant
	Log     *slog.Logger
	// Patience is how long a run waits for its turn under the quota before it goes back to the queue. Zero suits a clock
	// that somebody moves by hand; Serve sets it for one that goes by itself.
	Patience time.Duration
}

// Room syncs records.
type Room struct {
	Config
	tenants   map[string]Tenant
	solutions solutions
}

// Queue is the queue of jobs that call AWS or the CRM.
const Queue = "connector"

// workers is how many records are worked at once on a node. Each may hold one turn under the quota of one write a second,
// so this is also how many seconds somebody who waits may be behind.
const workers = 3

// timeout bounds one run. A deal with all its associations takes some thirty writes.
const timeout = 5 * time.Minute

// New is the room; it tells the queue how to work its jobs.
func New(cfg Config) *Room {
	r := &Room{Config: cfg, tenants: map[string]Tenant{}}
	for _, t := range cfg.Tenants {
		r.tenants[t.Account] = t
	}
	cfg.Jobs.Workers(Queue, workers)
	jobq.Handle(cfg.Jobs, r.run, jobq.Policy{Limit: attempts, Timeout: timeout})
	jobq.Handle(cfg.Jobs, r.fanOut, jobq.Policy{Limit: attempts, Timeout: timeout})
	return r
}

// Serve prepares for a clock that goes by itself: runs wait for their turn rather than looking again and again. It comes
// before the queue is started.
func (r *Room) Serve() { r.Patience = (workers + 1) * time.Second }

// Tenant is the tenant of an account.
func (r *Room) Tenant(account string) (Tenant, bool) {
	t, known := r.tenants[account]
	return t, known
}

// A RecordJob syncs one record.
type RecordJob struct {
	Account string `json:"account"`
	Catalog string `json:"catalog"`
	Object  string `json:"object"`
	Record  string `json:"record"`
}

// Kind names the job.
func (RecordJob) Kind() string { return "connector.record" }

// JobOf says whether the arguments of a record's job are an account's.
func JobOf(args json.RawMessage, account string) bool {
	var j RecordJob
	return json.Unmarshal(args, &j) == nil && j.Account == account
}

// A FanOutJob wakes the deals of an account or a contact that changed.
type FanOutJob struct {
	Account string `json:"account"`
	Object  string `json:"object"`
	Record  string `json:"record"`
}

// Kind names the job.
func (FanOutJob) Kind() string { return "connector.fanout" }

// Wake has a record synced. Wishes that come before the job begins are one job.
func (r *Room) Wake(tx *sqldb.Tx, k ledger.Key, level jobq.Level) error {
	if err := r.Ledger.Wait(tx, k); err != nil {
		return err
	}
	return r.Jobs.Enqueue(tx, RecordJob(k), jobq.Unique(k.String()), jobq.Priority(level), jobq.Queue(Queue))
}

// Changed takes a change of the CRM, in the transaction that tells of it. Our own writes come back as changes too; they
// are no news.
func (r *Room) Changed(tx *sqldb.Tx, account string, c crm.Change) error {
	t, known := r.tenants[account]
	if !known || c.Own {
		return nil
	}
	switch c.Object {
	case crm.Opportunity:
		k := t.key(c.Object, c.ID)
		_, err := r.Ledger.Pairing(tx, k)
		if errors.Is(err, ledger.ErrNone) {
			return nil // nobody shared it
		}
		if err != nil {
			return err
		}
		return r.Wake(tx, k, jobq.Event)
	case crm.Account, crm.Contact:
		job := FanOutJob{Account: account, Object: c.Object, Record: c.ID}
		return r.Jobs.Enqueue(tx, job, jobq.Unique(account+"/"+c.Object+"/"+c.ID), jobq.Queue(Queue))
	}
	return nil
}

// referring are the fields by which an opportunity refers to other records.
var referring = map[string]string{crm.Account: "AccountId", crm.Contact: "ContactId"}

func (r *Room) fanOut(ctx context.Context, j jobq.Job[FanOutJob]) error {
	t, known := r.tenants[j.Args.Account]
	if !known {
		return jobq.Dead{Err: fmt.Errorf("no tenant %s", j.Args.Account)}
	}
	found, err := t.CRM.Find(ctx, crm.Opportunity, referring[j.Args.Object], j.Args.Record)
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, rec := range found {
			if err := r.Changed(tx, t.Account, crm.Change{Object: crm.Opportunity, ID: rec.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// EventOn has the record synced whose opportunity an event tells of. Paired is false when no record of this CRM is tied
// to the opportunity.
func (r *Room) EventOn(tx *sqldb.Tx, account, catalog, opportunity string, level jobq.Level) (paired bool, err error) {
	p, err := r.Ledger.ByOpportunity(tx, account, catalog, opportunity)
	if errors.Is(err, ledger.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, r.Wake(tx, p.Key, level)
}
