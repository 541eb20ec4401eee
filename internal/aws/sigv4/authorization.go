// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sigv4

import (
	"strings"

	"cosell/internal/aws/awsjson"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"

	maxAuthorization = 8 << 10 // characters
	maxSignedHeaders = 100
	maxAccessKeyID   = 128 // characters, AWS's limit
)

// authorization is a parsed Authorization header. Every part is checked for its form, none for its truth.
type authorization struct {
	accessKeyID string
	date        string // yyyymmdd
	region      string
	service     string
	signed      []string // header names: lower case, sorted, no name twice
	signedList  string   // the same, as it was sent
	signature   string   // 64 hex digits
}

// parseAuthorization reads `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...`, the parts in any order.
func parseAuthorization(header string) (authorization, error) {
	var a authorization
	if len(header) > maxAuthorization {
		return a, awsjson.IncompleteSignature("The Authorization header is longer than 8192 characters.")
	}
	rest, ok := strings.CutPrefix(header, algorithm+" ")
	if !ok {
		return a, awsjson.IncompleteSignature("The Authorization header must begin with " + algorithm + ".")
	}
	var credential string
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.Trim(part, " "), "=")
		var into *string
		switch name {
		case "Credential":
			into = &credential
		case "SignedHeaders":
			into = &a.signedList
		case "Signature":
			into = &a.signature
		}
		if into == nil || *into != "" || value == "" {
			return a, awsjson.IncompleteSignature(
				"The Authorization header must hold Credential, SignedHeaders and Signature, each once, and nothing else.")
		}
		*into = value
	}
	if credential == "" || a.signedList == "" || a.signature == "" {
		return a, awsjson.IncompleteSignature(
			"The Authorization header lacks Credential, SignedHeaders or Signature.")
	}
	if err := a.parseCredential(credential); err != nil {
		return a, err
	}
	if !isHex(a.signature, 64) {
		return a, awsjson.IncompleteSignature("Signature in the Authorization header must be 64 lower-case hexadecimal digits.")
	}
	return a, a.parseSignedHeaders()
}

func (a *authorization) parseCredential(credential string) error {
	parts := strings.SplitN(credential, "/", 6)
	if len(parts) != 5 || parts[4] != terminator {
		return awsjson.IncompleteSignature("Credential must be {access key id}/{yyyymmdd}/{region}/{service}/" + terminator + ".")
	}
	a.accessKeyID, a.date, a.region, a.service = parts[0], parts[1], parts[2], parts[3]
	if len(a.accessKeyID) > maxAccessKeyID || !isAll(a.accessKeyID, isWord) {
		return awsjson.UnrecognizedClient()
	}
	if len(a.date) != 8 || !isAll(a.date, isDigit) {
		return awsjson.IncompleteSignature("The date in Credential must be yyyymmdd.")
	}
	return nil
}

func (a *authorization) parseSignedHeaders() error {
	if strings.Count(a.signedList, ";") >= maxSignedHeaders {
		return awsjson.IncompleteSignature("SignedHeaders names more than 100 headers.")
	}
	a.signed = strings.Split(a.signedList, ";")
	for i, name := range a.signed {
		if name == "" || !isAll(name, isHeaderByte) || (i > 0 && a.signed[i-1] >= name) {
			return awsjson.IncompleteSignature("SignedHeaders must be lower-case header names, sorted, each once, joined by a semicolon.")
		}
	}
	return nil
}

func isAll(s string, in func(byte) bool) bool {
	for i := range len(s) {
		if !in(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isWord(c byte) bool  { return isDigit(c) || isLower(c) || 'A' <= c && c <= 'Z' || c == '_' }

func isHeaderByte(c byte) bool {
	return isDigit(c) || isLower(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

func isHex(s string, n int) bool {
	return len(s) == n && isAll(s, func(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' })
}
