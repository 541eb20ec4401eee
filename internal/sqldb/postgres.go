// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"golang.org/x/sync/singleflight"

	"cosell/internal/clock"
)

const (
	connections = 32 // of one node
	parked      = 8  // of them, kept open when idle
)

func openPostgres(ctx context.Context, url string, clk clock.Clock) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if config.RuntimeParams["idle_in_transaction_session_timeout"] == "" {
		// A node that froze inside a transaction must not keep its locks.
		config.RuntimeParams["idle_in_transaction_session_timeout"] = "60000"
	}
	p := stdlib.OpenDB(*config)
	p.SetMaxOpenConns(connections)
	p.SetMaxIdleConns(parked)
	p.SetConnMaxIdleTime(5 * time.Minute)
	d := &DB{dialect: onPostgres, write: p, read: p, clock: clk, pulse: &pulse{config: config}, failed: make(chan error, 1)}
	if err := d.Ping(ctx); err != nil {
		return nil, fmt.Errorf("open database: %w", errors.Join(err, p.Close()))
	}
	return d, nil
}

// These limits are the machine's time: a server hangs in real time, whatever our clock shows.
const (
	suspicion = 800 * time.Millisecond // how long a statement lasts before the server is asked whether it lives
	answering = time.Second            // how long the server has to answer
	resting   = 500 * time.Millisecond // how long nobody tries after it did not
)

// A pulse notices that the server hangs or cannot be reached, so that callers are told within two seconds and
// do not pile up. A statement that merely takes long is left alone.
type pulse struct {
	config *pgx.ConnConfig
	probes singleflight.Group
	gone   atomic.Bool
}

var errSilent = errors.New("the server does not answer")

// probe makes a connection of its own: the pool's may all be taken.
func (p *pulse) probe() error {
	_, err, _ := p.probes.Do("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.Background(), answering)
		defer cancel()
		conn, err := pgx.ConnectConfig(ctx, p.config.Copy())
		if err == nil {
			err = conn.Close(ctx)
		}
		if err != nil {
			p.gone.Store(true)
			time.AfterFunc(resting, func() { p.gone.Store(false) })
			return nil, fmt.Errorf("%w: %w", errSilent, err)
		}
		return nil, nil
	})
	return err
}

// A watch looks after one transaction. Its context ends when the server is found gone.
type watch struct {
	context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

func (p *pulse) watch(ctx context.Context) *watch {
	ctx, cancel := context.WithCancelCause(ctx)
	return &watch{Context: ctx, cancel: cancel, timer: time.AfterFunc(suspicion, func() {
		for ctx.Err() == nil {
			if err := p.probe(); err != nil {
				cancel(err)
				return
			}
			select {
			case <-ctx.Done():
			case <-time.After(suspicion):
			}
		}
	})}
}

// step says that a statement begins. On SQLite nobody watches.
func (w *watch) step() {
	if w != nil && w.timer.Stop() {
		w.timer.Reset(suspicion)
	}
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// silence is the finding that ended run, or nil.
func silence(run context.Context) error {
	if cause := context.Cause(run); errors.Is(cause, errSilent) {
		return fmt.Errorf("%w: %w", ErrUnavailable, cause)
	}
	return nil
}

// begin opens a transaction. Waiting for a connection ends with the caller, the transaction does not.
func (d *DB) begin(ctx context.Context, options *sql.TxOptions) (t *Tx, end func(), err error) {
	if d.pulse.gone.Load() {
		return nil, nil, fmt.Errorf("%w: %w", ErrUnavailable, errSilent)
	}
	run := d.pulse.watch(context.WithoutCancel(ctx))
	waiting, cancel := context.WithCancel(run)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	conn, err := d.write.Conn(waiting)
	if err != nil {
		defer run.stop()
		if gone := silence(run); gone != nil {
			return nil, nil, gone
		}
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		return nil, nil, classify(err)
	}
	end = func() {
		_ = conn.Close() // it goes back to the pool, or is dropped when it is broken
		run.stop()
	}
	t = &Tx{db: d, ctx: ctx, run: run, watch: run, reads: options != nil, now: d.now()}
	if t.tx, err = conn.BeginTx(run, options); err != nil {
		err = t.seen(err)
		end()
		return nil, nil, err
	}
	return t, end, nil
}

// attempts is how often a PostgreSQL transaction that lost a race is run again.
const attempts = 8

func (d *DB) writePostgres(ctx context.Context, do func(*Tx) error) error {
	for n := 1; ; n++ {
		err := d.tryPostgres(ctx, do)
		if n == attempts || !lostRace(err) {
			return err
		}
	}
}

func (d *DB) tryPostgres(ctx context.Context, do func(*Tx) error) error {
	t, end, err := d.begin(ctx, nil)
	if err != nil {
		return err
	}
	defer end()
	defer func() { _ = t.tx.Rollback() }() // does nothing after the commit
	if err := do(t); err != nil {
		return t.judge(err)
	}
	if err := t.tx.Commit(); err != nil {
		return t.seen(err)
	}
	for _, f := range t.after {
		f()
	}
	return nil
}

func (d *DB) viewPostgres(ctx context.Context, do func(*Tx) error) error {
	t, end, err := d.begin(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return err
	}
	defer end()
	defer func() { _ = t.tx.Rollback() }() // nothing was written
	return t.judge(do(t))
}
