// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/remote"
	"cosell/internal/connector/sync"
	"cosell/internal/sqldb"
)

// A connector is the CRM connector with the embedded CRM: its rooms, wired.
type connector struct {
	crm    *embedded.Room
	ledger *ledger.Ledger
	sync   *sync.Room
}

func connectorSchemas() []sqldb.Schema { return []sqldb.Schema{embedded.Schema(), ledger.Schema()} }

// A remoteCentral says which Partner Central the connector of an account talks to.
type remoteCentral struct {
	account, url, catalog, keyID, secret string
	partner                              rule.Partner
}

func furnishConnector(g *ground, at remoteCentral) (*connector, error) {
	pairs, err := mapping.New(mapping.Standard(), embedded.Objects())
	if err != nil {
		return nil, err
	}
	client, err := remote.New(remote.Config{Endpoint: at.url, Catalog: at.catalog, Clock: g.clock,
		Credentials: credentials.NewStaticCredentialsProvider(at.keyID, at.secret, "")})
	if err != nil {
		return nil, fmt.Errorf("connector of %s: %w", at.account, err)
	}
	c := &connector{}
	// CRM, ledger and sync tell each other what happened, in the transaction in which it does.
	c.crm = embedded.New(g.db, g.box, func(tx *sqldb.Tx, account string, change crm.Change) error {
		return c.sync.Changed(tx, account, change)
	})
	c.ledger = ledger.New(g.db, g.box, func(tx *sqldb.Tx, k ledger.Key, s ledger.State) error {
		return c.crm.Mark(tx, k.Account, k.Object, k.Record, string(s))
	})
	c.sync = sync.New(sync.Config{DB: g.db, Clock: g.clock, Jobs: g.jobs, Ledger: c.ledger, Mapping: pairs, Log: g.log,
		Tenants: []sync.Tenant{{Account: at.account, CRM: c.crm.Tenant(at.account), Remote: client, Partner: at.partner}}})
	return c, nil
}
