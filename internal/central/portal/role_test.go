// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

// A sight is what a role sees of its partner's. Source: guide, "Permissions" and "AWS Partner Solutions Finder leads".
type sight struct {
	role        identity.Role
	own, others int // statuses of an opportunity of one's own and of a colleague's
	leads       int // of the list of leads that AWS shares
	people      int // of the list of people
	link        int // of account linking
	log         int // of the audit log
	scorecard   int
}

var sights = []sight{
	{identity.AllianceLead, 200, 200, 200, 200, 200, 200, 200},
	{identity.AllianceTeam, 200, 200, 200, 200, 403, 403, 200},
	{identity.ACEManager, 200, 200, 200, 403, 403, 403, 200},
	{identity.ACEUser, 200, 404, 200, 403, 403, 403, 200},
	{identity.CloudAdmin, 403, 403, 403, 403, 200, 200, 200},
	{identity.AWSReviewer, 403, 403, 403, 403, 403, 200, 403},
}

// TestWhatEachRoleSees walks every role through the pages' endpoints.
func TestWhatEachRoleSees(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		theirs := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201).str("id")
		foreign := s.want(s.call(s.B.Lead, "POST", opportunities, s.complete(s.B)), 201).str("id")
		if len(sights) != len(identity.Roles) {
			t.Fatalf("%d roles are looked at, there are %d", len(sights), len(identity.Roles))
		}
		for _, row := range sights {
			who := s.Reviewer
			if row.role != identity.AWSReviewer {
				who = s.Person(identity.User{Account: s.A.Account, Email: strings.ToLower(string(row.role)) + "@alpha.example", FirstName: "Role", LastName: string(row.role), Role: row.role})
			}
			own := "O1"
			if made := s.call(who, "POST", opportunities, s.complete(s.A)); made.status == 201 {
				own = made.str("id")
			} else if row.own == 200 || made.status != 403 {
				t.Errorf("%s creates: %d %s", row.role, made.status, made.text)
			}
			for path, want := range map[string]int{
				opportunities + "/" + own: row.own, opportunities + "/" + theirs: row.others, "/api/central/leads": row.leads,
				"/api/central/staff": row.people, "/api/central/account-link": row.link, "/api/central/audit": row.log, "/api/central/scorecard": row.scorecard,
			} {
				if got := s.call(who, "GET", path, nil); got.status != want {
					t.Errorf("%s gets %d from %s, want %d: %s", row.role, got.status, path, want, got.text)
				}
			}
			if got := s.call(who, "GET", opportunities+"/"+foreign, nil); got.status == 200 {
				t.Errorf("%s reads another partner's opportunity", row.role)
			}
			list := s.call(who, "GET", opportunities+"?pageSize=100", nil)
			var seen []string
			for _, i := range list.list("items") {
				seen = append(seen, i.(doc.Doc)["id"].(string))
			}
			if slices.Contains(seen, own) != (row.own == 200) || slices.Contains(seen, theirs) != (row.others == 200) || slices.Contains(seen, foreign) {
				t.Errorf("%s lists %v: own %s, a colleague's %s, another partner's %s", row.role, seen, own, theirs, foreign)
			}
		}
	})
}

func TestWithoutTheTermsAPartnerIsLedToThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const account = "333333333333"
		if err := s.Identity.AddPartner(t.Context(), identity.Partner{Account: account, Name: "Gamma"}); err != nil {
			t.Fatal(err)
		}
		person := func(first string, role identity.Role) identity.Caller {
			return s.Person(identity.User{Account: account, Email: first + "@gamma.example", FirstName: first, LastName: "Gamma", Role: role})
		}
		lead, manager := person("lead", identity.AllianceLead), person("manager", identity.ACEManager)
		for _, who := range []identity.Caller{lead, manager} {
			for _, path := range []string{opportunities, "/api/central/leads", "/api/central/invitations", "/api/central/engagements", "/api/central/proposals", "/api/central/bulk/facts"} {
				if r := s.want(s.call(who, "GET", path, nil), 403); r.str("code") != "terms" || len(r.list("errors")) != 1 {
					t.Errorf("%s: %s", path, r.text)
				}
			}
			if r := s.want(s.call(who, "POST", opportunities, s.complete(s.A)), 403); r.str("code") != "terms" {
				t.Errorf("created: %s", r.text)
			}
		}
		card := s.want(s.call(manager, "GET", "/api/central/scorecard", nil), 200)
		if card.body["eligible"] != false || doc.Get(card.body, "terms.mayAccept") != false || card.list("leads")[0].(doc.Doc)["email"] != lead.Email {
			t.Errorf("the scorecard says %s", card.text)
		}
		version := card.str("terms.version")
		s.want(s.call(manager, "POST", "/api/central/scorecard/terms", map[string]any{"version": version}), 403)
		s.want(s.call(lead, "POST", "/api/central/scorecard/terms", map[string]any{"version": "1999-01-01"}), 409)
		s.clk.Advance(time.Minute)
		done := s.want(s.call(lead, "POST", "/api/central/scorecard/terms", map[string]any{"version": version}), 200)
		if done.body["eligible"] != true || done.str("terms.acceptedBy") != lead.Name || done.str("terms.acceptedAt") == "" {
			t.Errorf("accepted: %s", done.text)
		}
		for _, who := range []identity.Caller{lead, manager} {
			s.want(s.call(who, "GET", opportunities, nil), 200)
		}
	})
}

func TestPeopleAreInvitedAndChangedOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const staff = "/api/central/staff"
		id := s.want(s.call(s.A.Lead, "POST", staff, map[string]any{"email": "Nina@alpha.example", "firstName": "Nina", "lastName": "New", "role": "ACEUser", "language": "en"}), 201).str("id")
		if r := s.want(s.call(s.A.Lead, "POST", staff, map[string]any{"email": "nina"}), 422); locations(r)[0] != "lastName" {
			t.Errorf("refused at %v", locations(r))
		}
		letters := s.want(s.call(s.A.Lead, "GET", "/api/central/letters", nil), 200).list("items")
		_, token, found := strings.Cut(letters[0].(doc.Doc)["body"].(string), "/password#")
		if !found {
			t.Fatalf("mailed %v", letters[0])
		}
		token = strings.Fields(token)[0]
		nobody := identity.Caller{}
		look := s.want(s.call(nobody, "POST", "/api/password-links/look", map[string]any{"token": token}), 200)
		if look.str("email") != "nina@alpha.example" || look.str("partner") != s.A.Name || look.str("purpose") != "invitation" {
			t.Errorf("the link says %s", look.text)
		}
		s.want(s.call(nobody, "POST", "/api/password-links/look", map[string]any{"token": "guess"}), 404)
		s.want(s.call(nobody, "POST", "/api/password-links", map[string]any{"token": token, "password": "short"}), 422)
		s.want(s.call(nobody, "POST", "/api/password-links", map[string]any{"token": token, "password": "correct horse battery"}), 200)
		s.want(s.call(nobody, "POST", "/api/password-links", map[string]any{"token": token, "password": "correct horse battery"}), 404)
		nina := identity.Caller{Email: "nina@alpha.example"}
		s.want(s.call(nina, "GET", opportunities, nil), 200)

		row := func() doc.Doc {
			t.Helper()
			return s.want(s.call(s.A.Lead, "GET", staff+"?text=nina", nil), 200).list("items")[0].(doc.Doc)
		}
		if r := row(); r["state"] != "active" || r["self"] != false || len(r["roles"].([]any)) != 5 {
			t.Errorf("listed as %v", r)
		}
		version := row()["version"]
		s.want(s.call(s.A.Lead, "PATCH", staff+"/"+id, map[string]any{"role": "ACEManager"}), 422)
		s.want(s.call(s.A.Lead, "PATCH", staff+"/"+id, map[string]any{"version": version, "role": "ACEManager"}), 200)
		stale := s.want(s.call(s.A.Lead, "PATCH", staff+"/"+id, map[string]any{"version": version, "role": "ACEUser"}), 409)
		if stale.str("code") != "stale" || !strings.Contains(stale.text, "ACEManager") {
			t.Errorf("decided on another version: %s", stale.text)
		}
		if one := s.want(s.call(nina, "GET", "/api/session", nil), 200); one.str("role") != "ACEManager" {
			t.Errorf("the running session has %s", one.text)
		}
		s.want(s.call(s.A.Lead, "PATCH", staff+"/"+id, map[string]any{"version": row()["version"], "active": false}), 200)
		s.want(s.call(nina, "GET", opportunities, nil), 401)
		s.want(s.call(s.A.Lead, "PATCH", staff+"/"+id, map[string]any{"version": row()["version"], "active": true}), 200)
		s.want(s.call(s.A.Lead, "POST", staff+"/"+id+"/reset", map[string]any{}), 200)
		s.want(s.call(s.A.Lead, "POST", staff+"/"+id+"/invitation", map[string]any{}), 409)

		log := s.want(s.call(s.A.Lead, "GET", "/api/central/audit?pageSize=100", nil), 200).text
		for _, action := range []string{"inviteColleague", "usePasswordLink", "changeColleague", "resetColleague"} {
			if !strings.Contains(log, action) {
				t.Errorf("the log does not tell of %s", action)
			}
		}
		if strings.Contains(log, token) {
			t.Error("the log has the token")
		}
	})
}

// TestLeadsOfTheSolutionsFinderAreTheAllianceLeads pins who sees what customers have asked for in the Partner Solutions Finder.
func TestLeadsOfTheSolutionsFinderAreTheAllianceLeads(t *testing.T) {
	t.Parallel()
	s := newStage(t, sqldbtest.SQLite, clock.NewManual(sqldbtest.Start))
	id, err := s.Engagements.ShareLeadOf(context.Background(), s.Reviewer, engagement.LeadShare{Catalog: selling.CatalogAWS, Partner: s.A.Account,
		Message: "A customer has found you"},
		doc.Doc{"Customer": doc.Doc{"CompanyName": "Marble Foods", "Industry": "Groceries"}, "Interactions": []any{doc.Doc{"SourceType": "AWS Partner Solutions Finder",
			"Contact": doc.Doc{"BusinessTitle": "Head of IT", "Email": "ai.mori@marble.example", "FirstName": "Ai", "LastName": "Mori"}}}})
	if err != nil {
		t.Fatal(err)
	}
	team := s.Person(identity.User{Account: s.A.Account, Email: "team@alpha.example", FirstName: "T", LastName: "Team", Role: identity.AllianceTeam})
	manager := s.Person(identity.User{Account: s.A.Account, Email: "manager@alpha.example", FirstName: "M", LastName: "Manager", Role: identity.ACEManager})
	for _, c := range []struct {
		who  identity.Caller
		want int
	}{{s.A.Lead, 1}, {team, 0}, {manager, 0}} {
		r := s.want(s.call(c.who, "GET", "/api/central/leads", nil), 200)
		if got := len(r.list("items")); got != c.want {
			t.Errorf("%s sees %d of them, want %d", c.who.Role, got, c.want)
		}
		inv := s.want(s.call(c.who, "GET", "/api/central/invitations", nil), 200)
		if got := len(inv.list("items")); got != c.want {
			t.Errorf("%s sees %d invitations to them, want %d", c.who.Role, got, c.want)
		}
		if c.want == 0 {
			s.want(s.call(c.who, "GET", "/api/central/invitations/"+id, nil), 404)
			s.want(s.call(c.who, "POST", "/api/central/invitations/"+id+"/reject", map[string]any{"reason": "No"}), 404)
			s.want(s.call(c.who, "POST", "/api/central/invitations/"+id+"/accept", map[string]any{}), 404)
		}
	}
	lead := "/api/central/leads/" + s.want(s.call(s.A.Lead, "GET", "/api/central/leads", nil), 200).list("items")[0].(doc.Doc)["id"].(string)
	s.want(s.call(s.A.Lead, "GET", lead, nil), 200)
	s.want(s.call(manager, "GET", lead, nil), 404)
	s.want(s.call(team, "POST", lead+"/accept", map[string]any{}), 404)
	s.want(s.call(s.A.Lead, "POST", "/api/central/invitations/"+id+"/accept", map[string]any{}), 200)
	for _, c := range []struct {
		who  identity.Caller
		want int
	}{{s.A.Lead, 1}, {team, 0}, {manager, 0}} {
		r := s.want(s.call(c.who, "GET", "/api/central/engagements", nil), 200)
		if got := len(r.list("items")); got != c.want {
			t.Errorf("%s sees %d engagements of them, want %d", c.who.Role, got, c.want)
		}
	}
}
