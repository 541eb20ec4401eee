// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"strconv"

	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
	"cosell/internal/pages"
)

// Award is what AWS has awarded to a partner.
type Award struct {
	Partner      Partner  `json:"partner"`
	Competencies []string `json:"competencies" nullable:"false"`
	Programs     []string `json:"programs" nullable:"false"`
	Version      string   `json:"version"`
}

// AwardPage is a page of partners with their awards, by legal name.
type AwardPage struct {
	Items []Award `json:"items" nullable:"false"`
	Next  string  `json:"next,omitempty"`
}

// SaveAward replaces what AWS has awarded to a partner.
type SaveAward struct {
	_            struct{} `json:"-" additionalProperties:"true"`
	Version      string   `json:"version,omitempty" required:"false" doc:"that it was decided on"`
	Competencies []string `json:"competencies,omitempty" required:"false" nullable:"false"`
	Programs     []string `json:"programs,omitempty" required:"false" nullable:"false"`
}

type awardIn struct {
	Account string `path:"account"`
	Body    SaveAward
}

func (p *Portal) awards() {
	const all = "/api/central/desk/awards"
	serve(p, pages.Operation("listAwards", http.MethodGet, all, "List partners with what AWS has awarded to them", 200, 400), p.listAwards)
	serve(p, pages.Operation("saveAward", http.MethodPut, all+"/{account}", "Award competencies and programs to a partner", 200, 404, 409, 422), p.saveAward)
}

func (p *Portal) listAwards(ctx context.Context, who identity.Caller, in *listIn) (AwardPage, error) {
	out := AwardPage{Items: []Award{}}
	q, err := in.Read(pages.Offer{Sorts: []string{"name"}, Sort: "name", Asc: true})
	if err == nil && !q.Asc {
		err = pages.Malformed("order", "partners are listed by name")
	}
	if err != nil {
		return out, err
	}
	found, next, err := p.Profiles.AllAwards(ctx, who, catalog, q.Size, q.Cursor)
	out.Next = text(next)
	for i := range found {
		out.Items = append(out.Items, award(&found[i]))
	}
	return out, err
}

func award(a *profile.Awarded) Award {
	return Award{Partner: Partner{a.Account, a.Name}, Competencies: some(a.Competencies), Programs: some(a.Programs), Version: strconv.FormatInt(a.Version, 10)}
}

func (p *Portal) saveAward(ctx context.Context, who identity.Caller, in *awardIn) (Award, error) {
	if _, _, err := p.Profiles.AllAwards(ctx, who, catalog, 1, ""); err != nil {
		return Award{}, err // who may not award, learns nothing of what is wrong with the form
	}
	if err := needVersion(in.Body.Version); err != nil {
		return Award{}, err
	}
	version, err := strconv.ParseInt(in.Body.Version, 10, 64)
	if err != nil {
		return Award{}, pages.Malformed("version", "the version is not one of awards")
	}
	saved, err := p.Profiles.Award(ctx, who, catalog, in.Account, profile.Awards{Competencies: in.Body.Competencies, Programs: in.Body.Programs, Version: version})
	return award(&saved), err
}
