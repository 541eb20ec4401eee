// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
)

const invitations = "/api/central/invitations"

// canaries are what nobody may read of a referral that its partner has not accepted. Source: reference 5.1.
var canaries = map[string]string{
	"Customer.Account.Address.City": "Canaryville", "Customer.Account.Address.StreetAddress": "1 Canary Row", "Customer.Account.AwsAccountId": "987654321098",
	"Customer.Contacts[0].Email": "canary@customer.example", "Customer.Contacts[0].FirstName": "Canaria", "Customer.Contacts[0].LastName": "Canarius",
	"Customer.Contacts[0].Phone": "+15550104711", "Project.OtherSolutionDescription": "Canary solution",
}

// refer has AWS refer an opportunity full of canaries to A.
func (s *stage) refer() string {
	s.t.Helper()
	d := centraltest.Complete(s.t, "Customer.Account.Address.City", "Canaryville", "Customer.Account.Address.StreetAddress", "1 Canary Row",
		"Customer.Account.AwsAccountId", "987654321098", "Project.OtherSolutionDescription", "Canary solution",
		"Customer.Contacts", []any{doc.Doc{"Email": "canary@customer.example", "FirstName": "Canaria", "LastName": "Canarius", "Phone": "+15550104711", "BusinessTitle": "CIO"}})
	id, err := s.Engagements.Refer(s.t.Context(), s.Reviewer, engagement.Referral{Catalog: "AWS", Partner: s.A.Account, Opportunity: d})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// lead has AWS share a lead with A.
func (s *stage) lead() string {
	s.t.Helper()
	yes := func(v string) *string { return &v }
	id, err := s.Engagements.ShareLead(s.t.Context(), s.Reviewer, engagement.LeadShare{Catalog: "AWS", Partner: s.A.Account, Title: "A lead", Description: "Met at an event",
		Message: "Please call", Lead: selling.Lead{Customer: selling.LeadCustomer{CompanyName: "Nest Foods", Industry: yes("Retail"), WebsiteURL: yes("https://nest.example")},
			Interactions: []selling.LeadInteraction{{SourceType: yes("Event"), SourceID: yes("ev-1"), SourceName: yes("Summit"), Usecase: yes("Analytics"),
				CustomerAction: yes("Asked for a call"), BusinessProblem: yes("Reports arrive a day late, every day of the year."),
				Contact: selling.LeadContact{BusinessTitle: "CTO", Email: "canary@customer.example", FirstName: "Canaria", LastName: "Canarius"}}}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// filtered is the query of a list with one condition.
func filtered(property, value string) string {
	return "?filter=" + url.QueryEscape(`{"tokens":[{"property":"`+property+`","operator":"=","value":"`+value+`"}]}`)
}

func TestNothingOfTheCustomersPeopleIsReadBeforeAReferralIsAccepted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id, lead := s.refer(), s.lead()
		people := []identity.Caller{s.A.Lead, s.A.User, s.A.Admin, s.B.Lead, s.Reviewer}
		for _, who := range people {
			for _, e := range s.endpoints() {
				if e.method != http.MethodGet {
					continue
				}
				for _, one := range []string{id, lead} {
					text := s.call(who, e.method, strings.Replace(e.path, "{id}", one, 1), nil).text
					for path, canary := range canaries {
						if strings.Contains(text, canary) {
							t.Errorf("%s shows %s to %s: %s", e.id, path, who.Email, text)
						}
					}
				}
			}
		}
		got := s.want(s.call(s.A.Lead, "GET", invitations+"/"+id, nil), 200)
		if got.str("offer.Customer.CompanyName") == "" || got.str("preview.Customer.Account.CompanyName") == "" || got.str("preview.Project.CustomerUseCase") == "" ||
			got.body["mayAnswer"] != true || got.body["business"] != true || got.str("engagement") != "" {
			t.Errorf("before acceptance: %s", got.text)
		}
		made := s.want(s.call(s.A.Lead, "POST", invitations+"/"+id+"/accept", map[string]any{}), 200)
		record := s.want(s.call(s.A.Lead, "GET", opportunities+"/"+made.str("opportunity"), nil), 200)
		for path, canary := range canaries {
			if !strings.Contains(record.text, canary) {
				t.Errorf("after acceptance %s is not %q", path, canary)
			}
		}
		after := s.want(s.call(s.A.Lead, "GET", invitations+"/"+id, nil), 200)
		if after.str("opportunity") != made.str("opportunity") || after.str("status") != "ACCEPTED" || after.body["mayAnswer"] != false || after.body["preview"] != nil {
			t.Errorf("after acceptance: %s", after.text)
		}
		s.want(s.call(s.A.Lead, "POST", invitations+"/"+id+"/accept", map[string]any{}), 409)
	})
}

func TestAReferralIsDeclinedWithAReasonAndCountsBusinessDays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.refer()
		first := s.want(s.call(s.A.Lead, "GET", invitations, nil), 200).list("items")[0].(doc.Doc)
		if first["id"] != id || first["left"].(interface{ String() string }).String() != "5" || first["kind"] != "OpportunityInvitation" || first["fromAws"] != true {
			t.Errorf("listed: %v", first)
		}
		refused := s.want(s.call(s.A.Lead, "POST", invitations+"/"+id+"/reject", map[string]any{}), 422)
		if got := locations(refused); len(got) != 1 {
			t.Errorf("refused at %v: %s", got, refused.text)
		}
		s.want(s.call(s.A.Lead, "POST", invitations+"/"+id+"/reject", map[string]any{"reason": "Unable to support"}), 200)
		if got := s.want(s.call(s.A.Lead, "GET", invitations+"/"+id, nil), 200); got.str("rejectionReason") != "Unable to support" || got.body["offer"] != nil {
			t.Errorf("declined: %s", got.text)
		}
		s.refer()
		s.clk.Advance(10 * 24 * time.Hour)
		delete(s.clients, s.A.Lead.Email) // the session has ended meanwhile
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		for filter, want := range map[string]int{"": 2, filtered("status", "PENDING"): 0, filtered("status", "EXPIRED"): 1, filtered("kind", "LeadInvitation"): 0,
			filtered("direction", "SENDER"): 0} {
			if got := s.want(s.call(s.A.Lead, "GET", invitations+filter, nil), 200).list("items"); len(got) != want {
				t.Errorf("%q lists %d, want %d", filter, len(got), want)
			}
		}
		s.want(s.call(s.A.Lead, "GET", invitations+filtered("direction", "BOTH"), nil), 400)
		if foreign := s.call(s.B.Lead, "GET", invitations+"/"+id, nil); foreign.status != 404 {
			t.Errorf("another partner reads it: %s", foreign.text)
		}
	})
}

func TestAPartnerSharesAnOpportunityAndBothSeeTheOthersSnapshot(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.Connect("AWS")
		id := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201).str("id")
		mates := opportunities + "/" + id + "/partners"
		before := s.want(s.call(s.A.Lead, "GET", mates, nil), 200)
		left := func(r reply) string { return r.body["left"].(interface{ String() string }).String() }
		if len(before.list("members")) != 0 || len(before.list("candidates")) != 1 || before.str("engagement") != "" || left(before) != "9" ||
			before.str("offer.Customer.CompanyName") != "Northwind Traders" || before.str("stage") != "Prospect" || strings.Contains(before.text, "hanako.canary") {
			t.Errorf("before: %s", before.text)
		}
		for name, body := range map[string]map[string]any{
			"nobody": {"message": "Together", "responsibilities": []string{"Reseller"}}, "no message": {"partners": []string{s.B.Account}, "responsibilities": []string{"Reseller"}},
			"an unknown part": {"partners": []string{s.B.Account}, "responsibilities": []string{"Jester"}, "message": "Together"},
		} {
			if r := s.want(s.call(s.A.Lead, "POST", mates, body), 422); len(locations(r)) == 0 {
				t.Errorf("%s: %s", name, r.text)
			}
		}
		s.want(s.call(s.A.Lead, "POST", mates, map[string]any{"partners": []string{s.B.Account, "333333333333"}, "responsibilities": []string{"Reseller"}, "message": "Together"}), 409)
		if again := s.want(s.call(s.A.Lead, "GET", mates, nil), 200); again.str("engagement") != "" {
			t.Errorf("a refused invitation left something behind: %s", again.text)
		}
		shared := s.want(s.call(s.A.Lead, "POST", mates, map[string]any{"partners": []string{s.B.Account}, "responsibilities": []string{"Reseller"}, "message": "Together"}), 200)
		if len(shared.list("members")) != 1 || len(shared.list("candidates")) != 0 || len(shared.list("invitations")) != 1 || left(shared) != "8" {
			t.Errorf("shared: %s", shared.text)
		}
		invitation := shared.list("invitations")[0].(doc.Doc)["id"].(string)
		view := s.want(s.call(s.B.Lead, "GET", invitations+"/"+invitation, nil), 200)
		if view.str("message") != "Together" || view.body["business"] != false || len(view.list("members")) != 1 || view.body["preview"] != nil {
			t.Errorf("the receiver sees %s", view.text)
		}
		made := s.want(s.call(s.B.Lead, "POST", invitations+"/"+invitation+"/accept", map[string]any{}), 200)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		theirs := s.want(s.call(s.B.Lead, "GET", opportunities+"/"+made.str("opportunity")+"/partners", nil), 200)
		ours := s.want(s.call(s.A.Lead, "GET", mates, nil), 200)
		for name, r := range map[string]reply{s.A.Name: theirs, s.B.Name: ours} {
			if shots := r.list("snapshots"); len(shots) != 1 || len(r.list("members")) != 2 || doc.Get(shots[0].(doc.Doc), "partner.name") != name {
				t.Errorf("of %s: %s", name, r.text)
			}
			if in := r.list("members"); doc.Text(in[0].(doc.Doc), "invitedBy") != "" || doc.Text(in[1].(doc.Doc), "invitedBy") != s.A.Name || left(r) != "8" {
				t.Errorf("who invited whom: %s", r.text)
			}
		}
		s.want(s.call(s.A.User, "GET", mates, nil), 403)
		s.want(s.call(s.B.Lead, "GET", mates, nil), 404)
	})
}

func TestAReferralIsListedWithWhatAWSHasSharedUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		taken := s.want(s.call(s.A.Lead, "POST", invitations+"/"+s.refer()+"/accept", map[string]any{}), 200).str("opportunity")
		s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201)
		s.clk.Advance(time.Hour)
		waiting := s.refer()
		list := func(who identity.Caller, filter string) (ids, total string) {
			t.Helper()
			r := s.want(s.call(who, "GET", opportunities+"?filter="+url.QueryEscape(filter), nil), 200)
			for _, item := range r.list("items") {
				ids += doc.Text(item.(doc.Doc), "id") + " "
			}
			return strings.TrimSpace(ids), r.body["total"].(interface{ String() string }).String()
		}
		views := s.want(s.call(s.A.Lead, "GET", "/api/central/views/opportunities", nil), 200)
		seen := 0
		for _, v := range views.list("items") {
			v := v.(doc.Doc)
			if id := doc.Text(v, "id"); id != "aws-referred" && id != "shared-last-7-days" && id != "shared-this-quarter" {
				continue
			}
			seen++
			tokens, err := json.Marshal(map[string]any{"tokens": v["filters"]})
			if err != nil {
				t.Fatal(err)
			}
			if ids, total := list(s.A.Lead, string(tokens)); ids != waiting+" "+taken || total != "2" {
				t.Errorf("%s lists %s of %s", doc.Text(v, "id"), ids, total)
			}
			if ids, total := list(s.A.User, string(tokens)); ids != "" || total != "0" {
				t.Errorf("%s lists %s of %s for somebody who sees only own records", doc.Text(v, "id"), ids, total)
			}
			if ids, _ := list(s.B.Lead, string(tokens)); ids != "" {
				t.Errorf("%s lists %s for another partner", doc.Text(v, "id"), ids)
			}
		}
		if seen != 3 {
			t.Fatalf("%d views of what AWS shares", seen)
		}
		for name, filter := range map[string]string{
			"partner's own": `{"tokens":[{"property":"origin","operator":"=","value":["Partner Referral"]}]}`,
			"shared before": `{"tokens":[{"property":"shared","operator":"<","value":["@today"]}]}`,
			"of a stage":    `{"tokens":[{"property":"shared","operator":">=","value":["@today-7"]},{"property":"stage","operator":"=","value":["Prospect","Qualified"]}]}`,
			"all":           `{"tokens":[]}`,
		} {
			if ids, _ := list(s.A.Lead, filter); strings.Contains(ids, waiting) {
				t.Errorf("%s lists what nobody has accepted: %s", name, ids)
			}
		}
		shared := url.QueryEscape(`{"tokens":[{"property":"shared","operator":">=","value":["@today-7"]}]}`)
		row := s.want(s.call(s.A.Lead, "GET", opportunities+"?filter="+shared, nil), 200).list("items")[0].(doc.Doc)
		if doc.Text(row, "company") != "Northwind Traders" || doc.Text(row, "origin") != "AWS Referral" || doc.Text(row, "stage") != "" || doc.Text(row, "invitation.id") != waiting ||
			doc.Get(row, "invitation.left").(interface{ String() string }).String() != "5" {
			t.Errorf("listed as %v", row)
		}
		s.clk.Advance(14 * 24 * time.Hour)
		takes := s.Opportunities.TakesReferrals([]opportunity.Filter{{Property: "origin", Operator: "=", Values: []string{opportunity.OriginAWS}}})
		if left, _, err := s.Engagements.Referrals(t.Context(), s.A.Lead, selling.CatalogAWS, takes); err != nil || len(left) != 0 {
			t.Errorf("after it has lapsed: %v, %v", left, err)
		}
	})
}
