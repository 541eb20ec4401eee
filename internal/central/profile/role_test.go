// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"testing"

	"cosell/internal/central/identity"
)

func TestEveryRoleIsJudged(t *testing.T) {
	t.Parallel()
	for _, role := range identity.Roles {
		if _, known := mayManage[role]; !known {
			t.Errorf("nobody says whether %s manages the profile", role)
		}
	}
	if len(mayManage) != len(identity.Roles) {
		t.Errorf("%d roles are judged, %d exist", len(mayManage), len(identity.Roles))
	}
}
