// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"encoding/base64"
	"mime"
	"testing"

	"cosell/internal/ace/doc"
)

func TestASupportCaseAndItsFilesGoOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const cases, files = "/api/central/support/cases", "/api/central/support/files"
		facts := s.want(s.call(s.A.Lead, "GET", "/api/central/support/facts", nil), 200)
		if len(facts.list("topics")) < 10 || len(facts.list("endings")) == 0 {
			t.Errorf("%s", facts.text)
		}
		s.want(s.call(s.A.Lead, "POST", files, map[string]any{"name": "x.html", "size": 3}), 422)
		f := s.want(s.call(s.A.Lead, "POST", files, map[string]any{"name": "同期ログ.txt", "size": 3}), 201)
		s.want(s.call(s.A.User, "PUT", files+"/"+f.str("id"), map[string]any{"start": 0, "data": "YWJj"}), 404)
		s.want(s.call(s.A.Lead, "PUT", files+"/"+f.str("id"), map[string]any{"start": 0, "data": base64.StdEncoding.EncodeToString([]byte("abc"))}), 200)
		s.want(s.call(s.A.Lead, "POST", cases, map[string]any{"clientToken": "t"}), 422)
		s.want(s.call(s.A.Lead, "POST", cases, map[string]any{"topic": "lead"}), 400)
		made := s.want(s.call(s.A.Lead, "POST", cases, map[string]any{"clientToken": "t", "topic": "lead", "subject": "A lead is missing", "body": "Since Monday.",
			"files": []any{f.str("id")}}), 201)
		one := cases + "/" + made.str("id")
		list := s.want(s.call(s.Reviewer, "GET", cases+`?filter={"tokens":[{"property":"state","operator":"=","value":"open"}]}`, nil), 200)
		if len(list.list("items")) != 1 || list.list("items")[0].(doc.Doc)["partner"].(doc.Doc)["name"] != "Alpha Software" {
			t.Fatalf("%s", list.text)
		}
		s.want(s.call(s.B.Lead, "GET", one, nil), 404)
		s.want(s.call(s.B.Lead, "GET", files+"/"+f.str("id"), nil), 404)
		s.want(s.call(s.Reviewer, "POST", one+"/messages", map[string]any{"step": "reply", "body": "x"}), 422)
		said := s.want(s.call(s.Reviewer, "POST", one+"/messages", map[string]any{"version": made.str("version"), "step": "reply", "body": "Which one?"}), 201)
		if said.str("state") != "waiting-partner" || len(said.list("messages")) != 2 {
			t.Errorf("%s", said.text)
		}
		if stale := s.want(s.call(s.A.Lead, "POST", one+"/messages", map[string]any{"version": made.str("version"), "step": "reply", "body": "x"}), 409); stale.str("code") != "stale" {
			t.Errorf("%s", stale.text)
		}
		got := s.want(s.call(s.Reviewer, "GET", files+"/"+f.str("id"), nil), 200)
		how, with, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
		if got.text != "abc" || err != nil || how != "attachment" || with["filename"] != "同期ログ.txt" {
			t.Errorf("%q as %q: %v", got.text, got.header.Get("Content-Disposition"), err)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Type": "text/plain", "Content-Security-Policy": "default-src 'none'; sandbox"} {
			if got.header.Get(name) != want {
				t.Errorf("%s is %q", name, got.header.Get(name))
			}
		}
	})
}
