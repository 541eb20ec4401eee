// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// A Schema is the tables of one room: numbered migrations, one SQL text for both databases.
// In the text {{blob}} stands for the type of sealed bytes, {{serial}} for a key that the database counts up,
// and {{in key}}, behind a table of short rows, keeps them in the tree of its key.
type Schema struct {
	Room  string // names the table that keeps the room's version
	Files fs.FS  // 0001_noun.sql, ... at its root
}

// Migrate brings every room's tables to this program's version. Nodes that start together wait for each other.
// A database that a newer program has written is refused.
func (d *DB) Migrate(ctx context.Context, schemas ...Schema) (err error) {
	if d.path != "" {
		unlock, err := lockFile(ctx, d.path)
		if err != nil {
			return err
		}
		defer unlock()
	}
	for _, s := range schemas {
		if err := d.migrate(ctx, s); err != nil {
			return fmt.Errorf("migrate %s: %w", s.Room, err)
		}
	}
	return nil
}

func (d *DB) migrate(ctx context.Context, s Schema) error {
	name, options := database.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.dialect.Numbered {
		name = database.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	store, err := database.NewStore(name, "migration_"+s.Room)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider("", d.write, typed{s.Files, d.dialect}, append(options, goose.WithStore(store))...)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("the database has version %d, this program knows %d: start the newer program", have, want)
	}
	_, err = p.Up(ctx)
	return err
}

// lockFile keeps other processes from opening or migrating the file; the system drops the lock with the process.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil // closing gives the lock back
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock the database: %w", errors.Join(err, f.Close()))
		}
		select {
		case <-time.After(20 * time.Millisecond): // the machine's time: another process works
		case <-ctx.Done():
			return nil, fmt.Errorf("another process migrates the database: %w", errors.Join(ctx.Err(), f.Close()))
		}
	}
}

// typed shows migrations with the dialect's type names in them.
type typed struct {
	fs.FS
	dialect Dialect
}

func (t typed) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	defer func() { _ = f.Close() }() // read only
	text, err := fs.ReadFile(t.FS, name)
	if err != nil {
		return nil, err
	}
	text = []byte(t.dialect.types().Replace(string(text)))
	return &migration{Reader: bytes.NewReader(text), name: info.Name(), size: int64(len(text))}, nil
}

// A migration is one file with its types filled in.
type migration struct {
	*bytes.Reader
	name string
	size int64
}

func (m *migration) Stat() (fs.FileInfo, error) { return m, nil }
func (m *migration) Close() error               { return nil }
func (m *migration) Name() string               { return m.name }
func (m *migration) Size() int64                { return m.size }
func (m *migration) Mode() fs.FileMode          { return 0o444 }
func (m *migration) ModTime() time.Time         { return time.Time{} }
func (m *migration) IsDir() bool                { return false }
func (m *migration) Sys() any                   { return nil }
