// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// User is a colleague who may own opportunities.
type User struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Role  string `json:"role"`
}

// Items is a list that is never longer than a page.
type Items[T any] struct {
	Items []T `json:"items" nullable:"false"`
}

type solutionsIn struct {
	Status string `query:"status" doc:"Active, Inactive or Draft; absent: all"`
}

// reference are the lists that forms choose from.
func (p *Portal) reference() {
	serve(p, pages.Operation("listUsers", http.MethodGet, "/api/central/users", "List who may own opportunities", 200), p.users)
	serve(p, pages.Operation("listSolutions", http.MethodGet, "/api/central/solutions", "List the partner's solutions", 200), p.solutions)
	serve(p, pages.Operation("listProducts", http.MethodGet, "/api/central/products", "List AWS's products", 200), p.products)
}

func (p *Portal) users(ctx context.Context, who identity.Caller, _ *struct{}) (Items[User], error) {
	owners, err := p.Identity.Owners(ctx, who)
	out := Items[User]{Items: []User{}}
	for _, u := range owners {
		out.Items = append(out.Items, User{u.ID, u.Name(), u.Email, string(u.Role)})
	}
	return out, err
}

func (p *Portal) solutions(ctx context.Context, who identity.Caller, in *solutionsIn) (Items[Solution], error) {
	if !who.UsesACE() {
		return Items[Solution]{}, fault.Denied("Your role does not work with opportunities.")
	}
	all, err := p.Solutions.All(ctx, who.Account, catalog)
	out := Items[Solution]{Items: []Solution{}}
	for _, s := range all {
		if in.Status == "" || s.Status == in.Status {
			out.Items = append(out.Items, solutionView(s))
		}
	}
	return out, err
}

func (p *Portal) products(context.Context, identity.Caller, *struct{}) (Items[Product], error) {
	out := Items[Product]{Items: []Product{}}
	for _, product := range catalogue.Products() {
		out.Items = append(out.Items, Product(product))
	}
	return out, nil
}
