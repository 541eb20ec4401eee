// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package program starts the real binary for tests and tells where its doors are.
package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Facts are what the demo writes into demo.json once it is ready.
type Facts struct {
	Portal   string    `json:"portal"`
	AWS      string    `json:"aws"`
	Partners []Partner `json:"partners"`
	Users    []User    `json:"users"`
	Control  string    `json:"control"`
	Token    string    `json:"token"`
}

// A Partner is an account with keys that a real SDK can use.
type Partner struct {
	Name            string `json:"name"`
	AccountID       string `json:"accountId"`
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
}

// A User can sign in to the pages.
type User struct {
	Role     string `json:"role"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// Root is the folder of the repository.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

var built struct {
	once sync.Once
	path string
	err  error
}

// Binary builds cosell once for the test binary and answers its path.
func Binary(t testing.TB) string {
	t.Helper()
	root := Root(t)
	built.once.Do(func() {
		dir, err := os.MkdirTemp("", "cosell-binary")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "cosell")
		// The flags are those of `make build`, so that what that has compiled is not compiled again.
		cmd := exec.Command("go", "build", "-trimpath", "-o", built.path, "./cmd/cosell")
		cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("build cosell: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// A Demo is a running `cosell demo`, or `cosell sandbox`.
type Demo struct {
	Facts
	Dir    string
	cmd    *exec.Cmd
	ended  chan struct{}
	output *safeBuffer
}

// patience is how long a start may take on a busy machine; it bounds a failure and measures nothing.
const patience = 90 * time.Second

// Start runs the demo on dir with free ports and waits until it is ready. It ends with the test.
func Start(t testing.TB, dir string, env []string, args ...string) *Demo {
	t.Helper()
	d, err := Try(t, dir, env, args...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Try is Start for tests in which a start may fail.
func Try(t testing.TB, dir string, env []string, args ...string) (*Demo, error) {
	t.Helper()
	d := Launch(t, nil, dir, env, args...)
	return d, d.Ready()
}

// Launch is Start without the wait. Under is a command that runs the program, as strace does; it must become the program
// in the end, so that signals reach it.
func Launch(t testing.TB, under []string, dir string, env []string, args ...string) *Demo {
	t.Helper()
	return launch(t, under, "demo", dir, env, args...)
}

// Sandbox runs a sandbox on dir with free ports and waits until it is ready. It ends with the test.
func Sandbox(t testing.TB, dir string, env ...string) *Demo {
	t.Helper()
	d := launch(t, nil, "sandbox", dir, env)
	if err := d.Ready(); err != nil {
		t.Fatal(err)
	}
	return d
}

func launch(t testing.TB, under []string, command, dir string, env []string, args ...string) *Demo {
	t.Helper()
	_ = os.Remove(filepath.Join(dir, factsFile)) // a folder that cannot be written may be what is tested
	line := append(append([]string{}, under...), Binary(t), command, "--data", dir, "--listen", "127.0.0.1:0", "--aws-listen", "127.0.0.1:0")
	line = append(line, args...) // of a flag that is given twice the last one holds
	d := &Demo{Dir: dir, cmd: exec.Command(line[0], line[1:]...), ended: make(chan struct{}), output: &safeBuffer{}}
	d.cmd.Env = append(os.Environ(), env...)
	d.cmd.Stdout, d.cmd.Stderr = d.output, d.output
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = d.cmd.Wait() // how it ended is the test's business
		close(d.ended)
	}()
	t.Cleanup(d.Kill)
	return d
}

// factsFile is where a demo that is ready says how to reach it.
const factsFile = "demo.json"

// Ready waits until the demo says where its doors are.
func (d *Demo) Ready() error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		text, err := os.ReadFile(filepath.Join(d.Dir, factsFile))
		if err == nil && json.Unmarshal(text, &d.Facts) == nil {
			return nil
		}
		select {
		case <-d.ended:
			return fmt.Errorf("the demo ended before it was ready:\n%s", d.output)
		case <-time.After(5 * time.Millisecond):
		}
	}
	d.Kill()
	return fmt.Errorf("the demo was not ready after %v:\n%s", patience, d.output)
}

// Signal tells the demo something and does not wait.
func (d *Demo) Signal(s syscall.Signal) { _ = d.cmd.Process.Signal(s) } // it may be gone already

// Wait waits until the demo has ended by itself and answers its exit code, -1 when a signal ended it.
func (d *Demo) Wait(t testing.TB) int {
	t.Helper()
	select {
	case <-d.ended:
		return d.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatalf("the demo did not end within %v:\n%s", patience, d.output)
		return 0
	}
}

// A Sample is a data folder with the sample data, made once for the test binary and copied for its tests.
type Sample struct {
	once sync.Once
	dir  string
	err  error
}

// Make makes the sample data, unless that was done: by a first start in the environment given.
func (s *Sample) Make(t testing.TB, env ...string) error {
	t.Helper()
	Binary(t)
	s.once.Do(func() {
		if s.dir, s.err = os.MkdirTemp(filepath.Dir(built.path), "data"); s.err != nil {
			return
		}
		d, err := Try(t, s.dir, env)
		if err != nil {
			s.err = err
		} else if code := d.Stop(); code != 0 {
			s.err = fmt.Errorf("asked to end, the program answered %d:\n%s", code, d.Output())
		}
	})
	return s.err
}

// Copy is a new data folder like the one that was made.
func (s *Sample) Copy(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(s.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "master.key"), 0o600); err != nil { // CopyFS lets the umask decide
		t.Fatal(err)
	}
	return dir
}

var seeded Sample

// Seeded is a new data folder with the sample data on SQLite.
func Seeded(t testing.TB) string {
	t.Helper()
	if err := seeded.Make(t); err != nil {
		t.Fatal(err)
	}
	return seeded.Copy(t)
}

// Clean removes the binary and the sample data: for TestMain, after the tests.
func Clean() {
	if built.path != "" {
		_ = os.RemoveAll(filepath.Dir(built.path)) // the folder for temporary files is emptied anyway
	}
}

// Kill ends the demo as a power switch would, and waits until it is gone.
func (d *Demo) Kill() {
	_ = d.cmd.Process.Kill() // it may be gone already
	<-d.ended
}

// Stop asks the demo to end and answers its exit code.
func (d *Demo) Stop() int {
	_ = d.cmd.Process.Signal(syscall.SIGTERM)
	<-d.ended
	return d.cmd.ProcessState.ExitCode()
}

// Ended is closed when the demo has ended, by itself or not.
func (d *Demo) Ended() <-chan struct{} { return d.ended }

// Pid is the process's number.
func (d *Demo) Pid() int { return d.cmd.Process.Pid }

// Output is what the demo has printed so far.
func (d *Demo) Output() string { return d.output.String() }

// A safeBuffer is written by the process and read by the test.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
