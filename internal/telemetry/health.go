// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// checkLimit is how long a check may take before it counts as failed.
const checkLimit = 2 * time.Second

// Health answers whether the program lives and whether it can serve.
type Health struct {
	log      *slog.Logger
	draining atomic.Bool
	mu       sync.Mutex
	checks   []check
}

type check struct {
	name, trouble string
	do            func(context.Context) error
}

// A result is one check in the answer of /readyz.
type result struct {
	OK      bool   `json:"ok"`
	Trouble string `json:"trouble,omitempty"`
}

// NewHealth has no checks yet and is ready.
func NewHealth(log *slog.Logger) *Health { return &Health{log: log} }

// Add registers a check. When it fails, strangers read only trouble; the error goes to the log.
func (h *Health) Add(name, trouble string, do func(context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.checks = append(h.checks, check{name, trouble, do})
}

// Drain makes the program unready, so that no new work is sent to it while it ends.
func (h *Health) Drain() { h.draining.Store(true) }

// Register adds GET /healthz and GET /readyz.
func (h *Health) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", h.ready)
}

func (h *Health) ready(w http.ResponseWriter, r *http.Request) {
	if h.draining.Load() {
		writeJSON(w, http.StatusServiceUnavailable, map[string]any{"status": "draining", "checks": map[string]result{}})
		return
	}
	results := h.Check(r.Context())
	status, word := http.StatusOK, "ready"
	for _, res := range results {
		if !res.OK {
			status, word = http.StatusServiceUnavailable, "unready"
		}
	}
	writeJSON(w, status, map[string]any{"status": word, "checks": results})
}

// Check runs all checks at once and says by name how they went.
func (h *Health) Check(ctx context.Context) map[string]result {
	h.mu.Lock()
	checks := append([]check(nil), h.checks...)
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	outcomes := make([]chan error, len(checks))
	for i, c := range checks {
		outcomes[i] = make(chan error, 1) // a check that comes too late must not block for ever
		go func() { outcomes[i] <- c.do(ctx) }()
	}
	results := make(map[string]result, len(checks))
	for i, c := range checks {
		var err error
		select {
		case err = <-outcomes[i]:
		case <-ctx.Done():
			err = ctx.Err()
		}
		results[c.name] = result{OK: err == nil}
		if err != nil {
			h.log.WarnContext(ctx, "check failed", "check", c.name, "error", err)
			results[c.name] = result{Trouble: c.trouble}
		}
	}
	return results
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone; nobody is left to be told
}
