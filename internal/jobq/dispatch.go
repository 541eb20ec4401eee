// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"time"
)

const (
	poll     = 200 * time.Millisecond // finds what other nodes enqueued, and what became due
	patience = 10 * time.Second       // with the database
	troubled = time.Second            // between tries when the database is unavailable
	atOnce   = 64                     // outcomes stored in one transaction
)

// dispatch claims what is due and gives it to handlers.
func (q *Jobs) dispatch() {
	defer close(q.dispatched)
	for {
		timer, wake := q.clock.After(poll), q.wake // before looking: the clock may be moved meanwhile
		if err := q.round(); err != nil {
			q.log.Error("no jobs are begun", "error", err)
			timer, wake = q.clock.After(troubled), nil
		}
		select {
		case <-timer:
		case <-wake:
		case <-q.quit:
			return
		}
	}
}

// round begins as many due jobs as there are free hands.
func (q *Jobs) round() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := q.tick(ctx); err != nil {
		return err
	}
	places, err := q.due(ctx)
	if err != nil {
		return err
	}
	free := q.idle()
	places = reachable(places, free)
	if len(places) == 0 {
		return nil
	}
	runs, err := q.claim(ctx, places, free)
	for _, r := range runs {
		q.begin(r)
	}
	return err
}

// idle is how many hands each queue has free.
func (q *Jobs) idle() map[string]int {
	q.mu.Lock()
	defer q.mu.Unlock()
	free := make(map[string]int, len(q.workers))
	for queue, n := range q.workers {
		free[queue] = n - q.busy[queue]
	}
	return free
}

// reachable is the places whose queues have a hand free.
func reachable(places []place, free map[string]int) []place {
	some := places[:0]
	for _, p := range places {
		if free[p.queue] > 0 {
			some = append(some, p)
		}
	}
	return some
}

// begin gives r to a hand of its own.
func (q *Jobs) begin(r *run) {
	ctx, cancel := context.WithCancelCause(context.Background())
	r.cancel = cancel
	q.mu.Lock()
	q.running[r.ID] = r
	q.busy[r.Queue]++
	q.mu.Unlock()
	q.hands.Add(1)
	go func() {
		o := q.work(ctx, r)
		cancel(nil)
		select {
		case q.outcomes <- o:
		case <-q.over: // too late: the job's lease runs out
			q.release(r)
		}
	}()
}

// release frees the hand that ran r.
func (q *Jobs) release(r *run) {
	q.mu.Lock()
	if q.running[r.ID] == r { // a lost job may run here again already
		delete(q.running, r.ID)
	}
	q.busy[r.Queue]--
	q.mu.Unlock()
	q.hands.Done()
	q.poke()
}

// record stores outcomes, those that wait together in one transaction.
func (q *Jobs) record() {
	defer q.loops.Done()
	for {
		select {
		case o := <-q.outcomes:
			q.storeAll(q.gather(o))
		case <-q.over:
			return
		}
	}
}

func (q *Jobs) gather(first outcome) []outcome {
	all := []outcome{first}
	for len(all) < atOnce {
		select {
		case o := <-q.outcomes:
			all = append(all, o)
		default:
			return all
		}
	}
	return all
}

// storeAll stores outcomes as soon as the database lets it: the work is done, and doing it again helps nobody.
func (q *Jobs) storeAll(all []outcome) {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		err := q.store(ctx, all)
		cancel()
		if err == nil {
			break
		}
		q.log.Error("will try again", "jobs", len(all), "error", err)
		select {
		case <-q.clock.After(troubled):
			continue
		case <-q.over:
		}
		break
	}
	for _, o := range all {
		q.release(o.run)
	}
}
