// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package embedded is a small CRM in our own database, for whoever runs the connector without a CRM of another maker.
//
// Sellers edit its records on our pages; the connector reaches it through the port, as it reaches any other CRM.
package embedded

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"cosell/internal/connector/crm"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this room.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "crm", Files: files}
}

// Integration is the id of the connector's own user in every tenant.
const Integration = "integration"

// Room is the CRM of all tenants.
type Room struct {
	db      *sqldb.DB
	box     *secret.Box
	ids     *sqldb.Sequence
	changed func(tx *sqldb.Tx, account string, c crm.Change) error
}

// New is the CRM kept in db. Changed, if not nil, is told of every change in the transaction that makes it.
func New(db *sqldb.DB, box *secret.Box, changed func(tx *sqldb.Tx, account string, c crm.Change) error) *Room {
	return &Room{db: db, box: box, ids: db.Sequence("crm_record", 100001), changed: changed}
}

// Tenant is the port to one tenant's CRM.
func (r *Room) Tenant(account string) *Tenant { return &Tenant{room: r, account: account} }

// A Tenant is one tenant's CRM as the integration user sees it. It is a crm.CRM.
type Tenant struct {
	room    *Room
	account string
}

var _ crm.CRM = (*Tenant)(nil)

// Describe lists the objects with their fields.
func (t *Tenant) Describe(context.Context) ([]crm.Object, error) { return Objects(), nil }

// Read is one record.
func (t *Tenant) Read(ctx context.Context, object, id string) (crm.Record, error) {
	return t.room.read(ctx, t.account, object, id)
}

// Find lists the records whose external id or reference field has the value.
func (t *Tenant) Find(ctx context.Context, object, field, value string) ([]crm.Record, error) {
	return t.room.find(ctx, t.account, object, field, value)
}

// Upsert creates or changes a record as the integration user.
func (t *Tenant) Upsert(ctx context.Context, w crm.Write) (crm.Record, error) {
	return t.room.save(ctx, author{account: t.account, id: Integration, own: true}, w)
}

// Delete marks a record as deleted.
func (t *Tenant) Delete(ctx context.Context, object, id string) error {
	return t.room.delete(ctx, author{account: t.account, id: Integration, own: true}, object, id)
}

// Scan lists the ids of an object's records in a fixed order.
func (t *Tenant) Scan(ctx context.Context, object, afterID string, limit int) ([]string, error) {
	var ids []string
	err := t.room.db.View(ctx, func(tx *sqldb.Tx) error {
		var err error
		ids, err = texts(tx, `SELECT id FROM crm_record WHERE account_id = ? AND object = ? AND id > ? AND deleted = 0
			ORDER BY id LIMIT ?`, t.account, object, afterID, limit)
		return err
	})
	return ids, err
}

// Head is the cursor behind the newest change.
func (t *Tenant) Head(ctx context.Context) (string, error) {
	var last int64
	err := t.room.db.View(ctx, func(tx *sqldb.Tx) error {
		err := tx.Row(`SELECT last FROM crm_feed WHERE account_id = ?`, t.account).Scan(&last)
		if errors.Is(err, sqldb.ErrNone) {
			return nil
		}
		return err
	})
	return strconv.FormatInt(last, 10), err
}

// Changes lists what changed after the cursor.
//
// The numbers are counted up on one row per tenant, which a writer holds until it commits: whoever sees a number has
// seen all smaller ones, and no change slips in behind a reader.
func (t *Tenant) Changes(ctx context.Context, after string, limit int) ([]crm.Change, error) {
	var seq int64
	if after != "" {
		n, err := strconv.ParseInt(after, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("cursor %q: %w", after, crm.ErrExpired)
		}
		seq = n
	}
	var out []crm.Change
	err := t.room.db.View(ctx, func(tx *sqldb.Tx) error {
		out = nil
		var pruned int64
		err := tx.Row(`SELECT pruned FROM crm_feed WHERE account_id = ?`, t.account).Scan(&pruned)
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return err
		}
		if after != "" && seq < pruned {
			return crm.ErrExpired
		}
		rows, err := tx.Query(`SELECT seq, object, id, at, by_user, own, deleted FROM crm_change
			WHERE account_id = ? AND seq > ? ORDER BY seq LIMIT ?`, t.account, seq, limit)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error shows in rows.Err
		for rows.Next() {
			var c crm.Change
			var n, at int64
			var own, deleted int
			if err := rows.Scan(&n, &c.Object, &c.ID, &at, &c.By, &own, &deleted); err != nil {
				return err
			}
			c.Cursor, c.At, c.Own, c.Deleted = strconv.FormatInt(n, 10), sqldb.Time(at), own == 1, deleted == 1
			out = append(out, c)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("read the change feed: %w", err)
	}
	return out, nil
}

// Prune forgets changes made before an instant. A reader that had not come so far scans instead.
func (t *Tenant) Prune(ctx context.Context, before time.Time) error {
	return t.room.db.InTx(ctx, func(tx *sqldb.Tx) error {
		var upTo int64
		err := tx.Row(`SELECT COALESCE(MAX(seq), 0) FROM crm_change WHERE account_id = ? AND at < ?`,
			t.account, sqldb.Micros(before)).Scan(&upTo)
		if err != nil || upTo == 0 {
			return err
		}
		if _, err := tx.Exec(`UPDATE crm_feed SET pruned = ? WHERE account_id = ?`, upTo, t.account); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM crm_change WHERE account_id = ? AND seq <= ?`, t.account, upTo)
		return err
	})
}

// Comment shows a remark on a record.
func (t *Tenant) Comment(ctx context.Context, object, id string, c crm.Comment) error {
	if c.Key == "" {
		c.Key = rand.Text()
	}
	return t.room.db.InTx(ctx, func(tx *sqldb.Tx) error {
		var n int
		if err := tx.Row(`SELECT COUNT(*) FROM crm_record WHERE account_id = ? AND object = ? AND id = ? AND deleted = 0`,
			t.account, object, id).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return crm.ErrNotFound
		}
		at := c.At
		if at.IsZero() {
			at = tx.Now()
		}
		fromAWS := 0
		if c.FromAWS {
			fromAWS = 1
		}
		_, err := tx.Exec(`INSERT INTO crm_comment (account_id, object, id, comment_key, at, author, body, from_aws)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, object, id, comment_key) DO NOTHING`,
			t.account, object, id, c.Key, sqldb.Micros(at), c.Author, c.Text, fromAWS)
		return err
	})
}

// Comments lists the remarks on a record, newest first.
func (t *Tenant) Comments(ctx context.Context, object, id string) ([]crm.Comment, error) {
	var out []crm.Comment
	err := t.room.db.View(ctx, func(tx *sqldb.Tx) error {
		out = nil
		rows, err := tx.Query(`SELECT comment_key, at, author, body, from_aws FROM crm_comment
			WHERE account_id = ? AND object = ? AND id = ? ORDER BY at DESC, comment_key LIMIT 100`, t.account, object, id)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error shows in rows.Err
		for rows.Next() {
			var c crm.Comment
			var at int64
			var fromAWS int
			if err := rows.Scan(&c.Key, &at, &c.Author, &c.Text, &fromAWS); err != nil {
				return err
			}
			c.At, c.FromAWS = sqldb.Time(at), fromAWS == 1
			out = append(out, c)
		}
		return rows.Err()
	})
	return out, err
}

func texts(tx *sqldb.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error shows in rows.Err
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
