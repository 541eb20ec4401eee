// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsquery

import (
	"fmt"
	"net/http"

	"cosell/internal/aws/awsjson"
)

// An Error is what a client reads when its request is refused. The cause stays with us, for the log.
type Error struct {
	Code    string
	Status  int
	Message string
	Cause   error
}

// Error is for logs.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Cause)
	}
	return e.Code + ": " + e.Message
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Validation refuses a parameter without sense.
func Validation(message string) *Error {
	return &Error{Code: "ValidationError", Status: http.StatusBadRequest, Message: message}
}

// Internal hides cause from the client, who gets the request id to ask us with.
func Internal(cause error) *Error {
	return &Error{Code: "InternalFailure", Status: http.StatusInternalServerError, Cause: cause,
		Message: "The request failed on the server. Retry it; if it fails again, report the request id."}
}

// queryCodes are the front door's refusals in the older words of the query protocol. Source: STS API reference, "Common
// errors".
var queryCodes = map[string]struct {
	code   string
	status int
}{
	"ExpiredTokenException":       {"ExpiredToken", http.StatusForbidden},
	"IncompleteSignature":         {"IncompleteSignature", http.StatusBadRequest},
	"InvalidSignatureException":   {"SignatureDoesNotMatch", http.StatusForbidden},
	"MissingAuthenticationToken":  {"MissingAuthenticationToken", http.StatusForbidden},
	"UnrecognizedClientException": {"InvalidClientTokenId", http.StatusForbidden},
	"ServiceUnavailable":          {"ServiceUnavailable", http.StatusServiceUnavailable},
}

// frontDoor translates a refusal of the signature. One that the table does not know is told under its own name.
func frontDoor(e *awsjson.Error) *Error {
	row, known := queryCodes[e.Type]
	if !known {
		row.code, row.status = e.Type, e.Status
	}
	return &Error{Code: row.code, Status: row.status, Message: e.Message, Cause: e.Cause}
}
