// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package door is what the Selling API and the Account API share at the door: around every operation the body is read
// strictly and held against AWS's model, and the caller's policies are asked, from the operation's row.
package door

import (
	"context"
	"errors"
	"net/http"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/audit"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
)

// A Call is one request on its way to a use case.
type Call struct {
	Operation string // its name
	Who       identity.Caller
	Catalog   string
	Doc       doc.Doc
	Body      []byte
}

// A Handler is what an operation does once its request has passed.
type Handler = func(ctx context.Context, q Call) ([]byte, error)

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
	// Tags are the tags that the resource carries, for policies that ask about them; nil: it carries none.
	Tags func(ctx context.Context, account, arn string) (map[string]string, error)
	// Wire is an error as AWS says it.
	Wire func(error) error
	Do   Handler
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
		q := Call{Operation: o.Name, Who: CallerOf(ctx), Catalog: doc.Text(d, selling.MemberCatalog), Doc: d, Body: body}
		if o.Catalog != nil {
			q.Catalog = o.Catalog(d)
		}
		if err := o.allowed(ctx, q); err != nil {
			return nil, o.Wire(err)
		}
		answer, err := o.Do(o.followed(ctx, q), q)
		if err != nil {
			return nil, o.Wire(err)
		}
		return answer, nil
	}
}

// followed lays the audit's trail of a call.
func (o Operation) followed(ctx context.Context, q Call) context.Context {
	target := ""
	if o.Resource != nil {
		target = o.Resource(q.Who.Account, q.Catalog, q.Doc)
	}
	return audit.Follow(ctx, audit.Trail{Door: audit.DoorAPI, Action: o.Name, Target: target, Account: q.Who.Account, Kind: q.Who.Kind(),
		Actor: q.Who.Principal, ActorName: q.Who.Name, Request: awsjson.CallOf(ctx).RequestID})
}

// allowed asks the caller's policies.
func (o Operation) allowed(ctx context.Context, q Call) error {
	asked := policy.Request{Action: selling.ActionPrefix + o.Name, Resource: "*"}
	if q.Who.AsksFor("") { // most policies have no conditions, and need not wait for their keys
		asked.Keys = o.conditionKeys(q)
	}
	if o.Resource != nil {
		asked.Resource = o.Resource(q.Who.Account, q.Catalog, q.Doc)
	}
	if o.Tags != nil && o.Resource != nil && q.Who.AsksFor(policy.KeyResourceTag) {
		tags, err := o.Tags(ctx, q.Who.Account, asked.Resource)
		if err != nil {
			return err
		}
		for name, value := range tags {
			asked.Keys.Put(policy.KeyResourceTag+name, value)
		}
	}
	if v := q.Who.Decide(asked); !v.Allowed {
		return q.Who.Unauthorized(asked, v)
	}
	return q.Who.Admitted()
}

// conditionKeys are what policies may ask about the request: its catalog, the members that the row names, and its tags.
func (o Operation) conditionKeys(q Call) policy.Keys {
	keys := make(policy.Keys, 2)
	if q.Catalog != "" {
		keys.Put(policy.KeyCatalog, q.Catalog)
	}
	if o.Keys != nil {
		for key, value := range o.Keys(q.Doc) {
			if value != "" {
				keys.Put(key, value)
			}
		}
	}
	names := doc.Texts(q.Doc, "TagKeys")
	for _, tag := range doc.Objects(q.Doc, "Tags") {
		name := doc.Text(tag, "Key")
		keys.Put(policy.KeyRequestTag+name, doc.Text(tag, "Value"))
		names = append(names, name)
	}
	if len(names) > 0 {
		keys.Put(policy.KeyTagKeys, names...)
	}
	return keys
}

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
