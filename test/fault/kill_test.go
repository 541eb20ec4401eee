// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

// A journal is what a client knows: what it asked for, and what was acknowledged.
type journal struct {
	mu    sync.Mutex
	open  []string          // references whose create was sent and not answered
	acked map[string]string // reference -> opportunity id
}

func (j *journal) sent(ref string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.open = append(j.open, ref)
}

func (j *journal) answered(ref, id string) (before string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i, o := range j.open {
		if o == ref {
			j.open = append(j.open[:i], j.open[i+1:]...)
			break
		}
	}
	before = j.acked[ref]
	j.acked[ref] = id
	return before
}

func (j *journal) count() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.acked)
}

func (j *journal) unanswered() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string(nil), j.open...)
}

// create asks for one opportunity. The reference is the client token too, so that asking again is safe.
func create(ctx context.Context, c *caller, ref string) (int, map[string]any, error) {
	return c.call(ctx, "CreateOpportunity", map[string]any{
		"Catalog": "AWS", "ClientToken": ref, "PartnerOpportunityIdentifier": ref,
		"Customer": map[string]any{"Account": map[string]any{"CompanyName": "Killed " + ref}},
	})
}

func TestAKilledProgramLosesNothingThatItAcknowledged(t *testing.T) {
	t.Parallel()
	rounds := 100
	if testing.Short() {
		rounds = 10
	}
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		killLoop(t, dir, "sqlite:"+dir+"/cosell.db", rounds)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		killLoop(t, t.TempDir(), sqldbtest.PostgresURL(t), rounds/4)
	})
}

func killLoop(t *testing.T, dir, url string, rounds int) {
	env := []string{"COSELL_DATABASE_URL=" + url}
	j := &journal{acked: map[string]string{}}
	for round := range rounds {
		d := program.Start(t, dir, env)
		c := newCaller(d.AWS, d.Partners[1])
		settle(t, c, j)
		before := j.count()
		var all sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		for w := range 4 {
			all.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					ref := fmt.Sprintf("k-%d-%d-%d", round, w, n)
					j.sent(ref)
					status, out, err := create(ctx, c, ref)
					if err != nil {
						return // the switch was thrown
					}
					if status != http.StatusOK {
						t.Errorf("create %s: %d %v", ref, status, out)
						return
					}
					j.answered(ref, out["Id"].(string))
				}
			})
		}
		for j.count() < before+5+round%37 && !t.Failed() {
			time.Sleep(time.Millisecond) // the load decides when; the sleep only yields
		}
		d.Kill()
		cancel()
		all.Wait()
		if t.Failed() {
			t.Fatal(d.Output())
		}
	}
	d := program.Start(t, dir, env)
	c := newCaller(d.AWS, d.Partners[1])
	settle(t, c, j)
	stored := list(t, c)
	for ref, id := range j.acked {
		if stored[ref] == nil {
			t.Errorf("%s was acknowledged as %s and is gone", ref, id)
		} else if len(stored[ref]) > 1 || stored[ref][0] != id {
			t.Errorf("%s was acknowledged as %s and is stored as %v", ref, id, stored[ref])
		}
	}
	if code := d.Stop(); code != 0 {
		t.Errorf("asked to end, the program answered %d", code)
	}
	accounted(t, url, d.Partners[1].AccountID)
	t.Logf("%d rounds, %d acknowledged, %d stored", rounds, len(j.acked), len(stored))
}

// settle asks again for everything that got no answer: the same token must give the same opportunity.
func settle(t *testing.T, c *caller, j *journal) {
	t.Helper()
	for _, ref := range j.unanswered() {
		status, out, err := create(t.Context(), c, ref)
		if err != nil || status != http.StatusOK {
			t.Fatalf("ask again for %s: %d %v %v", ref, status, out, err)
		}
		id := out["Id"].(string)
		if before := j.answered(ref, id); before != "" && before != id {
			t.Errorf("%s was %s and is %s now", ref, before, id)
		}
	}
}

// list is every opportunity by its partner reference.
func list(t *testing.T, c *caller) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	in := map[string]any{"Catalog": "AWS", "MaxResults": 100}
	for {
		status, out, err := c.call(t.Context(), "ListOpportunities", in)
		if err != nil || status != http.StatusOK {
			t.Fatalf("list: %d %v %v", status, out, err)
		}
		for _, o := range out["OpportunitySummaries"].([]any) {
			s := o.(map[string]any)
			if ref, _ := s["PartnerOpportunityIdentifier"].(string); ref != "" {
				all[ref] = append(all[ref], s["Id"].(string))
			}
		}
		next, _ := out["NextToken"].(string)
		if next == "" {
			return all
		}
		in["NextToken"] = next
	}
}

// accounted looks into the database: each opportunity has one event that says it was created, and each event that a
// rule chose has its delivery.
func accounted(t *testing.T, url, account string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(t.Context(), func(tx *sqldb.Tx) error {
		var opportunities, events int
		if err := tx.Row(`SELECT COUNT(*) FROM opportunity WHERE account_id = ?`, account).Scan(&opportunities); err != nil {
			return err
		}
		if err := tx.Row(`SELECT COUNT(*) FROM event WHERE account_id = ? AND detail_type = 'Opportunity Created'`, account).Scan(&events); err != nil {
			return err
		}
		if opportunities == 0 || opportunities != events {
			t.Errorf("%d opportunities, %d events that say so", opportunities, events)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
