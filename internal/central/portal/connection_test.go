// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"slices"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
)

const requests = "/api/central/connection-requests"

// told checks a refusal because of a state: it says which, and what to do, in both languages.
func (s *stage) told(r reply, rule string) {
	s.t.Helper()
	s.want(r, 409)
	e := r.list("errors")
	if r.str("code") != "state" || len(e) != 1 {
		s.t.Fatalf("want %s: %s", rule, r.text)
	}
	v := e[0].(doc.Doc)
	if v["rule"] != rule || v["message"] == "" || v["messageJa"] == "" || v["fixEn"] == "" || v["fixJa"] == "" {
		s.t.Errorf("want %s: %s", rule, r.text)
	}
}

func TestPartnersConnectAndPartOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.Introduce(s.A, selling.CatalogAWS)
		b := s.Introduce(s.B, selling.CatalogAWS).ProfileID
		ask := map[string]any{"profile": b, "message": "一緒に進めましょう"}
		request := s.want(s.call(s.A.Lead, "POST", requests, ask), 200).list("requests")[0].(doc.Doc)
		at := requests + "/" + doc.Text(request, "id")
		s.told(s.call(s.A.Lead, "POST", requests, ask), "connection-request-once")
		connected := s.want(s.call(s.B.Lead, "POST", at, map[string]any{"answer": "accept"}), 200).list("active")
		if len(connected) != 1 {
			t.Fatalf("connected: %v", connected)
		}
		s.told(s.call(s.B.Lead, "POST", at, map[string]any{"answer": "reject"}), "connection-request-pending")
		s.told(s.call(s.A.Lead, "POST", requests, ask), "connection-once")

		end := "/api/central/connections/" + doc.Text(connected[0].(doc.Doc), "id") + "/end"
		for _, reason := range []string{"", "  "} {
			r := s.want(s.call(s.A.Lead, "POST", end, map[string]any{"reason": reason}), 422)
			if !slices.Equal(locations(r), []string{"Reason"}) || r.list("errors")[0].(doc.Doc)["rule"] != "connection-reason" {
				t.Errorf("%q: %s", reason, r.text)
			}
		}
		if r := s.want(s.call(s.A.Lead, "POST", end, map[string]any{"reason": "案件が終わりました"}), 200); len(r.list("ended")) != 1 {
			t.Errorf("ended: %s", r.text)
		}
		s.told(s.call(s.B.Lead, "POST", end, map[string]any{"reason": "once more"}), "connection-active")
		s.told(s.call(s.A.Lead, "POST", requests, map[string]any{"profile": "pprofile-AAAAAAAAAAAAA", "message": "?"}), "connection-receiver")

		revision := doc.Get(s.want(s.call(s.A.Lead, "GET", "/api/central/connections", nil), 200).body, "revision")
		nobody := map[string]any{"access": "DENY_ALL", "revision": revision}
		s.want(s.call(s.A.Lead, "PUT", "/api/central/connection-preferences", nobody), 200)
		s.told(s.call(s.A.Lead, "PUT", "/api/central/connection-preferences", nobody), "connection-preferences-revision")
		a := s.want(s.call(s.A.Lead, "GET", ownProfile, nil), 200).str("profile")
		s.told(s.call(s.B.Lead, "POST", requests, map[string]any{"profile": a, "message": "Once more"}), "connection-preferences")
	})
}
