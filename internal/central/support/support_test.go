// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package support_test

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/support"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) }, centraltest.Schemas()...)
}

func rules(err error) (all []string) {
	if err == nil {
		return nil
	}
	for _, v := range fault.Of(err).Violations {
		all = append(all, v.Rule)
	}
	return all
}

func opening(token string) support.Opening {
	return support.Opening{Topic: "crm-connector", Subject: "Sync stops", Body: "The sync stops after 20 records.", Catalog: selling.CatalogAWS, Token: token}
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

// told counts the notices of somebody.
func told(t *testing.T, w *centraltest.World, user string) (n int) {
	t.Helper()
	if err := w.DB.Row(t.Context(), `SELECT count(*) FROM notice WHERE user_id = ?`, user).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func version(c support.Case) string { return strconv.FormatInt(c.Version, 10) }

// upload brings a whole file in.
func upload(t *testing.T, w *centraltest.World, who identity.Caller, name string, content []byte) (support.File, error) {
	t.Helper()
	f, err := w.Support.Upload(t.Context(), who, name, int64(len(content)))
	for err == nil && f.Received < f.Size {
		end := min(f.Received+support.MostPiece, f.Size)
		f, err = w.Support.Piece(t.Context(), who, f.ID, f.Received, content[f.Received:end])
	}
	return f, err
}

func download(t *testing.T, w *centraltest.World, who identity.Caller, id string) (f support.File, content []byte, err error) {
	t.Helper()
	var into bytes.Buffer
	err = w.Support.Download(t.Context(), who, id, func(begun support.File) io.Writer { f = begun; return &into })
	return f, into.Bytes(), err
}

func TestACaseGoesFromTheQuestionToItsEndAndBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Support
		in := opening("t1")
		in.Opportunity = strings.ToLower(w.Create(w.A.API, selling.CatalogAWS, centraltest.Complete(t)))
		c := must(room.Open(ctx, w.A.Lead, in))(t)
		if c.State != support.Open || c.Opportunity != strings.ToUpper(in.Opportunity) || len(c.Messages) != 1 || c.Messages[0].Body != in.Body || c.Partner.Name != w.A.Name {
			t.Fatalf("%+v", c)
		}
		if again := must(room.Open(ctx, w.A.Lead, in))(t); again.ID != c.ID {
			t.Errorf("the same request opened %s after %s", again.ID, c.ID)
		}
		for _, step := range []struct {
			who  identity.Caller
			do   support.Step
			body string
			want support.State
			fail string
		}{
			{w.A.Lead, support.Reply, "It happens at night.", support.Open, ""},
			{w.A.Lead, support.Reopen, "Hm.", support.Open, "case-state"},
			{w.Reviewer, support.Reply, " ", support.Open, "case-body"},
			{w.Reviewer, support.Reply, "Which version is it?", support.WaitingPartner, ""},
			{w.A.Lead, support.Reply, "3.2", support.WaitingAWS, ""},
			{w.Reviewer, support.Resolve, "", support.Resolved, ""},
			{w.Reviewer, support.Reply, "And?", support.Resolved, "case-state"},
			{w.A.Lead, support.Reply, "It is back.", support.Resolved, "case-state"},
			{w.A.Lead, support.Reopen, "It is back.", support.Reopened, ""},
			{w.Reviewer, support.Reply, "We look again.", support.WaitingPartner, ""},
			{w.A.Lead, support.Resolve, "Solved, thank you.", support.Resolved, ""},
		} {
			clk.Advance(time.Minute)
			next, err := room.Answer(ctx, step.who, c.ID, support.Word{Version: version(c), Step: step.do, Body: step.body})
			if step.fail != "" {
				if !slices.Equal(rules(err), []string{step.fail}) {
					t.Fatalf("%s %q: %v", step.do, step.body, err)
				}
				continue
			}
			if err != nil || next.State != step.want || next.Changed != clk.Now() || next.Messages[len(next.Messages)-1].Body != strings.TrimSpace(step.body) {
				t.Fatalf("%s %q: %+v, %v", step.do, step.body, next, err)
			}
			c = next
		}
		for who, want := range map[string]int{w.Reviewer.Principal: 1 + 4, w.A.Lead.Principal: 3, w.A.User.Principal: 0} { // the opening and four words; three answers
			if n := told(t, w, who); n != want {
				t.Errorf("%s was told %d times, want %d", who, n, want)
			}
		}
		if _, err := room.Answer(ctx, w.A.Lead, c.ID, support.Word{Version: "2", Step: support.Reopen, Body: "x"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("said to an old version: %v", err)
		}
		if got := c.Steps(w.A.Lead); !slices.Equal(got, []support.Step{support.Reopen}) {
			t.Errorf("possible at the end: %v", got)
		}
	})
}

func TestEveryStateKnowsEverySide(t *testing.T) {
	t.Parallel()
	for _, from := range []support.State{support.Open, support.WaitingPartner, support.WaitingAWS, support.Resolved, support.Reopened} {
		for _, side := range []support.Side{support.SidePartner, support.SideAWS} {
			if len(support.Next[from][side]) == 0 {
				t.Errorf("%s is a dead end for %s", from, side)
			}
			for step, to := range support.Next[from][side] {
				if _, known := support.Next[to]; !known {
					t.Errorf("%s of %s leads from %s to %s, which is no state", step, side, from, to)
				}
			}
		}
	}
}

func TestACaseIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx, room := t.Context(), w.Support
		_, err := room.Open(ctx, w.A.Lead, support.Opening{Catalog: selling.CatalogAWS, Token: "t", Opportunity: w.Create(w.B.API, selling.CatalogAWS, centraltest.Complete(t)), Files: make([]string, 11)})
		if want := []string{"case-topic", "case-subject", "case-body", "case-files", "case-opportunity"}; !slices.Equal(rules(err), want) || !fault.Is(err, fault.Invalid) {
			t.Errorf("%v, want %v", rules(err), want)
		}
		long := opening("t")
		long.Subject, long.Body = strings.Repeat("件", 151), strings.Repeat("本", 10_001)
		if _, err := room.Open(ctx, w.A.Lead, long); !slices.Equal(rules(err), []string{"case-subject", "case-body"}) {
			t.Errorf("%v", rules(err))
		}
		for name, who := range map[string]identity.Caller{"reviewer": w.Reviewer, "nobody": {}} {
			if _, err := room.Open(ctx, who, opening("t")); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s opens: %v", name, err)
			}
		}
		stranger := opening("t")
		stranger.Files = []string{"01ARZ3NDEKTSV4RRFFQ69G5FAV"}
		if _, err := room.Open(ctx, w.A.Lead, stranger); !slices.Equal(rules(err), []string{"case-files"}) {
			t.Errorf("a file that is not there: %v", err)
		}
		if all, _, err := room.List(ctx, w.A.Lead, support.Query{Size: 10}); err != nil || len(all) > 0 {
			t.Errorf("a refused case was stored: %v %v", all, err)
		}
	})
}

func TestCasesAreTheirPartnersAndAnACEUsersHisOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Support
		ids := map[string]string{}
		for name, who := range map[string]identity.Caller{"lead": w.A.Lead, "user": w.A.User, "admin": w.A.Admin, "other": w.B.Lead} {
			clk.Advance(time.Second)
			ids[name] = must(room.Open(ctx, who, opening(name)))(t).ID
		}
		for name, c := range map[string]struct {
			who  identity.Caller
			sees []string
		}{"lead": {w.A.Lead, []string{"lead", "user", "admin"}}, "user": {w.A.User, []string{"user"}}, "admin": {w.A.Admin, []string{"lead", "user", "admin"}},
			"other": {w.B.Lead, []string{"other"}}, "reviewer": {w.Reviewer, []string{"lead", "user", "admin", "other"}}} {
			var listed []string
			for q := (support.Query{Size: 1}); ; {
				page, next, err := room.List(ctx, c.who, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, one := range page {
					listed = append(listed, one.ID)
				}
				if next == nil {
					break
				}
				q.Token = *next
			}
			if len(listed) != len(c.sees) {
				t.Errorf("%s lists %v, want %d", name, listed, len(c.sees))
			}
			for whose, id := range ids {
				_, err := room.Read(ctx, c.who, id)
				if may := slices.Contains(c.sees, whose); may != (err == nil) || !may && !fault.Is(err, fault.NotFound) || may != slices.Contains(listed, id) {
					t.Errorf("%s reads the case of %s: %v", name, whose, err)
				}
				if err != nil {
					if _, err := room.Answer(ctx, c.who, id, support.Word{Version: "1", Step: support.Reply, Body: "x"}); !fault.Is(err, fault.NotFound) {
						t.Errorf("%s answers in the case of %s: %v", name, whose, err)
					}
				}
			}
		}
		waiting, _, err := room.List(ctx, w.Reviewer, support.Query{Size: 10, States: []string{"open"}, Topics: []string{"crm-connector"}, Partners: []string{w.B.Account}})
		if err != nil || len(waiting) != 1 || waiting[0].ID != ids["other"] {
			t.Errorf("filtered: %v %v", waiting, err)
		}
	})
}

var png = append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, 700_000)...)

func TestFilesComeInPiecesAndGoOutWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Support
		const name = "同期ログ 2026年度.png"
		f := must(upload(t, w, w.A.Lead, `C:\fakepath\`+name, png))(t)
		if f.Name != name || f.Media != "image/png" {
			t.Fatalf("%+v", f)
		}
		if _, _, err := download(t, w, w.A.Lead, f.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a file at no message: %v", err)
		}
		if _, err := room.Piece(ctx, w.A.User, f.ID, 0, png[:512]); !fault.Is(err, fault.NotFound) {
			t.Errorf("a colleague writes in a file: %v", err)
		}
		stolen := opening("stolen")
		stolen.Files = []string{f.ID}
		if _, err := room.Open(ctx, w.A.User, stolen); !slices.Equal(rules(err), []string{"case-files"}) {
			t.Errorf("a colleague sends a file: %v", err)
		}
		in := opening("t")
		in.Files = []string{f.ID}
		c := must(room.Open(ctx, w.A.Lead, in))(t)
		answer := must(upload(t, w, w.Reviewer, "steps.txt", []byte("1. Stop the sync.")))(t)
		c = must(room.Answer(ctx, w.Reviewer, c.ID, support.Word{Version: version(c), Step: support.Reply, Body: "See the file.", Files: []string{answer.ID}}))(t)
		if len(c.Messages) != 2 || len(c.Messages[0].Files) != 1 || c.Messages[0].Files[0].Name != name || len(c.Messages[1].Files) != 1 {
			t.Fatalf("%+v", c.Messages)
		}
		for who, caller := range map[string]identity.Caller{"lead": w.A.Lead, "reviewer": w.Reviewer} {
			got, content, err := download(t, w, caller, f.ID)
			if err != nil || !bytes.Equal(content, png) || got.Name != name {
				t.Errorf("%s gets %d bytes of %d: %v", who, len(content), len(png), err)
			}
			if _, content, err := download(t, w, caller, answer.ID); err != nil || string(content) != "1. Stop the sync." {
				t.Errorf("%s gets %q, %v", who, content, err)
			}
		}
		for who, caller := range map[string]identity.Caller{"colleague": w.A.User, "other": w.B.Lead} {
			if _, _, err := download(t, w, caller, f.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s gets the file: %v", who, err)
			}
		}
	})
}

func TestWhatAFileIsIsToldByItsContent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for name, c := range map[string]struct {
			content string
			rule    string
		}{
			"a.txt": {"plain", ""}, "b.json": {`{"a": "<b>"}`, ""}, "c.log": {"2026-11-27 エラー", ""}, "d.pdf": {"%PDF-1.7 x", ""},
			"e.xlsx": {"PK\x03\x04 x", ""}, "f.PNG": {"\x89PNG\r\n\x1a\n", ""},
			"g.png": {"<html><script>alert(1)</script>", "case-file-content"}, "h.txt": {"<!DOCTYPE html><body>", "case-file-content"},
			"i.txt": {`<?xml version="1.0"?><svg onload="x">`, "case-file-content"}, "j.pdf": {"MZ\x90\x00\x03", "case-file-content"}, "k.zip": {"\x7fELF\x02", "case-file-content"},
			"l.jpg": {"\x89PNG\r\n\x1a\n", "case-file-content"}, "m.txt": {"\xff\xfea\x00b\x00", "case-file-content"},
			"n.html": {"plain", "case-file-kind"}, "o.svg": {"plain", "case-file-kind"}, "p.exe": {"plain", "case-file-kind"}, "q": {"plain", "case-file-kind"},
			"r.txt": {"", "case-file-size"}, "..": {"plain", "case-file-name"}, "s.png\u202egnp.exe": {"plain", "case-file-kind"},
		} {
			f, err := upload(t, w, w.A.Lead, name, []byte(c.content))
			if c.rule == "" && err != nil || c.rule != "" && !slices.Equal(rules(err), []string{c.rule}) {
				t.Errorf("%s: %+v, %v, want %q", name, f, err, c.rule)
			}
			if v := fault.Of(err).Violations; len(v) == 1 && c.rule != "case-file-name" {
				if stored := v[0].Value; !strings.Contains(v[0].FixEN, stored) || !strings.Contains(v[0].FixJA, stored) || stored == "" {
					t.Errorf("%s is not named in what to do: %q %q", name, v[0].FixEN, v[0].FixJA)
				}
			}
		}
		if _, err := w.Support.Upload(t.Context(), w.A.User, "large.zip", support.MostFile+1); !slices.Equal(rules(err), []string{"case-file-size"}) {
			t.Errorf("a file that is too large: %v", err)
		}
		f := must(w.Support.Upload(t.Context(), w.A.User, strings.Repeat("長", 300)+".txt", 1000))(t)
		if n := len([]rune(f.Name)); n != 200 || !strings.HasSuffix(f.Name, ".txt") {
			t.Errorf("a long name became one of %d characters: %s", n, f.Name)
		}
		if _, err := w.Support.Piece(t.Context(), w.A.User, f.ID, 0, []byte("a")); !slices.Equal(rules(err), []string{"case-file-piece"}) {
			t.Errorf("too little to tell what it is: %v", err)
		}
		if _, err := w.Support.Piece(t.Context(), w.A.User, f.ID, 0, make([]byte, 1001)); !slices.Equal(rules(err), []string{"case-file-piece"}) {
			t.Errorf("more than was said: %v", err)
		}
	})
}

func TestACaseAndAPersonHoldOnlySoMuch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx, room := t.Context(), w.Support
		room.CaseBytes = 30
		in := opening("t")
		for range 2 {
			in.Files = append(in.Files, must(upload(t, w, w.A.Lead, "a.txt", []byte("sixteen bytes...")))(t).ID)
		}
		if _, err := room.Open(ctx, w.A.Lead, in); !slices.Equal(rules(err), []string{"case-files"}) {
			t.Errorf("32 bytes where 30 are taken: %v", err)
		}
		in.Files = in.Files[:1]
		c := must(room.Open(ctx, w.A.Lead, in))(t)
		for range 19 {
			must(room.Upload(ctx, w.A.Lead, "b.txt", 9))(t)
		}
		if _, err := room.Upload(ctx, w.A.Lead, "c.txt", 9); !slices.Equal(rules(err), []string{"case-files"}) {
			t.Errorf("the 21st file that waits: %v", err)
		}
		clk.Advance(25 * time.Hour)
		if n, err := room.Prune(ctx); n != 20 || err != nil {
			t.Errorf("forgot %d files: %v", n, err)
		}
		if _, content, err := download(t, w, w.A.Lead, c.Messages[0].Files[0].ID); err != nil || len(content) != 16 {
			t.Errorf("a file that was sent: %q %v", content, err)
		}
	})
}
