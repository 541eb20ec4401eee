// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package secret_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosell/internal/secret"
)

func TestAKeyFileIsMadeOnceForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "master.key")
	made, err := secret.CreateKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if read, err := secret.ReadKeyFile(path); err != nil || read != made {
		t.Errorf("read another key back: %v", err)
	}
	if _, err := secret.CreateKeyFile(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made it a second time: %v", err)
	}
	if read, err := secret.ReadKeyFile(path); err != nil || read != made {
		t.Errorf("the key changed: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAKeyFileThatCannotBeUsedSaysWhy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := strings.Repeat("ab", 32)
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"open to all": {good, 0o644, "chmod 600"},
		"short":       {good[2:], 0o600, "32 bytes"},
		"empty":       {"", 0o600, "32 bytes"},
		"no key":      {strings.Repeat("?", 64), 0o600, "32 bytes"},
		"zeros":       {strings.Repeat("0", 64), 0o600, "all zeros"},
	} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := secret.ReadKeyFile(path)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "abab") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := secret.ReadKeyFile(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

func TestAKeyIsReadInEachSpellingAndShownInNone(t *testing.T) {
	t.Parallel()
	raw := bytes.Repeat([]byte{0xfb, 0xff}, 16)
	want, err := secret.ParseMasterKey(strings.Repeat("fbff", 16))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		strings.Repeat("FBFF", 16), base64.StdEncoding.EncodeToString(raw) + "\n", base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
	} {
		if k, err := secret.ParseMasterKey(text); err != nil || k != want {
			t.Errorf("%q: %v", text, err)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "key", want)
	shown := log.String() + fmt.Sprintf("%v %+v %#v %s %q %x %d", want, want, want, want, want, want, want)
	for _, part := range []string{"fbff", "FBFF", "251", "+/", "-_"} {
		if strings.Contains(shown, part) {
			t.Errorf("%q shows the key", shown)
		}
	}
}
