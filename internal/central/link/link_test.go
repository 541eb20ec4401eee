// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package link_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/central/link"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// roles are who has which IAM role, by first name; a star marks one of the group.
func roles(t *testing.T, w *centraltest.World, c identity.Caller) map[string]string {
	t.Helper()
	s, err := w.Links.Status(t.Context(), c)
	must(t, err)
	all := map[string]string{}
	for _, m := range s.Members {
		all[m.User.FirstName] = m.Role
		if m.ByGroup {
			all[m.User.FirstName] += "*"
		}
	}
	return all
}

const (
	cloud    = "PartnerCentralRoleForCloudAdmin-111111111111"
	alliance = "PartnerCentralRoleForAlliance-111111111111"
	ace      = "PartnerCentralRoleForAce-111111111111"
)

var all = link.Linking{LegalName: "Alpha Software K.K.", Assign: []link.Duty{link.CloudAdmin, link.Alliance, link.ACE}}

func TestLinkingGivesTheStandardRolesToTheirGroups(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		must(t, w.Links.Link(ctx, w.A.Admin, all))
		s, err := w.Links.Status(ctx, w.A.Lead)
		must(t, err)
		if !s.Linked || s.Link.LegalName != all.LegalName || s.Link.By != w.A.Admin.Name || !s.Link.At.Equal(clk.Now()) {
			t.Errorf("%+v", s.Link)
		}
		names := []string{}
		for _, r := range s.Roles {
			names = append(names, r.Name)
		}
		if !slices.Equal(names, []string{ace, alliance, cloud}) {
			t.Errorf("roles %v", names)
		}
		if got := roles(t, w, w.A.Lead); got["Lead"] != cloud+"*" || got["Admin"] != cloud+"*" || got["User"] != ace+"*" || len(got) != 3 {
			t.Errorf("%v", got)
		}
		if len(s.Groups) != 5 {
			t.Errorf("%d groups have a role, want all five", len(s.Groups))
		}
		if err := w.Links.Link(ctx, w.A.Lead, all); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("linked twice: %v", err)
		}
		if other, err := w.Links.Status(ctx, w.B.Lead); err != nil || other.Linked || len(other.Roles)+len(other.Groups) > 0 {
			t.Errorf("the other partner: %+v, %v", other, err)
		}
	})
}

func TestAUsersOwnRoleComesBeforeTheGroups(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		must(t, w.Links.Link(ctx, w.A.Lead, link.Linking{LegalName: "Alpha", Assign: []link.Duty{link.ACE}}))
		want := func(when, who, role string) {
			t.Helper()
			if got := roles(t, w, w.A.Admin)[who]; got != role {
				t.Errorf("%s: %s has %q, want %q", when, who, got, role)
			}
		}
		want("a box left open", "Lead", "")
		want("linked", "User", ace+"*")
		must(t, w.Links.MapUsers(ctx, w.A.Admin, []string{w.A.User.Principal, w.A.Lead.Principal}, alliance))
		want("mapped", "User", alliance)
		want("mapped", "Lead", alliance)
		must(t, w.Links.MapGroup(ctx, w.A.Lead, identity.ACEUser, cloud))
		want("the group changed", "User", alliance)
		must(t, w.Links.MapUsers(ctx, w.A.Lead, []string{w.A.User.Principal}, ""))
		want("taken away", "User", cloud+"*")
		must(t, w.Links.MapGroup(ctx, w.A.Lead, identity.ACEUser, ""))
		want("the group has none", "User", "")
		must(t, w.Links.MapGroup(ctx, w.A.Lead, identity.AllianceTeam, alliance))
		must(t, w.Identity.ChangeRole(ctx, w.A.Account, w.A.User.Principal, identity.AllianceTeam))
		want("in another group", "User", alliance+"*")
		must(t, w.Links.Unlink(ctx, w.A.Admin))
		want("unlinked", "Lead", "")
		if err := w.Links.MapGroup(ctx, w.A.Lead, identity.ACEUser, ace); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("a mapping without a link: %v", err)
		}
		if err := w.Links.Unlink(ctx, w.A.Admin); !fault.Is(err, fault.NotFound) {
			t.Errorf("unlinked twice: %v", err)
		}
		must(t, w.Links.Link(ctx, w.A.Lead, all)) // the roles are there still
		want("linked again", "User", alliance+"*")
	})
}

func TestOnlyLeadsAndCloudAdministratorsLink(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	ctx := t.Context()
	for _, role := range identity.Roles {
		c := identity.Caller{Account: w.A.Account, Role: role, Principal: w.A.User.Principal}
		_, err := w.Links.Status(ctx, c)
		for what, err := range map[string]error{"status": err, "link": w.Links.Link(ctx, c, link.Linking{}), "unlink": w.Links.Unlink(ctx, c),
			"group": w.Links.MapGroup(ctx, c, "", ""), "users": w.Links.MapUsers(ctx, c, nil, "")} {
			if may := role == identity.AllianceLead || role == identity.CloudAdmin; fault.Is(err, fault.AccessDenied) == may {
				t.Errorf("%s by %s: %v", what, role, err)
			}
		}
	}
	for name, c := range map[string]identity.Caller{"nobody": {}, "an access key": w.A.API, "the AWS desk": w.Reviewer} {
		if err := w.Links.Link(ctx, c, all); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFormsWithoutSenseAreRefusedInBothLanguages(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	ctx, lead := t.Context(), w.A.Lead
	refusals := map[string]error{
		"no name":      w.Links.Link(ctx, lead, link.Linking{LegalName: " "}),
		"a long name":  w.Links.Link(ctx, lead, link.Linking{LegalName: strings.Repeat("社", 256)}),
		"unknown duty": w.Links.Link(ctx, lead, link.Linking{LegalName: "A", Assign: []link.Duty{"king"}}),
		"not linked":   w.Links.MapUsers(ctx, lead, []string{w.A.User.Principal}, ace),
	}
	must(t, w.Links.Link(ctx, lead, all))
	must(t, w.Identity.SetActive(ctx, w.A.Account, w.A.User.Principal, false))
	refusals["linked already"] = w.Links.Link(ctx, lead, all)
	refusals["no group"] = w.Links.MapGroup(ctx, lead, "King", ace)
	refusals["AWS's group"] = w.Links.MapGroup(ctx, lead, identity.AWSReviewer, ace)
	refusals["no role"] = w.Links.MapGroup(ctx, lead, identity.ACEUser, "None")
	refusals["nobody"] = w.Links.MapUsers(ctx, lead, nil, ace)
	refusals["too many"] = w.Links.MapUsers(ctx, lead, make([]string, 101), ace)
	refusals["who left"] = w.Links.MapUsers(ctx, lead, []string{w.A.Admin.Principal, w.A.User.Principal}, ace)
	refusals["another partner's user"] = w.Links.MapUsers(ctx, lead, []string{w.B.User.Principal}, ace)
	refusals["another partner's user, taken away"] = w.Links.MapUsers(ctx, lead, []string{w.B.User.Principal}, "")
	refusals["another partner's role"] = w.Links.MapUsers(ctx, lead, []string{w.A.Admin.Principal}, "PartnerCentralRoleForAce-222222222222")
	for name, err := range refusals {
		f := fault.Of(err)
		if err == nil || f.Kind != fault.Invalid && f.Kind != fault.BusinessInvalid || len(f.Violations) != 1 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if v := f.Violations[0]; v.Message == "" || v.MessageJA == "" || v.FixEN == "" || v.FixJA == "" {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if got := roles(t, w, lead)["Admin"]; got != cloud+"*" {
		t.Errorf("of a request that was refused a part holds: %s", got)
	}
}

func TestAUserGetsCredentialsOfTheRoleThatCounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		if _, err := w.Links.Enter(ctx, w.A.User); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("before the account is linked: %v", err)
		}
		must(t, w.Links.Link(ctx, w.A.Lead, all))
		got, err := w.Links.Enter(ctx, w.A.User)
		must(t, err)
		if got.ARN != "arn:aws:sts::111111111111:assumed-role/"+ace+"/user@alpha.example" || !got.Expires.Equal(clk.Now().Add(time.Hour)) {
			t.Errorf("%s until %s", got.ARN, got.Expires)
		}
		may := func(action string) bool {
			return w.Caller(got.ID).Decide(policy.Request{Action: action, Resource: "*"}).Allowed
		}
		if !may("partnercentral:ListOpportunities") || may("partnercentral:PutSellingSystemSettings") {
			t.Error("the credentials are not those of the role")
		}
		for name, c := range map[string]identity.Caller{"another partner": w.B.User, "an access key": w.A.API, "the AWS desk": w.Reviewer, "nobody": {}} {
			if _, err := w.Links.Enter(ctx, c); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s: %v", name, err)
			}
		}
		must(t, w.Identity.SetRole(ctx, w.A.Lead, identity.RoleEntry{Name: ace, Trust: `{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`}))
		if _, err := w.Links.Enter(ctx, w.A.User); !fault.Is(err, fault.AccessDenied) || !strings.Contains(err.Error(), link.Service) {
			t.Errorf("a role that does not trust the service: %v", err)
		}
		must(t, w.Identity.DropRole(ctx, w.A.Lead, ace))
		if _, err := w.Links.Enter(ctx, w.A.User); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a role that was dropped: %v", err)
		}
	})
}
