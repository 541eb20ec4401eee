// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package remote

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"cosell/internal/aws/awsjson"
)

// A Kind says what a refusal means for the caller. The zero Kind is the one after which nothing may be assumed.
type Kind int

// The kinds.
const (
	Unknown    Kind = iota // no answer, or none that can be read: the call may have had its effect
	Down                   // the service says that it failed: the same
	Unreached              // nobody answered the telephone: the call had no effect
	Refused                // the request breaks a rule: no retry mends it
	Conflict               // decided on an old version, or a token used for another request
	NotFound               // there is no such thing, or it is not ours
	Denied                 // our policy does not allow the call
	Credential             // the keys are wrong, expired or revoked
	Throttled              // over the rate
	Quota                  // over a limit that waiting does not lift
)

// MayHaveHappened says whether the effect of a call may have come about although there is no answer.
func (k Kind) MayHaveHappened() bool { return k == Unknown || k == Down }

// An Error is a call that did not succeed.
type Error struct {
	Kind      Kind
	Operation string
	Type      string // AWS's name of the exception
	Message   string // AWS's words; for an operator, not shown raw to strangers
	Reason    string
	List      []awsjson.FieldError
	RequestID string
	Err       error
}

func (e *Error) Error() string {
	if e.Type != "" {
		return fmt.Sprintf("%s: %s: %s", e.Operation, e.Type, e.Message)
	}
	return fmt.Sprintf("%s: %v", e.Operation, e.Err)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of an error; one that did not come from a call is Unknown.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Unknown
}

// kinds gives the meaning of AWS's exceptions, by name.
var kinds = map[string]Kind{
	"ValidationException": Refused, "ValidationError": Refused, "SerializationException": Refused, "MalformedHttpRequestException": Refused,
	"RequestEntityTooLargeException": Refused, "UnknownOperationException": Refused,
	"ConflictException": Conflict, "ResourceNotFoundException": NotFound, "ServiceQuotaExceededException": Quota,
	"ThrottlingException": Throttled, "TooManyRequestsException": Throttled, "Throttling": Throttled, "RequestLimitExceeded": Throttled,
	"ExpiredTokenException": Credential, "ExpiredToken": Credential, "UnrecognizedClientException": Credential,
	"InvalidSignatureException": Credential, "SignatureDoesNotMatch": Credential, "IncompleteSignature": Credential,
	"MissingAuthenticationToken": Credential, "InvalidClientTokenId": Credential, "OptInRequired": Credential, "NotAuthorized": Credential,
	"InternalServerException": Down, "InternalFailure": Down, "ServiceUnavailable": Down, "RequestTimeoutException": Down,
}

// Means is the kind of an exception by AWS's name of it alone; none is Unknown.
func Means(exception string) Kind {
	if kind, known := kinds[exception]; known {
		return kind
	}
	switch exception {
	case "":
		return Unknown
	case "AccessDeniedException":
		return Denied
	}
	return Refused
}

func errorOf(operation string, err error) *Error {
	e := &Error{Operation: operation, Err: err}
	api, answered := errors.AsType[*awsjson.APIError](err)
	if !answered {
		return e.unanswered()
	}
	e.Type, e.Message, e.Reason, e.List, e.RequestID = api.Type, api.Message, api.Reason, api.ErrorList, api.RequestID
	kind, known := kinds[api.Type]
	switch {
	case known:
		e.Kind = kind
	case api.Type == "AccessDeniedException" && api.Status == http.StatusForbidden:
		e.Kind = Credential // the front door; the service's own refusal is a 400
	case api.Type == "AccessDeniedException":
		e.Kind = Denied
	case api.Status == http.StatusTooManyRequests:
		e.Kind = Throttled
	case api.Status >= http.StatusInternalServerError:
		e.Kind = Down
	case api.Status >= http.StatusBadRequest && api.Type != "UnknownError":
		e.Kind = Refused // an exception that is newer than this program
	}
	return e
}

func (e *Error) unanswered() *Error {
	var dial *net.OpError
	switch {
	case errors.Is(e.Err, context.Canceled):
	case errors.As(e.Err, &dial) && dial.Op == "dial":
		e.Kind = Unreached
	}
	return e
}

// garbled is an answer with status 200 that cannot be read, as a proxy in between may send.
func garbled(operation string, err error) *Error {
	return &Error{Kind: Unknown, Operation: operation, Err: fmt.Errorf("the answer cannot be read: %w", err)}
}
