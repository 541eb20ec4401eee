// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsjson_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cosell/internal/aws/awsjson"
)

// BenchmarkServe is the door alone: no network, no signature, an operation that answers at once.
func BenchmarkServe(b *testing.B) {
	out := bytes.Repeat([]byte("x"), 3<<10)
	s, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{{
		Target: "AWSPartnerCentralSelling", Operations: map[string]awsjson.Operation{
			"GetOpportunity": func(context.Context, []byte) ([]byte, error) { return out, nil },
		},
	}}})
	if err != nil {
		b.Fatal(err)
	}
	body := strings.NewReader(`{"Catalog":"AWS","Identifier":"O5465588"}`)
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.Header.Set("X-Amz-Target", "AWSPartnerCentralSelling.GetOpportunity")
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		body.Reset(`{"Catalog":"AWS","Identifier":"O5465588"}`)
		r.Body = io.NopCloser(body)
		s.ServeHTTP(w, r)
	}
}

type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}
