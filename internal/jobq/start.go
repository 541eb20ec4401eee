// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"context"
	"errors"
	"time"
)

type phase int

const (
	fresh phase = iota
	started
	stopped
)

const (
	grace = 10 * time.Second // for running jobs, when the queue stops
	aside = 2 * time.Second  // for handlers to return once they were told to
)

// Start begins to work jobs. ctx is for the beginning alone; Stop ends it. A queue starts once.
func (q *Jobs) Start(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	switch q.phase {
	case started:
		return errors.New("jobs are being worked already")
	case stopped:
		return errors.New("the queue was stopped; make a new one")
	}
	q.prepare()
	if err := q.alone(ctx); err != nil {
		return err
	}
	q.phase = started
	q.loops.Add(2)
	go q.dispatch()
	go q.record()
	go q.keep()
	return nil
}

// Stop begins no more jobs and waits for those that run, 10 s at most or until ctx ends. Then it ends them; what
// does not return is run again by another node, or after the next start.
func (q *Jobs) Stop(ctx context.Context) error {
	q.mu.Lock()
	was := q.phase
	q.phase = stopped
	q.mu.Unlock()
	if was != started {
		if was == stopped {
			<-q.over
		} else {
			close(q.quit)
			close(q.over)
		}
		return nil
	}
	close(q.quit)
	ended := make(chan struct{})
	go func() {
		<-q.dispatched // only then are there no new ones to wait for
		q.hands.Wait()
		close(ended)
	}()
	var err error
	waited, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	select {
	case <-ended:
	case <-waited.Done():
		q.drop(nil)
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), aside)
		defer cancel()
		select {
		case <-ended:
		case <-last.Done():
			err = errors.New("jobs were left behind: their handlers do not end")
		}
	}
	close(q.over)
	q.loops.Wait()
	q.unlock()
	return err
}
