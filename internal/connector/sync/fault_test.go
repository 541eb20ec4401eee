// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cosell/internal/ace/doc"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/sqldb"
)

// Whatever gets lost, repeated, refused or cut off on the way: one CRM record makes exactly one opportunity, the two sides
// end equal, no quota is broken and no log row stays open.
func TestOneRecordMakesOneOpportunityWhateverFails(t *testing.T) {
	t.Parallel()
	faults := []remotetest.Fault{remotetest.None, remotetest.None, remotetest.LostAnswer, remotetest.Broken, remotetest.BrokenLate,
		remotetest.Throttled, remotetest.Page, remotetest.Empty, remotetest.Expired, remotetest.Overtaken}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		if rapid.Bool().Draw(r, "unique references") {
			w.central.UniqueReferences()
		}
		n := rapid.IntRange(1, 2).Draw(r, "deals")
		left := rapid.SliceOfN(rapid.SampledFrom(faults), 0, 14).Draw(r, "faults of the first calls")
		var mu sync.Mutex // an answer that was cut off may still be on its way in the server
		w.central.FailBy(func(string, doc.Doc) remotetest.Fault {
			mu.Lock()
			defer mu.Unlock()
			if len(left) == 0 {
				return remotetest.None
			}
			next := left[0]
			left = left[1:]
			return next
		})
		var ids []string
		for range n {
			id := w.deal("Port call planner")
			ids = append(ids, id)
			w.share(id)
			if rapid.Bool().Draw(r, "edit before") {
				w.edit(crm.Opportunity, id, crm.Fields{"NextStep": "Edited before it was sent"})
			}
		}
		w.until(w.clk.Now().Add(rapid.SampledFrom([]time.Duration{0, 2 * time.Second, time.Minute}).Draw(r, "time")))
		if rapid.Bool().Draw(r, "restart") {
			w.start()
		}
		mu.Lock()
		left = nil
		mu.Unlock()
		w.settle()
		if got := w.central.Count(); got != n {
			r.Fatalf("%d records made %d opportunities", n, got)
		}
		for _, id := range ids {
			p := w.pairing(id)
			if aws := w.central.Of(id); aws == nil || doc.Text(aws, "Id") != p.Opportunity || doc.Text(aws, "LifeCycle.ReviewStatus") != "Submitted" {
				r.Fatalf("the opportunity of %s: %v; pairing %+v", id, aws, p)
			}
			if p.State != ledger.Synced && p.State != ledger.Parked {
				r.Fatalf("%s stands at %s: %s", id, p.State, p.Message)
			}
		}
		if len(w.entries(ledger.Filter{Outcomes: []string{"waiting"}})) > 0 {
			r.Fatalf("log rows are open: %+v", w.entries(ledger.Filter{Outcomes: []string{"waiting"}}))
		}
		w.atRest()
	})
}

func TestALostAnswerIsAskedForAgainWithTheSameTokenAndBytes(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]remotetest.Fault{"connection cut": remotetest.LostAnswer, "500 afterwards": remotetest.BrokenLate, "empty 200": remotetest.Empty} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.central.FailOnce("CreateOpportunity", fault, 2)
			id := w.deal("Deal")
			w.share(id)
			w.until(w.clk.Now())
			w.edit(crm.Opportunity, id, crm.Fields{"NextStep": "Edited while nobody knew"})
			w.settle()
			var bodies []string
			for _, c := range w.central.Calls() {
				if c.Operation == "CreateOpportunity" {
					bodies = append(bodies, string(doc.Append(nil, c.Body)))
				}
			}
			slices.Sort(bodies)
			if len(bodies) != 3 || len(slices.Compact(bodies)) != 1 {
				t.Errorf("%d creations with %d different bodies, want 3 alike", len(bodies), len(slices.Compact(bodies)))
			}
			if got := w.central.Count(); got != 1 {
				t.Errorf("%d opportunities", got)
			}
			if e := w.entries(ledger.Filter{Operations: []string{"CreateOpportunity"}}); len(e) != 1 || e[0].Outcome != ledger.LogDone || e[0].Attempts != 3 {
				t.Errorf("log: %+v", e)
			}
			w.atRest()
		})
	}
}

func TestAnAttemptOlderThanATokenIsLookedForBeforeItIsMadeAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]remotetest.Fault{"it had its effect": remotetest.LostAnswer, "it had none": remotetest.Broken} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.deal("Another deal of the same customer")
			w.central.FailOnce("CreateOpportunity", fault, 1)
			id := w.deal("Deal")
			w.share(id)
			w.until(w.clk.Now())
			w.central.FailBy(nil)
			w.clk.Advance(30 * time.Hour)
			w.settle()
			if got := w.central.Count(); got != 1 {
				t.Errorf("%d opportunities", got)
			}
			if p := w.pairing(id); p.State != ledger.Synced || doc.Text(w.central.Of(id), "Id") != p.Opportunity {
				t.Errorf("pairing: %+v", p)
			}
			w.atRest()
		})
	}
}

func TestAnOpportunityThatExistsForTheRecordIsAdopted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.central.UniqueReferences()
	id := w.deal("Deal")
	w.share(id)
	w.settle()
	// The ledger is lost, as after a restore: the pairing is gone, the opportunity is not.
	if err := w.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec("DELETE FROM ledger_pairing")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.clk.Advance(48 * time.Hour)
	w.share(id)
	w.settle()
	if got := w.central.Count(); got != 1 {
		t.Errorf("%d opportunities", got)
	}
	if p := w.pairing(id); p.State != ledger.Synced || p.Opportunity == "" {
		t.Errorf("pairing: %+v", p)
	}
	w.atRest()
}

func TestTenEditsInAMinuteAreOneUpdate(t *testing.T) {
	t.Parallel()
	w := approved(t)
	before := len(w.central.Operations())
	for i := range 10 {
		w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": strings.Repeat("x", i+1)})
	}
	w.settle()
	if got := w.central.Operations()[before:]; !slices.Equal(got, []string{"UpdateOpportunity"}) {
		t.Errorf("sent %v", got)
	}
	if got := doc.Text(w.central.Of(w.id), "LifeCycle.NextSteps"); got != strings.Repeat("x", 10) {
		t.Errorf("AWS has %q", got)
	}
}

type approvedWorld struct {
	*world
	id, opportunity string
}

// approved is a world with one deal that AWS has approved.
func approved(t *testing.T) approvedWorld {
	t.Helper()
	return approvedOn(t, newWorld(t))
}

func approvedOn(t *testing.T, w *world) approvedWorld {
	t.Helper()
	id := w.deal("Deal")
	w.share(id)
	w.settle()
	w.central.Review(t, id, "Approved", "")
	w.event(w.pairing(id).Opportunity)
	w.settle()
	return approvedWorld{w, id, w.pairing(id).Opportunity}
}

func TestAnEditIsNotLostWhenItComesWhileTheJobRuns(t *testing.T) {
	t.Parallel()
	w := approved(t)
	edited := false
	w.central.FailBy(func(operation string, _ doc.Doc) remotetest.Fault {
		if operation == "UpdateOpportunity" && !edited {
			edited = true
			w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "second"})
		}
		return remotetest.None
	})
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "first"})
	w.settle()
	if got := doc.Text(w.central.Of(w.id), "LifeCycle.NextSteps"); got != "second" {
		t.Errorf("AWS has %q", got)
	}
}

func TestAnUpdateOvertakenByAnotherIsDecidedAnew(t *testing.T) {
	t.Parallel()
	w := approved(t)
	w.central.FailBy(func(operation string, _ doc.Doc) remotetest.Fault {
		if operation == "UpdateOpportunity" && doc.Text(w.central.Of(w.id), "Project.AdditionalComments") == "" {
			w.central.Edit(t, w.id, func(o *remotetest.Opportunity) { doc.Set(o.Doc, "Project.AdditionalComments", "Written in the portal") })
		}
		return remotetest.None
	})
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "From the CRM"})
	w.settle()
	aws := w.central.Of(w.id)
	if doc.Text(aws, "LifeCycle.NextSteps") != "From the CRM" || doc.Text(aws, "Project.AdditionalComments") != "Written in the portal" {
		t.Errorf("AWS has %q and %q: an edit was overwritten", doc.Text(aws, "LifeCycle.NextSteps"), doc.Text(aws, "Project.AdditionalComments"))
	}
	if got := w.record(crm.Opportunity, w.id).Fields.Text("AdditionalComments"); got != "Written in the portal" {
		t.Errorf("the CRM has %q", got)
	}
	w.atRest()
}

func TestWhatIsNewerThanThisProgramSurvivesAnUpdate(t *testing.T) {
	t.Parallel()
	w := approved(t)
	w.central.Newer()
	w.event(w.central.Edit(t, w.id, func(o *remotetest.Opportunity) {
		doc.Set(o.Doc, "Project.NewerThanWe", "keep")
		doc.Set(o.Doc, "Project.CustomerUseCase", "A use case of next year")
		doc.Set(o.Doc, "LifeCycle.TargetCloseDate", "2027-08-08")
	}))
	w.settle()
	p := w.pairing(w.id)
	if p.State != ledger.Failed || len(p.Problems) != 1 || p.Problems[0].Path != "Opportunity.UseCase" || p.Problems[0].FixEN == "" {
		t.Errorf("a value that the CRM does not know: %+v", p)
	}
	if got := w.record(crm.Opportunity, w.id).Fields.Text("CloseDate"); got != "2027-08-08" {
		t.Errorf("the date beside it is %q", got)
	}
	w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": "Go on"})
	w.settle()
	aws := w.central.Of(w.id)
	if doc.Text(aws, "Project.NewerThanWe") != "keep" || doc.Text(aws, "Project.CustomerUseCase") != "A use case of next year" || doc.Text(aws, "LifeCycle.NextSteps") != "Go on" {
		t.Errorf("AWS has %q, %q and %q", doc.Text(aws, "Project.NewerThanWe"), doc.Text(aws, "Project.CustomerUseCase"), doc.Text(aws, "LifeCycle.NextSteps"))
	}
	if failed := w.entries(ledger.Filter{Outcomes: []string{"failed"}}); len(failed) != 1 {
		t.Errorf("%d rows tell of one value", len(failed))
	}
	w.edit(crm.Opportunity, w.id, crm.Fields{"UseCase": "IOT"})
	w.settle()
	if p := w.pairing(w.id); p.State != ledger.Synced {
		t.Errorf("once a seller has chosen: %+v", p)
	}
	w.atRest()
}

func TestExpiredKeysPauseTheAccountAndBurnNoAttempts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	expired := true
	w.central.FailBy(func(string, doc.Doc) remotetest.Fault {
		if expired {
			return remotetest.Expired
		}
		return remotetest.None
	})
	id := w.deal("Deal")
	w.share(id)
	w.until(w.clk.Now().Add(12 * time.Hour))
	if p := w.pairing(id); p.State != ledger.Waiting || !strings.Contains(p.Message, "Paused") {
		t.Errorf("while the keys are expired: %+v", p)
	}
	if got := len(w.central.Calls()); got > 12*12+10 {
		t.Errorf("%d calls with expired keys in twelve hours", got)
	}
	expired = false
	w.settle()
	if p := w.pairing(id); p.State != ledger.Synced {
		t.Errorf("after new keys: %+v", p)
	}
	if dead, err := w.jobs.Dead(t.Context()); err != nil || len(dead) > 0 {
		t.Errorf("dead jobs: %v %v", dead, err)
	}
	w.atRest()
}

func TestAServiceThatIsDownForHalfAnHourIsNotHammered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var ids []string
	for range 20 {
		id := w.deal("Deal")
		ids = append(ids, id)
		w.share(id)
	}
	down := true
	w.central.FailBy(func(string, doc.Doc) remotetest.Fault {
		if down {
			return remotetest.Broken
		}
		return remotetest.None
	})
	w.until(w.clk.Now().Add(30 * time.Minute))
	if got := len(w.central.Calls()); got > 20 {
		t.Errorf("20 records made %d calls to a service that was down", got)
	}
	down = false
	w.settle()
	for _, id := range ids {
		if p := w.pairing(id); p.State != ledger.Synced {
			t.Errorf("%s: %+v", id, p)
		}
	}
	if got := w.central.Count(); got != 20 {
		t.Errorf("%d opportunities", got)
	}
	w.atRest()
}

func TestAThrottlingStormEndsWithEverythingDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, end := 0, w.clk.Now().Add(10*time.Minute)
	w.central.FailBy(func(string, doc.Doc) remotetest.Fault {
		if n++; n%10 != 0 && w.clk.Now().Before(end) {
			return remotetest.Throttled
		}
		return remotetest.None
	})
	var ids []string
	for range 5 {
		id := w.deal("Deal")
		ids = append(ids, id)
		w.share(id)
	}
	w.settle()
	for _, id := range ids {
		if p := w.pairing(id); p.State != ledger.Synced {
			t.Errorf("%s: %+v", id, p)
		}
	}
	w.atRest()
}

func TestEventsInAnyOrderAndNumberEndTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := approved(t)
		// CRM edits, AWS edits and events, in any order; events are told often, late or never in between.
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			switch rapid.IntRange(0, 3).Draw(r, "step") {
			case 0:
				w.clk.Advance(time.Second)
				w.edit(crm.Opportunity, w.id, crm.Fields{"NextStep": rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "next step")})
			case 1:
				w.clk.Advance(time.Second)
				w.central.Edit(t, w.id, func(o *remotetest.Opportunity) {
					doc.Set(o.Doc, "LifeCycle.TargetCloseDate", rapid.SampledFrom([]string{"2027-04-01", "2027-05-01"}).Draw(r, "date"))
				})
			case 2:
				for range rapid.IntRange(1, 10).Draw(r, "copies") {
					w.event(w.opportunity)
				}
			case 3:
				w.settle()
			}
		}
		w.event(w.opportunity)
		w.settle()
		aws, deal := w.central.Of(w.id), w.record(crm.Opportunity, w.id).Fields
		if doc.Text(aws, "LifeCycle.NextSteps") != deal.Text("NextStep") || doc.Text(aws, "LifeCycle.TargetCloseDate") != deal.Text("CloseDate") {
			r.Fatalf("AWS has %q and %q, the CRM %q and %q", doc.Text(aws, "LifeCycle.NextSteps"), doc.Text(aws, "LifeCycle.TargetCloseDate"), deal.Text("NextStep"), deal.Text("CloseDate"))
		}
		n := len(w.central.Operations())
		w.event(w.opportunity)
		w.settle()
		if got := w.central.Operations(); len(got) != n {
			r.Fatalf("an event without a change sent %v", got[n:])
		}
		w.atRest()
	})
}

func TestSomebodyWhoWaitsGoesBeforeABacklog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var backlog []string
	for range 30 {
		id := w.deal("Backlog")
		backlog = append(backlog, id)
		w.share(id)
	}
	w.until(w.clk.Now().Add(10 * time.Second))
	if err := w.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec("UPDATE job SET priority = 2 WHERE state = 0")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	urgent := w.deal("Urgent")
	began := w.clk.Now()
	w.share(urgent)
	for w.pairing(urgent).Opportunity == "" {
		w.until(w.clk.Now())
		w.clk.Advance(500 * time.Millisecond)
		if w.clk.Now().Sub(began) > time.Minute {
			t.Fatal("a minute later nothing is sent")
		}
	}
	if took := w.clk.Now().Sub(began); took > 5*time.Second {
		t.Errorf("somebody waited %s behind a backlog of 30 records", took)
	}
	w.settle()
	for _, id := range append(backlog, urgent) {
		if p := w.pairing(id); p.State != ledger.Synced {
			t.Errorf("%s: %+v", id, p)
		}
	}
	if got := w.central.Count(); got != 31 {
		t.Errorf("%d opportunities", got)
	}
	w.atRest()
}

func TestAnOutageThatEndsWithAReadingCallIsOver(t *testing.T) {
	t.Parallel()
	w := approved(t)
	w.central.FailOnce("GetOpportunity", remotetest.Broken, 3)
	w.event(w.opportunity)
	w.settle()
	status, err := w.sync.Status(t.Context(), kaede)
	if err != nil || status.Contact.Failures != 0 || status.Contact.Error != "" {
		t.Errorf("after the outage: %+v %v", status.Contact, err)
	}
	if p := w.pairing(w.id); p.State != ledger.Synced {
		t.Errorf("pairing: %+v", p)
	}
	w.atRest()
}
