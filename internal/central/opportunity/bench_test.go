// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity_test

import (
	"strconv"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

// stage is the API in process, without HTTP and signature.
func stage(b *testing.B) (*centraltest.World, func(operation, body string) []byte) {
	b.Helper()
	w := centraltest.New(b, sqldbtest.SQLite(b, clock.System{}, centraltest.Schemas()...), clock.System{})
	service := awsapi.Service(&awsapi.Rooms{Opportunities: w.Opportunities, Solutions: w.Solutions, Engagements: w.Engagements,
		Snapshots: w.Snapshots, Tags: w.Tags})
	ctx := awsapi.WithCaller(b.Context(), w.A.API)
	return w, func(operation, body string) []byte {
		answer, err := service.Operations[operation](ctx, []byte(body))
		if err != nil {
			b.Fatal(err)
		}
		return answer
	}
}

func BenchmarkGet(b *testing.B) {
	w, call := stage(b)
	id := w.Create(w.A.API, selling.CatalogAWS, centraltest.Complete(b))
	body := `{"Catalog":"AWS","Identifier":"` + id + `"}`
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		call("GetOpportunity", body)
	}
}

func BenchmarkCreate(b *testing.B) {
	_, call := stage(b)
	head := `{"ClientToken":"`
	rest := string(centraltestBody(b))
	n := 0
	b.ReportAllocs()
	b.SetParallelism(8) // as many wait for one commit
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n++
			call("CreateOpportunity", head+strconv.Itoa(n)+strconv.FormatInt(clock.System{}.Now().UnixNano(), 36)+`",`+rest[1:])
		}
	})
}

func BenchmarkUpdate(b *testing.B) {
	w, _ := stage(b)
	id := w.Create(w.A.API, selling.CatalogAWS, centraltest.Complete(b))
	n := 0
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		n++
		if err := w.Update(w.A.API, selling.CatalogAWS, id, "Project.Title", "Title "+strconv.Itoa(n)); err != nil {
			b.Fatal(err)
		}
	}
}

func centraltestBody(b *testing.B) []byte {
	return doc.Append(nil, centraltest.Complete(b, "ClientToken", nil))
}
