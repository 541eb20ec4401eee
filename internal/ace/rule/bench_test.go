// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule_test

import (
	"os"
	"path/filepath"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
)

// BenchmarkCreate is all that a create does with its body before the store: parse, request check, silent corrections,
// rules, and the text that is stored.
func BenchmarkCreate(b *testing.B) {
	text, err := os.ReadFile(filepath.Join("..", "testdata", "opportunity.json"))
	if err != nil {
		b.Fatal(err)
	}
	d, err := doc.Parse(text)
	if err != nil {
		b.Fatal(err)
	}
	text = doc.Append(nil, d) // compact, as SDKs send it
	change := func(d doc.Doc) rule.Change {
		return rule.Change{Moment: rule.OnCreate, After: rule.Record{Doc: d, Origin: "Partner Referral"}, Catalog: "AWS", Now: now}
	}
	stored := rule.Normalize(change(d))

	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := doc.Parse(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("request", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if found := catalogue.CheckRequest("CreateOpportunity", d); len(found) > 0 {
				b.Fatal(found)
			}
		}
	})
	b.Run("normalize", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			rule.Normalize(change(d))
		}
	})
	b.Run("rules", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if found := rule.Check(change(stored)); len(found) > 0 {
				b.Fatal(found)
			}
		}
	})
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			dst = doc.Append(dst[:0], stored)
		}
	})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			d, err := doc.Parse(text)
			if err != nil || len(catalogue.CheckRequest("CreateOpportunity", d)) > 0 {
				b.Fatal(err)
			}
			c := change(d)
			c.After.Doc = rule.Normalize(c)
			if found := rule.Check(c); len(found) > 0 {
				b.Fatal(found)
			}
			dst = doc.Append(dst[:0], c.After.Doc)
		}
	})
}
