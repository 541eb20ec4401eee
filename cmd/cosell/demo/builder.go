// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"time"

	"cosell/internal/aws/awsjson"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
	"cosell/internal/central/review"
	"cosell/internal/central/solution"
	"cosell/internal/clock"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
)

// A Builder makes the sample world by the same doors that people and programs use.
type Builder struct {
	Clock       *clock.Movable
	Jobs        *jobq.Jobs // not started yet: the builder works what is due, day by day
	Identity    *identity.Room
	Solutions   *solution.Room
	Profiles    *profile.Room
	Desk        *review.Room
	Engagements *engagement.Room
	CRM         *embedded.Room
	Sync        *sync.Room
	Hash        func(ctx context.Context, password string) (string, error)
	Selling     func(account string) (*awsjson.Client, error) // a signed client, over the wire
	Account     func(account string) (*awsjson.Client, error) // the same for the Account API
	Credentials Credentials
	Begun       func(ctx context.Context) error // is called once there are people; may be nil

	world    World
	today    time.Time
	reviewer identity.Caller
	seller   embedded.User
	accounts map[string]string // CRM ids by key
	contacts map[string]string // CRM ids by the key of their account
	deals    map[int]string    // CRM ids by place in the world
	opened   map[int]string    // opportunities of the second partner, likewise
	clients  map[string]*awsjson.Client
}

// Central makes the world's partners, users, solutions, access, profiles and connections, and nothing that is the CRM's.
func (b *Builder) Central(ctx context.Context) error {
	b.world, b.clients = must(), map[string]*awsjson.Client{}
	if err := b.people(ctx); err != nil {
		return err
	}
	return b.introduce(ctx)
}

// People makes the world's partners, users, customers and access. The clock stays where it is.
func (b *Builder) People(ctx context.Context) (err error) {
	if b.world, err = Sample(); err != nil {
		return err
	}
	b.today = b.Clock.Now()
	b.accounts, b.contacts, b.clients = map[string]string{}, map[string]string{}, map[string]*awsjson.Client{}
	b.deals, b.opened = map[int]string{}, map[int]string{}
	if err := b.people(ctx); err != nil {
		return err
	}
	if err := b.introduce(ctx); err != nil {
		return err
	}
	if b.reviewer, err = b.atTheDesk(ctx); err != nil {
		return err
	}
	return b.customers(ctx)
}

// Build makes the world's people and things, and then its past, day by day. It leaves the clock at the present.
func (b *Builder) Build(ctx context.Context) (err error) {
	defer b.Clock.Release()
	today := b.Clock.Now()
	b.Clock.Hold(today.AddDate(0, 0, -180))
	if err := b.People(ctx); err != nil {
		return err
	}
	b.today = today
	if b.Begun != nil {
		if err := b.Begun(ctx); err != nil {
			return err
		}
	}
	for _, h := range b.world.history(b.today) {
		if b.Clock.Now().Before(h.at) {
			b.Clock.Hold(h.at)
		}
		if err := b.happen(ctx, h); err != nil {
			return fmt.Errorf("%d days ago, %s: %w", h.step.DaysAgo, b.subject(h), err)
		}
		if err := b.settle(ctx); err != nil {
			return fmt.Errorf("%d days ago, work that was due: %w", h.step.DaysAgo, err)
		}
	}
	for i, d := range b.world.Deals {
		if len(d.Past) > 0 {
			continue
		}
		if err := b.begin(ctx, i); err != nil {
			return err
		}
	}
	if err := b.refer(ctx); err != nil {
		return err
	}
	return b.settle(ctx)
}

// aWhile is how long work may wait for its turn, such as for the quota of AWS, and still belong to the same step.
const aWhile = 2 * time.Minute

// settle works all that is due, and moves the clock to what is due in a while, until nothing is.
func (b *Builder) settle(ctx context.Context) error {
	for {
		if err := b.Jobs.Drain(ctx); err != nil {
			return err
		}
		waiting, err := b.Jobs.Waiting(ctx)
		if err != nil {
			return err
		}
		now, next := b.Clock.Now(), time.Time{}
		for _, w := range waiting {
			if !w.At.After(now.Add(aWhile)) && (next.IsZero() || w.At.Before(next)) {
				next = w.At
			}
		}
		if next.IsZero() {
			return nil
		}
		b.Clock.Hold(maxTime(next, now.Add(time.Millisecond)))
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (b *Builder) subject(h happening) string {
	if h.opp >= 0 {
		return b.world.Opportunities[h.opp].Title
	}
	return b.world.Deals[h.deal].Name
}

func (b *Builder) happen(ctx context.Context, h happening) error {
	if h.opp >= 0 {
		return b.integration(ctx, h)
	}
	if b.deals[h.deal] == "" {
		if err := b.begin(ctx, h.deal); err != nil {
			return err
		}
		if err := b.settle(ctx); err != nil {
			return err
		}
	}
	return b.deal(ctx, h)
}

// client is the signed client of an account.
func (b *Builder) client(account string) (*awsjson.Client, error) {
	if c := b.clients[account]; c != nil {
		return c, nil
	}
	c, err := b.Selling(account)
	if err != nil {
		return nil, err
	}
	b.clients[account] = c
	return c, nil
}
