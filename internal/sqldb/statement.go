// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
)

// keep bounds the prepared statements of a pool; lists with many filters make many texts.
const keep = 256

// statements holds what SQLite's pool has prepared, by SQL text. PostgreSQL's driver keeps its own.
//
// A text is prepared after the transaction that first used it: inside, the pool may have no other connection.
type statements struct {
	db *sql.DB
	mu sync.RWMutex
	by map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements { return &statements{db: db, by: map[string]*sql.Stmt{}} }

func (s *statements) of(query string) *sql.Stmt {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.by[query]
}

// learn prepares texts for the next transaction. It waits for a connection and must not be called inside one.
func (s *statements) learn(queries []string) {
	for _, q := range queries {
		if s.of(q) != nil {
			continue
		}
		st, err := s.db.PrepareContext(context.Background(), steady(q))
		if err != nil {
			continue // the text runs unprepared, and says then what is wrong with it
		}
		s.mu.Lock()
		if s.by[q] != nil || len(s.by) >= keep {
			s.mu.Unlock()
			_ = st.Close() // another was faster, or there are enough
			continue
		}
		s.by[q] = st
		s.mu.Unlock()
	}
}

// steady is a text that stays prepared. Behind LIMIT, SQLite takes a bare parameter for a hint to its planner, and prepares
// the text again each time that another number is bound, which costs more than most statements.
func steady(query string) string {
	return strings.ReplaceAll(query, "LIMIT ?", "LIMIT CAST(? AS INTEGER)")
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, st := range s.by {
		errs = append(errs, st.Close())
	}
	clear(s.by)
	return errors.Join(errs...)
}

// A script is what one database transaction has prepared and met; units that share a commit share it.
type script struct {
	pool *statements
	here map[string]*sql.Stmt
	news []string
}

func newScript(pool *statements) *script { return &script{pool: pool, here: map[string]*sql.Stmt{}} }

// of is the prepared statement for query in t, or nil when it is to be run as text.
func (s *script) of(t *Tx, query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	if st := s.here[query]; st != nil {
		return st
	}
	known := s.pool.of(query)
	if known == nil {
		s.news = append(s.news, query)
		return nil
	}
	st := t.tx.StmtContext(t.run, known)
	s.here[query] = st
	return st
}

// end hands new texts to the pool, once the connection is free.
func (s *script) end() {
	if len(s.news) > 0 {
		s.pool.learn(s.news)
	}
}
