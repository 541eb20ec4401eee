// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk_test

import (
	"io"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/bulk"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

// roomy is a world whose files may be long.
func roomy(b *testing.B) *centraltest.World {
	b.Helper()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(b, sqldbtest.SQLite(b, clk, centraltest.Schemas()...), clk)
	w.Bulk.RowLimit = 100_000
	return w
}

// BenchmarkDryRun10000 reads and judges a file of 10,000 rows, from its last piece to the rows that can be looked at. It is to
// take 5 s at most.
func BenchmarkDryRun10000(b *testing.B) {
	w := roomy(b)
	content := file(many(10_000)...)
	for b.Loop() {
		run := upload(b, w, w.A.Lead, bulk.Begin{Kind: bulk.Import, Submit: true}, content)
		if run.Count.Good != 10_000 {
			b.Fatalf("judged %+v", run.Count)
		}
	}
}

// BenchmarkExport20000 writes 20,000 opportunities. It is to take 3 s at most.
func BenchmarkExport20000(b *testing.B) {
	w := roomy(b)
	request := centraltest.Complete(b)
	for range 20_000 {
		if _, err := w.Opportunities.Create(b.Context(), w.A.API, opportunity.Creation{Catalog: selling.CatalogAWS, Request: doc.Clone(request)}); err != nil {
			b.Fatal(err)
		}
	}
	for _, format := range []bulk.Format{bulk.CSV, bulk.XLSX} {
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				if err := w.Bulk.Export(b.Context(), w.A.Lead, bulk.Export{Format: format, Language: bulk.Japanese}, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
