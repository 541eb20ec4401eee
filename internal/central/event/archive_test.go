// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
)

func (d *desk) keep(a event.Archive) {
	d.t.Helper()
	if _, err := d.NewArchive(d.t.Context(), lead, a); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) start(r event.Replay) {
	d.t.Helper()
	if _, err := d.StartReplay(d.t.Context(), lead, r); err != nil {
		d.t.Fatal(err)
	}
}

func TestAnArchiveKeepsWhatItTakesAsLongAsItSays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *sink) {
		d.keep(event.Archive{Name: "long", Days: 30})
		d.keep(event.Archive{Name: "short", Days: 10, Pattern: `{"detail":{"opportunity":{"identifier":[{"prefix":"O1"}]}}}`})
		for i := range 12 {
			d.publish(opportunityUpdated(tenant, fmt.Sprint("O", i)))
		}
		d.publish(opportunityUpdated("222222222222", "O1"))
		held := func() (counts [2]int64) {
			for i, name := range []string{"long", "short"} {
				a, err := d.Archive(t.Context(), lead, name)
				if err != nil {
					t.Fatal(err)
				}
				counts[i] = a.Events
			}
			return counts
		}
		for _, c := range []struct {
			days, events int
			held         [2]int64
		}{{0, 13, [2]int64{12, 3}}, {9, 12, [2]int64{12, 3}}, {2, 12, [2]int64{12, 0}}, {20, 0, [2]int64{0, 0}}} {
			d.clk.Advance(time.Duration(c.days) * 24 * time.Hour)
			d.work()
			if ids, _ := stored(t, d.db); held() != c.held || len(ids) != c.events {
				t.Errorf("after %d days more: %v are held and %d events stored, want %+v", c.days, held(), len(ids), c)
			}
		}
	})
}

func TestAReplayGivesBackAStretchToTheRulesItNames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.keep(event.Archive{Name: "all"})
		began := d.clk.Now()
		for i := range 250 {
			d.publish(opportunityUpdated(tenant, fmt.Sprint("O", i)))
			d.clk.Advance(time.Second)
		}
		d.connect(s, event.Target{}) // the rule came later: a replay is judged by the rules of now
		err := d.PutRule(t.Context(), lead, event.Rule{Name: "first", Enabled: true, Pattern: `{"replay-name":[{"exists":false}]}`, Targets: []event.Target{{ID: "crm", Destination: "crm"}}})
		if err != nil {
			t.Fatal(err)
		}
		d.work()
		if len(s.got) != 0 {
			t.Fatalf("%d deliveries before the replay", len(s.got))
		}
		d.start(event.Replay{Name: "again", Archive: "all", Rules: []string{"all", "first"}, From: began.Add(10 * time.Second), Until: began.Add(220 * time.Second)})
		d.work()
		r, err := d.Replay(t.Context(), lead, "again")
		if err != nil || r.State != event.ReplayCompleted || !r.Last.Equal(began.Add(219*time.Second)) || r.Ended.IsZero() {
			t.Errorf("the replay is %+v, %v", r, err)
		}
		seen := map[string]bool{}
		for _, body := range s.bodies {
			if !strings.Contains(body, `"replay-name":"again"`) {
				t.Fatalf("received %s", body)
			}
		}
		for _, id := range s.got {
			seen[id] = true
		}
		if len(s.got) != 210 || len(seen) != 210 {
			t.Errorf("%d events arrived, %d different, want 210 once each", len(s.got), len(seen))
		}
		if a, err := d.Archive(t.Context(), lead, "all"); err != nil || a.Events != 250 {
			t.Errorf("a replay is archived again: %+v, %v", a, err)
		}
		if got := d.list()[0]; got.Replay != "again" || !strings.Contains(string(got.Event), "replay-name") {
			t.Errorf("the delivery is %+v", got)
		}
	})
}

func TestAReplayIsCancelledAndFailsWithoutItsArchive(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, s *sink) {
		d.connect(s, event.Target{})
		s.status(http.StatusOK)
		d.keep(event.Archive{Name: "all"})
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		whole := event.Replay{Archive: "all", From: d.clk.Now().Add(-time.Hour), Until: d.clk.Now().Add(time.Hour)}
		whole.Name = "one"
		d.start(whole)
		if r, err := d.CancelReplay(t.Context(), lead, "one"); err != nil || r.State != event.ReplayCancelled {
			t.Errorf("cancelled: %+v, %v", r, err)
		}
		if _, err := d.CancelReplay(t.Context(), lead, "one"); !fault.Is(err, fault.Conflict) {
			t.Errorf("cancelled twice: %v", err)
		}
		whole.Name = "two"
		d.start(whole)
		if err := d.DeleteArchive(t.Context(), lead, "all"); err != nil {
			t.Fatal(err)
		}
		d.work()
		if r, err := d.Replay(t.Context(), lead, "two"); err != nil || r.State != event.ReplayFailed || r.Reason == "" || len(s.got) != 1 {
			t.Errorf("without its archive: %+v, %v; %d received", r, err, len(s.got))
		}
		if _, err := d.StartReplay(t.Context(), lead, event.Replay{Name: "three", Archive: "all", From: whole.From, Until: whole.Until}); !fault.Is(err, fault.NotFound) {
			t.Errorf("of no archive: %v", err)
		}
		stranger := identity.Caller{Account: "222222222222", Role: identity.AllianceLead}
		if _, err := d.Replay(t.Context(), stranger, "one"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger sees the replay: %v", err)
		}
		if got, err := d.Replays(t.Context(), lead, event.ReplayFailed, "all", event.Window{}); err != nil || len(got.Items) != 1 || got.Items[0].Name != "two" {
			t.Errorf("listed: %+v, %v", got, err)
		}
	})
}
