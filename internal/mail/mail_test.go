// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mail_test

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/mail"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func outbox(t *testing.T, db *sqldb.DB, clk clock.Clock) (*mail.Outbox, *jobq.Jobs) {
	t.Helper()
	key, err := secret.ParseMasterKey("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.Open(db, key)
	if err != nil {
		t.Fatal(err)
	}
	jobs := jobq.New(db, clk, slog.New(slog.DiscardHandler))
	return mail.New(db, box, jobs), jobs
}

func TestALetterIsReadByItsTenantAlone(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		o, jobs := outbox(t, db, clk)
		post := func(tenant, subject string, end error) {
			t.Helper()
			err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
				return errors.Join(o.Post(tx, tenant, mail.Letter{To: "lead@alpha.example", Subject: subject, Body: "確認コードは 123456 です。"}), end)
			})
			if !errors.Is(err, end) {
				t.Fatal(err)
			}
		}
		post("1", "first", nil)
		clk.Advance(time.Second)
		post("1", "second", nil)
		post("2", "foreign", nil)
		post("1", "never", errors.New("refused"))
		all, err := o.Latest(t.Context(), "1", 10)
		if err != nil || len(all) != 2 || all[0].Subject != "second" || all[1].Subject != "first" || all[0].To != "lead@alpha.example" || !all[0].Sent.Equal(clk.Now()) {
			t.Errorf("%+v %v", all, err)
		}
		if one, err := o.Latest(t.Context(), "1", 1); err != nil || len(one) != 1 || one[0].Subject != "second" {
			t.Errorf("%+v %v", one, err)
		}
		var sealed []byte
		if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
			return tx.Row(`SELECT letter FROM mail WHERE account_id = '2'`).Scan(&sealed)
		}); err != nil || bytes.Contains(sealed, []byte("123456")) {
			t.Errorf("a letter lies open in the store: %v", err)
		}
		if n, err := o.Prune(t.Context()); n != 0 || err != nil {
			t.Errorf("pruned %d, %v", n, err)
		}
		clk.Advance(mail.Retention + time.Second)
		if n, err := o.Prune(t.Context()); n != 3 || err != nil {
			t.Errorf("pruned %d, %v", n, err)
		}
		if got := jobs.Kinds(); !slices.Equal(got, []string{`mail.prune {}`, `mail.send {"tenant":"","id":""}`}) {
			t.Errorf("kinds %v: a stored job would not be found any more", got)
		}
	}, mail.Schema(), secret.Schema(), jobq.Schema())
}
