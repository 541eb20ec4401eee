// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"cosell/internal/aws/awsjson"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/fault"
)

// onWire is the one place where a kind of refusal becomes AWS's words.
var onWire = door.Table{
	fault.Internal: func(f *fault.Fault) *awsjson.Error { return awsjson.Internal(door.Cause(f)) },
	fault.Invalid: func(f *fault.Fault) *awsjson.Error {
		return awsjson.Validation(awsjson.RequestValidationFailed, f.Msg, list(f)...)
	},
	fault.BusinessInvalid: func(f *fault.Fault) *awsjson.Error {
		return awsjson.Validation(awsjson.BusinessValidationFailed, f.Msg, list(f)...)
	},
	fault.NotFound: func(f *fault.Fault) *awsjson.Error { return awsjson.NotFound(f.Msg) },
	fault.Conflict: func(f *fault.Fault) *awsjson.Error { return awsjson.Conflict(f.Msg) },
	fault.AccessDenied: func(f *fault.Fault) *awsjson.Error {
		e := awsjson.AccessDenied(f.Msg)
		e.Reason = f.Reason
		return e
	},
	fault.Throttled:     func(f *fault.Fault) *awsjson.Error { return awsjson.Throttling(f.Msg) },
	fault.QuotaExceeded: func(f *fault.Fault) *awsjson.Error { return awsjson.Quota(f.Msg) },
	fault.Unavailable:   func(f *fault.Fault) *awsjson.Error { return awsjson.ServiceUnavailable(door.Cause(f)) },
}

// wire is an error as AWS says it.
func wire(err error) error { return onWire.Wire(err) }

// list are the broken rules as AWS lists them.
func list(f *fault.Fault) []awsjson.FieldError {
	all := make([]awsjson.FieldError, len(f.Violations))
	for i, v := range f.Violations {
		all[i] = awsjson.FieldError{FieldName: v.Field, Message: v.Message, Code: string(v.Code)}
	}
	return all
}
