// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
)

const bulkRuns = "/api/central/bulk/runs"

func TestAFileGoesInByPiecesOverThePagesAndItsRowsAreMended(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		lead := s.A.Lead
		template := s.want(s.call(lead, "GET", "/api/central/bulk/template?language=ja", nil), 200)
		if !strings.HasPrefix(template.text, "PK") || !strings.Contains(template.header.Get("Content-Disposition"), "template-ja.xlsx") {
			t.Errorf("the template is %q of %q", template.text[:10], template.header.Get("Content-Disposition"))
		}
		facts := s.want(s.call(lead, "GET", "/api/central/bulk/facts", nil), 200)
		if facts.str("template") == "" {
			t.Errorf("facts are %s", facts.text)
		}
		heading := "お客様の会社名,業種,国,郵便番号,お客様のウェブサイト,AWS に求める主な支援,プロジェクトのタイトル,お客様のビジネス上の課題,提供するソリューション,ユースケース,推定 AWS 月間経常収益,ターゲット終了日,オポチュニティタイプ,提供形態,マーケティング活動による案件ですか,次のステップ\r\n"
		content := heading + "株式会社みなと物流,Retail,日本,1000001,minato.example.com,Co-Sell - Architectural Validation,データレイク,店舗のデータが毎日一日遅れて届くため、すぐに対応できません。,その他,Storage & Backup,12500,2027/03/31,Net New Business,SaaS or PaaS,No,=A1\r\n"
		run := s.want(s.call(lead, "POST", bulkRuns, map[string]any{"kind": "import", "file": "案件.csv", "size": len(content), "token": "t"}), 201)
		one := bulkRuns + "/" + run.str("id")
		for i := 0; i < len(content); i += 200 {
			piece := []byte(content[i:min(i+200, len(content))])
			s.want(s.call(lead, "PUT", one+"/file", map[string]any{"start": i, "data": base64.StdEncoding.EncodeToString(piece)}), 200)
		}
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		page := s.want(s.call(lead, "GET", one+"/rows?states=bad", nil), 200)
		row := page.list("items")[0].(doc.Doc)
		problem := row["problems"].([]any)[0].(doc.Doc)
		if problem["column"] != "next_steps" || problem["messageJa"] == "" || len(page.list("columns")) != 16 {
			t.Fatalf("the rows are %s", page.text)
		}
		errors := s.want(s.call(lead, "GET", one+"/errors?language=ja", nil), 200)
		if !strings.Contains(errors.text, "数式") || !strings.Contains(errors.text, "'=A1") {
			t.Errorf("the error file is %s", errors.text)
		}
		mend := fmt.Sprintf("%s/rows/%v", one, row["number"])
		mended := s.want(s.call(lead, "PUT", mend, map[string]any{"version": 1, "cells": map[string]string{"next_steps": "デモ"}}), 200)
		if mended.str("state") != "good" {
			t.Errorf("mended: %s", mended.text)
		}
		s.want(s.call(lead, "PUT", mend, map[string]any{"version": 1, "cells": map[string]string{}}), 409)
		s.want(s.call(s.A.User, "GET", one, nil), 404)
		s.want(s.call(s.B.Lead, "GET", one+"/errors", nil), 404)
		s.want(s.call(lead, "POST", one+"/start", nil), 200)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if done := s.want(s.call(lead, "GET", one, nil), 200); done.str("state") != "finished" || fmt.Sprint(done.body["done"]) != "1" {
			t.Errorf("carried out: %s", done.text)
		}
		if list := s.want(s.call(lead, "GET", bulkRuns, nil), 200); len(list.list("items")) != 1 {
			t.Errorf("runs are %s", list.text)
		}
		if log := s.want(s.call(lead, "GET", one+"/log?of=done&language=ja", nil), 200); !strings.Contains(log.text, "株式会社みなと物流") {
			t.Errorf("the log is %s", log.text)
		}
		filter := url.QueryEscape(`{"tokens":[{"property":"company","operator":"^","value":"株式"}]}`)
		if csv := s.want(s.call(lead, "GET", "/api/central/bulk/export?language=ja&filter="+filter, nil), 200); strings.Count(csv.text, "データレイク") != 1 {
			t.Errorf("the export is %s", csv.text)
		}
		if refused := s.call(lead, "GET", "/api/central/bulk/export?filter="+url.QueryEscape(`{"tokens":[{"property":"no","operator":"=","value":"x"}]}`), nil); refused.status != 400 || refused.str("code") != "invalid" {
			t.Errorf("an unknown filter answers %d %s", refused.status, refused.text)
		}
		s.want(s.call(s.A.Admin, "GET", "/api/central/bulk/export", nil), 403)
	})
}

func TestASelectionIsPlannedAndGivenAwayOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.want(s.call(s.A.Lead, "POST", opportunities, s.complete(s.A)), 201).str("id")
		action := map[string]any{"kind": "transfer", "ids": []string{id, "O1"}, "target": s.A.User.Email, "token": "t"}
		plan := s.want(s.call(s.A.Lead, "POST", "/api/central/bulk/plan", action), 200)
		if fmt.Sprint(plan.body["eligible"], plan.body["total"]) != "12" || len(plan.list("reasons")) != 1 {
			t.Errorf("planned: %s", plan.text)
		}
		run := s.want(s.call(s.A.Lead, "POST", "/api/central/bulk/actions", action), 201)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		done := s.want(s.call(s.A.Lead, "GET", bulkRuns+"/"+run.str("id"), nil), 200)
		if fmt.Sprint(done.body["done"], done.body["bad"]) != "11" {
			t.Errorf("given away: %s", done.text)
		}
		s.want(s.call(s.A.User, "GET", opportunities+"/"+id, nil), 200)
		if wrong := s.call(s.A.Lead, "POST", "/api/central/bulk/actions", map[string]any{"kind": "destroy"}); wrong.status != 422 {
			t.Errorf("an unknown kind answers %d %s", wrong.status, wrong.text)
		}
	})
}
