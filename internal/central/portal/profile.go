// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"

	"cosell/internal/aws/account"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// OwnProfile is what other partners may see of the caller's. Partner is empty while it is not registered.
type OwnProfile struct {
	Partner    string `json:"partner,omitempty" doc:"partner-..."`
	LegalName  string `json:"legalName,omitempty"`
	Visibility string `json:"visibility,omitempty" enum:"PRIVATE,PUBLIC"`
	Listing
}

// NewVisibility says who finds a profile.
type NewVisibility struct {
	_          struct{} `json:"-" additionalProperties:"true"`
	Visibility string   `json:"visibility,omitempty" required:"false" doc:"PRIVATE or PUBLIC"`
}

type visibilityIn struct{ Body NewVisibility }

func (p *Portal) profile() {
	const one = "/api/central/profile"
	serve(p, pages.Operation("ownProfile", http.MethodGet, one, "Read the partner's own profile", 200), p.ownProfile)
	serve(p, pages.Operation("setVisibility", http.MethodPut, one+"/visibility", "Say who finds the partner's profile", 200, 404, 409, 422), p.setVisibility)
}

func (p *Portal) ownProfile(ctx context.Context, who identity.Caller, _ *noIn) (OwnProfile, error) {
	out := OwnProfile{Listing: Listing{Industries: []string{}}}
	list, err := p.Profiles.List(ctx, who, account.ListPartnersRequest{Catalog: catalog})
	if err != nil || len(list.PartnerSummaryList) == 0 {
		return out, err
	}
	asked := account.PartnerRequest{Catalog: catalog, Identifier: list.PartnerSummaryList[0].ID}
	partner, err := p.Profiles.Get(ctx, who, asked)
	if err != nil {
		return out, err
	}
	visibility, err := p.Profiles.Visibility(ctx, who, asked)
	d := partner.Profile
	return OwnProfile{Partner: partner.ID, LegalName: partner.LegalName, Visibility: visibility.Visibility, Listing: Listing{text(d.ProfileID), d.DisplayName,
		text(d.Description), text(d.WebsiteURL), d.PrimarySolutionType, some(d.IndustrySegments)}}, err
}

func (p *Portal) setVisibility(ctx context.Context, who identity.Caller, in *visibilityIn) (OwnProfile, error) {
	own, err := p.ownProfile(ctx, who, nil)
	if err != nil {
		return own, err
	}
	if own.Partner == "" {
		return own, pages.NotFound()
	}
	asked := account.PutProfileVisibilityRequest{Catalog: catalog, Identifier: own.Partner, Visibility: in.Body.Visibility}
	if err := checked("PutProfileVisibility", asked); err != nil {
		return own, err
	}
	if _, err := p.Profiles.PutVisibility(ctx, who, asked); err != nil {
		return own, explained(err)
	}
	return p.ownProfile(ctx, who, nil)
}
