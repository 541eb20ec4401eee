// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package solution

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
)

// sorts are how a solution compares, by the name of the sort.
var sorts = map[string]func(Solution) string{
	"Identifier":  func(s Solution) string { return s.ID },
	"Name":        func(s Solution) string { return strings.ToLower(s.Name) },
	"Status":      func(s Solution) string { return s.Status },
	"Category":    func(s Solution) string { return s.Category },
	"CreatedDate": func(s Solution) string { return s.Created.UTC().Format("20060102150405.000000") },
}

// defaultPage is the size of a page that nobody asked to be larger or smaller.
const defaultPage = 20

// List answers ListSolutions.
func (r *Room) List(ctx context.Context, c identity.Caller, in selling.ListSolutionsRequest) (selling.ListSolutionsResponse, error) {
	out := selling.ListSolutionsResponse{SolutionSummaries: []selling.SolutionBase{}}
	if !c.UsesACE() {
		return out, fault.Denied("Your role does not work with solutions.")
	}
	by := selling.Sort{SortBy: "Identifier", SortOrder: selling.Ascending}
	if in.Sort != nil {
		by = *in.Sort
	}
	size := in.MaxResults
	if size == 0 {
		size = defaultPage
	}
	query, err := queryOf(in, by)
	if err != nil {
		return out, err
	}
	var mark page.Mark
	if in.NextToken != "" {
		if mark, err = r.tokens.Open(ctx, c.Account, query, in.NextToken); err != nil {
			return out, err
		}
	}
	all, err := r.All(ctx, c.Account, in.Catalog)
	if err != nil {
		return out, err
	}
	all = slices.DeleteFunc(all, func(s Solution) bool { return !s.matches(in) })
	all, more := cut(all, by, in.NextToken != "", mark, size)
	for _, s := range all {
		out.SolutionSummaries = append(out.SolutionSummaries, s.summary(c.Account, in.Catalog))
	}
	if !more {
		return out, nil
	}
	last := all[len(all)-1]
	token, err := r.tokens.Seal(ctx, c.Account, query, page.Mark{Key: sorts[by.SortBy](last), ID: last.ID})
	out.NextToken = selling.OrNull(token)
	return out, err
}

// queryOf is the whole query as text, to which tokens are bound.
func queryOf(in selling.ListSolutionsRequest, by selling.Sort) (string, error) {
	in.NextToken, in.MaxResults, in.Sort = "", 0, &by
	text, err := json.Marshal(in)
	return "ListSolutions" + string(text), err
}

func (s Solution) matches(in selling.ListSolutionsRequest) bool {
	return among(in.Status, s.Status) && among(in.Identifier, s.ID) && among(in.Category, s.Category) &&
		among(in.AwsMarketplaceSolutionArn, s.Marketplace)
}

// among says whether a filter takes a value; an empty filter takes all.
func among(filter []string, value string) bool {
	return len(filter) == 0 || slices.Contains(filter, value)
}

// cut sorts and takes one page behind the mark.
func cut(all []Solution, by selling.Sort, marked bool, after page.Mark, size int) (part []Solution, more bool) {
	key := sorts[by.SortBy]
	compare := func(k, id string, s Solution) int {
		if n := strings.Compare(key(s), k); n != 0 {
			return n
		}
		return strings.Compare(s.ID, id)
	}
	slices.SortFunc(all, func(a, b Solution) int { return compare(key(b), b.ID, a) })
	if by.SortOrder == selling.Descending {
		slices.Reverse(all)
	}
	if marked {
		all = slices.DeleteFunc(all, func(s Solution) bool {
			n := compare(after.Key, after.ID, s)
			return n == 0 || (n < 0) == (by.SortOrder != selling.Descending)
		})
	}
	return all[:min(size, len(all))], len(all) > size
}

func (s Solution) summary(account, catalog string) selling.SolutionBase {
	return selling.SolutionBase{
		Arn: selling.OrNull(selling.SolutionARN(account, catalog, s.ID)), AwsMarketplaceSolutionArn: selling.OrNull(s.Marketplace),
		Catalog: catalog, Category: s.Category, CreatedDate: selling.Timestamp(s.Created), ID: s.ID, Name: s.Name, Status: s.Status,
	}
}
