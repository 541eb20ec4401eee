// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cosell/internal/clock"
)

// This binary runs itself again as the process that is killed or starved; the name of the part is in part.
const part = "SQLDB_TEST_PART"

// child runs this binary again with only the named test, which then plays its part.
func child(t *testing.T, test, dir string, prefix ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append(prefix, self, "-test.run=^"+test+"$", "-test.count=1")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), part+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// write inserts rows from eight callers and prints the number of each once it is acknowledged.
func write(dir string, round int) {
	db, err := Open(context.Background(), "sqlite:"+filepath.Join(dir, "a.db"), clock.System{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(3)
	}
	go func() {
		fmt.Println("failed", <-db.Failed())
		os.Exit(4)
	}()
	var out sync.Mutex
	var callers sync.WaitGroup
	for caller := range 8 {
		callers.Go(func() {
			for n := 0; ; n++ {
				id := int64(round)<<40 | int64(caller)<<32 | int64(n)
				if err := db.InTx(context.Background(), put(`INSERT INTO note VALUES (?, 'x')`, id)); err != nil {
					continue // printed nothing: it was not acknowledged
				}
				out.Lock()
				_, _ = os.Stdout.WriteString(strconv.FormatInt(id, 10) + "\n") // the reader may have gone
				out.Unlock()
			}
		})
	}
	callers.Wait()
}

func TestNoAcknowledgedRowIsLostWhenTheProcessIsKilled(t *testing.T) {
	if dir := os.Getenv(part); dir != "" {
		round, _ := strconv.Atoi(os.Getenv("ROUND")) // set below
		write(dir, round)
	}
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	db := openFile(t, path)
	table(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	acked := map[int64]bool{}
	for round := range 100 {
		cmd := child(t, t.Name(), dir)
		cmd.Env = append(cmd.Env, "ROUND="+strconv.Itoa(round))
		for _, id := range killed(t, cmd, rand.N(40*time.Millisecond)) {
			acked[id] = true
		}
	}
	t.Logf("100 kills, %d rows acknowledged", len(acked))
	missing(t, path, acked)
}

// killed starts cmd, kills it some time after its first acknowledged row, and says what was acknowledged.
func killed(t *testing.T, cmd *exec.Cmd, after time.Duration) (ids []int64) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var timer *time.Timer
	for lines := bufio.NewScanner(out); lines.Scan(); {
		id, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			t.Fatalf("the writer says: %s", lines.Text())
		}
		ids = append(ids, id)
		if timer == nil {
			timer = time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait() // it was killed
	return ids
}

// missing fails for rows that were acknowledged and are not in the file, and for a file that is not whole.
func missing(t *testing.T, path string, acked map[int64]bool) {
	t.Helper()
	if len(acked) == 0 {
		t.Error("nothing was acknowledged")
	}
	db := openFile(t, path)
	err := db.View(t.Context(), func(tx *Tx) error {
		rows, err := tx.Query(`SELECT id FROM note`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			delete(acked, id)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		var whole string
		if err := tx.Row(`PRAGMA integrity_check`).Scan(&whole); err != nil || whole != "ok" {
			t.Errorf("integrity: %s, %v", whole, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id := range acked {
		t.Errorf("acknowledged row %x is lost", id)
	}
}

func TestALostSyncStopsTheProcess(t *testing.T) {
	if dir := os.Getenv(part); dir != "" {
		write(dir, 0)
	}
	t.Parallel()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("not run: a failing disk is played by Debian's package strace")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	db := openFile(t, path)
	table(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := child(t, t.Name(), dir, "strace", "-f", "-o", filepath.Join(dir, "trace"), "-e", "trace=fsync,fdatasync",
		"-e", "inject=fsync,fdatasync:error=EIO:when=12")
	cmd.Env = append(cmd.Env, "GOMAXPROCS=1")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 4 {
		t.Fatalf("%v, want the process ended by its failed database\n%s", err, out)
	}
	acked := map[int64]bool{}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, line := range lines[:len(lines)-1] {
		id, err := strconv.ParseInt(line, 10, 64)
		if err != nil {
			t.Fatalf("the writer says: %s", line)
		}
		acked[id] = true
	}
	t.Logf("%d rows acknowledged, then: %s", len(acked), lines[len(lines)-1])
	missing(t, path, acked)
}

func TestAFullDiskRefusesWritesServesReadsAndRecovers(t *testing.T) {
	if dir := os.Getenv(part); dir != "" {
		starve(t, dir)
		return
	}
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("not run: a small disk of its own needs root")
	}
	cmd := child(t, t.Name(), t.TempDir())
	cmd.Args = append(cmd.Args, "-test.v")
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// starve runs in a mount namespace of its own.
func starve(t *testing.T, dir string) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Fatalf("mount a small disk: %v", err)
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a.db")
	db := openFile(t, path)
	table(t, db)
	acked := map[int64]bool{}
	text := string(make([]byte, 3000))
	add := func(id int64) error {
		err := db.InTx(t.Context(), put(`INSERT INTO note VALUES (?, ?)`, id, text))
		if err == nil {
			acked[id] = true
		}
		return err
	}
	var full error
	for id := int64(0); full == nil && id < 10_000; id++ {
		full = add(id)
	}
	if !errors.Is(full, ErrUnavailable) {
		t.Fatalf("a full disk answers %v", full)
	}
	t.Logf("full after %d rows: %v", len(acked), full)
	for range 3 {
		if err := add(20_000); !errors.Is(err, ErrUnavailable) {
			t.Fatalf("a full disk answers %v", err)
		}
		err := db.View(t.Context(), func(tx *Tx) error {
			var n int
			return tx.Row(`SELECT COUNT(*) FROM note`).Scan(&n)
		})
		if err != nil {
			t.Fatalf("a read on a full disk: %v", err)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := add(30_000); err != nil {
		t.Fatalf("there is space again: %v", err)
	}
	select {
	case reason := <-db.Failed():
		t.Fatalf("a full disk is no reason to end: %v", reason)
	default:
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	missing(t, path, acked)
}
