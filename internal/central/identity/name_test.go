// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity_test

import (
	"testing"

	"cosell/internal/central/identity"
)

func TestTheFamilyNameComesFirstWhereItIsWrittenSo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		user identity.User
		want string
	}{
		{identity.User{FirstName: "さやか", LastName: "山本"}, "山本 さやか"},
		{identity.User{FirstName: "Dana", LastName: "Whitfield"}, "Dana Whitfield"},
		{identity.User{FirstName: "健"}, "健"},
	} {
		if got := c.user.Name(); got != c.want {
			t.Errorf("%+v is called %q, want %q", c.user, got, c.want)
		}
	}
}
