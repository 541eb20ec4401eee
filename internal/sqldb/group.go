// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// together is how many write transactions share one commit at most, and how many wait in the queue.
const together = 128

// A group is SQLite's one writer. It takes the transactions that wait, runs them as units of one transaction, commits,
// and only then answers them. A unit that fails is undone alone.
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
	batch, err := g.gather(first)
	if errors.Is(err, errSpoilt) {
		err = g.apart(batch)
	}
	if err != nil {
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

// errSpoilt says that a unit failed after it had written, so that nothing of the transaction can stay.
var errSpoilt = errors.New("a unit has spoilt the transaction")

// gather runs units as they come. They have no savepoints: those would have SQLite copy each page that a unit touches,
// for the rare one that fails after it has written.
func (g *group) gather(first *unit) (batch []*unit, err error) {
	batch = make([]*unit, 0, together)
	err = g.transaction(func(tx *sql.Tx, s *script) error {
		for u := first; u != nil; u = g.next(len(batch)) {
			if !u.begun.CompareAndSwap(false, true) {
				continue // its caller has left
			}
			batch = append(batch, u)
			u.run(g.db, tx, s)
			switch {
			case u.tx.broken != nil:
				return u.tx.broken
			case u.err != nil && u.tx.wrote:
				return errSpoilt
			}
		}
		return nil
	})
	if err != nil && len(batch) == 0 {
		batch = append(batch, first)
	}
	return batch, err
}

// apart runs the units of a spoilt transaction again, each in a savepoint.
func (g *group) apart(batch []*unit) error {
	return g.transaction(func(tx *sql.Tx, s *script) error {
		for _, u := range batch {
			if err := u.savepoint(g.db, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// transaction commits what do did, unless it answers an error.
func (g *group) transaction(do func(*sql.Tx, *script) error) error {
	tx, err := g.db.write.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	s := newScript(g.db.writes)
	defer s.end()
	if err = do(tx, s); err == nil {
		err = tx.Commit()
	}
	if err != nil {
		_ = tx.Rollback() // SQLite may have rolled back already
	}
	return err
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

// run does the caller's work in tx.
func (u *unit) run(db *DB, tx *sql.Tx, s *script) {
	u.tx = &Tx{db: db, ctx: u.ctx, run: context.Background(), tx: tx, script: s, now: db.now()}
	u.thrown, u.err = mend(u.do, u.tx)
	u.err = u.tx.judge(u.err)
}

// savepoint runs the unit so that it can be undone alone. It answers an error only when the transaction beneath is lost.
func (u *unit) savepoint(db *DB, tx *sql.Tx, s *script) error {
	around := &Tx{db: db, ctx: u.ctx, run: context.Background(), tx: tx, script: s}
	if _, err := around.Exec("SAVEPOINT unit"); err != nil {
		return err
	}
	u.run(db, tx, s)
	if u.tx.broken != nil {
		return u.tx.broken
	}
	if u.err != nil {
		if _, err := around.Exec("ROLLBACK TO unit"); err != nil {
			return err
		}
	}
	_, err := around.Exec("RELEASE unit")
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
