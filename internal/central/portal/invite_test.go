// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
)

func TestTheDeskRefersAnOpportunityOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		body := map[string]any{"partner": s.A.Account, "message": "Please take a look", "opportunity": centraltest.Complete(t),
			"contacts": []any{map[string]any{"Email": "morgan@aws-desk.example", "FirstName": "Morgan", "BusinessTitle": "AWSSalesRep"}}}
		id := s.want(s.call(s.Reviewer, "POST", desk+"referrals", body), 201).str("invitation")
		got, err := s.Engagements.GetInvitation(t.Context(), s.A.API, selling.EngagementInvitationRequest{Catalog: selling.CatalogAWS, Identifier: id})
		if err != nil || *got.InvitationMessage != "Please take a look" || got.SenderAwsAccountID != "aws" ||
			got.Payload.OpportunityInvitation.SenderContacts[0].Email != "morgan@aws-desk.example" {
			t.Errorf("the partner sees %+v, %v", got, err)
		}
		wrong := s.want(s.call(s.Reviewer, "POST", desk+"referrals", map[string]any{"partner": s.A.Account, "message": strings.Repeat("a", 256),
			"opportunity": centraltest.Complete(t), "contacts": []any{map[string]any{"Email": "nobody"}}}), 422)
		if found := locations(wrong); !slices.Contains(found, "Message") || !slices.Contains(found, "Contacts[0].Email") {
			t.Errorf("refused at %v: %s", found, wrong.text)
		}
		s.want(s.call(s.Reviewer, "POST", desk+"referrals", map[string]any{"partner": "999999999999", "opportunity": centraltest.Complete(t)}), 422)
		s.want(s.call(s.Reviewer, "POST", desk+"referrals", `{"opportunity":[]}`), 400)
		s.want(s.call(s.A.Lead, "POST", desk+"referrals", body), 403)
	})
}

func TestTheDeskSharesALeadOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		lead := func() doc.Doc {
			return doc.Doc{"Customer": doc.Doc{"CompanyName": "Marble Foods", "Industry": "Groceries"}, "Interactions": []any{doc.Doc{"SourceType": "Event",
				"Contact": doc.Doc{"BusinessTitle": "Head of IT", "Email": "ai.mori@marble.example", "FirstName": "Ai", "LastName": "Mori"}}}}
		}
		body := map[string]any{"partner": s.A.Account, "message": "Met at a fair", "lead": lead()}
		id := s.want(s.call(s.Reviewer, "POST", desk+"leads", body), 201).str("invitation")
		got, err := s.Engagements.GetInvitation(t.Context(), s.A.API, selling.EngagementInvitationRequest{Catalog: selling.CatalogAWS, Identifier: id})
		if err != nil || *got.EngagementTitle != "Marble Foods" || got.Payload.LeadInvitation.Interaction.ContactBusinessTitle != "Head of IT" {
			t.Errorf("the partner sees %+v, %v", got, err)
		}
		bad := lead()
		doc.Delete(bad, "Customer.CompanyName")
		doc.Set(bad, "Interactions[].Contact.FirstName", strings.Repeat("a", 81))
		wrong := s.want(s.call(s.Reviewer, "POST", desk+"leads", map[string]any{"partner": s.A.Account, "lead": bad}), 422)
		if found := locations(wrong); !slices.Equal(found, []string{"Lead.Customer.CompanyName", "Lead.Interactions[0].Contact.FirstName"}) ||
			strings.Contains(wrong.text, "ayload") {
			t.Errorf("refused at %v: %s", found, wrong.text)
		}
		s.want(s.call(s.Reviewer, "POST", desk+"leads", map[string]any{"partner": s.A.Account}), 422)
		s.want(s.call(s.Reviewer, "POST", desk+"leads", `{"lead":7}`), 400)
		s.want(s.call(s.A.Lead, "POST", desk+"leads", body), 403)
	})
}
