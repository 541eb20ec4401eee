// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sqldbtest gives tests real databases: SQLite always, PostgreSQL from a private throw-away server.
package sqldbtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// Start is what a test's clock shows at first: a Friday morning.
var Start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// Each runs test on SQLite and on PostgreSQL, each fresh and migrated, with a clock that stands still.
// Without PostgreSQL that half is skipped, in words; under CI it fails.
func Each(t *testing.T, test func(*testing.T, *sqldb.DB, *clock.Manual), schemas ...sqldb.Schema) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		clk := clock.NewManual(Start)
		test(t, SQLite(t, clk, schemas...), clk)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		clk := clock.NewManual(Start)
		test(t, Postgres(t, clk, schemas...), clk)
	})
}

// SQLite is a fresh database in the test's folder.
func SQLite(t testing.TB, clk clock.Clock, schemas ...sqldb.Schema) *sqldb.DB {
	t.Helper()
	migrated, err := patternOf("sqlite", schemas).make(migrateFile)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, []byte(migrated), 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+path, clk)
}

// Postgres is a fresh database on the test binary's own server, which is started by the first test that asks.
func Postgres(t testing.TB, clk clock.Clock, schemas ...sqldb.Schema) *sqldb.DB {
	t.Helper()
	c, err := shared()
	if err != nil {
		unavailable(t, err)
	}
	template, err := patternOf("postgres", schemas).make(c.migrate)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, c.fresh(t, template), clk)
}

// PostgresURL is the address of a fresh, empty PostgreSQL database.
func PostgresURL(t testing.TB) string {
	t.Helper()
	c, err := shared()
	if err != nil {
		unavailable(t, err)
	}
	return c.Database(t)
}

// PostgresFilled is the address of a fresh copy of the PostgreSQL database of a name, which fill fills once for the test
// binary; nobody may be connected to it afterwards.
func PostgresFilled(t testing.TB, name string, fill func(url string) error) string {
	t.Helper()
	c, err := shared()
	if err != nil {
		unavailable(t, err)
	}
	p, _ := patterns.LoadOrStore("filled "+name, &pattern{})
	template, err := p.(*pattern).make(func([]sqldb.Schema) (string, error) { return c.pattern(fill) })
	if err != nil {
		t.Fatal(err)
	}
	return c.fresh(t, template)
}

func open(t testing.TB, url string, clk clock.Clock) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// A pattern is a migrated database that fresh ones are copied from: migrating takes longer than most tests.
type pattern struct {
	once    sync.Once
	schemas []sqldb.Schema
	made    string // the file's bytes, or the template's name
	err     error
}

var patterns sync.Map // by database and migrations

func patternOf(dialect string, schemas []sqldb.Schema) *pattern {
	sum := sha256.New()
	for _, s := range schemas {
		fmt.Fprintf(sum, "%s\x00", s.Room)
		err := fs.WalkDir(s.Files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(s.Files, path)
			fmt.Fprintf(sum, "%s\x00%s\x00", path, text)
			return err
		})
		if err != nil {
			fmt.Fprintf(sum, "%v", err) // migrating will tell
		}
	}
	p, _ := patterns.LoadOrStore(fmt.Sprintf("%s %x", dialect, sum.Sum(nil)), &pattern{schemas: schemas})
	return p.(*pattern)
}

func (p *pattern) make(how func([]sqldb.Schema) (string, error)) (string, error) {
	p.once.Do(func() { p.made, p.err = how(append([]sqldb.Schema{sqldb.Ground()}, p.schemas...)) })
	return p.made, p.err
}

// migrateFile answers the bytes of a migrated SQLite file.
func migrateFile(schemas []sqldb.Schema) (string, error) {
	dir, err := os.MkdirTemp("", "pattern")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a leftover hurts nobody
	path := filepath.Join(dir, "pattern.db")
	if err := migrate("sqlite:"+path, schemas); err != nil {
		return "", err
	}
	made, err := os.ReadFile(path)
	return string(made), err
}

// migrate answers the name of a migrated database.
func (c *Cluster) migrate(schemas []sqldb.Schema) (string, error) {
	return c.pattern(func(url string) error { return migrate(url, schemas) })
}

// pattern makes a database, has it filled and answers its name.
func (c *Cluster) pattern(fill func(url string) error) (string, error) {
	name := fmt.Sprintf("pattern%d", c.count.Add(1))
	if _, err := c.admin.Exec("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	return name, fill(c.address(name))
}

func migrate(url string, schemas []sqldb.Schema) error {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, url, clock.NewManual(Start))
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx, schemas...), db.Close())
}
