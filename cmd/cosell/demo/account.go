// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"strings"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
)

// solutionTypes are what a partner of a path mainly sells.
var solutionTypes = map[string]string{"consulting": "CONSULTING_SERVICES", "software": "SOFTWARE_PRODUCTS"}

// leadTitles are what the alliance lead is called, by the language of the partner's profile.
var leadTitles = map[string]string{"ja-JP": "アライアンスリード", "en-US": "Alliance Lead"}

// introduce gives every partner its public profile, in both catalogs, and connects the first two.
func (b *Builder) introduce(ctx context.Context) error {
	for _, catalog := range []string{selling.CatalogAWS, selling.CatalogSandbox} {
		var found []*profile.Record
		for _, p := range b.world.Partners {
			rec, err := b.Profiles.Introduce(ctx, b.introduction(p, catalog))
			if err != nil {
				return fmt.Errorf("profile of %s in %s: %w", p.Name, catalog, err)
			}
			found = append(found, rec)
			if err := b.award(ctx, catalog, p.Account, p.Competencies, p.Programs); err != nil {
				return fmt.Errorf("awards of %s in %s: %w", p.Name, catalog, err)
			}
		}
		if err := b.connect(ctx, found[0], found[1]); err != nil {
			return fmt.Errorf("connect %s and %s in %s: %w", found[0].LegalName, found[1].LegalName, catalog, err)
		}
		for _, n := range b.world.Neighbours {
			if _, err := b.Profiles.Introduce(ctx, n.introduction(catalog)); err != nil {
				return fmt.Errorf("profile of %s in %s: %w", n.Name, catalog, err)
			}
			if err := b.award(ctx, catalog, n.Account, n.Competencies, n.Programs); err != nil {
				return fmt.Errorf("awards of %s in %s: %w", n.Name, catalog, err)
			}
		}
	}
	return nil
}

func (b *Builder) introduction(p Partner, catalog string) profile.Introduction {
	i := profile.Introduction{Account: p.Account, Catalog: catalog, LegalName: p.Name, Profile: account.TaskDetails{
		DisplayName: p.Name, Description: p.About, WebsiteURL: p.Website, LogoURL: p.Website + "/logo.png", PrimarySolutionType: solutionTypes[p.Path],
		IndustrySegments: p.Segments, TranslationSourceLocale: p.Locale,
		Headquarters: &account.Headquarters{CountryCode: p.Country, SubdivisionCode: p.Subdivision}}}
	for _, u := range b.world.Users {
		if u.Partner == p.Account && u.Role == string(identity.AllianceLead) {
			first, last := u.Names()
			i.Contact = account.AllianceLeadContact{FirstName: first, LastName: last, Email: u.Email, BusinessTitle: leadTitles[p.Locale]}
		}
	}
	return i
}

// award is AWS that awards a partner its competencies and programs.
func (b *Builder) award(ctx context.Context, catalog, to string, competencies, programs []string) error {
	if len(competencies)+len(programs) == 0 {
		return nil
	}
	_, err := b.Profiles.Award(ctx, identity.Caller{Account: identity.AWS, System: true}, catalog, to, profile.Awards{Competencies: competencies, Programs: programs})
	return err
}

func (n Neighbour) introduction(catalog string) profile.Introduction {
	return profile.Introduction{Account: n.Account, Catalog: catalog, LegalName: n.Name,
		Contact: account.AllianceLeadContact{FirstName: "Alliance", LastName: "Team", Email: "alliance@" + strings.TrimPrefix(n.Website, "https://"), BusinessTitle: leadTitles[n.Locale]},
		Profile: account.TaskDetails{DisplayName: n.Name, Description: n.About, WebsiteURL: n.Website, LogoURL: n.Website + "/logo.png", PrimarySolutionType: n.Solution,
			IndustrySegments: n.Segments, TranslationSourceLocale: n.Locale, Headquarters: &account.Headquarters{CountryCode: n.Country}}}
}

// connect has one partner invite and the other accept, over the wire.
func (b *Builder) connect(ctx context.Context, from, to *profile.Record) error {
	inviter, err := b.Account(from.Account)
	if err != nil {
		return err
	}
	receiver, err := b.Account(to.Account)
	if err != nil {
		return err
	}
	var sent account.ConnectionInvitation
	if err := inviter.Call(ctx, "CreateConnectionInvitation", account.CreateConnectionInvitationRequest{Catalog: from.Catalog, ClientToken: "demo-connect-" + from.Catalog,
		ConnectionType: account.OpportunityCollaboration, ReceiverIdentifier: to.ProfileID, Email: from.Contact.Email,
		Name: identity.User{FirstName: from.Contact.FirstName, LastName: from.Contact.LastName}.Name(), Message: "Let us share opportunities. / 案件を一緒に進めましょう。"}, &sent); err != nil {
		return err
	}
	return receiver.Call(ctx, "AcceptConnectionInvitation", map[string]string{"Catalog": to.Catalog, "Identifier": sent.ID, "ClientToken": "demo-connect-" + to.Catalog}, nil)
}
