// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func each(t *testing.T, do func(t *testing.T, w *centraltest.World, clk *clock.Manual)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		do(t, centraltest.New(t, db, clk), clk)
	}, centraltest.Schemas()...)
}

func post(t *testing.T, w *centraltest.World, n notice.Notice) {
	t.Helper()
	if err := w.DB.InTx(t.Context(), func(tx *sqldb.Tx) error { return notice.Post(tx, n) }); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, w *centraltest.World, c identity.Caller, q notice.Query) notice.Page {
	t.Helper()
	if q.Size == 0 {
		q.Size = 20
	}
	p, err := w.Notices.List(t.Context(), c, q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// kinds are what somebody was told, the latest first.
func kinds(t *testing.T, w *centraltest.World, c identity.Caller) (all []string) {
	t.Helper()
	for _, e := range list(t, w, c, notice.Query{}).Items {
		all = append(all, string(e.Kind)+" "+e.Subject)
	}
	return all
}

func approved(users ...string) notice.Notice {
	return notice.Notice{Account: "111111111111", Kind: notice.ReviewApproved, Subject: "O1", Cause: "3", Users: users,
		Data: map[string]string{"company": "Sakura"}}
}

func TestWhoIsNamedOrHasTheRoleIsToldOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		manager := w.Person(identity.User{Account: w.A.Account, Email: "manager@alpha.example", FirstName: "Mia", LastName: "Manager", Role: identity.ACEManager})
		post(t, w, approved(w.A.User.Email, w.A.User.Principal))
		post(t, w, approved(w.A.User.Email)) // the same again
		if got := kinds(t, w, w.A.User); !slices.Equal(got, []string{"review.approved O1"}) {
			t.Errorf("the owner is told %v", got)
		}
		for who, c := range map[string]identity.Caller{"a colleague": manager, "the lead": w.A.Lead, "another partner": w.B.Lead, "the desk": w.Reviewer} {
			if got := kinds(t, w, c); len(got) > 0 {
				t.Errorf("%s is told %v", who, got)
			}
		}
		clk.Advance(time.Minute)
		again := approved(w.A.User.Email)
		again.Cause = "7"
		post(t, w, again)
		if got := kinds(t, w, w.A.User); len(got) != 2 {
			t.Errorf("what happened again is told as %v", got)
		}
		post(t, w, notice.Notice{Account: w.A.Account, Kind: notice.ReferralArrived, Subject: "engi-1", By: manager.Principal,
			Data: map[string]string{"company": "Sakura", "until": notice.Until(clk.Now())}})
		if got := kinds(t, w, w.A.Lead); !slices.Equal(got, []string{"referral.arrived engi-1"}) {
			t.Errorf("the lead is told %v", got)
		}
		if got := kinds(t, w, manager); len(got) > 0 {
			t.Errorf("who did it is told %v", got)
		}
	})
}

func TestWhatNobodyOwnsTheAllianceLeadIsTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		if err := w.Identity.SetActive(t.Context(), w.A.Account, w.A.User.Principal, false); err != nil {
			t.Fatal(err)
		}
		for i, owner := range []string{"", "gone@alpha.example", w.A.User.Email} {
			n := approved(owner)
			n.Cause = string(rune('a' + i))
			post(t, w, n)
		}
		if got := kinds(t, w, w.A.Lead); len(got) != 3 {
			t.Errorf("the lead is told %v", got)
		}
	})
}

func TestANoticeIsThereWhenItsChangeIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		undone := errors.New("undone")
		err := w.DB.InTx(t.Context(), func(tx *sqldb.Tx) error { return errors.Join(notice.Post(tx, approved(w.A.User.Email)), undone) })
		if got := kinds(t, w, w.A.User); !errors.Is(err, undone) || len(got) > 0 {
			t.Errorf("%v is told of what was undone: %v", got, err)
		}
		for name, n := range map[string]notice.Notice{"is no kind": {Account: w.A.Account, Kind: "no.such"}, "company": {Account: w.A.Account, Kind: notice.ReviewApproved}} {
			err := w.DB.InTx(t.Context(), func(tx *sqldb.Tx) error { return notice.Post(tx, n) })
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%+v is posted: %v", n, err)
			}
		}
	})
}

func TestNoticesAreReadByPagesAndMarked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		for i := range 5 {
			n := approved(w.A.User.Email)
			n.Cause = string(rune('a' + i))
			post(t, w, n)
			clk.Advance(time.Second)
		}
		post(t, w, notice.Notice{Account: w.A.Account, Kind: notice.BulkFinished, Subject: "R1", Users: []string{w.A.User.Principal},
			Data: map[string]string{"count": "3", "failed": "0"}})
		first := list(t, w, w.A.User, notice.Query{Size: 4})
		rest := list(t, w, w.A.User, notice.Query{Size: 4, Before: first.Next})
		if len(first.Items) != 4 || first.Items[0].Kind != notice.BulkFinished || first.Total != 6 || first.Unread != 6 || len(rest.Items) != 2 || rest.Next != "" {
			t.Fatalf("%+v\n%+v", first, rest)
		}
		if got := list(t, w, w.A.User, notice.Query{Groups: []notice.Group{notice.Reviews}}); got.Total != 5 || len(got.Items) != 5 {
			t.Errorf("reviews: %+v", got)
		}
		mark := func(c identity.Caller, seen bool, ids ...string) {
			t.Helper()
			if err := w.Notices.Mark(t.Context(), c, ids, seen); err != nil {
				t.Fatal(err)
			}
		}
		unread := func() int {
			t.Helper()
			n, err := w.Notices.Unread(t.Context(), w.A.User)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		mark(w.A.Lead, true, first.Items[0].ID) // somebody else's
		if n := unread(); n != 6 {
			t.Errorf("%d unread after a colleague marked one", n)
		}
		mark(w.A.User, true, first.Items[0].ID, first.Items[1].ID)
		mark(w.A.User, false, first.Items[1].ID)
		if got := list(t, w, w.A.User, notice.Query{Unread: true}); unread() != 5 || got.Total != 5 || got.Items[0].ID != first.Items[1].ID {
			t.Errorf("unread: %+v", got)
		}
		if err := w.Notices.MarkAll(t.Context(), w.A.User, first.Items[2].ID); err != nil {
			t.Fatal(err)
		}
		if got := list(t, w, w.A.User, notice.Query{Unread: true}); got.Total != 1 || got.Items[0].ID != first.Items[1].ID {
			t.Errorf("unread after all up to the third were seen: %+v", got)
		}
		if err := w.Notices.Mark(t.Context(), w.A.User, nil, true); !fault.Is(err, fault.Invalid) {
			t.Errorf("marks nothing: %v", err)
		}
		if _, err := w.Notices.List(t.Context(), w.A.API, notice.Query{Size: 10}); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a program reads notices: %v", err)
		}
		if _, err := w.Notices.List(t.Context(), w.A.User, notice.Query{Size: 10, Groups: []notice.Group{"x"}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an unknown group: %v", err)
		}
	})
}

func TestPeopleChooseHowTheyAreTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		p, err := w.Notices.Preferences(t.Context(), w.A.User)
		if err != nil || p.Version != 0 || p.Wishes[notice.Reviews] != (notice.Wish{Page: true, Mail: notice.AtOnce}) || p.Zone != "UTC" {
			t.Fatalf("%+v %v", p, err)
		}
		if _, there := p.Wishes[notice.Trouble]; there {
			t.Error("an ACE user is told of trouble")
		}
		p.Wishes[notice.Reviews], p.Zone, p.Minute = notice.Wish{}, "Asia/Tokyo", 8*60
		saved, err := w.Notices.Choose(t.Context(), w.A.User, p)
		if err != nil || saved.Version != 1 || saved.Zone != "Asia/Tokyo" {
			t.Fatalf("%+v %v", saved, err)
		}
		post(t, w, approved(w.A.User.Email))
		if got := kinds(t, w, w.A.User); len(got) > 0 {
			t.Errorf("who wants nothing is told %v", got)
		}
		if _, err := w.Notices.Choose(t.Context(), w.A.User, p); !fault.Is(err, fault.Conflict) || fault.Of(err).Version != "1" {
			t.Errorf("an old version is saved: %v", err)
		}
		for _, wrong := range []func(*notice.Preferences){
			func(p *notice.Preferences) { p.Zone = "Mars/Olympus" }, func(p *notice.Preferences) { p.Zone = "Local" },
			func(p *notice.Preferences) { p.Minute = 24 * 60 }, func(p *notice.Preferences) { p.Wishes = map[notice.Group]notice.Wish{notice.Desk: {}} }} {
			bad := saved
			wrong(&bad)
			if _, err := w.Notices.Choose(t.Context(), w.A.User, bad); err == nil {
				t.Errorf("%+v is saved", bad)
			}
		}
		ja := w.Person(identity.User{Account: w.A.Account, Email: "hanako@alpha.example", FirstName: "花子", LastName: "佐藤", Role: identity.ACEUser})
		if p, err := w.Notices.Preferences(t.Context(), ja); err != nil || p.Zone != "Asia/Tokyo" || p.Language != notice.Japanese {
			t.Errorf("%+v %v", p, err)
		}
	})
}
