// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package solution_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/solution"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func TestSolutionsAreListedByEverySortAndFilter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		const arn = "arn:aws:aws-marketplace:us-east-1:111111111111:AWSMarketplace/Solution/soln-1"
		for i := range 7 {
			clk.Advance(time.Hour)
			s := solution.Solution{Name: fmt.Sprintf("Name %d", (i*3)%7), Status: []string{"Active", "Inactive", "Draft"}[i%3], Category: []string{"Managed Service", "Software Product"}[i%2]}
			if i == 4 {
				s.Marketplace = arn
			}
			if _, err := w.Solutions.Add(t.Context(), w.B.Account, selling.CatalogAWS, s); err != nil {
				t.Fatal(err)
			}
		}
		list := func(in selling.ListSolutionsRequest) (names []string) {
			t.Helper()
			in.Catalog = selling.CatalogAWS
			for {
				out, err := w.Solutions.List(t.Context(), w.B.API, in)
				if err != nil {
					t.Fatal(err)
				}
				if in.MaxResults > 0 && len(out.SolutionSummaries) > in.MaxResults {
					t.Fatalf("a page of %d", len(out.SolutionSummaries))
				}
				for _, s := range out.SolutionSummaries {
					names = append(names, s.Name)
				}
				if out.NextToken == nil {
					return names
				}
				in.NextToken = *out.NextToken
			}
		}
		all := list(selling.ListSolutionsRequest{})
		if len(all) != 8 || all[0] != "Data platform" {
			t.Fatalf("by identifier: %v", all)
		}
		for _, by := range []string{"Identifier", "Name", "Status", "Category", "CreatedDate"} {
			up := list(selling.ListSolutionsRequest{MaxResults: 3, Sort: &selling.Sort{SortBy: by, SortOrder: selling.Ascending}})
			down := list(selling.ListSolutionsRequest{MaxResults: 3, Sort: &selling.Sort{SortBy: by, SortOrder: selling.Descending}})
			slices.Reverse(down)
			if !slices.Equal(up, down) || len(up) != 8 {
				t.Errorf("%s: up %v, down %v", by, up, down)
			}
		}
		if got := list(selling.ListSolutionsRequest{Sort: &selling.Sort{SortBy: "Name", SortOrder: selling.Ascending}}); !slices.IsSorted(got) {
			t.Errorf("by name: %v", got)
		}
		if got := list(selling.ListSolutionsRequest{Status: []string{"Draft"}, Category: []string{"Managed Service"}}); !slices.Equal(got, []string{"Name 6"}) {
			t.Errorf("drafts of a managed service: %v", got)
		}
		if got := list(selling.ListSolutionsRequest{AwsMarketplaceSolutionArn: []string{arn}}); !slices.Equal(got, []string{"Name 5"}) {
			t.Errorf("by Marketplace ARN: %v", got)
		}
		if got := list(selling.ListSolutionsRequest{Identifier: []string{w.B.Solution, w.A.Solution}}); !slices.Equal(got, []string{"Data platform"}) {
			t.Errorf("by identifier, one of them another partner's: %v", got)
		}
	})
}

func TestTheSandboxHasItsSolution(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		out, err := w.Solutions.List(t.Context(), w.A.API, selling.ListSolutionsRequest{Catalog: selling.CatalogSandbox})
		if err != nil || len(out.SolutionSummaries) != 1 || out.SolutionSummaries[0].ID != solution.SandboxID {
			t.Errorf("%+v, %v", out, err)
		}
		if _, err := w.Solutions.Add(t.Context(), w.A.Account, selling.CatalogSandbox, solution.Solution{ID: solution.SandboxID, Name: "x", Status: "Active", Category: "y"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a second one: %v", err)
		}
	})
}

func TestATokenOfAnotherQueryIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		for range 2 {
			if _, err := w.Solutions.Add(t.Context(), w.A.Account, selling.CatalogAWS, solution.Solution{Name: "x", Status: "Active", Category: "y"}); err != nil {
				t.Fatal(err)
			}
		}
		in := selling.ListSolutionsRequest{Catalog: selling.CatalogAWS, MaxResults: 1}
		out, err := w.Solutions.List(t.Context(), w.A.API, in)
		if err != nil || out.NextToken == nil {
			t.Fatal(out, err)
		}
		in.NextToken = *out.NextToken
		in.MaxResults = 2
		if _, err := w.Solutions.List(t.Context(), w.A.API, in); err != nil {
			t.Errorf("another page size: %v", err)
		}
		if _, err := w.Solutions.List(t.Context(), w.B.API, in); !fault.Is(err, fault.Invalid) {
			t.Errorf("another tenant's: %v", err)
		}
		other := in
		other.Status = []string{"Active"}
		if _, err := w.Solutions.List(t.Context(), w.A.API, other); !fault.Is(err, fault.Invalid) {
			t.Errorf("another filter: %v", err)
		}
		forged := in
		forged.NextToken = in.NextToken[:len(in.NextToken)-2] + "xx"
		if _, err := w.Solutions.List(t.Context(), w.A.API, forged); !fault.Is(err, fault.Invalid) {
			t.Errorf("changed: %v", err)
		}
		clk.Advance(24 * time.Hour)
		if _, err := w.Solutions.List(t.Context(), w.A.API, in); !fault.Is(err, fault.Invalid) {
			t.Errorf("expired: %v", err)
		}
	})
}
