// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded_test

import (
	"strings"
	"testing"

	"cosell/internal/connector/crm/embedded"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

func schemas() []sqldb.Schema { return []sqldb.Schema{secret.Schema(), embedded.Schema()} }

func newBox(t *testing.T, db *sqldb.DB) *secret.Box {
	t.Helper()
	key, err := secret.ParseMasterKey(strings.Repeat("5a", 32))
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.Open(db, key)
	if err != nil {
		t.Fatal(err)
	}
	return box
}
