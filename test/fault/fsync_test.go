// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"cosell/test/program"
)

func TestADiskThatLosesASyncEndsTheProgramAndNothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	strace(t)
	dir, began := program.Seeded(t), time.Now()
	url := "sqlite:" + dir + "/cosell.db"
	j := &journal{acked: map[string]string{}}
	for _, when := range []string{"1+", "2+3"} { // each sync fails from now on; only some of each thread's do
		d := program.Start(t, dir, nil)
		work := begin(t, newCaller(d.AWS, d.Partners[1]), j, "sync-"+when)
		j.wait(t, j.count()+20)
		tracer := exec.Command("strace", "-f", "-qq", "-o", "/dev/null", "-p", strconv.Itoa(d.Pid()), "-e", "trace=fsync,fdatasync",
			"-e", "inject=fsync,fdatasync:error=EIO:when="+when)
		if err := tracer.Start(); err != nil {
			t.Fatal(err)
		}
		from := time.Now()
		code := d.Wait(t) // by itself
		t.Logf("%s: ended after %v", when, time.Since(from).Round(time.Millisecond))
		work.end()
		_ = tracer.Wait() // it ends with the program
		if took := time.Since(from); took > 10*time.Second {
			t.Errorf("the program took %v to end", took)
		}
		if code != 1 || !strings.Contains(d.Output(), "the database cannot be trusted any more") {
			t.Errorf("after a lost sync the program ended with %d:\n%s", code, d.Output())
		}
	}
	d := program.Start(t, dir, nil)
	c := newCaller(d.AWS, d.Partners[1])
	settle(t, c, j)
	kept(t, c, j, nil)
	if code := d.Stop(); code != 0 {
		t.Errorf("asked to end, the program answered %d:\n%s", code, d.Output())
	}
	accounted(t, url, began)
}

// strace skips what needs it where it is missing or may not look into a process that runs.
func strace(t *testing.T) {
	t.Helper()
	other := exec.Command("sleep", "60")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = other.Process.Kill() // it may have ended
		_ = other.Wait()         // by that signal
	}()
	tracer := exec.Command("strace", "-qq", "-o", "/dev/null", "-p", strconv.Itoa(other.Process.Pid))
	refused := make(chan error, 1)
	go func() { refused <- tracer.Run() }()
	for {
		select {
		case err := <-refused:
			t.Skipf("a sync that fails needs strace, which is missing or may not trace: %v", err)
		case <-time.After(5 * time.Millisecond):
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", other.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(status), "TracerPid:") && !strings.Contains(string(status), "TracerPid:\t0\n") {
			return // the tracer ends with what it traces
		}
	}
}
