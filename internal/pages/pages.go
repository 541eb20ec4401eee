// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package pages is what the endpoints of both halves' pages have in common: how they are described, how they refuse,
// how their lists are asked for. It knows nothing of the trade.
package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// version is that of the contract with the pages, which are built into the same program.
const version = "1"

// New is an API without operations, and the handler that serves it: what it does not know is a problem, never a page.
// strict holds the text of a request's body to rules beyond JSON's own; an error of it is told to nobody.
func New(title string, strict func(body []byte) error) (huma.API, http.Handler) {
	cfg := huma.DefaultConfig(title, version)
	cfg.CreateHooks = nil                                       // no $schema in answers
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", "" // the document is in the repository; no page from elsewhere
	read := func(body []byte, into any) error {
		if err := strict(body); err != nil {
			return err
		}
		return json.Unmarshal(body, into)
	}
	format := huma.Format{Marshal: write, Unmarshal: read}
	cfg.Formats = map[string]huma.Format{"application/json": format, "json": format}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { NotFound().Write(w) })
	return humago.New(mux, cfg), storable(arrived(mux))
}

// longest is how much of a body is read.
const longest = 1 << 20

// arrived reads the body first: one that does not come whole, as its length or its chunks have it, is the client's fault.
func arrived(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			body, err := io.ReadAll(io.LimitReader(r.Body, longest+1)) // one byte more is enough to refuse it
			if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
				NewProblem(http.StatusRequestTimeout, "invalid", "The request's body came too slowly. Send it again.").Write(w)
				return
			}
			if err != nil {
				NewProblem(http.StatusBadRequest, "invalid", "The request's body did not come whole. Send it again.").Write(w)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		next.ServeHTTP(w, r)
	})
}

// storable turns away addresses with text that no database takes: U+0000, and bytes that are no characters.
func storable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isText(r.URL.Path) {
			NotFound().Write(w)
			return
		}
		for name, values := range r.URL.Query() {
			if slices.ContainsFunc(values, func(v string) bool { return !isText(v) }) {
				Malformed(name, "it holds bytes that are no text").Write(w)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func write(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Document is the OpenAPI document of an API as it is committed.
func Document(api huma.API) ([]byte, error) {
	text, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// A JSON is a free JSON object that passes through as text: a document of the trade, a payload.
type JSON json.RawMessage

// MarshalJSON is the text itself; a nil one is an empty object.
func (j JSON) MarshalJSON() ([]byte, error) {
	if len(j) == 0 {
		return []byte("{}"), nil
	}
	return j, nil
}

// UnmarshalJSON keeps the text.
func (j *JSON) UnmarshalJSON(text []byte) error {
	*j = append((*j)[:0], text...)
	return nil
}

// Schema describes an object with any members.
func (JSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// A Value is any JSON value.
type Value struct{ Of any }

// MarshalJSON is the value.
func (v Value) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	err := write(&b, v.Of)
	return bytes.TrimSpace(b.Bytes()), err
}

// UnmarshalJSON reads the value.
func (v *Value) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &v.Of) }

// Schema describes any value.
func (Value) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Description: "any value"} }

// Operation is an operation of the pages: its name, its place and what it may refuse with.
func Operation(id, method, path, summary string, status int, errors ...int) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, DefaultStatus: status,
		Errors: append([]int{401, 403, 503}, errors...), MaxBodyBytes: longest}
}
