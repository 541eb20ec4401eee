// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"

	"cosell/internal/central/event"
	"cosell/internal/central/identity"
	"cosell/internal/connector/intake"
)

// Where and as whom the bus hands events to the connector.
const (
	webhookPath   = "/hooks/connector" // beside the pages, whose paths begin otherwise
	webhookClient = "partner-central"
	webhookName   = "cosell-connector"
)

// tellConnector has the first partner's events brought to its connector, by the same API destination, OAuth client and
// rule that one would set up in an AWS account. The address may be another at each start.
func (e *estate) tellConnector(ctx context.Context) error {
	account := e.remote().account
	partner, err := e.identity.Partner(ctx, account)
	if err != nil {
		return err
	}
	who := identity.System(account, partner)
	at := e.portal.url() + webhookPath
	if err := e.bus.PutConnection(ctx, who, event.Connection{Name: webhookName, TokenURL: at + intake.TokenPath,
		ClientID: webhookClient, Secret: e.credentials.Webhook}); err != nil {
		return err
	}
	if err := e.bus.PutDestination(ctx, who, event.Destination{Name: webhookName, URL: at + intake.EventsPath, Connection: webhookName}); err != nil {
		return err
	}
	return e.bus.PutRule(ctx, who, event.Rule{Name: webhookName, Enabled: true, Description: "Opportunity events to the CRM connector",
		Pattern: `{"source":["aws.partnercentral-selling"],"detail-type":[{"prefix":"Opportunity "}],"detail":{"catalog":["AWS"]}}`,
		Targets: []event.Target{{ID: webhookName, Destination: webhookName}}})
}
