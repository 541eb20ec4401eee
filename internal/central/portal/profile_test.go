// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"regexp"
	"slices"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
)

const ownProfile = "/api/central/profile"

// newText is a profile that moderation publishes.
func newText(changes ...any) map[string]any {
	return with(map[string]any{"name": "Alpha Cloud", "description": "クラウド移行を支援します。", "website": "https://alpha.example", "logo": "https://alpha.example/logo.png",
		"solution": "CONSULTING_SERVICES", "industries": []string{"RETAIL"}, "locale": "ja-JP", "country": "JP", "subdivision": "13"}, changes...)
}

func TestAProfileIsUpdatedOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.want(s.call(s.A.Lead, "POST", ownProfile+"/updates", newText()), 404) // not registered
		s.Introduce(s.A, selling.CatalogAWS)
		if r := s.want(s.call(s.A.User, "GET", ownProfile, nil), 200); doc.Get(r.body, "mayManage") != false || r.str("contact.email") == "" || r.str("visibility") != "PUBLIC" {
			t.Errorf("an ACE user sees %s", r.text)
		}
		s.want(s.call(s.A.User, "POST", ownProfile+"/updates", newText()), 403)

		wrong := s.want(s.call(s.A.Lead, "POST", ownProfile+"/updates", newText("name", "", "website", "ftp://alpha.example", "industries", []string{"MAGIC"})), 422)
		if found := locations(wrong); !slices.Contains(found, "TaskDetails.DisplayName") || !slices.Contains(found, "TaskDetails.WebsiteUrl") ||
			!slices.Contains(found, "TaskDetails.IndustrySegments[0]") {
			t.Errorf("refused at %v: %s", found, wrong.text)
		}
		r := s.want(s.call(s.A.Lead, "POST", ownProfile+"/updates", newText("description", "Write to us: sales@alpha.example")), 200)
		if r.str("update.status") != "IN_PROGRESS" || r.str("contents.name") == "Alpha Cloud" || doc.Get(r.body, "mayManage") != true {
			t.Errorf("before moderation: %s", r.text)
		}
		twice := s.want(s.call(s.A.Lead, "POST", ownProfile+"/updates", newText()), 409)
		if e := twice.list("errors"); len(e) != 1 || e[0].(doc.Doc)["rule"] != "profile-one-update" || e[0].(doc.Doc)["messageJa"] == "" {
			t.Errorf("a second update: %s", twice.text)
		}
		s.clk.Advance(centraltest.Moderation)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		r = s.want(s.call(s.A.Lead, "GET", ownProfile, nil), 200)
		if r.str("update.status") != "FAILED" || len(r.list("update.found")) != 1 || r.list("update.found")[0].(doc.Doc)["reason"] != "INVALID_CONTENT" {
			t.Errorf("after moderation: %s", r.text)
		}
		ended := s.want(s.call(s.A.Lead, "DELETE", ownProfile+"/updates/"+r.str("update.id"), nil), 409)
		if e := ended.list("errors"); len(e) != 1 || e[0].(doc.Doc)["rule"] != "profile-update-open" {
			t.Errorf("what has ended is withdrawn: %s", ended.text)
		}
		id := s.want(s.call(s.A.Admin, "POST", ownProfile+"/updates", newText()), 200).str("update.id")
		if r := s.want(s.call(s.A.Admin, "DELETE", ownProfile+"/updates/"+id, nil), 200); r.str("update.status") != "CANCELED" {
			t.Errorf("withdrawn: %s", r.text)
		}
		s.want(s.call(s.A.Lead, "POST", ownProfile+"/updates", newText()), 200)
		s.clk.Advance(centraltest.Moderation)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		r = s.want(s.call(s.A.Lead, "GET", ownProfile, nil), 200)
		if r.str("update.status") != "SUCCEEDED" || r.str("contents.name") != "Alpha Cloud" || r.str("contents.subdivision") != "13" || r.str("contents.locale") != "ja-JP" {
			t.Errorf("published: %s", r.text)
		}
	})
}

func TestAProfileIsSaidInFurtherLanguages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.Introduce(s.A, selling.CatalogAWS)
		in := func(locale string) map[string]any {
			return map[string]any{"locale": locale, "name": "Alpha", "description": "Wir begleiten den Umzug.", "website": "https://alpha.example/de", "logo": "https://alpha.example/logo.png"}
		}
		german := in("de-DE")
		for name, c := range map[string]struct {
			with  []any
			where []string
		}{
			"a language without its texts": {[]any{map[string]any{"locale": "fr-FR"}}, []string{"TaskDetails.LocalizedContents[0].DisplayName",
				"TaskDetails.LocalizedContents[0].Description", "TaskDetails.LocalizedContents[0].WebsiteUrl", "TaskDetails.LocalizedContents[0].LogoUrl"}},
			"a language twice": {[]any{german, german}, []string{"TaskDetails.LocalizedContents[1].Locale"}},
			"its own language": {[]any{in("ja-JP")}, []string{"TaskDetails.LocalizedContents[0].Locale"}},
		} {
			r := s.want(s.call(s.A.Lead, "POST", ownProfile+"/updates", newText("translations", c.with)), 422)
			if got := locations(r); len(got) != len(c.where) || slices.ContainsFunc(c.where, func(at string) bool { return !slices.Contains(got, at) }) {
				t.Errorf("%s is refused at %v: %s", name, got, r.text)
			}
		}
		publish := func(body map[string]any) []any {
			t.Helper()
			s.want(s.call(s.A.Lead, "POST", ownProfile+"/updates", body), 200)
			s.clk.Advance(centraltest.Moderation)
			if err := s.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			r := s.want(s.call(s.A.Lead, "GET", ownProfile, nil), 200)
			if r.str("update.status") != "SUCCEEDED" || len(r.list("update.translations")) != len(r.list("translations")) {
				t.Errorf("published: %s", r.text)
			}
			return r.list("translations")
		}
		for _, step := range []struct {
			name string
			body map[string]any
			want int
		}{{"with one", newText("translations", []any{german}), 1}, {"silent about it", newText(), 1}, {"with none", newText("translations", []any{}), 0}} {
			got := publish(step.body)
			if len(got) != step.want || len(got) == 1 && doc.Text(got[0].(doc.Doc), "description") != "Wir begleiten den Umzug." {
				t.Errorf("%s: %v", step.name, got)
			}
		}
	})
}

func TestTheAllianceLeadsAddressIsProvenByACode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.Introduce(s.A, selling.CatalogAWS)
		contact := map[string]any{"firstName": "花子", "lastName": "佐藤", "title": "アライアンスリード", "email": "hanako@alpha.example"}
		for name, c := range map[string]struct {
			code  string
			where string
		}{"without a code": {"", "EmailVerificationCode"}, "with a wrong one": {"000000", "EmailVerificationCode"}, "with letters": {"abcdef", "EmailVerificationCode"}} {
			r := s.want(s.call(s.A.Lead, "PUT", ownProfile+"/contact", with(contact, "code", c.code)), 422)
			if !slices.Equal(locations(r), []string{c.where}) {
				t.Errorf("%s: %s", name, r.text)
			}
		}
		s.want(s.call(s.A.Lead, "POST", ownProfile+"/codes", map[string]any{"email": "nobody"}), 422)
		s.want(s.call(s.A.User, "POST", ownProfile+"/codes", map[string]any{"email": "hanako@alpha.example"}), 403)
		s.want(s.call(s.A.Lead, "POST", ownProfile+"/codes", map[string]any{"email": "hanako@alpha.example"}), 200)
		letters := s.want(s.call(s.A.Lead, "GET", "/api/central/letters", nil), 200)
		letter := letters.list("items")[0].(doc.Doc)
		code := regexp.MustCompile(`\d{6}`).FindString(doc.Text(letter, "body"))
		if doc.Text(letter, "id") == "" || code == "" {
			t.Fatalf("the letter: %s", letters.text)
		}
		r := s.want(s.call(s.A.Lead, "PUT", ownProfile+"/contact", with(contact, "code", code)), 200)
		if r.str("contact.email") != "hanako@alpha.example" || r.str("contact.lastName") != "佐藤" {
			t.Errorf("the contact: %s", r.text)
		}
		s.want(s.call(s.A.Lead, "PUT", ownProfile+"/contact", map[string]any{"firstName": "花子", "lastName": "鈴木", "title": "部長", "email": "hanako@alpha.example"}), 200)
		s.want(s.call(s.A.User, "PUT", ownProfile+"/contact", contact), 403)
		for range 4 {
			s.want(s.call(s.A.Lead, "POST", ownProfile+"/codes", map[string]any{"email": "hanako@alpha.example"}), 200)
		}
		spent := s.want(s.call(s.A.Lead, "POST", ownProfile+"/codes", map[string]any{"email": "hanako@alpha.example"}), 409)
		if e := spent.list("errors"); len(e) != 1 || e[0].(doc.Doc)["fixJa"] == "" {
			t.Errorf("a code too many: %s", spent.text)
		}
	})
}
