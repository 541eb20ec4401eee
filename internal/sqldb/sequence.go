// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Ground is the schema of this room itself; it comes before all others.
func Ground() Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return Schema{Room: "sqldb", Files: files}
}

// block is how many numbers a node takes at once. A restart leaves the rest of its block unused.
const block = 100

// A Sequence hands out numbers that no other node hands out. They rise on one node; there are gaps.
type Sequence struct {
	db    *DB
	name  string
	first int64
	mu    sync.Mutex
	next  int64
	end   int64
}

// Sequence is the sequence called name; the very first number is first.
func (d *DB) Sequence(name string, first int64) *Sequence {
	return &Sequence{db: d, name: name, first: first}
}

// Next is the next number. It may write, so it is not for use inside a transaction.
func (s *Sequence) Next(ctx context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == s.end {
		if err := s.take(ctx); err != nil {
			return 0, fmt.Errorf("number for %s: %w", s.name, err)
		}
	}
	n := s.next
	s.next++
	return n, nil
}

func (s *Sequence) take(ctx context.Context) error {
	var from int64
	err := s.db.InTx(ctx, func(tx *Tx) error {
		tx.Bookkeeping()
		if _, err := tx.Exec(`INSERT INTO sequence (name, next) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`,
			s.name, s.first); err != nil {
			return err
		}
		err := tx.Row(`UPDATE sequence SET next = next + ? WHERE name = ? RETURNING next`, block, s.name).Scan(&from)
		if errors.Is(err, ErrNone) {
			return fmt.Errorf("the sequence vanished: %w", err)
		}
		return err
	})
	if err == nil {
		s.next, s.end = from-block, from
	}
	return err
}
