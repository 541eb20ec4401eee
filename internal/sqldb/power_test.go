// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A kill leaves the page cache, so it never shows a missing sync. Here the disk is an image that is copied while the
// writer stands still: the copy holds what had reached the disk, as after a power failure.

const (
	image   = "disk.img"
	careful = "careful" // the store as it is
	hasty   = "hasty"   // the same rows without waiting for the disk: proves that this test can fail
)

func TestNoAcknowledgedRowIsLostWhenThePowerFails(t *testing.T) {
	if dir := os.Getenv(part); dir != "" {
		switch os.Getenv("MODE") {
		case careful:
			write(dir, 0)
		case hasty:
			writeHastily(dir)
		default:
			losePower(t, dir)
		}
		return
	}
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("not run: a disk of its own needs root")
	}
	if _, err := exec.LookPath("mkfs.ext4"); err != nil {
		t.Skip("not run: the disk is made by Debian's package e2fsprogs")
	}
	cmd := child(t, t.Name(), t.TempDir())
	cmd.Args = append(cmd.Args, "-test.v")
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	out, err := cmd.Output()
	switch {
	case err != nil:
		t.Errorf("%v\n%s", err, out)
	case strings.Contains(string(out), "--- SKIP"): // no loop devices in a container, say
		t.Skipf("%s", out)
	}
	t.Logf("%s", out)
}

func losePower(t *testing.T, dir string) {
	for mode, want := range map[string]bool{careful: true, hasty: false} {
		acks, safe := 0, true
		for round := range 5 {
			n, lost := powerRound(t, filepath.Join(dir, mode+strconv.Itoa(round)), mode)
			acks += n
			safe = safe && lost == ""
			if lost != "" && want {
				t.Errorf("round %d: %s", round, lost)
			}
		}
		if safe != want {
			t.Errorf("%s writer: nothing lost is %v, want %v", mode, safe, want)
		}
		t.Logf("%s writer: 5 power failures, %d rows acknowledged", mode, acks)
	}
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Skipf("not run: %s: %v\n%s", name, err, out)
	}
}

// powerRound lets a writer work on a disk, takes the disk away, and says what of the acknowledged rows is lost.
func powerRound(t *testing.T, dir, mode string) (acks int, lost string) {
	t.Helper()
	disk, after := filepath.Join(dir, "disk"), filepath.Join(dir, "after")
	for _, folder := range []string{disk, after} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	first, second := filepath.Join(dir, image), filepath.Join(dir, "copy.img")
	run(t, "truncate", "-s", "48M", first)
	run(t, "mkfs.ext4", "-q", first)
	run(t, "mount", "-o", "loop", first, disk)
	db := openFile(t, filepath.Join(disk, "a.db"))
	table(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, "sync", "-f", disk)

	acked := untilPowerFails(t, disk, mode, func() {
		if out, err := exec.Command("cp", "--sparse=always", first, second).CombinedOutput(); err != nil {
			t.Errorf("copy the disk: %v\n%s", err, out)
		}
	})
	run(t, "umount", disk)
	run(t, "mount", "-o", "loop", second, after)
	defer run(t, "umount", after)
	return len(acked), lostRows(filepath.Join(after, "a.db"), acked)
}

// untilPowerFails starts a writer, freezes it after a while, has the disk copied, and kills it.
func untilPowerFails(t *testing.T, disk, mode string, copyDisk func()) (acked []int64) {
	t.Helper()
	cmd := child(t, "TestNoAcknowledgedRowIsLostWhenThePowerFails", disk)
	cmd.Env = append(cmd.Env, "MODE="+mode)
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
		acked = append(acked, id)
		if timer == nil {
			timer = time.AfterFunc(150*time.Millisecond, func() {
				_ = cmd.Process.Signal(syscall.SIGSTOP)
				copyDisk()
				_ = cmd.Process.Kill()
			})
		}
	}
	_ = cmd.Wait() // it was killed
	return acked
}

// lostRows says what is wrong with the file, or "".
func lostRows(path string, acked []int64) string {
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(`SELECT id FROM note`)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = rows.Close() }()
	there := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err.Error()
		}
		there[id] = true
	}
	if err := rows.Err(); err != nil {
		return err.Error()
	}
	missing := 0
	for _, id := range acked {
		if !there[id] {
			missing++
		}
	}
	if missing > 0 {
		return fmt.Sprintf("%d of %d acknowledged rows are lost", missing, len(acked))
	}
	return ""
}

// writeHastily is the store's mistake that this test is there to find.
func writeHastily(dir string) {
	name := "file:" + filepath.Join(dir, "a.db") + strings.Replace(pragmas, "synchronous(FULL)", "synchronous(NORMAL)", 1)
	db, err := sql.Open("sqlite", name)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(3)
	}
	db.SetMaxOpenConns(1)
	for id := int64(0); ; id++ {
		if _, err := db.Exec(`INSERT INTO note VALUES (?, 'x')`, id); err != nil {
			continue // printed nothing: it was not acknowledged
		}
		_, _ = os.Stdout.WriteString(strconv.FormatInt(id, 10) + "\n") // the reader may have gone
	}
}
