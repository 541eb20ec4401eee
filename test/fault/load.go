// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"testing"
	"time"
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

func (j *journal) snapshot() map[string]string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return maps.Clone(j.acked)
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

// wait yields until so many creates are acknowledged.
func (j *journal) wait(t *testing.T, n int) {
	t.Helper()
	for end := time.Now().Add(bound); j.count() < n && !t.Failed(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d creates were answered within %v", j.count(), n, bound)
		}
	}
}

// bound is how long anything may take here on a busy machine before the test gives up; it measures nothing.
const bound = time.Minute

// A load is four clients that create opportunities as fast as they are answered.
type load struct {
	cancel context.CancelFunc
	all    sync.WaitGroup
	mu     sync.Mutex
	busy   []string // references that were answered with 503
}

// begin starts the clients. Each ends when no answer comes: the switch was thrown.
func begin(t *testing.T, c *caller, j *journal, prefix string) *load {
	l := &load{}
	ctx, cancel := context.WithCancel(t.Context())
	l.cancel = cancel
	for w := range 4 {
		l.all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				ref := fmt.Sprintf("%s-%d-%d", prefix, w, n)
				j.sent(ref)
				status, out, err := create(ctx, c, ref)
				switch {
				case err != nil:
					return
				case status == http.StatusOK:
					j.answered(ref, out["Id"].(string))
				case unavailable(status, out):
					l.refused(ref)
					time.Sleep(5 * time.Millisecond) // clients that are told to come back do not come at once
				default:
					t.Errorf("create %s: %d %v", ref, status, out)
					return
				}
			}
		})
	}
	return l
}

// unavailable says whether an answer is AWS's for a store that cannot serve now.
func unavailable(status int, out map[string]any) bool {
	return status == http.StatusServiceUnavailable && out["__type"] != nil && errorType(out) == "ServiceUnavailable"
}

func (l *load) refusals() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.busy...)
}

// waitRefused yields until so many creates were refused since the load began.
func (l *load) waitRefused(t *testing.T, n int) {
	t.Helper()
	for end := time.Now().Add(bound); len(l.refusals()) < n && !t.Failed(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d creates were refused within %v", len(l.refusals()), n, bound)
		}
	}
}

func (l *load) refused(ref string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy = append(l.busy, ref)
}

// end stops the clients.
func (l *load) end() {
	l.cancel()
	l.all.Wait()
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
