// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Tx is one transaction, or a read-only snapshot. It has one "now".
type Tx struct {
	db     *DB
	ctx    context.Context // the caller's
	run    context.Context // the statements'
	watch  *watch          // nil on SQLite
	tx     *sql.Tx
	script *script // what is prepared; nil on PostgreSQL
	reads  bool
	now    time.Time
	after  []func()
	about  []Subject
	own    bool  // what is written is bookkeeping
	wrote  bool  // it may have; a refused statement leaves nothing behind
	broken error // the first error that ended the transaction underneath
}

// Now is the instant of the transaction: UTC, whole microseconds, the same at every call.
func (t *Tx) Now() time.Time { return t.now }

// Context is the caller's context. A write that has begun does not end with it; a snapshot runs no more
// statements after it.
func (t *Tx) Context() context.Context { return t.ctx }

// Dialect says which of the two databases this is.
func (t *Tx) Dialect() Dialect { return t.db.dialect }

// AfterCommit has do called once the transaction is durable; never when it is rolled back. On SQLite all other
// writers wait for do: it must not block, nor use the database.
func (t *Tx) AfterCommit(do func()) { t.after = append(t.after, do) }

// A Subject is something that belongs to somebody.
type Subject struct{ Tenant, Name string }

// About says whose what the transaction changes, for a witness.
func (t *Tx) About(tenant, name string) {
	if s := (Subject{tenant, name}); !slices.Contains(t.about, s) {
		t.about = append(t.about, s)
	}
}

// Bookkeeping says that the transaction writes what nobody has asked for, such as a counter: the witness is not called.
func (t *Tx) Bookkeeping() { t.own = true }

// Witness has see called at the end of every write transaction that has written something, inside of it and with what
// About said; what see writes commits with it, and its error rolls back all. There is one witness; it is named before the
// database is used.
func (d *DB) Witness(see func(*Tx, []Subject) error) { d.witness = see }

// witnessed is do, and then the witness.
func (d *DB) witnessed(do func(*Tx) error) func(*Tx) error {
	if d.witness == nil {
		return do
	}
	return func(tx *Tx) error {
		if err := do(tx); err != nil || !tx.wrote || tx.own {
			return err
		}
		return d.witness(tx, tx.about)
	}
}

// Exec runs a statement and says how many rows it touched.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	if err := t.step(); err != nil {
		return 0, err
	}
	var res sql.Result
	var err error
	if st := t.script.of(t, query); st != nil {
		res, err = st.ExecContext(t.run, args...)
	} else {
		res, err = t.tx.ExecContext(t.run, t.db.dialect.bind(query), args...)
	}
	if err != nil {
		return 0, t.seen(err)
	}
	n, err := res.RowsAffected()
	t.wrote = t.wrote || n > 0 || !changesRows(query)
	return n, err
}

// changesRows says whether a statement does nothing but change rows, so that none changed means nothing written.
func changesRows(query string) bool {
	verb, _, _ := strings.Cut(query, " ")
	return verb == "INSERT" || verb == "UPDATE" || verb == "DELETE"
}

// asks notes a query; one that is no plain SELECT may write.
func (t *Tx) asks(query string) {
	t.wrote = t.wrote || !strings.HasPrefix(query, "SELECT ")
}

// Query runs a query. The caller closes the rows and reads their error.
func (t *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := t.step(); err != nil {
		return nil, err
	}
	t.asks(query)
	var rows *sql.Rows
	var err error
	if st := t.script.of(t, query); st != nil {
		rows, err = st.QueryContext(t.run, args...)
	} else {
		rows, err = t.tx.QueryContext(t.run, t.db.dialect.bind(query), args...)
	}
	if err != nil {
		return nil, t.seen(err)
	}
	return rows, nil
}

// Row runs a query that answers one row.
func (t *Tx) Row(query string, args ...any) *Row {
	if err := t.step(); err != nil {
		return &Row{err: err}
	}
	t.asks(query)
	if st := t.script.of(t, query); st != nil {
		return &Row{tx: t, row: st.QueryRowContext(t.run, args...)}
	}
	return &Row{tx: t, row: t.tx.QueryRowContext(t.run, t.db.dialect.bind(query), args...)}
}

// step begins a statement, unless the caller no longer waits for what would be read.
func (t *Tx) step() error {
	t.watch.step()
	if t.reads {
		return t.ctx.Err()
	}
	return nil
}

// seen gives an error of the driver its meaning, and remembers one after which the transaction is lost underneath.
func (t *Tx) seen(err error) error {
	if gone := silence(t.run); gone != nil {
		return gone
	}
	if beyondRepair(err) {
		t.db.fail(err)
	}
	c := classify(err)
	if t.broken == nil && errors.Is(c, ErrUnavailable) {
		t.broken = c
	}
	return c
}

// judge gives what do answered its meaning: among it may be an error that do took from rows by itself.
func (t *Tx) judge(err error) error {
	if err != nil && !errors.Is(err, ErrUnavailable) && (isDriver(err) || silence(t.run) != nil) {
		return t.seen(err)
	}
	return err
}

// A Row is the answer of Tx.Row and DB.Row.
type Row struct {
	tx   *Tx
	row  *sql.Row
	view func(into []any) error // reads the row by a view of its own
	err  error
}

// Scan reads the row; ErrNone says that there is none.
func (r *Row) Scan(into ...any) error {
	switch {
	case r.err != nil:
		return r.err
	case r.view != nil:
		return r.view(into)
	}
	err := r.row.Scan(into...)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return ErrNone
	}
	return r.tx.seen(err)
}

// InTx runs do in one write transaction and answers once it is durable. It may run do more than once, and on
// SQLite other writers wait for it, so do touches nothing but the transaction. An error of do, or its panic,
// rolls back what do wrote. A caller whose context ends before do has begun leaves at once; after that InTx
// answers when the outcome is known.
//
// ErrUnavailable says that nothing was stored, with one exception: when PostgreSQL is lost during the commit,
// nobody knows. A caller for whom that matters looks again by a key of its own, or repeats what is idempotent.
func (d *DB) InTx(ctx context.Context, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := d.broken(); err != nil {
		return err
	}
	do = d.witnessed(do)
	if d.group != nil {
		return d.group.run(ctx, do)
	}
	return d.writePostgres(ctx, do)
}

// View runs do on a read-only snapshot. It never waits for a writer, and no writer waits for it.
func (d *DB) View(ctx context.Context, do func(*Tx) error) error {
	if d.group != nil {
		return d.viewSQLite(ctx, do)
	}
	return d.viewPostgres(ctx, do)
}

// Row is View for a single query that answers one row. On SQLite it costs half: a statement is a snapshot by itself.
func (d *DB) Row(ctx context.Context, query string, args ...any) *Row {
	if d.group != nil {
		return d.rowSQLite(ctx, query, args)
	}
	return &Row{view: func(into []any) error {
		return d.viewPostgres(ctx, func(tx *Tx) error { return tx.Row(query, args...).Scan(into...) })
	}}
}

// mend turns a panic of do into an error that carries it, so that the writer goes on.
func mend(do func(*Tx) error, t *Tx) (thrown any, err error) {
	defer func() {
		if p := recover(); p != nil {
			thrown, err = p, fmt.Errorf("transaction panicked: %v", p)
		}
	}()
	return nil, do(t)
}
