// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package jobq does work later: a job is enqueued in the transaction that decided it, and survives whatever happens.
//
// A job runs at least once. It is a kind and some ids; what it works on it reads when it runs. Several nodes may
// work one database: each holds the jobs it runs by a lease that it renews, and a job whose node is gone is run
// again by another within a minute.
package jobq

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sort"
	"sync"
	"time"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of the queue.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "jobq", Files: files}
}

// Kind is implemented by the arguments of a job: ids, as JSON. The name is never changed once released.
type Kind interface{ Kind() string }

// A Policy says how a kind of job is run.
type Policy struct {
	Limit   int                             // runs until the job is dead; 0 means 10
	Backoff func(attempt int) time.Duration // the wait after attempt 1, 2, ...; nil means the attempt squared in seconds, an hour at most
	Timeout time.Duration                   // of one run; 0 means a minute
}

// A Job is one run of a job.
type Job[T Kind] struct {
	ID       int64
	Args     T
	Attempt  int // 1 on the first run
	Priority Level
	MadeAt   time.Time
	fence    int64
}

// Hold makes sure, in tx, that this run still has its job, until tx is over. ErrLost says that it was taken for
// dead and another run has the job: then tx must not write.
func (j Job[T]) Hold(tx *sqldb.Tx) error {
	n, err := tx.Exec(`UPDATE job SET beat = beat + 1 WHERE id = ? AND fence = ? AND state = 1`, j.ID, j.fence)
	if err != nil {
		return fmt.Errorf("hold job %d: %w", j.ID, err)
	}
	if n == 0 {
		return fmt.Errorf("hold job %d: %w", j.ID, ErrLost)
	}
	return nil
}

// ErrLost says that a run was taken for dead, and its job given to another.
var ErrLost = errors.New("the job was given to another run")

// General is the queue of jobs that name none.
const General = "general"

// workers is how many jobs of a queue one node runs at once unless Workers says otherwise.
const workers = 8

// Jobs enqueues jobs and works them.
type Jobs struct {
	db       *sqldb.DB
	clock    clock.Clock
	log      *slog.Logger
	node     string
	handlers map[string]handler
	workers  map[string]int
	every    []periodic
	observe  func(Run)
	claims   claims

	mu      sync.Mutex
	phase   phase
	running map[int64]*run
	busy    map[string]int // by queue
	seen    map[int64]sight

	wake     chan struct{}
	quit     chan struct{} // closed when no more jobs are begun
	over     chan struct{} // closed when nothing of this queue runs any more
	outcomes chan outcome
	loops    sync.WaitGroup
	hands    sync.WaitGroup // runs that are not stored yet
	unlock   func()

	dispatched chan struct{} // closed when no more jobs are claimed
}

type handler struct {
	policy Policy
	zero   string // the kind's arguments, empty, as JSON
	do     func(ctx context.Context, r *run) error
}

// New is the jobs of db. Kinds are told to it by Handle before it is started.
func New(db *sqldb.DB, clk clock.Clock, log *slog.Logger) *Jobs {
	return &Jobs{
		db: db, clock: clk, log: log, node: rand.Text(),
		handlers: map[string]handler{}, workers: map[string]int{General: workers},
		running: map[int64]*run{}, busy: map[string]int{}, seen: map[int64]sight{},
		wake: make(chan struct{}, 1), quit: make(chan struct{}), over: make(chan struct{}),
		dispatched: make(chan struct{}), outcomes: make(chan outcome), observe: func(Run) {}, unlock: func() {},
	}
}

// Handle has jobs of T's kind done by do. A kind has one handler; a second is a mistake in the program.
func Handle[T Kind](q *Jobs, do func(context.Context, Job[T]) error, p Policy) {
	var zero T
	kind := zero.Kind()
	if _, taken := q.handlers[kind]; taken {
		panic("jobq: kind " + kind + " has a handler already")
	}
	sample, err := json.Marshal(zero)
	if err != nil {
		panic("jobq: arguments of kind " + kind + ": " + err.Error())
	}
	q.handlers[kind] = handler{policy: p.whole(), zero: string(sample), do: func(ctx context.Context, r *run) error {
		j := Job[T]{ID: r.ID, Attempt: r.Attempt, Priority: r.Priority, MadeAt: r.MadeAt, fence: r.fence}
		if err := json.Unmarshal(r.Args, &j.Args); err != nil {
			return Dead{Err: fmt.Errorf("arguments: %w", err)}
		}
		return do(context.WithValue(ctx, kindKey{}, kind), j)
	}}
}

type kindKey struct{}

// KindOf is the kind of the job that a context belongs to; empty outside of jobs.
func KindOf(ctx context.Context) string {
	kind, _ := ctx.Value(kindKey{}).(string)
	return kind
}

// Workers sets how many jobs of a queue this node runs at once, and declares the queue.
func (q *Jobs) Workers(queue string, n int) { q.workers[queue] = n }

// OnRun has every finished run told to observe, which must be quick.
func (q *Jobs) OnRun(observe func(Run)) { q.observe = observe }

// Kinds lists the kinds with handlers, each with its arguments' JSON when empty: what a stored job depends on.
func (q *Jobs) Kinds() []string {
	var list []string
	for kind, h := range q.handlers {
		list = append(list, kind+" "+h.zero)
	}
	sort.Strings(list)
	return list
}

// A Run is what is told of a finished run.
type Run struct {
	Kind    string
	Queue   string
	Outcome Outcome
	Waited  time.Duration // from the time it was due to its begin
	Took    time.Duration
}
