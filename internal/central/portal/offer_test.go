// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
)

func TestTheDeskFollowsWhatItHasOfferedToPartners(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const invitations = desk + "invitations"
		refer := func(p centraltest.Partner, title string) string {
			s.clk.Advance(time.Second)
			return s.want(s.call(s.Reviewer, "POST", desk+"referrals", map[string]any{"partner": p.Account, "message": "Please look",
				"opportunity": centraltest.Complete(t, "Project.Title", title)}), 201).str("invitation")
		}
		first := refer(s.A, "Data hub")
		var rest []string
		for range 11 {
			rest = append(rest, refer(s.B, "Archive"))
		}
		if _, err := s.Engagements.RejectInvitation(t.Context(), s.A.API, selling.RejectEngagementInvitationRequest{Catalog: selling.CatalogAWS,
			Identifier: first, RejectionReason: "Unable to support"}); err != nil {
			t.Fatal(err)
		}

		page := s.want(s.call(s.Reviewer, "GET", invitations+"?pageSize=10", nil), 200)
		next := s.want(s.call(s.Reviewer, "GET", invitations+"?pageSize=10&cursor="+url.QueryEscape(page.str("next")), nil), 200)
		var ids []string
		for _, item := range append(page.list("items"), next.list("items")...) {
			ids = append(ids, item.(doc.Doc)["id"].(string))
		}
		want := append([]string{first}, rest...)
		slices.Reverse(want)
		if !slices.Equal(ids, want) || next.str("next") != "" {
			t.Errorf("the latest first: %v, want %v", ids, want)
		}
		rejected := url.QueryEscape(`{"tokens":[{"property":"status","operator":"=","value":["REJECTED"]},{"property":"kind","operator":"=","value":["OpportunityInvitation"]}]}`)
		found := s.want(s.call(s.Reviewer, "GET", invitations+"?order=asc&sort=invited&filter="+rejected, nil), 200).list("items")
		if len(found) != 1 || found[0].(doc.Doc)["title"] != "Data hub" || found[0].(doc.Doc)["partner"].(doc.Doc)["name"] != "Alpha Software" ||
			found[0].(doc.Doc)["expires"] == nil {
			t.Errorf("what was rejected: %v", found)
		}
		leads := url.QueryEscape(`{"tokens":[{"property":"kind","operator":"=","value":["LeadInvitation"]}]}`)
		if none := s.want(s.call(s.Reviewer, "GET", invitations+"?filter="+leads, nil), 200).list("items"); len(none) != 0 {
			t.Errorf("leads: %v", none)
		}
		twice := url.QueryEscape(`{"tokens":[{"property":"status","operator":"=","value":["PENDING"]},{"property":"status","operator":"=","value":["EXPIRED"]}]}`)
		s.want(s.call(s.Reviewer, "GET", invitations+"?filter="+twice, nil), 400)

		one := s.want(s.call(s.Reviewer, "GET", invitations+"/"+first, nil), 200)
		if one.str("status") != "REJECTED" || one.str("rejectionReason") != "Unable to support" || one.str("message") != "Please look" ||
			one.str("payload.OpportunityInvitation.Project.Title") != "Data hub" {
			t.Errorf("the one that was rejected: %s", one.text)
		}
		s.want(s.call(s.Reviewer, "GET", invitations+"/engi-0000000000000", nil), 404)
		s.want(s.call(s.A.Lead, "GET", invitations, nil), 403)
		s.want(s.call(s.A.Lead, "GET", invitations+"/"+first, nil), 403)
	})
}
