// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package collaboration_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/collaboration"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) }, centraltest.Schemas()...)
}

// approved is an opportunity of A that AWS has approved, at a stage.
func approved(t *testing.T, w *centraltest.World, clk *clock.Manual, stage string) string {
	t.Helper()
	id := w.Submitted(w.A, aws)
	clk.Advance(time.Minute)
	if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: opportunity.ActionApprove}); err != nil {
		t.Fatal(err)
	}
	clk.Advance(time.Minute)
	if stage != "Prospect" {
		if err := w.Update(w.A.API, aws, id, "LifeCycle.Stage", stage); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

// rules are the rules that a refusal names.
func rules(err error) (all []string) {
	if err == nil {
		return nil
	}
	for _, v := range fault.Of(err).Violations {
		all = append(all, v.Rule)
	}
	return all
}

func request(w *centraltest.World, id string, people ...identity.Caller) collaboration.Request {
	in := collaboration.Request{Catalog: aws, Opportunity: id, Purpose: "Architecture review with the customer"}
	for _, p := range people {
		in.People = append(in.People, p.Principal)
	}
	return in
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// told are the notices about the channel of an opportunity, with who reads them.
func told(t *testing.T, w *centraltest.World, opportunity string) (all []string) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT n.kind, u.first_name FROM notice n JOIN partner_user u ON u.id = n.user_id WHERE n.subject = ? AND n.kind LIKE 'channel.%'`, opportunity)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var kind, name string
			if err := rows.Scan(&kind, &name); err != nil {
				return err
			}
			all = append(all, kind+" "+strings.ToLower(name))
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func stands(c collaboration.Channel) (all []string) {
	for _, p := range c.People {
		all = append(all, p.Name+" "+string(p.Stand))
	}
	return all
}

func version(c collaboration.Channel) string {
	return string(rune('0' + c.Version)) // few are above nine here
}

func TestAChannelIsAskedForApprovedByHandAndAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Channels
		id := approved(t, w, clk, "Qualified")
		tab := must(room.Tab(ctx, w.A.Lead, aws, id))(t)
		if len(tab.Stops) > 0 || len(tab.Candidates) != 2 { // the cloud admin does not sell
			t.Fatalf("%+v", tab)
		}
		ch := must(room.Request(ctx, w.A.Lead, request(w, id, w.A.Lead, w.A.User)))(t)
		if ch.State != collaboration.Requested || ch.Name != "ace-"+strings.ToLower(id) || !slices.Equal(stands(ch), []string{"Lead Alpha chosen", "User Alpha chosen"}) && len(ch.People) != 2 {
			t.Fatalf("%+v", ch)
		}
		if _, err := room.Request(ctx, w.A.Lead, request(w, id, w.A.Lead)); !slices.Equal(rules(err), []string{"channel-one-at-a-time"}) {
			t.Errorf("a second request: %v", err)
		}
		if _, err := room.Answer(ctx, w.A.Lead, ch.ID, collaboration.Accepted); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("accepted before it is there: %v", err)
		}
		for name, who := range map[string]identity.Caller{"lead": w.A.Lead, "nobody": {}} {
			if _, err := room.Decide(ctx, who, ch.ID, collaboration.Decision{Version: version(ch), Approve: true}); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s decides: %v", name, err)
			}
		}
		if _, err := room.Decide(ctx, w.Reviewer, ch.ID, collaboration.Decision{Version: "7", Approve: true}); !fault.Is(err, fault.Conflict) {
			t.Errorf("decided on another version: %v", err)
		}
		clk.Advance(time.Hour)
		ch = must(room.Decide(ctx, w.Reviewer, ch.ID, collaboration.Decision{Version: version(ch), Approve: true}))(t)
		if ch.State != collaboration.Approved || ch.DecidedName != w.Reviewer.Name || ch.Decided != clk.Now() || ch.Partner.Name != w.A.Name {
			t.Fatalf("%+v", ch)
		}
		ch = must(room.Open(ctx, w.Reviewer, ch.ID, version(ch), " https://aws-partners.slack.com/archives/C0123 "))(t)
		if ch.State != collaboration.Created || ch.Link != "https://aws-partners.slack.com/archives/C0123" || ch.People[0].Stand != collaboration.Invited {
			t.Fatalf("%+v", ch)
		}
		ch = must(room.Answer(ctx, w.A.Lead, ch.ID, collaboration.Accepted))(t)
		if _, err := room.Answer(ctx, w.A.Lead, ch.ID, collaboration.Refused); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("declined after it was accepted: %v", err)
		}
		must(room.Answer(ctx, w.A.Lead, ch.ID, collaboration.Left))(t)
		must(room.Answer(ctx, w.A.User, ch.ID, collaboration.Refused))(t)
		tab = must(room.Tab(ctx, w.A.Lead, aws, id))(t)
		if got := stands(tab.Channels[0]); !slices.Contains(got, "Lead Alpha left") || !slices.Contains(got, "User Alpha declined") {
			t.Errorf("%v", got)
		}
		if got, want := told(t, w, id), []string{"channel.asked reviewer", "channel.created lead", "channel.created user"}; !slices.Equal(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
		ch = must(room.Archive(ctx, w.Reviewer, ch.ID, version(ch)))(t)
		if ch.State != collaboration.Archived || ch.Closed != clk.Now() {
			t.Errorf("%+v", ch)
		}
		again := must(room.Request(ctx, w.A.Lead, request(w, id, w.A.Lead)))(t)
		if again.Name != ch.Name+"-2" {
			t.Errorf("the next channel is called %s", again.Name)
		}
	})
}

func TestOnlyAQualifiedApprovedCoSellOpportunityGetsAChannel(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Channels
		submitted := w.Submitted(w.A, aws)
		if _, err := room.Request(ctx, w.A.Lead, request(w, submitted, w.A.Lead)); !slices.Equal(rules(err), []string{"channel-needs-approval", "channel-needs-stage"}) {
			t.Errorf("under review, at the first stage: %v", rules(err))
		}
		id := approved(t, w, clk, "Prospect")
		if _, err := room.Request(ctx, w.A.Lead, request(w, id, w.A.Lead)); !slices.Equal(rules(err), []string{"channel-needs-stage"}) {
			t.Errorf("at the first stage: %v", rules(err))
		}
		if err := w.Update(w.A.API, aws, id, "LifeCycle.Stage", "Closed Lost", "LifeCycle.ClosedLostReason", "Other"); err != nil {
			t.Fatal(err)
		}
		if tab := must(room.Tab(ctx, w.A.Lead, aws, id))(t); len(tab.Stops) != 1 || tab.Stops[0].Rule != "channel-not-lost" {
			t.Errorf("lost: %v", tab.Stops)
		}
		if _, err := room.Request(ctx, w.B.Lead, request(w, id, w.B.Lead)); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner's: %v", err)
		}
		if _, err := room.Request(ctx, w.A.Admin, request(w, id, w.A.Lead)); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a cloud admin: %v", err)
		}
		if _, err := room.Tab(ctx, w.A.User, aws, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("an ACE user and a record that is not his: %v", err)
		}
	})
}

func TestARequestNamesActiveColleaguesWhoTakeInvitations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Channels
		id := approved(t, w, clk, "Qualified")
		long := request(w, id, w.A.Lead)
		long.Purpose = strings.Repeat("長", 501)
		crowd := request(w, id)
		for range 26 {
			crowd.People = append(crowd.People, w.A.Lead.Principal)
		}
		for want, in := range map[string]collaboration.Request{"channel-people": request(w, id), "channel-purpose": long} {
			if _, err := room.Request(ctx, w.A.Lead, in); !slices.Equal(rules(err), []string{want}) || !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", want, err)
			}
		}
		for name, in := range map[string]collaboration.Request{"a crowd": crowd, "another partner's user": request(w, id, w.B.Lead), "who does not sell": request(w, id, w.A.Admin)} {
			if _, err := room.Request(ctx, w.A.Lead, in); !slices.Equal(rules(err), []string{"channel-people"}) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := room.OptOut(ctx, w.A.User, true); err != nil {
			t.Fatal(err)
		}
		_, err := room.Request(ctx, w.A.Lead, request(w, id, w.A.Lead, w.A.User))
		if v := fault.Of(err).Violations; len(v) != 1 || v[0].Rule != "channel-opt-out" || !strings.Contains(v[0].Message, w.A.User.Name) {
			t.Errorf("who has opted out: %v", err)
		}
		if err := room.OptOut(ctx, w.A.User, false); err != nil {
			t.Fatal(err)
		}
		ch := must(room.Request(ctx, w.A.Lead, request(w, id, w.A.Lead, w.A.User)))(t)
		if err := room.OptOut(ctx, w.A.User, true); err != nil { // declines what he was chosen for, too
			t.Fatal(err)
		}
		ch = must(room.Decide(ctx, w.Reviewer, ch.ID, collaboration.Decision{Version: version(ch), Approve: true, Link: "https://x.slack.com/archives/C1"}))(t)
		if got := stands(ch); !slices.Contains(got, "Lead Alpha invited") || !slices.Contains(got, "User Alpha declined") {
			t.Errorf("%v", got)
		}
	})
}

func TestTheDeskDeclinesWithAReasonAndTakesOnlySlacksLinks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Channels
		id := approved(t, w, clk, "Committed")
		ch := must(room.Request(ctx, w.A.Lead, request(w, id, w.A.Lead)))(t)
		for _, link := range []string{"http://a.slack.com/archives/C1", "https://slack.com.evil.example/archives/C1", "https://a.slack.com@evil.example/x", "https://evil.example/.slack.com",
			"https://a.slack.com:444/archives/C1", "https://a.slack.com", "https://a.slack.com/", "javascript:alert(1)//.slack.com/x", "https://.slack.com/x", "https://aslack.com/x",
			"https://a.slack.com/" + strings.Repeat("x", 500)} {
			if _, err := room.Decide(ctx, w.Reviewer, ch.ID, collaboration.Decision{Version: version(ch), Approve: true, Link: link}); !slices.Equal(rules(err), []string{"channel-link"}) {
				t.Errorf("%s: %v", link, err)
			}
		}
		if _, err := room.Decide(ctx, w.Reviewer, ch.ID, collaboration.Decision{Version: version(ch)}); !slices.Equal(rules(err), []string{"channel-says-why"}) {
			t.Errorf("declined without a reason: %v", err)
		}
		ch = must(room.Decide(ctx, w.Reviewer, ch.ID, collaboration.Decision{Version: version(ch), Reason: "The deal is too small."}))(t)
		if _, err := room.Decide(ctx, w.Reviewer, ch.ID, collaboration.Decision{Version: version(ch), Approve: true}); !slices.Equal(rules(err), []string{"channel-state"}) {
			t.Errorf("decided twice: %v", err)
		}
		if got := told(t, w, id); !slices.Contains(got, "channel.declined lead") {
			t.Errorf("told %v", got)
		}
		tab := must(room.Tab(ctx, w.A.Lead, aws, id))(t)
		if len(tab.Stops) > 0 || tab.Channels[0].Reason != "The deal is too small." {
			t.Errorf("after the refusal: %+v", tab)
		}
	})
}

func TestTheDesksListOfChannelsHasEachOnceOverItsPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Channels
		var want []string
		for range 5 {
			ch := must(room.Request(ctx, w.A.Lead, request(w, approved(t, w, clk, "Qualified"), w.A.Lead)))(t)
			want = append(want, ch.ID)
		}
		read := func(q collaboration.Query) (all []string) {
			for q.Size = 2; ; {
				page, next, err := room.Queue(ctx, w.Reviewer, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page {
					all = append(all, c.ID)
				}
				if next == nil {
					return all
				}
				q.Token = *next
			}
		}
		if got := read(collaboration.Query{Asc: true}); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		must(room.Decide(ctx, w.Reviewer, want[0], collaboration.Decision{Version: "1", Reason: "No."}))(t)
		if got := read(collaboration.Query{Asc: true, States: []string{"requested"}, Partners: []string{w.A.Account}}); !slices.Equal(got, want[1:]) {
			t.Errorf("%v, want %v", got, want[1:])
		}
		first := must(room.Read(ctx, w.Reviewer, want[0]))(t)
		if got := read(collaboration.Query{About: []string{strings.ToLower(first.Opportunity()), "O7"}}); !slices.Equal(got, want[:1]) {
			t.Errorf("about one opportunity: %v", got)
		}
		if got := read(collaboration.Query{Partners: []string{w.B.Account}}); len(got) > 0 {
			t.Errorf("the other partner's: %v", got)
		}
		if _, _, err := room.Queue(ctx, w.A.Lead, collaboration.Query{Size: 2}); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner reads the list: %v", err)
		}
		if _, err := room.Read(ctx, w.A.Lead, want[0]); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner reads as the desk: %v", err)
		}
	})
}

func TestOfManyWhoAskAtOnceOneGetsAChannel(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := approved(t, w, clk, "Qualified")
		errs := make([]error, 5)
		var all sync.WaitGroup
		for n := range errs {
			all.Go(func() { _, errs[n] = w.Channels.Request(t.Context(), w.A.Lead, request(w, id, w.A.Lead)) })
		}
		all.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
			} else if !slices.Equal(rules(err), []string{"channel-one-at-a-time"}) {
				t.Error(err)
			}
		}
		if made != 1 {
			t.Errorf("%d were asked for", made)
		}
	})
}

func TestStatesAreTotalAndEndWhereNothingFollows(t *testing.T) {
	t.Parallel()
	for from, next := range collaboration.States {
		for _, to := range next {
			if _, known := collaboration.States[to]; !known {
				t.Errorf("%s leads to %s, which is no state", from, to)
			}
		}
	}
	for from, next := range collaboration.Stands {
		for _, to := range next {
			if _, known := collaboration.Stands[to]; !known {
				t.Errorf("%s leads to %s, which is no stand", from, to)
			}
		}
	}
}
