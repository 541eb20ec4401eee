// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldbtest

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// A Cluster is a private PostgreSQL server that listens on a socket in its own folder. It ends with this process,
// however that ends, and its folder with it.
type Cluster struct {
	bin   string
	dir   string
	data  string
	attr  *syscall.SysProcAttr
	admin *sql.DB
	count atomic.Int64
	ended chan struct{}  // the server that serves now
	leash io.WriteCloser // while it is open the folder stays
	gone  chan struct{}  // the folder is removed
}

var shared = sync.OnceValues(newCluster)

// NewCluster is a server of the test's own, for tests that hurt it.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	c, err := newCluster()
	if err != nil {
		unavailable(t, err)
	}
	t.Cleanup(func() {
		c.Thaw(t)
		_ = c.admin.Close()
		_ = c.leash.Close()
		<-c.gone
	})
	return c
}

// unavailable skips what needs PostgreSQL, in words; under CI it fails.
func unavailable(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	t.Skipf("not run on PostgreSQL: %v", err)
}

func newCluster() (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "cosellpg") // short: a socket's path has at most 107 bytes
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: dir, data: filepath.Join(dir, "d"), gone: make(chan struct{})}
	if err := c.tether(); err != nil {
		return nil, err
	}
	if c.attr, err = asUser(dir); err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", c.data, "-U", "app", "-A", "trust", "-E", "UTF8",
		"--locale=C", "--no-sync", "--no-instructions")
	initdb.SysProcAttr, initdb.Dir = c.attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := c.serve(); err != nil {
		return nil, err
	}
	if c.admin, err = sql.Open("pgx", c.address("postgres")); err != nil {
		return nil, err
	}
	return c, c.ready()
}

// tether starts a process that waits for the end of a pipe, which comes with the end of this process at the
// latest, then ends the server and removes its folder.
func (c *Cluster) tether() error {
	cmd := exec.Command("sh", "-c", `cat >/dev/null
		if p=$(head -n 1 "$1/d/postmaster.pid" 2>/dev/null); then
			kill -QUIT "$p"
			while kill -0 "$p" 2>/dev/null; do sleep 0.05; done
		fi
		rm -rf "$1"`, "sh", c.dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // an interrupt from the keyboard is not for it
	leash, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	c.leash = leash
	go func() {
		_ = cmd.Wait() // it has nothing to say
		close(c.gone)
	}()
	return nil
}

// serve starts postgres from a thread that lives as long as this process: it is told to end with that thread.
func (c *Cluster) serve() error {
	own := *c.attr
	own.Pdeathsig = syscall.SIGQUIT
	started := make(chan error)
	ended := make(chan struct{})
	c.ended = ended
	go func() {
		runtime.LockOSThread()
		cmd := exec.Command(filepath.Join(c.bin, "postgres"), "-D", c.data, "-k", c.dir, "-c", "listen_addresses=",
			"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=400",
			"-c", "shared_buffers=64MB", "-c", "autovacuum=off")
		cmd.SysProcAttr, cmd.Dir = &own, c.dir
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // it ends by a signal
			close(ended)
			select {} // the thread must not be reused, nor end: others were started from it
		}
	}()
	return <-started
}

func (c *Cluster) ready() error {
	var err error
	for range 400 {
		pid, _ := os.ReadFile(filepath.Join(c.data, "postmaster.pid")) // not there yet: not ready
		if strings.Contains(string(pid), "ready") {
			if err = c.admin.Ping(); err == nil {
				return nil
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL did not start within 10 s: %w", err)
}

// Crash ends the server without a farewell, as "pg_ctl stop -m immediate" does.
func (c *Cluster) Crash(t testing.TB) {
	t.Helper()
	c.signal(t, syscall.SIGQUIT, false)
	<-c.ended
}

// Restart starts a server that was crashed, and waits until it serves.
func (c *Cluster) Restart(t testing.TB) {
	t.Helper()
	if err := c.serve(); err != nil {
		t.Fatal(err)
	}
	if err := c.ready(); err != nil {
		t.Fatal(err)
	}
}

// Freeze stops the server and all its sessions in the middle of whatever they do.
func (c *Cluster) Freeze(t testing.TB) { c.signal(t, syscall.SIGSTOP, true) }

// Thaw lets a frozen server go on.
func (c *Cluster) Thaw(t testing.TB) { c.signal(t, syscall.SIGCONT, true) }

func (c *Cluster) signal(t testing.TB, s syscall.Signal, sessions bool) {
	t.Helper()
	first, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	if err != nil {
		return // it does not run
	}
	line, _, _ := strings.Cut(string(first), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	pids := []int{pid}
	if sessions {
		children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // it may just have ended
		for child := range strings.FieldsSeq(string(children)) {
			if n, err := strconv.Atoi(child); err == nil {
				pids = append(pids, n)
			}
		}
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
}

// Folder is where the server's socket is.
func (c *Cluster) Folder() string { return c.dir }

// Database makes a new, empty database for the time of the test and answers its address.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	return c.fresh(t, "template1")
}

func (c *Cluster) fresh(t testing.TB, template string) string {
	t.Helper()
	name := "t" + strconv.FormatInt(c.count.Add(1), 10)
	if _, err := c.admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("create database %s: %v", name, err)
	}
	t.Cleanup(func() {
		_, _ = c.admin.Exec("DROP DATABASE " + name + " WITH (FORCE)") // the server's folder goes anyway
	})
	return c.address(name)
}

func (c *Cluster) address(name string) string { return Address(c.dir, name) }

// Address is the address of a database behind the socket in a folder.
func Address(folder, name string) string {
	return "postgres:///" + name + "?" + url.Values{"host": {folder}, "user": {"app"}, "sslmode": {"disable"}}.Encode()
}

// binaries finds the newest installed server.
func binaries() (string, error) {
	if p, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(p), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", errors.New("no PostgreSQL server here; install Debian's package postgresql")
	}
	sort.Strings(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// asUser says as whom the server runs: it refuses to run as root.
func asUser(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
