// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"strings"
	"testing"

	"cosell/internal/aws/account"
)

func TestWhoVerifiesTheAccountReadsItsCodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		if _, err := s.Verifications.Send(t.Context(), s.A.API, account.SendEmailVerificationCodeRequest{Catalog: "AWS", Email: "new@alpha.example"}); err != nil {
			t.Fatal(err)
		}
		got := s.want(s.call(s.A.Lead, "GET", "/api/central/letters", nil), 200)
		if !strings.Contains(got.text, `"to":"new@alpha.example"`) || !strings.Contains(got.text, "確認コード") {
			t.Errorf("%s", got.text)
		}
		if other := s.want(s.call(s.B.Lead, "GET", "/api/central/letters", nil), 200); strings.Contains(other.text, "alpha") {
			t.Errorf("another tenant reads %s", other.text)
		}
		if own := s.want(s.call(s.A.User, "GET", "/api/central/letters", nil), 200); strings.Contains(own.text, "new@alpha.example") {
			t.Errorf("who administers nothing reads %s", own.text)
		}
	})
}
