// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"encoding/base64"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

// refuses wants that a start ends with code 1 and a sentence, and answers what was printed.
func refuses(t *testing.T, sentence string, dir string, env []string, args ...string) string {
	t.Helper()
	d := program.Launch(t, nil, dir, env, args...)
	if code := d.Wait(t); code != 1 || !strings.Contains(d.Output(), sentence) {
		t.Errorf("the program ended with %d, want 1 and %q:\n%s", code, sentence, d.Output())
	}
	if strings.Contains(d.Output(), "goroutine ") {
		t.Errorf("a panic is no sentence:\n%s", d.Output())
	}
	return d.Output()
}

func TestAWrongOrMissingMasterKeyIsRefusedAndNoKeyIsShown(t *testing.T) {
	t.Parallel()
	dir := program.Seeded(t)
	path := filepath.Join(dir, "master.key")
	right, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const other = "Zm9ydHkgdHdvIGlzIG5vdCBhIGtleSBmb3IgYW55b24=" // 32 bytes
	shown := refuses(t, "wrong master key: the database is sealed under the master key with the id", dir, []string{"COSELL_MASTER_KEY=" + other})
	if err := os.WriteFile(path, []byte(other+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shown += refuses(t, "wrong master key", dir, nil)
	if err := os.WriteFile(path, []byte("no key at all\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shown += refuses(t, "a master key is 32 bytes", dir, nil)
	if err := os.WriteFile(path, right, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	shown += refuses(t, "chmod 600", dir, nil)
	shown += refuses(t, "is not there: restore it", dir, []string{"COSELL_MASTER_KEY_FILE=" + dir + "/gone.key"})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	shown += refuses(t, "wrong master key", dir, nil)
	if _, err := os.Stat(path); err == nil {
		t.Error("a key that opens nothing was left in the data folder")
	}
	for _, key := range []string{strings.TrimSpace(string(right)), other} {
		raw, err := base64.StdEncoding.DecodeString(key)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(shown, key) || strings.Contains(shown, key[:8]) || strings.Contains(shown, string(raw[:8])) {
			t.Errorf("a key is shown:\n%s", shown)
		}
	}
	if err := os.WriteFile(path, right, 0o600); err != nil {
		t.Fatal(err)
	}
	d := program.Start(t, dir, nil)
	served(t, newCaller(d.AWS, d.Partners[1]), signIn(t, d))
}

func TestADatabaseOfANewerProgramIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	dir := program.Seeded(t)
	db, err := sqldb.Open(t.Context(), "sqlite:"+dir+"/cosell.db", clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO migration_opportunity (version_id, is_applied) VALUES (9000, 1)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	refuses(t, "newer", dir, nil)
}

func TestATakenPortIsNamed(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() // nobody came
	at := taken.Addr().String()
	dir := program.Seeded(t)
	for _, flag := range []string{"--listen", "--aws-listen"} {
		out := refuses(t, at, dir, nil, flag, at)
		if !strings.Contains(out, "choose one with "+flag) {
			t.Errorf("it is not said how to choose another port:\n%s", out)
		}
	}
}

func TestWrongSettingsAreToldAllAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := refuses(t, "the configuration cannot be used", dir, []string{"COSELL_LOG_LEVEL=loud", "COSELL_POLL_SECONDS=5",
		"COSELL_MASTER_KEY=hunter2", "COSELL_WRITES_PER_SEC=3", "COSELL_PORTAL_URL=nowhere"}, "--listen", "8080")
	for _, want := range []string{"COSELL_LOG_LEVEL", "COSELL_POLL_SECONDS", "COSELL_MASTER_KEY", "did you mean COSELL_WRITES_PER_SECOND",
		"COSELL_PORTAL_URL", `--listen "8080"`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not told:\n%s", want, out)
		}
	}
	if strings.Contains(out, "hunter2") {
		t.Errorf("a secret is shown:\n%s", out)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("a start that was refused left %v behind: %v", left, err)
	}
}

func TestADataFolderThatCannotBeWrittenIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, file, filepath.Join(file, "data"), nil)
	// Root writes everywhere but on a disk that is mounted to be read.
	asRoot(t, "a disk that can only be read", exec.Command("unshare", "--mount", "sh", "-c", "mount -t tmpfs -o ro tmpfs "+dir))
	d := program.Launch(t, []string{"unshare", "--mount", "sh", "-c", `mount -t tmpfs -o ro tmpfs ` + dir + ` && exec "$@"`, "sh"}, dir, nil)
	if code := d.Wait(t); code != 1 || !strings.Contains(d.Output(), "data folder: open "+dir) || !strings.Contains(d.Output(), "make it writable") {
		t.Errorf("the program ended with %d:\n%s", code, d.Output())
	}
}

func TestASecondProgramOnTheSameDataFolderSaysWhyItDoesNotStart(t *testing.T) {
	t.Parallel()
	dir := program.Seeded(t)
	first := program.Start(t, dir, nil)
	facts := filepath.Join(dir, "demo.json")
	before, err := os.ReadFile(facts)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"--fresh"}} {
		cmd := exec.Command(program.Binary(t), append([]string{"demo", "--data", dir, "--listen", "127.0.0.1:0", "--aws-listen", "127.0.0.1:0"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err == nil || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "is in use by another cosell (process ") {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
	if after, err := os.ReadFile(facts); err != nil || string(after) != string(before) {
		t.Errorf("demo.json of the first program is %s, %v", after, err)
	}
	served(t, newCaller(first.AWS, first.Partners[1]), signIn(t, first))
	first.Kill() // the folder is free with the process, however it ends
	program.Start(t, dir, nil)
}

func TestASecondFolderOnTheSameDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	url, dir := sqldbtest.PostgresURL(t), t.TempDir()
	env := []string{"COSELL_DATABASE_URL=" + url}
	first := program.Start(t, dir, env)
	refuses(t, "is in use by another cosell", dir, env)
	refuses(t, "wrong master key", t.TempDir(), env)
	key := "COSELL_MASTER_KEY_FILE=" + dir + "/master.key"
	refuses(t, "the database holds data already and credentials.json is not in", t.TempDir(), append(env, key))
	refuses(t, "--fresh empties only the database in the data folder", t.TempDir(), env, "--fresh")
	served(t, newCaller(first.AWS, first.Partners[1]), signIn(t, first))
}

func TestADatabaseThatDoesNotAnswerIsNamedAtTheStart(t *testing.T) {
	t.Parallel()
	deaf, err := net.Listen("tcp", "127.0.0.1:0") // connections are taken, and nothing is ever said
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close() // nobody was served
	began := time.Now()
	out := refuses(t, "open database", t.TempDir(), []string{"COSELL_DATABASE_URL=postgres://app:hunter2@" + deaf.Addr().String() + "/cosell?sslmode=disable"})
	if took := time.Since(began); took > 20*time.Second || strings.Contains(out, "hunter2") {
		t.Errorf("after %v: %s", took, out)
	}
}
