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
	"fmt"
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
	"cosell/internal/central/opportunity"
	"cosell/internal/central/snapshot"
	"cosell/internal/central/solution"
	"cosell/internal/central/tag"
	"cosell/internal/central/task"
)

// Rooms are what stands behind the door.
type Rooms struct {
	Opportunities *opportunity.Room
	Solutions     *solution.Room
	Engagements   *engagement.Room
	Tasks         *task.Room
	Snapshots     *snapshot.Room
	Tagging       *tag.Room
}

// A row is one operation.
type row struct {
	name string
	// resource is the ARN that policies are asked about; nil: the operation acts on no single resource.
	resource func(account, catalog string, d doc.Doc) string
	kind     string // of the resource, for the coverage page; empty: opportunity
	// catalog is the catalog of the request; nil: the member that holds it.
	catalog func(d doc.Doc) string
	// keys are the condition keys of the request beside the catalog, each with the member that holds it.
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
	Resource string   // what a policy may name; "*" where the operation acts on no single resource
	Keys     []string // condition keys
}

// Served lists what this door serves, by name.
func Served() []ServedOperation {
	all := make([]ServedOperation, len(rows))
	for i, row := range rows {
		all[i] = ServedOperation{Name: row.name, Action: selling.ActionPrefix + row.name, Resource: "*", Keys: []string{identity.KeyCatalog}}
		if row.resource != nil {
			all[i].Resource = "opportunity"
		}
		if row.kind != "" {
			all[i].Resource = row.kind
		}
		for key := range row.keys {
			all[i].Keys = append(all[i].Keys, key)
		}
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
		if row.catalog != nil {
			q.catalog = row.catalog(d)
		}
		if err := row.allowed(q); err != nil {
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
func (row row) allowed(q request) error {
	action, resource := selling.ActionPrefix+row.name, "*"
	if row.resource != nil {
		resource = row.resource(q.who.Account, q.catalog, q.doc)
	}
	var keys map[string]string
	for key, member := range row.keys {
		keys = map[string]string{key: doc.Text(q.doc, member)}
	}
	if !q.who.AllowOn(action, resource, q.catalog, keys) {
		return fault.Denied(fmt.Sprintf("User: arn:aws:iam::%s:user/%s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
			q.who.Account, q.who.Name, action, resource, action))
	}
	if !q.who.Partner.Terms {
		denied := fault.Denied("The account has not accepted the terms of AWS Partner Central.")
		denied.Reason = "INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE"
		return denied
	}
	return nil
}
