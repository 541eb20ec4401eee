// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

import (
	"context"
	"fmt"
	"slices"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
)

// rows are the operations: what each room adds stands in a list of its own, sorted by name.
var rows = slices.Concat(opportunityRows, engagementRows, taskRows, snapshotRows, tagRows)

var opportunityRows = []row{
	{name: "AssignOpportunity", resource: opportunityIn("Identifier"), do: assign},
	{name: "AssociateOpportunity", resource: opportunityIn("OpportunityIdentifier"),
		keys: map[string]string{identity.KeyRelatedEntityType: "RelatedEntityType"}, do: associate},
	{name: "CreateOpportunity", do: create},
	{name: "DisassociateOpportunity", resource: opportunityIn("OpportunityIdentifier"),
		keys: map[string]string{identity.KeyRelatedEntityType: "RelatedEntityType"}, do: disassociate},
	{name: "GetAwsOpportunitySummary", resource: opportunityIn("RelatedOpportunityIdentifier"), do: summary},
	{name: "GetOpportunity", resource: opportunityIn("Identifier"), do: get},
	{name: "ListOpportunities", do: listOpportunities},
	{name: "ListSolutions", do: listSolutions},
	{name: "SubmitOpportunity", resource: opportunityIn("Identifier"), do: submit},
	{name: "UpdateOpportunity", resource: opportunityIn("Identifier"), do: update},
}

// opportunityIn names the opportunity whose identifier a member holds.
func opportunityIn(member string) func(account, catalog string, d doc.Doc) string {
	return func(account, catalog string, d doc.Doc) string {
		return selling.OpportunityARN(account, catalog, doc.Text(d, member))
	}
}

// decode reads a request that has passed the model's checks into its type.
func decode[In any](q request) (In, error) { return door.Decode[In](q.call()) }

// encode writes an answer.
func encode[Out any](out Out, err error) ([]byte, error) { return door.Encode(out, err) }

// nothing is AWS's empty output.
func nothing[T any](out T, err error) ([]byte, error) { return door.Nothing(out, err) }

// ticket is the request's client token, with what it was used for.
func (q request) ticket(operation string) idempotency.Ticket { return q.call().Ticket(operation) }

func (q request) call() door.Call {
	return door.Call{Who: q.who, Catalog: q.catalog, Doc: q.doc, Body: q.body}
}

func create(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	out, err := r.Opportunities.Create(ctx, q.who, opportunity.Creation{Catalog: q.catalog, Request: q.doc, Ticket: q.ticket("CreateOpportunity")})
	return encode(out.Answer, err)
}

func get(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return r.Opportunities.Get(ctx, q.who, q.catalog, doc.Text(q.doc, selling.MemberIdentifier))
}

func update(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	modified, err := selling.ParseTimestamp(doc.Text(q.doc, selling.MemberLastModifiedDate))
	if err != nil {
		return nil, fmt.Errorf("a request passed the checks of the model, and cannot be read: %w", err)
	}
	return encode(r.Opportunities.Update(ctx, q.who, opportunity.Update{Catalog: q.catalog, ID: doc.Text(q.doc, selling.MemberIdentifier),
		Modified: modified, Request: q.doc}))
}

func listOpportunities(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	in, err := decode[selling.ListOpportunitiesRequest](q)
	if err != nil {
		return nil, err
	}
	return r.Opportunities.List(ctx, q.who, in)
}

func associate(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	in, err := decode[selling.AssociateOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return nothing(r.Opportunities.Associate(ctx, q.who, in))
}

func disassociate(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	in, err := decode[selling.AssociateOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return nothing(r.Opportunities.Disassociate(ctx, q.who, in))
}

func assign(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	in, err := decode[selling.AssignOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return nothing(r.Opportunities.Assign(ctx, q.who, in))
}

func submit(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	in, err := decode[selling.SubmitOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return nothing(r.Opportunities.Submit(ctx, q.who, opportunity.Submission{Catalog: in.Catalog, ID: in.Identifier,
		Involvement: in.InvolvementType, Visibility: in.Visibility}))
}

func listSolutions(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	in, err := decode[selling.ListSolutionsRequest](q)
	if err != nil {
		return nil, err
	}
	if err := opportunity.KnownCatalog(in.Catalog); err != nil {
		return nil, err
	}
	return encode(r.Solutions.List(ctx, q.who, in))
}

func summary(ctx context.Context, r *Rooms, q request) ([]byte, error) {
	return encode(r.Opportunities.Summary(ctx, q.who, q.catalog, doc.Text(q.doc, "RelatedOpportunityIdentifier")))
}
