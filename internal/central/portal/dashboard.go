// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Figure is one number of the dashboard, and the list that it counts.
type Figure struct {
	Series   string      `json:"series,omitempty" doc:"what is compared within a group"`
	At       string      `json:"at" doc:"the group: a month, a stage, a reason, a currency; empty: none is given"`
	Count    int64       `json:"count"`
	Amount   string      `json:"amount,omitempty" doc:"expected monthly revenue in the currency"`
	Currency string      `json:"currency,omitempty"`
	List     string      `json:"list" enum:"opportunities,invitations"`
	Filters  []ViewToken `json:"filters" nullable:"false" doc:"of the list; it has as many rows as the figure says"`
}

// Chart is figures that belong together.
type Chart struct {
	ID      string   `json:"id"`
	Figures []Figure `json:"figures" nullable:"false"`
}

// Dashboard is all figures of what the caller may see.
type Dashboard struct {
	Day        string   `json:"day" doc:"today"`
	Currencies []string `json:"currencies" nullable:"false" doc:"of the pipeline, the most frequent first"`
	Charts     []Chart  `json:"charts" nullable:"false"`
}

func (p *Portal) dashboard() {
	serve(p, pages.Operation("getDashboard", http.MethodGet, "/api/central/dashboard", "Read the figures of the dashboard", 200), p.readDashboard)
}

func (p *Portal) readDashboard(ctx context.Context, who identity.Caller, _ *noIn) (Dashboard, error) {
	b, err := p.Pipeline.Board(ctx, who, catalog)
	out := Dashboard{Day: b.Day.Format(time.DateOnly), Currencies: some(b.Currencies), Charts: []Chart{}}
	for _, c := range b.Charts {
		chart := Chart{ID: c.ID, Figures: []Figure{}}
		for _, f := range c.Figures {
			one := Figure{Series: f.Series, At: f.At, Count: f.Count, Amount: f.Amount, Currency: f.Currency, List: f.List, Filters: []ViewToken{}}
			for _, t := range f.Filters {
				one.Filters = append(one.Filters, ViewToken{Property: t.Property, Operator: t.Operator, Value: t.Values})
			}
			chart.Figures = append(chart.Figures, one)
		}
		out.Charts = append(out.Charts, chart)
	}
	return out, err
}
