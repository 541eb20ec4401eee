// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// effects is what the jobs of these tests do: they count how often each was done.
var effects = sqldb.Schema{Room: "effect", Files: fstest.MapFS{"0001_effect.sql": {Data: []byte(`-- +goose Up
CREATE TABLE effect (id TEXT NOT NULL PRIMARY KEY, wanted BIGINT NOT NULL DEFAULT 0, done BIGINT NOT NULL DEFAULT 0);
`)}}}

func count(t *testing.T, db *sqldb.DB, query string, args ...any) (n int) {
	t.Helper()
	err := db.View(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// until waits for what the machine's clock and other goroutines bring about.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 3000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("after 30 s still not: %s", what)
}

// eachPair runs a test on both databases with two nodes that have a connection pool each and the machine's clock.
func eachPair(t *testing.T, test func(t *testing.T, nodes []*sqldb.DB)) {
	t.Helper()
	for name, address := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "a.db") },
		"PostgreSQL": func(t *testing.T) string { return sqldbtest.PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := address(t)
			test(t, []*sqldb.DB{openNode(t, url), openNode(t, url)})
		})
	}
}

func openNode(t *testing.T, url string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context(), sqldb.Ground(), jobq.Schema(), effects); err != nil {
		t.Fatal(err)
	}
	return db
}

// do counts one run of the job, if it still has it.
func do(db *sqldb.DB) func(context.Context, jobq.Job[note]) error {
	return func(ctx context.Context, j jobq.Job[note]) error {
		return db.InTx(ctx, func(tx *sqldb.Tx) error {
			if err := j.Hold(tx); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE effect SET done = done + 1 WHERE id = ?`, j.Args.ID)
			return err
		})
	}
}

func want(db *sqldb.DB, q *jobq.Jobs, id string, options ...jobq.Option) error {
	return db.InTx(context.Background(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO effect (id, wanted) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET wanted = effect.wanted + 1`, id)
		if err != nil {
			return err
		}
		return q.Enqueue(tx, note{id}, options...)
	})
}

func TestTwoNodesDoEachJobOnce(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, nodes []*sqldb.DB) {
		var all sync.WaitGroup
		for n, db := range nodes {
			q := newJobs(db, clock.System{})
			q.Workers(jobq.General, 16)
			jobq.Handle(q, do(db), jobq.Policy{})
			start(t, q)
			for caller := range 4 {
				all.Go(func() {
					for i := range 100 {
						if err := want(db, q, fmt.Sprintf("%d-%d-%d", n, caller, i)); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		all.Wait()
		until(t, "all jobs done", func() bool { return count(t, nodes[0], `SELECT COUNT(*) FROM job`) == 0 })
		if n := count(t, nodes[0], `SELECT COUNT(*) FROM effect WHERE done = 1`); n != 800 {
			t.Errorf("%d of 800 jobs were done once", n)
		}
	})
}

const part = "JOBQ_TEST_PART"

// enqueueUntilKilled works a queue and adds to it, printing each job once it is acknowledged.
func enqueueUntilKilled(dir, round string) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(dir, "a.db"), clock.System{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(3)
	}
	q := newJobs(db, clock.System{})
	jobq.Handle(q, do(db), jobq.Policy{})
	if err := q.Start(ctx); err != nil {
		fmt.Println("error", err)
		os.Exit(3)
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("%s-%d", round, i)
		if err := want(db, q, id); err != nil {
			fmt.Println("error", err)
			os.Exit(3)
		}
		_, _ = os.Stdout.WriteString(id + "\n") // the reader may have gone
	}
}

func TestNoJobIsLostWhenTheProcessIsKilled(t *testing.T) {
	if dir := os.Getenv(part); dir != "" {
		enqueueUntilKilled(dir, os.Getenv("ROUND"))
	}
	t.Parallel()
	dir := t.TempDir()
	db := openNode(t, "sqlite:"+filepath.Join(dir, "a.db"))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var acked []string
	for round := range 30 {
		cmd := exec.Command(self, "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), part+"="+dir, fmt.Sprintf("ROUND=%d", round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		killer := sync.OnceFunc(func() { time.AfterFunc(rand.N(50*time.Millisecond), func() { _ = cmd.Process.Kill() }) })
		for lines := bufio.NewScanner(out); lines.Scan(); killer() {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Fatal(lines.Text())
			}
			acked = append(acked, lines.Text())
		}
		_ = cmd.Wait() // it was killed
	}
	q := newJobs(db, clock.System{})
	jobq.Handle(q, do(db), jobq.Policy{})
	begun := time.Now()
	start(t, q)
	until(t, "all jobs done", func() bool { return count(t, db, `SELECT COUNT(*) FROM job`) == 0 })
	t.Logf("30 kills, %d jobs acknowledged, all done %v after the last start", len(acked), time.Since(begun))
	done := map[string]bool{}
	err = db.View(t.Context(), func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`SELECT id FROM effect WHERE done >= 1`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			done[id] = true
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range acked {
		if !done[id] {
			t.Errorf("acknowledged job %s was not done", id)
		}
	}
	if len(acked) == 0 {
		t.Error("nothing was acknowledged")
	}
}
