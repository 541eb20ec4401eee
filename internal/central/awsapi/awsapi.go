// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package awsapi is the door for AWS SDKs: each operation of the Selling API that is served here is one row.
//
// Around every operation the same is done once, from its row: the body is read strictly, held against AWS's model, and
// the caller's policies are asked. The operation itself is a use case of a room.
package awsapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/quota"
	"cosell/internal/central/solution"
)

// Rooms are what stands behind the door.
type Rooms struct {
	Opportunities *opportunity.Room
	Solutions     *solution.Room
	Engagements   *engagement.Room
	// Tags reads what tags a resource of the account carries, for policies that ask about them. Nil: none carries any.
	Tags func(ctx context.Context, account, arn string) (map[string]string, error)
}

// A row is one operation.
type row struct {
	name string
	// resource is the ARN that policies are asked about; nil: the operation acts on no single resource.
	resource func(account, catalog string, d doc.Doc) string
	// keys are the condition keys of the request beside the catalog and tags, each with the member that holds it.
	keys map[string]string
	do   func(ctx context.Context, r *Rooms, q request) ([]byte, error)
}

// A request is one call on its way to a use case.
type request struct {
	who     identity.Caller
	catalog string
	doc     doc.Doc
	body    []byte
}

// Service is the Selling API as a server of awsjson takes it.
func Service(r *Rooms) awsjson.Service {
	s := awsjson.Service{Target: selling.Target, SigningName: selling.SigningName, ErrorNamespace: selling.ErrorNamespace,
		Operations: map[string]awsjson.Operation{}}
	for i := range rows {
		s.Operations[rows[i].name] = rows[i].operation(r)
	}
	return s
}

// A ServedOperation is a line of the coverage page.
type ServedOperation struct {
	Name     string
	Action   string   // what a policy must allow
	Resource string   // the types that a policy may name; "*" where the operation acts on no single resource
	Keys     []string // condition keys
}

// Served lists what this door serves, by name.
func Served() []ServedOperation {
	all := make([]ServedOperation, len(rows))
	for i, row := range rows {
		all[i] = ServedOperation{Name: row.name, Action: selling.ActionPrefix + row.name, Resource: "*"}
		action, _ := policy.ActionNamed(row.name)
		if row.resource != nil {
			all[i].Resource = strings.Join(action.Resources, ", ")
		}
		all[i].Keys = action.ConditionKeys()
	}
	slices.SortFunc(all, func(a, b ServedOperation) int { return strings.Compare(a.Name, b.Name) })
	return all
}

type callerKey struct{}

// Authenticate puts the caller whom a signature proves into the context.
func Authenticate(v *sigv4.Verifier) func(*http.Request, []byte) (context.Context, error) {
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

// Admitted holds the callers that authenticate finds to AWS's quotas, before any operation sees the request. What no service
// here knows is refused for that, later.
func Admitted(quotas *quota.Room, authenticate func(*http.Request, []byte) (context.Context, error)) func(*http.Request, []byte) (context.Context, error) {
	return func(r *http.Request, body []byte) (context.Context, error) {
		ctx, err := authenticate(r, body)
		if err != nil {
			return ctx, err
		}
		call := awsjson.CallOf(ctx)
		if call.Operation == "" {
			return ctx, nil
		}
		if err := quotas.Admit(ctx, CallerOf(ctx).Account, call.Service, call.Operation); err != nil {
			return ctx, wire(err)
		}
		return ctx, nil
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

// operation wraps the row's use case in what all operations need.
func (row row) operation(rooms *Rooms) awsjson.Operation {
	return func(ctx context.Context, body []byte) ([]byte, error) {
		d, err := doc.Parse(body)
		if err != nil {
			return nil, awsjson.Serialization("The request body is not valid JSON: " + err.Error() + ".")
		}
		if broken := catalogue.CheckRequest(row.name, d); len(broken) > 0 {
			return nil, wire(fault.Malformed(broken...))
		}
		q := request{who: CallerOf(ctx), catalog: doc.Text(d, selling.MemberCatalog), doc: d, body: body}
		if err := row.allowed(ctx, rooms, q); err != nil {
			return nil, wire(err)
		}
		answer, err := row.do(ctx, rooms, q)
		if err != nil {
			return nil, wire(err)
		}
		return answer, nil
	}
}

// allowed asks the caller's policies.
func (row row) allowed(ctx context.Context, rooms *Rooms, q request) error {
	asked := policy.Request{Action: selling.ActionPrefix + row.name, Resource: "*"}
	if q.who.AsksFor("") { // most policies have no conditions, and need not wait for their keys
		asked.Keys = row.conditionKeys(q)
	}
	if row.resource != nil {
		asked.Resource = row.resource(q.who.Account, q.catalog, q.doc)
	}
	if rooms.Tags != nil && row.resource != nil && q.who.AsksFor(policy.KeyResourceTag) {
		tags, err := rooms.Tags(ctx, q.who.Account, asked.Resource)
		if err != nil {
			return err
		}
		for name, value := range tags {
			asked.Keys.Put(policy.KeyResourceTag+name, value)
		}
	}
	if v := q.who.Decide(asked); !v.Allowed {
		return q.who.Unauthorized(asked, v)
	}
	if !q.who.Partner.Terms {
		denied := fault.Denied("The account has not accepted the terms of AWS Partner Central.")
		denied.Reason = "INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE"
		return denied
	}
	return nil
}

// verifications say by which member StartVerification asks for which kind: it is the one key that no member holds as text.
var verifications = map[string]string{
	"VerificationDetails.BusinessVerificationDetails":   "BUSINESS_VERIFICATION",
	"VerificationDetails.RegistrantVerificationDetails": "REGISTRANT_VERIFICATION",
}

// conditionKeys are what policies may ask about the request: its catalog, the members that the row names, and its tags.
func (row row) conditionKeys(q request) policy.Keys {
	keys := make(policy.Keys, 1+len(row.keys))
	if q.catalog != "" {
		keys.Put(policy.KeyCatalog, q.catalog)
	}
	for key, member := range row.keys {
		if value := doc.Text(q.doc, member); value != "" {
			keys.Put(key, value)
		}
	}
	for member, kind := range verifications {
		if doc.Has(q.doc, member) {
			keys.Put(policy.KeyVerificationType, kind)
		}
	}
	names := doc.Texts(q.doc, "TagKeys")
	for _, tag := range doc.Objects(q.doc, "Tags") {
		name := doc.Text(tag, "Key")
		keys.Put(policy.KeyRequestTag+name, doc.Text(tag, "Value"))
		names = append(names, name)
	}
	if len(names) > 0 {
		keys.Put(policy.KeyTagKeys, names...)
	}
	return keys
}
