// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"strings"
	"testing"

	"cosell/internal/central/notice"
	"cosell/internal/sqldb"
)

func (s *stage) tell(n notice.Notice) {
	s.t.Helper()
	if err := s.DB.InTx(s.t.Context(), func(tx *sqldb.Tx) error { return notice.Post(tx, n) }); err != nil {
		s.t.Fatal(err)
	}
}

func TestNoticesAreListedCountedAndMarked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		for _, cause := range []string{"1", "2"} {
			s.tell(notice.Notice{Account: s.A.Account, Kind: notice.ReviewAction, Subject: "O7", Cause: cause, Users: []string{s.A.User.Email},
				Data: map[string]string{"company": "さくら商事"}})
		}
		const all = "/api/central/notices"
		got := s.want(s.call(s.A.User, "GET", all+"?pageSize=10", nil), 200)
		for _, part := range []string{`"heading":"Action required: opportunity O7"`, `"headingJa":"対応が必要です: オポチュニティ O7"`, `"link":"/opportunities/O7"`,
			`さくら商事 のオポチュニティについて`, `"unread":2`, `"total":2`, `"seen":false`} {
			if !strings.Contains(got.text, part) {
				t.Errorf("%s is not in %s", part, got.text)
			}
		}
		if other := s.want(s.call(s.A.Lead, "GET", all, nil), 200); strings.Contains(other.text, "O7") {
			t.Errorf("a colleague reads %s", other.text)
		}
		first := got.body["items"].([]any)[0].(map[string]any)["id"].(string)
		marked := s.want(s.call(s.A.User, "POST", all+"/marks", map[string]any{"ids": []string{first}, "seen": true}), 200)
		if !strings.Contains(marked.text, `"unread":1`) {
			t.Errorf("%s", marked.text)
		}
		unread := s.want(s.call(s.A.User, "GET", all+`?filter={"tokens":[{"property":"seen","operator":"=","value":"no"},{"property":"group","operator":"=","value":["reviews"]}]}`, nil), 200)
		if !strings.Contains(unread.text, `"total":1`) || strings.Contains(unread.text, first) {
			t.Errorf("%s", unread.text)
		}
		if n := s.want(s.call(s.A.User, "POST", all+"/marks", map[string]any{"upTo": first}), 200); !strings.Contains(n.text, `"unread":0`) {
			t.Errorf("%s", n.text)
		}
		s.want(s.call(s.A.User, "POST", all+"/marks", map[string]any{}), 422)
		s.want(s.call(s.A.User, "GET", all+`?filter={"tokens":[{"property":"seen","operator":"=","value":"yes"}]}`, nil), 400)
		s.want(s.call(s.A.User, "GET", all+`?filter={"tokens":[{"property":"group","operator":"=","value":"nothing"}]}`, nil), 400)
	})
}

func TestNoticePreferencesAreReadAndSaved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const at = "/api/central/notices/preferences"
		got := s.want(s.call(s.A.User, "GET", at, nil), 200)
		for _, part := range []string{`"email":"user@alpha.example"`, `"time":"09:00"`, `"version":"0"`, `{"group":"reviews","name":"Reviews by AWS","nameJa":"AWS のレビュー","page":true,"mail":"at-once"}`, `"sends":false`} {
			if !strings.Contains(got.text, part) {
				t.Errorf("%s is not in %s", part, got.text)
			}
		}
		wish := func(mail, zone, time, version string) map[string]any {
			return map[string]any{"wishes": []any{map[string]any{"group": "reviews", "page": false, "mail": mail}}, "zone": zone, "time": time, "businessDays": true, "version": version}
		}
		saved := s.want(s.call(s.A.User, "PUT", at, wish("weekly", "Asia/Tokyo", "08:30", "0")), 200)
		if !strings.Contains(saved.text, `"nameJa":"AWS のレビュー","page":false,"mail":"weekly"}`) || !strings.Contains(saved.text, `"time":"08:30"`) || !strings.Contains(saved.text, `"version":"1"`) {
			t.Errorf("%s", saved.text)
		}
		if stale := s.want(s.call(s.A.User, "PUT", at, wish("weekly", "UTC", "08:30", "0")), 409); stale.str("code") != "stale" {
			t.Errorf("%s", stale.text)
		}
		s.want(s.call(s.A.User, "PUT", at, wish("hourly", "UTC", "08:30", "1")), 400)
		s.want(s.call(s.A.User, "PUT", at, wish("daily", "UTC", "noon", "1")), 400)
		if mars := s.want(s.call(s.A.User, "PUT", at, wish("daily", "Mars/Olympus", "08:30", "1")), 422); !strings.Contains(mars.text, "タイムゾーン") {
			t.Errorf("%s", mars.text)
		}
	})
}
