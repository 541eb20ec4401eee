// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// An Error is what a client reads when its request is refused. The cause stays with us, for the log.
type Error struct {
	Type    string // exception name, as in the service model: ValidationException
	Status  int
	Message string
	Reason  string
	List    []FieldError
	Details []Detail // what the Account API has in place of a List
	// ServiceCode and QuotaCode are what the Account API says with a ThrottlingException: whose rate, and which.
	ServiceCode, QuotaCode string
	Cause                  error

	// frontDoor marks what AWS's common front end answers, under its own namespace, before a service sees the request.
	frontDoor bool
}

// A FieldError is one broken rule in the ErrorList of a ValidationException.
type FieldError struct {
	FieldName string `json:"FieldName,omitempty"`
	Message   string `json:"Message"`
	Code      string `json:"Code"`
}

// A Detail is one broken rule in the ErrorDetails of a ValidationException of the Account API: it holds one of the two.
type Detail struct {
	Field    *FieldDetail    `json:"FieldValidationError,omitempty"`
	Business *BusinessDetail `json:"BusinessValidationError,omitempty"`
}

// A FieldDetail says what is wrong with one member of the request.
type FieldDetail struct {
	Name    string `json:"Name"`
	Message string `json:"Message"`
	Code    string `json:"Code"`
}

// A BusinessDetail says what is wrong beside the request, such as a state.
type BusinessDetail struct {
	Message string `json:"Message"`
	Code    string `json:"Code"`
}

// Error is for logs: it names the exception, what the client was told, and the cause.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Type, e.Message, e.Cause)
	}
	return e.Type + ": " + e.Message
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// The two reasons of a ValidationException.
const (
	RequestValidationFailed  = "REQUEST_VALIDATION_FAILED"
	BusinessValidationFailed = "BUSINESS_VALIDATION_FAILED"
)

// Validation refuses a request that breaks the model (RequestValidationFailed) or the rules of the trade (BusinessValidationFailed).
func Validation(reason, message string, list ...FieldError) *Error {
	return &Error{Type: "ValidationException", Status: http.StatusBadRequest, Message: message, Reason: reason, List: list}
}

// AccessDenied refuses what the caller's policy does not allow. It is the service's answer, hence 400; the front door signs off with 403.
func AccessDenied(message string) *Error {
	return &Error{Type: "AccessDeniedException", Status: http.StatusBadRequest, Message: message}
}

// NotFound answers for what does not exist, or belongs to somebody else.
func NotFound(message string) *Error {
	return &Error{Type: "ResourceNotFoundException", Status: http.StatusBadRequest, Message: message}
}

// Conflict refuses a write that was decided on an old version, or a token used for another request.
func Conflict(message string) *Error {
	return &Error{Type: "ConflictException", Status: http.StatusBadRequest, Message: message}
}

// Throttling refuses what is over the rate; clients wait and retry.
func Throttling(message string) *Error {
	return &Error{Type: "ThrottlingException", Status: http.StatusBadRequest, Message: message}
}

// Quota refuses what is over a limit that waiting does not lift.
func Quota(message string) *Error {
	return &Error{Type: "ServiceQuotaExceededException", Status: http.StatusBadRequest, Message: message}
}

// Internal hides cause from the client, who gets the request id to ask us with.
func Internal(cause error) *Error {
	return &Error{
		Type: "InternalServerException", Status: http.StatusInternalServerError,
		Message: "The request failed on the server. Retry it; if it fails again, report the request id.", Cause: cause,
	}
}

// ServiceUnavailable says that the store cannot be reached or written now. Nothing was changed.
func ServiceUnavailable(cause error) *Error {
	return &Error{
		Type: "ServiceUnavailable", Status: http.StatusServiceUnavailable, frontDoor: true,
		Message: "The service cannot store or read data at the moment. Nothing was changed; retry later.", Cause: cause,
	}
}

// Serialization refuses a body that is not JSON as the protocol wants it.
func Serialization(message string) *Error {
	return door("SerializationException", http.StatusBadRequest, message)
}

// UnknownOperation answers for a target that nobody serves.
func UnknownOperation(message string) *Error {
	return door("UnknownOperationException", http.StatusNotFound, message)
}

// MissingAuthenticationToken refuses a request without a signature.
func MissingAuthenticationToken(message string) *Error {
	return door("MissingAuthenticationToken", http.StatusForbidden, message)
}

// IncompleteSignature refuses a signature that lacks a part, or holds one twice.
func IncompleteSignature(message string) *Error {
	return door("IncompleteSignature", http.StatusForbidden, message)
}

// UnrecognizedClient refuses an access key or session token that nobody knows.
func UnrecognizedClient() *Error {
	return door("UnrecognizedClientException", http.StatusForbidden, "The security token included in the request is invalid.")
}

// ExpiredToken refuses temporary credentials after their end.
func ExpiredToken() *Error {
	return door("ExpiredTokenException", http.StatusForbidden, "The security token included in the request is expired.")
}

// InvalidSignature refuses a signature that does not fit the request, its scope or the time.
func InvalidSignature(message string) *Error {
	return door("InvalidSignatureException", http.StatusForbidden, message)
}

func tooLarge(limit int64) *Error {
	return door("RequestEntityTooLargeException", http.StatusRequestEntityTooLarge,
		fmt.Sprintf("The request body is larger than %d bytes.", limit))
}

func unreadable(cause error) *Error {
	e := door("RequestTimeoutException", http.StatusRequestTimeout, "The request body did not arrive in full.")
	e.Cause = cause
	return e
}

// aborted closes the books on a request whose client went away; nobody reads it.
func aborted(cause error) *Error {
	e := door("RequestAbortedException", http.StatusBadRequest, "The client ended the request.")
	e.Cause = cause
	return e
}

func door(name string, status int, message string) *Error {
	return &Error{Type: name, Status: status, Message: message, frontDoor: true}
}

const frontDoorNamespace = "com.amazon.coral.service"

func (e *Error) namespace(service string) string {
	if e.frontDoor || service == "" {
		return frontDoorNamespace
	}
	return service
}

// body is the error on the wire. The route by operation name carries no __type.
func (e *Error) body(namespace string, typed bool) []byte {
	wire := struct {
		Type      string       `json:"__type,omitempty"`
		Message   string       `json:"Message"`
		Reason    string       `json:"Reason,omitempty"`
		ErrorList []FieldError `json:"ErrorList,omitempty"`
		Details   []Detail     `json:"ErrorDetails,omitempty"`
		Service   string       `json:"ServiceCode,omitempty"`
		Quota     string       `json:"QuotaCode,omitempty"`
	}{Message: e.Message, Reason: e.Reason, ErrorList: e.List, Details: e.Details, Service: e.ServiceCode, Quota: e.QuotaCode}
	if typed {
		wire.Type = namespace + "#" + e.Type
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// Strings and lists of strings always encode.
	_ = enc.Encode(wire)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
