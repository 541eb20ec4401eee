// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/allowance"
	"cosell/internal/central/assistant"
	"cosell/internal/central/audit"
	"cosell/internal/central/awsapi"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/central/awsapi/eventbridge"
	"cosell/internal/central/awsapi/sts"
	"cosell/internal/central/bulk"
	"cosell/internal/central/collaboration"
	"cosell/internal/central/collaboration/slack"
	"cosell/internal/central/connection"
	"cosell/internal/central/engagement"
	"cosell/internal/central/event"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/link"
	"cosell/internal/central/listview"
	"cosell/internal/central/mcp"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/central/pipeline"
	"cosell/internal/central/profile"
	"cosell/internal/central/proposal"
	"cosell/internal/central/quirk"
	"cosell/internal/central/quota"
	"cosell/internal/central/recommendation"
	"cosell/internal/central/registrant"
	"cosell/internal/central/review"
	"cosell/internal/central/scenario"
	"cosell/internal/central/snapshot"
	"cosell/internal/central/solution"
	"cosell/internal/central/staff"
	"cosell/internal/central/support"
	"cosell/internal/central/tag"
	"cosell/internal/central/task"
	"cosell/internal/central/verification"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/mail"
	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
	"cosell/internal/websession/password"
)

// A central is Partner Central: its rooms, wired.
type central struct {
	bus             *event.Bus
	identity        *identity.Room
	solutions       *solution.Room
	opportunities   *opportunity.Room
	engagements     *engagement.Room
	tasks           *task.Room
	snapshots       *snapshot.Room
	tags            *tag.Room
	desk            *review.Room
	scenarios       *scenario.Room
	quirks          *quirk.Room
	outbox          *mail.Outbox
	verifications   *verification.Room
	profiles        *profile.Room
	connections     *connection.Room
	pagesAt         func() string // address of the pages; known once their door is open
	quotas          *quota.Room
	links           *link.Room
	proposals       *proposal.Room
	assistants      *assistant.Room
	views           *listview.Room
	pipeline        *pipeline.Room
	recommendations *recommendation.Room
	notices         *notice.Room
	audit           *audit.Room
	bulk            *bulk.Room
	staff           *staff.Room
	support         *support.Room
	channels        *collaboration.Room
}

func centralSchemas() []sqldb.Schema {
	return []sqldb.Schema{event.Schema(), identity.Schema(), notice.Schema(), idempotency.Schema(), solution.Schema(), opportunity.Schema(), engagement.Schema(),
		snapshot.Schema(), tag.Schema(), task.Schema(),
		mail.Schema(), allowance.Schema(), verification.Schema(), profile.Schema(), connection.Schema(), quota.Schema(), link.Schema(),
		proposal.Schema(), assistant.Schema(), scenario.Schema(), quirk.Schema(), audit.Schema(), listview.Schema(), bulk.Schema(),
		collaboration.Schema(), support.Schema(), review.Schema(), staff.Schema()}
}

func furnishCentral(ctx context.Context, g *ground, hasher *password.Hasher) (*central, error) {
	if g.movable != nil {
		if err := scenario.RestoreClock(ctx, g.db, g.movable); err != nil {
			return nil, err
		}
	}
	overrides, err := quota.ParseOverrides(g.cfg.QuotaOverrides)
	if err != nil {
		return nil, fmt.Errorf("COSELL_QUOTA_OVERRIDES: %w", err)
	}
	quotas, err := quota.New(quota.Options{DB: g.db, Clock: clock.System{}, On: g.cfg.Quotas, Percent: g.cfg.QuotaPercent, Overrides: overrides})
	if err != nil {
		return nil, err
	}
	tokens := page.NewTokens(g.box, g.clock)
	c := &central{quotas: quotas, bus: event.New(event.Options{DB: g.db, Jobs: g.jobs, Clock: g.clock, Secrets: g.box, Pages: tokens,
		Client: g.outbound, Log: g.log, KeepDone: g.cfg.EventRetention, KeepDead: g.cfg.DeadLetterRetention, Queues: queues(g.cfg)})}
	c.gauges(g)
	c.audit = audit.New(g.db)
	c.audit.Schedule(g.jobs)
	c.identity = identity.New(g.db, g.box, clock.System{}, hasher) // sessions of roles age by the machine, as clients do
	c.links = link.New(g.db, c.identity)
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
	if err := c.furnishAccount(g, tokens); err != nil {
		return nil, err
	}
	c.identity.Schedule(g.jobs)
	c.opportunities.Schedule(g.jobs)
	c.views = listview.New(listview.Options{DB: g.db, Identity: c.identity, Checks: map[listview.Kind]listview.Check{
		listview.Opportunities: c.opportunities.CheckBrowse, listview.Leads: c.engagements.CheckLeads}})
	c.recommendations = recommendation.New(recommendation.Options{DB: g.db, Profiles: c.profiles, Connections: c.connections, Opportunities: c.opportunities})
	c.pipeline = pipeline.New(pipeline.Options{Opportunities: c.opportunities, Engagements: c.engagements, Clock: g.clock})
	c.desk = review.New(review.Options{DB: g.db, Tokens: tokens, Opportunities: c.opportunities, Identity: c.identity})
	c.desk.Schedule(g.jobs)
	c.proposals = proposal.New(proposal.Options{DB: g.db, Box: g.box, Clock: g.clock, Tokens: tokens, Identity: c.identity,
		Opportunities: c.opportunities, Life: g.cfg.ProposalLife})
	c.proposals.Schedule(g.jobs)
	c.assistants = assistant.New(g.db, g.clock, c.identity)
	c.bulk = bulk.New(bulk.Options{DB: g.db, Box: g.box, Clock: g.clock, Jobs: g.jobs, Tokens: tokens, Identity: c.identity, Opportunities: c.opportunities,
		Engagements: c.engagements, Tasks: c.tasks, Solutions: c.solutions, RowLimit: g.cfg.BulkRows, RecordLimit: g.cfg.BulkRecords})
	c.support = support.New(support.Options{DB: g.db, Box: g.box, Jobs: g.jobs, Tokens: tokens, Identity: c.identity, Opportunities: c.opportunities,
		FileBytes: int64(g.cfg.SupportFileMiB) << 20, CaseBytes: int64(g.cfg.SupportCaseMiB) << 20})
	c.channels = collaboration.New(collaboration.Options{DB: g.db, Jobs: g.jobs, Tokens: tokens, Identity: c.identity, Opportunities: c.opportunities,
		Slack: workspace(g),
		PageOf: func(id string) string {
			return strings.TrimSuffix(c.pagesAt(), "/") + "/opportunities/" + id + "?tab=channel"
		}})
	c.scenarios = scenario.New(scenario.Options{DB: g.db, Jobs: g.jobs, Bus: c.bus, Tokens: tokens, Opportunities: c.opportunities,
		Engagements: c.engagements, Tasks: c.tasks, Connections: c.connections, Desk: c.desk, Log: g.log, Clock: g.movable, Partners: g.movable != nil})
	if g.cfg.ReviewAuto {
		c.scenarios.Standing(scenario.Automatic(int(g.cfg.ReviewAutoDelay.Seconds())))
	}
	c.quirks = quirk.New(quirk.Options{DB: g.db, Clock: clock.System{}, Log: g.log, Bus: c.bus, Review: c.opportunities.ReviewOf,
		Account: func(ctx context.Context) string { return awsapi.CallerOf(ctx).Account }})
	return c, c.quirks.Load(ctx)
}

// passwordPath is the page where a password is set, up to the token of the link.
const passwordPath = "/password#"

// furnishAccount makes the rooms of the Account API, and what writes to people.
func (c *central) furnishAccount(g *ground, tokens *page.Tokens) error {
	c.outbox = mail.New(g.db, g.box, g.jobs)
	c.staff = staff.New(staff.Options{DB: g.db, Clock: clock.System{}, Identity: c.identity, Outbox: c.outbox, Jobs: g.jobs,
		LinkURL: func() string { return c.pagesAt() + passwordPath }})
	server, err := mailServer(g.cfg)
	if err != nil {
		return err
	}
	c.outbox.Through(server)
	c.notices = notice.New(notice.Options{DB: g.db, Outbox: c.outbox, Pages: func() string { return c.pagesAt() }})
	c.notices.Schedule(g.jobs)
	c.verifications = verification.New(verification.Options{DB: g.db, Box: g.box, Jobs: g.jobs, Outbox: c.outbox, Tokens: tokens, Delay: g.cfg.RegistryDelay,
		LinkURL: func() string { return c.pagesAt() + registrant.Path }})
	c.profiles = profile.New(profile.Options{DB: g.db, Box: g.box, Jobs: g.jobs, Tokens: tokens, Verifications: c.verifications, Delay: g.cfg.ModerationDelay})
	c.connections = connection.New(connection.Options{DB: g.db, Box: g.box, Jobs: g.jobs, Tokens: tokens, Bus: c.bus, Profiles: c.profiles})
	return nil
}

// workspace is the operator's Slack, where the settings have a token for one.
func workspace(g *ground) *slack.Workspace {
	at := "https://slack.com"
	if g.cfg.SlackURL != nil {
		at = strings.TrimSuffix(g.cfg.SlackURL.String(), "/")
	}
	return slack.New(slack.Settings{URL: at + "/api/", Token: g.cfg.SlackToken, Client: g.outbound.HTTP()})
}

// queues is the operator's SQS, where the settings name one.
func queues(cfg config.Config) event.Queues {
	if cfg.QueueURL == nil {
		return event.Queues{}
	}
	return event.Queues{Endpoint: cfg.QueueURL.String(), Region: cfg.QueueRegion, KeyID: cfg.QueueAccessKeyID, Secret: cfg.QueueSecretAccessKey}
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

// awsDoor answers AWS SDKs: the JSON services, and beside them STS. Signatures are checked by the machine's clock, which
// clients sign by, and so are durations, quotas and temporary credentials.
func (c *central) awsDoor(g *ground) (http.Handler, error) {
	verifier := sigv4.New(sigv4.Config{Clock: clock.System{}, Region: selling.Region, Services: []string{selling.SigningName, account.SigningName, eventbridge.SigningName}, Lookup: c.identity.Lookup})
	services := []awsjson.Service{awsapi.Service(&awsapi.Rooms{Opportunities: c.opportunities, Solutions: c.solutions, Engagements: c.engagements,
		Snapshots: c.snapshots, Tagging: c.tags, Tasks: c.tasks}),
		accountapi.Service(&accountapi.Rooms{Verifications: c.verifications, Profiles: c.profiles, Connections: c.connections})}
	for _, service := range services {
		for name, do := range service.Operations {
			service.Operations[name] = c.quirks.Around(name, do)
		}
	}
	server, err := awsjson.NewServer(awsjson.Config{
		Services:     append(services, eventbridge.Service(c.bus)),
		Authenticate: awsapi.Admitted(c.quotas, awsapi.Authenticate(verifier)),
		Observe:      func(ctx context.Context, x awsjson.Exchange) { observe(ctx, g, x) },
		Log:          g.log, Clock: clock.System{}, MaxBody: int64(g.cfg.BodyLimitKiB) << 10,
	})
	if err != nil {
		return nil, err
	}
	return sts.New(sts.Config{Identity: c.identity, Region: selling.Region, Clock: clock.System{}, Log: g.log,
		Observe: func(ctx context.Context, x awsjson.Exchange) { observe(ctx, g, x) }}).Beside(server), nil
}

// assistantDoor answers assistants. pages is the address of the pages, where proposals are approved.
func (c *central) assistantDoor(g *ground, pages string) *mcp.Door {
	return mcp.New(mcp.Rooms{Assistants: c.assistants, Identity: c.identity, Opportunities: c.opportunities, Solutions: c.solutions,
		Review: c.desk, Proposals: c.proposals, Pages: strings.TrimSuffix(pages, "/"), Version: version, Log: g.log})
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
