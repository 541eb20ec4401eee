// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"cosell/test/program"
)

// asRoot skips a test that only root can do, in words; under CI root must be able to.
func asRoot(t *testing.T, what string, try *exec.Cmd) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skipf("%s is left to root", what)
	}
	if out, err := try.CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s: %v: %s", what, err, out)
		}
		t.Skipf("%s is not possible here: %v: %s", what, err, out)
	}
}

// small runs the program with a disk of its own of so many MiB over a folder. Only the program sees it.
func small(disk, seed string, mib int) []string {
	return []string{"unshare", "--mount", "sh", "-c",
		fmt.Sprintf(`mount -t tmpfs -o size=%dm tmpfs %s && cp %s/cosell.db* %s/ && exec "$@"`, mib, disk, seed, disk), "sh"}
}

func TestAFullDiskRefusesWritesServesReadsAndHealsWithoutARestart(t *testing.T) {
	t.Parallel()
	asRoot(t, "a small disk", exec.Command("unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs "+t.TempDir()))
	dir, disk := program.Seeded(t), t.TempDir()
	began := time.Now()
	d := program.Launch(t, small(disk, dir, 32), dir, []string{"COSELL_DATABASE_URL=sqlite:" + disk + "/cosell.db"})
	if err := d.Ready(); err != nil {
		t.Fatal(err)
	}
	seen := fmt.Sprintf("/proc/%d/root%s", d.Pid(), disk) // the disk from outside
	c, j := newCaller(d.AWS, d.Partners[1]), &journal{acked: map[string]string{}}
	person := signIn(t, d)
	work := begin(t, c, j, "full")
	j.wait(t, 20)
	fill(t, filepath.Join(seen, "filler"))
	work.waitRefused(t, 20)
	for range 20 {
		if status, out, err := c.call(t.Context(), "ListOpportunities", map[string]any{"Catalog": "AWS"}); err != nil || status != http.StatusOK {
			t.Errorf("a read on a full disk: %d %v %v", status, out, err)
		}
		person.reads(t)
	}
	person.writes(t, http.StatusServiceUnavailable, http.StatusOK) // so little may fit into what the log has already
	if t.Failed() {
		t.Fatal(d.Output())
	}
	for ref, id := range j.snapshot() {
		in := map[string]any{"Catalog": "AWS", "Identifier": id}
		if status, out, err := c.call(t.Context(), "GetOpportunity", in); err != nil || status != http.StatusOK {
			t.Fatalf("%s on a full disk: %d %v %v", ref, status, out, err)
		}
	}
	if err := os.Remove(filepath.Join(seen, "filler")); err != nil {
		t.Fatal(err)
	}
	free := time.Now()
	j.wait(t, j.count()+20)
	t.Logf("served again %v after there was space", time.Since(free).Round(time.Millisecond))
	work.end()
	person.writes(t, http.StatusOK)
	kept(t, c, j, work.refusals())
	accounted(t, rescue(t, filepath.Join(seen, "cosell.db"), d), began)
}

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 64<<10); len(block) > 0; {
		_, err := f.Write(block)
		if errors.Is(err, syscall.ENOSPC) {
			block = block[:len(block)/2] // down to the last byte
		} else if err != nil {
			t.Fatal(err)
		}
	}
	_ = f.Close() // it says again that the disk is full
}

// kept holds what is stored against what was answered: all that was acknowledged, once, and nothing that was refused.
func kept(t *testing.T, c *caller, j *journal, refused []string) {
	t.Helper()
	stored := list(t, c)
	for ref, id := range j.snapshot() {
		if len(stored[ref]) != 1 || stored[ref][0] != id {
			t.Errorf("%s was acknowledged as %s and is stored as %v", ref, id, stored[ref])
		}
	}
	for _, ref := range refused {
		if len(stored[ref]) > 0 {
			t.Errorf("%s was refused and is stored as %v", ref, stored[ref])
		}
	}
	t.Logf("%d acknowledged, %d refused", j.count(), len(refused))
}

// rescue stops the program and keeps its database in its data folder, since the disk goes with the program.
func rescue(t *testing.T, path string, d *program.Demo) (url string) {
	t.Helper()
	from, err := os.Open(path) // opened before the end, read after it
	if err != nil {
		t.Fatal(err)
	}
	if code := d.Stop(); code != 0 {
		t.Errorf("asked to end, the program answered %d:\n%s", code, d.Output())
	}
	to, err := os.Create(filepath.Join(d.Dir, "rescued.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(from.Close(), to.Close()); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + to.Name()
}
