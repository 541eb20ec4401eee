// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/centraltest"
)

func TestTheDeskChangesQuotasWhileTheProgramRuns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		set := func(method, path string, body any, want int) reply {
			t.Helper()
			return s.want(s.call(s.Reviewer, method, desk+path, body), want)
		}
		rate := func(r reply, operation string) doc.Doc {
			t.Helper()
			for _, e := range doc.Objects(r.body, "rates") {
				if e["operation"] == operation {
					return e
				}
			}
			t.Fatalf("no %s in %s", operation, r.text)
			return nil
		}
		number := func(d doc.Doc, name string) string { return string(doc.Append(nil, doc.Doc{"n": d[name]})) }
		before := rate(set("GET", "quotas", nil, 200), "ListOpportunities")
		if off := set("PUT", "quotas", map[string]any{"mode": "off"}, 200); off.body["on"] != false || off.str("mode") != "off" {
			t.Errorf("off: %s", off.text)
		}
		half := set("PUT", "quotas", map[string]any{"percent": 200}, 200)
		if half.str("mode") != "off" || number(rate(half, "ListOpportunities"), "perSecond") == number(before, "perSecond") {
			t.Errorf("at 200 percent: %s", half.text)
		}
		own := rate(set("PUT", "quotas/ListOpportunities", map[string]any{"perSecond": 3, "perDay": 40}, 200), "ListOpportunities")
		if own["own"] != true || number(own, "perSecond") != `{"n":3}` || number(own, "perDay") != `{"n":40}` {
			t.Errorf("own rate: %v", own)
		}
		set("PUT", "quotas/ListOpportunities", map[string]any{"perSecond": 0}, 422)
		set("PUT", "quotas", map[string]any{"percent": -1}, 422)
		set("PUT", "quotas", map[string]any{"mode": "sometimes"}, 422)
		set("DELETE", "quotas/ListOpportunities", nil, 200)
		set("DELETE", "quotas/ListOpportunities", nil, 404)
		back := set("PUT", "quotas", map[string]any{"mode": "", "percent": 0}, 200)
		if got := rate(back, "ListOpportunities"); back.body["on"] != true || number(got, "perSecond") != number(before, "perSecond") {
			t.Errorf("as started: %s", back.text)
		}
	})
}

func TestTheDeskActsForPartnersAndLeadsAdministerRoles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.want(s.call(s.Reviewer, "POST", desk+"referrals", map[string]any{"partner": s.A.Account, "opportunity": centraltest.Complete(t)}), 201).str("invitation")
		accept := map[string]any{"as": "partner", "do": "accept", "account": s.A.Account, "entity": id}
		if out := s.want(s.call(s.Reviewer, "POST", desk+"acts", accept), 200); s.Read(s.A.API, "AWS", out.str("opportunity")).Review() != "Approved" {
			t.Errorf("accepted: %s", out.text)
		}
		s.want(s.call(s.Reviewer, "POST", desk+"acts", accept), 409)
		s.want(s.call(s.Reviewer, "POST", desk+"acts", map[string]any{"as": "reviewer", "do": "accept", "account": s.A.Account, "entity": id}), 422)
		s.want(s.call(s.Reviewer, "POST", desk+"acts", map[string]any{"as": "partner", "do": "convert", "account": s.A.Account}), 409)
		s.want(s.call(s.A.Lead, "POST", desk+"acts", accept), 403)

		const roles = "/api/central/iam-roles"
		trust := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/CRM"},"Action":"sts:AssumeRole"}}`
		role := map[string]any{"name": "Nightly", "trust": trust, "managed": []any{"AWSPartnerCentralFullAccess"}, "sessionSeconds": 7200}
		made := s.want(s.call(s.A.Admin, "POST", roles, role), 201)
		if list := doc.Objects(made.body, "items"); len(list) != 1 || list[0]["arn"] != "arn:aws:iam::111111111111:role/Nightly" || list[0]["trust"] != trust {
			t.Errorf("made: %s", made.text)
		}
		s.want(s.call(s.A.Admin, "POST", roles, role), 422)
		role["sessionSeconds"] = 60
		s.want(s.call(s.A.Admin, "PUT", roles+"/Nightly", role), 422)
		s.want(s.call(s.B.Admin, "DELETE", roles+"/Nightly", nil), 404)
		s.want(s.call(s.A.User, "GET", roles, nil), 403)
		if left := s.want(s.call(s.A.Admin, "DELETE", roles+"/Nightly", nil), 200); len(left.list("items")) != 0 {
			t.Errorf("left: %s", left.text)
		}
	})
}
