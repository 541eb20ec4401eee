// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/allowance"
	"cosell/internal/central/awsapi"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/central/connection"
	"cosell/internal/central/engagement"
	"cosell/internal/central/event"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/central/profile"
	"cosell/internal/central/quirk"
	"cosell/internal/central/registrant"
	"cosell/internal/central/review"
	"cosell/internal/central/scenario"
	"cosell/internal/central/snapshot"
	"cosell/internal/central/solution"
	"cosell/internal/central/tag"
	"cosell/internal/central/task"
	"cosell/internal/central/verification"
	"cosell/internal/clock"
	"cosell/internal/mail"
	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
	"cosell/internal/websession/password"
)

// A central is Partner Central: its rooms, wired.
type central struct {
	bus           *event.Bus
	identity      *identity.Room
	solutions     *solution.Room
	opportunities *opportunity.Room
	engagements   *engagement.Room
	tasks         *task.Room
	snapshots     *snapshot.Room
	tags          *tag.Room
	desk          *review.Room
	scenarios     *scenario.Room
	quirks        *quirk.Room
	outbox        *mail.Outbox
	verifications *verification.Room
	profiles      *profile.Room
	connections   *connection.Room
	pagesAt       func() string // address of the pages; known once their door is open
}

func centralSchemas() []sqldb.Schema {
	return []sqldb.Schema{event.Schema(), identity.Schema(), idempotency.Schema(), solution.Schema(), opportunity.Schema(), engagement.Schema(),
		snapshot.Schema(), tag.Schema(), task.Schema(),
		mail.Schema(), allowance.Schema(), verification.Schema(), profile.Schema(), connection.Schema(),
		scenario.Schema(), quirk.Schema()}
}

// How long the registry and moderation take: long enough to see and to cancel what is in progress.
const (
	registryDelay   = time.Second
	moderationDelay = 3 * time.Second
)

func furnishCentral(ctx context.Context, g *ground, hasher *password.Hasher) (*central, error) {
	if g.movable != nil {
		if err := scenario.RestoreClock(ctx, g.db, g.movable); err != nil {
			return nil, err
		}
	}
	tokens := page.NewTokens(g.box, g.clock)
	c := &central{bus: event.New(event.Options{DB: g.db, Jobs: g.jobs, Clock: g.clock, Secrets: g.box, Pages: tokens,
		Client: g.outbound, Log: g.log, KeepDone: g.cfg.EventRetention, KeepDead: g.cfg.DeadLetterRetention})}
	c.gauges(g)
	c.identity = identity.New(g.db, g.box, g.clock, hasher)
	c.solutions = solution.New(g.db, tokens)
	c.opportunities = opportunity.New(opportunity.Options{DB: g.db, Box: g.box, Tokens: tokens, Clock: g.clock, Bus: c.bus,
		Settings: rule.Settings{SolutionAtSubmit: g.cfg.SolutionRequiredAtSubmit}})
	c.engagements = engagement.New(engagement.Options{DB: g.db, Box: g.box, Tokens: tokens, Bus: c.bus, Jobs: g.jobs, Opportunities: c.opportunities,
		Connected: func(tx *sqldb.Tx, catalog, a, b string) (bool, error) { return c.connections.Active(tx, catalog, a, b) }})
	c.snapshots = snapshot.New(snapshot.Options{DB: g.db, Box: g.box, Tokens: tokens, Bus: c.bus, Jobs: g.jobs,
		Opportunities: c.opportunities, Membership: c.engagements, Project: c.engagements.Project})
	c.tasks = task.New(task.Options{DB: g.db, Tokens: tokens, Jobs: g.jobs, Opportunities: c.opportunities, Engagements: c.engagements,
		Watch: c.snapshots.Watch})
	c.tags = tag.New(g.db, map[string]tag.Exists{"opportunity": c.opportunities.Exists, "resource-snapshot-job": c.snapshots.JobExists})
	idempotency.Schedule(g.jobs, g.db)
	allowance.Schedule(g.jobs, g.db)
	c.furnishAccount(g, tokens)
	c.desk = review.New(c.opportunities, c.identity)
	c.scenarios = scenario.New(scenario.Options{DB: g.db, Jobs: g.jobs, Bus: c.bus, Tokens: tokens, Opportunities: c.opportunities,
		Engagements: c.engagements, Desk: c.desk, Log: g.log, Clock: g.movable})
	if g.cfg.ReviewAuto {
		c.scenarios.Standing(scenario.Automatic(int(g.cfg.ReviewAutoDelay.Seconds())))
	}
	c.quirks = quirk.New(quirk.Options{DB: g.db, Clock: clock.System{}, Log: g.log, Bus: c.bus, Review: c.opportunities.ReviewOf,
		Account: func(ctx context.Context) string { return awsapi.CallerOf(ctx).Account }})
	return c, c.quirks.Load(ctx)
}

// furnishAccount makes the rooms of the Account API.
func (c *central) furnishAccount(g *ground, tokens *page.Tokens) {
	c.outbox = mail.New(g.db, g.box, g.jobs)
	c.verifications = verification.New(verification.Options{DB: g.db, Box: g.box, Jobs: g.jobs, Outbox: c.outbox, Delay: registryDelay,
		LinkURL: func() string { return c.pagesAt() + registrant.Path }})
	c.profiles = profile.New(profile.Options{DB: g.db, Box: g.box, Jobs: g.jobs, Tokens: tokens, Verifications: c.verifications, Delay: moderationDelay})
	c.connections = connection.New(connection.Options{DB: g.db, Box: g.box, Jobs: g.jobs, Tokens: tokens, Bus: c.bus, Outbox: c.outbox, Profiles: c.profiles})
}

// gauges show how many events are on their way, and how many nobody took.
func (c *central) gauges(g *ground) {
	backlog := func(pick func(event.Backlog) int64) func() float64 {
		return func() float64 {
			l, err := c.bus.Backlog(context.Background())
			if err != nil {
				return -1 // the database cannot be read, which other figures say
			}
			return float64(pick(l))
		}
	}
	g.metrics.Gauge("event_deliveries_waiting", "Event deliveries that wait for their next attempt.", backlog(func(l event.Backlog) int64 { return l.Waiting }))
	g.metrics.Gauge("event_dead_letters", "Event deliveries in the dead-letter queue.", backlog(func(l event.Backlog) int64 { return l.Dead }))
}

// awsDoor answers AWS SDKs. Signatures are checked by the machine's clock, which clients sign by, and so are durations.
func (c *central) awsDoor(g *ground) (*awsjson.Server, error) {
	verifier := sigv4.New(sigv4.Config{Clock: clock.System{}, Region: selling.Region, Services: []string{selling.SigningName, account.SigningName}, Lookup: c.identity.Lookup})
	services := []awsjson.Service{awsapi.Service(&awsapi.Rooms{Opportunities: c.opportunities, Solutions: c.solutions, Engagements: c.engagements,
		Snapshots: c.snapshots, Tags: c.tags, Tasks: c.tasks}),
		accountapi.Service(&accountapi.Rooms{Verifications: c.verifications, Profiles: c.profiles, Connections: c.connections})}
	for _, service := range services {
		for name, do := range service.Operations {
			service.Operations[name] = c.quirks.Around(name, do)
		}
	}
	return awsjson.NewServer(awsjson.Config{
		Services:     services,
		Authenticate: awsapi.Authenticate(verifier),
		Observe:      func(ctx context.Context, x awsjson.Exchange) { observe(ctx, g, x) },
		Log:          g.log, Clock: clock.System{}, MaxBody: int64(g.cfg.BodyLimitKiB) << 10,
	})
}

// observe tells metrics and log of one request. Who integrates is kept, as AWS asks integrators to say it.
func observe(ctx context.Context, g *ground, x awsjson.Exchange) {
	outcome := x.ErrorType
	if outcome == "" {
		outcome = "ok"
	}
	g.metrics.Operation(x.Operation, outcome, x.Duration)
	level := g.log.DebugContext
	if x.Status >= http.StatusInternalServerError {
		level = g.log.ErrorContext
	}
	level(ctx, "aws operation", "operation", x.Operation, "status", x.Status, "error", x.Err, "request", x.RequestID,
		"account", awsapi.CallerOf(ctx).Account, "integrator", telemetry.Plain(x.Integrator), "ms", x.Duration.Milliseconds())
}

// base is the address of a door as others see it: what the settings say, else where it listens.
func base(set *url.URL, d *door) string {
	if set != nil {
		return set.String()
	}
	return d.url()
}
