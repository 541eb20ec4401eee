// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"cosell/internal/central/audit"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/websession/password"
)

func TestTheUserCommandLetsALockedOutLeadInAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data-dir": dir}})
	if err != nil {
		t.Fatal(err)
	}
	g, err := layGround(t.Context(), cfg, io.Discard, append(centralSchemas(), connectorSchemas()...), &clock.Movable{})
	if err != nil {
		t.Fatal(err)
	}
	audit.New(g.db)
	people := identity.New(g.db, g.box, clock.System{}, password.New(1))
	const account = "111122223333"
	if err := people.AddPartner(t.Context(), identity.Partner{Account: account, Name: "Alpha", Terms: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := people.AddUser(t.Context(), identity.User{Account: account, Email: "lead@alpha.example", FirstName: "Aiko", LastName: "Sato",
		Role: identity.AllianceLead, Language: "en"}, "a long password"); err != nil {
		t.Fatal(err)
	}
	if err := g.db.Close(); err != nil {
		t.Fatal(err)
	}
	cosell := func(args ...string) (int, string) {
		var out bytes.Buffer
		return run(t.Context(), append(args, "--data", dir), nil, &out, &out), out.String()
	}
	code, text := cosell("user", "reset", "Lead@alpha.example", "--pages", "https://cosell.example/", "--second-step")
	if code != 0 || !strings.Contains(text, "Aiko Sato") || !strings.Contains(text, "\nhttps://cosell.example/password#") {
		t.Fatalf("%d: %s", code, text)
	}
	if code, text := cosell("user", "reset", "nobody@alpha.example"); code != 1 || !strings.Contains(text, "nobody signs in with") {
		t.Errorf("nobody: %d: %s", code, text)
	}
	if code, text := cosell("user", "reset", "lead@alpha.example", "--pages", "cosell.example"); code != 1 || !strings.Contains(text, "--pages") {
		t.Errorf("no address: %d: %s", code, text)
	}
	if code, text := cosell("audit", "export", "--account", account); code != 0 || !strings.Contains(text, `"door":"operator","action":"userReset"`) {
		t.Errorf("the audit log: %d: %s", code, text)
	}
}
