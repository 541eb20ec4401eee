// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package centraltest

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"

	"cosell/internal/sqldb"
)

// tables lists the tables of the store, by dialect.
var tables = map[string]string{
	"sqlite":   `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
	"postgres": `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
}

// Find names the tables in which some value holds a text as it is, and "log" where a log line does: the search of
// somebody who has the whole store and not the keys.
func Find(t testing.TB, w *World, text string) (found []string) {
	t.Helper()
	if bytes.Contains(w.log.all(), []byte(text)) {
		found = append(found, "log")
	}
	err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		names, err := rows(tx, tables[tx.Dialect().Name])
		if err != nil {
			return err
		}
		for _, name := range names {
			values, err := rows(tx, `SELECT * FROM `+name)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(values, func(value string) bool { return bytes.Contains([]byte(value), []byte(text)) }) {
				found = append(found, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// rows are all values that a query answers, as text.
func rows(tx *sqldb.Tx, query string) (values []string, err error) {
	found, err := tx.Query(query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }() // Err is read below
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	for found.Next() {
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		for _, value := range into {
			switch v := (*value.(*any)).(type) {
			case []byte:
				values = append(values, string(v))
			default:
				values = append(values, fmt.Sprint(v))
			}
		}
	}
	return values, found.Err()
}

// journal keeps what is logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps a line.
func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) all() []byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	return bytes.Clone(j.text.Bytes())
}
