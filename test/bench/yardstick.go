// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // driver "sqlite", the same as the product's
)

// Bare is the yardstick of the wire: net/http with the product's timeouts, no logging, no work. GET-like requests
// get the same bytes each; a request to /echo gets its own body back.
func Bare(same []byte) http.Handler {
	mux := http.NewServeMux()
	head := func(w http.ResponseWriter, n int) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.Header().Set("Content-Length", strconv.Itoa(n))
	}
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		head(w, len(same))
		_, _ = w.Write(same) // a client that went away is no news
	})
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		head(w, len(body))
		_, _ = w.Write(body)
	})
	return mux
}

// ServeBare serves the yardstick until ctx ends, and tells its address first.
func ServeBare(ctx context.Context, same []byte, tell func(address string)) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &http.Server{Handler: Bare(same), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	go func() {
		<-ctx.Done()
		_ = s.Close() // its clients are gone
	}()
	tell(l.Addr().String())
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// rawInserts is the yardstick of the store: how many rows a second one goroutine commits one by one, durably.
func rawInserts(ctx context.Context, dir string, row []byte, d time.Duration) (float64, error) {
	name := "file:" + filepath.Join(dir, "raw.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }() // a throw-away file
	db.SetMaxOpenConns(1)
	for _, q := range []string{
		`CREATE TABLE IF NOT EXISTS raw (account TEXT, id INTEGER, company TEXT, title TEXT, stage TEXT, status TEXT, closes TEXT,
			modified INTEGER, created INTEGER, doc TEXT, PRIMARY KEY (account, id))`,
		`CREATE INDEX IF NOT EXISTS raw_modified ON raw (account, modified, id)`,
		`CREATE INDEX IF NOT EXISTS raw_company ON raw (account, company, id)`,
	} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return 0, err
		}
	}
	var from int
	if err := db.QueryRowContext(ctx, `SELECT COALESCE(MAX(id), 0) FROM raw`).Scan(&from); err != nil {
		return 0, err
	}
	st, err := db.PrepareContext(ctx, `INSERT INTO raw VALUES ('111122223333', ?, ?, 'A title', 'Prospect', 'Pending Submission', '2027-01-01', ?, ?, ?)`)
	if err != nil {
		return 0, err
	}
	defer func() { _ = st.Close() }()
	start, n := time.Now(), 0
	for time.Since(start) < d {
		n++
		at := time.Now().UnixMicro()
		if _, err := st.ExecContext(ctx, from+n, fmt.Sprintf("Company %d", n), at, at, string(row)); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(start).Seconds(), nil
}
