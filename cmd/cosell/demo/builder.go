// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"time"

	"cosell/internal/aws/awsjson"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/solution"
	"cosell/internal/clock"
	"cosell/internal/jobq"
)

// A Builder makes the sample world by the same doors that people and programs use.
type Builder struct {
	Clock         *clock.Travel
	Jobs          *jobq.Jobs // not started yet: the builder works what is due, day by day
	Identity      *identity.Room
	Solutions     *solution.Room
	Opportunities *opportunity.Room
	Selling       func(account string) (*awsjson.Client, error) // a signed client, over the wire
	Credentials   Credentials

	world   World
	today   time.Time
	clients map[string]*awsjson.Client
	opened  map[int]string // opportunities of the second partner, by their place in the world
}

// Build makes the world's people and things, and then its past, day by day. It leaves the clock at the present.
func (b *Builder) Build(ctx context.Context) (err error) {
	if b.world, err = Sample(); err != nil {
		return err
	}
	defer b.Clock.Release()
	b.today = b.Clock.Now()
	b.clients, b.opened = map[string]*awsjson.Client{}, map[int]string{}
	b.Clock.Hold(b.today.AddDate(0, 0, -180))
	if err := b.people(ctx); err != nil {
		return err
	}
	for _, h := range b.world.history(b.today) {
		b.Clock.Hold(h.at)
		if err := b.happen(ctx, h); err != nil {
			return fmt.Errorf("%d days ago, %s: %w", h.step.DaysAgo, b.subject(h), err)
		}
		if err := b.Jobs.Drain(ctx); err != nil {
			return fmt.Errorf("%d days ago, work that was due: %w", h.step.DaysAgo, err)
		}
	}
	return nil
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
	return nil
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
