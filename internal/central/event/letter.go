// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A Delivery is one event on its way to one target, or at its end.
type Delivery struct {
	ID, EventID string
	DetailType  string
	At          time.Time // of the event
	Rule        string
	Target      string
	Destination string // where the last attempt went; empty before the first
	State       State
	Attempts    int
	Code        string    // ERROR_CODE of the last failure; empty when there was none
	Message     string    // its ERROR_MESSAGE
	Due         time.Time // of the next attempt, while waiting
	Ended       time.Time // zero while waiting
	Redriven    int       // how often somebody sent it again
	Replay      string    // by which replay it came; empty for the first time
	Event       json.RawMessage
}

// A DeliveryQuery asks for deliveries, the latest first. What is empty does not narrow.
type DeliveryQuery struct {
	States []State
	Types  []string // detail-types
	Size   int      // rows of a page: 1 to 100, 0 means 20
	Token  string   // of a page before
}

// A DeliveryPage is a part of the list.
type DeliveryPage struct {
	Items          []Delivery
	Next, Previous string // tokens; empty at the ends
	Total          int    // counted as far as 1,000
	Capped         bool   // there are more
}

// counted is how far a list is counted.
const counted = 1000

// columns of a delivery in the order that scanDelivery reads them.
const columns = `account_id, id, event_id, rule, target, destination, state, attempts, code, message, due_us, ended_us,
	redriven, replay`

// Deliveries lists deliveries and dead letters.
func (b *Bus) Deliveries(ctx context.Context, who identity.Caller, q DeliveryQuery) (p DeliveryPage, err error) {
	if err := look(who); err != nil {
		return p, err
	}
	if err := q.check(); err != nil {
		return p, err
	}
	var from page.Mark
	if q.Token != "" {
		if from, err = b.pages.Open(ctx, who.Account, q.says(), q.Token); err != nil {
			return p, err
		}
	}
	var more bool
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		if p.Items, err = b.read(tx, who.Account, q, from, q.Size+1); err != nil {
			return err
		}
		if more = len(p.Items) > q.Size; more {
			p.Items = p.Items[:q.Size]
		}
		query, args := q.branches(who.Account, page.Mark{}, counted+1)
		return tx.Row(`SELECT COUNT(*) FROM (`+query+`) d`, args...).Scan(&p.Total)
	})
	if err != nil {
		return DeliveryPage{}, fmt.Errorf("list deliveries: %w", err)
	}
	if p.Total > counted {
		p.Total, p.Capped = counted, true
	}
	return p, b.mark(ctx, who.Account, q, from, more, &p)
}

func (q *DeliveryQuery) check() error {
	var f form
	if q.Size == 0 {
		q.Size = 20
	}
	f.within("Size", int64(q.Size), 1, 100, "rows", "行")
	for _, s := range q.States {
		f.oneOf("States", string(s), string(Waiting), string(Delivered), string(Dead))
	}
	if len(q.Types) > 20 {
		f.breach("Types", catalogue.TooManyValues, catalogue.Violation{Message: "At most 20 types can be asked for.",
			MessageJA: "指定できるタイプは 20 件までです。", FixEN: "Leave the filter out to see all.", FixJA: "すべて表示するには条件を外してください。"})
	}
	return f.err()
}

// says is the query as its tokens are bound to it.
func (q DeliveryQuery) says() string {
	return fmt.Sprintf("deliveries %q %q %d", q.States, q.Types, q.Size)
}

// mark makes the tokens of the pages beside this one, and turns the items of a page that was read backwards.
func (b *Bus) mark(ctx context.Context, account string, q DeliveryQuery, from page.Mark, more bool, p *DeliveryPage) (err error) {
	if len(p.Items) == 0 {
		return nil
	}
	if from.Back {
		slices.Reverse(p.Items)
	}
	if from.Back || more {
		last := page.Mark{ID: p.Items[len(p.Items)-1].ID}
		if p.Next, err = b.pages.Seal(ctx, account, q.says(), last); err != nil {
			return fmt.Errorf("token of the next page: %w", err)
		}
	}
	if from.ID != "" && (!from.Back || more) {
		first := page.Mark{ID: p.Items[0].ID, Back: true}
		if p.Previous, err = b.pages.Seal(ctx, account, q.says(), first); err != nil {
			return fmt.Errorf("token of the previous page: %w", err)
		}
	}
	return nil
}

// branches is the query, as one part per state or else per type: each part reads its own index in order.
func (q DeliveryQuery) branches(account string, from page.Mark, limit int) (string, []any) {
	var parts []string
	var args []any
	branch := func(where string, more ...any) {
		part := `SELECT ` + columns + ` FROM event_delivery WHERE account_id = ?` + where
		args = append(append(args, account), more...)
		order := ` DESC`
		if from.ID != "" && from.Back {
			part, order = part+` AND id > ?`, ` ASC`
			args = append(args, from.ID)
		} else if from.ID != "" {
			part += ` AND id < ?`
			args = append(args, from.ID)
		}
		parts = append(parts, `SELECT * FROM (`+part+` ORDER BY id`+order+` LIMIT ?) p`)
		args = append(args, limit)
	}
	switch {
	case len(q.States) > 0:
		where, types := ` AND state = ?`, []any{}
		if len(q.Types) > 0 {
			where += ` AND detail_type IN (?` + strings.Repeat(`, ?`, len(q.Types)-1) + `)`
		}
		for _, t := range q.Types {
			types = append(types, t)
		}
		for _, s := range distinct(q.States) {
			branch(where, append([]any{string(s)}, types...)...)
		}
	case len(q.Types) > 0:
		for _, t := range distinct(q.Types) {
			branch(` AND detail_type = ?`, t)
		}
	default:
		branch(``)
	}
	return strings.Join(parts, ` UNION ALL `), args
}

func distinct[T ~string](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func (b *Bus) read(tx *sqldb.Tx, account string, q DeliveryQuery, from page.Mark, limit int) ([]Delivery, error) {
	query, args := q.branches(account, from, limit)
	order := ` DESC`
	if from.Back {
		order = ` ASC`
	}
	rows, err := tx.Query(joined(`(`+query+`)`)+` ORDER BY d.id`+order+` LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	return scanDeliveries(rows)
}

// joined reads deliveries together with their events.
func joined(from string) string {
	return `SELECT d.account_id, d.id, d.event_id, d.rule, d.target, d.destination, d.state, d.attempts, d.code, d.message,
	d.due_us, d.ended_us, d.redriven, d.replay, e.at_us, e.source, e.detail_type, e.resources, e.detail
	FROM ` + from + ` d JOIN event e ON e.account_id = d.account_id AND e.id = d.event_id`
}

func scanDeliveries(rows *sql.Rows) (list []Delivery, err error) {
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var d Delivery
		var n note
		var state, resources, detail string
		var due, ended, at int64
		if err := rows.Scan(&n.account, &d.ID, &n.id, &d.Rule, &d.Target, &d.Destination, &state, &d.Attempts, &d.Code,
			&d.Message, &due, &ended, &d.Redriven, &n.replay, &at, &n.source, &n.detailType, &resources, &detail); err != nil {
			return nil, err
		}
		n.at, n.resources, n.detail = sqldb.Time(at), json.RawMessage(resources), json.RawMessage(detail)
		d.EventID, d.DetailType, d.At, d.State, d.Replay = n.id, n.detailType, n.at, State(state), n.replay
		if d.State == Waiting {
			d.Due = sqldb.Time(due)
		} else {
			d.Ended = sqldb.Time(ended)
		}
		if d.Event, err = n.envelope(); err != nil {
			return nil, fmt.Errorf("envelope of %s: %w", n.id, err)
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

// Delivery is one delivery.
func (b *Bus) Delivery(ctx context.Context, who identity.Caller, id string) (d Delivery, err error) {
	if err := look(who); err != nil {
		return d, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(joined(`event_delivery`)+` WHERE d.account_id = ? AND d.id = ?`, who.Account, id)
		if err != nil {
			return fmt.Errorf("read delivery %s: %w", id, err)
		}
		list, err := scanDeliveries(rows)
		if err != nil {
			return fmt.Errorf("read delivery %s: %w", id, err)
		}
		if len(list) == 0 {
			return fault.Missing()
		}
		d = list[0]
		return nil
	})
	return d, err
}

// maxRedrive is how many dead letters one call sends again.
const maxRedrive = 1000

// Redrive takes deliveries out of the dead-letter queue and sends them again, with attempts and age counted anew. Those
// that are not there any more, because somebody else was faster, are passed over: the answer is how many were sent.
func (b *Bus) Redrive(ctx context.Context, who identity.Caller, ids []string) (n int, err error) {
	if err := manage(who); err != nil {
		return 0, err
	}
	var f form
	f.within("IDs", int64(len(ids)), 1, maxRedrive, "deliveries", "件")
	if err := f.err(); err != nil {
		return 0, err
	}
	err = b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n = 0
		for _, id := range ids {
			now := sqldb.Micros(tx.Now())
			rows, err := tx.Exec(`UPDATE event_delivery SET state = ?, since_us = ?, due_us = ?, attempts = 0, ended_us = 0,
				redriven = redriven + 1 WHERE account_id = ? AND id = ? AND state = ?`,
				string(Waiting), now, now, who.Account, id, string(Dead))
			if err != nil {
				return fmt.Errorf("redrive %s: %w", id, err)
			}
			if rows == 0 {
				continue
			}
			n++
			if err := b.enqueue(tx, deliver{who.Account, id, 1}, tx.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// Purge takes dead letters away for good, and answers how many there were. Their events stay as long as others do.
func (b *Bus) Purge(ctx context.Context, who identity.Caller, ids []string) (n int, err error) {
	if err := manage(who); err != nil {
		return 0, err
	}
	var f form
	f.within("IDs", int64(len(ids)), 1, maxRedrive, "deliveries", "件")
	if err := f.err(); err != nil {
		return 0, err
	}
	err = b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n = 0
		for _, id := range ids {
			rows, err := tx.Exec(`DELETE FROM event_delivery WHERE account_id = ? AND id = ? AND state = ?`, who.Account, id, string(Dead))
			if err != nil {
				return fmt.Errorf("purge %s: %w", id, err)
			}
			n += int(rows)
		}
		return nil
	})
	return n, err
}
