// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package door

import (
	"errors"

	"cosell/internal/aws/awsjson"
	"cosell/internal/central/fault"
)

// A Table says per kind of refusal what a service answers.
type Table map[fault.Kind]func(*fault.Fault) *awsjson.Error

// Wire is an error as AWS says it. What the front door has said already stays as it is.
func (t Table) Wire(err error) error {
	if e, said := errors.AsType[*awsjson.Error](err); said {
		return e
	}
	f := fault.Of(err)
	return t[f.Kind](f)
}

// Cause is what the log gets to know.
func Cause(f *fault.Fault) error {
	if f.Err != nil {
		return f.Err
	}
	return f
}
