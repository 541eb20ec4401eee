// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"testing"

	"cosell/internal/central/identity"
)

func TestEveryRoleIsJudged(t *testing.T) {
	t.Parallel()
	for _, role := range identity.Roles {
		if _, known := mayConnect[role]; !known {
			t.Errorf("nobody says whether %s manages connections", role)
		}
	}
	if len(mayConnect) != len(identity.Roles) {
		t.Errorf("%d roles are judged, %d exist", len(mayConnect), len(identity.Roles))
	}
}
