// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

func TestATakenEventArrivesInEventBridgesEnvelope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		e := opportunityUpdated(tenant, "O1")
		e.Resources = []string{"arn:aws:partnercentral:us-east-1::catalog/AWS/opportunity/O1"}
		d.publish(e)
		d.publish(event.Event{Account: tenant, Source: "somebody.else", DetailType: "Noise", Detail: map[string]any{}})
		d.publish(opportunityUpdated("222222222222", "O2"))
		d.work()
		got := d.only()
		want := `{"version":"0","id":"` + got.EventID + `","detail-type":"Opportunity Updated","source":"aws.partnercentral-selling",` +
			`"account":"111111111111","time":"2026-11-20T09:00:00Z","region":"us-east-1",` +
			`"resources":["arn:aws:partnercentral:us-east-1::catalog/AWS/opportunity/O1"],` +
			`"detail":{"catalog":"AWS","opportunity":{"identifier":"O1"},"schemaVersion":"1"}}`
		if len(s.bodies) != 1 || s.bodies[0] != want || string(got.Event) != want {
			t.Errorf("received %s\nlisted %s\nwant %s", s.bodies, got.Event, want)
		}
		if got.State != event.Delivered || got.Attempts != 1 || got.Code != "" || got.Destination != "crm" || !got.At.Equal(d.clk.Now()) {
			t.Errorf("the delivery is %+v", got)
		}
		if len(d.attempts) != 1 || d.attempts[0].State != event.Delivered {
			t.Errorf("told of attempts %+v", d.attempts)
		}
	})
}

func TestAChangedRuleDecidesAtOnceOnAllNodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		other := newDesk(t, d.db, d.clk) // another node on the same database
		rule := event.Rule{Name: "all", Enabled: true, Targets: []event.Target{{ID: "crm", Destination: "crm"}}}
		for _, step := range []struct {
			id, pattern string
			enabled     bool
		}{
			{"O1", `{"detail-type":["Opportunity Updated"]}`, true},
			{"O2", `{"detail-type":[{"prefix":"Engagement"}]}`, true},
			{"O3", `{"detail-type":[{"prefix":"Opportunity"}]}`, false},
			{"O4", `{"detail-type":[{"prefix":"Opportunity"}]}`, true},
		} {
			rule.Pattern, rule.Enabled = step.pattern, step.enabled
			if err := d.PutRule(t.Context(), lead, rule); err != nil {
				t.Fatal(err)
			}
			other.publish(opportunityUpdated(tenant, step.id))
			other.work()
		}
		if err := d.DeleteRule(t.Context(), lead, "all"); err != nil {
			t.Fatal(err)
		}
		other.publish(opportunityUpdated(tenant, "O5"))
		other.work()
		if len(s.bodies) != 2 || !strings.Contains(s.bodies[0], `"O1"`) || !strings.Contains(s.bodies[1], `"O4"`) || len(d.list()) != 2 {
			t.Errorf("received %s, want O1 and O4; %d deliveries", s.bodies, len(d.list()))
		}
	})
}

func TestAFailingTargetIsTriedForADayAndEachEventIsAccounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		s.status(http.StatusServiceUnavailable)
		d.publish(opportunityUpdated(tenant, "O1"))
		began, tries, waits := d.clk.Now(), 0, []time.Duration{}
		for d.work(); ; d.work() {
			got := d.only()
			tries++
			if got.Attempts != tries {
				t.Fatalf("%d attempts are recorded after %d", got.Attempts, tries)
			}
			if got.State != event.Waiting {
				break
			}
			waits = append(waits, got.Due.Sub(d.clk.Now()))
			d.clk.Set(got.Due)
		}
		got := d.only()
		if got.State != event.Dead || got.Code != "ERROR_FROM_TARGET" || !strings.Contains(got.Message, "503") {
			t.Errorf("the delivery ended as %+v", got)
		}
		took := d.clk.Now().Sub(began)
		if byAge := took > 23*time.Hour+45*time.Minute && took <= 24*time.Hour && strings.Contains(got.Message, "MaximumEventAgeInSeconds"); !byAge &&
			(tries != event.MaxRetries+1 || !strings.Contains(got.Message, "MaximumRetryAttempts")) {
			t.Errorf("%d attempts in %s: %s", tries, took, got.Message)
		}
		if tries < 150 || waits[0] > 2*time.Second || waits[9] < waits[5] || slices.Max(waits) > 10*time.Minute {
			t.Errorf("%d attempts with waits %v ...", tries, waits[:12])
		}
		if n := slices.Index(waits[20:], waits[20]); len(slices.Compact(slices.Clone(waits[20:]))) < 100 {
			t.Errorf("the waits are not shaken: %v (%d)", waits[20:], n)
		}
	})
}

func TestTheTargetsOwnLimitsEndADelivery(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{Tries: 3})
		s.status(http.StatusInternalServerError)
		d.publish(opportunityUpdated(tenant, "O1"))
		for range 10 {
			d.work()
			d.clk.Advance(10 * time.Minute)
		}
		if got := d.only(); got.State != event.Dead || got.Attempts != 3 || !strings.Contains(got.Message, "MaximumRetryAttempts reached: 3 attempts") {
			t.Errorf("with three tries: %+v", got)
		}
		d.connect(s, event.Target{Age: time.Minute})
		d.publish(opportunityUpdated(tenant, "O2"))
		d.clk.Advance(time.Hour) // the node was down: it is tried once all the same
		d.work()
		if got := d.list()[0]; got.State != event.Dead || got.Attempts != 1 || !strings.Contains(got.Message, "MaximumEventAgeInSeconds reached: 60") {
			t.Errorf("with a minute: %+v", got)
		}
	})
}

func TestADeadLetterIsLookedIntoAndSentAgainUnderItsEventsID(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		s.status(http.StatusUnprocessableEntity)
		for _, id := range []string{"O1", "O2", "O3"} {
			d.clk.Advance(time.Second)
			d.publish(opportunityUpdated(tenant, id))
		}
		d.work()
		dead := d.list(event.Dead)
		if len(dead) != 3 || dead[0].Attempts != 1 || dead[0].Code != "ERROR_FROM_TARGET" || !strings.Contains(string(dead[0].Event), "O3") {
			t.Fatalf("the dead-letter queue holds %+v", dead)
		}
		one, err := d.Delivery(t.Context(), lead, dead[1].ID)
		if err != nil || one.EventID != dead[1].EventID || one.Message == "" || one.Ended.IsZero() {
			t.Errorf("looked into: %+v, %v", one, err)
		}
		s.status(http.StatusAccepted)
		ids := []string{dead[0].ID, dead[1].ID, dead[1].ID, "unknown"}
		if n, err := d.Redrive(t.Context(), lead, ids); err != nil || n != 2 {
			t.Errorf("redrive: %d, %v; want 2", n, err)
		}
		d.work()
		if got := d.list(event.Dead); len(got) != 1 || got[0].ID != dead[2].ID {
			t.Errorf("still dead: %+v", got)
		}
		if !slices.Equal(s.got, []string{dead[0].EventID, dead[1].EventID}) && !slices.Equal(s.got, []string{dead[1].EventID, dead[0].EventID}) {
			t.Errorf("received %v, want the events %s and %s", s.got, dead[0].EventID, dead[1].EventID)
		}
		if got := d.list(event.Delivered); len(got) != 2 || got[0].Redriven != 1 {
			t.Errorf("delivered: %+v", got)
		}
		if n, err := d.Redrive(t.Context(), lead, []string{dead[0].ID}); err != nil || n != 0 {
			t.Errorf("redrive of what is delivered: %d, %v; want 0", n, err)
		}
	})
}

func TestRemovedTargetsAndDestinationsLeaveDeadLetters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		for name, remove := range map[string]func() error{
			"rule":        func() error { return d.DeleteRule(t.Context(), lead, "all") },
			"destination": func() error { return d.DeleteDestination(t.Context(), lead, "crm") },
			"connection":  func() error { return d.DeleteConnection(t.Context(), lead, "crm") },
		} {
			d.connect(s, event.Target{})
			d.clk.Advance(time.Second)
			d.publish(opportunityUpdated(tenant, "O1"))
			if err := remove(); err != nil {
				t.Fatal(err)
			}
			if err := remove(); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s is removed twice: %v", name, err)
			}
			d.work()
			if got := d.list()[0]; got.State != event.Dead || got.Code != "NO_RESOURCE" || got.Attempts != 1 {
				t.Errorf("without its %s: %+v", name, got)
			}
		}
		if len(s.got) != 0 {
			t.Errorf("received %v", s.got)
		}
	})
}

func TestALostJobIsFoundAndAStaleOneDoesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		d.publish(opportunityUpdated(tenant, "O1"))
		err := d.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`DELETE FROM job WHERE kind = ?`, "event.deliver")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d.work()
		if got := d.only(); got.State != event.Waiting {
			t.Fatalf("without its job: %+v", got)
		}
		d.clk.Advance(30 * time.Minute)
		d.work()
		d.clk.Advance(30 * time.Minute)
		d.work()
		if got := d.only(); got.State != event.Delivered || len(s.got) != 1 {
			t.Errorf("after the sweep: %+v, received %v", got, s.got)
		}
	})
}

func TestOldEventsAreForgottenOnceNothingNeedsThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.publish(opportunityUpdated("222222222222", "O0")) // nobody wants it
		d.connect(s, event.Target{})
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		s.status(http.StatusNotFound)
		d.publish(opportunityUpdated(tenant, "O2"))
		d.work()
		for _, c := range []struct {
			days, events, deliveries, gone int
		}{{6, 3, 2, 0}, {2, 1, 1, 0}, {81, 1, 1, 0}, {2, 0, 0, 1}} {
			d.clk.Advance(time.Duration(c.days) * 24 * time.Hour)
			d.work()
			ids, _ := stored(t, d.db)
			if list := d.list(); len(ids) != c.events || len(list) != c.deliveries || d.gone != c.gone {
				t.Errorf("%d events, %d deliveries and %d discards at %s, want %+v", len(ids), len(list), d.gone, d.clk.Now(), c)
			}
		}
	})
}

func TestDeliveriesArePagedBothWays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		for i := range 7 {
			if i%2 == 1 {
				s.status(http.StatusNotFound)
			} else {
				s.status(http.StatusOK)
			}
			d.clk.Advance(time.Second)
			d.publish(opportunityUpdated(tenant, "O"))
			d.work()
		}
		all := d.list()
		for _, states := range [][]event.State{nil, {event.Dead, event.Delivered}, {event.Delivered}} {
			want := 7
			if len(states) == 1 {
				want = 4
			}
			for _, types := range [][]string{nil, {"Opportunity Updated", "Opportunity Created"}} {
				q := event.DeliveryQuery{States: states, Types: types, Size: 3}
				var forth, back []string
				var last event.DeliveryPage
				for more := true; more; more = q.Token != "" {
					p, err := d.Deliveries(t.Context(), lead, q)
					if err != nil {
						t.Fatal(err)
					}
					if p.Total != want || p.Capped {
						t.Errorf("%v: total %d, capped %t", states, p.Total, p.Capped)
					}
					for _, i := range p.Items {
						forth = append(forth, i.ID)
					}
					last, q.Token = p, p.Next
				}
				for p := last; ; {
					for i := range p.Items {
						back = append(back, p.Items[len(p.Items)-1-i].ID)
					}
					if p.Previous == "" {
						break
					}
					q.Token = p.Previous
					var err error
					if p, err = d.Deliveries(t.Context(), lead, q); err != nil {
						t.Fatal(err)
					}
				}
				slices.Reverse(back)
				if len(forth) != want || !slices.Equal(forth, back) || forth[0] != all[0].ID {
					t.Errorf("%v %v: forth %v, back %v", states, types, forth, back)
				}
			}
		}
		p, err := d.Deliveries(t.Context(), lead, event.DeliveryQuery{Types: []string{"Nothing"}})
		if err != nil || len(p.Items) != 0 || p.Next != "" {
			t.Errorf("nothing of a type: %+v, %v", p, err)
		}
		p, err = d.Deliveries(t.Context(), lead, event.DeliveryQuery{Size: 3})
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Deliveries(t.Context(), lead, event.DeliveryQuery{Size: 4, Token: p.Next})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a token of another query: %v", err)
		}
	})
}

func TestTheRightsOnTheBusFollowTheRole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		for role, may := range map[identity.Role]struct{ look, manage bool }{
			identity.AllianceLead: {true, true}, identity.CloudAdmin: {true, true}, identity.AllianceTeam: {true, false},
			identity.ACEManager: {true, false}, identity.ACEUser: {}, identity.AWSReviewer: {}, "": {},
		} {
			who := identity.Caller{Account: tenant, Role: role}
			calls := map[string]func() error{
				"look rules":        func() error { _, err := d.Rules(t.Context(), who, event.Window{}); return err },
				"look connections":  func() error { _, err := d.Connections(t.Context(), who, event.Window{}); return err },
				"look destinations": func() error { _, err := d.Destinations(t.Context(), who, "", event.Window{}); return err },
				"look deliveries": func() error {
					_, err := d.Deliveries(t.Context(), who, event.DeliveryQuery{})
					return err
				},
				"look delivery":      func() error { _, err := d.Delivery(t.Context(), who, "x"); return err },
				"look pattern":       func() error { _, err := d.TestPattern(t.Context(), who, `{"a":["b"]}`, `{}`); return err },
				"manage redrive":     func() error { _, err := d.Redrive(t.Context(), who, []string{"x"}); return err },
				"manage rule":        func() error { return d.PutRule(t.Context(), who, event.Rule{}) },
				"manage no rule":     func() error { return d.DeleteRule(t.Context(), who, "none") },
				"manage connection":  func() error { return d.PutConnection(t.Context(), who, event.Connection{}) },
				"manage destination": func() error { return d.PutDestination(t.Context(), who, event.Destination{}) },
				"manage removal":     func() error { return d.DeleteDestination(t.Context(), who, "none") },
			}
			for name, call := range calls {
				want := may.look
				if strings.HasPrefix(name, "manage") {
					want = may.manage
				}
				if got := !fault.Is(call(), fault.AccessDenied); got != want {
					t.Errorf("%q may %s: %t, want %t", role, name, got, want)
				}
			}
		}
	})
}

func TestAnotherTenantFindsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		s.status(http.StatusNotFound)
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		mine := d.only().ID
		stranger := identity.Caller{Account: "222222222222", Role: identity.AllianceLead}
		_, foreign := d.Delivery(t.Context(), stranger, mine)
		_, unknown := d.Delivery(t.Context(), stranger, "unknown")
		if !fault.Is(foreign, fault.NotFound) || foreign.Error() != unknown.Error() {
			t.Errorf("a foreign delivery: %v, an unknown one: %v", foreign, unknown)
		}
		if n, err := d.Redrive(t.Context(), stranger, []string{mine}); n != 0 || err != nil {
			t.Errorf("redrive by a stranger: %d, %v", n, err)
		}
		if p, err := d.Deliveries(t.Context(), stranger, event.DeliveryQuery{}); err != nil || len(p.Items) != 0 || p.Total != 0 {
			t.Errorf("listed to a stranger: %+v, %v", p, err)
		}
		if err := d.DeleteRule(t.Context(), stranger, "all"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger deletes the rule: %v", err)
		}
		rules, err := d.Rules(t.Context(), stranger, event.Window{})
		if err != nil || len(rules.Items) != 0 {
			t.Errorf("rules of a stranger: %v, %v", rules, err)
		}
	})
}
