// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"testing"

	"cosell/internal/config"
)

func TestTheMailServersPasswordIsReadFromItsFile(t *testing.T) {
	t.Parallel()
	if s, err := mailServer(config.Config{}); s != nil || err != nil {
		t.Errorf("without a host: %+v %v", s, err)
	}
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := config.Config{MailHost: "mail.example", MailPort: 587, MailTLS: "starttls", MailUser: "cosell", MailPasswordFile: file, MailFrom: "a@b.example"}
	if s, err := mailServer(cfg); err != nil || s.Password != "hush" || s.Host != "mail.example" || s.Port != 587 {
		t.Errorf("%+v %v", s, err)
	}
	cfg.MailPasswordFile = filepath.Join(t.TempDir(), "none")
	if _, err := mailServer(cfg); err == nil {
		t.Error("a file that is not there is no error")
	}
}
