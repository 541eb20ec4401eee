// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded_test

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"cosell/internal/connector/crm/embedded"
	"cosell/internal/sqldb"
)

func schemas() []sqldb.Schema { return []sqldb.Schema{embedded.Schema()} }

// box stands for the real one: it ties the bytes to tenant and place, and hides them from a grep.
type box struct{}

func newBox(*testing.T, *sqldb.DB) embedded.Box { return box{} }

func (box) Seal(_ context.Context, tenant, where string, plain []byte) ([]byte, error) {
	return []byte(tenant + "|" + where + "|" + hex.EncodeToString(plain)), nil
}

func (box) Open(_ context.Context, tenant, where string, sealed []byte) ([]byte, error) {
	rest, ok := strings.CutPrefix(string(sealed), tenant+"|"+where+"|")
	if !ok {
		return nil, errors.New("sealed for another place")
	}
	return hex.DecodeString(rest)
}
