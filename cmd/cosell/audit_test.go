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
	"cosell/internal/sqldb"
	"cosell/internal/websession/password"
)

func TestTheAuditCommandChecksAndPrintsLogsAndSeesTampering(t *testing.T) {
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
	people := identity.New(g.db, g.box, g.clock, password.New(1))
	const account = "111122223333"
	ctx := audit.Follow(t.Context(), audit.Trail{Door: audit.DoorJob, Action: "test", Account: account, Kind: "system", Actor: "system"})
	if err := people.AddPartner(ctx, identity.Partner{Account: account, Name: "Alpha", Terms: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := people.AddClient(ctx, identity.Client{Account: account, Name: "CRM"}); err != nil {
		t.Fatal(err)
	}
	if err := g.db.Close(); err != nil {
		t.Fatal(err)
	}
	cosell := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := run(t.Context(), append(append([]string{"audit"}, args...), "--data", dir), nil, &out, &out)
		return code, out.String()
	}
	code, text := cosell("verify")
	if code != 0 || !strings.Contains(text, account+"  holds  2 entries  head 2:") {
		t.Fatalf("%d: %s", code, text)
	}
	head := strings.Fields(text[strings.Index(text, "head "):])[1]
	if code, text := cosell("verify", "--account", account, "--head", head); code != 0 {
		t.Errorf("with its own head: %d: %s", code, text)
	}
	if code, text := cosell("verify", "--head", head); code != 1 || !strings.Contains(text, "--account") {
		t.Errorf("a head of no account: %d: %s", code, text)
	}
	if code, text := cosell("export", "--account", account); code != 0 || strings.Count(text, "\n") != 2 || !strings.Contains(text, `"subject":"client/`) {
		t.Errorf("%d: %s", code, text)
	}
	tamper(t, cfg)
	if code, text := cosell("verify"); code != 1 || !strings.Contains(text, "BROKEN at entry 2: the entry is not what was written") {
		t.Errorf("tampered with: %d: %s", code, text)
	}
}

func tamper(t *testing.T, cfg config.Config) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), cfg.DatabaseURL, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // a throw-away file
	if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE audit_entry SET actor = 'nobody' WHERE subject <> ''`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
