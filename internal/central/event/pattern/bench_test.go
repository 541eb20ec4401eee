// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern_test

import (
	"fmt"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/pattern"
)

// rules are n patterns: half of them exact, a quarter by prefix, a quarter by numbers and anything-but.
func rules(t testing.TB, n int) []pattern.Pattern {
	t.Helper()
	all := make([]pattern.Pattern, n)
	for i := range all {
		text := fmt.Sprintf(`{"source":["aws.partnercentral-selling"],"detail":{"opportunity":{"identifier":["O%d"]}}}`, 5465588+i)
		switch i % 8 {
		case 1, 5:
			text = fmt.Sprintf(`{"detail-type":["Opportunity Updated"],"detail":{"opportunity":{"identifier":[{"prefix":"P%d"}]}}}`, i)
		case 3:
			text = fmt.Sprintf(`{"source":["aws.partnercentral-selling"],"detail":{"n":[{"numeric":[">",%d,"<=",%d]}]}}`, 1000+i, 1001+i)
		case 7:
			text = fmt.Sprintf(`{"detail-type":["Type %d"],"detail":{"catalog":[{"anything-but":["Sandbox"]}]}}`, i)
		}
		var err error
		if all[i], err = pattern.Parse([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func BenchmarkMatch(b *testing.B) {
	e, err := doc.Parse([]byte(updated))
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 1000} {
		all := rules(b, n)
		x := pattern.NewIndex(all)
		if got := x.Match(e); len(got) != 1 || got[0] != 0 {
			b.Fatalf("%v, want the first", got)
		}
		b.Run(fmt.Sprintf("index/%d", n), func(b *testing.B) {
			for b.Loop() {
				x.Match(e)
			}
		})
		b.Run(fmt.Sprintf("loop/%d", n), func(b *testing.B) {
			for b.Loop() {
				for _, p := range all {
					p.Match(e)
				}
			}
		})
	}
}

// BenchmarkWorst is the worst that a pattern of full length can do: many stars over a long text that nearly fits.
func BenchmarkWorst(b *testing.B) {
	p, err := pattern.Parse([]byte(`{"a":[{"wildcard":"` + strings.Repeat("*a", 190) + `*c*b"}]}`))
	if err != nil {
		b.Fatal(err)
	}
	e := doc.Doc{"a": strings.Repeat("a", 200_000) + "b"}
	for b.Loop() {
		if p.Match(e) {
			b.Fatal("it does not fit")
		}
	}
}
