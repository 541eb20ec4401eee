// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package fault is how a use case refuses: a kind for machines, a message for the client, a cause for the log.
//
// Doors turn kinds into their own words, each in one table: AWS's exceptions in awsapi, problem documents in portal.
package fault

import (
	"errors"

	"cosell/internal/ace/catalogue"
	"cosell/internal/sqldb"
)

// A Kind says what sort of refusal it is. The zero kind is the safe one: the client learns nothing.
type Kind int

// The kinds of refusal.
const (
	Internal        Kind = iota // our mistake
	Invalid                     // the request breaks the model: a field is missing, misshapen, or not on the list
	BusinessInvalid             // the request is well formed, and breaks a rule of the trade or of the record's state
	NotFound                    // there is no such thing, or it is somebody else's
	Conflict                    // decided on an old version, or a client token used for another request
	AccessDenied                // the caller may never do it
	Throttled                   // too often
	QuotaExceeded               // over a limit that waiting does not lift
	Unavailable                 // the store cannot be reached or written now
)

// A Fault is a refusal on its way to a client.
type Fault struct {
	Kind       Kind
	Msg        string                // for the client
	Violations []catalogue.Violation // what exactly is wrong; of other kinds the state that stands in the way, for people
	Reason     string                // AWS's reason, where its exception has more than one
	Version    string                // the current version, where a Conflict is about a version
	Err        error                 // for the log
}

// Error is for logs.
func (f *Fault) Error() string {
	if f.Err != nil {
		return f.Msg + ": " + f.Err.Error()
	}
	return f.Msg
}

// Unwrap is the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Of is the refusal that an error amounts to. An error that is none is ours.
func Of(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if errors.Is(err, sqldb.ErrUnavailable) {
		return &Fault{Kind: Unavailable, Msg: "The service cannot store or read data at the moment.", Err: err}
	}
	return &Fault{Msg: "The request failed on the server.", Err: err}
}

// Is says whether an error is a refusal of a kind.
func Is(err error, k Kind) bool { return err != nil && Of(err).Kind == k }

// Missing refuses what does not exist. A record of another tenant gets the very same answer.
func Missing() *Fault { return &Fault{Kind: NotFound, Msg: "Resource not found"} }

// Because is a refusal of a kind for one of AWS's reasons.
func Because(k Kind, reason, msg string) *Fault { return &Fault{Kind: k, Reason: reason, Msg: msg} }

// Telling is the refusal with the state that stands in the way, whatever is entered, and what to do about it. Programs read
// the message, people read this.
func (f *Fault) Telling(state catalogue.Violation) *Fault {
	told := *f
	told.Violations = []catalogue.Violation{state}
	return &told
}

// State is a state that stands in the way, for Telling. It belongs to no field.
func State(rule, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Code: catalogue.InvalidResourceState, Rule: rule, Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

// Malformed refuses a request that does not satisfy the model.
func Malformed(broken ...catalogue.Violation) *Fault {
	return &Fault{Kind: Invalid, Msg: summary(broken), Violations: broken}
}

// Broken refuses a request that breaks rules of the trade.
func Broken(broken ...catalogue.Violation) *Fault {
	return &Fault{Kind: BusinessInvalid, Msg: summary(broken), Violations: broken}
}

// Denied refuses what the caller may never do.
func Denied(msg string) *Fault { return &Fault{Kind: AccessDenied, Msg: msg} }

// Stale refuses a write that was decided on an old version.
func Stale(current string) *Fault {
	return &Fault{Kind: Conflict, Version: current,
		Msg: "The opportunity was modified after the supplied LastModifiedDate. Read it again and retry."}
}

// summary is the one line above the list.
func summary(broken []catalogue.Violation) string {
	if len(broken) == 1 {
		return broken[0].Message
	}
	return "The request breaks several rules; see the list of errors."
}
