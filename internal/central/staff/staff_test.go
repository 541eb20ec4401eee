// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package staff_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/staff"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var token = regexp.MustCompile(`/password#(\S+)`)

// mailed is the token of the last letter to an address.
func mailed(t *testing.T, w *centraltest.World, to string) string {
	t.Helper()
	letters, err := w.Outbox.Latest(t.Context(), w.A.Account, 50)
	must(t, err)
	for _, l := range letters {
		if l.To == to {
			if found := token.FindStringSubmatch(l.Body); found != nil {
				return found[1]
			}
		}
	}
	t.Fatalf("no link was mailed to %s", to)
	return ""
}

func newcomer(first string, role identity.Role) staff.Newcomer {
	return staff.Newcomer{Email: first + "@alpha.example", FirstName: first, LastName: "New", Role: role, Language: "ja"}
}

func one(t *testing.T, w *centraltest.World, id string) identity.User {
	t.Helper()
	all, err := w.Identity.Users(t.Context(), w.A.Account)
	must(t, err)
	for _, u := range all {
		if u.ID == id {
			return u
		}
	}
	t.Fatalf("no user %s", id)
	return identity.User{}
}

const secretWords = "a sentence that is long"

func TestAnInvitedColleagueSetsAPasswordOnceAndIsIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		id, err := w.Staff.Invite(ctx, w.A.Lead, newcomer("nina", identity.ACEUser))
		must(t, err)
		if u := one(t, w, id); u.State() != identity.Invited || u.UsesACE() {
			t.Errorf("invited: %+v", u)
		}
		if _, err := w.Identity.CallerOf(ctx, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("is in before: %v", err)
		}
		first := mailed(t, w, "nina@alpha.example")
		if found := centraltest.Find(t, w, first); len(found) > 0 {
			t.Errorf("the token is readable in %v", found)
		}
		clk.Advance(time.Second)
		must(t, w.Staff.Remind(ctx, w.A.Lead, id))
		link := mailed(t, w, "nina@alpha.example")
		if _, err := w.Staff.Use(ctx, first, secretWords); first == link || !fault.Is(err, fault.NotFound) {
			t.Errorf("the link before: %v", err)
		}
		l, err := w.Staff.Read(ctx, link)
		if err != nil || l.Partner != w.A.Name || l.User.ID != id || l.Purpose != staff.Invitation {
			t.Fatalf("reads %+v, %v", l, err)
		}
		if _, err := w.Staff.Use(ctx, link, "short"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a short password: %v", err)
		}
		_, err = w.Staff.Use(ctx, link, secretWords)
		must(t, err)
		if u := one(t, w, id); u.State() != identity.Active {
			t.Errorf("afterwards: %+v", u)
		}
		if who, err := w.Identity.Realm().Authenticate(ctx, "nina@alpha.example", secretWords); err != nil || who.ID != id || who.Language != "ja" {
			t.Errorf("signs in: %+v, %v", who, err)
		}
		if _, err := w.Staff.Use(ctx, link, "another sentence"); !fault.Is(err, fault.NotFound) {
			t.Errorf("used twice: %v", err)
		}
		if err := w.Staff.Remind(ctx, w.A.Lead, id); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("invited again: %v", err)
		}
	})
}

func TestLinksExpireAndAreWithdrawn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		id, err := w.Staff.Invite(ctx, w.A.Lead, newcomer("nina", identity.ACEUser))
		must(t, err)
		link := mailed(t, w, "nina@alpha.example")
		clk.Advance(7*24*time.Hour - time.Second)
		if _, err := w.Staff.Read(ctx, link); err != nil {
			t.Errorf("on the last day: %v", err)
		}
		clk.Advance(time.Second)
		if _, err := w.Staff.Use(ctx, link, secretWords); !fault.Is(err, fault.NotFound) {
			t.Errorf("after it: %v", err)
		}
		must(t, w.Staff.Remind(ctx, w.A.Lead, id))
		link = mailed(t, w, "nina@alpha.example")
		must(t, w.Staff.Shut(ctx, w.A.Lead, staff.Change{ID: id}))
		if _, err := w.Staff.Use(ctx, link, secretWords); !fault.Is(err, fault.NotFound) || one(t, w, id).State() != identity.Deactivated {
			t.Errorf("withdrawn: %v", err)
		}
		clk.Advance(time.Second)
		must(t, w.Staff.Restore(ctx, w.A.Lead, staff.Change{ID: id})) // never had a password: is invited
		if one(t, w, id).State() != identity.Invited || mailed(t, w, "nina@alpha.example") == link {
			t.Error("restoring did not invite anew")
		}

		must(t, w.Staff.SendReset(ctx, w.A.Lead, w.A.User.Principal))
		reset := mailed(t, w, w.A.User.Email)
		if _, err := w.Identity.Realm().Authenticate(ctx, w.A.User.Email, centraltest.Password); err != nil {
			t.Errorf("the old password before the new one is set: %v", err)
		}
		clk.Advance(24 * time.Hour)
		if _, err := w.Staff.Use(ctx, reset, secretWords); !fault.Is(err, fault.NotFound) {
			t.Errorf("a reset after a day: %v", err)
		}
	})
}

func TestWhoManagesWhom(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	ctx := t.Context()
	team := w.Person(identity.User{Account: w.A.Account, Email: "team@alpha.example", FirstName: "Tea", LastName: "Team", Role: identity.AllianceTeam})
	for name, c := range map[string]identity.Caller{"an ACE user": w.A.User, "a cloud admin": w.A.Admin, "an access key": w.A.API, "the desk": w.Reviewer, "nobody": {}} {
		_, listed := w.Staff.People(ctx, c, staff.Query{})
		_, invited := w.Staff.Invite(ctx, c, newcomer("x", identity.ACEUser))
		for what, err := range map[string]error{"list": listed, "invite": invited, "role": w.Staff.GiveRole(ctx, c, staff.Change{ID: w.A.User.Principal}, identity.ACEManager),
			"shut": w.Staff.Shut(ctx, c, staff.Change{ID: w.A.User.Principal}), "reset": w.Staff.SendReset(ctx, c, w.A.User.Principal)} {
			if !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s by %s: %v", what, name, err)
			}
		}
	}
	for _, err := range []error{
		w.Staff.GiveRole(ctx, team, staff.Change{ID: team.Principal}, identity.AllianceLead), w.Staff.GiveRole(ctx, team, staff.Change{ID: w.A.User.Principal}, identity.AllianceLead),
		w.Staff.Shut(ctx, team, staff.Change{ID: w.A.Lead.Principal}), w.Staff.SendReset(ctx, team, w.A.Lead.Principal),
	} {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("the alliance team reaches beyond itself: %v", err)
		}
	}
	must(t, w.Staff.GiveRole(ctx, team, staff.Change{ID: w.A.User.Principal}, identity.ACEManager))
	for what, err := range map[string]error{"another partner's": w.Staff.Shut(ctx, w.B.Lead, staff.Change{ID: w.A.User.Principal}),
		"nobody": w.Staff.Shut(ctx, w.A.Lead, staff.Change{ID: "x"})} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := w.Staff.Shut(ctx, w.A.Lead, staff.Change{ID: w.A.Lead.Principal}); !fault.Is(err, fault.BusinessInvalid) {
		t.Errorf("oneself: %v", err)
	}
	if err := w.Staff.GiveRole(ctx, w.A.Lead, staff.Change{ID: w.A.Lead.Principal}, identity.ACEUser); !fault.Is(err, fault.QuotaExceeded) || len(fault.Of(err).Violations) != 1 {
		t.Errorf("the last alliance lead: %v", err)
	}
	must(t, w.Staff.GiveRole(ctx, w.A.Lead, staff.Change{ID: team.Principal}, identity.AllianceLead))
	must(t, w.Staff.GiveRole(ctx, w.A.Lead, staff.Change{ID: w.A.Lead.Principal}, identity.ACEUser))
	if err := w.Identity.SetActive(ctx, w.A.Account, team.Principal, false); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("the last alliance lead is shut out: %v", err)
	}
}

func TestTheTwentyFirstManagerIsRefusedAndInvitedOnesCount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		last := ""
		for i := range identity.MaxACEManagers {
			id, err := w.Staff.Invite(ctx, w.A.Lead, newcomer(fmt.Sprintf("m%d", i), identity.ACEManager))
			must(t, err)
			last = id
		}
		want := func(err error) {
			t.Helper()
			if f := fault.Of(err); err == nil || f.Kind != fault.QuotaExceeded || len(f.Violations) != 1 || f.Violations[0].FixJA == "" {
				t.Errorf("the 21st: %v", err)
			}
		}
		_, err := w.Staff.Invite(ctx, w.A.Lead, newcomer("m20", identity.ACEManager))
		want(err)
		want(w.Staff.GiveRole(ctx, w.A.Lead, staff.Change{ID: w.A.User.Principal}, identity.ACEManager))
		p, err := w.Staff.People(ctx, w.A.Lead, staff.Query{Role: string(identity.ACEManager)})
		if err != nil || p.Managers != 20 || p.Total != 20 {
			t.Errorf("%d managers, %d listed, %v", p.Managers, p.Total, err)
		}
		must(t, w.Staff.Remind(ctx, w.A.Lead, last)) // is counted already
		must(t, w.Staff.Shut(ctx, w.A.Lead, staff.Change{ID: last}))
		must(t, w.Staff.GiveRole(ctx, w.A.Lead, staff.Change{ID: w.A.User.Principal}, identity.ACEManager))
		want(w.Staff.Restore(ctx, w.A.Lead, staff.Change{ID: last}))
	})
}

func TestPeopleAreFoundAndPaged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		for i := range 30 {
			_, err := w.Staff.Invite(ctx, w.A.Lead, newcomer(fmt.Sprintf("n%02d", i), identity.ACEUser))
			must(t, err)
		}
		count := func(q staff.Query) (int, int) {
			t.Helper()
			p, err := w.Staff.People(ctx, w.A.Lead, q)
			must(t, err)
			return len(p.People), p.Total
		}
		for q, want := range map[staff.Query][2]int{
			{}: {25, 33}, {Page: 2}: {8, 33}, {Page: 9}: {0, 33}, {State: "invited"}: {25, 30}, {State: "active"}: {3, 3}, {State: "deactivated"}: {0, 0},
			{Text: "N07"}: {1, 1}, {Text: "n07 new"}: {1, 1}, {Text: "%"}: {0, 0}, {Text: "_"}: {0, 0}, {Role: "CloudAdmin"}: {1, 1}, {Text: "alpha", State: "active"}: {3, 3},
		} {
			if rows, total := count(q); rows != want[0] || total != want[1] {
				t.Errorf("%+v finds %d of %d, want %v", q, rows, total, want)
			}
		}
	})
}

func TestWhatIsRefusedSaysHowToMendIt(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	ctx := t.Context()
	with := func(change func(*staff.Newcomer)) error {
		n := newcomer("nina", identity.ACEUser)
		change(&n)
		_, err := w.Staff.Invite(ctx, w.A.Lead, n)
		return err
	}
	for name, err := range map[string]error{
		"no mail address": with(func(n *staff.Newcomer) { n.Email = "nina" }), "in use": with(func(n *staff.Newcomer) { n.Email = w.B.Lead.Email }),
		"no name": with(func(n *staff.Newcomer) { n.LastName = " " }), "a long name": with(func(n *staff.Newcomer) { n.FirstName = strings.Repeat("名", 81) }),
		"no role": with(func(n *staff.Newcomer) { n.Role = "King" }), "AWS's role": with(func(n *staff.Newcomer) { n.Role = identity.AWSReviewer }),
		"no language": with(func(n *staff.Newcomer) { n.Language = "fr" }),
		"stale":       w.Staff.Shut(ctx, w.A.Lead, staff.Change{ID: w.A.User.Principal, Version: 9}),
	} {
		f := fault.Of(err)
		if err == nil || len(f.Violations) != 1 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if v := f.Violations[0]; v.Message == "" || v.MessageJA == "" || v.FixEN == "" || v.FixJA == "" {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if p, err := w.Staff.People(ctx, w.A.Lead, staff.Query{State: "invited"}); err != nil || p.Total != 0 {
		t.Errorf("%d were taken in, %v", p.Total, err)
	}
}
