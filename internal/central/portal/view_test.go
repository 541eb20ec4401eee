// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/url"
	"slices"
	"testing"

	"cosell/internal/ace/doc"
)

const views = "/api/central/views/opportunities"

func TestViewsAreSavedAndKeptFromThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		listed := s.want(s.call(s.A.Lead, "GET", views, nil), 200)
		if first := listed.list("items")[0].(doc.Doc); len(listed.list("items")) != 16 || first["id"] != "all" || first["preset"] != true {
			t.Fatalf("presets are %s", listed.text)
		}
		token := map[string]any{"property": "closeDate", "operator": ">=", "value": []string{"@month"}}
		body := map[string]any{"name": "Soon", "filters": []any{token}, "sort": "closeDate", "order": "asc", "columns": []string{"id", "closeDate"}}
		made := s.want(s.call(s.A.Lead, "POST", views, body), 201)
		if made.str("version") != "1" || made.str("order") != "asc" || made.list("filters")[0].(doc.Doc)["property"] != "closeDate" {
			t.Errorf("saved %s", made.text)
		}
		s.want(s.call(s.A.Lead, "POST", views, body), 422) // the name is taken
		one := views + "/" + made.str("id")
		body["version"], body["shared"] = "1", true
		s.want(s.call(s.A.Lead, "PUT", one, body), 200)
		if stale := s.want(s.call(s.A.Lead, "PUT", one, body), 409); stale.str("code") != "stale" || stale.str("version") != "2" {
			t.Errorf("an old version: %s", stale.text)
		}
		s.want(s.call(s.A.User, "PUT", one, body), 403)
		s.want(s.call(s.B.Lead, "PUT", one, body), 404)
		s.want(s.call(s.A.Lead, "PUT", one, map[string]any{"name": "x"}), 422) // no version
		s.want(s.call(s.A.User, "PUT", views, map[string]any{"default": made.str("id"), "display": map[string]any{"pageSize": 50}}), 200)
		if kept := s.want(s.call(s.A.User, "GET", views, nil), 200); kept.str("default") != made.str("id") || kept.body["display"].(doc.Doc)["pageSize"] == nil {
			t.Errorf("kept %s", kept.text)
		}
		given := s.want(s.call(s.A.Lead, "POST", one+"/transfer", map[string]any{"version": "2", "email": s.A.User.Email}), 200)
		if given.body["mine"] != false || given.str("version") != "3" {
			t.Errorf("given away: %s", given.text)
		}
		s.want(s.call(s.A.User, "DELETE", one+"?version=3", nil), 200)
		s.want(s.call(s.A.Lead, "GET", "/api/central/views/deals", nil), 400)
		s.want(s.call(s.A.Lead, "POST", views, map[string]any{"name": "y", "filters": []any{map[string]any{"property": "stage", "operator": "=", "value": []string{}}}}), 400)
	})
}

func TestFlagsAndTextFilterThePagesLists(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A, "Project.Title", "港湾データ分析")), 201).str("id")
		s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A, "Project.Title", "Something else")), 201)
		s.want(s.call(s.A.Lead, "POST", opportunities+"/flags", map[string]any{"ids": []string{id}, "on": true}), 200)
		s.want(s.call(s.A.Lead, "POST", opportunities+"/flags", map[string]any{"ids": []string{}, "on": true}), 400)
		for _, tokens := range []string{`{"operator":":","value":"データ"}`, `{"property":"flagged","operator":"=","value":["Yes"]}`, `{"property":"project_title","operator":":","value":"分析"}`} {
			r := s.want(s.call(s.A.Lead, "GET", opportunities+"?filter="+url.QueryEscape(`{"tokens":[`+tokens+`]}`), nil), 200)
			if got := titles(r); !slices.Equal(got, []string{"港湾データ分析"}) || r.list("items")[0].(doc.Doc)["flagged"] != true {
				t.Errorf("%s lists %v", tokens, r.text)
			}
		}
		if leads := s.want(s.call(s.A.Lead, "GET", "/api/central/leads", nil), 200); len(leads.list("items")) != 0 {
			t.Errorf("leads are %s", leads.text)
		}
	})
}
