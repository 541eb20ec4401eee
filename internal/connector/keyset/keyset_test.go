// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package keyset_test

import (
	"errors"
	"testing"

	"cosell/internal/connector/keyset"
)

func TestACursorBelongsToItsQuery(t *testing.T) {
	t.Parallel()
	for _, m := range []keyset.Mark{{Key: int64(1764000000000001), ID: "OP-1"}, {Key: "株式会社", ID: "x", Back: true}} {
		text := m.String("query")
		got, err := keyset.Parse(text, "query")
		if err != nil || got != m {
			t.Errorf("read back %+v, %v", got, err)
		}
		if _, err := keyset.Parse(text, "another query"); !errors.Is(err, keyset.ErrCursor) {
			t.Errorf("in another query: %v", err)
		}
	}
	if m, err := keyset.Parse("", "query"); err != nil || m.ID != "" {
		t.Errorf("the beginning: %+v, %v", m, err)
	}
}

func FuzzAnyTextIsACursorOrRefused(f *testing.F) {
	f.Add(keyset.Mark{Key: int64(1), ID: "a"}.String("q"))
	f.Add("eyJrIjoxZTQwMCwiaSI6ImEiLCJxIjoiIn0")
	f.Add("e30")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := keyset.Parse(text, "q")
		if err != nil && !errors.Is(err, keyset.ErrCursor) {
			t.Fatalf("%q: %v", text, err)
		}
		if err == nil && text != "" && m.ID == "" {
			t.Fatalf("%q is a cursor of nothing", text)
		}
	})
}
