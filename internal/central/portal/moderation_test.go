// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/idempotency"
)

// inState is the filter of a list of the desk.
func inState(state string) string {
	return "?filter=" + url.QueryEscape(`{"tokens":[{"property":"state","operator":"=","value":["`+state+`"]}]}`)
}

func TestTheDeskDecidesOnVerifications(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const all = desk + "verifications"
		begin := func(p centraltest.Partner, in account.VerificationDetails) {
			s.clk.Advance(time.Second)
			if _, err := s.Verifications.Start(t.Context(), p.API, account.StartVerificationRequest{VerificationDetails: &in}, idempotency.Ticket{}); err != nil {
				t.Fatal(err)
			}
		}
		business := account.VerificationDetails{BusinessVerificationDetails: &account.BusinessVerificationDetails{LegalName: "Alpha K.K.", RegistrationID: "0100-01", CountryCode: "JP"}}
		begin(s.A, business)
		begin(s.B, account.VerificationDetails{RegistrantVerificationDetails: &struct{}{}})
		waiting := s.want(s.call(s.Reviewer, "GET", all+inState("waiting"), nil), 200).list("items")
		if len(waiting) != 2 {
			t.Fatalf("two wait: %v", waiting)
		}
		first, second := waiting[0].(doc.Doc), waiting[1].(doc.Doc)
		if first["legalName"] != "Alpha K.K." || first["registrationId"] != "0100-01" || first["country"] != "JP" || first["status"] != "IN_PROGRESS" ||
			first["partner"].(doc.Doc)["name"] != s.A.Name || first["id"] != s.A.Account+"-BUSINESS_VERIFICATION" {
			t.Errorf("the oldest is %v", first)
		}
		if second["status"] != "PENDING_CUSTOMER_ACTION" || second["expires"] == nil || second["legalName"] != nil {
			t.Errorf("the registrant is %v", second)
		}
		decide := func(id any, body map[string]any) reply {
			return s.call(s.Reviewer, "POST", all+"/"+id.(string)+"/decision", body)
		}
		if silent := s.want(decide(first["id"], map[string]any{"attempt": 1, "decision": "reject"}), 422); !slices.Contains(locations(silent), "Reason") {
			t.Errorf("without a reason: %s", silent.text)
		}
		s.want(decide(first["id"], map[string]any{"decision": "approve"}), 422)
		s.want(decide(first["id"], map[string]any{"attempt": 1, "decision": "maybe"}), 400)
		s.want(decide("999999999999-BUSINESS_VERIFICATION", map[string]any{"attempt": 1, "decision": "approve"}), 404)
		s.want(decide(first["id"], map[string]any{"attempt": 1, "decision": "reject", "reason": "The register names another company."}), 200)
		s.want(decide(second["id"], map[string]any{"attempt": 1, "decision": "approve"}), 200)
		if again := s.want(decide(first["id"], map[string]any{"attempt": 1, "decision": "approve"}), 409); again.str("code") != "state" {
			t.Errorf("decided twice: %s", again.text)
		}
		begin(s.A, business)
		if stale := s.want(decide(first["id"], map[string]any{"attempt": 1, "decision": "approve"}), 409); stale.str("code") != "stale" || stale.str("version") != "2" {
			t.Errorf("begun anew: %s", stale.text)
		}
		if decided := s.want(s.call(s.Reviewer, "GET", all+inState("decided")+"&order=desc&sort=started", nil), 200).list("items"); len(decided) != 1 ||
			decided[0].(doc.Doc)["status"] != "SUCCEEDED" || decided[0].(doc.Doc)["completed"] == nil {
			t.Errorf("decided: %v", decided)
		}
		s.want(s.call(s.Reviewer, "GET", all+inState("open"), nil), 400)
		s.want(s.call(s.A.Lead, "GET", all, nil), 403)
		s.want(s.call(s.A.Lead, "POST", all+"/"+first["id"].(string)+"/decision", map[string]any{"attempt": 2, "decision": "approve"}), 403)
	})
}

func TestTheDeskModeratesUpdatesOfProfiles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const all = desk + "profile-updates"
		begin := func(p centraltest.Partner, id, name string) string {
			s.clk.Advance(time.Second)
			task, err := s.Profiles.Start(t.Context(), p.API, account.StartProfileUpdateTaskRequest{Catalog: selling.CatalogAWS, Identifier: id,
				TaskDetails: account.TaskDetails{DisplayName: name, Description: "Ask <b>us</b>", WebsiteURL: "https://partner.example", LogoURL: "https://partner.example/logo.png",
					PrimarySolutionType: "SOFTWARE_PRODUCTS", IndustrySegments: []string{"RETAIL"}, TranslationSourceLocale: "en-US"}}, idempotency.Ticket{})
			if err != nil {
				t.Fatal(err)
			}
			return task.TaskID
		}
		a, b := s.Introduce(s.A, selling.CatalogAWS), s.Introduce(s.B, selling.CatalogAWS)
		first, second := begin(s.A, a.ID, "Alpha New"), begin(s.B, b.ID, "Beta New")
		page := s.want(s.call(s.Reviewer, "GET", all+inState("waiting"), nil), 200).list("items")
		if len(page) != 2 || page[0].(doc.Doc)["id"] != first || page[0].(doc.Doc)["name"] != "Alpha New" || page[0].(doc.Doc)["partner"].(doc.Doc)["name"] != s.A.Name {
			t.Fatalf("two wait, the oldest first: %v", page)
		}
		one := s.want(s.call(s.Reviewer, "GET", all+"/"+first, nil), 200)
		if finds := one.list("suggests"); len(finds) != 1 || finds[0].(doc.Doc)["reason"] != account.InvalidContent || one.list("before")[0].(doc.Doc)["name"] != s.A.Name ||
			one.list("texts")[0].(doc.Doc)["name"] != "Alpha New" {
			t.Errorf("the update is %s", one.text)
		}
		judge := func(id string, body map[string]any) reply {
			return s.call(s.Reviewer, "POST", all+"/"+id+"/decision", body)
		}
		s.want(judge(first, map[string]any{"decision": "reject"}), 422)
		s.want(judge(first, map[string]any{"decision": "maybe"}), 400)
		wrong := s.want(judge(first, map[string]any{"decision": "reject", "found": []any{map[string]any{"reason": "UGLY"}}}), 422)
		if at := locations(wrong); !slices.Equal(at, []string{"Found[0].Reason", "Found[0].Message"}) {
			t.Errorf("refused at %v", at)
		}
		s.want(judge(first, map[string]any{"decision": "reject", "found": []any{map[string]any{"reason": "INVALID_LOGO", "message": "The logo is another company's."}}}), 200)
		s.want(judge(second, map[string]any{"decision": "approve"}), 200)
		if again := s.want(judge(first, map[string]any{"decision": "approve"}), 409); again.str("code") != "state" {
			t.Errorf("judged twice: %s", again.text)
		}
		found := s.want(s.call(s.Reviewer, "GET", all+"/"+first, nil), 200)
		if found.str("status") != "FAILED" || len(found.list("found")) != 1 || found.list("found")[0].(doc.Doc)["locale"] != "en-US" || len(found.list("suggests")) != 0 {
			t.Errorf("rejected: %s", found.text)
		}
		if got, err := s.Profiles.Get(t.Context(), s.B.API, account.PartnerRequest{Catalog: selling.CatalogAWS, Identifier: b.ID}); err != nil || got.Profile.DisplayName != "Beta New" {
			t.Errorf("approved: %+v %v", got, err)
		}
		third := begin(s.A, a.ID, "Beta new")
		if taken := s.want(judge(third, map[string]any{"decision": "approve"}), 409); taken.list("errors")[0].(doc.Doc)["rule"] != "profile-duplicate" {
			t.Errorf("a name that another has: %s", taken.text)
		}
		s.want(s.call(s.Reviewer, "GET", all+"/task-none", nil), 404)
		s.want(s.call(s.A.Lead, "GET", all, nil), 403)
		s.want(s.call(s.A.Lead, "GET", all+"/"+third, nil), 403)
		s.want(s.call(s.A.Lead, "POST", all+"/"+third+"/decision", map[string]any{"decision": "approve"}), 403)
	})
}
