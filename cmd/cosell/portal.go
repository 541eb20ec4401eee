// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"
	"net/url"

	centralportal "cosell/internal/central/portal"
	"cosell/internal/telemetry"
	"cosell/internal/websession"
	"cosell/web"
)

// pagesDoor answers browsers: the pages, the endpoints behind them, and what operators look at.
func (h *house) pagesDoor() (http.Handler, error) {
	at, err := url.Parse(base(h.cfg.PortalURL, h.portal))
	if err != nil {
		return nil, err
	}
	sessions, err := websession.New(h.db, h.log, websession.Settings{Idle: h.cfg.SessionIdle, Absolute: h.cfg.SessionAbsolute, BaseURL: at},
		h.identity.Realm())
	if err != nil {
		return nil, err
	}
	files, err := web.Handler()
	if err != nil {
		return nil, err
	}
	central := centralportal.New(centralportal.Rooms{Sessions: sessions, Identity: h.identity, Opportunities: h.opportunities,
		Solutions: h.solutions, Review: h.desk, Events: h.bus, Log: h.log})
	mux := http.NewServeMux()
	mux.Handle("/api/", sessions.Guard(central.Handler()))
	mux.Handle(webhookPath+"/", http.StripPrefix(webhookPath, h.intake.Handler()))
	mux.Handle("/", files)
	h.health.Register(mux)
	h.metrics.Register(mux, h.cfg.Metrics)
	return telemetry.Access{Door: "portal", Log: h.log, Metrics: h.metrics, Clock: h.clock, Proxies: h.cfg.TrustedProxies}.Wrap(mux), nil
}
