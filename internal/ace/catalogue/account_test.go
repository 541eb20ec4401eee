// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue_test

import (
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// asked is a request of the Account API that is wrong in every member that pages send.
var asked = map[string]string{
	"StartProfileUpdateTask": `{"TaskDetails":{"DisplayName":"","Description":"","WebsiteUrl":"ftp://a.example","LogoUrl":"logo","PrimarySolutionType":"MAGIC",
		"IndustrySegments":["MAGIC"],"TranslationSourceLocale":"Japanese","Headquarters":{"CountryCode":"jp","SubdivisionCode":"JP-13"}}}`,
	"PutAllianceLeadContact":      `{"AllianceLeadContact":{"FirstName":"","LastName":"","BusinessTitle":"","Email":"nobody"},"EmailVerificationCode":"abcdef"}`,
	"SendEmailVerificationCode":   `{"Email":"nobody"}`,
	"PutProfileVisibility":        `{"Visibility":"SECRET"}`,
	"CreateConnectionInvitation":  `{"Message":"","ReceiverIdentifier":"?"}`,
	"RejectConnectionInvitation":  `{"Reason":"` + strings.Repeat("a", 257) + `"}`,
	"UpdateConnectionPreferences": `{"AccessType":"SOME","ExcludedParticipantIdentifiers":["?"]}`,
}

// pathsOf are the members of a request by path, lists with "[]".
func pathsOf(prefix string, v any) (all []string) {
	switch v := v.(type) {
	case doc.Doc:
		for name, member := range v {
			all = append(all, pathsOf(strings.TrimPrefix(prefix+"."+name, "."), member)...)
		}
	case []any:
		for _, element := range v {
			all = append(all, pathsOf(prefix+"[]", element)...)
		}
	default:
		all = append(all, prefix)
	}
	return all
}

func TestWhatIsWrongWithAnAccountsRequestIsToldInWordsAndNotInPaths(t *testing.T) {
	t.Parallel()
	for operation, text := range asked {
		d, err := doc.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		broken := catalogue.Account.Check(operation, d)
		for _, path := range pathsOf("", d) {
			n := slices.IndexFunc(broken, func(v catalogue.Violation) bool { return v.Path == path })
			if n < 0 {
				t.Errorf("%s takes a wrong %s", operation, path)
				continue
			}
			last := strings.TrimSuffix(path[strings.LastIndexByte(path, '.')+1:], "[]")
			if v := broken[n]; strings.Contains(path, ".") && strings.Contains(v.FixEN, path) || strings.Contains(v.MessageJA+v.FixJA, "「"+last) || !strings.Contains(v.FixJA, "「") {
				t.Errorf("%s: %s is told as %q, %q, %q", operation, path, v.FixEN, v.MessageJA, v.FixJA)
			}
		}
	}
}

func TestProfilesAreMadeOfWhatTheAccountApiTakes(t *testing.T) {
	t.Parallel()
	whole := `{"Catalog":"AWS","Identifier":"partner-AAAAAAAAAAAAA","TaskDetails":{"DisplayName":"a","Description":"a","WebsiteUrl":"https://a.example","LogoUrl":"https://a.example",
		"PrimarySolutionType":"SOLUTION","IndustrySegments":["SEGMENT"],"TranslationSourceLocale":"ja-JP"}}`
	takes := func(solution, segment string) bool {
		d, err := doc.Parse([]byte(strings.NewReplacer("SOLUTION", solution, "SEGMENT", segment).Replace(whole)))
		if err != nil {
			t.Fatal(err)
		}
		return len(catalogue.Account.Check("StartProfileUpdateTask", d)) == 0
	}
	solutions, segments := catalogue.Values("partner_solution_type"), catalogue.Values("partner_industry_segment")
	if len(solutions) != 8 || len(segments) != 37 {
		t.Fatalf("%d solution types and %d industry segments, the model has 8 and 37", len(solutions), len(segments))
	}
	for _, v := range solutions {
		if !takes(v.API, "RETAIL") {
			t.Errorf("no solution type of the API: %s", v.API)
		}
	}
	for _, v := range segments {
		if !takes("CONSULTING_SERVICES", v.API) {
			t.Errorf("no industry segment of the API: %s", v.API)
		}
	}
	if takes("MAGIC", "RETAIL") || takes("CONSULTING_SERVICES", "MAGIC") {
		t.Error("what the model does not list is taken")
	}
}
