// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// A cluster is a private PostgreSQL that listens on a socket in its own folder and dies with this process.
type cluster struct {
	dir   string
	admin *sql.DB
	count atomic.Int64
}

var shared = sync.OnceValues(startCluster)

func startCluster() (*cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("/tmp", "cosellpg") // short: a socket's path has at most 107 bytes
	if err != nil {
		return nil, err
	}
	attr, err := asUser(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "d")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8",
		"--locale=C", "--no-sync", "--no-instructions")
	initdb.SysProcAttr, initdb.Dir = attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := serve(bin, dir, data, attr); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "owner"), []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		return nil, err
	}
	admin, err := sql.Open("pgx", address(dir, "postgres"))
	if err != nil {
		return nil, err
	}
	return &cluster{dir: dir, admin: admin}, ready(data, admin)
}

// serve starts postgres from a thread that lives as long as this process: it is told to end with that thread.
func serve(bin, dir, data string, attr *syscall.SysProcAttr) error {
	own := *attr
	own.Pdeathsig = syscall.SIGQUIT
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=",
			"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=400")
		cmd.SysProcAttr, cmd.Dir = &own, dir
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // it ends with us, by a signal
		}
	}()
	return <-started
}

func ready(data string, admin *sql.DB) error {
	var err error
	for range 200 {
		pid, _ := os.ReadFile(filepath.Join(data, "postmaster.pid")) // not there yet: not ready
		if strings.Contains(string(pid), "ready") {
			if err = admin.Ping(); err == nil {
				return nil
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL did not start within 5 s: %w", err)
}

func (c *cluster) create(ctx context.Context) (string, error) {
	name := "t" + strconv.FormatInt(c.count.Add(1), 10)
	if _, err := c.admin.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	return address(c.dir, name), nil
}

func address(dir, name string) string {
	return "postgres:///" + name + "?" + url.Values{"host": {dir}, "user": {"app"}, "sslmode": {"disable"}}.Encode()
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

// sweep removes folders that test binaries of the past left behind.
func sweep() {
	left, _ := filepath.Glob("/tmp/cosellpg*") // the pattern is well-formed
	for _, dir := range left {
		owner, err := os.ReadFile(filepath.Join(dir, "owner"))
		if err != nil {
			continue // being made by another test binary
		}
		pid, err := strconv.Atoi(string(owner))
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
}
