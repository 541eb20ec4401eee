// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Tx is one transaction, or a read-only snapshot. It has one "now".
type Tx struct {
	ctx     context.Context
	tx      *sql.Tx
	conn    *sql.Conn // the connection beneath on PostgreSQL, for engines that need it; nil on SQLite
	script  *script
	dialect Dialect
	now     time.Time
	after   []func()
	broken  error // the first error that ended the transaction underneath
}

// Now is the instant of the transaction: UTC, whole microseconds, the same at every call.
func (t *Tx) Now() time.Time { return t.now }

// Context is the caller's context. Statements do not end with it: a write that has begun is finished.
func (t *Tx) Context() context.Context { return t.ctx }

// Dialect says which of the two databases this is.
func (t *Tx) Dialect() Dialect { return t.dialect }

// SQL is the transaction beneath, for engines that bring their own SQL.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// Conn is the connection of a PostgreSQL write transaction, for engines that speak pgx; nil elsewhere.
func (t *Tx) Conn() *sql.Conn { return t.conn }

// AfterCommit has do called once the transaction is durable; never when it is rolled back.
func (t *Tx) AfterCommit(do func()) { t.after = append(t.after, do) }

// Exec runs a statement and says how many rows it touched.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	ctx := context.WithoutCancel(t.ctx)
	var res sql.Result
	var err error
	if st := t.script.of(ctx, t.tx, query); st != nil {
		res, err = st.ExecContext(ctx, args...)
	} else {
		res, err = t.tx.ExecContext(ctx, t.dialect.bind(query), args...)
	}
	if err != nil {
		return 0, t.seen(err)
	}
	return res.RowsAffected()
}

// Query runs a query. The caller closes the rows and reads their error.
func (t *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	ctx := context.WithoutCancel(t.ctx)
	var rows *sql.Rows
	var err error
	if st := t.script.of(ctx, t.tx, query); st != nil {
		rows, err = st.QueryContext(ctx, args...)
	} else {
		rows, err = t.tx.QueryContext(ctx, t.dialect.bind(query), args...)
	}
	if err != nil {
		return nil, t.seen(err)
	}
	return rows, nil
}

// Row runs a query that answers one row.
func (t *Tx) Row(query string, args ...any) *Row {
	ctx := context.WithoutCancel(t.ctx)
	if st := t.script.of(ctx, t.tx, query); st != nil {
		return &Row{tx: t, row: st.QueryRowContext(ctx, args...)}
	}
	return &Row{tx: t, row: t.tx.QueryRowContext(ctx, t.dialect.bind(query), args...)}
}

// seen remembers an error after which SQLite has rolled everything back by itself.
func (t *Tx) seen(err error) error {
	c := classify(err)
	if t.broken == nil && errors.Is(c, ErrUnavailable) {
		t.broken = c
	}
	return c
}

// A Row is the answer of Tx.Row.
type Row struct {
	tx  *Tx
	row *sql.Row
}

// Scan reads the row; ErrNone says that there is none.
func (r *Row) Scan(into ...any) error {
	err := r.row.Scan(into...)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return ErrNone
	}
	return r.tx.seen(err)
}

// attempts is how often a PostgreSQL transaction that lost a race is run again.
const attempts = 8

// InTx runs do in one write transaction and answers once it is durable. It may run do more than once, so do
// touches nothing but the transaction. An error of do, or its panic, rolls back what do wrote.
func (d *DB) InTx(ctx context.Context, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.group != nil {
		return d.group.run(ctx, do)
	}
	for n := 1; ; n++ {
		err := d.inPostgres(ctx, do)
		if n == attempts || !lostRace(err) {
			return err
		}
	}
}

func (d *DB) inPostgres(ctx context.Context, do func(*Tx) error) (err error) {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return classify(err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return classify(err)
	}
	t := &Tx{ctx: ctx, tx: tx, conn: conn, script: newScript(nil), dialect: d.dialect, now: d.now()}
	committed := false
	defer func() {
		if !committed {
			_ = tx.Rollback() // the error that matters is the one on its way up
		}
	}()
	if err := do(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return classify(err)
	}
	committed = true
	for _, f := range t.after {
		f()
	}
	return nil
}

// View runs do on a read-only snapshot.
func (d *DB) View(ctx context.Context, do func(*Tx) error) error {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: d.dialect.Numbered})
	if err != nil {
		return classify(err)
	}
	t := &Tx{ctx: ctx, tx: tx, script: newScript(d.reads), dialect: d.dialect, now: d.now()}
	defer t.script.end()                 // runs last: the connection is back by then
	defer func() { _ = tx.Rollback() }() // nothing was written
	return do(t)
}

func (d *DB) now() time.Time { return d.clock.Now().UTC().Truncate(time.Microsecond) }

// mend turns a panic of do into an error that carries it, so that the writer goes on.
func mend(do func(*Tx) error, t *Tx) (err error, thrown any) {
	defer func() {
		if p := recover(); p != nil {
			thrown, err = p, fmt.Errorf("transaction panicked: %v", p)
		}
	}()
	return do(t), nil
}
