// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"testing"

	"cosell/internal/ace/catalogue"
)

func TestEveryStateIsToldWholeInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]catalogue.Violation{states, settledAs} {
		for reason, v := range table {
			if v.Rule == "" || v.Message == "" || v.MessageJA == "" || v.FixEN == "" || v.FixJA == "" {
				t.Errorf("%s: %+v", reason, v)
			}
		}
	}
}
