// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldbtest_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"testing"
	"time"

	"cosell/internal/sqldb/sqldbtest"
)

const part = "SQLDBTEST_PART"

func TestAServerEndsWithItsProcessHoweverThatEnds(t *testing.T) {
	if os.Getenv(part) != "" {
		c := sqldbtest.NewCluster(t)
		fmt.Println(c.Folder())
		select {} // until it is killed
	}
	t.Parallel()
	own := sqldbtest.NewCluster(t) // skips where there is no PostgreSQL
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), part+"=server")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatalf("no server: %v", cmd.Wait())
	}
	folder := lines.Text()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	for range 1000 {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			if _, err := os.Stat(own.Folder()); err != nil {
				t.Errorf("another's folder went too: %v", err)
			}
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%s is still there after 10 s", folder)
}
