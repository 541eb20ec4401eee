// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosell/internal/sqldb"
)

// A Limit is AWS's quota of one kind of call for an account: so many in any second, so many in any 24 hours.
type Limit struct {
	Kind   string
	Second int
	Day    int
}

// The limits that AWS publishes.
var (
	Writes = Limit{Kind: "write", Second: 1, Day: 10_000}
	Reads  = Limit{Kind: "read", Second: 10, Day: 100_000}
)

// inForce is the limit that holds here for the kind of a published one.
func (l *Ledger) inForce(published Limit) Limit {
	if own, given := l.own[published.Kind]; given {
		return own
	}
	return published
}

// A Class says who waits for a call. Each may use a part of the day's quota, so that people are served when jobs have
// used up theirs.
type Class int

// The classes.
const (
	Human Class = iota
	Event
	Backfill
)

// share is how much of the day's quota a class may see used, in per cent.
var share = map[Class]int{Human: 100, Event: 90, Backfill: 80}

const (
	day = 24 * time.Hour
	// margin is added to a second: requests overtake each other on their way, and AWS counts when they arrive.
	margin = 20 * time.Millisecond
	// stepped is further ahead than any turn is given: a call that far in the future shows that the clock was set back.
	stepped = time.Minute
	// spare is how long minutes of use are kept behind the day, in case the clock is set back.
	spare = 48 * 60 // minutes
)

// Reserve takes a call out of the quota and says when it may be made, if that is within patience. Otherwise it takes
// nothing and says how long to wait before asking again.
//
// What is taken stays taken, whether or not the call is then made: so the windows hold over crashes and over all nodes.
// A minute of use counts until a day after the minute's end.
func (l *Ledger) Reserve(ctx context.Context, account string, limit Limit, class Class, patience time.Duration) (at time.Time, wait time.Duration, err error) {
	limit = l.inForce(limit)
	err = l.db.InTx(ctx, func(tx *sqldb.Tx) error {
		at, wait = time.Time{}, 0
		recent, notBefore, err := l.lockQuota(tx, account, limit)
		if err != nil {
			return err
		}
		slot := tx.Now()
		if notBefore.After(slot) {
			slot = notBefore
		}
		if n := len(recent); n > 0 && recent[n-1].After(tx.Now().Add(stepped)) {
			recent = slices.Repeat([]time.Time{tx.Now()}, n) // the clock was set back; those calls were made by now
		}
		if n := len(recent) - limit.Second; n >= 0 { // more than that were kept when the limit was higher
			if free := recent[n].Add(time.Second + margin); free.After(slot) {
				slot = free
			}
		}
		free, err := dayFree(tx, account, limit, limit.Day*share[class]/100, slot)
		if err != nil {
			return err
		}
		if free.After(slot) {
			slot = free
		}
		if wait = slot.Sub(tx.Now()); wait > patience {
			return nil
		}
		at, wait = slot, 0
		return take(tx, account, limit, recent, slot)
	})
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("reserve a %s: %w", limit.Kind, err)
	}
	return at, wait, nil
}

// lockQuota reads the calls of the last second, oldest first, and keeps other nodes out until the transaction ends.
func (l *Ledger) lockQuota(tx *sqldb.Tx, account string, limit Limit) (recent []time.Time, notBefore time.Time, err error) {
	if _, err := tx.Exec(`INSERT INTO ledger_quota (account_id, kind, recent, not_before) VALUES (?, ?, '', 0)
		ON CONFLICT (account_id, kind) DO NOTHING`, account, limit.Kind); err != nil {
		return nil, time.Time{}, err
	}
	var text string
	var us int64
	if err := tx.Row(`SELECT recent, not_before FROM ledger_quota WHERE account_id = ? AND kind = ?`+tx.Dialect().Lock,
		account, limit.Kind).Scan(&text, &us); err != nil {
		return nil, time.Time{}, err
	}
	for s := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, time.Time{}, fmt.Errorf("quota of %s: %w", account, err)
		}
		recent = append(recent, sqldb.Time(n))
	}
	return recent, sqldb.Time(us), nil
}

// dayFree is the first instant, at slot or later, at which the rolling day has room.
func dayFree(tx *sqldb.Tx, account string, limit Limit, room int, slot time.Time) (time.Time, error) {
	rows, err := tx.Query(`SELECT minute, used FROM ledger_quota_minute WHERE account_id = ? AND kind = ? AND minute > ? ORDER BY minute`,
		account, limit.Kind, oldest(slot))
	if err != nil {
		return time.Time{}, err
	}
	defer func() { _ = rows.Close() }() // its error shows in rows.Err
	type bucket struct{ minute, used int64 }
	var buckets []bucket
	total := int64(0)
	for rows.Next() {
		var b bucket
		if err := rows.Scan(&b.minute, &b.used); err != nil {
			return time.Time{}, err
		}
		buckets = append(buckets, b)
		total += b.used
	}
	if err := rows.Err(); err != nil {
		return time.Time{}, err
	}
	for _, b := range buckets {
		if total < int64(room) {
			return slot, nil
		}
		total -= b.used
		slot = time.Unix(60*(b.minute+1), 0).UTC().Add(day)
	}
	return slot, nil
}

// Free says how long it takes until the rolling day has room for a class; zero when it has.
func (l *Ledger) Free(tx *sqldb.Tx, account string, limit Limit, class Class) (time.Duration, error) {
	limit = l.inForce(limit)
	at, err := dayFree(tx, account, limit, limit.Day*share[class]/100, tx.Now())
	return at.Sub(tx.Now()), err
}

// oldest is the newest minute that no longer counts at an instant.
func oldest(at time.Time) int64 { return at.Add(-day).Unix()/60 - 1 }

func take(tx *sqldb.Tx, account string, limit Limit, recent []time.Time, slot time.Time) error {
	recent = append(recent, slot)
	if len(recent) > limit.Second {
		recent = recent[len(recent)-limit.Second:]
	}
	texts := make([]string, 0, len(recent))
	for _, at := range recent {
		texts = append(texts, strconv.FormatInt(sqldb.Micros(at), 10))
	}
	if _, err := tx.Exec(`UPDATE ledger_quota SET recent = ? WHERE account_id = ? AND kind = ?`,
		strings.Join(texts, " "), account, limit.Kind); err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE ledger_quota_minute SET used = used + 1 WHERE account_id = ? AND kind = ? AND minute = ?`,
		account, limit.Kind, slot.Unix()/60)
	if err != nil || n > 0 {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO ledger_quota_minute (account_id, kind, minute, used) VALUES (?, ?, ?, 1)`,
		account, limit.Kind, slot.Unix()/60); err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM ledger_quota_minute WHERE account_id = ? AND kind = ? AND minute < ?`, account, limit.Kind, oldest(tx.Now())-spare)
	return err
}

// HoldBack keeps calls of a kind back for a while: AWS says that there were too many.
func (l *Ledger) HoldBack(tx *sqldb.Tx, account string, limit Limit, d time.Duration) error {
	_, notBefore, err := l.lockQuota(tx, account, limit)
	if err != nil {
		return err
	}
	until := tx.Now().Add(d)
	if notBefore.After(until) {
		return nil
	}
	_, err = tx.Exec(`UPDATE ledger_quota SET not_before = ? WHERE account_id = ? AND kind = ?`, sqldb.Micros(until), account, limit.Kind)
	return err
}

// Used is how much of a quota is used.
type Used struct {
	Limit
	InSecond int
	InDay    int
	// When the oldest of these calls leaves its window; zero when nothing is used.
	SecondFrees time.Time
	DayFrees    time.Time
}

// Used reads the gauge of a quota.
func (l *Ledger) Used(tx *sqldb.Tx, account string, limit Limit) (Used, error) {
	limit = l.inForce(limit)
	u := Used{Limit: limit}
	var text string
	err := tx.Row(`SELECT recent FROM ledger_quota WHERE account_id = ? AND kind = ?`, account, limit.Kind).Scan(&text)
	if errors.Is(err, sqldb.ErrNone) {
		return u, nil
	}
	if err != nil {
		return u, err
	}
	for s := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err == nil && sqldb.Time(n).After(tx.Now().Add(-time.Second)) {
			u.InSecond++
			if frees := sqldb.Time(n).Add(time.Second); u.SecondFrees.IsZero() || frees.Before(u.SecondFrees) {
				u.SecondFrees = frees
			}
		}
	}
	var first int64
	err = tx.Row(`SELECT COALESCE(SUM(used), 0), COALESCE(MIN(minute), 0) FROM ledger_quota_minute WHERE account_id = ? AND kind = ? AND minute > ?`,
		account, limit.Kind, oldest(tx.Now())).Scan(&u.InDay, &first)
	if u.InDay > 0 {
		u.DayFrees = time.Unix(60*(first+1), 0).UTC().Add(day)
	}
	return u, err
}
