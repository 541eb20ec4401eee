// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"cosell/internal/central/notice"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// A State is where a delivery stands. Waiting has an instant at which it is due; the others are final.
type State string

// The states of a delivery.
const (
	Waiting   State = "waiting"
	Delivered State = "delivered"
	Dead      State = "dead" // in the dead-letter queue
)

// lane is the queue of deliveries, and workers how many a node makes at once: slow targets must not hold up the rest of
// the house, and two of them not the others.
const (
	lane    = "event"
	workers = 3 * atOnce
)

// deliver is the job of one attempt. The attempt is part of it, so that a job which was done but not settled when its
// node died finds, when it runs again, that it is over.
type deliver struct {
	Account  string `json:"account"`
	Delivery string `json:"delivery"`
	Attempt  int    `json:"attempt"`
}

// Kind is stored with every job.
func (deliver) Kind() string { return "event.deliver" }

// plan makes one delivery and the job that is due at once, and answers the delivery's id.
func (b *Bus) plan(tx *sqldb.Tx, n note, rule, target string) (id string, err error) {
	id, now := newID(tx.Now()), sqldb.Micros(tx.Now())
	_, err = tx.Exec(`INSERT INTO event_delivery (account_id, id, event_id, detail_type, rule, target, replay, destination,
		state, since_us, attempts, due_us, ended_us, code, message, redriven)
		VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, 0, ?, 0, '', '', 0)`,
		n.account, id, n.id, n.detailType, rule, target, n.replay, string(Waiting), now, now)
	if err != nil {
		return "", err
	}
	return id, b.enqueue(tx, deliver{n.account, id, 1}, tx.Now())
}

func (b *Bus) enqueue(tx *sqldb.Tx, d deliver, at time.Time) error {
	return b.jobs.Enqueue(tx, d, jobq.Queue(lane), jobq.At(at),
		jobq.Unique(fmt.Sprintf("%s/%s/%d", d.Account, d.Delivery, d.Attempt)))
}

// A course is all that one attempt needs to know.
type course struct {
	deliver
	since       time.Time
	event       note
	rule        string
	target      Target // without an id when it is gone
	policy      policy
	destination destination // without an address when it is gone
	connection  connection  // without a version when it is gone
}

// at is where the course leads, as people and gates call it.
func (c *course) at() string { return orElse(c.target.Queue, c.target.Destination) }

// errOver says that the attempt was made already, or the delivery has ended.
var errOver = errors.New("the attempt is over")

// attempt is the job: one try to bring one event to one target.
func (b *Bus) attempt(ctx context.Context, job jobq.Job[deliver]) error {
	var c course
	err := b.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		c, err = readCourse(tx, job.Args)
		return err
	})
	if errors.Is(err, errOver) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read delivery %s: %w", job.Args.Delivery, err)
	}
	if wait := b.gates.enter(c.Account+"/"+c.at(), c.destination.Rate); wait > 0 {
		return jobq.Snooze{For: wait}
	}
	v, took := b.pass(ctx, c)
	if err := ctx.Err(); err != nil && !v.Delivered() {
		return fmt.Errorf("attempt of delivery %s: %w", c.Delivery, err) // the node stops: this was no attempt
	}
	return b.record(ctx, job, c, v, took)
}

// pass makes the attempt and leaves the gate behind it, whatever happens.
func (b *Bus) pass(ctx context.Context, c course) (v Verdict, took time.Duration) {
	began := b.clock.Now()
	defer func() {
		took = b.clock.Now().Sub(began)
		b.gates.leave(c.Account+"/"+c.at(), took)
	}()
	return b.bring(ctx, c), 0
}

// handling is how the attempt's job is run. The deliveries keep their own count and waits; these are for when the store
// itself fails.
var handling = jobq.Policy{Limit: 1000, Timeout: time.Minute, Backoff: func(attempt int) time.Duration {
	return min(time.Duration(attempt)*time.Second, time.Minute)
}}

func readCourse(tx *sqldb.Tx, d deliver) (course, error) {
	c := course{deliver: d}
	var eventID, target, replay string
	var since int64
	err := tx.Row(`SELECT event_id, rule, target, replay, since_us FROM event_delivery
		WHERE account_id = ? AND id = ? AND state = ? AND attempts = ?`,
		d.Account, d.Delivery, string(Waiting), d.Attempt-1).Scan(&eventID, &c.rule, &target, &replay, &since)
	if errors.Is(err, sqldb.ErrNone) {
		return c, errOver
	}
	if err != nil {
		return c, err
	}
	c.since = sqldb.Time(since)
	if c.event, err = readNote(tx, d.Account, eventID); err != nil {
		return c, fmt.Errorf("event %s: %w", eventID, err)
	}
	c.event.replay = replay
	return c, c.readTarget(tx, target)
}

// readTarget reads the target and how it is reached. What is gone is left out, which is for bring to say.
func (c *course) readTarget(tx *sqldb.Tx, id string) (err error) {
	c.target, err = scanTarget(tx.Row(`SELECT `+targetColumns+` FROM event_target WHERE account_id = ? AND rule = ? AND id = ?`,
		c.Account, c.rule, id).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		c.target = Target{}
		return nil
	}
	if err != nil {
		return fmt.Errorf("target %s of %s: %w", id, c.rule, err)
	}
	c.policy = policy{c.target.Tries - 1, c.target.Age}
	if c.target.Queue != "" {
		return nil
	}
	err = tx.Row(`SELECT name, url, method, rate, connection FROM event_destination WHERE account_id = ? AND name = ?`, c.Account, c.target.Destination).
		Scan(&c.destination.Name, &c.destination.URL, &c.destination.Method, &c.destination.Rate, &c.destination.Connection)
	if err == nil {
		c.connection, err = readConnection(tx, c.Account, c.destination.Connection)
	}
	if errors.Is(err, sqldb.ErrNone) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("destination %s: %w", c.target.Destination, err)
	}
	return nil
}

// record stores what the attempt came to, together with the job of the next one.
func (b *Bus) record(ctx context.Context, job jobq.Job[deliver], c course, v Verdict, took time.Duration) error {
	err := b.db.InTx(context.WithoutCancel(ctx), func(tx *sqldb.Tx) error {
		if err := job.Hold(tx); err != nil {
			return err
		}
		now := tx.Now()
		state, due := c.policy.next(v, c.Attempt, c.since, now, rand.Float64())
		message := v.Message
		if state == Dead {
			message = c.policy.lastWord(v, c.Attempt)
		}
		var ended int64
		if state != Waiting {
			ended, due = sqldb.Micros(now), now
		}
		n, err := tx.Exec(`UPDATE event_delivery SET state = ?, attempts = ?, due_us = ?, ended_us = ?, code = ?,
			message = ?, destination = ? WHERE account_id = ? AND id = ? AND state = ? AND attempts = ?`,
			string(state), c.Attempt, sqldb.Micros(due), ended, v.Code, message, c.at(),
			c.Account, c.Delivery, string(Waiting), c.Attempt-1)
		if err != nil || n == 0 {
			return err // n is 0 when another run of this very attempt was faster
		}
		a := Attempt{Account: c.Account, DetailType: c.event.detailType, State: state, Code: v.Code, Took: took,
			Late: now.Sub(c.event.at)}
		tx.AfterCommit(func() { b.report(a) })
		if state == Waiting {
			return b.enqueue(tx, deliver{c.Account, c.Delivery, c.Attempt + 1}, due)
		}
		if state == Dead {
			if err := c.trouble(tx); err != nil {
				return err
			}
		}
		if state == Dead && c.target.DeadLetter != "" {
			return b.jobs.Enqueue(tx, bury{Account: c.Account, Delivery: c.Delivery, Queue: c.target.DeadLetter}, jobq.Queue(lane))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("record attempt %d of delivery %s: %w", c.Attempt, c.Delivery, err)
	}
	return nil
}

// trouble tells the administrators once a day of each rule whose events nobody takes.
func (c *course) trouble(tx *sqldb.Tx) error {
	return notice.Post(tx, notice.Notice{Account: c.Account, Kind: notice.DeliveryDead, Subject: c.rule, Cause: tx.Now().UTC().Format(time.DateOnly),
		Data: map[string]string{"rule": c.rule}})
}

// An Attempt is what is told of each attempt, for metrics.
type Attempt struct {
	Account    string
	DetailType string
	State      State // where the delivery stands after it
	Code       string
	Took       time.Duration
	Late       time.Duration // since the event
}
