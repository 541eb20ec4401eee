// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"errors"
	"fmt"
)

// tooMany is how many jobs Drain does before it takes them for a circle.
const tooMany = 100_000

// Drain does all that is due by the queue's clock, and what becomes due by that, one job after the other, and
// returns when nothing is due any more. It is for tests and stories on a queue that is not started. A job that
// fails waits for its next try as ever; see Waiting and Dead.
func (q *Jobs) Drain(ctx context.Context) error {
	q.mu.Lock()
	if q.phase == started {
		q.mu.Unlock()
		return errors.New("drain: the queue is started and works by itself")
	}
	q.prepare()
	q.mu.Unlock()
	for range tooMany {
		if err := q.tick(ctx); err != nil {
			return err
		}
		if err := q.takeOver(ctx); err != nil {
			return err
		}
		done, err := q.one(ctx)
		if err != nil {
			return fmt.Errorf("drain: %w", err)
		}
		if !done {
			return nil
		}
	}
	return fmt.Errorf("drain: %d jobs and no end: they enqueue each other", tooMany)
}

// one does the most urgent job that is due; false says that there is none.
func (q *Jobs) one(ctx context.Context) (bool, error) {
	places, err := q.due(ctx)
	if err != nil {
		return false, err
	}
	for _, p := range places {
		runs, err := q.claim(ctx, []place{p}, map[string]int{p.queue: 1})
		if err != nil {
			return false, err
		}
		for _, r := range runs {
			return true, q.store(context.WithoutCancel(ctx), []outcome{q.work(ctx, r)})
		}
	}
	return false, ctx.Err()
}
