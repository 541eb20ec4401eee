// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package entry_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/entry"
)

type typed struct {
	Typed, Text string
	Currencies  []string
	Unread      bool
}

// table is what pages are held against as well.
func table(t testing.TB) (all struct{ Amounts, PostalCodes, Phones, Numbers []typed }) {
	t.Helper()
	text, err := os.ReadFile("testdata/entries.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil || len(all.Amounts) == 0 || len(all.PostalCodes) == 0 || len(all.Phones) == 0 || len(all.Numbers) == 0 {
		t.Fatalf("the table is not whole: %v", err)
	}
	return all
}

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, c := range table(t).Amounts {
		if c.Unread {
			c.Text = strings.TrimSpace(c.Typed)
		}
		got := entry.ReadAmount(c.Typed)
		if got.Text != c.Text || !slices.Equal(got.Currencies, c.Currencies) || got.Read == c.Unread {
			t.Errorf("%q is read as %+v, want %+v", c.Typed, got, c)
		}
	}
}

func TestACurrencyInTheTextIsHeldAgainstTheChosenOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, currency string
		contradicts     bool
	}{
		{"¥12,000", "USD", true}, {"¥12,000", "JPY", false}, {"¥12,000", "CNY", false}, {"$12", "USD", false}, {"$12", "EUR", true},
		{"12000", "EUR", false}, {"120万", "USD", false}, {"¥ soon", "USD", false},
	} {
		if got := entry.ReadAmount(c.typed).Contradicts(c.currency); got != c.contradicts {
			t.Errorf("%s in %s contradicts: %v", c.typed, c.currency, got)
		}
	}
}

func TestNumbersLoseWhatPeoplePutBetweenThem(t *testing.T) {
	t.Parallel()
	all := table(t)
	for _, kind := range []struct {
		read func(string) string
		rows []typed
	}{{entry.PostalCode, all.PostalCodes}, {entry.Phone, all.Phones}, {entry.Number, all.Numbers}} {
		for _, c := range kind.rows {
			if got := kind.read(c.Typed); got != c.Text {
				t.Errorf("%q is read as %q, want %q", c.Typed, got, c.Text)
			}
			if again := kind.read(c.Text); again != c.Text {
				t.Errorf("%q is not at rest: read again it is %q", c.Text, again)
			}
		}
	}
}

func FuzzAnAmountIsANumberOrIsLeftAlone(f *testing.F) {
	for _, c := range table(f).Amounts {
		f.Add(c.Typed)
	}
	number := regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
	f.Fuzz(func(t *testing.T, typed string) {
		got := entry.ReadAmount(typed)
		switch {
		case got.Read && !number.MatchString(got.Text):
			t.Errorf("%q is read as %q, which is no number", typed, got.Text)
		case !got.Read && got.Text != strings.TrimSpace(typed):
			t.Errorf("%q is not read, and became %q", typed, got.Text)
		case got.Read && entry.ReadAmount(got.Text).Text != got.Text:
			t.Errorf("%q is not at rest", got.Text)
		}
		entry.PostalCode(typed)
		entry.Phone(typed)
		entry.Number(typed)
	})
}
