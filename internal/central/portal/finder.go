// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"strings"

	"cosell/internal/central/connection"
	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
	"cosell/internal/pages"
)

// Listing is a partner that can be found, as everybody may know it.
type Listing struct {
	Profile     string   `json:"profile"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Website     string   `json:"website"`
	Solution    string   `json:"solution" doc:"primary solution type"`
	Industries  []string `json:"industries" nullable:"false"`
	Country     string   `json:"country,omitempty"`

	Competencies []string `json:"competencies" nullable:"false" doc:"that AWS has awarded"`
	Programs     []string `json:"programs" nullable:"false" doc:"that AWS has taken it into"`

	Standing string `json:"standing" enum:"OPEN,CONNECTED,ASKED,ASKED_BY,CLOSED" doc:"to the caller's partner"`
}

// ListingPage is a page of partners.
type ListingPage struct {
	Items []Listing `json:"items" nullable:"false"`
	Next  string    `json:"next,omitempty"`
}

// Recommended is a partner whom the caller's might ask to connect, and why.
type Recommended struct {
	Partner    Listing         `json:"partner"`
	Industries []string        `json:"industries" nullable:"false" doc:"segments that both work in"`
	Complement string          `json:"complement,omitempty" doc:"solution type that goes with the caller's"`
	Competent  []string        `json:"competent" nullable:"false" doc:"competencies that the caller's does not have"`
	Deals      []IndustryDeals `json:"deals" nullable:"false" doc:"the caller's open opportunities in industries that the partner works in"`
}

// IndustryDeals are open opportunities of one industry.
type IndustryDeals struct {
	Industry string      `json:"industry"`
	Count    int64       `json:"count"`
	Filters  []ViewToken `json:"filters" nullable:"false" doc:"of the list behind the count"`
}

func (p *Portal) finder() {
	serve(p, pages.Operation("findPartners", http.MethodGet, "/api/central/partners", "Find partners", 200, 400), p.findPartners)
	serve(p, pages.Operation("recommendPartners", http.MethodGet, "/api/central/recommendations", "Recommend partners to connect with", 200), p.recommend)
}

// partnerFilters are what the partner finder may be filtered by.
var partnerFilters = map[string]pages.Property{"name": {Operators: ":"}, "industry": {Operators: "="}, "solution": {Operators: "="}, "country": {Operators: "="},
	"competency": {Operators: "="}, "program": {Operators: "="}}

func (p *Portal) findPartners(ctx context.Context, who identity.Caller, in *listIn) (ListingPage, error) {
	out := ListingPage{Items: []Listing{}}
	q, err := in.Read(pages.Offer{Properties: partnerFilters, Text: true, Sorts: []string{"name"}, Sort: "name", Asc: true})
	if err != nil {
		return out, err
	}
	s := profile.Search{Catalog: catalog, Industries: chosen(q, "industry"), Solutions: chosen(q, "solution"), Countries: chosen(q, "country"),
		Competencies: chosen(q, "competency"), Programs: chosen(q, "program"), Size: q.Size, Cursor: q.Cursor}
	var names []string
	for _, t := range q.Tokens {
		if t.Property == "" || t.Property == "name" {
			names = append(names, t.Values...)
		}
	}
	if s.Name = strings.Join(names, " "); !q.Asc || len(names) > 1 {
		return out, pages.Malformed("filter", "partners are found by one part of their name, and listed by name")
	}
	found, next, err := p.Profiles.Find(ctx, who, s)
	if err != nil {
		return out, err
	}
	out.Next = text(next)
	out.Items, err = p.listed(ctx, who, found)
	return out, err
}

// listed lays partners out, with how they stand to the caller's.
func (p *Portal) listed(ctx context.Context, who identity.Caller, found []profile.Listing) ([]Listing, error) {
	accounts := make([]string, len(found))
	for i := range found {
		accounts[i] = found[i].Account
	}
	standings, err := p.Connections.Standings(ctx, who, catalog, accounts)
	all := make([]Listing, len(found))
	for i := range found {
		standing := connection.Open
		if s, stands := standings[found[i].Account]; stands {
			standing = s
		}
		all[i] = offered(&found[i], standing)
	}
	return all, err
}

func offered(l *profile.Listing, standing connection.Standing) Listing {
	d := l.Profile
	return Listing{Profile: l.ProfileID, Name: d.DisplayName, Description: d.Description, Website: d.WebsiteURL, Solution: d.PrimarySolutionType,
		Industries: some(d.IndustrySegments), Country: l.Country(), Standing: string(standing),
		Competencies: some(l.Awards.Competencies), Programs: some(l.Awards.Programs)}
}

func (p *Portal) recommend(ctx context.Context, who identity.Caller, _ *noIn) (Items[Recommended], error) {
	out := Items[Recommended]{Items: []Recommended{}}
	found, err := p.Recommendations.For(ctx, who, catalog)
	for i := range found {
		r := &found[i]
		one := Recommended{Partner: offered(&r.Partner, connection.Open), Industries: some(r.Reasons.Industries), Complement: r.Reasons.Complement,
			Competent: some(r.Reasons.Competent), Deals: []IndustryDeals{}}
		for _, d := range r.Reasons.Deals {
			deals := IndustryDeals{Industry: d.Industry, Count: d.Count, Filters: []ViewToken{}}
			for _, f := range d.Filters {
				deals.Filters = append(deals.Filters, ViewToken{Property: f.Property, Operator: f.Operator, Value: f.Values})
			}
			one.Deals = append(one.Deals, deals)
		}
		out.Items = append(out.Items, one)
	}
	return out, err
}
