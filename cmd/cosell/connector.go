// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/ace/rule"
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/intake"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/connector/schedule"
	"cosell/internal/connector/sync"
	"cosell/internal/sqldb"
)

// A connector is the CRM connector with the embedded CRM: its rooms, wired.
type connector struct {
	crm    *embedded.Room
	ledger *ledger.Ledger
	sync   *sync.Room
	intake *intake.Room
}

func connectorSchemas() []sqldb.Schema {
	return []sqldb.Schema{embedded.Schema(), ledger.Schema(), intake.Schema()}
}

// feedEvery is how often a CRM is asked that does not tell of changes by itself. The embedded one tells.
const feedEvery = 0

// recheck is after how long without news a synced record is looked at all the same.
const recheck = 24 * time.Hour

// A remoteCentral says which Partner Central the connector of an account talks to.
type remoteCentral struct {
	account, url, catalog, keyID, secret string
	webhook                              string // the secret that events are handed over with
	partner                              rule.Partner
	owner                                func(crmOwner string) plan.Person // nil leaves owners alone
	knows                                func(crmOwner string) bool        // nil takes everybody
}

func furnishConnector(g *ground, at remoteCentral) (*connector, error) {
	pairs, err := mapping.New(mapping.Standard(), embedded.Objects())
	if err != nil {
		return nil, err
	}
	client, err := remote.New(remote.Config{Endpoint: at.url, Catalog: at.catalog, Clock: clock.System{},
		Credentials: credentials.NewStaticCredentialsProvider(at.keyID, at.secret, "")})
	if err != nil {
		return nil, fmt.Errorf("connector of %s: %w", at.account, err)
	}
	c := &connector{}
	// CRM, ledger and sync tell each other what happened, in the transaction in which it does.
	c.crm = embedded.New(g.db, g.box, func(tx *sqldb.Tx, account string, change crm.Change) error {
		return c.sync.Changed(tx, account, change)
	})
	c.ledger = ledger.New(g.db, g.box, func(tx *sqldb.Tx, k ledger.Key, s ledger.State, review string) error {
		return c.crm.Mark(tx, k.Account, k.Object, k.Record, string(s), review)
	},
		ledger.Limit{Kind: ledger.Writes.Kind, Second: g.cfg.WritesPerSecond, Day: g.cfg.WritesPerDay},
		ledger.Limit{Kind: ledger.Reads.Kind, Second: g.cfg.ReadsPerSecond, Day: g.cfg.ReadsPerDay})
	c.sync = sync.New(sync.Config{DB: g.db, Clock: g.clock, Jobs: g.jobs, Ledger: c.ledger, Mapping: pairs, Log: g.log,
		Tenants: []sync.Tenant{{Account: at.account, CRM: c.crm.Tenant(at.account), Remote: client, Partner: at.partner, Owner: at.owner, Knows: at.knows}}})
	c.intake, err = intake.New(g.db, c.ledger, c.sync, g.log, intake.Client{Account: at.account, ID: webhookClient, Secret: at.webhook})
	if err != nil {
		return nil, err
	}
	return c, schedule.New(schedule.Config{DB: g.db, Jobs: g.jobs, Ledger: c.ledger, Sync: c.sync, Intake: c.intake,
		Poll: g.cfg.PollInterval, Feed: feedEvery, Recheck: recheck, Retention: g.cfg.SyncLogRetention,
		Tidy: func(ctx context.Context, account string, before time.Time) error {
			return c.crm.Tenant(account).Prune(ctx, before)
		}})
}
