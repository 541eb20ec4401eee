// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/clock"
	"cosell/internal/mail"
	"cosell/internal/sqldb"
)

func mailNow(t *testing.T, w *centraltest.World, way notice.Way) {
	t.Helper()
	if err := w.Notices.MailNow(t.Context(), way); err != nil {
		t.Fatal(err)
	}
}

func letters(t *testing.T, w *centraltest.World, c identity.Caller) []mail.Letter {
	t.Helper()
	all, err := w.Outbox.LatestTo(t.Context(), c.Account, c.Principal, 50)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatIsMailedAtOnceIsMailedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		hanako := w.Person(identity.User{Account: w.A.Account, Email: "hanako@alpha.example", FirstName: "花子", LastName: "佐藤", Role: identity.ACEUser})
		post(t, w, approved(w.A.User.Email))
		post(t, w, approved(hanako.Email))
		mailNow(t, w, notice.AtOnce)
		mailNow(t, w, notice.AtOnce)
		en, ja := letters(t, w, w.A.User), letters(t, w, hanako)
		if len(en) != 1 || len(ja) != 1 {
			t.Fatalf("%d and %d letters", len(en), len(ja))
		}
		if en[0].Subject != "Opportunity O1 was approved" || en[0].To != w.A.User.Email || en[0].Unsubscribe != "https://central.example/settings/notifications" ||
			!strings.Contains(en[0].Body, "with Sakura") || !strings.Contains(en[0].Body, "https://central.example/opportunities/O1\n") {
			t.Errorf("%+v", en[0])
		}
		if ja[0].Subject != "オポチュニティ O1 が承認されました" || !strings.HasPrefix(ja[0].Body, "佐藤 花子 様\n") || !strings.Contains(ja[0].HTML, `<html lang="ja">`) ||
			!strings.Contains(ja[0].HTML, `<a href="https://central.example/opportunities/O1"`) {
			t.Errorf("%+v", ja[0])
		}
		for i := range 3 {
			n := approved(w.A.User.Email)
			n.Subject, n.Data = "O"+string(rune('2'+i)), map[string]string{"company": "<b>Canary & Sons</b>"}
			post(t, w, n)
		}
		clk.Advance(time.Second)
		mailNow(t, w, notice.AtOnce)
		if got := letters(t, w, w.A.User); len(got) != 2 || got[0].Subject != "Notifications (3)" || !strings.Contains(got[0].Body, "Canary & Sons") ||
			strings.Contains(got[0].HTML, "<b>") || strings.Contains(got[0].Subject, "Canary") {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhatWasSeenIsNotMailed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		post(t, w, approved(w.A.User.Email))
		if err := w.Notices.MarkAll(t.Context(), w.A.User, list(t, w, w.A.User, notice.Query{}).Items[0].ID); err != nil {
			t.Fatal(err)
		}
		mailNow(t, w, notice.AtOnce)
		if got := letters(t, w, w.A.User); len(got) > 0 {
			t.Errorf("%+v", got)
		}
	})
}

// choose has somebody told of reviews in a way.
func choose(t *testing.T, w *centraltest.World, c identity.Caller, way notice.Way, times notice.Times) {
	t.Helper()
	p, err := w.Notices.Preferences(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	p.Wishes[notice.Reviews], p.Times = notice.Wish{Page: true, Mail: way}, times
	if _, err := w.Notices.Choose(t.Context(), c, p); err != nil {
		t.Fatal(err)
	}
}

func TestADigestComesAtItsTimeWithAllThatHappened(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		choose(t, w, w.A.User, notice.Daily, notice.Times{Zone: "Asia/Tokyo", Minute: 9*60 + 30})
		tokyo, err := time.LoadLocation("Asia/Tokyo")
		if err != nil {
			t.Fatal(err)
		}
		year, month, day := clk.Now().In(tokyo).Date()
		due := time.Date(year, month, day+1, 9, 30, 0, 0, tokyo)
		clk.Set(due.Add(-time.Hour))
		for i, id := range []string{"O1", "O2"} {
			n := approved(w.A.User.Email)
			n.Subject, n.Cause = id, string(rune('a'+i))
			post(t, w, n)
		}
		post(t, w, notice.Notice{Account: w.A.Account, Kind: notice.AWSCloseDate, Subject: "O1", Users: []string{w.A.User.Email},
			Data: map[string]string{"company": "Sakura", "date": "2027-03-01"}}) // daily by itself
		clk.Set(due.Add(-time.Second))
		mailNow(t, w, notice.Daily)
		if got := letters(t, w, w.A.User); len(got) > 0 {
			t.Fatalf("before its time: %+v", got)
		}
		clk.Set(due)
		mailNow(t, w, notice.Daily)
		mailNow(t, w, notice.Daily)
		got := letters(t, w, w.A.User)
		if len(got) != 1 || got[0].Subject != "Daily summary (3)" {
			t.Fatalf("%+v", got)
		}
		if reviews, changes := strings.Index(got[0].Body, "[Reviews by AWS]"), strings.Index(got[0].Body, "[Changes by AWS]"); reviews < 0 || changes < reviews {
			t.Error(got[0].Body)
		}
		clk.Set(due.AddDate(0, 0, 1))
		mailNow(t, w, notice.Daily)
		if got := letters(t, w, w.A.User); len(got) != 1 {
			t.Errorf("an empty digest is sent: %+v", got[0])
		}
	})
}

func TestWhoLeavesOrTurnsMailOffIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		choose(t, w, w.A.User, notice.Weekly, notice.Times{Zone: "UTC"})
		post(t, w, approved(w.A.User.Email))
		choose(t, w, w.A.User, notice.Never, notice.Times{Zone: "UTC"})
		clk.Advance(8 * 24 * time.Hour)
		mailNow(t, w, notice.Weekly)
		choose(t, w, w.A.User, notice.AtOnce, notice.Times{Zone: "UTC"})
		again := approved(w.A.User.Email)
		again.Cause = "9"
		post(t, w, again)
		if err := w.Identity.SetActive(t.Context(), w.A.Account, w.A.User.Principal, false); err != nil {
			t.Fatal(err)
		}
		mailNow(t, w, notice.AtOnce)
		if got := letters(t, w, w.A.User); len(got) > 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestDigestsKeepToBusinessDays(t *testing.T) {
	t.Parallel()
	tokyo := notice.Times{Zone: "Asia/Tokyo", Minute: 9 * 60, Business: true}
	for _, c := range []struct {
		name  string
		times notice.Times
		way   notice.Way
		told  string
		want  string
	}{
		{"the same morning", tokyo, notice.Daily, "2026-11-26T08:59:00+09:00", "2026-11-26T09:00:00+09:00"},
		{"at the very moment: the next", tokyo, notice.Daily, "2026-11-26T09:00:00+09:00", "2026-11-27T09:00:00+09:00"},
		{"over a weekend and a holiday", tokyo, notice.Daily, "2026-11-20T10:00:00+09:00", "2026-11-24T09:00:00+09:00"},
		{"the week's on its first business day", tokyo, notice.Weekly, "2026-11-20T10:00:00+09:00", "2026-11-24T09:00:00+09:00"},
		{"the week's on Monday", tokyo, notice.Weekly, "2026-11-24T10:00:00+09:00", "2026-11-30T09:00:00+09:00"},
		{"every day", notice.Times{Zone: "Asia/Tokyo", Minute: 9 * 60}, notice.Daily, "2026-11-20T10:00:00+09:00", "2026-11-21T09:00:00+09:00"},
		{"every week", notice.Times{Zone: "Asia/Tokyo", Minute: 9 * 60}, notice.Weekly, "2026-11-20T10:00:00+09:00", "2026-11-23T09:00:00+09:00"},
		{"Thanksgiving", notice.Times{Zone: "America/New_York", Minute: 8 * 60, Business: true}, notice.Daily, "2026-11-25T20:00:00-05:00", "2026-11-27T08:00:00-05:00"},
		{"the clocks change", notice.Times{Zone: "America/New_York", Minute: 8 * 60}, notice.Daily, "2026-10-31T20:00:00-04:00", "2026-11-01T08:00:00-05:00"},
		{"elsewhere only weekends count", notice.Times{Zone: "UTC", Minute: 0, Business: true}, notice.Daily, "2026-11-20T10:00:00Z", "2026-11-23T00:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, c.told)
		want, err2 := time.Parse(time.RFC3339, c.want)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if got := notice.Next(c.times, c.way, at); !got.Equal(want) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestARefusedLetterIsToldToTheAdministratorsOnceADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for range 2 {
			if err := w.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
				return notice.Refused(tx, w.A.Account, mail.Letter{To: "gone@alpha.example"})
			}); err != nil {
				t.Fatal(err)
			}
		}
		told(t, w, "the cloud administrator", w.A.Admin, notice.MailBounced)
		told(t, w, "an ACE user", w.A.User)
	})
}

func TestPeopleReadTheirLettersAndAdministratorsAll(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		post(t, w, approved(w.A.User.Email, w.A.Lead.Email))
		mailNow(t, w, notice.AtOnce)
		read := func(c identity.Caller) (to []string) {
			t.Helper()
			all, err := w.Notices.Letters(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range all {
				to = append(to, l.To)
			}
			slices.Sort(to)
			return to
		}
		if got := read(w.A.User); !slices.Equal(got, []string{w.A.User.Email}) {
			t.Errorf("a user reads letters to %v", got)
		}
		if got := read(w.A.Admin); !slices.Equal(got, []string{w.A.Lead.Email, w.A.User.Email}) {
			t.Errorf("the administrator reads letters to %v", got)
		}
		if got := read(w.B.Lead); len(got) > 0 {
			t.Errorf("another partner reads letters to %v", got)
		}
		if _, err := w.Notices.Letters(t.Context(), w.A.API); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a program reads letters: %v", err)
		}
	})
}
