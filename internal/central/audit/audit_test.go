// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cosell/internal/central/audit"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const mine, theirs = "111111111111", "222222222222"

var lead = identity.Caller{Account: mine, Principal: "u1", Name: "Aiko Sato", Role: identity.AllianceLead}

var things = sqldb.Schema{Room: "thing", Files: fstest.MapFS{"0001_thing.sql": {Data: []byte("-- +goose Up\nCREATE TABLE thing (name TEXT NOT NULL);\n")}}}

type world struct {
	t   *testing.T
	db  *sqldb.DB
	clk *clock.Manual
	r   *audit.Room
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		test(&world{t, db, clk, audit.New(db)})
	}, audit.Schema(), things)
}

// does changes things of accounts, on a trail where there is one.
func (w *world) does(trail *audit.Trail, thing string, accounts ...string) {
	w.t.Helper()
	ctx := w.t.Context()
	if trail != nil {
		ctx = audit.Follow(ctx, *trail)
	}
	w.sql(ctx, accounts, thing, `INSERT INTO thing (name) VALUES (?)`, thing)
}

func (w *world) sql(ctx context.Context, accounts []string, thing, query string, args ...any) {
	w.t.Helper()
	if err := w.db.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, a := range accounts {
			tx.About(a, thing)
		}
		_, err := tx.Exec(query, args...)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) page(c identity.Caller, q audit.Query) []*audit.Entry {
	w.t.Helper()
	q.Size = max(q.Size, 10)
	found, _, err := w.r.Page(w.t.Context(), c, q)
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func (w *world) verify(kept audit.Head) audit.Finding {
	w.t.Helper()
	f, err := w.r.Verify(w.t.Context(), mine, kept)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func trail() *audit.Trail {
	return &audit.Trail{Door: audit.DoorAPI, Action: "UpdateOpportunity", Target: "arn", Account: mine, Kind: "api", Actor: "AKIA1", ActorName: "CRM", Request: "r1"}
}

func TestAChangeIsToldToWhoeverItBelongsTo(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.does(trail(), "O1", mine, theirs)
		w.does(trail(), "without a name")
		w.does(nil, "by nobody", mine)
		got := w.page(lead, audit.Query{})
		if len(got) != 2 || got[0].Subject != "" || got[1].Subject != "O1" {
			w.t.Fatalf("%d entries: %+v", len(got), got)
		}
		if e := got[1]; e.Actor != "AKIA1" || e.ActorName != "CRM" || e.Action != "UpdateOpportunity" || e.Target != "arn" || e.Request != "r1" || !e.At.Equal(w.clk.Now()) {
			w.t.Errorf("the account's own: %+v", e)
		}
		other := lead
		other.Account = theirs
		got = w.page(other, audit.Query{})
		if len(got) != 1 || got[0].Actor != mine || got[0].ActorName != "" || got[0].Target != "" || got[0].Request != "" {
			w.t.Errorf("the other account gets to know %+v", got[0])
		}
	})
}

func TestAnEntryCommitsWithItsChangeOrNotAtAll(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		oops := errors.New("oops")
		err := w.db.InTx(audit.Follow(w.t.Context(), *trail()), func(tx *sqldb.Tx) error {
			tx.About(mine, "O1")
			_, err := tx.Exec(`INSERT INTO thing (name) VALUES ('a')`)
			return errors.Join(err, oops)
		})
		if !errors.Is(err, oops) {
			w.t.Fatal(err)
		}
		if got := w.page(lead, audit.Query{}); len(got) != 0 {
			w.t.Errorf("told of what did not happen: %+v", got[0])
		}
	})
}

func TestAJobIsToldByItsKindWhereItChangesWhatHasAName(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := &world{t, db, clk, audit.New(db)}
		jobs := jobq.New(db, clk, slog.New(slog.DiscardHandler))
		done := make(chan struct{})
		jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[expire]) error {
			defer close(done)
			w.sql(ctx, []string{mine}, "O1", `INSERT INTO thing (name) VALUES ('a')`)
			w.sql(ctx, nil, "", `INSERT INTO thing (name) VALUES ('tidied')`)
			return nil
		}, jobq.Policy{})
		if err := jobs.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = jobs.Stop(context.Background()) })
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error { return jobs.Enqueue(tx, expire{}) }); err != nil {
			t.Fatal(err)
		}
		<-done
		if got := w.page(lead, audit.Query{}); len(got) != 1 || got[0].Door != audit.DoorJob || got[0].Action != "test.expire" || got[0].Actor != "system" {
			t.Errorf("%+v", got)
		}
	}, audit.Schema(), things, jobq.Schema())
}

type expire struct{}

func (expire) Kind() string { return "test.expire" }

func TestTheLogIsReadByThoseWhoAnswerForTheAccount(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for _, role := range identity.Roles {
			c := identity.Caller{Account: mine, Role: role}
			if role == identity.AWSReviewer {
				c.Account = identity.AWS
			}
			_, _, err := w.r.Page(w.t.Context(), c, audit.Query{Size: 1})
			may := role == identity.AllianceLead || role == identity.CloudAdmin || role == identity.AWSReviewer
			if may != (err == nil) || !may && !fault.Is(err, fault.AccessDenied) {
				w.t.Errorf("%s: %v", role, err)
			}
		}
	})
}

func TestTheLogIsSearchedAndPagedThroughFromItsEnd(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for i, thing := range []string{"O1", "O2", "O1", "O3", "O1"} {
			one := trail()
			one.Actor, one.Action = []string{"a", "b"}[i%2], []string{"x", "y", "z"}[i%3]
			w.does(one, thing, mine)
			w.clk.Advance(time.Hour)
		}
		for name, one := range map[string]struct {
			q    audit.Query
			want []int64
		}{
			"all":     {audit.Query{}, []int64{5, 4, 3, 2, 1}},
			"subject": {audit.Query{Subject: "O1"}, []int64{5, 3, 1}},
			"actor":   {audit.Query{Actor: "b"}, []int64{4, 2}},
			"action":  {audit.Query{Actions: []string{"y"}}, []int64{5, 2}},
			"actions": {audit.Query{Actions: []string{"y", "z"}}, []int64{5, 3, 2}},
			"both":    {audit.Query{Subject: "O1", Actions: []string{"y"}}, []int64{5}},
			"time":    {audit.Query{From: sqldbtest.Start.Add(time.Hour), Until: sqldbtest.Start.Add(3 * time.Hour)}, []int64{3, 2}},
			"behind":  {audit.Query{Before: 3}, []int64{2, 1}},
		} {
			var got []int64
			for _, e := range w.page(lead, one.q) {
				got = append(got, e.Position)
			}
			if !slices.Equal(got, one.want) {
				w.t.Errorf("%s: %v, want %v", name, got, one.want)
			}
		}
		var walked []int64
		q := audit.Query{Size: 2}
		for {
			part, before, err := w.r.Page(w.t.Context(), lead, q)
			if err != nil {
				w.t.Fatal(err)
			}
			for _, e := range part {
				walked = append(walked, e.Position)
			}
			if q.Before = before; before == 0 {
				break
			}
		}
		if !slices.Equal(walked, []int64{5, 4, 3, 2, 1}) {
			w.t.Errorf("walked %v", walked)
		}
		n := 0
		for _, err := range w.r.All(w.t.Context(), lead, audit.Query{}) {
			if err != nil {
				w.t.Fatal(err)
			}
			n++
		}
		if n != 5 {
			w.t.Errorf("exported %d", n)
		}
	})
}

func TestWhatIsTamperedWithIsFound(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		sql  string
		kept bool
		at   int64
		why  string
	}{
		"nothing":               {`UPDATE thing SET name = 'b'`, true, 0, ""},
		"an entry's actor":      {`UPDATE audit_entry SET actor = 'nobody' WHERE subject = 'O2'`, false, 2, audit.Changed},
		"an entry's time":       {`UPDATE audit_entry SET at_us = at_us + 1 WHERE subject = 'O2'`, false, 2, audit.Gone},
		"a hash":                {`UPDATE audit_chain SET hash = 'x' WHERE position = 3`, false, 3, audit.Changed},
		"an entry gone":         {`DELETE FROM audit_entry WHERE subject = 'O3'`, false, 3, audit.Gone},
		"a place gone":          {`DELETE FROM audit_chain WHERE position = 1`, false, 1, audit.Gone},
		"the end gone":          {`DELETE FROM audit_chain WHERE position > 2`, true, 3, audit.Cut},
		"an entry put in later": {`INSERT INTO audit_entry SELECT account_id, at_us - 7200000000, tie, kind, actor, actor_name, proposer, door, action, target, subject, request, remote FROM audit_entry WHERE subject = 'O1'`, false, 4, audit.Slipped},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(w *world) {
				for _, thing := range []string{"O1", "O2", "O3"} {
					w.does(trail(), thing, mine)
					w.clk.Advance(time.Minute)
				}
				whole := w.verify(audit.Head{})
				if whole.Broken != 0 || whole.Head.Position != 3 {
					w.t.Fatalf("untouched: %+v", whole)
				}
				if strings.HasPrefix(one.sql, "DELETE FROM audit_chain WHERE position > 2") {
					w.sql(w.t.Context(), nil, "", `DELETE FROM audit_entry WHERE subject = 'O3'`)
				}
				w.sql(w.t.Context(), nil, "", one.sql)
				kept := audit.Head{}
				if one.kept {
					kept = whole.Head
				}
				if f := w.verify(kept); f.Broken != one.at || f.Why != one.why {
					w.t.Errorf("found %d %q, want %d %q", f.Broken, f.Why, one.at, one.why)
				}
			})
		})
	}
}

func TestTheChainIsOneWhoeverMakesIt(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for range 40 {
			w.does(trail(), "O1", mine)
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := w.r.ChainAll(context.Background()); err != nil {
					w.t.Error(err)
				}
			})
		}
		all.Wait()
		if f := w.verify(audit.Head{}); f.Broken != 0 || f.Head.Position != 40 {
			w.t.Errorf("%+v", f)
		}
	})
}

func TestAHeadIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	h := audit.Head{Position: 7, Hash: strings.Repeat("ab", 32)}
	if got, err := audit.ParseHead(" " + h.String() + "\n"); got != h || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"7", "x:" + h.Hash, "0:" + h.Hash, "7:ab", "-1:" + h.Hash} {
		if _, err := audit.ParseHead(bad); err == nil {
			t.Errorf("%q is taken for a head", bad)
		}
	}
}
