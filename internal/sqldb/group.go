// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"errors"
	"sync"
)

// together is how many write transactions share one commit at most.
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
	tx     *Tx
	err    error
	thrown any
	answer chan struct{}
}

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
	case <-g.done: // the writer has gone; it may have answered just before
		select {
		case <-u.answer:
		default:
			return errClosed
		}
	}
	if u.thrown != nil {
		panic(u.thrown) // in the caller's goroutine, where it belongs
	}
	return u.err
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
			for { // whoever was let in is served
				select {
				case u := <-g.queue:
					g.commit(u)
				default:
					return
				}
			}
		}
	}
}

// commit runs first, and whoever else waits, in one transaction.
func (g *group) commit(first *unit) {
	tx, err := g.db.write.BeginTx(context.Background(), nil)
	if err != nil {
		first.finish(classify(err))
		return
	}
	script := newScript(g.db.writes)
	defer script.end()
	batch := make([]*unit, 0, together)
	for u := first; u != nil; u = g.next(len(batch)) {
		t := &Tx{ctx: u.ctx, tx: tx, script: script, dialect: g.db.dialect, now: g.db.now()}
		u.tx = t
		batch = append(batch, u)
		if err := u.savepoint(); err != nil {
			_ = tx.Rollback() // SQLite may have rolled back already
			fail(batch, err)
			return
		}
	}
	if err := tx.Commit(); err != nil {
		_ = tx.Rollback()
		fail(batch, classify(err))
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
	select {
	case u := <-g.queue:
		return u
	default:
		return nil
	}
}

// savepoint runs the unit. It answers an error only when the transaction beneath is lost.
func (u *unit) savepoint() error {
	if _, err := u.tx.Exec("SAVEPOINT unit"); err != nil {
		return err
	}
	u.err, u.thrown = mend(u.do, u.tx)
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
func fail(batch []*unit, err error) {
	for _, u := range batch {
		if u.err == nil {
			u.err = err
		}
		close(u.answer)
	}
}

func (u *unit) finish(err error) {
	u.err = err
	close(u.answer)
}

var errClosed = errors.New("the database is closed")
