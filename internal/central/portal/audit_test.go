// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
)

func TestWhatPeopleDoOnThePagesIsInTheLogOfWhoeverItBelongsTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		made := s.want(s.call(s.A.Lead, "POST", opportunities, with(s.complete(s.A), "submit", true, "clientToken", "t-1")), 201)
		s.clk.Advance(time.Minute)
		id := made.str("id")
		file := s.want(s.call(s.Reviewer, "GET", "/api/central/desk/opportunities/"+id, nil), 200)
		s.want(s.call(s.Reviewer, "POST", "/api/central/desk/opportunities/"+id+"/decision", map[string]any{"version": file.str("version"), "decision": "approve"}), 200)

		log := s.want(s.call(s.A.Lead, "GET", "/api/central/audit", nil), 200)
		var told []string
		for _, one := range log.list("items") {
			e := one.(doc.Doc)
			subject := doc.Text(e, "subject")
			told = append(told, doc.Text(e, "action")+" "+doc.Text(e, "kind")+" "+doc.Text(e, "actorName")+" "+subject)
		}
		lead := s.A.Lead.Name
		want := []string{"deskDecide aws  " + id, "createOpportunity partner " + lead + " " + id}
		for _, one := range want {
			if !slices.Contains(told, one) {
				t.Errorf("%q is not told: %q", one, told)
			}
		}
		if !strings.HasPrefix(told[len(told)-1], "signIn partner "+lead) {
			t.Errorf("it begins with %q and not with a sign-in", told[len(told)-1])
		}
		of := s.want(s.call(s.A.Lead, "GET", "/api/central/audit?pageSize=10&filter="+url.QueryEscape(`{"tokens":[{"property":"action","operator":"=","value":"createOpportunity"},{"property":"subject","operator":"=","value":"`+id+`"},{"property":"at","operator":">=","value":"2026-11-20"}]}`), nil), 200)
		if len(of.list("items")) != 1 || of.body["total"] != json.Number("1") {
			t.Errorf("by action, one a page: %s", of.text)
		}
		good := s.want(s.call(s.A.Lead, "POST", "/api/central/audit/verify", map[string]any{}), 200)
		if good.str("head") == "" || good.body["broken"] != nil {
			t.Errorf("%s", good.text)
		}
		s.want(s.call(s.A.Lead, "POST", "/api/central/audit/verify", map[string]any{"head": good.str("head")}), 200)
		s.want(s.call(s.A.Lead, "POST", "/api/central/audit/verify", map[string]any{"head": "seven"}), 400)
		s.want(s.call(s.A.Lead, "GET", "/api/central/audit?cursor=yesterday", nil), 400)
		table := s.call(s.A.Lead, "GET", "/api/central/audit/export?filter="+url.QueryEscape(`{"tokens":[{"property":"subject","operator":"=","value":"`+id+`"}]}`), nil)
		lines := strings.Split(strings.TrimSpace(table.text), "\r\n")
		if table.status != 200 || len(lines) < 3 || !strings.HasPrefix(lines[0], "\ufeffposition,at,kind,actor,") || !strings.Contains(lines[1], "deskDecide") || strings.Contains(table.text, "signIn") {
			t.Errorf("the file, %d: %s", table.status, table.text)
		}
		if refused := s.call(s.A.User, "GET", "/api/central/audit/export", nil); refused.status != 403 || strings.Contains(refused.text, "position") {
			t.Errorf("an ACE user downloads %s", refused.text)
		}
		s.want(s.call(s.A.User, "GET", "/api/central/audit", nil), 403)
		if other := s.want(s.call(s.B.Lead, "GET", "/api/central/audit", nil), 200); strings.Contains(other.text, id) {
			t.Errorf("another tenant reads %s", other.text)
		}
	})
}
