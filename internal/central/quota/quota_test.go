// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package quota_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/quota"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

var desk = identity.Caller{Account: identity.AWS, Role: identity.AWSReviewer, Principal: "desk"}

func room(t testing.TB, db *sqldb.DB, clk clock.Clock, o quota.Options) *quota.Room {
	t.Helper()
	o.DB, o.Clock = db, clk
	r, err := quota.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func each(t *testing.T, test func(*testing.T, *sqldb.DB, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, test, quota.Schema())
}

// admitted counts how many of n calls pass at once.
func admitted(t testing.TB, r *quota.Room, account, operation string, n int) (passed int) {
	t.Helper()
	for range n {
		err := r.Admit(t.Context(), account, selling.Target, operation)
		if err == nil {
			passed++
		} else if !fault.Is(err, fault.Throttled) {
			t.Fatal(err)
		}
	}
	return passed
}

func TestEachOperationAdmitsItsPublishedRate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		r := room(t, db, clk, quota.Options{On: true})
		for operation, want := range map[string]int{"GetOpportunity": 10, "ListOpportunities": 10, "CreateOpportunity": 1, "UpdateOpportunity": 1,
			"CreateEngagement": 15, "StartProspectingFromEngagementTask": 2, "GetProspectingFromEngagementTask": 100,
			"ListProspectingFromEngagementTasks": 50, "GetEngagement": 10, "SubmitOpportunity": 1} {
			for _, account := range []string{"111111111111", "222222222222"} {
				if got := admitted(t, r, account, operation, want+5); got != want {
					t.Errorf("%s admits %d at once, want %d", operation, got, want)
				}
			}
		}
		clk.Advance(time.Second - time.Nanosecond)
		if got := admitted(t, r, "111111111111", "GetOpportunity", 1); got != 0 {
			t.Error("a call passes before the second is over")
		}
		clk.Advance(time.Nanosecond)
		if got := admitted(t, r, "111111111111", "GetOpportunity", 20); got != 10 {
			t.Errorf("%d pass in the next second", got)
		}
		for operation, want := range map[string]int{"GetPartner": 10, "ListConnections": 10, "CreatePartner": 1, "TagResource": 1} {
			n := 0
			for range want + 3 {
				if r.Admit(t.Context(), "111111111111", "PartnerCentralAccount", operation) == nil {
					n++
				}
			}
			if n != want {
				t.Errorf("%s of the Account API admits %d, want %d", operation, n, want)
			}
		}
		if got := admitted(t, r, "111111111111", "TagResource", 2); got != 1 {
			t.Errorf("the same name in the other API shares the rate: %d", got)
		}
		err := r.Admit(t.Context(), "111111111111", selling.Target, "TagResource")
		if !fault.Is(err, fault.Throttled) || !strings.HasPrefix(err.Error(), "Rate exceeded") || !strings.Contains(err.Error(), "TagResource 1 times in any second") {
			t.Errorf("the refusal says %v", err)
		}
	})
}

func TestADaysQuotaComesBackAfterADayOnAllNodesAndOverARestart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		o := quota.Options{On: true, Overrides: map[string]quota.Rate{"CreateOpportunity": {PerSecond: 1000, PerDay: 1000}}}
		a, b := room(t, db, clk, o), room(t, db, clk, o)
		passed := 0
		for range 200 { // half an hour, in turns
			passed += admitted(t, a, "111111111111", "CreateOpportunity", 2) + admitted(t, b, "111111111111", "CreateOpportunity", 1)
			clk.Advance(9 * time.Second)
		}
		if passed != 600 {
			t.Fatalf("%d pass before the quota is used up", passed)
		}
		a = room(t, db, clk, o) // what a node held when it ended stays counted
		for range 10 {
			clk.Advance(time.Second)
			passed += admitted(t, a, "111111111111", "CreateOpportunity", 100) + admitted(t, b, "111111111111", "CreateOpportunity", 100)
		}
		if passed > 1000 || passed < 980 {
			t.Fatalf("%d of 1000 pass within the day", passed)
		}
		if err := a.Admit(t.Context(), "111111111111", selling.Target, "CreateOpportunity"); err == nil || !strings.Contains(err.Error(), "1000 times in any 24 hours") {
			t.Errorf("the refusal says %v", err)
		}
		if got := admitted(t, a, "222222222222", "CreateOpportunity", 1); got != 1 {
			t.Error("another account has to wait too")
		}
		clk.Advance(24*time.Hour - time.Hour)
		if got := admitted(t, a, "111111111111", "CreateOpportunity", 5); got != 0 {
			t.Errorf("%d pass before the day is over", got)
		}
		clk.Advance(2 * time.Hour)
		if got := admitted(t, a, "111111111111", "CreateOpportunity", 600); got < 500 {
			t.Errorf("%d pass after the day", got)
		}
	})
}

// history is when one subject's calls were admitted.
type history []time.Time

// most is the largest number of admissions in any span of this length.
func (h history) most(span time.Duration) (most int) {
	first := 0
	for i := range h {
		for h[i].Sub(h[first]) >= span {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

var chance atomic.Int64

// TestNoWindowEverHoldsMoreThanTheQuota: whatever the calls, their times, the nodes and their restarts.
func TestNoWindowEverHoldsMoreThanTheQuota(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, quota.Schema())
	rapid.Check(t, func(t *rapid.T) {
		account := fmt.Sprint(chance.Add(1))
		rate := quota.Rate{PerSecond: rapid.IntRange(1, 12).Draw(t, "a second"), PerDay: rapid.IntRange(0, 60).Draw(t, "a day")}
		nodes := make([]*quota.Room, rapid.IntRange(1, 2).Draw(t, "nodes"))
		begin := func(i int) {
			r, err := quota.New(quota.Options{DB: db, Clock: clk, On: true, Overrides: map[string]quota.Rate{"CreateOpportunity": rate}})
			if err != nil {
				t.Fatal(err)
			}
			nodes[i] = r
		}
		seconds, day := make([]history, len(nodes)), history{}
		for i := range nodes {
			begin(i)
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			i := rapid.IntRange(0, len(nodes)-1).Draw(t, "node")
			wait := rapid.OneOf(rapid.Int64Range(0, int64(2*time.Second)), rapid.Int64Range(0, int64(time.Millisecond)), rapid.Int64Range(0, int64(5*time.Hour))).Draw(t, "wait")
			clk.Advance(time.Duration(wait))
			if rapid.IntRange(0, 20).Draw(t, "restart") == 0 {
				begin(i)
				clk.Advance(time.Second) // a restart forgets the second, and takes longer
			}
			for range rapid.IntRange(1, 15).Draw(t, "calls") {
				err := nodes[i].Admit(context.Background(), account, selling.Target, "CreateOpportunity")
				if err == nil {
					seconds[i], day = append(seconds[i], clk.Now()), append(day, clk.Now())
				} else if !fault.Is(err, fault.Throttled) {
					t.Fatal(err)
				}
			}
		}
		for _, h := range seconds {
			if n := h.most(time.Second); n > rate.PerSecond {
				t.Fatalf("%d calls of a node in a second, quota %d", n, rate.PerSecond)
			}
		}
		if n := day.most(24 * time.Hour); rate.PerDay > 0 && n > rate.PerDay {
			t.Fatalf("%d calls in a day, quota %d", n, rate.PerDay)
		}
		if len(day) == 0 {
			t.Fatal("nothing passes")
		}
	})
}

func TestManyCallersAtOnceGetNoMoreThanTheQuota(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		o := quota.Options{On: true, Overrides: map[string]quota.Rate{"GetOpportunity": {PerSecond: 50, PerDay: 60}}}
		nodes := []*quota.Room{room(t, db, clk, o), room(t, db, clk, o)}
		var passed atomic.Int64
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				for range 30 {
					if nodes[i%2].Admit(t.Context(), "111111111111", selling.Target, "GetOpportunity") == nil {
						passed.Add(1)
					}
				}
			})
		}
		group.Wait()
		if n := passed.Load(); n != 60 {
			t.Errorf("%d pass, want the day's 60", n)
		}
	})
}

func TestAClockThatGoesBackAdmitsNoMore(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	r := room(t, sqldbtest.SQLite(t, clk, quota.Schema()), clk, quota.Options{On: true})
	if got := admitted(t, r, "1", "GetEngagement", 10); got != 10 {
		t.Fatal(got)
	}
	clk.Advance(-5 * time.Second)
	if got := admitted(t, r, "1", "GetEngagement", 10); got != 0 {
		t.Errorf("%d pass after a small step back", got)
	}
	clk.Advance(-24 * time.Hour) // somebody turned it
	if got := admitted(t, r, "1", "GetEngagement", 20); got != 10 {
		t.Errorf("%d pass after the clock was turned back", got)
	}
}

func TestTheDeskChangesQuotasWhileProgramsRun(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		ctx := t.Context()
		a, b := room(t, db, clk, quota.Options{On: true}), room(t, db, clk, quota.Options{On: true})
		both := func(want int, when string) {
			t.Helper()
			for name, r := range map[string]*quota.Room{"this": a, "the other": b} {
				if got := admitted(t, r, "111111111111", "CreateOpportunity", 20); got != want {
					t.Errorf("%s: %s node admits %d, want %d", when, name, got, want)
				}
			}
			clk.Advance(time.Second)
		}
		both(1, "as published")
		if err := a.SetMode(ctx, desk, quota.Off); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Second)
		both(20, "off")
		if err := a.SetMode(ctx, desk, quota.Default); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Second)
		both(1, "as begun")
		if err := a.Override(ctx, desk, "CreateOpportunity", quota.Rate{PerSecond: 5}); err != nil {
			t.Fatal(err)
		}
		if got := admitted(t, a, "222222222222", "CreateOpportunity", 20); got != 5 {
			t.Errorf("an override does not hold at once: %d", got)
		}
		clk.Advance(time.Second)
		both(5, "overridden")
		state, err := b.State(ctx, identity.Caller{Account: "111111111111"})
		i := slices.IndexFunc(state.Entries, func(e quota.Entry) bool { return e.Operation == "CreateOpportunity" })
		if err != nil || !state.On || len(state.Entries) != len(selling.Operations) || state.Entries[i] != (quota.Entry{Operation: "CreateOpportunity",
			Published: quota.Rate{PerSecond: 1, PerDay: 10_000}, InForce: quota.Rate{PerSecond: 5}, Override: true}) {
			t.Errorf("%+v, %v", state.Entries[i], err)
		}
		if err := b.Restore(ctx, desk, "CreateOpportunity"); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Second)
		both(1, "restored")
		if err := b.Restore(ctx, desk, "CreateOpportunity"); !fault.Is(err, fault.NotFound) {
			t.Errorf("restored twice: %v", err)
		}
	})
}

func TestOnlyTheDeskChangesQuotasAndNotToNonsense(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	r := room(t, sqldbtest.SQLite(t, clk, quota.Schema()), clk, quota.Options{On: true})
	for _, who := range []identity.Caller{{}, {Account: "111111111111", Role: identity.AllianceLead}, {Account: "111111111111", Role: identity.CloudAdmin}, {Account: identity.AWS}} {
		for _, err := range []error{r.SetMode(t.Context(), who, quota.Off), r.Override(t.Context(), who, "GetOpportunity", quota.Rate{PerSecond: 1}), r.Restore(t.Context(), who, "GetOpportunity")} {
			if !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%+v: %v", who, err)
			}
		}
	}
	if _, err := r.State(t.Context(), identity.Caller{}); !fault.Is(err, fault.AccessDenied) {
		t.Errorf("nobody: %v", err)
	}
	for name, err := range map[string]error{
		"mode": r.SetMode(t.Context(), desk, "half"), "name": r.Override(t.Context(), desk, "get opportunity", quota.Rate{PerSecond: 1}),
		"no second": r.Override(t.Context(), desk, "GetOpportunity", quota.Rate{}), "negative day": r.Override(t.Context(), desk, "GetOpportunity", quota.Rate{PerSecond: 1, PerDay: -1}),
	} {
		if !fault.Is(err, fault.Invalid) || fault.Of(err).Violations[0].MessageJA == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsScaleTheRates(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, quota.Schema())
	for percent, want := range map[int]int{50: 5, 200: 20, 1: 1} {
		r := room(t, db, clk, quota.Options{On: true, Percent: percent})
		if got := admitted(t, r, fmt.Sprint(percent), "GetOpportunity", 100); got != want {
			t.Errorf("%d percent of 10 admit %d", percent, got)
		}
	}
	if got := admitted(t, room(t, db, clk, quota.Options{}), "1", "CreateOpportunity", 50); got != 50 {
		t.Errorf("switched off, %d of 50 pass", got)
	}
	r := room(t, db, clk, quota.Options{On: true})
	resume := r.Suspend()
	if got := admitted(t, r, "9", "CreateOpportunity", 50); got != 50 {
		t.Errorf("suspended, %d of 50 pass", got)
	}
	resume()
	resume() // once is enough
	if got := admitted(t, r, "9", "CreateOpportunity", 50); got != 1 {
		t.Errorf("resumed, %d pass", got)
	}
}

func TestOverridesAreReadFromASetting(t *testing.T) {
	t.Parallel()
	all, err := quota.ParseOverrides("CreateOpportunity=5/20000, ListOpportunities=50")
	if err != nil || len(all) != 2 || all["CreateOpportunity"] != (quota.Rate{PerSecond: 5, PerDay: 20000}) || all["ListOpportunities"] != (quota.Rate{PerSecond: 50}) {
		t.Errorf("%v, %v", all, err)
	}
	if all, err := quota.ParseOverrides(""); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	for _, text := range []string{"GetOpportunity", "GetOpportunity=x", "GetOpportunity=1/x", "GetOpportunity=0", "=1", "a=1", "GetOpportunity=1,GetOpportunity=2", "GetOpportunity=1/-1", ","} {
		if all, err := quota.ParseOverrides(text); err == nil {
			t.Errorf("%q is read as %v", text, all)
		}
	}
	if _, err := quota.New(quota.Options{Overrides: map[string]quota.Rate{"x": {}}}); err == nil {
		t.Error("an override without sense is taken")
	}
}

// FuzzParseOverrides: any text is read or refused; what was read can be used.
func FuzzParseOverrides(f *testing.F) {
	f.Add("CreateOpportunity=5/20000,ListOpportunities=50")
	f.Fuzz(func(t *testing.T, text string) {
		if all, err := quota.ParseOverrides(text); err == nil {
			if _, err := quota.New(quota.Options{Overrides: all}); err != nil {
				t.Errorf("%q was read as %v, which cannot be used: %v", text, all, err)
			}
		}
	})
}

// A call costs well under a microsecond beside the clock; one in a block costs a write.
func BenchmarkAdmit(b *testing.B) {
	for name, rate := range map[string]quota.Rate{"second": {PerSecond: 10_000}, "second and day": {PerSecond: 10_000, PerDay: 100_000_000}} {
		b.Run(name, func(b *testing.B) {
			clk := clock.NewManual(sqldbtest.Start)
			r := room(b, sqldbtest.SQLite(b, clk, quota.Schema()), clk, quota.Options{On: true, Overrides: map[string]quota.Rate{"GetOpportunity": rate}})
			b.ReportAllocs()
			for i := range b.N {
				if i%10_000 == 0 {
					clk.Advance(time.Second)
				}
				if err := r.Admit(b.Context(), "111111111111", selling.Target, "GetOpportunity"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
