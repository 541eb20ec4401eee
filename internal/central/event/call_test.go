// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	wire "cosell/internal/aws/event"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// reach points the desk's rule at s by a connection, a destination and a target.
func (d *desk) reach(s *sink, c event.Connection, to event.Destination, target event.Target) {
	d.t.Helper()
	c.Name, to.Name, to.Connection, target.Destination = "crm", "crm", "crm", "crm"
	to.URL = s.URL + to.URL
	for _, err := range []error{d.PutConnection(d.t.Context(), lead, c), d.PutDestination(d.t.Context(), lead, to)} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
	d.rule(target)
}

// heard keeps what each call of s looked like.
func (s *sink) heard() *[]string {
	var all []string
	s.answer = func(_ http.ResponseWriter, r *http.Request) bool {
		user, password, _ := r.BasicAuth()
		all = append(all, fmt.Sprintf("%s %s %s:%s %s %s", r.Method, r.URL.RequestURI(), user, password, r.Header.Get("X-Key"), r.Header.Get("X-Deal")))
		return true
	}
	return &all
}

func TestEveryConnectionProvesItselfInItsWay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		calls := s.heard()
		params := []event.Parameter{{In: event.InQuery, Name: "tenant", Value: "t&1", Secret: true}, {In: event.InBody, Name: "from", Value: "bus"}}
		d.reach(s, event.Connection{Auth: event.Basic, ClientID: "me", Secret: "p:w", Params: params}, event.Destination{URL: "/events?x=1", Method: "PUT"}, event.Target{})
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		d.reach(s, event.Connection{Auth: event.APIKey, ClientID: "X-Key", Secret: "k"}, event.Destination{URL: "/events"},
			event.Target{Settings: event.Settings{Header: map[string]string{"X-Deal": "$.detail.opportunity.identifier"}, Query: map[string]string{"q": "$.detail.none"}}})
		d.publish(opportunityUpdated(tenant, "O2"))
		d.work()
		want := []string{"PUT /events?tenant=t%261&x=1 me:p:w  ", "POST /events?q= : k O2"}
		if strings.Join(*calls, "\n") != strings.Join(want, "\n") || !strings.Contains(s.bodies[0], `"from":"bus"`) {
			t.Errorf("called %q with %v, want %q", *calls, s.bodies, want)
		}
	})
}

func TestWhatAnEventSaysStaysInItsPlaceOfTheAddress(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk), newSink(t)
	for id, want := range map[string]event.State{"..": event.Dead, ".": event.Dead, "": event.Dead, "../../token": event.Delivered, "a?b=c#d": event.Delivered} {
		var path string
		mux := http.NewServeMux()
		mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { path = r.URL.EscapedPath() + "?" + r.URL.RawQuery })
		s.Config.Handler = mux
		d.reach(s, event.Connection{Auth: event.Basic, ClientID: "me", Secret: "p"}, event.Destination{URL: "/deals/*/won"}, event.Target{Settings: event.Settings{Path: []string{"$.detail.opportunity.identifier"}}})
		d.clk.Advance(time.Second)
		d.publish(opportunityUpdated(tenant, id))
		d.work()
		if got := d.list()[0]; got.State != want || want == event.Dead && got.Code != "INVALID_PARAMETER" {
			t.Errorf("%q: %+v", id, got)
		}
		if want == event.Delivered && path != "/deals/"+url.PathEscape(id)+"/won?" {
			t.Errorf("%q is called as %s", id, path)
		}
	}
}

func TestForbiddenAddressesAreRefusedWhenSavedAndWhenCalled(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk), newSink(t)
	basic := event.Connection{Auth: event.Basic, ClientID: "me", Secret: "p"}
	for _, address := range []string{"http://169.254.169.254/latest", "https://[::ffff:169.254.169.254]/", "https://0xa9.0xfe.0xa9.0xfe/", "https://2852039166/", "https://10.0.0.1/",
		"https://user@example.com/", "https://[fd00::1]/", "https://192.168.1.1./", "ftp://example.com/", "https://*.example.com/", "https://*/"} {
		d.reach(s, basic, event.Destination{URL: "/events"}, event.Target{})
		err := d.PutDestination(t.Context(), lead, event.Destination{Name: "x", URL: address, Connection: "crm"})
		if got := breaches(t, err); !strings.HasPrefix(got, "InvocationEndpoint INVALID_") {
			t.Errorf("%s is saved: %s", address, got)
		}
		if strings.Contains(address, "*") {
			continue
		}
		// As when a name points somewhere else than on the day it was saved, or the operator has changed the rules.
		err = d.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`UPDATE event_destination SET url = ? WHERE name = 'crm'`, address)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d.clk.Advance(time.Second)
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		if got := d.list()[0]; got.State != event.Dead || got.Code != "INVALID_PARAMETER" || got.Attempts != 1 {
			t.Errorf("%s is called: %+v", address, got)
		}
	}
}

func TestADestinationIsCalledNoFasterThanItsRate(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d, s := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk), newSink(t)
	d.reach(s, event.Connection{Auth: event.Basic, ClientID: "me", Secret: "p"}, event.Destination{URL: "/events", Rate: 2}, event.Target{})
	for range 12 {
		d.publish(opportunityUpdated(tenant, "O1"))
	}
	d.work()
	for second := range 6 {
		// A second's worth is saved up at first, one call more has begun when that is used up, and then it is two a second.
		if most := 3 + 2*second; len(s.got) > most || len(s.got) < 2*second {
			t.Errorf("%d calls after %d seconds, at most %d", len(s.got), second, most)
		}
		for range 20 {
			d.clk.Advance(50 * time.Millisecond)
			d.work()
		}
	}
	if len(s.got) != 12 {
		t.Errorf("%d of 12 events arrived: over-rate calls are delayed, not lost", len(s.got))
	}
}

func TestASampleOfEachTypeReachesItsTargetOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		for i, detailType := range wire.Types {
			d.clk.Advance(time.Second)
			id, err := d.SendSample(t.Context(), lead, "all", "crm", detailType, "Sandbox")
			if err != nil {
				t.Fatal(err)
			}
			d.work()
			got, err := d.Delivery(t.Context(), lead, id)
			if err != nil || got.State != event.Delivered || got.DetailType != detailType || len(s.bodies) != i+1 || !strings.Contains(s.bodies[i], `"catalog":"Sandbox"`) {
				t.Errorf("%s: %+v, %v; received %v", detailType, got, err, s.bodies)
			}
		}
		_, err := d.SendSample(t.Context(), lead, "all", "crm", "Nothing", "AWS")
		if got := breaches(t, err); got != "Type INVALID_ENUM_VALUE" {
			t.Errorf("a type that there is none of: %s", got)
		}
		if _, err := d.SendSample(t.Context(), lead, "all", "none", wire.TypeOpportunityCreated, "AWS"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a target that there is none of: %v", err)
		}
		stranger := identity.Caller{Account: "222222222222", Role: identity.AllianceLead}
		if _, err := d.SendSample(t.Context(), stranger, "all", "crm", wire.TypeOpportunityCreated, "AWS"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger's sample: %v", err)
		}
	})
}
