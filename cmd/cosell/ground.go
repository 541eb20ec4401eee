// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/jobq"
	"cosell/internal/outbound"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
	"cosell/internal/websession"
)

// A ground is what both halves stand on: store, clock, keys, jobs, and what the program tells about itself.
type ground struct {
	cfg      config.Config
	clock    clock.Clock
	movable  *clock.Movable // the same, where people may move it; else nil
	log      *slog.Logger
	db       *sqldb.DB
	box      *secret.Box
	jobs     *jobq.Jobs
	outbound *outbound.Client
	metrics  *telemetry.Metrics
	health   *telemetry.Health
}

// layGround opens the data folder and the database in it, or the one that the settings name. movable is the
// clock of a demo or a sandbox; nil: the machine's, and nobody moves it.
func layGround(ctx context.Context, cfg config.Config, logTo io.Writer, schemas []sqldb.Schema, movable *clock.Movable) (g *ground, err error) {
	level, err := telemetry.Level(cfg.LogLevel)
	if err != nil {
		return nil, err
	}
	log := telemetry.NewLog(logTo, cfg.LogFormat, level, catalogue.SensitivePaths())
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	var clk clock.Clock = clock.System{}
	if movable != nil {
		clk = movable
	}
	db, err := sqldb.Open(ctx, cfg.DatabaseURL, clk)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	own := []sqldb.Schema{sqldb.Ground(), secret.Schema(), jobq.Schema(), websession.Schema()}
	if err := db.Migrate(ctx, append(own, schemas...)...); err != nil {
		return nil, err
	}
	box, err := openBox(db, cfg)
	if err != nil {
		return nil, err
	}
	g = &ground{cfg: cfg, clock: clk, movable: movable, log: log, db: db, box: box, jobs: jobq.New(db, clk, log),
		outbound: outbound.New(outbound.Settings{Allow: append(loopback(), cfg.OutboundNetworks...)}), metrics: telemetry.NewMetrics(), health: telemetry.NewHealth(log)}
	g.jobs.OnRun(func(r jobq.Run) { g.metrics.Job(r.Kind, string(r.Outcome), r.Took) })
	g.jobs.Forget(g.cfg.DeadJobRetention)
	g.metrics.Gauges("jobs", "Jobs by kind and state.", []string{"kind", "state"}, g.depths(func(d jobq.Depth) float64 { return float64(d.Jobs) }))
	g.metrics.Gauges("jobs_overdue_seconds", "How long ago the oldest job of a kind was due; of the dead, how long ago it died.",
		[]string{"kind", "state"}, g.depths(func(d jobq.Depth) float64 {
			if d.Oldest.IsZero() {
				return 0
			}
			return max(0, clk.Now().Sub(d.Oldest).Seconds())
		}))
	g.health.Add("database", "the database does not answer", db.Ping)
	return g, nil
}

// scrapeLimit is how long a scrape of the metrics waits for the database.
const scrapeLimit = 2 * time.Second

// depths reads a number of each kind and state of jobs.
func (g *ground) depths(number func(jobq.Depth) float64) func() ([]telemetry.Sample, error) {
	return func() (all []telemetry.Sample, err error) {
		ctx, cancel := context.WithTimeout(context.Background(), scrapeLimit)
		defer cancel()
		list, err := g.jobs.Depths(ctx)
		for _, d := range list {
			all = append(all, telemetry.Sample{Labels: []string{d.Kind, d.State}, Value: number(d)})
		}
		return all, err
	}
}

// openBox opens the sealed values under the key that the settings give; else under the data folder's own, made at the
// first start. A key that was made for a database that has another one is not left behind.
func openBox(db *sqldb.DB, cfg config.Config) (*secret.Box, error) {
	if cfg.MasterKey != "" {
		key, err := secret.ParseMasterKey(cfg.MasterKey)
		if err != nil {
			return nil, err
		}
		return secret.Open(db, key)
	}
	if cfg.Origin("MASTER_KEY_FILE") == "default" {
		key, err := secret.CreateKeyFile(cfg.MasterKeyFile)
		if err == nil {
			box, err := secret.Open(db, key)
			if err != nil {
				return nil, errors.Join(err, os.Remove(cfg.MasterKeyFile))
			}
			return box, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	key, err := secret.ReadKeyFile(cfg.MasterKeyFile)
	if err != nil {
		return nil, err
	}
	return secret.Open(db, key)
}

// loopback is this machine: the bus brings events to the connector that runs beside it.
func loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}
