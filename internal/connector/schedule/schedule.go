// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package schedule has the connector do by the clock what nobody asks for: look at AWS and the CRM for changes that were
// not told, take up what got stuck, and forget what is old.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/connector/intake"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// Config says what is done how often. An interval of zero is never.
type Config struct {
	DB     *sqldb.DB
	Jobs   *jobq.Jobs
	Ledger *ledger.Ledger
	Sync   *sync.Room
	Intake *intake.Room

	Poll time.Duration // at AWS, for lost events
	Feed time.Duration // in CRMs that do not tell of changes by themselves
	// Recheck is after how long without news a synced record is looked at all the same.
	Recheck time.Duration
	// Retention is how long the sync log is kept: 10 to 90 days.
	Retention time.Duration
	// Tidy is told daily what is older than may be forgotten, for rooms beside this one.
	Tidy func(ctx context.Context, account string, before time.Time) error
}

// Shortest and longest times.
const (
	ShortestPoll     = time.Minute
	ShortestRetained = 10 * 24 * time.Hour
	LongestRetained  = 90 * 24 * time.Hour
)

const (
	sweepEvery  = time.Minute
	tidyEvery   = 24 * time.Hour
	stuckAfter  = 10 * time.Minute // twice the time that a run may take
	sweepAtOnce = 500
	recheckOnce = 20 // so many a minute leave four fifths of the read quota to news
)

// The periodic kinds. Each enqueues one job a tenant, so that one slow tenant does not hold up another.
type (
	// PollTick has all tenants polled.
	PollTick struct{}
	// FeedTick has all CRMs' feeds read.
	FeedTick struct{}
	// SweepTick takes up what got stuck.
	SweepTick struct{}
	// TidyTick forgets what is old.
	TidyTick struct{}
	// PollJob polls one tenant.
	PollJob struct {
		Account string `json:"account"`
	}
	// FeedJob reads one tenant's feed.
	FeedJob struct {
		Account string `json:"account"`
	}
)

// Kind names the job.
func (PollTick) Kind() string { return "connector.poll.tick" }

// Kind names the job.
func (FeedTick) Kind() string { return "connector.feed.tick" }

// Kind names the job.
func (SweepTick) Kind() string { return "connector.sweep" }

// Kind names the job.
func (TidyTick) Kind() string { return "connector.tidy" }

// Kind names the job.
func (PollJob) Kind() string { return "connector.poll" }

// Kind names the job.
func (FeedJob) Kind() string { return "connector.feed" }

// New tells the queue what to do when. It comes before the queue is started.
func New(c Config) error {
	if err := c.check(); err != nil {
		return err
	}
	p := jobq.Policy{Timeout: 5 * time.Minute}
	jobq.Handle(c.Jobs, func(ctx context.Context, _ jobq.Job[PollTick]) error {
		return c.each(ctx, func(tx *sqldb.Tx, t sync.Tenant) error {
			return c.Jobs.Enqueue(tx, PollJob{t.Account}, jobq.Unique(t.Account), jobq.Queue(sync.Queue))
		})
	}, p)
	jobq.Handle(c.Jobs, func(ctx context.Context, _ jobq.Job[FeedTick]) error {
		return c.each(ctx, func(tx *sqldb.Tx, t sync.Tenant) error {
			return c.Jobs.Enqueue(tx, FeedJob{t.Account}, jobq.Unique(t.Account), jobq.Queue(sync.Queue))
		})
	}, p)
	jobq.Handle(c.Jobs, func(ctx context.Context, _ jobq.Job[SweepTick]) error { return c.each(ctx, c.sweep) }, p)
	jobq.Handle(c.Jobs, func(ctx context.Context, _ jobq.Job[TidyTick]) error { return c.tidy(ctx) }, p)
	jobq.Handle(c.Jobs, func(ctx context.Context, j jobq.Job[PollJob]) error { return c.Intake.Poll(ctx, j.Args.Account) }, p)
	jobq.Handle(c.Jobs, func(ctx context.Context, j jobq.Job[FeedJob]) error { return c.Intake.Feed(ctx, j.Args.Account) }, p)
	if c.Poll > 0 {
		c.Jobs.Every(PollTick{}, c.Poll)
	}
	if c.Feed > 0 {
		c.Jobs.Every(FeedTick{}, c.Feed)
	}
	c.Jobs.Every(SweepTick{}, sweepEvery)
	c.Jobs.Every(TidyTick{}, tidyEvery)
	return nil
}

func (c Config) check() error {
	var faults []error
	if c.Poll != 0 && c.Poll < ShortestPoll {
		faults = append(faults, fmt.Errorf("poll every %s: %s is the shortest", c.Poll, ShortestPoll))
	}
	if c.Feed < 0 || c.Recheck < 0 {
		faults = append(faults, errors.New("feed and recheck: a time cannot be negative"))
	}
	if c.Retention < ShortestRetained || c.Retention > LongestRetained {
		faults = append(faults, fmt.Errorf("retention of the sync log: %s is not between 10 and 90 days", c.Retention))
	}
	if len(faults) > 0 {
		return fmt.Errorf("schedule: %w", errors.Join(faults...))
	}
	return nil
}

func (c Config) each(ctx context.Context, do func(*sqldb.Tx, sync.Tenant) error) error {
	return c.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, t := range c.Sync.Tenants {
			if err := do(tx, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// sweep wakes records that wait although nobody works them, and a few that nothing was heard of for long.
func (c Config) sweep(tx *sqldb.Tx, t sync.Tenant) error {
	stuck, err := c.Ledger.Stuck(tx, t.Account, t.Remote.Catalog(), tx.Now().Add(-stuckAfter), sweepAtOnce)
	if err != nil {
		return err
	}
	for _, k := range stuck {
		if err := c.Sync.Wake(tx, k, jobq.Event); err != nil {
			return err
		}
	}
	if c.Recheck == 0 {
		return nil
	}
	quiet, err := c.Ledger.Longest(tx, t.Account, t.Remote.Catalog(), tx.Now().Add(-c.Recheck), recheckOnce)
	if err != nil {
		return err
	}
	for _, k := range quiet {
		if err := c.Sync.Wake(tx, k, jobq.Backfill); err != nil {
			return err
		}
	}
	return nil
}

func (c Config) tidy(ctx context.Context) error {
	var before time.Time
	if err := c.each(ctx, func(tx *sqldb.Tx, t sync.Tenant) error {
		before = tx.Now().Add(-c.Retention)
		return c.Ledger.Prune(tx, t.Account, before)
	}); err != nil || c.Tidy == nil {
		return err
	}
	for _, t := range c.Sync.Tenants {
		if err := c.Tidy(ctx, t.Account, before); err != nil {
			return err
		}
	}
	return nil
}
