// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// A server is a child process under load, pinned to the first core with one thread of Go code.
type server struct {
	cmd     *exec.Cmd
	address string // host:port of what is measured
	facts   facts
	ready   time.Duration // from start to ready
}

// facts are what the demo writes when it is ready.
type facts struct {
	Portal   string `json:"portal"`
	AWS      string `json:"aws"`
	Partners []struct {
		AccountID       string `json:"accountId"`
		AccessKeyID     string `json:"accessKeyId"`
		SecretAccessKey string `json:"secretAccessKey"`
	} `json:"partners"`
	Users []user `json:"users"`
}

type user struct {
	Role     string `json:"role"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

func (f facts) key(i int) Key {
	return Key{f.Partners[i].AccessKeyID, f.Partners[i].SecretAccessKey}
}

// startSandbox starts this program's sandbox in memory and waits for the last line that it prints.
func startSandbox(ctx context.Context) (*server, error) {
	const last = "export COSELL_CONTROL_URL="
	start, lines := time.Now(), make(chan string, 1)
	s, err := spawn(ctx, []string{"sandbox", "--memory"}, lines, func(line string) bool { return strings.HasPrefix(line, last) })
	if err != nil {
		return nil, err
	}
	select {
	case <-lines:
		s.ready = time.Since(start)
		return s, nil
	case <-time.After(time.Minute):
		return nil, errors.Join(errors.New("the sandbox was not ready in a minute"), s.stop())
	}
}

// startDemo starts this program's demo on dir.
func startDemo(ctx context.Context, dir string, args ...string) (*server, error) {
	file := filepath.Join(dir, "demo.json")
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	start := time.Now()
	s, err := spawn(ctx, append([]string{"demo", "--data", dir, "--listen", "127.0.0.1:0", "--aws-listen", "127.0.0.1:0"}, args...), nil, nil)
	if err != nil {
		return nil, err
	}
	for range 60_000 {
		text, err := os.ReadFile(file)
		if err == nil && json.Unmarshal(text, &s.facts) == nil {
			s.ready = time.Since(start)
			s.address = strings.TrimPrefix(s.facts.AWS, "http://")
			return s, nil
		}
		if ctx.Err() != nil || s.cmd.ProcessState != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return nil, errors.Join(fmt.Errorf("the demo on %s was not ready in a minute", dir), s.stop())
}

// startBare starts the yardstick of the wire with the given answer.
func startBare(ctx context.Context, same []byte) (*server, error) {
	f, err := os.CreateTemp("", "bare")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(f.Name()) }() // the child has read it by then
	if _, err := f.Write(same); err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	lines := make(chan string, 1)
	s, err := spawn(ctx, []string{"bench", "--bare", f.Name()}, lines, func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	select {
	case s.address = <-lines:
		return s, nil
	case <-time.After(10 * time.Second):
		return nil, errors.Join(errors.New("the yardstick did not start"), s.stop())
	}
}

// spawn starts this program; the first line that is wanted goes to found, where that is not nil.
func spawn(ctx context.Context, args []string, found chan<- string, wanted func(string) bool) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "COSELL_LOG_LEVEL=error")
	cmd.Stderr = os.Stderr
	if found != nil {
		out, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		go func() {
			for in := bufio.NewScanner(out); in.Scan(); {
				if wanted(in.Text()) {
					found <- in.Text()
					break
				}
			}
		}()
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	pin(cmd.Process.Pid, 0)
	return &server{cmd: cmd}, nil
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = s.cmd.Wait() // a signal is no failure here
	return nil
}

// resident is the server's memory in MB.
func (s *server) resident() (float64, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) / 1024, err
		}
	}
	return 0, errors.New("the process does not tell its memory")
}

// spent is the processor time that the server has used so far, in seconds.
func (s *server) spent() (float64, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/stat")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the program's name may hold spaces
	fields := strings.Fields(rest)
	const user, system = 11, 12 // counted from the state, which comes first
	if len(fields) <= system {
		return 0, errors.New("the process does not tell its processor time")
	}
	u, err := strconv.ParseFloat(fields[user], 64)
	if err != nil {
		return 0, err
	}
	k, err := strconv.ParseFloat(fields[system], 64)
	return (u + k) / ticks, err
}

// ran is the processor time that the server has used so far, in nanoseconds. It is finer than spent, for what takes
// milliseconds.
func (s *server) ran() (float64, error) {
	tasks, err := filepath.Glob("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/task/*/schedstat")
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for _, file := range tasks {
		text, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue // a thread that has ended
		}
		if err != nil {
			return 0, err
		}
		first, _, _ := strings.Cut(string(text), " ")
		ns, err := strconv.ParseFloat(first, 64)
		if err != nil {
			return 0, err
		}
		sum += ns
	}
	return sum, nil
}

// ticks are the units of a second in which Linux counts processor time for programs.
const ticks = 100

// pin keeps a process, with all threads that it has now and will have, on one core. Without a second core, or without
// the right, it stays where it is: both sides of a ratio then do.
func pin(pid, core int) {
	mask := uint64(1) << core
	tasks, err := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/task")
	if err != nil {
		return
	}
	for _, t := range tasks {
		if tid, err := strconv.Atoi(t.Name()); err == nil {
			_, _, _ = syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, uintptr(tid), unsafe.Sizeof(mask), uintptr(unsafe.Pointer(&mask)))
		}
	}
}
