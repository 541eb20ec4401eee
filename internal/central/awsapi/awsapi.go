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
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/engagement"
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
	Tags          *tag.Room
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

// Authenticate puts the caller whom a signature proves into the context. It serves the Account API too: what it refuses,
// AWS's front door refuses before any service.
func Authenticate(v *sigv4.Verifier) func(*http.Request, []byte) (context.Context, error) {
	return door.Authenticate(v, wire)
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
		Keys: func(d doc.Doc) map[string]string {
			keys := make(map[string]string, len(row.keys))
			for key, member := range row.keys {
				keys[key] = doc.Text(d, member)
			}
			return keys
		},
		Do: func(ctx context.Context, q door.Call) ([]byte, error) {
			return row.do(ctx, rooms, request{who: q.Who, catalog: q.Catalog, doc: q.Doc, body: q.Body})
		}}.Serve()
}
