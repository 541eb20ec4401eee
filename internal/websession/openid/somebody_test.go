// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package openid

import (
	"encoding/json"
	"testing"
)

func FuzzClaimsAreReadOrRefused(f *testing.F) {
	for _, seed := range []string{`{"email":"a@example.com","email_verified":true,"azp":"x","amr":["mfa"]}`, `{"email_verified":"true","amr":7}`, `[]`, `null`, "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := read(text)
		if err != nil && (c.Email != "" || c.Party != "" || bool(c.Verified) || len(c.Methods) > 0) {
			t.Errorf("%q: %+v with %v", text, c, err)
		}
		if err == nil && !json.Valid(text) {
			t.Errorf("%q was read as %+v", text, c)
		}
	})
}
