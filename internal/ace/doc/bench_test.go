// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"cosell/internal/ace/doc"
)

// BenchmarkBesideEncodingJSON sets Parse and Append beside the standard library on the same opportunity.
func BenchmarkBesideEncodingJSON(b *testing.B) {
	text, err := os.ReadFile(filepath.Join("..", "testdata", "opportunity.json"))
	if err != nil {
		b.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		b.Fatal(err)
	}
	text = compact.Bytes()
	d, err := doc.Parse(text)
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, do func() error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("parse", func() error { _, err := doc.Parse(text); return err })
	run("json.Unmarshal", func() error { var v map[string]any; return json.Unmarshal(text, &v) })
	run("append", func() error { doc.Append(nil, d); return nil })
	run("json.Marshal", func() error { _, err := json.Marshal(d); return err })
}
