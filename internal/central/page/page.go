// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package page marks where a list was left off, in tokens that clients can neither read, change nor lend.
//
// A token is sealed for one tenant and one query: filters, sort, order and the caller's own reach. Whoever sends it
// with anything else is refused.
package page

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/clock"
	"cosell/internal/secret"
)

// Lifetime is how long a token is good for.
const Lifetime = 24 * time.Hour

// longest is AWS's limit for a token, in characters.
const longest = 2048

// A Mark is the last row that was handed out: the value that the list is sorted by, and the row's own key.
type Mark struct {
	Key  string `json:"k"`
	ID   string `json:"i"`
	Back bool   `json:"b,omitempty"` // leads to the page before the row
}

// Tokens seals and opens marks.
type Tokens struct {
	box   *secret.Box
	clock clock.Clock
}

// NewTokens seals marks without a write: lists are read while nothing can be stored.
func NewTokens(box *secret.Box, clk clock.Clock) *Tokens { return &Tokens{box: box, clock: clk} }

type sealed struct {
	Mark
	Until int64 `json:"u"` // seconds since 1970
}

// Seal makes the token for a mark in one query of one tenant. query is any text that says the whole query.
func (t *Tokens) Seal(_ context.Context, tenant, query string, m Mark) (string, error) {
	plain, err := json.Marshal(sealed{m, t.clock.Now().Add(Lifetime).Unix()})
	if err != nil {
		return "", err
	}
	b, err := t.box.SealBrief(tenant, where(query), plain)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// Open reads a token, and refuses one that was changed, has expired or belongs to another query or tenant.
func (t *Tokens) Open(_ context.Context, tenant, query, token string) (Mark, error) {
	if len(token) > longest {
		return Mark{}, refused("it is too long")
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return Mark{}, refused("it is not a token of this service")
	}
	plain, err := t.box.OpenBrief(tenant, where(query), b)
	var s sealed
	if err != nil || json.Unmarshal(plain, &s) != nil {
		return Mark{}, refused("it belongs to another query, or was changed")
	}
	if t.clock.Now().Unix() >= s.Until {
		return Mark{}, refused("it has expired; begin again without it")
	}
	return s.Mark, nil
}

func where(query string) string {
	sum := sha256.Sum256([]byte(query))
	return "page/" + hex.EncodeToString(sum[:16])
}

func refused(why string) error {
	return fault.Malformed(catalogue.Violation{
		Field: "nextToken", Path: "NextToken", Code: catalogue.InvalidValue, Rule: "request-token",
		Message:   "The NextToken cannot be used: " + why + ".",
		MessageJA: "NextToken を使用できません。",
		FixEN:     "Send the token of the last page with the same filters and sort, or no token to begin again.",
		FixJA:     "同じ条件と並び順で直前のページのトークンを送信するか、トークンなしで最初からやり直してください。",
	})
}
