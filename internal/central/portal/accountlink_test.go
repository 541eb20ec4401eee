// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/identity/policy"
)

func TestALeadLinksTheAccountAndGivesOutRoles(t *testing.T) {
	t.Parallel()
	each(t, linkTheAccount)
}

func linkTheAccount(t *testing.T, s *stage) {
	const at = "/api/central/account-link"
	r := s.want(s.call(s.A.Lead, "GET", at, nil), 200)
	if doc.Get(r.body, "linked") != false || len(r.list("standard")) != 3 || len(r.list("members")) != 3 || r.str("account") != s.A.Account {
		t.Errorf("before: %s", r.text)
	}
	s.want(s.call(s.A.Lead, "POST", at, map[string]any{"legalName": ""}), 422)
	r = s.want(s.call(s.A.Lead, "POST", at, map[string]any{"legalName": "アルファ株式会社", "assign": []string{"cloudAdmin", "ace"}}), 200)
	if doc.Get(r.body, "linked") != true || r.str("legalName") != "アルファ株式会社" || len(r.list("roles")) != 3 || len(r.list("groups")) != 4 {
		t.Errorf("linked: %s", r.text)
	}
	s.want(s.call(s.A.Admin, "POST", at, map[string]any{"legalName": "Alpha"}), 409)
	s.want(s.call(s.A.User, "GET", at, nil), 403)
	role := "PartnerCentralRoleForAlliance-" + s.A.Account
	r = s.want(s.call(s.A.Admin, "POST", at+"/users", map[string]any{"users": []string{s.A.User.Principal}, "role": role}), 200)
	given := ""
	for i, m := range r.list("members") {
		if member := m.(doc.Doc); doc.Text(member, "id") == s.A.User.Principal {
			given = doc.Text(member, "role")
			if doc.Get(member, "byGroup") != false {
				t.Errorf("member %d: %v", i, member)
			}
		}
	}
	if given != role {
		t.Errorf("the user has %q", given)
	}
	s.want(s.call(s.A.Admin, "POST", at+"/users", map[string]any{"users": []string{s.B.User.Principal}, "role": role}), 422)
	s.want(s.call(s.A.Admin, "PUT", at+"/groups/ACEUser", map[string]any{"role": "Nothing"}), 422)
	s.want(s.call(s.A.Admin, "PUT", at+"/groups/AllianceTeam", map[string]any{"role": role}), 200)
	r = s.want(s.call(s.A.User, "POST", at+"/credentials", map[string]any{}), 200)
	if !strings.Contains(r.str("arn"), role) || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("credentials %s, cache %q", r.str("arn"), r.header.Get("Cache-Control"))
	}
	if who := s.Caller(r.str("accessKeyId")); !who.Decide(policy.Request{Action: "partnercentral:ListOpportunities", Resource: "*"}).Allowed || who.Account != s.A.Account {
		t.Errorf("the credentials are %s's", who.ARN)
	}
	s.want(s.call(s.B.User, "POST", at+"/credentials", map[string]any{}), 403)
	s.want(s.call(s.A.Lead, "DELETE", at, nil), 200)
	s.want(s.call(s.A.Lead, "DELETE", at, nil), 404)
}
