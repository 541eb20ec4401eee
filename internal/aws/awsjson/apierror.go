// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsjson

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
)

// An APIError is what the service answered instead of a result. It is a smithy.APIError, as the SDKs' own errors are.
type APIError struct {
	Type      string // exception name without namespace
	Message   string
	Reason    string
	ErrorList []FieldError
	Status    int
	RequestID string // what AWS's support asks for
}

var _ smithy.APIError = (*APIError)(nil)

// Error names the exception, its status and request id, and every broken rule.
func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Type, e.Message)
	for _, f := range e.ErrorList {
		fmt.Fprintf(&b, "; %s %s: %s", f.FieldName, f.Code, f.Message)
	}
	fmt.Fprintf(&b, " (status %d, request %s)", e.Status, e.RequestID)
	return b.String()
}

// ErrorCode is the exception's name.
func (e *APIError) ErrorCode() string { return e.Type }

// ErrorMessage is what the service said.
func (e *APIError) ErrorMessage() string { return e.Message }

// ErrorFault says whose fault it is.
func (e *APIError) ErrorFault() smithy.ErrorFault {
	if e.Status >= http.StatusInternalServerError {
		return smithy.FaultServer
	}
	return smithy.FaultClient
}

// HTTPStatusCode lets the SDK's retryer see the status.
func (e *APIError) HTTPStatusCode() int { return e.Status }

// apiError reads the envelope. The header names the exception where the body does not; a body that is not JSON, as proxies
// send, is quoted.
func apiError(res *http.Response, body []byte) *APIError {
	e := &APIError{Status: res.StatusCode, RequestID: res.Header.Get("X-Amzn-Requestid")}
	var wire struct {
		Type      string       `json:"__type"`
		Code      string       `json:"code"`
		Message   string       `json:"Message"` // matches "message" too
		Reason    string       `json:"Reason"`
		ErrorList []FieldError `json:"ErrorList"`
	}
	if err := json.Unmarshal(body, &wire); err != nil && wire.Message == "" {
		wire.Message = shortened(strings.TrimSpace(strings.ToValidUTF8(string(body), "?")))
	}
	e.Message, e.Reason, e.ErrorList = wire.Message, wire.Reason, wire.ErrorList
	for _, name := range [...]string{res.Header.Get("X-Amzn-Errortype"), wire.Type, wire.Code} {
		if e.Type = exceptionName(name); e.Type != "" {
			return e
		}
	}
	e.Type = "UnknownError"
	return e
}

// exceptionName strips what AWS puts around an exception's name: "namespace#Name:http://...".
func exceptionName(s string) string {
	s, _, _ = strings.Cut(s, ":")
	return strings.TrimSpace(s[strings.LastIndexByte(s, '#')+1:])
}
