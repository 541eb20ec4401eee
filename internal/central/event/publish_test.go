// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func opportunityUpdated(account, id string) event.Event {
	return event.Event{Account: account, Source: "aws.partnercentral-selling", DetailType: "Opportunity Updated",
		Detail: map[string]any{"schemaVersion": "1", "catalog": "AWS", "opportunity": map[string]any{"identifier": id}}}
}

func stored(t *testing.T, db *sqldb.DB) (ids, details []string) {
	t.Helper()
	err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`SELECT id, detail FROM event ORDER BY account_id, id`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id, detail string
			if err := rows.Scan(&id, &detail); err != nil {
				return err
			}
			ids, details = append(ids, id), append(details, detail)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, details
}

func TestAnEventIsStoredWithItsDecisionOrNotAtAll(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *sink) {
		publish := func(id string, end error) error {
			return d.db.InTx(context.Background(), func(tx *sqldb.Tx) error {
				return errors.Join(d.Publish(tx, opportunityUpdated(tenant, id)), end)
			})
		}
		if err := publish("O1", errors.New("refused after all")); err == nil {
			t.Fatal("the transaction was to fail")
		}
		for _, id := range []string{"O2", "O<&>3"} {
			d.clk.Advance(time.Second)
			if err := publish(id, nil); err != nil {
				t.Fatal(err)
			}
		}
		ids, details := stored(t, d.db)
		want := []string{`{"catalog":"AWS","opportunity":{"identifier":"O2"},"schemaVersion":"1"}`,
			`{"catalog":"AWS","opportunity":{"identifier":"O<&>3"},"schemaVersion":"1"}`}
		if !slices.Equal(details, want) {
			t.Errorf("stored %q, in the order of time %q is expected", details, want)
		}
		if len(ids) == 2 && ids[0] >= ids[1] {
			t.Errorf("the id %s of the later event does not follow %s", ids[1], ids[0])
		}
	})
}

func TestAnEventThatNobodyCouldReadIsRefused(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk)
	for name, e := range map[string]event.Event{
		"no account":  {Source: "s", DetailType: "t", Detail: map[string]any{}},
		"no source":   {Account: tenant, DetailType: "t", Detail: map[string]any{}},
		"no type":     {Account: tenant, Source: "s", Detail: map[string]any{}},
		"no detail":   {Account: tenant, Source: "s", DetailType: "t"},
		"a list":      {Account: tenant, Source: "s", DetailType: "t", Detail: []string{"x"}},
		"not as JSON": {Account: tenant, Source: "s", DetailType: "t", Detail: func() {}},
	} {
		if err := d.db.InTx(t.Context(), func(tx *sqldb.Tx) error { return d.Publish(tx, e) }); err == nil {
			t.Errorf("%s: the event was taken", name)
		}
	}
	if ids, _ := stored(t, d.db); len(ids) != 0 {
		t.Errorf("%d events are stored", len(ids))
	}
}
