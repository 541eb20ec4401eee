// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"net/http"
	"net/url"

	centralportal "cosell/internal/central/portal"
	"cosell/internal/central/registrant"
	connectorportal "cosell/internal/connector/portal"
	"cosell/internal/telemetry"
	"cosell/internal/websession"
	"cosell/web"
)

// assistantPath is where assistants are answered, on the portal's address.
const assistantPath = "/mcp"

// pagesDoor answers browsers: the pages, the endpoints behind them, and what operators look at.
func (h *house) pagesDoor() (http.Handler, error) {
	at, err := url.Parse(base(h.cfg.PortalURL, h.portal))
	if err != nil {
		return nil, err
	}
	sessions, err := websession.New(h.db, h.log, websession.Settings{Idle: h.cfg.SessionIdle, Absolute: h.cfg.SessionAbsolute, BaseURL: at},
		h.identity.Realm(), h.crm.Realm(h.hasher, h.company, false))
	if err != nil {
		return nil, err
	}
	files, err := web.Handler()
	if err != nil {
		return nil, err
	}
	central := centralportal.New(centralportal.Rooms{Sessions: sessions, Identity: h.identity, Opportunities: h.opportunities,
		Solutions: h.solutions, Review: h.desk, Events: h.bus, Links: h.links, Verifications: h.verifications, Proposals: h.proposals,
		Assistants: h.assistants, Log: h.log})
	connector := connectorportal.New(connectorportal.Rooms{CRM: h.crm, Ledger: h.ledger, Sync: h.sync, Jobs: h.jobs, Log: h.log,
		Poll: h.cfg.PollInterval})
	api := http.NewServeMux()
	api.Handle("/api/connector/", connector.Handler())
	api.Handle("/", central.Handler()) // sessions, Central, and the answer for what does not exist
	mux := http.NewServeMux()
	mux.Handle("/api/", sessions.Guard(api))
	mux.Handle(webhookPath+"/", http.StripPrefix(webhookPath, h.intake.Handler()))
	mux.Handle(registrant.Path, registrant.Handler(h.verifications, h.log))
	mux.Handle(assistantPath, h.assistantDoor(h.ground, at.String()).Handler())
	mux.Handle("/", files)
	h.health.Register(mux)
	h.metrics.Register(mux, h.cfg.Metrics)
	return telemetry.Access{Door: "portal", Log: h.log, Metrics: h.metrics, Clock: h.clock, Proxies: h.cfg.TrustedProxies}.Wrap(mux), nil
}

// company is what the CRM calls the company of its users: the name under which Partner Central knows it.
func (h *house) company(account string) string {
	p, err := h.identity.Partner(context.Background(), account)
	if err != nil {
		return account
	}
	return p.Name
}
