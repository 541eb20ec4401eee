// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"cosell/internal/sqldb"
)

// checkMaster refuses to go on when a data key is wrapped under a master key that is not at hand.
func (b *Box) checkMaster(ctx context.Context) error {
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.Bookkeeping()
		if _, err := tx.Exec(`INSERT INTO master_key (one, id) VALUES (1, ?) ON CONFLICT (one) DO NOTHING`, b.ring.current); err != nil {
			return err
		}
		masters, err := texts(tx, `SELECT id FROM master_key UNION SELECT master FROM data_key WHERE forgotten = 0`)
		if err != nil {
			return err
		}
		for _, id := range masters {
			if b.ring.by[id] == nil {
				return unknownMaster(id)
			}
		}
		return nil
	})
}

func texts(tx *sqldb.Tx, query string) (all []string, err error) {
	rows, err := tx.Query(query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// load brings a tenant's key into memory, with a block of seals. Callers that wait for the same key share it.
func (b *Box) load(ctx context.Context, tenant string) (*dataKey, error) {
	b.cache.loading.Lock()
	defer b.cache.loading.Unlock()
	if k := b.cache.take(tenant, b.db.Clock().Now()); k != nil {
		return k, nil
	}
	var k *dataKey
	err := b.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		tx.Bookkeeping()
		k, err = b.reserve(tx, tenant)
		return err
	})
	if err != nil {
		return nil, err
	}
	b.cache.put(tenant, k, sealBlock-1, b.db.Clock().Now())
	return k, nil
}

// reserve takes a block of seals of the tenant's newest key, and makes a new key when there is none or its
// seals are used up. Nodes that do so at once agree on one key: the primary key lets only one be made.
func (b *Box) reserve(tx *sqldb.Tx, tenant string) (*dataKey, error) {
	for range 4 { // each further round means that another node has just made or destroyed a key
		number, usable, err := newest(tx, tenant)
		if err != nil {
			return nil, err
		}
		if !usable {
			number++
			if err := b.make(tx, tenant, number); err != nil {
				return nil, err
			}
		}
		n, err := tx.Exec(`UPDATE data_key SET seals = seals + ? WHERE account_id = ? AND number = ? AND forgotten = 0 AND seals <= ?`,
			sealBlock, tenant, number, sealLimit-sealBlock)
		if err != nil {
			return nil, err
		}
		if n == 1 {
			return b.find(tx, tenant, number)
		}
	}
	return nil, errors.New("the tenant's data key keeps changing; try again")
}

// newest is the number of the tenant's last key, 0 when it has none, and whether it can seal a block.
func newest(tx *sqldb.Tx, tenant string) (number uint32, usable bool, err error) {
	var seals int64
	var forgotten int
	err = tx.Row(`SELECT number, seals, forgotten FROM data_key WHERE account_id = ? ORDER BY number DESC LIMIT 1`, tenant).
		Scan(&number, &seals, &forgotten)
	if errors.Is(err, sqldb.ErrNone) {
		return 0, false, nil
	}
	return number, err == nil && forgotten == 0 && seals <= sealLimit-sealBlock, err
}

func (b *Box) make(tx *sqldb.Tx, tenant string, number uint32) error {
	var key [keyLen]byte
	_, _ = rand.Read(key[:]) // never fails
	_, err := tx.Exec(`INSERT INTO data_key (account_id, number, wrapped, master, seals, forgotten, made)
		VALUES (?, ?, ?, ?, 0, 0, ?) ON CONFLICT (account_id, number) DO NOTHING`,
		tenant, number, b.ring.wrap(tenant, number, key[:]), b.ring.current, sqldb.Micros(tx.Now()))
	return err
}

// find reads one key of the tenant.
func (b *Box) find(tx *sqldb.Tx, tenant string, number uint32) (*dataKey, error) {
	var wrapped []byte
	var master string
	var forgotten int
	err := tx.Row(`SELECT wrapped, master, forgotten FROM data_key WHERE account_id = ? AND number = ?`, tenant, number).
		Scan(&wrapped, &master, &forgotten)
	switch {
	case errors.Is(err, sqldb.ErrNone):
		return nil, ErrUnreadable // no such key: the value is another tenant's, or not ours at all
	case err != nil:
		return nil, err
	case forgotten != 0:
		return nil, ErrForgotten
	}
	key, err := b.ring.unwrap(master, tenant, number, wrapped)
	if err != nil {
		return nil, fmt.Errorf("data key %d: %w", number, err)
	}
	return newDataKey(number, key)
}

// Renew makes a new data key for the tenant. Values sealed before stay readable under theirs.
func (b *Box) Renew(ctx context.Context, tenant string) error {
	err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.Bookkeeping()
		number, _, err := newest(tx, tenant)
		if err != nil {
			return err
		}
		return b.make(tx, tenant, number+1)
	})
	b.cache.drop(tenant)
	return err
}

// Forget destroys the tenant's data keys: nothing that was sealed for it can be opened again, in backups of the
// sealed values neither. Other nodes forget within a minute. What is sealed later gets a new key.
func (b *Box) Forget(ctx context.Context, tenant string) error {
	defer b.cache.drop(tenant)
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.Bookkeeping()
		// Same length, so that SQLite overwrites the bytes where they stand. The row stays: its number is never used again.
		_, err := tx.Exec(`UPDATE data_key SET forgotten = 1, wrapped = ? WHERE account_id = ?`,
			make([]byte, nonceLen+keyLen+tagLen), tenant)
		return err
	})
}

// together is how many data keys Rotate wraps in one transaction.
const together = 100

// Rotate wraps every data key under the current master key and says how many it wrapped. It can be stopped and
// run again. Start with the new key and, beside it, the old one; after Rotate the old one is not needed any more.
func (b *Box) Rotate(ctx context.Context) (wrapped int, err error) {
	for {
		n := 0
		err := b.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
			tx.Bookkeeping()
			n, err = b.rotateSome(tx)
			return err
		})
		if err != nil {
			return wrapped, fmt.Errorf("rotate the master key, %d data keys done: %w", wrapped, err)
		}
		if n == 0 {
			return wrapped, nil
		}
		wrapped += n
	}
}

// rotateSome wraps the next keys anew. When none is left, the database belongs to the current master key.
func (b *Box) rotateSome(tx *sqldb.Tx) (int, error) {
	rows, err := b.stale(tx)
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		_, err := tx.Exec(`UPDATE master_key SET id = ? WHERE one = 1`, b.ring.current)
		return 0, err
	}
	for _, r := range rows {
		key, err := b.ring.unwrap(r.master, r.tenant, r.number, r.wrapped)
		if err != nil {
			return 0, fmt.Errorf("data key %d of %s: %w", r.number, r.tenant, err)
		}
		if _, err := tx.Exec(`UPDATE data_key SET wrapped = ?, master = ? WHERE account_id = ? AND number = ? AND forgotten = 0`,
			b.ring.wrap(r.tenant, r.number, key), b.ring.current, r.tenant, r.number); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

type keyRow struct {
	tenant  string
	number  uint32
	wrapped []byte
	master  string
}

// stale is the next data keys that another master key has wrapped, claimed for this transaction.
func (b *Box) stale(tx *sqldb.Tx) (all []keyRow, err error) {
	rows, err := tx.Query(`SELECT account_id, number, wrapped, master FROM data_key WHERE master <> ? AND forgotten = 0
		ORDER BY account_id, number LIMIT ?`+tx.Dialect().Lock, b.ring.current, together)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r keyRow
		if err := rows.Scan(&r.tenant, &r.number, &r.wrapped, &r.master); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
