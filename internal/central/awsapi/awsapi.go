// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package awsapi is the door for AWS SDKs: each operation of the Selling API that is served here is one row.
//
// Around every operation the same is done once, from its row: the body is read strictly, held against AWS's model, and
// the caller's policies are asked. The operation itself is a use case of a room.
package awsapi

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/quota"
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
	// catalog is the catalog of the request; nil: the member that holds it.
	catalog func(d doc.Doc) string
	// keys are the condition keys of the request beside the catalog and tags, each with the member that holds it.
	keys map[string]string
	do   door.Handler
}

// Service is the Selling API as a server of awsjson takes it.
func Service(r *Rooms) awsjson.Service {
	s := awsjson.Service{Target: selling.Target, SigningName: selling.SigningName, ErrorNamespace: selling.ErrorNamespace,
		Operations: map[string]awsjson.Operation{}}
	for _, row := range r.rows() {
		s.Operations[row.name] = row.operation(r)
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
	rows := new(Rooms).rows() // nothing is called, so nobody needs to be in
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

// Authenticate puts the caller whom a signature proves into the context. It serves the Account API too: what it refuses,
// AWS's front door refuses before any service.
func Authenticate(v *sigv4.Verifier) func(*http.Request, []byte) (context.Context, error) {
	return door.Authenticate(v, wire)
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
			if call.Service == account.Target {
				return ctx, accountapi.Wire(err)
			}
			return ctx, wire(err)
		}
		return ctx, nil
	}
}

// WithCaller says who calls, for a request that was authenticated in another way.
func WithCaller(ctx context.Context, who identity.Caller) context.Context {
	return door.WithCaller(ctx, who)
}

// CallerOf is who calls; the zero Caller, who may do nothing, when nobody was authenticated.
func CallerOf(ctx context.Context) identity.Caller { return door.CallerOf(ctx) }

// operation wraps the row's use case in what all operations need.
func (row row) operation(rooms *Rooms) awsjson.Operation {
	return door.Operation{Name: row.name, Check: catalogue.CheckRequest, Catalog: row.catalog, Resource: row.resource, Wire: wire,
		Tags: rooms.Tagging.Of,
		Keys: func(d doc.Doc) map[string]string {
			keys := make(map[string]string, len(row.keys))
			for key, member := range row.keys {
				keys[key] = doc.Text(d, member)
			}
			return keys
		},
		Do: row.do}.Serve()
}
