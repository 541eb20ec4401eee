// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sigv4

import (
	"cmp"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/smithy-go/encoding/httpbinding"

	"cosell/internal/aws/awsjson"
)

// canonical is the canonical request of Signature Version 4: method, path, query, signed headers, body hash.
//
// It is written here rather than taken from the SDK's signer because that signer leaves out headers that other clients
// sign, User-Agent among them; the tests hold it against that signer, request by request.
func canonical(r *http.Request, a *authorization, bodyHash []byte) ([]byte, error) {
	b := make([]byte, 0, 1024)
	b = append(b, r.Method...)
	b = append(b, '\n')
	if path := r.URL.EscapedPath(); path == "/" || path == "" {
		b = append(b, '/')
	} else {
		b = append(b, httpbinding.EscapePath(path, false)...)
	}
	b = append(b, '\n')
	b, err := appendQuery(b, r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	b = append(b, '\n')
	for _, name := range a.signed {
		b = append(b, name...)
		b = append(b, ':')
		if b, err = appendHeader(b, r, name); err != nil {
			return nil, err
		}
		b = append(b, '\n')
	}
	b = append(b, '\n')
	b = append(b, a.signedList...)
	b = append(b, '\n')
	return append(b, bodyHash...), nil
}

// appendQuery writes the parameters as AWS orders them: by name, then by value, both as they look escaped. A query that cannot be
// read in full is refused: what is not understood would not be signed.
func appendQuery(b []byte, raw string) ([]byte, error) {
	if raw == "" {
		return b, nil
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, awsjson.IncompleteSignature("The query of the request cannot be read: " + err.Error() + ".")
	}
	var pairs [][2]string
	for name, values := range query {
		for _, value := range values {
			pairs = append(pairs, [2]string{escaped(name), escaped(value)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	for i, p := range pairs {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(append(b, p[0]...), '='), p[1]...)
	}
	return b, nil
}

// escaped differs from Go's escaping in the space only; a plus sign is already %2B.
func escaped(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// appendHeader writes the values of a signed header, with spaces trimmed and runs of spaces made one. net/http keeps host,
// length and transfer encoding outside of the header map.
func appendHeader(b []byte, r *http.Request, name string) ([]byte, error) {
	values := r.Header[canonicalKey(name)]
	switch {
	case name == "host":
		return appendTrimmed(b, r.Host), nil
	case name == "content-length" && len(values) == 0 && r.ContentLength >= 0:
		return strconv.AppendInt(b, r.ContentLength, 10), nil
	case name == "transfer-encoding" && len(values) == 0:
		values = r.TransferEncoding
	}
	if len(values) == 0 {
		return nil, awsjson.InvalidSignature(fmt.Sprintf("SignedHeaders names %.100q, but the request has no such header.", name))
	}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendTrimmed(b, v)
	}
	return b, nil
}

// canonicalKey is the name under which net/http keeps a header; the common ones without work.
func canonicalKey(name string) string {
	switch name {
	case "x-amz-date":
		return "X-Amz-Date"
	case "x-amz-target":
		return "X-Amz-Target"
	case "content-type":
		return "Content-Type"
	}
	return textproto.CanonicalMIMEHeaderKey(name)
}

func appendTrimmed(b []byte, v string) []byte {
	v = strings.Trim(v, " ")
	if !strings.Contains(v, "  ") {
		return append(b, v...)
	}
	for i := range len(v) {
		if v[i] == ' ' && v[i-1] == ' ' {
			continue
		}
		b = append(b, v[i])
	}
	return b
}
