// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package door is what the Selling API and the Account API share at the door: around every operation the body is read
// strictly and held against AWS's model, and the caller's policies are asked, from the operation's row.
package door

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
)

// A Call is one request on its way to a use case.
type Call struct {
	Who     identity.Caller
	Catalog string
	Doc     doc.Doc
	Body    []byte
}

// An Operation is one row of a door. Name, Check, Wire and Do are required.
type Operation struct {
	Name string
	// Check holds the request against AWS's model.
	Check func(operation string, d doc.Doc) []catalogue.Violation
	// Catalog says which catalog the request is about; nil: its member Catalog.
	Catalog func(d doc.Doc) string
	// Resource is the ARN that policies are asked about; nil: the operation acts on no single resource.
	Resource func(account, catalog string, d doc.Doc) string
	// Keys are the request's condition keys beside the catalog, with their values; nil: it has none.
	Keys func(d doc.Doc) map[string]string
	// Wire is an error as AWS says it.
	Wire func(error) error
	Do   func(ctx context.Context, q Call) ([]byte, error)
}

// Serve is the operation as a server of awsjson takes it.
func (o Operation) Serve() awsjson.Operation {
	return func(ctx context.Context, body []byte) ([]byte, error) {
		d, err := doc.Parse(body)
		if err != nil {
			return nil, awsjson.Serialization("The request body is not valid JSON: " + err.Error() + ".")
		}
		if broken := o.Check(o.Name, d); len(broken) > 0 {
			return nil, o.Wire(fault.Malformed(broken...))
		}
		q := Call{Who: CallerOf(ctx), Catalog: doc.Text(d, selling.MemberCatalog), Doc: d, Body: body}
		if o.Catalog != nil {
			q.Catalog = o.Catalog(d)
		}
		if err := o.allowed(q); err != nil {
			return nil, o.Wire(err)
		}
		answer, err := o.Do(ctx, q)
		if err != nil {
			return nil, o.Wire(err)
		}
		return answer, nil
	}
}

// allowed asks the caller's policies.
func (o Operation) allowed(q Call) error {
	action, resource := selling.ActionPrefix+o.Name, "*"
	if o.Resource != nil {
		resource = o.Resource(q.Who.Account, q.Catalog, q.Doc)
	}
	var keys map[string]string
	if o.Keys != nil {
		keys = o.Keys(q.Doc)
	}
	if !q.Who.AllowOn(action, resource, q.Catalog, keys) {
		return fault.Denied(fmt.Sprintf("User: arn:aws:iam::%s:user/%s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
			q.Who.Account, q.Who.Name, action, resource, action))
	}
	if !q.Who.Partner.Terms {
		return fault.Because(fault.AccessDenied, NotEntitled, "The account has not accepted the terms of AWS Partner Central.")
	}
	return nil
}

// NotEntitled is AWS's reason for an account that has not accepted the terms. Source: reference 15.2.
const NotEntitled = "INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE"

type callerKey struct{}

// Authenticate puts the caller whom a signature proves into the context. wire is a refusal as AWS says it.
func Authenticate(v *sigv4.Verifier, wire func(error) error) func(*http.Request, []byte) (context.Context, error) {
	return func(r *http.Request, body []byte) (context.Context, error) {
		key, err := v.Verify(r, body, awsjson.CallOf(r.Context()).SigningName)
		if err != nil {
			return nil, wire(err)
		}
		who, known := key.Principal.(identity.Caller)
		if !known {
			return nil, errors.New("the access key's principal is no caller")
		}
		return WithCaller(r.Context(), who), nil
	}
}

// WithCaller says who calls, for a request that was authenticated in another way.
func WithCaller(ctx context.Context, who identity.Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, who)
}

// CallerOf is who calls; the zero Caller, who may do nothing, when nobody was authenticated.
func CallerOf(ctx context.Context) identity.Caller {
	who, _ := ctx.Value(callerKey{}).(identity.Caller)
	return who
}

// Decode reads a request that has passed the model's checks into its type. Names are exact; what the type does not have
// is ignored.
func Decode[In any](q Call) (in In, err error) {
	if err := json.Unmarshal(q.Body, &in); err != nil {
		return in, fmt.Errorf("a request passed the checks of the model, and cannot be read: %w", err)
	}
	return in, nil
}

// Encode writes an answer: absent members and lists are null, members of maps are in order, nothing is escaped for HTML.
func Encode[Out any](out Out, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return json.Marshal(out, json.FormatNilSliceAsNull(true), json.Deterministic(true))
}

// Nothing is AWS's empty output.
func Nothing[T any](_ T, err error) ([]byte, error) { return nil, err }

// Ticket is the request's client token, with what it was used for.
func (q Call) Ticket(operation string) idempotency.Ticket {
	return idempotency.Ticket{Account: q.Who.Account, Catalog: q.Catalog, Operation: operation,
		Token: doc.Text(q.Doc, selling.MemberClientToken), Request: sha256.Sum256(doc.Append(make([]byte, 0, len(q.Body)), q.Doc))}
}
