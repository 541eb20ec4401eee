// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"strings"
	"testing"

	"cosell/internal/ace/doc"
)

const leadsAt = "/api/central/leads"

// offered is a lead that the desk shares with A, by its engagement.
func offered(s *stage, company string) string {
	s.want(s.call(s.Reviewer, "POST", desk+"leads", map[string]any{"partner": s.A.Account, "message": "Met at a fair", "lead": doc.Doc{
		"Customer": doc.Doc{"CompanyName": company, "Industry": "Retail"}, "Interactions": []any{doc.Doc{"SourceType": "Event", "BusinessProblem": "=1+1",
			"Contact": doc.Doc{"BusinessTitle": "Head of IT", "Email": "ai.mori@marble.example", "FirstName": "Ai", "LastName": "Mori"}}}}}), 201)
	for _, one := range s.want(s.call(s.A.Lead, "GET", leadsAt, nil), 200).list("items") {
		if lead := one.(doc.Doc); lead["company"] == company {
			return lead["id"].(string)
		}
	}
	s.t.Fatalf("the lead of %s is not listed", company)
	return ""
}

func TestALeadIsWorkedOnOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := offered(s, "Marble Foods")
		one := leadsAt + "/" + id
		v := s.want(s.call(s.A.Lead, "GET", one, nil), 200)
		if strings.Contains(v.text, "Mori") || v.str("job") != "Head of IT" || v.str("message") != "Met at a fair" || v.body["may"].(doc.Doc)["answer"] != true {
			t.Errorf("before: %s", v.text)
		}
		s.want(s.call(s.A.User, "GET", one, nil), 404)
		s.want(s.call(s.B.Lead, "POST", one+"/accept", nil), 404)
		s.want(s.call(s.A.Lead, "PUT", one, map[string]any{"version": "2026-01-01T00:00:00Z", "change": doc.Doc{"Customer": doc.Doc{}}}), 409)
		v = s.want(s.call(s.A.Lead, "POST", one+"/accept", nil), 200)
		if !strings.Contains(v.text, "Mori") || v.str("status") != "Open" {
			t.Errorf("after: %s", v.text)
		}
		s.want(s.call(s.A.Lead, "POST", one+"/status", map[string]any{"version": v.str("version"), "status": "Wanted"}), 400)
		s.want(s.call(s.A.Lead, "POST", one+"/status", map[string]any{"status": "Qualified"}), 422)
		was := v.str("version")
		v = s.want(s.call(s.A.Lead, "POST", one+"/status", map[string]any{"version": was, "status": "Qualified", "reason": "Budget is there"}), 200)
		stale := s.want(s.call(s.A.Lead, "POST", one+"/status", map[string]any{"version": was, "status": "Research"}), 409)
		if stale.str("version") != v.str("version") {
			t.Errorf("stale: %s", stale.text)
		}
		v = s.want(s.call(s.A.Lead, "PUT", one, map[string]any{"version": v.str("version"), "change": doc.Doc{"Customer": doc.Doc{"Industry": "Retail", "Address": doc.Doc{"CountryCode": "JP"}}}}), 200)
		s.want(s.call(s.A.Lead, "PUT", one, map[string]any{"version": v.str("version"), "change": "no"}), 400)
		s.want(s.call(s.A.Lead, "POST", leadsAt+"/transfer", map[string]any{"ids": []string{id}, "email": s.A.User.Email}), 200)
		h := s.want(s.call(s.A.User, "GET", one+"/history", nil), 200).list("items")
		if len(h) != 4 || h[0].(doc.Doc)["action"] != "transfer" || h[2].(doc.Doc)["comment"] != "Budget is there" {
			t.Errorf("history: %v", h)
		}
		draft := s.want(s.call(s.A.User, "GET", one+"/draft", nil), 200).body["document"].(doc.Doc)
		if doc.Text(draft, "Customer.Account.Address.CountryCode") != "JP" {
			t.Errorf("the draft: %v", draft)
		}
		made := s.want(s.call(s.A.User, "POST", one+"/convert", map[string]any{"document": draft, "clientToken": "c1"}), 201).str("id")
		s.want(s.call(s.A.User, "POST", one+"/convert", map[string]any{"document": draft, "clientToken": "c2"}), 409)
		if v = s.want(s.call(s.A.Lead, "GET", one, nil), 200); v.str("opportunity") != made {
			t.Errorf("converted: %s", v.text)
		}
	})
}

func TestTheLeadsOfAViewAreDownloaded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		first, second := offered(s, "Marble Foods"), offered(s, "=Cmd")
		s.want(s.call(s.A.Lead, "POST", leadsAt+"/"+first+"/accept", nil), 200)
		file := func(query string) string {
			return s.want(s.call(s.A.Lead, "GET", leadsAt+"/export?"+query, nil), 200).text
		}
		whole := file("format=csv&language=ja&sort=company&order=asc")
		lines := strings.Split(strings.TrimSpace(whole), "\n")
		if len(lines) != 3 || !strings.Contains(lines[0], "リードステータス") || !strings.Contains(whole, "オープン") || !strings.Contains(whole, "Mori") || strings.Count(whole, "Mori") != 1 {
			t.Errorf("%s", whole)
		}
		if !strings.Contains(whole, ",'=Cmd,") || !strings.Contains(whole, ",'=1+1,") {
			t.Errorf("a formula stands in the file: %s", whole)
		}
		if one := file("format=csv&language=en&ids=" + second); strings.Count(strings.TrimSpace(one), "\n") != 1 || !strings.Contains(one, "Lead status") {
			t.Errorf("%s", one)
		}
		if xlsx := file("format=xlsx"); !strings.HasPrefix(xlsx, "PK") {
			t.Errorf("%.20q", xlsx)
		}
		s.want(s.call(s.A.Lead, "GET", leadsAt+"/export?sort=email", nil), 400)
	})
}
