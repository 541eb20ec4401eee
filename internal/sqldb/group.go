// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// together is how many write transactions share one commit at most, and how many wait in the queue.
const together = 128

// A group is SQLite's one writer. It takes the transactions that wait, runs each in a savepoint of one
// transaction, commits, and only then answers them.
type group struct {
	db    *DB
	queue chan *unit
	quit  chan struct{}
	done  chan struct{}
	once  sync.Once
}

// A unit is one caller's transaction on its way through the writer.
type unit struct {
	ctx    context.Context
	do     func(*Tx) error
	begun  atomic.Bool // by the writer; or the caller has left, and nobody may begin it
	tx     *Tx
	err    error
	thrown any
	answer chan struct{}
}

var errClosed = errors.New("the database is closed")

func newGroup(d *DB) *group {
	g := &group{db: d, queue: make(chan *unit, together), quit: make(chan struct{}), done: make(chan struct{})}
	go g.work()
	return g
}

func (g *group) run(ctx context.Context, do func(*Tx) error) error {
	u := &unit{ctx: ctx, do: do, answer: make(chan struct{})}
	select {
	case g.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-g.quit:
		return errClosed
	}
	select {
	case <-u.answer:
	case <-ctx.Done():
		if u.begun.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		if !g.answered(u) { // it may be durable: the caller must know
			return errClosed
		}
	case <-g.done:
		if !g.answered(u) {
			return errClosed
		}
	}
	if u.thrown != nil {
		panic(u.thrown) // in the caller's goroutine, where it belongs
	}
	return u.err
}

// answered waits for the writer's answer; false says that it has gone without one.
func (g *group) answered(u *unit) bool {
	select {
	case <-u.answer:
		return true
	case <-g.done:
	}
	select {
	case <-u.answer: // just before
		return true
	default:
		return false
	}
}

func (g *group) stop() {
	g.once.Do(func() { close(g.quit) })
	<-g.done
}

func (g *group) work() {
	defer close(g.done)
	for {
		select {
		case u := <-g.queue:
			g.commit(u)
		case <-g.quit:
			for u := g.next(0); u != nil; u = g.next(0) { // whoever was let in is served
				g.commit(u)
			}
			return
		}
	}
}

// commit runs first, and whoever else waits, in one transaction.
func (g *group) commit(first *unit) {
	if err := g.db.broken(); err != nil {
		g.fail([]*unit{first}, err)
		return
	}
	tx, err := g.db.write.BeginTx(context.Background(), nil)
	if err != nil {
		g.fail([]*unit{first}, err)
		return
	}
	script := newScript(g.db.writes)
	defer script.end()
	batch := make([]*unit, 0, together)
	for u := first; u != nil; u = g.next(len(batch)) {
		if !u.begun.CompareAndSwap(false, true) {
			continue // its caller has left
		}
		u.tx = &Tx{db: g.db, ctx: u.ctx, run: context.Background(), tx: tx, script: script, now: g.db.now()}
		batch = append(batch, u)
		if err := u.savepoint(); err != nil {
			_ = tx.Rollback() // SQLite may have rolled back already
			g.fail(batch, err)
			return
		}
	}
	if err := tx.Commit(); err != nil {
		_ = tx.Rollback()
		g.fail(batch, err)
		return
	}
	for _, u := range batch {
		if u.err == nil {
			for _, f := range u.tx.after {
				f()
			}
		}
		close(u.answer)
	}
}

func (g *group) next(n int) *unit {
	if n >= together {
		return nil
	}
	for range 2 {
		select {
		case u := <-g.queue:
			return u
		default:
			runtime.Gosched()
		}
	}
	return nil
}

// savepoint runs the unit. It answers an error only when the transaction beneath is lost.
func (u *unit) savepoint() error {
	if _, err := u.tx.Exec("SAVEPOINT unit"); err != nil {
		return err
	}
	u.err, u.thrown = mend(u.do, u.tx)
	u.err = u.tx.judge(u.err)
	if u.tx.broken != nil {
		return u.tx.broken
	}
	if u.err != nil {
		if _, err := u.tx.Exec("ROLLBACK TO unit"); err != nil {
			return err
		}
	}
	_, err := u.tx.Exec("RELEASE unit")
	return err
}

// fail answers a lost batch: nothing of it is durable. A unit that failed by itself keeps its own error.
func (g *group) fail(batch []*unit, err error) {
	if beyondRepair(err) {
		g.db.fail(err)
	}
	if err = classify(err); !errors.Is(err, ErrUnavailable) {
		err = fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	for _, u := range batch {
		if u.err == nil {
			u.err = err
		}
		close(u.answer)
	}
}
