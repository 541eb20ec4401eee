// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"

	"cosell/internal/connector/crm/embedded"
	"cosell/internal/pages"
)

// Choice is what a field may name, by its name.
type Choice struct {
	Value       string `json:"value"`
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
}

// Choices is all that a field may name.
type Choices struct {
	Items []Choice `json:"items" nullable:"false"`
}

func (p *Portal) choices() {
	serve(p, pages.Operation("listSolutionChoices", http.MethodGet, "/api/connector/solutions", "Solutions that the partner offers at AWS", 200, 404, 429), everybody,
		func(ctx context.Context, who embedded.User, _ *struct{}) (Choices, error) {
			found, err := p.Sync.Solutions(ctx, who.Account)
			out := Choices{Items: []Choice{}}
			for _, s := range found {
				out.Items = append(out.Items, Choice{Value: s.ID, Label: s.Name, Description: s.ID})
			}
			return out, err
		})
	serve(p, pages.Operation("listOwners", http.MethodGet, "/api/connector/owners", "Who may own a record", 200), everybody,
		func(ctx context.Context, who embedded.User, _ *struct{}) (Choices, error) {
			found, err := p.CRM.Users(ctx, who)
			out := Choices{Items: []Choice{}}
			for _, u := range found {
				out.Items = append(out.Items, Choice{Value: u.Email, Label: u.Name, Description: u.Email})
			}
			return out, err
		})
}
