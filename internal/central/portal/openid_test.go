// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/url"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/internal/websession"
	"cosell/internal/websession/openid"
	"cosell/internal/websession/openid/openidtest"
)

func TestUsersComeInByTheProviderAndTheLogTellsOfIt(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		idp := openidtest.New(t, clk)
		p, err := openid.New(openid.Config{Issuer: idp.Issuer(), ClientID: openidtest.ClientID, Secret: openidtest.Secret,
			Redirect: "https://cosell.example" + websession.ReturnPath, Clock: clk})
		if err != nil {
			t.Fatal(err)
		}
		s := furnish(t, db, clk, p)
		through := func(browser, email string, status int) reply {
			t.Helper()
			idp.Claims = map[string]any{"sub": "sub of " + email, "email": email, "email_verified": true}
			c := s.client("")
			delete(s.clients, "") // each browser is another one
			s.clients[browser] = c
			address := s.want(s.do(c, "POST", "/api/session/provider", map[string]any{}), 200).str("address")
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			return s.want(s.do(c, "POST", "/api/session/provider/return", map[string]any{"code": idp.Approve(t, address), "state": u.Query().Get("state")}), status)
		}

		lead := s.A.Lead
		through(lead.Email, lead.Email, 200)
		invited := s.want(s.call(lead, "POST", "/api/central/staff", map[string]any{"email": "new@partner.example", "firstName": "Noa", "lastName": "New", "language": "en", "role": "ACEUser"}), 201).str("id")
		if r := through("invited", "new@partner.example", 403); r.str("code") != "identity-shut" {
			t.Errorf("an invitation that is open: %s", r.text)
		}
		if err := s.Identity.SetActive(t.Context(), lead.Account, invited, false); err != nil {
			t.Fatal(err)
		}
		if r := through("withdrawn", "new@partner.example", 403); r.str("code") != "identity-shut" {
			t.Errorf("an invitation that was withdrawn: %s", r.text)
		}
		through("user", s.A.User.Email, 200)
		if err := s.Identity.SetActive(t.Context(), lead.Account, s.A.User.Principal, false); err != nil {
			t.Fatal(err)
		}
		if r := s.do(s.clients["user"], "GET", "/api/central/opportunities", nil); r.status != 401 {
			t.Errorf("deactivated while signed in: %d", r.status)
		}
		if r := through("user again", s.A.User.Email, 403); r.str("code") != "identity-shut" {
			t.Errorf("deactivated and linked: %s", r.text)
		}

		linked := s.want(s.call(lead, "GET", "/api/session/security", nil), 200).list("identities")
		id := doc.Text(linked[0].(doc.Doc), "id")
		s.want(s.call(lead, "DELETE", "/api/session/identities/"+id, nil), 204)
		told := map[string]int{}
		for _, one := range s.want(s.call(lead, "GET", "/api/central/audit", nil), 200).list("items") {
			e := one.(doc.Doc)
			told[doc.Text(e, "action")+" "+doc.Text(e, "actorName")]++
		}
		for want, times := range map[string]int{"returnFromProvider " + lead.Name: 1, "returnFromProvider " + s.A.User.Name: 1, "unlinkIdentity " + lead.Name: 1} {
			if told[want] != times {
				t.Errorf("%q is told %d times: %v", want, told[want], told)
			}
		}
	}, schemas()...)
}
