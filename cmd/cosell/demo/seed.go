// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/central/solution"
)

// policies are what the demo's access keys may do: everything with opportunities, in both catalogs, and with events.
var policies = []string{"AWSPartnerCentralFullAccess", "AmazonEventBridgeFullAccess"}

// clientName is whom the demo's access keys belong to.
const clientName = "Integration"

// RoleARN names the role that an account's client may assume.
func RoleARN(account string) string { return identity.RoleARN(account, integration) }

const integration = "CosellIntegration"

// integrationRole is a role that the account's client may assume, to do what it may do itself.
func integrationRole(account string) identity.RoleEntry {
	return identity.RoleEntry{Name: integration, Managed: policies, Trust: `{"Version":"2012-10-17","Statement":{"Effect":"Allow",` +
		`"Principal":{"AWS":"arn:aws:iam::` + account + `:user/` + clientName + `"},"Action":"sts:AssumeRole"}}`}
}

// people fills Partner Central with partners, users, access keys and solutions.
func (b *Builder) people(ctx context.Context) error {
	for _, p := range b.world.Partners {
		partner := identity.Partner{Account: p.Account, Name: p.Name, Consulting: p.Path == "consulting", Terms: true}
		if err := b.Identity.AddPartner(ctx, partner); err != nil {
			return fmt.Errorf("partner %s: %w", p.Name, err)
		}
		id, err := b.Identity.AddClient(ctx, identity.Client{Account: p.Account, Name: clientName, Managed: policies})
		if err != nil {
			return fmt.Errorf("access of %s: %w", p.Name, err)
		}
		key := b.Credentials.Keys[p.Account]
		if err := b.Identity.ImportKey(ctx, id, identity.Key{Account: p.Account, ID: key.ID, Secret: key.Secret}); err != nil {
			return fmt.Errorf("key of %s: %w", p.Name, err)
		}
		for _, role := range []identity.RoleEntry{integrationRole(p.Account), testRole(p.Account)} {
			if err := b.Identity.AddRole(ctx, identity.Caller{Account: p.Account, System: true}, role); err != nil {
				return fmt.Errorf("role %s of %s: %w", role.Name, p.Name, err)
			}
		}
		if err := b.setRole(ctx, p.Account); err != nil {
			return fmt.Errorf("role of the snapshot jobs of %s: %w", p.Name, err)
		}
	}
	for _, n := range b.world.Neighbours {
		if err := b.Identity.AddPartner(ctx, identity.Partner{Account: n.Account, Name: n.Name, Terms: true}); err != nil {
			return fmt.Errorf("partner %s: %w", n.Name, err)
		}
	}
	if err := b.users(ctx); err != nil {
		return err
	}
	for _, s := range b.world.Solutions {
		_, err := b.Solutions.Add(ctx, s.Partner, selling.CatalogAWS,
			solution.Solution{ID: s.ID, Name: s.Name, Status: solution.Active, Category: s.Category, Created: b.Clock.Now()})
		if err != nil {
			return fmt.Errorf("solution %s: %w", s.ID, err)
		}
	}
	return nil
}

// users lets everybody sign in, those of partners that have just joined too.
func (b *Builder) users(ctx context.Context) error {
	hash, err := b.Hash(ctx, b.Credentials.Password) // one for all: they share the password
	if err != nil {
		return err
	}
	users := b.world.Users
	for _, n := range b.world.Newcomers {
		if err := b.Identity.AddPartner(ctx, identity.Partner{Account: n.Account, Name: n.Name, Consulting: n.Path == "consulting"}); err != nil {
			return fmt.Errorf("partner %s: %w", n.Name, err)
		}
		for _, u := range n.Users {
			u.Partner = n.Account
			users = append(users, u)
		}
	}
	for _, u := range users {
		first, last := u.Names()
		_, err := b.Identity.ImportUser(ctx, identity.User{Account: u.Partner, Email: u.Email, FirstName: first, LastName: last,
			Role: identity.Role(u.Role)}, hash)
		if err != nil {
			return fmt.Errorf("user %s: %w", u.Email, err)
		}
	}
	return nil
}

// testRole is a role that a partner's program assumes by STS for its tests: the catalog AWS is out of its reach.
func testRole(account string) identity.RoleEntry {
	return identity.RoleEntry{Name: "SandboxOnly", Managed: []string{policy.SandboxFullAccess}, Trust: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
		`"Principal":{"AWS":"arn:aws:iam::` + account + `:user/` + clientName + `"},"Action":"sts:AssumeRole"}]}`}
}

// jobRole is the name of the role that the demo's snapshot jobs run under.
const jobRole = "ResourceSnapshotJobRole"

// setRole lets a partner's snapshot jobs run, as the one click in AWS's portal does. Without it the demo would show its
// members stale copies and failures, which nobody wants to see first; clearing the setting shows them.
func (b *Builder) setRole(ctx context.Context, account string) error {
	client, err := b.client(account)
	if err != nil {
		return err
	}
	for _, catalog := range []string{selling.CatalogAWS, selling.CatalogSandbox} {
		if err := client.Call(ctx, "PutSellingSystemSettings",
			selling.PutSellingSystemSettingsRequest{Catalog: catalog, ResourceSnapshotJobRoleIdentifier: jobRole}, nil); err != nil {
			return err
		}
	}
	return nil
}

// Names are the given and the family name. Japanese names have the family first.
func (u User) Names() (first, last string) {
	a, b, _ := strings.Cut(u.Name, " ")
	for _, r := range u.Name {
		if r > 0x2E80 {
			return b, a
		}
	}
	return a, b
}

// day is a date so many days from today.
func (b *Builder) day(days int) string { return b.today.AddDate(0, 0, days).Format(time.DateOnly) }
