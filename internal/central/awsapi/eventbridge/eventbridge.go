// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package eventbridge is the door through which AWS SDKs reach the event bus: the operations of Amazon EventBridge on an
// account's default bus, each as one row.
//
// The bus is central/event. This package decodes, asks the caller's policies, and encodes.
package eventbridge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/central/audit"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
)

// What EventBridge is called: before the dot of X-Amz-Target, and in signatures and policies.
const (
	Target      = "AWSEvents"
	SigningName = "events"
)

// A call is one request on its way to the bus.
type call struct {
	bus *event.Bus
	who identity.Caller
}

// A row is one operation.
type row struct {
	name     string
	conflict string // what EventBridge calls a conflict here; empty: ConcurrentModificationException
	do       func(ctx context.Context, c call, body []byte) ([]byte, error)
}

// bind makes a row of a use case. resource is the ARN that policies are asked about; nil: the operation acts on none.
func bind[In, Out any](name string, resource func(account string, in In) string, do func(ctx context.Context, c call, in In) (Out, error)) row {
	return row{name: name, do: func(ctx context.Context, c call, body []byte) ([]byte, error) {
		var in In
		if len(body) == 0 {
			body = []byte("{}")
		}
		if _, err := doc.Parse(body); err != nil {
			return nil, awsjson.Serialization("The request body is not valid JSON: " + err.Error() + ".")
		}
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, awsjson.Serialization("A member of the request has a value of another type than " + name + " takes.")
		}
		on := "*"
		if resource != nil {
			on = resource(c.who.Account, in)
		}
		if err := allowed(c.who, SigningName+":"+name, on); err != nil {
			return nil, err
		}
		out, err := do(ctx, c, in)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	}}
}

// nothing is the answer of operations that have none.
type nothing struct{}

// allowed asks the caller's policies.
func allowed(who identity.Caller, action, resource string) error {
	asked := policy.Request{Action: action, Resource: resource}
	if v := who.Decide(asked); !v.Allowed {
		return who.Unauthorized(asked, v)
	}
	return nil
}

// rows are the operations, what belongs together in a list of its own.
var rows = slices.Concat(busRows, ruleRows, targetRows, connectionRows, destinationRows, archiveRows, replayRows)

// Service is EventBridge as a server of awsjson takes it.
func Service(bus *event.Bus) awsjson.Service {
	s := awsjson.Service{Target: Target, SigningName: SigningName, ErrorNamespace: "com.amazonaws.events", Version: "1.1",
		Operations: map[string]awsjson.Operation{}}
	for _, r := range rows {
		s.Operations[r.name] = func(ctx context.Context, body []byte) ([]byte, error) {
			answer, err := r.do(r.followed(ctx), call{bus, door.CallerOf(ctx)}, body)
			if err != nil {
				return nil, r.wire(err)
			}
			return answer, nil
		}
	}
	return s
}

// followed lays the audit's trail of a call, unless it only brings events: those are on the bus, with their sender.
func (r row) followed(ctx context.Context) context.Context {
	if r.name == "PutEvents" {
		return ctx
	}
	who := door.CallerOf(ctx)
	return audit.Follow(ctx, audit.Trail{Door: audit.DoorAPI, Action: r.name, Account: who.Account, Kind: who.Kind(), Actor: who.Principal,
		ActorName: who.Name, Request: awsjson.CallOf(ctx).RequestID})
}

// Served lists what this door serves, by name.
func Served() []string {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.name
	}
	slices.Sort(names)
	return names
}

// onWire is the one place where a kind of refusal becomes EventBridge's word for it. Source: the service's model; what it
// does not name (ValidationException) is what the service answers.
var onWire = map[fault.Kind]string{
	fault.Invalid: "ValidationException", fault.BusinessInvalid: "ValidationException", fault.NotFound: "ResourceNotFoundException",
	fault.Conflict: "ConcurrentModificationException", fault.AccessDenied: "AccessDeniedException", fault.Throttled: "ThrottlingException",
	fault.QuotaExceeded: "LimitExceededException",
}

// wire is an error as EventBridge says it. What the front door has said already stays as it is.
func (r row) wire(err error) error {
	if e, said := errors.AsType[*awsjson.Error](err); said {
		return e
	}
	f := fault.Of(err)
	switch f.Kind {
	case fault.Internal:
		return &awsjson.Error{Type: "InternalException", Status: 500, Cause: err,
			Message: "The request failed on the server. Retry it; if it fails again, report the request id."}
	case fault.Unavailable:
		return awsjson.ServiceUnavailable(err)
	}
	e := &awsjson.Error{Type: onWire[f.Kind], Status: 400, Message: said(f)}
	if f.Kind == fault.Conflict && r.conflict != "" {
		e.Type = r.conflict
	}
	for _, v := range f.Violations {
		if v.At == "Pattern" {
			e.Type = "InvalidEventPatternException"
		}
	}
	return e
}

// said is the refusal as one text: EventBridge's errors have no list. What stands in the way otherwise is told to people.
func said(f *fault.Fault) string {
	if len(f.Violations) == 0 || f.Kind != fault.Invalid && f.Kind != fault.BusinessInvalid {
		return f.Msg
	}
	all := make([]string, len(f.Violations))
	for i, v := range f.Violations {
		all[i] = strings.TrimSuffix(v.Message, ".") + ". " + v.FixEN
	}
	return strings.Join(all, " ")
}

// onDefault refuses every bus but the account's own.
func onDefault(account, bus string) error {
	if bus == "" || bus == event.BusName || bus == event.BusARN(account) {
		return nil
	}
	return &fault.Fault{Kind: fault.NotFound, Msg: fmt.Sprintf("Event bus %s does not exist. There is one, %s.", bus, event.BusName)}
}

// named refuses an ARN that names nothing of this account; what is the kind as people call it.
func named(account, kind, what, arn string) (string, error) {
	name := event.NameIn(account, kind, arn)
	if name == "" {
		return "", &fault.Fault{Kind: fault.NotFound, Msg: fmt.Sprintf("%s %s does not exist.", what, arn)}
	}
	return name, nil
}
