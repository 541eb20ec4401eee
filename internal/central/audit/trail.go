// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package audit

import "context"

// The doors that people and programs come in by.
const (
	DoorPages     = "pages"
	DoorAPI       = "api"
	DoorAssistant = "assistant" // somebody's, who acts through it
	DoorJob       = "job"       // nobody's: the program does by itself what it had been told to
	DoorOperator  = "operator"  // a command of whoever runs the program
)

// A Trail is who does what, as the door knows it: it comes with the context of everything that is done then.
type Trail struct {
	Door      string
	Action    string // the operation
	Target    string // what was asked about: a resource's ARN, or the address of the endpoint
	Account   string // whose log it belongs to when the change does not say
	Kind      string // partner, api, aws or system
	Actor     string // principal
	ActorName string
	Proposer  string // who had proposed what the actor approved
	Request   string // the request's id
}

// Approving is the context of something that its actor does since somebody proposed it.
func Approving(ctx context.Context, proposer string) context.Context {
	t := followed(ctx)
	if t == nil {
		return ctx
	}
	approved := *t
	approved.Proposer = proposer
	return Follow(ctx, approved)
}

type trailKey struct{}

// Follow lays a trail through a context.
func Follow(ctx context.Context, t Trail) context.Context {
	return context.WithValue(ctx, trailKey{}, &t)
}

// followed is the trail of a context, or nil.
func followed(ctx context.Context) *Trail {
	t, _ := ctx.Value(trailKey{}).(*Trail)
	return t
}
