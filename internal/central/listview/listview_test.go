// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listview_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/listview"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func by(property, operator string, values ...string) opportunity.Filter {
	return opportunity.Filter{Property: property, Operator: operator, Values: values}
}

func all(t *testing.T, w *centraltest.World, c identity.Caller, kind listview.Kind) listview.Shelf {
	t.Helper()
	s, err := w.Views.All(t.Context(), c, kind)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// names are the views that are no presets.
func names(s listview.Shelf) (names []string) {
	for _, v := range s.Views {
		if !v.Preset {
			names = append(names, v.Name)
		}
	}
	return names
}

func TestPresetsAreThoseOfTheGuideAndTheirListsTakeThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for kind, want := range map[listview.Kind]int{listview.Opportunities: 16, listview.Leads: 12} { // of leads: all, and the guide's eleven
			views := all(t, w, w.A.Lead, kind).Views
			if len(views) != want || views[0].ID != "all" || len(views[0].Filters) != 0 {
				t.Errorf("%s has %d presets, the first is %+v", kind, len(views), views[0])
			}
			for _, v := range views {
				in := opportunity.Browse{Catalog: aws, Size: 10, Filters: v.Filters, Sort: v.Sort, Desc: v.Desc}
				var err error
				if kind == listview.Leads {
					_, err = w.Engagements.Leads(t.Context(), w.A.Lead, in)
				} else {
					_, err = w.Opportunities.Browse(t.Context(), w.A.Lead, in)
				}
				if err != nil {
					t.Errorf("%s %s: %v", kind, v.ID, err)
				}
			}
		}
	})
}

// TestPresetsTakeWhatTheGuideSays lists a pipeline by every preset, on the last evening of a quarter.
func TestPresetsTakeWhatTheGuideSays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		at := func(day string) {
			t.Helper()
			to, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			clk.Advance(to.Add(12 * time.Hour).Sub(clk.Now()))
		}
		made := map[string]string{}
		create := func(name, day string, changes ...any) string {
			t.Helper()
			at(day)
			id := w.Create(w.A.Lead, aws, centraltest.Complete(t, append([]any{"Customer.Account.CompanyName", name}, changes...)...))
			made[id] = name
			return id
		}
		submit := func(name, day string, changes ...any) string {
			t.Helper()
			at(day)
			id := w.Submitted(w.A, aws, append([]any{"Customer.Account.CompanyName", name}, changes...)...)
			made[id] = name
			return id
		}
		decide := func(id, action string) {
			t.Helper()
			clk.Advance(time.Minute)
			if _, err := w.Desk.Decide(t.Context(), w.Reviewer, aws, id, opportunity.Decision{Action: action}); err != nil {
				t.Fatal(err)
			}
		}
		stage := func(id, to string) {
			t.Helper()
			clk.Advance(time.Minute)
			if err := w.Update(w.A.Lead, aws, id, "LifeCycle.Stage", to); err != nil {
				t.Fatalf("%v %+v", err, fault.Of(err).Violations)
			}
		}
		closing := "LifeCycle.TargetCloseDate"
		old := submit("old", "2026-12-28", closing, "2027-03-31")
		decide(old, "approve")
		committed := submit("committed", "2027-01-02", closing, "2027-04-01")
		decide(committed, "approve")
		stage(committed, rule.StageQualified)
		stage(committed, rule.StageCommitted)
		create("draft", "2027-03-20", closing, "2027-03-31")
		submit("waiting", "2027-03-24", closing, "2027-05-01")
		at("2027-03-31")
		if err := w.Opportunities.Flag(t.Context(), w.A.Lead, aws, []string{old}, true); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string][]string{
			"all": {"old", "committed", "draft", "waiting"}, "drafts": {"draft"}, "in-review": {"waiting"}, "validated-open": {"old", "committed"},
			"committed": {"committed"}, "closing-this-month": {"old", "draft"}, "launched": nil, "partner-referred": {"old", "committed"}, "aws-referred": nil,
			"flagged": {"old"}, "shared-last-7-days": nil, "shared-this-quarter": nil, "not-updated-2-weeks": {"old", "committed"},
			"submitted-last-7-days": {"waiting"}, "submitted-this-quarter": {"committed", "waiting"},
		} {
			views := all(t, w, w.A.Lead, listview.Opportunities).Views
			v := views[slices.IndexFunc(views, func(v listview.View) bool { return v.ID == id })]
			shelf, err := w.Opportunities.Browse(t.Context(), w.A.Lead, opportunity.Browse{Catalog: aws, Size: 10, Filters: v.Filters, Sort: "created"})
			if err != nil {
				t.Fatalf("%s: %v", id, err)
			}
			var got []string
			for _, r := range shelf.Rows {
				got = append(got, r.Company)
			}
			if !slices.Equal(got, want) || shelf.Total != len(want) {
				t.Errorf("%s lists %v, want %v", id, got, want)
			}
		}
	})
}

func TestAViewIsSavedChangedSharedGivenAwayAndDeleted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		draft := listview.Draft{Name: "  Big deals ", Filters: []opportunity.Filter{by("revenue", ">=", "100000"), by("industry", "=", "Retail"), by("closeDate", "<", "@quarter+1")},
			Sort: "revenue", Desc: true, Columns: []string{"id", "company"}}
		v, err := w.Views.Create(ctx, w.A.User, listview.Opportunities, draft)
		if err != nil || v.Name != "Big deals" || v.Version != 1 || !v.Mine || !v.May.Transfer || len(v.Filters) != 3 {
			t.Fatalf("%+v, %v", v, err)
		}
		if got := names(all(t, w, w.A.Lead, listview.Opportunities)); len(got) != 0 {
			t.Errorf("a colleague sees %v before it is shared", got)
		}
		draft.Shared = true
		clk.Advance(time.Second)
		shared, err := w.Views.Update(ctx, w.A.User, v.ID, 1, draft)
		if err != nil || shared.Version != 2 || !shared.Modified.After(v.Modified) {
			t.Fatalf("%+v, %v", shared, err)
		}
		_, err = w.Views.Update(ctx, w.A.User, v.ID, 1, draft)
		if !fault.Is(err, fault.Conflict) || fault.Of(err).Version != "2" {
			t.Errorf("an old version: %v", err)
		}
		if got := names(all(t, w, w.A.Lead, listview.Opportunities)); !slices.Equal(got, []string{"Big deals"}) {
			t.Errorf("a colleague sees %v once it is shared", got)
		}
		if got := names(all(t, w, w.B.Lead, listview.Opportunities)); len(got) != 0 {
			t.Errorf("another partner sees %v", got)
		}
		if _, err := w.Views.Update(ctx, w.A.Lead, v.ID, 2, draft); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a colleague changes it: %v", err)
		}
		if err := w.Views.Keep(ctx, w.A.Lead, listview.Opportunities, &v.ID, json.RawMessage(`{"pageSize":50}`)); err != nil {
			t.Fatal(err)
		}
		if s := all(t, w, w.A.Lead, listview.Opportunities); s.Default != v.ID || string(s.Display) != `{"pageSize":50}` {
			t.Errorf("kept %q %s", s.Default, s.Display)
		}
		if err := w.Views.Keep(ctx, w.B.Lead, listview.Opportunities, &v.ID, nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner opens with it: %v", err)
		}
		given, err := w.Views.Transfer(ctx, w.A.User, v.ID, 2, "LEAD@alpha.example")
		if err != nil || given.Owner != w.A.Lead.Principal || given.Mine || given.May.Update {
			t.Fatalf("%+v, %v", given, err)
		}
		told, err := w.Notices.List(ctx, w.A.Lead, notice.Query{Size: 10})
		if err != nil || len(told.Items) != 1 || told.Items[0].Kind != notice.ViewGained || told.Items[0].Link() != "/opportunities?view="+v.ID {
			t.Errorf("the colleague is told %+v, %v", told, err)
		}
		if _, err := w.Views.Update(ctx, w.A.User, v.ID, 3, draft); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("who gave it away changes it: %v", err)
		}
		if err := w.Views.Delete(ctx, w.A.User, v.ID, 3); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("who gave it away deletes it: %v", err)
		}
		if err := w.Views.Delete(ctx, w.A.Lead, v.ID, 2); !fault.Is(err, fault.Conflict) {
			t.Errorf("deleted as it was: %v", err)
		}
		if err := w.Views.Delete(ctx, w.A.Lead, v.ID, 3); err != nil {
			t.Fatal(err)
		}
		if s := all(t, w, w.A.Lead, listview.Opportunities); s.Default != "" || len(names(s)) != 0 {
			t.Errorf("after it: %q %v", s.Default, names(s))
		}
		if err := w.Views.Delete(ctx, w.A.Lead, v.ID, 3); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}

func TestWhatIsWrongWithAViewIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		good := listview.Draft{Name: "Mine"}
		v, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, good)
		if err != nil {
			t.Fatal(err)
		}
		for name, try := range map[string]func() error{
			"no name": func() error {
				_, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, listview.Draft{Name: " "})
				return err
			},
			"long": func() error {
				_, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, listview.Draft{Name: strings.Repeat("長", 81)})
				return err
			},
			"taken": func() error {
				_, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, listview.Draft{Name: "ＭＩＮＥ"})
				return err
			},
			"filter": func() error {
				_, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, listview.Draft{Name: "x", Filters: []opportunity.Filter{by("email", "=", "a")}})
				return err
			},
			"sort": func() error {
				_, err := w.Views.Create(ctx, w.A.Lead, listview.Opportunities, listview.Draft{Name: "x", Sort: "color"})
				return err
			},
			"list": func() error { _, err := w.Views.Create(ctx, w.A.Lead, "deals", good); return err },
			"columns": func() error {
				_, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, listview.Draft{Name: "x", Columns: make([]string, 201)})
				return err
			},
			"nobody":  func() error { _, err := w.Views.Transfer(ctx, w.A.Lead, v.ID, 1, "admin@alpha.example"); return err },
			"display": func() error { return w.Views.Keep(ctx, w.A.Lead, listview.Leads, nil, json.RawMessage(`{`)) },
			"too long": func() error {
				return w.Views.Keep(ctx, w.A.Lead, listview.Leads, nil, json.RawMessage(`"`+strings.Repeat("x", 17<<10)+`"`))
			},
		} {
			broken := fault.Of(try()).Violations
			if len(broken) == 0 {
				t.Errorf("%s is taken", name)
			}
			for _, b := range broken {
				if b.Message == "" || b.MessageJA == "" || b.FixEN == "" || b.FixJA == "" || b.Rule == "" || b.Field == "" {
					t.Errorf("%s is refused with %+v", name, b)
				}
			}
		}
		for name, c := range map[string]identity.Caller{"key": w.A.API, "cloud admin": w.A.Admin, "reviewer": w.Reviewer, "nobody": {}} {
			if _, err := w.Views.All(ctx, c, listview.Leads); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s reads views: %v", name, err)
			}
		}
		for i := range 99 {
			if _, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, listview.Draft{Name: fmt.Sprint("view ", i)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Views.Create(ctx, w.A.Lead, listview.Leads, listview.Draft{Name: "one more"}); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("the 101st: %v", err)
		}
	})
}
