// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"
	"net/url"

	centralportal "cosell/internal/central/portal"
	"cosell/internal/central/registrant"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/telemetry"
	"cosell/internal/websession"
	"cosell/internal/websession/openid"
	"cosell/web"
)

// assistantPath is where assistants are answered, on the portal's address.
const assistantPath = "/mcp"

// pagesDoor answers browsers: the pages, the endpoints behind them, and what operators look at. People sign in by the
// machine's clock: who moves the other one stays signed in.
func (h *house) pagesDoor(a annex) (http.Handler, error) {
	at, err := url.Parse(base(h.cfg.PortalURL, h.portal))
	if err != nil {
		return nil, err
	}
	settings := websession.Settings{Idle: h.cfg.SessionIdle, Absolute: h.cfg.SessionAbsolute, BaseURL: at, Clock: clock.System{},
		Second: h.cfg.SecondStep, Box: h.box}
	if settings.Provider, err = provider(h.cfg, at); err != nil {
		return nil, err
	}
	sessions, err := websession.New(h.db, h.log, settings, append([]websession.Realm{h.identity.Realm()}, a.realms...)...)
	if err != nil {
		return nil, err
	}
	files, err := web.Handler()
	if err != nil {
		return nil, err
	}
	central := centralportal.New(centralportal.Rooms{Sessions: sessions, Identity: h.identity, Opportunities: h.opportunities,
		Solutions: h.solutions, Review: h.desk, Events: h.bus, Links: h.links, Verifications: h.verifications, Proposals: h.proposals,
		Assistants: h.assistants, Scenarios: h.scenarios, Quirks: h.quirks, Quotas: h.quotas, Audit: h.audit, Log: h.log,
		Engagements: h.engagements, Tasks: h.tasks, Snapshots: h.snapshots, Connections: h.connections, Profiles: h.profiles, Views: h.views, Bulk: h.bulk, Notices: h.notices,
		Staff: h.staff, Pipeline: h.pipeline, Recommendations: h.recommendations, Channels: h.channels, Support: h.support})
	api := http.NewServeMux()
	for path, handler := range a.api {
		api.Handle(path, handler)
	}
	api.Handle("/", central.Handler()) // sessions, Central, and the answer for what does not exist
	mux := http.NewServeMux()
	mux.Handle("/api/", sessions.Guard(api))
	mountControl(mux, h.movable, central.Control(h.token))
	for path, handler := range a.hooks {
		mux.Handle(path, handler)
	}
	mux.Handle(registrant.Path, registrant.Handler(h.verifications, h.log))
	mux.Handle(assistantPath, h.assistantDoor(h.ground, at.String()).Handler())
	mux.Handle("/", files)
	h.health.Register(mux)
	h.metrics.Register(mux, h.cfg.Metrics)
	return telemetry.Access{Door: "portal", Log: h.log, Metrics: h.metrics, Clock: clock.System{}, Proxies: h.cfg.TrustedProxies}.Wrap(mux), nil
}

// provider is whom people can sign in by too; nil where the settings name nobody.
func provider(cfg config.Config, pages *url.URL) (*openid.Provider, error) {
	if cfg.OIDCIssuer == "" {
		return nil, nil
	}
	return openid.New(openid.Config{Issuer: cfg.OIDCIssuer, Name: cfg.OIDCName, ClientID: cfg.OIDCClientID, Secret: cfg.OIDCClientSecret,
		Redirect: pages.JoinPath(websession.ReturnPath).String(), Networks: cfg.OutboundNetworks, Clock: clock.System{}})
}

// mountControl serves the control interface where the clock can be moved: who may be AWS by a token is a person who tries
// things out in a demo or a sandbox, and nobody elsewhere.
func mountControl(mux *http.ServeMux, movable *clock.Movable, control http.Handler) {
	if movable != nil {
		mux.Handle(centralportal.ControlPath, control)
	}
}
