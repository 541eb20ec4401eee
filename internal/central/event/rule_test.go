// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// breaches are the places and codes that an error names; every one must say how to mend it, in both languages.
func breaches(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	f := fault.Of(err)
	if f.Kind != fault.Invalid {
		t.Errorf("%v is of kind %d, want Invalid", err, f.Kind)
	}
	var all []string
	for _, v := range f.Violations {
		all = append(all, v.At+" "+string(v.Code))
		if v.Message == "" || v.MessageJA == "" || v.FixEN == "" || v.FixJA == "" || v.Rule == "" {
			t.Errorf("%+v leaves something unsaid", v)
		}
	}
	return strings.Join(all, ", ")
}

func TestARefusedRuleNamesEachFault(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		many := make([]event.Target, 6)
		for i := range many {
			many[i] = event.Target{ID: fmt.Sprint(i), Destination: "crm"}
		}
		for name, c := range map[string]struct {
			rule event.Rule
			want string
		}{
			"empty":           {event.Rule{}, "Name REQUIRED_FIELD_MISSING, Pattern INVALID_STRING_FORMAT"},
			"name with space": {event.Rule{Name: "a b", Pattern: `{"a":["b"]}`}, "Name INVALID_STRING_FORMAT"},
			"bad pattern":     {event.Rule{Name: "a", Pattern: `{"a":"b"}`}, "Pattern INVALID_STRING_FORMAT"},
			"many targets":    {event.Rule{Name: "a", Pattern: `{"a":["b"]}`, Targets: many}, "Targets VALUE_OUT_OF_RANGE"},
			"twice": {event.Rule{Name: "a", Pattern: `{"a":["b"]}`, Targets: []event.Target{many[0], many[0]}},
				"Targets[1].ID DUPLICATE_KEY_VALUE"},
			"impatient": {event.Rule{Name: "a", Pattern: `{"a":["b"]}`, Targets: []event.Target{
				{ID: "x", Destination: "crm", Tries: 187, Age: 59 * time.Second}, {ID: "y", Destination: "crm", Tries: -1, Age: 25 * time.Hour}}},
				"Targets[0].Tries VALUE_OUT_OF_RANGE, Targets[0].Age VALUE_OUT_OF_RANGE, " +
					"Targets[1].Tries VALUE_OUT_OF_RANGE, Targets[1].Age VALUE_OUT_OF_RANGE"},
			"unknown": {event.Rule{Name: "a", Pattern: `{"a":["b"]}`, Targets: []event.Target{{ID: "x", Destination: "erp"}}},
				"Targets[0].Destination INVALID_VALUE"},
		} {
			if got := breaches(t, d.PutRule(t.Context(), lead, c.rule)); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		rules, err := d.Rules(t.Context(), lead, event.Window{})
		if err != nil || len(rules.Items) != 1 || rules.Items[0].Name != "all" {
			t.Errorf("rules are %+v, %v", rules, err)
		}
		rule, err := d.Rule(t.Context(), lead, "all")
		if err != nil || len(rule.Targets) != 1 ||
			!reflect.DeepEqual(rule.Targets[0], event.Target{ID: "crm", Destination: "crm", Tries: 186, Age: 24 * time.Hour}) {
			t.Errorf("rules are %+v, %v", rules, err)
		}
	})
}

func TestAnAccountHasAtMostThreeHundredRules(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk)
	err := d.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		for i := range 300 {
			_, err := tx.Exec(`INSERT INTO event_rule VALUES (?, ?, '', '{"a":["b"]}', '', 1, 0)`, tenant, fmt.Sprint("r", i))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rule := event.Rule{Name: "r7", Pattern: `{"a":["b"]}`}
	if err := d.PutRule(t.Context(), lead, rule); err != nil {
		t.Errorf("change of one of 300: %v", err)
	}
	rule.Name = "one-more"
	if err := d.PutRule(t.Context(), lead, rule); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("rule 301: %v", err)
	}
}

func TestARefusedConnectionOrDestinationNamesEachFault(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		for name, c := range map[string]struct {
			err  error
			want string
		}{
			"empty connection": {d.PutConnection(t.Context(), lead, event.Connection{}),
				"Name REQUIRED_FIELD_MISSING, ClientID REQUIRED_FIELD_MISSING, TokenURL INVALID_STRING_FORMAT"},
			"connection without secret": {d.PutConnection(t.Context(), lead,
				event.Connection{Name: "new", TokenURL: s.URL, ClientID: "me"}), "Secret REQUIRED_FIELD_MISSING"},
			"strange way": {d.PutConnection(t.Context(), lead,
				event.Connection{Name: "new", TokenURL: s.URL, ClientID: "me", Secret: "s", ClientIn: "url"}), "ClientIn INVALID_ENUM_VALUE"},
			"empty destination": {d.PutDestination(t.Context(), lead, event.Destination{}),
				"Name REQUIRED_FIELD_MISSING, InvocationEndpoint INVALID_STRING_FORMAT, ConnectionArn REQUIRED_FIELD_MISSING"},
			"strange method": {d.PutDestination(t.Context(), lead,
				event.Destination{Name: "x", URL: s.URL, Method: "FETCH", Connection: "crm"}), "HttpMethod INVALID_ENUM_VALUE"},
			"unknown connection": {d.PutDestination(t.Context(), lead,
				event.Destination{Name: "x", URL: s.URL, Connection: "none"}), "ConnectionArn INVALID_VALUE"},
			"metadata service": {d.PutDestination(t.Context(), lead,
				event.Destination{Name: "x", URL: "http://169.254.169.254/latest", Connection: "crm"}), "InvocationEndpoint INVALID_STRING_FORMAT"},
			"user in the address": {d.PutDestination(t.Context(), lead,
				event.Destination{Name: "x", URL: "https://user@example.com/", Connection: "crm"}), "InvocationEndpoint INVALID_STRING_FORMAT"},
			"no address": {d.PutDestination(t.Context(), lead,
				event.Destination{Name: "x", URL: "crm", Connection: "crm"}), "InvocationEndpoint INVALID_STRING_FORMAT"},
		} {
			if got := breaches(t, c.err); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		list, err := d.Destinations(t.Context(), lead, "", event.Window{})
		if err != nil || len(list.Items) != 1 || list.Items[0].Method != "POST" {
			t.Errorf("destinations are %+v, %v", list, err)
		}
	})
}

func TestAnAddressThatBecameForbiddenIsNotCalled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		// As when a name points somewhere else than on the day it was saved, or the operator has changed the rules.
		err := d.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`UPDATE event_destination SET url = 'http://169.254.169.254/latest'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		if got := d.only(); got.State != event.Dead || got.Code != "INVALID_PARAMETER" || got.Attempts != 1 {
			t.Errorf("the delivery is %+v", got)
		}
	})
}

func TestAPatternCanBeTriedOut(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk)
	for pattern, want := range map[string]bool{`{"detail":{"catalog":["AWS"]}}`: true, `{"detail":{"catalog":["Sandbox"]}}`: false} {
		got, err := d.TestPattern(t.Context(), lead, pattern, updated)
		if err != nil || got != want {
			t.Errorf("%s: %t, %v", pattern, got, err)
		}
	}
	_, err := d.TestPattern(t.Context(), lead, `{}`, `{`)
	if got := breaches(t, err); got != "Pattern INVALID_STRING_FORMAT, Event INVALID_STRING_FORMAT" {
		t.Errorf("two faults: %s", got)
	}
	if f := fault.Of(err); !strings.Contains(f.Violations[0].Message, "without members") {
		t.Errorf("the reason is missing: %+v", f.Violations[0])
	}
}

func TestTheBacklogIsCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		s.status(404, 503, 200)
		for _, want := range []event.Backlog{{Dead: 1}, {Dead: 1, Waiting: 1}, {Dead: 1, Waiting: 1}} {
			d.publish(opportunityUpdated(tenant, "O1"))
			d.work()
			if got, err := d.Backlog(t.Context()); err != nil || got != want {
				t.Errorf("the backlog is %+v, %v, want %+v", got, err, want)
			}
		}
	})
}

const updated = `{"version":"0","id":"8c56be05-0000-4000-8000-000000000002","detail-type":"Opportunity Updated",
"source":"aws.partnercentral-selling","account":"111111111111","time":"2025-02-19T04:20:23Z","region":"us-east-1",
"resources":[],"detail":{"schemaVersion":"1","catalog":"AWS","opportunity":{"identifier":"O5465588"}}}`
