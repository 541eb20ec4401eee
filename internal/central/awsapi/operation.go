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
	"cosell/internal/central/identity/policy"
	"cosell/internal/central/opportunity"
)

// rows are the operations: what each room adds stands in a list of its own, sorted by name.
func (r *Rooms) rows() []row {
	return slices.Concat(r.opportunityRows(), r.engagementRows(), r.taskRows(), r.snapshotRows(), r.tagRows())
}

// opportunityRows are the operations of opportunities and solutions.
func (r *Rooms) opportunityRows() []row {
	return []row{
		{name: "AssignOpportunity", resource: opportunityIn("Identifier"), do: r.assign},
		{name: "AssociateOpportunity", resource: opportunityIn("OpportunityIdentifier"),
			keys: map[string]string{policy.KeyRelatedEntityType: "RelatedEntityType"}, do: r.associate},
		{name: "CreateOpportunity", do: r.create},
		{name: "DisassociateOpportunity", resource: opportunityIn("OpportunityIdentifier"),
			keys: map[string]string{policy.KeyRelatedEntityType: "RelatedEntityType"}, do: r.disassociate},
		{name: "GetAwsOpportunitySummary", resource: opportunityIn("RelatedOpportunityIdentifier"), do: r.summary},
		{name: "GetOpportunity", resource: opportunityIn("Identifier"), do: r.get},
		{name: "ListOpportunities", do: r.listOpportunities},
		{name: "ListSolutions", do: r.listSolutions},
		{name: "SubmitOpportunity", resource: opportunityIn("Identifier"), do: r.submit},
		{name: "UpdateOpportunity", resource: opportunityIn("Identifier"), do: r.update},
	}
}

// opportunityIn names the opportunity whose identifier a member holds.
func opportunityIn(member string) func(account, catalog string, d doc.Doc) string {
	return func(account, catalog string, d doc.Doc) string {
		return selling.OpportunityARN(account, catalog, doc.Text(d, member))
	}
}

func (r *Rooms) create(ctx context.Context, q door.Call) ([]byte, error) {
	out, err := r.Opportunities.Create(ctx, q.Who, opportunity.Creation{Catalog: q.Catalog, Request: q.Doc, Ticket: q.Ticket()})
	return door.Encode(out.Answer, err)
}

func (r *Rooms) get(ctx context.Context, q door.Call) ([]byte, error) {
	return r.Opportunities.Get(ctx, q.Who, q.Catalog, doc.Text(q.Doc, selling.MemberIdentifier))
}

func (r *Rooms) update(ctx context.Context, q door.Call) ([]byte, error) {
	modified, err := selling.ParseTimestamp(doc.Text(q.Doc, selling.MemberLastModifiedDate))
	if err != nil {
		return nil, fmt.Errorf("a request passed the checks of the model, and cannot be read: %w", err)
	}
	return door.Encode(r.Opportunities.Update(ctx, q.Who, opportunity.Update{Catalog: q.Catalog, ID: doc.Text(q.Doc, selling.MemberIdentifier),
		Modified: modified, Request: q.Doc}))
}

func (r *Rooms) listOpportunities(ctx context.Context, q door.Call) ([]byte, error) {
	in, err := door.Decode[selling.ListOpportunitiesRequest](q)
	if err != nil {
		return nil, err
	}
	return r.Opportunities.List(ctx, q.Who, in)
}

func (r *Rooms) associate(ctx context.Context, q door.Call) ([]byte, error) {
	in, err := door.Decode[selling.AssociateOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return door.Nothing(r.Opportunities.Associate(ctx, q.Who, in))
}

func (r *Rooms) disassociate(ctx context.Context, q door.Call) ([]byte, error) {
	in, err := door.Decode[selling.AssociateOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return door.Nothing(r.Opportunities.Disassociate(ctx, q.Who, in))
}

func (r *Rooms) assign(ctx context.Context, q door.Call) ([]byte, error) {
	in, err := door.Decode[selling.AssignOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return door.Nothing(r.Opportunities.Assign(ctx, q.Who, in))
}

func (r *Rooms) submit(ctx context.Context, q door.Call) ([]byte, error) {
	in, err := door.Decode[selling.SubmitOpportunityRequest](q)
	if err != nil {
		return nil, err
	}
	return door.Nothing(r.Opportunities.Submit(ctx, q.Who, opportunity.Submission{Catalog: in.Catalog, ID: in.Identifier,
		Involvement: in.InvolvementType, Visibility: in.Visibility}))
}

func (r *Rooms) listSolutions(ctx context.Context, q door.Call) ([]byte, error) {
	in, err := door.Decode[selling.ListSolutionsRequest](q)
	if err != nil {
		return nil, err
	}
	if err := opportunity.KnownCatalog(in.Catalog); err != nil {
		return nil, err
	}
	return door.Encode(r.Solutions.List(ctx, q.Who, in))
}

func (r *Rooms) summary(ctx context.Context, q door.Call) ([]byte, error) {
	return door.Encode(r.Opportunities.Summary(ctx, q.Who, q.Catalog, doc.Text(q.Doc, "RelatedOpportunityIdentifier")))
}
