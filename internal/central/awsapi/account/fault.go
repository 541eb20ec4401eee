// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

import (
	"cmp"
	"slices"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/fault"
)

// onWire is the one place where a kind of refusal becomes the Account API's words. Every exception has a reason there; a
// conflict without one is that of a client token, and who is denied without one is denied by policy or role.
var onWire = door.Table{
	fault.Internal:        func(f *fault.Fault) *awsjson.Error { return awsjson.Internal(door.Cause(f)) },
	fault.Invalid:         func(f *fault.Fault) *awsjson.Error { return validation(awsjson.RequestValidationFailed, f) },
	fault.BusinessInvalid: func(f *fault.Fault) *awsjson.Error { return validation(awsjson.BusinessValidationFailed, f) },
	fault.NotFound: func(f *fault.Fault) *awsjson.Error {
		return because(awsjson.NotFound(f.Msg), f, account.PartnerNotFound)
	},
	fault.Conflict: func(f *fault.Fault) *awsjson.Error {
		return because(awsjson.Conflict(f.Msg), f, account.ConflictClientToken)
	},
	fault.AccessDenied: func(f *fault.Fault) *awsjson.Error {
		return because(awsjson.AccessDenied(f.Msg), f, account.DeniedAccess)
	},
	fault.Throttled: func(f *fault.Fault) *awsjson.Error {
		e := awsjson.Throttling(f.Msg)
		e.ServiceCode, e.QuotaCode = account.SigningName, f.Reason
		return e
	},
	fault.QuotaExceeded: func(f *fault.Fault) *awsjson.Error { return because(awsjson.Quota(f.Msg), f, "") },
	fault.Unavailable:   func(f *fault.Fault) *awsjson.Error { return awsjson.ServiceUnavailable(door.Cause(f)) },
}

// Wire is an error as the Account API says it.
func Wire(err error) error { return onWire.Wire(err) }

func because(e *awsjson.Error, f *fault.Fault, usual string) *awsjson.Error {
	e.Reason = cmp.Or(f.Reason, usual)
	return e
}

// fieldCodes are how the Account API calls what it has no code of its own for.
var fieldCodes = map[catalogue.Code]string{
	catalogue.DuplicateKeyValue: "DUPLICATE_VALUE", catalogue.NotEnoughValues: string(catalogue.InvalidValue),
	catalogue.ValueOutOfRange: string(catalogue.InvalidValue), catalogue.InvalidResourceState: string(catalogue.ActionNotPermitted),
}

// validation lists what is broken: at a field, or in the state of the account.
func validation(reason string, f *fault.Fault) *awsjson.Error {
	e := awsjson.Validation(reason, f.Msg)
	for _, v := range f.Violations {
		if slices.Contains(account.BusinessCodes, string(v.Code)) {
			e.Details = append(e.Details, awsjson.Detail{Business: &awsjson.BusinessDetail{Message: v.Message, Code: string(v.Code)}})
			continue
		}
		e.Details = append(e.Details, awsjson.Detail{Field: &awsjson.FieldDetail{Name: v.Field, Message: v.Message, Code: cmp.Or(fieldCodes[v.Code], string(v.Code))}})
	}
	return e
}
