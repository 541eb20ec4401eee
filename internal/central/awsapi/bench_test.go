// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

// newBenchDesk is the API over a world on SQLite, with the clock of the machine.
func newBenchDesk(b *testing.B) *desk {
	return newDesk(b, centraltest.New(b, sqldbtest.SQLite(b, clock.System{}, centraltest.Schemas()...), clock.System{}))
}

// asked is how many callers share a processor: many, so that they share commits as clients on the wire do.
const asked = 16

// billed tells what an operation costs in processor time, which a busy machine changes little.
func billed(b *testing.B) (done func()) {
	b.ResetTimer()
	before := spent(b)
	return func() {
		b.StopTimer()
		b.ReportMetric(float64(spent(b)-before)/float64(b.N), "cpu-ns/op")
	}
}

func spent(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkCreate(b *testing.B) {
	d := newBenchDesk(b)
	create := d.service.Operations["CreateOpportunity"]
	ctx := awsapi.WithCaller(b.Context(), d.A.API)
	const token = "00000000-aaaa-bbbb-cccc-"
	fixture, err := os.ReadFile(filepath.Join("..", "..", "..", "test", "bench", "opportunity.json")) // as the wire is measured with
	if err != nil {
		b.Fatal(err)
	}
	wanted, err := doc.Parse(bytes.TrimSpace(fixture))
	if err != nil {
		b.Fatal(err)
	}
	doc.Delete(wanted, "PartnerOpportunityIdentifier")
	doc.Set(wanted, "ClientToken", token)
	text := string(doc.Append(nil, wanted))
	if _, err := create(ctx, []byte(strings.Replace(text, token, token+"x", 1))); err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64
	b.SetParallelism(asked)
	b.ReportAllocs()
	defer billed(b)()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			body := strings.Replace(text, token, fmt.Sprintf("%s%012d", token, n.Add(1)), 1)
			if _, err := create(ctx, []byte(body)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkGet(b *testing.B) {
	d := newBenchDesk(b)
	get := d.service.Operations["GetOpportunity"]
	ctx := awsapi.WithCaller(b.Context(), d.A.API)
	id := doc.Text(d.must(d.A.API, "CreateOpportunity", complete(b, "one")), "Id")
	body := []byte(fill(`{"Catalog":"AWS","Identifier":"{1}"}`, id))
	b.SetParallelism(asked)
	b.ReportAllocs()
	defer billed(b)()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := get(ctx, body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
