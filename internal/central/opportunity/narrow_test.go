// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
)

// A told is what a record was made of, as far as the lists of this test ask for it.
type told struct {
	id, title, problem, industry, close string
	revenue                             int
	made                                int // the day on which it was made
}

var (
	words      = []string{"data lake", "lake data", "港湾データ", "データ分析", "batch 123", "123 batch"}
	industries = []string{"Retail", "Automotive", "Energy - Oil and Gas"}
)

// tell makes records of all sorts, a day apart; some are read into the concordance, some are not, some have changed since.
func tell(t *testing.T, w *centraltest.World, clk *clock.Manual) (all []told) {
	t.Helper()
	for i := range 36 {
		clk.Advance(24 * time.Hour)
		one := told{title: words[i%6] + fmt.Sprint(" ", i%4), problem: "The customer loses " + words[(i*5+1)%6] + " every night.", industry: industries[i%3],
			close: fmt.Sprintf("2027-%02d-%02d", 1+i%12, 1+i%5), revenue: 1000 * (1 + i%7), made: i}
		one.id = w.Create(w.A.Lead, aws, centraltest.Complete(t, "Project.Title", one.title, "Project.CustomerBusinessProblem", one.problem,
			"Customer.Account.Industry", one.industry, "LifeCycle.TargetCloseDate", one.close, "Project.ExpectedCustomerSpend[0].Amount", fmt.Sprint(one.revenue)))
		all = append(all, one)
		if i == 28 {
			if err := w.Opportunities.ReadAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, i := range []int{3, 11} {
		all[i].title = "changed " + words[i%6]
		if err := w.Update(w.A.Lead, aws, all[i].id, "Project.Title", all[i].title); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// An asked is a filter, and who meets it.
type asked struct {
	filter opportunity.Filter
	meets  func(told) bool
}

func ask(t *rapid.T, all []told, begun time.Time) asked {
	text := rapid.SampledFrom([]string{"data", "lake", "港", "データ", "タ分", "123", "12", "h 1", "changed", "zz"}).Draw(t, "text")
	one := rapid.SampledFrom(all).Draw(t, "like")
	under := func(a, b string) bool { return a <= b }
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		text = rapid.SampledFrom([]string{"data", "lake", "港", "データ", "タ分", "a l", "nged", "zz"}).Draw(t, "anywhere") // no digits: identifiers have them
		return asked{by("", ":", text), func(r told) bool { return strings.Contains(r.title+"\n"+r.problem, text) }}
	case 1:
		return asked{by("project_title", ":", text), func(r told) bool { return strings.Contains(r.title, text) }}
	case 2:
		return asked{by("customer_business_problem", ":", text), func(r told) bool { return strings.Contains(r.problem, text) }}
	case 3:
		return asked{by("industry", "!=", one.industry), func(r told) bool { return r.industry != one.industry }}
	case 4:
		return asked{by("closeDate", "<=", one.close), func(r told) bool { return under(r.close, one.close) }}
	case 5:
		return asked{by("revenue", ">", fmt.Sprint(one.revenue)), func(r told) bool { return r.revenue > one.revenue }}
	case 6:
		return asked{by("created", ">=", begun.AddDate(0, 0, one.made).Format(time.DateOnly)), func(r told) bool { return r.made >= one.made }}
	}
	return asked{by("stage", "=", "Prospect", "Qualified"), func(told) bool { return true }}
}

// TestListsHoldWhoMeetsTheirFilters compares pages under filters of every kind with a look at each record.
func TestListsHoldWhoMeetsTheirFilters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		begun := clk.Now().Add(24 * time.Hour)
		all := tell(t, w, clk)
		sorts := map[string]func(a, b told) int{
			"created": func(a, b told) int { return cmp.Compare(a.made, b.made) }, "closeDate": func(a, b told) int { return cmp.Compare(a.close, b.close) },
			"revenue": func(a, b told) int { return cmp.Compare(a.revenue, b.revenue) }, "id": func(a, b told) int { return 0 },
			"title": func(a, b told) int { return cmp.Compare(a.title, b.title) },
		}
		rapid.Check(t, func(rt *rapid.T) {
			in := opportunity.Browse{Catalog: aws, Size: rapid.IntRange(1, 40).Draw(rt, "size"), Desc: rapid.Bool().Draw(rt, "falling"),
				Sort: rapid.SampledFrom([]string{"created", "closeDate", "revenue", "id", "title"}).Draw(rt, "sort")}
			want := slices.Clone(all)
			for range rapid.IntRange(1, 3).Draw(rt, "filters") {
				a := ask(rt, all, begun)
				in.Filters = append(in.Filters, a.filter)
				want = slices.DeleteFunc(want, func(r told) bool { return !a.meets(r) })
			}
			slices.SortFunc(want, func(a, b told) int {
				if in.Desc {
					a, b = b, a
				}
				return cmp.Or(sorts[in.Sort](a, b), cmp.Compare(a.made, b.made))
			})
			var got, wanted []string
			for _, r := range want {
				wanted = append(wanted, r.id)
			}
			for {
				shelf, err := w.Opportunities.Browse(t.Context(), w.A.Lead, in)
				if err != nil {
					rt.Fatal(err)
				}
				if shelf.Total != len(want) || shelf.Capped {
					rt.Fatalf("%v: counted %d, more %v, want %d", in.Filters, shelf.Total, shelf.Capped, len(want))
				}
				for _, r := range shelf.Rows {
					got = append(got, opportunity.Key{Account: r.Account, Catalog: r.Catalog, Number: r.Number}.ID())
				}
				if in.Cursor = shelf.Next; in.Cursor == "" {
					break
				}
			}
			if !slices.Equal(got, wanted) {
				rt.Errorf("%v by %s, falling %v: %v, want %v", in.Filters, in.Sort, in.Desc, got, wanted)
			}
		})
	})
}
