// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// overdue is how late an attempt is when its job is taken for lost, and handful how many rows one transaction of the
// jobs below touches, so that others are not held up.
const (
	overdue = 10 * time.Minute
	handful = 500
)

// sweep is the job that finds deliveries which nobody works on: an operator deleted their job, or it failed to the end
// of its own patience while the store was down.
type sweep struct{}

// Kind is stored with every job.
func (sweep) Kind() string { return "event.sweep" }

func (b *Bus) sweep(ctx context.Context, _ jobq.Job[sweep]) error {
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		list, err := b.lost(tx)
		if err != nil {
			return fmt.Errorf("find lost deliveries: %w", err)
		}
		for _, d := range list { // a job that is alive after all stands for both
			if err := b.enqueue(tx, d, tx.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *Bus) lost(tx *sqldb.Tx) (list []deliver, err error) {
	rows, err := tx.Query(`SELECT account_id, id, attempts FROM event_delivery
		WHERE state = 'waiting' AND due_us < ? ORDER BY due_us LIMIT ?`, sqldb.Micros(tx.Now().Add(-overdue)), handful)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var d deliver
		if err := rows.Scan(&d.Account, &d.Delivery, &d.Attempt); err != nil {
			return nil, err
		}
		d.Attempt++
		list = append(list, d)
	}
	return list, rows.Err()
}

// prune is the job that forgets: first deliveries that ended long ago, then events that no delivery needs any more.
type prune struct{}

// Kind is stored with every job.
func (prune) Kind() string { return "event.prune" }

func (b *Bus) prune(ctx context.Context, _ jobq.Job[prune]) error {
	for _, state := range []State{Delivered, Dead} {
		gone, err := b.forgetDeliveries(ctx, state)
		if state == Dead && gone > 0 {
			b.discard(gone)
			b.log.Warn("dead letters were discarded for their age", "count", gone)
		}
		if err != nil {
			return fmt.Errorf("prune %s deliveries: %w", state, err)
		}
	}
	if err := b.forgetArchived(ctx); err != nil {
		return fmt.Errorf("prune archives: %w", err)
	}
	err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`DELETE FROM event_replay WHERE ended_us > 0 AND ended_us < ?`, sqldb.Micros(tx.Now().Add(-keepReplays)))
		return err
	})
	if err != nil {
		return fmt.Errorf("prune replays: %w", err)
	}
	account := ""
	for {
		err := b.db.View(ctx, func(tx *sqldb.Tx) error {
			return tx.Row(`SELECT account_id FROM event WHERE account_id > ? ORDER BY account_id LIMIT 1`, account).Scan(&account)
		})
		if errors.Is(err, sqldb.ErrNone) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("prune events: %w", err)
		}
		if err := b.forgetEvents(ctx, account); err != nil {
			return fmt.Errorf("prune events of %s: %w", account, err)
		}
	}
}

func (b *Bus) forgetDeliveries(ctx context.Context, state State) (gone int, err error) {
	for n := int64(handful); n == handful; {
		err := b.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
			n, err = tx.Exec(`DELETE FROM event_delivery WHERE (account_id, id) IN (SELECT account_id, id FROM event_delivery
				WHERE state = ? AND ended_us < ? ORDER BY ended_us LIMIT ?)`,
				string(state), sqldb.Micros(tx.Now().Add(-b.keep[state])), handful)
			return err
		})
		if err != nil {
			return gone, err
		}
		gone += int(n)
	}
	return gone, nil
}

// forgetEvents walks over old events in the order of their ids, which begin with the time: old ones that a delivery
// still needs are met once in a round, not once in a handful.
func (b *Bus) forgetEvents(ctx context.Context, account string) error {
	from, until := "", oldest(b.clock.Now().Add(-b.keep[Delivered]))
	for from < until {
		var to string
		err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
			to = until
			err := tx.Row(`SELECT id FROM event WHERE account_id = ? AND id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?`,
				account, from, until, handful).Scan(&to)
			if err != nil && !errors.Is(err, sqldb.ErrNone) {
				return err
			}
			_, err = tx.Exec(`DELETE FROM event WHERE account_id = ? AND id >= ? AND id < ? AND NOT EXISTS (SELECT 1
				FROM event_delivery d WHERE d.account_id = event.account_id AND d.event_id = event.id) AND NOT EXISTS (SELECT 1
				FROM event_archived h WHERE h.account_id = event.account_id AND h.event_id = event.id)`, account, from, to)
			return err
		})
		if err != nil {
			return err
		}
		from = to
	}
	return nil
}

// oldest is an id below all ids of that instant and later, and above all earlier ones.
func oldest(at time.Time) string {
	ms := at.UnixMilli()
	return fmt.Sprintf("%08x-%04x-7", ms>>16, ms&0xffff)
}

// A Backlog is how many deliveries of all accounts are on their way, and how many lie in the dead-letter queue.
type Backlog struct{ Waiting, Dead int64 }

// Backlog counts, for metrics.
func (b *Bus) Backlog(ctx context.Context) (l Backlog, err error) {
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		return errors.Join(
			tx.Row(`SELECT COUNT(*) FROM event_delivery WHERE state = 'waiting'`).Scan(&l.Waiting),
			tx.Row(`SELECT COUNT(*) FROM event_delivery WHERE state = 'dead'`).Scan(&l.Dead))
	})
	if err != nil {
		return l, fmt.Errorf("count deliveries: %w", err)
	}
	return l, nil
}
